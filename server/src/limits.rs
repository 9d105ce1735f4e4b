//! How much one client may ask for.
//!
//! Bodies are bounded in size and in how long they may pause. Calls that change something,
//! which are the ones that cost (password hashes, planners, providers), are bounded per
//! address; that protects this process, and so it is counted in this process. Limits that
//! must hold across processes (log-ins, new accounts) are counted in the database, by
//! `services`. Reading is not counted: what costs there is drawing widgets, and `services`
//! lets each user's drawings take turns.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Extensions, HeaderMap};

use services::accounts::network;

use crate::problem::Problem;

/// The largest body.
pub(crate) const BODY_BYTES: usize = 1024 * 1024;

/// The longest pause within a body.
pub(crate) const BODY_PAUSE: Duration = Duration::from_secs(20);

/// How many calls may come at once, and how many a second in the long run.
const BURST: f64 = 600.0;
const PER_SECOND: f64 = 200.0;

/// Beyond so many addresses, those that have all their calls left are forgotten.
const REMEMBERED: usize = 10_000;

/// What each address has left.
#[derive(Clone, Default)]
pub(crate) struct Limits(Arc<Mutex<HashMap<IpAddr, Bucket>>>);

#[derive(Clone, Copy)]
struct Bucket {
    calls: f64,
    at: Instant,
}

impl Limits {
    /// Takes one call of `address`, or says when there will be one.
    fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let address = network(address);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > REMEMBERED {
            buckets.retain(|_, bucket| bucket.refilled(now) < BURST);
        }
        let bucket = buckets.entry(address).or_insert(Bucket { calls: BURST, at: now });
        *bucket = Bucket { calls: bucket.refilled(now), at: now };
        if bucket.calls < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.calls) / PER_SECOND));
        }
        bucket.calls -= 1.0;
        Ok(())
    }
}

impl Bucket {
    fn refilled(self, now: Instant) -> f64 {
        (now.saturating_duration_since(self.at).as_secs_f64()).mul_add(PER_SECOND, self.calls).min(BURST)
    }
}

pub(crate) async fn per_address(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match limits.take(client(request.extensions()), Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(retry_after) => Problem::too_many(retry_after).into_response(),
    }
}

/// Where a request really comes from, for everybody further in who asks for its
/// [`ConnectInfo`].
pub(crate) async fn see_through_proxy(mut request: Request, next: Next) -> Response {
    let peer = client(request.extensions());
    // A proxy on this machine is believed about whom it speaks for; it appends to the header,
    // so its own word is the last one. Anybody else may write what they like into it.
    if let Some(client) = forwarded_for(request.headers()).filter(|_| peer.is_loopback()) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, 0)));
    }
    next.run(request).await
}

/// The address a request comes from.
pub(crate) fn client(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    // Only a test calls the router without a connection.
    peer.map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(address)| address.ip())
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        middleware::from_fn,
        routing::get,
    };
    use tower::ServiceExt as _;

    use super::*;

    const SOMEBODY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

    #[test]
    fn a_burst_is_let_through_and_then_calls_come_back_with_time() {
        let (limits, start) = (Limits::default(), Instant::now());
        for _ in 0..600 {
            assert_eq!(limits.take(SOMEBODY, start), Ok(()));
        }
        let wait = limits.take(SOMEBODY, start).unwrap_err();
        assert_eq!(wait, Duration::from_millis(5));
        assert_eq!(limits.take(SOMEBODY, start + wait), Ok(()));
    }

    #[test]
    fn one_address_does_not_use_up_anothers_calls() {
        let (limits, start) = (Limits::default(), Instant::now());
        while limits.take(SOMEBODY, start).is_ok() {}
        assert_eq!(limits.take(IpAddr::from([192, 0, 2, 8]), start), Ok(()));
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_their_calls() {
        let (limits, start) = (Limits::default(), Instant::now());
        let address = |raw: &str| raw.parse::<IpAddr>().expect("is an address");
        while limits.take(address("2001:db8::1"), start).is_ok() {}
        assert!(limits.take(address("2001:db8::ffff:2"), start).is_err());
        assert_eq!(limits.take(address("2001:db8:0:1::1"), start), Ok(()));
    }

    #[tokio::test]
    async fn only_a_proxy_on_this_machine_is_believed_and_only_its_own_word() {
        assert_eq!(seen([127, 0, 0, 1], "203.0.113.9, 192.0.2.1").await, "192.0.2.1");
        assert_eq!(seen([198, 51, 100, 3], "192.0.2.1").await, "198.51.100.3");
        assert_eq!(seen([127, 0, 0, 1], "nonsense").await, "127.0.0.1");
    }

    /// The address a handler sees.
    async fn seen(peer: [u8; 4], forwarded_for: &str) -> String {
        let router = Router::new()
            .route("/", get(|request: Request| async move { client(request.extensions()).to_string() }))
            .layer(from_fn(see_through_proxy));
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 5000))));
        request.headers_mut().insert("x-forwarded-for", forwarded_for.parse().unwrap());
        let response = router.oneshot(request).await.unwrap();
        String::from_utf8(to_bytes(response.into_body(), 100).await.unwrap().to_vec()).unwrap()
    }
}
