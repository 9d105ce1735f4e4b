//! The one outgoing client for providers.
//!
//! Whoever calls through it gets, without asking:
//!
//! - an end: 5 s to connect, 20 s for everything (retries included), 10 MiB of answer,
//!   counted after decompression and while reading;
//! - retries on 429, 502, 503, 504 and broken connections, with the pause the provider
//!   asks for when it is short, else the refusal;
//! - conditional requests: an answer with an `ETag` is kept and asked for again with
//!   `If-None-Match`, which costs nothing of GitHub's limit;
//! - a rate for each connection that stays below the provider's.
//!
//! It only reads. Retrying is safe for that reason; effects need an idempotency key and a
//! way of their own. It follows no redirect to another host, so that credentials stay
//! where they were meant to go, and it writes neither headers nor queries to the log.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use domain::ConnectionId;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rand::RngExt;
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use crate::{bounded::Bounded, providers::ProviderError};

/// What ends a call that would not end by itself.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub connect: Duration,
    /// For everything, retries and the pauses between them included.
    pub total: Duration,
    /// Of an answer, decompressed.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(20), body_bytes: 10 * 1024 * 1024 }
    }
}

/// How often one connection may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At once, after a pause.
    pub burst: u32,
    pub per_minute: u32,
}

/// The client, counting against one connection's rate. Clones share it.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
    pace: Option<Arc<Pace>>,
}

struct Shared {
    client: reqwest::Client,
    limits: Limits,
    paces: Mutex<Bounded<ConnectionId, Arc<Pace>>>,
    kept: Mutex<Bounded<[u8; 32], Arc<Answer>>>,
}

/// What came back, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why nothing came back that could be used.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("no answer within the time limit")]
    TimedOut,
    #[error("the connection could not be made or broke")]
    Broken(#[source] reqwest::Error),
    #[error("the answer is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("this connection calls too often")]
    TooOften { retry_after: Duration },
}

impl From<CallError> for ProviderError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::TimedOut | CallError::Broken(_) => Self::Unavailable,
            CallError::TooLarge { limit } => {
                Self::Unexpected { what: format!("more than {} MiB at once", limit >> 20) }
            }
            CallError::TooOften { retry_after } => Self::RateLimited { retry_after },
        }
    }
}

/// Attempts after the first.
const RETRIES: u32 = 2;
/// The longest pause a provider may ask for and still be tried again within this call.
const MAX_PAUSE: Duration = Duration::from_secs(3);
/// Pause after a 429 that does not say how long.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(60);
/// No provider keeps us waiting longer than this without being asked again.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// Answers kept for conditional requests.
const KEPT_ANSWERS: usize = 1000;
const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// Connections whose rate is remembered; a forgotten one starts with a full burst.
const PACES: usize = 10_000;

impl Http {
    /// # Errors
    ///
    /// When TLS cannot be set up: no trusted roots on this machine.
    pub fn new(limits: Limits) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("agentic-dashboard/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect)
            .redirect(reqwest::redirect::Policy::custom(same_host_only))
            .build()?;
        let shared = Shared {
            client,
            limits,
            paces: Mutex::new(Bounded::new(PACES, usize::MAX)),
            kept: Mutex::new(Bounded::new(KEPT_ANSWERS, KEPT_BYTES)),
        };
        Ok(Self { shared: Arc::new(shared), pace: None })
    }

    /// The same client, held to `rate` together with every other clone for this connection.
    #[must_use]
    pub fn for_connection(&self, connection: ConnectionId, rate: Rate) -> Self {
        let mut paces = lock(&self.shared.paces);
        let pace = match paces.get(&connection) {
            Some(pace) => Arc::clone(pace),
            None => {
                let pace = Arc::new(Pace::new(rate));
                paces.insert(connection, Arc::clone(&pace), 0);
                pace
            }
        };
        Self { shared: Arc::clone(&self.shared), pace: Some(pace) }
    }

