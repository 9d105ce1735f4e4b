//! `login_attempts`: failed log-ins by account and by address, and new accounts by address, in
//! PostgreSQL so that every process counts the same.

use std::time::Duration;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    Account,
    Address,
    /// New accounts of an address.
    Arrivals,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Address => "address",
            Self::Arrivals => "arrivals",
        }
    }
}

/// How a counter blocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// So many are free; the last of them is the first to block.
    pub(crate) free: i32,
    /// The first block; each further one doubles it.
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    /// A counter that stood still for so long starts again.
    pub(crate) forgotten_after: Duration,
}

/// Until when nobody is let in through this key, if that is after `now`.
pub(crate) async fn blocked_until(
    conn: &mut PgConnection,
    counter: Counter,
    key: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<Option<Timestamp>> {
    let until = sqlx::query_scalar!(
        r#"
        select blocked_until as "until!"
        from login_attempts
        where kind = $1 and key = $2 and blocked_until > $3
        "#,
        counter.name(),
        key.as_slice(),
        now.to_sqlx()
    )
    .fetch_optional(conn)
    .await?;
    Ok(until.map(jiff_sqlx::Timestamp::to_jiff))
}

/// One more of what is counted.
pub(crate) async fn count(
    conn: &mut PgConnection,
    counter: Counter,
    key: &[u8; 32],
    limit: Limit,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into login_attempts as counted (kind, key, failures, last_failure_at)
        values ($1, $2, 1, $3)
        on conflict (kind, key) do update set
            last_failure_at = $3,
            failures = case
                when counted.last_failure_at < $3 - make_interval(secs => $4::float8) then 1
                else counted.failures + 1
            end,
            blocked_until = case
                when counted.last_failure_at < $3 - make_interval(secs => $4::float8) or counted.failures + 1 < $5 then null
                else $3 + make_interval(secs => least($6::float8 * 2 ^ least(counted.failures + 1 - $5, 30), $7::float8))
            end
        "#,
        counter.name(),
        key.as_slice(),
        now.to_sqlx(),
        limit.forgotten_after.as_secs_f64(),
        limit.free,
        limit.first.as_secs_f64(),
        limit.longest.as_secs_f64(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn forget(conn: &mut PgConnection, counter: Counter, key: &[u8; 32]) -> sqlx::Result<()> {
    sqlx::query!("delete from login_attempts where kind = $1 and key = $2", counter.name(), key.as_slice())
        .execute(conn)
        .await?;
    Ok(())
}
