//! Guessing is slow: failed log-ins are counted per account and per address, and each
//! failure beyond a few closes the door for longer. So are new accounts, by address, which
//! may be many.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::db::login_attempts::{self, Counter, Limit};

const ACCOUNT: Limit = Limit {
    free: 5,
    first: Duration::from_secs(30),
    longest: Duration::from_secs(15 * 60),
    forgotten_after: Duration::from_secs(60 * 60),
};

/// Wider: one address may be a whole office.
const ADDRESS: Limit = Limit { free: 50, ..ACCOUNT };

/// New accounts, visits among them. A shared office, a class or a test suite makes hundreds
/// from one address; each beyond that closes it for longer.
const ARRIVALS: Limit = Limit {
    free: 900,
    first: Duration::from_secs(60),
    longest: Duration::from_secs(60 * 60),
    forgotten_after: Duration::from_secs(60 * 60),
};

/// What one log-in is counted under.
pub(super) struct Door {
    account: [u8; 32],
    address: [u8; 32],
}

impl Door {
    /// `email` as it is stored.
    pub(super) fn new(email: &str, address: IpAddr) -> Self {
        Self { account: account_key(email), address: address_key(address) }
    }

    /// How long it stays closed, if it is closed at `now`.
    pub(super) async fn closed_for(&self, conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<Option<Duration>> {
        let account = login_attempts::blocked_until(&mut *conn, Counter::Account, &self.account, now).await?;
        let address = login_attempts::blocked_until(conn, Counter::Address, &self.address, now).await?;
        Ok(account.max(address).map(|until| left_until(until, now)))
    }

    pub(super) async fn failed(&self, conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
        login_attempts::count(&mut *conn, Counter::Account, &self.account, ACCOUNT, now).await?;
        login_attempts::count(conn, Counter::Address, &self.address, ADDRESS, now).await
    }

    /// The account's failures are forgotten; the address's are not, or whoever has one
    /// account could guess at all others for ever.
    pub(super) async fn opened(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        forget_account(conn, self.account).await
    }
}

/// Where new accounts of one address come in.
pub(super) struct Gate {
    address: [u8; 32],
}

impl Gate {
    pub(super) fn new(address: IpAddr) -> Self {
        Self { address: address_key(address) }
    }

    /// How long it stays closed, if it is closed at `now`.
    pub(super) async fn closed_for(&self, conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<Option<Duration>> {
        let until = login_attempts::blocked_until(conn, Counter::Arrivals, &self.address, now).await?;
        Ok(until.map(|until| left_until(until, now)))
    }

    pub(super) async fn passed(&self, conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
        login_attempts::count(conn, Counter::Arrivals, &self.address, ARRIVALS, now).await
    }
}

fn left_until(until: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now)).unwrap_or_default()
}

/// Nothing about this account's log-ins is left.
pub(super) async fn forget(conn: &mut PgConnection, email: &str) -> sqlx::Result<()> {
    forget_account(conn, account_key(email)).await
}

async fn forget_account(conn: &mut PgConnection, key: [u8; 32]) -> sqlx::Result<()> {
    login_attempts::forget(conn, Counter::Account, &key).await
}

fn account_key(email: &str) -> [u8; 32] {
    Sha256::digest(email).into()
}

fn address_key(address: IpAddr) -> [u8; 32] {
    Sha256::digest(network(address).to_string()).into()
}

/// What counts as one address. Of IPv6 the network only: whoever has one address there has 2^64.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let key = |raw: &str| address_key(raw.parse().expect("is an address"));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }
}
