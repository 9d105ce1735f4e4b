//! One call for everybody who asks the same at the same time.
//!
//! Whoever asks joins the call that is under way or gets what is fresh enough; a failing
//! provider is left alone until it may have recovered. The call goes on when those who
//! asked have left, and what it brought is there for the next.
//!
//! In this process only: another replica makes its own calls, within the provider's limits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{ConnectionId, widget::DataSource};
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::Freshness;
use crate::{bounded::Bounded, providers::ProviderError};

/// Calls of one connection at the same time. A provider that hangs holds its own
/// connection's places and nobody else's.
const AT_ONCE: usize = 8;
const CACHED_ANSWERS: usize = 5_000;
const CACHED_BYTES: usize = 128 * 1024 * 1024;
const CONNECTIONS: usize = 10_000;
/// The pause after a failure that names none, doubled each time up to the longest.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// What is asked of whom: the same for two widgets that show the same data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    connection: ConnectionId,
    /// Provider, endpoint and parameters, in one order.
    what: String,
}

impl Asked {
    pub(crate) fn new(connection: ConnectionId, source: &DataSource) -> Self {
        let mut params: Vec<_> = source.params.iter().collect();
        params.sort_by_key(|(name, _)| name.as_str());
        Self { connection, what: format!("{} {} {params:?}", source.provider, source.endpoint) }
    }
}

/// A good answer.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) response: Value,
    pub(crate) at: Timestamp,
}

/// What the provider said instead, and when it is asked again by itself.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) error: ProviderError,
    pub(crate) retry_at: Option<Timestamp>,
    /// How many in a row.
    times: u32,
}

pub(crate) type Outcome = Result<Arc<Fetched>, Refused>;

/// What is known and what is under way. Clones share it.
#[derive(Clone)]
pub(crate) struct Upstream(Arc<Mutex<State>>);

struct State {
    fetched: Bounded<Asked, Arc<Fetched>>,
    refused: Bounded<Asked, Refused>,
    under_way: HashMap<Asked, Shared<BoxFuture<'static, Outcome>>>,
    places: Bounded<ConnectionId, Arc<Semaphore>>,
}

/// A call to make, when one is needed.
pub(crate) struct Call {
    pub(crate) asked: Asked,
    /// How old an answer may be.
    pub(crate) max_age: SignedDuration,
    pub(crate) freshness: Freshness,
    pub(crate) now: Timestamp,
    /// For everything, waiting for a place included.
    pub(crate) time_limit: Duration,
}