    /// Reads `url`. An answer of any status is `Ok`; what it means is the adapter's to say.
    ///
    /// # Errors
    ///
    /// When there is no whole answer within the limits.
    #[tracing::instrument(name = "outgoing", skip_all, fields(host = url.host_str(), path = url.path(), attempts, status))]
    pub async fn get(&self, url: Url, headers: HeaderMap) -> Result<Arc<Answer>, CallError> {
        let deadline = Instant::now() + self.shared.limits.total;
        let key = fingerprint(&url, &headers);
        let kept = lock(&self.shared.kept).get(&key).cloned();
        let span = tracing::Span::current();

        for attempt in 0.. {
            span.record("attempts", attempt + 1);
            self.wait_for_turn(deadline).await?;
            let outcome = timeout_at(deadline, self.once(&url, &headers, kept.as_deref())).await;
            let pause = match outcome {
                Err(_) => return Err(CallError::TimedOut),
                Ok(Ok(answer)) => {
                    span.record("status", answer.status.as_u16());
                    let pause = answer.retry_after().unwrap_or_else(|| backoff(attempt));
                    if attempt == RETRIES || !is_passing(answer.status) || !fits(pause, deadline) {
                        return Ok(self.keep(key, answer, kept));
                    }
                    pause
                }
                Ok(Err(CallError::Broken(error)))
                    if attempt < RETRIES && !error.is_timeout() && !error.is_redirect() =>
                {
                    backoff(attempt)
                }
                Ok(Err(error)) => return Err(error),
            };
            if !fits(pause, deadline) {
                return Err(CallError::TimedOut);
            }
            sleep(pause).await;
        }
        unreachable!("the loop ends by returning")
    }

    async fn wait_for_turn(&self, deadline: Instant) -> Result<(), CallError> {
        let Some(pace) = &self.pace else { return Ok(()) };
        let turn = pace.take(Instant::now(), deadline).map_err(|retry_after| CallError::TooOften { retry_after })?;
        tokio::time::sleep_until(turn).await;
        Ok(())
    }

    async fn once(&self, url: &Url, headers: &HeaderMap, kept: Option<&Answer>) -> Result<Answer, CallError> {
        let mut request = self.shared.client.get(url.clone()).headers(headers.clone());
        if let Some(etag) = kept.and_then(|answer| answer.headers.get(header::ETAG)) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        let mut response = request.send().await.map_err(CallError::Broken)?;

        let limit = self.shared.limits.body_bytes;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(CallError::Broken)? {
            if body.len() + chunk.len() > limit {
                return Err(CallError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status: response.status(), headers: response.headers().clone(), body: body.freeze() })
    }

    /// The answer, or the kept one it confirms.
    fn keep(&self, key: [u8; 32], answer: Answer, kept: Option<Arc<Answer>>) -> Arc<Answer> {
        if answer.status == StatusCode::NOT_MODIFIED
            && let Some(kept) = kept
        {
            return kept;
        }
        let answer = Arc::new(answer);
        if answer.status == StatusCode::OK && answer.headers.contains_key(header::ETAG) {
            lock(&self.shared.kept).insert(key, Arc::clone(&answer), answer.body.len());
        }
        answer
    }
}

impl Answer {
    /// How long the provider asks us to stay away, in whole seconds or as a date.
    ///
    /// A date is read against the provider's own `Date`, so that no clock of ours matters.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let text = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        let raw = text(header::RETRY_AFTER)?;
        let asked = match raw.parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => {
                let until = jiff::fmt::rfc2822::parse(raw).ok()?.timestamp();
                let now = jiff::fmt::rfc2822::parse(text(header::DATE)?).ok()?.timestamp();
                Duration::try_from(until.duration_since(now)).unwrap_or_default()
            }
        };
        Some(asked.min(MAX_RETRY_AFTER))
    }

    /// The body of a good answer.
    ///
    /// # Errors
    ///
    /// [`Self::refusal`] when the status is not 2xx, `Unexpected` when the body is not JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, ProviderError> {
        if !self.status.is_success() {
            return Err(self.refusal());
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| ProviderError::Unexpected { what: "not the JSON it documents".into() })
    }

    /// What a status means when the provider gives it no meaning of its own.
    #[must_use]
    pub fn refusal(&self) -> ProviderError {
        match self.status.as_u16() {
            401 => ProviderError::Unauthorized,
            403 => ProviderError::Forbidden { missing_scope: None },
            404 | 410 => ProviderError::NotFound { what: None },
            400 | 409 | 422 => ProviderError::Invalid { message: "it does not understand the parameters".into() },
            429 => ProviderError::RateLimited { retry_after: self.retry_after().unwrap_or(DEFAULT_RETRY_AFTER) },
            500.. => ProviderError::Unavailable,
            status => ProviderError::Unexpected { what: format!("status {status}") },
        }
    }
}