impl Upstream {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            fetched: Bounded::new(CACHED_ANSWERS, CACHED_BYTES),
            refused: Bounded::new(CACHED_ANSWERS, usize::MAX),
            under_way: HashMap::new(),
            places: Bounded::new(CONNECTIONS, usize::MAX),
        })))
    }

    /// What can be said without asking, now and as fresh as `max_age`.
    pub(crate) fn peek(&self, asked: &Asked, max_age: SignedDuration, now: Timestamp) -> Option<Outcome> {
        self.lock().known(asked, max_age, Freshness::Interval, now)
    }

    /// What is known, or what `fetch` brings. `fetch` runs at most once for all who ask now.
    pub(crate) async fn get(
        &self,
        call: Call,
        fetch: impl Future<Output = Result<Value, ProviderError>> + Send + 'static,
    ) -> Outcome {
        let flight = {
            let mut state = self.lock();
            if let Some(known) = state.known(&call.asked, call.max_age, call.freshness, call.now) {
                return known;
            }
            match state.under_way.get(&call.asked) {
                Some(flight) => flight.clone(),
                None => {
                    let asked = call.asked.clone();
                    let flight = self.depart(&mut state, call, fetch);
                    state.under_way.insert(asked, flight.clone());
                    flight
                }
            }
        };
        flight.await
    }

    /// Starts the call on a task of its own, so that nobody who leaves takes it along.
    fn depart(
        &self,
        state: &mut State,
        call: Call,
        fetch: impl Future<Output = Result<Value, ProviderError>> + Send + 'static,
    ) -> Shared<BoxFuture<'static, Outcome>> {
        let places = state.places(call.asked.connection);
        let upstream = self.clone();
        let asked = call.asked.clone();
        let task = tokio::spawn(async move {
            let answer = tokio::time::timeout(call.time_limit, async {
                let _place = places.acquire().await;
                fetch.await
            });
            let answer = answer.await.unwrap_or(Err(ProviderError::Unavailable));
            upstream.lock().arrive(&call, answer)
        });
        let upstream = self.clone();
        async move {
            match task.await {
                Ok(outcome) => outcome,
                // The adapter panicked, or the runtime ends.
                Err(_) => {
                    upstream.lock().under_way.remove(&asked);
                    Err(Refused {
                        error: ProviderError::Unexpected { what: "something we cannot read".into() },
                        retry_at: None,
                        times: 1,
                    })
                }
            }
        }
        .boxed()
        .shared()
    }

    /// See [`http`](crate::http): a panic elsewhere leaves these maps usable.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What can be said without asking.
    fn known(
        &mut self,
        asked: &Asked,
        max_age: SignedDuration,
        freshness: Freshness,
        now: Timestamp,
    ) -> Option<Outcome> {
        if let Some(refused) = self.refused.get(asked) {
            let waits = refused.retry_at.is_some_and(|at| now < at);
            // Who insists is let through, but never against the provider's own word.
            let insists = freshness == Freshness::Now && !matches!(refused.error, ProviderError::RateLimited { .. });
            if waits && !insists {
                return Some(Err(refused.clone()));
            }
            return None;
        }
        if freshness == Freshness::Now {
            return None;
        }
        let fetched = self.fetched.get(asked)?;
        (now.duration_since(fetched.at) < max_age).then(|| Ok(Arc::clone(fetched)))
    }

    fn arrive(&mut self, call: &Call, answer: Result<Value, ProviderError>) -> Outcome {
        self.under_way.remove(&call.asked);
        match answer {
            Ok(response) => {
                let bytes = weight(&response);
                let fetched = Arc::new(Fetched { response, at: call.now });
                self.refused.remove(&call.asked);
                self.fetched.insert(call.asked.clone(), Arc::clone(&fetched), bytes);
                Ok(fetched)
            }
            Err(error) => {
                let times = self.refused.get(&call.asked).map_or(0, |refused| refused.times) + 1;
                let pause = pause_after(&error, times, call.max_age);
                let retry_at = pause.and_then(|pause| call.now.checked_add(pause).ok());
                let refused = Refused { error, retry_at, times };
                self.refused.insert(call.asked.clone(), refused.clone(), 0);
                Err(refused)
            }
        }
    }

    fn places(&mut self, connection: ConnectionId) -> Arc<Semaphore> {
        if let Some(places) = self.places.get(&connection) {
            return Arc::clone(places);
        }
        let places = Arc::new(Semaphore::new(AT_ONCE));
        self.places.insert(connection, Arc::clone(&places), 0);
        places
    }
}

/// How long the provider is left alone. `None`: until somebody does something about it.
fn pause_after(error: &ProviderError, times: u32, interval: SignedDuration) -> Option<SignedDuration> {
    match error {
        ProviderError::RateLimited { retry_after } => {
            Some(SignedDuration::try_from(*retry_after).unwrap_or(LONGEST_PAUSE))
        }
        ProviderError::Unavailable | ProviderError::Unexpected { .. } => {
            Some((FIRST_PAUSE * 2_i32.pow((times - 1).min(5))).min(LONGEST_PAUSE))
        }
        // Waiting helps none of these, but somebody may set it right over there.
        ProviderError::Forbidden { .. } | ProviderError::NotFound { .. } | ProviderError::Invalid { .. } => {
            Some(interval.clamp(FIRST_PAUSE, LONGEST_PAUSE))
        }
        ProviderError::Unauthorized => None,
    }
}