/// `Bearer …`, marked so that nothing prints it.
///
/// # Errors
///
/// [`ProviderError::Unauthorized`] when the token holds what no header may: it cannot be one.
pub fn bearer(token: &str) -> Result<HeaderValue, ProviderError> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| ProviderError::Unauthorized)?;
    value.set_sensitive(true);
    Ok(value)
}

fn same_host_only(attempt: reqwest::redirect::Attempt<'_>) -> reqwest::redirect::Action {
    let here = attempt.previous().last().map(Url::origin);
    if here == Some(attempt.url().origin()) && attempt.previous().len() <= 3 {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// Whether the same request may well be answered a moment later.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// A pause is worth it when it is short and ends before the call must.
fn fits(pause: Duration, deadline: Instant) -> bool {
    pause <= MAX_PAUSE && Instant::now() + pause < deadline
}

/// 0.2 s, 0.4 s, …, half of it by chance, so that many callers do not come back at once.
fn backoff(attempt: u32) -> Duration {
    let full = Duration::from_millis(200) * 2_u32.pow(attempt.min(6));
    full.mul_f64(rand::rng().random_range(0.5..1.0))
}

/// Who asks for what. Two users never share a kept answer, since the credentials are part of it.
fn fingerprint(url: &Url, headers: &HeaderMap) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(url.as_str());
    for (name, value) in headers {
        hash.update([0]);
        hash.update(name.as_str());
        hash.update([0]);
        hash.update(value.as_bytes());
    }
    hash.finalize().into()
}

/// A connection's turn to call: a leaky bucket in one instant (GCRA).
struct Pace {
    rate: Rate,
    /// When the bucket will have drained.
    drained: Mutex<Instant>,
}

impl Pace {
    fn new(rate: Rate) -> Self {
        Self { rate, drained: Mutex::new(Instant::now()) }
    }

    /// Takes the next turn and says when it is, if it comes before `deadline`; else how long until there is one.
    fn take(&self, now: Instant, deadline: Instant) -> Result<Instant, Duration> {
        let each = Duration::from_secs(60) / self.rate.per_minute;
        let burst = each * self.rate.burst;
        let mut drained = lock(&self.drained);
        let full = (*drained).max(now) + each;
        let turn = full.checked_sub(burst).map_or(now, |turn| turn.max(now));
        if turn >= deadline {
            return Err(turn - now);
        }
        *drained = full;
        Ok(turn)
    }
}

/// A panic elsewhere leaves these maps usable: each change is a single insertion.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_may_call_in_a_burst_and_then_at_its_rate() {
        let start = Instant::now();
        let pace = Pace { rate: Rate { burst: 3, per_minute: 60 }, drained: Mutex::new(start) };
        let deadline = start + Duration::from_secs(2);

        let turns: Vec<_> = (0..6).map(|_| pace.take(start, deadline)).collect();

        let second = Duration::from_secs(1);
        assert_eq!(turns, [Ok(start), Ok(start), Ok(start), Ok(start + second), Err(2 * second), Err(2 * second)]);
        // Refused turns were not taken.
        assert_eq!(pace.take(start + 2 * second, deadline + 2 * second), Ok(start + 2 * second));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_providers_own_clock() {
        let answer = |pairs: &[(&str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            Answer { status: StatusCode::TOO_MANY_REQUESTS, headers, body: Bytes::new() }
        };
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        let seconds = |pairs: &[(&str, &str)]| answer(pairs).retry_after().map(|pause| pause.as_secs());

        assert_eq!(seconds(&[("retry-after", "17")]), Some(17));
        assert_eq!(seconds(&[("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT"), date]), Some(30));
        assert_eq!(seconds(&[("retry-after", "Wed, 21 Oct 2026 07:00:00 GMT"), date]), Some(0));
        assert_eq!(seconds(&[("retry-after", "99999999")]), Some(3600));
        assert_eq!(seconds(&[("retry-after", "soon")]), None);
        assert_eq!(seconds(&[]), None);
    }
}