/// Roughly the memory a value takes.
fn weight(value: &Value) -> usize {
    const NODE: usize = 40;
    NODE + match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.iter().map(|(name, member)| name.len() + NODE + weight(member)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn source(params: &Value) -> DataSource {
        serde_json::from_value(json!({
            "provider": "github", "endpoint": "/pulls", "method": "GET", "params": params, "refreshInterval": 60_000,
        }))
        .unwrap()
    }

    fn call(freshness: Freshness, second: i64) -> Call {
        Call {
            asked: Asked::new(ConnectionId(Uuid::nil()), &source(&json!({ "state": "open" }))),
            max_age: SignedDuration::from_secs(60),
            freshness,
            now: Timestamp::from_second(second).unwrap(),
            time_limit: Duration::from_secs(5),
        }
    }

    /// A provider that counts how often it is called.
    #[derive(Clone, Default)]
    struct Counted(Arc<AtomicU32>);

    impl Counted {
        fn fetch(
            &self,
            answer: Result<Value, ProviderError>,
        ) -> impl Future<Output = Result<Value, ProviderError>> + Send + use<> {
            let calls = Arc::clone(&self.0);
            async move {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                answer
            }
        }

        fn calls(&self) -> u32 {
            self.0.load(Ordering::SeqCst)
        }
    }

    #[test]
    fn the_order_of_parameters_is_no_difference_and_their_values_are() {
        let asked = |params: Value| Asked::new(ConnectionId(Uuid::nil()), &source(&params));
        assert_eq!(asked(json!({ "a": 1, "b": 2 })), asked(json!({ "b": 2, "a": 1 })));
        assert_ne!(asked(json!({ "a": 1 })), asked(json!({ "a": "1" })));
        assert_ne!(
            asked(json!({ "a": ["b"] })),
            Asked::new(ConnectionId(Uuid::max()), &source(&json!({ "a": ["b"] })))
        );
    }

    #[tokio::test]
    async fn those_who_ask_at_the_same_time_share_one_call() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let asks = (0..20).map(|_| upstream.get(call(Freshness::Now, 100), provider.fetch(Ok(json!([1])))));
        let outcomes = futures::future::join_all(asks).await;

        assert!(outcomes.iter().all(|outcome| outcome.as_ref().unwrap().response == json!([1])));
        assert_eq!(provider.calls(), 1);
    }

    #[tokio::test]
    async fn an_answer_serves_until_the_interval_is_over_or_somebody_insists() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let mut calls = Vec::new();
        for (freshness, second) in [
            (Freshness::Interval, 100),
            (Freshness::Interval, 159),
            (Freshness::Now, 159),
            (Freshness::Interval, 218),
            (Freshness::Interval, 219),
        ] {
            upstream.get(call(freshness, second), provider.fetch(Ok(json!([])))).await.unwrap();
            calls.push(provider.calls());
        }
        assert_eq!(calls, [1, 1, 2, 2, 3]);
    }

    #[tokio::test]
    async fn a_failing_provider_is_left_alone_longer_each_time() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let mut pauses = Vec::new();
        let mut second = 100;
        for _ in 0..7 {
            let down = || provider.fetch(Err(ProviderError::Unavailable));
            let refused = upstream.get(call(Freshness::Interval, second), down()).await.unwrap_err();
            let again = upstream.get(call(Freshness::Interval, second + 1), down()).await.unwrap_err();
            assert_eq!(again.retry_at, refused.retry_at);
            pauses.push(refused.retry_at.unwrap().as_second() - second);
            second = refused.retry_at.unwrap().as_second();
        }
        assert_eq!(pauses, [30, 60, 120, 240, 480, 600, 600]);
        assert_eq!(provider.calls(), 7);

        upstream.get(call(Freshness::Interval, second), provider.fetch(Ok(json!([])))).await.unwrap();
        let refused = upstream
            .get(call(Freshness::Now, second), provider.fetch(Err(ProviderError::Unavailable)))
            .await
            .unwrap_err();
        assert_eq!(refused.retry_at.unwrap().as_second() - second, 30, "a good answer ends the series");
    }

    #[tokio::test]
    async fn who_insists_is_let_through_unless_the_provider_said_wait() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let limited = ProviderError::RateLimited { retry_after: Duration::from_secs(90) };
        upstream.get(call(Freshness::Now, 100), provider.fetch(Err(ProviderError::Unavailable))).await.unwrap_err();
        upstream.get(call(Freshness::Now, 101), provider.fetch(Err(limited.clone()))).await.unwrap_err();
        assert_eq!(provider.calls(), 2);

        let refused = upstream.get(call(Freshness::Now, 190), provider.fetch(Ok(json!([])))).await.unwrap_err();
        assert_eq!((refused.error, provider.calls()), (limited, 2));
        upstream.get(call(Freshness::Now, 191), provider.fetch(Ok(json!([])))).await.unwrap();
        assert_eq!(provider.calls(), 3);
    }

    #[tokio::test]
    async fn a_call_goes_on_when_who_asked_has_left() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let slow = {
            let fetch = provider.fetch(Ok(json!(["late"])));
            async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                fetch.await
            }
        };
        assert!(
            tokio::time::timeout(Duration::from_millis(5), upstream.get(call(Freshness::Interval, 100), slow))
                .await
                .is_err()
        );

        let joined = upstream.get(call(Freshness::Interval, 100), provider.fetch(Ok(json!(["second"])))).await.unwrap();
        assert_eq!((joined.response.clone(), provider.calls()), (json!(["late"]), 1));
    }

    #[tokio::test]
    async fn a_call_that_panics_is_a_failure_and_not_the_end() {
        let (upstream, provider) = (Upstream::new(), Counted::default());
        let refused =
            upstream.get(call(Freshness::Interval, 100), async { panic!("an adapter's mistake") }).await.unwrap_err();
        assert!(matches!(refused.error, ProviderError::Unexpected { .. }));
        upstream.get(call(Freshness::Interval, 101), provider.fetch(Ok(json!([])))).await.unwrap();
    }
}
