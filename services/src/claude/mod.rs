//! The Messages API: wire, stream, errors, cost. No prompts.
//!
//! [`Claude`] answers one [`Call`] at a time for one [`Payer`]. Answers are streamed and bound
//! to a JSON Schema ([`schema`]); they are read by the kind of block, after the reason they
//! stopped for.
//!
//! # Promises
//!
//! - No money without a line in the ledger: what a call may cost at most is booked before it
//!   is sent and corrected to what it did cost afterwards, also when the listener has left.
//!   What does not fit the user's monthly budget is not sent.
//! - A call ends within its deadline, all retries included; when calls fail one after the
//!   other, the next ones fail at once for a while.
//! - Nothing is said twice: once text was passed on, a failure is final.
//! - The API key is never logged; prompts and answers are not either.
//!
//! # What it does not do
//!
//! It keeps no conversation. Each call is built from the caller's own state, so no thinking
//! block is ever replayed (the API refuses those once the history around them has changed).

mod cost;
mod error;
mod json;
mod ledger;
mod models;
mod patience;
mod reply;
mod rest;
pub mod schema;
mod wire;

use std::{sync::Arc, time::Duration};

use domain::ConversationId;
use eventsource_stream::{EventStreamError, Eventsource};
use futures::{Stream, StreamExt, future, stream::BoxStream};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::{sync::mpsc, time::Instant};
use url::Url;

use self::{
    cost::takes_effort,
    ledger::Ledger,
    reply::Coming,
    rest::Rest,
    wire::{CacheControl, Effort, Event, Format, Message, MessagesRequest, OutputConfig, Role, SystemBlock, TextKind},
};
pub use self::{
    cost::{Usage, cost_micro_usd, tokens_at_most},
    error::ClaudeError,
    json::{FirstString, first_object},
    models::ModelMistake,
    patience::Patience,
    reply::Reply,
};
use crate::{
    Actor,
    config::{Anthropic, Config},
    db::Db,
};

const API_VERSION: &str = "2023-06-01";

/// More than any answer we ask for; a stream that goes on longer is not one.
const MAX_STREAM_BYTES: usize = 4 << 20;
const MAX_ERROR_BYTES: usize = 64 << 10;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How Claude is reached and what it may cost.
#[derive(Debug, Clone)]
pub struct Settings {
    pub api_key: SecretString,
    /// Without `/v1`.
    pub base_url: Url,
    /// Writes and composes.
    pub model: String,
    /// Extracts and asks.
    pub fast_model: String,
    /// Of each user, in micro-dollars per calendar month (UTC). `None`: no limit.
    pub monthly_budget: Option<u64>,
    pub patience: Patience,
}

/// Which of the two models a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    Fast,
    Writing,
}

/// On whose account a call is made, and when.
#[derive(Debug, Clone, Copy)]
pub struct Payer {
    pub actor: Actor,
    pub conversation: Option<ConversationId>,
    pub now: Timestamp,
}

/// One thing Claude is asked.
#[derive(Debug, Clone)]
pub struct Call {
    pub tier: Tier,
    /// What it is for, in the usage ledger: `discover`.
    pub purpose: &'static str,
    /// Instructions that are the same for everybody. They are cached by the API, so nothing
    /// that changes (a name, a time) may stand in them.
    pub system: Vec<Arc<str>>,
    /// Ends with the user's.
    pub turns: Vec<Turn>,
    /// From [`schema::answer_schema`].
    pub schema: Arc<Value>,
    /// Bounds the answer and its cost; thinking counts.
    pub max_tokens: u32,
    /// For everything together: waits, attempts, the stream to its end. At most
    /// [`Patience::deadline`].
    pub deadline: Duration,
}

#[derive(Debug, Clone)]
pub enum Turn {
    User(String),
    Assistant(String),
}

impl Turn {
    fn message(&self) -> Message<'_> {
        match self {
            Self::User(content) => Message { role: Role::User, content },
            Self::Assistant(content) => Message { role: Role::Assistant, content },
        }
    }
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Text(String),
    /// The last one.
    Done(Reply),
}

type Pieces = mpsc::Sender<Result<Heard, ClaudeError>>;

/// The Messages API. Clones share it.
#[derive(Clone)]
pub struct Claude(Arc<Client>);

struct Client {
    http: reqwest::Client,
    settings: Settings,
    ledger: Ledger,
    rest: Rest,
}

impl Claude {
    /// `None` without an API key: the built-in planner answers then.
    #[must_use]
    pub fn from_config(config: &Config, db: Db) -> Option<Self> {
        let Anthropic { api_key, base_url, model, fast_model } = config.anthropic.clone();
        let settings = Settings {
            api_key: api_key?,
            base_url,
            model,
            fast_model,
            monthly_budget: config.monthly_budget,
            patience: Patience::default(),
        };
        Some(Self::new(settings, db))
    }

    /// # Panics
    ///
    /// When the TLS backend does not start, or the API key is not printable ASCII (the
    /// configuration has checked that).
    #[must_use]
    pub fn new(settings: Settings, db: Db) -> Self {
        let mut key = HeaderValue::from_str(settings.api_key.expose_secret()).expect("an API key is printable ASCII");
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (header::HeaderName::from_static("x-api-key"), key),
            (header::HeaderName::from_static("anthropic-version"), HeaderValue::from_static(API_VERSION)),
        ]);
        // A redirect would carry the key to wherever it points.
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("the TLS backend starts");
        let ledger = Ledger::new(db, settings.monthly_budget);
        Self(Arc::new(Client { http, settings, ledger, rest: Rest::default() }))
    }

    /// The answer as it is written. The stream ends with [`Heard::Done`] or an error.
    ///
    /// A failure before the first piece of text is retried; after it, it is final.
    #[must_use]
    pub fn stream(&self, payer: Payer, call: Call) -> BoxStream<'static, Result<Heard, ClaudeError>> {
        let heard = self.start(payer, call, Delivery::AsItComes);
        futures::stream::unfold(heard, async |mut heard| Some((heard.recv().await?, heard))).boxed()
    }

    /// The whole answer.
    ///
    /// # Errors
    ///
    /// Why there is none, after all retries.
    pub async fn ask(&self, payer: Payer, call: Call) -> Result<Reply, ClaudeError> {
        let mut heard = self.start(payer, call, Delivery::Whole);
        while let Some(piece) = heard.recv().await {
            if let Heard::Done(reply) = piece? {
                return Ok(reply);
            }
        }
        Err(ClaudeError::Interrupted)
    }

    /// The call runs in a task of its own: when the listener leaves, it is ended in an orderly
    /// way and its cost is still written down.
    fn start(&self, payer: Payer, call: Call, delivery: Delivery) -> mpsc::Receiver<Result<Heard, ClaudeError>> {
        let (pieces, heard) = mpsc::channel(16);
        let client = Arc::clone(&self.0);
        tokio::spawn(async move {
            let last = client.answer_unless_resting(payer, &call, delivery, &pieces).await;
            if pieces.send(last.map(Heard::Done)).await.is_err() {
                tracing::debug!(purpose = call.purpose, "the listener left before the answer was whole");
            }
        });
        heard
    }
}

/// When text is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    AsItComes,
    /// With the whole reply; so a stream that breaks can be begun again.
    Whole,
}

/// Where one attempt stands.
struct Attempt<'a> {
    coming: Coming,
    delivery: Delivery,
    pieces: &'a Pieces,
    has_shown: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Text,
}

impl Client {
    async fn answer_unless_resting(
        &self,
        payer: Payer,
        call: &Call,
        delivery: Delivery,
        pieces: &Pieces,
    ) -> Result<Reply, ClaudeError> {
        if self.rest.lasts(Instant::now()) {
            return Err(ClaudeError::Resting);
        }
        let answer = self.answer(payer, call, delivery, pieces).await;
        self.rest.note(answer.as_ref().err(), self.settings.patience.rest, Instant::now());
        answer
    }

    async fn answer(
        &self,
        payer: Payer,
        call: &Call,
        delivery: Delivery,
        pieces: &Pieces,
    ) -> Result<Reply, ClaudeError> {
        let deadline = Instant::now() + call.deadline.min(self.settings.patience.deadline);
        let mut tried = 0;
        loop {
            let mut attempt = Attempt { coming: Coming::default(), delivery, pieces, has_shown: Shown::Nothing };
            let error = match self.booked(payer, call, &mut attempt, deadline).await {
                Ok(()) => match attempt.coming.finish() {
                    Ok(reply) => return Ok(reply),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            tried += 1;
            if attempt.has_shown == Shown::Text || !error.is_passing() {
                return Err(error);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(wait) = self.settings.patience.wait(tried, error.retry_after(), left, rand::random()) else {
                return Err(error);
            };
            tracing::debug!(purpose = call.purpose, tried, outcome = error.outcome(), ?wait, "trying Claude again");
            tokio::time::sleep(wait).await;
        }
    }

    /// One attempt between its two entries in the ledger.
    async fn booked(
        &self,
        payer: Payer,
        call: &Call,
        attempt: &mut Attempt<'_>,
        deadline: Instant,
    ) -> Result<(), ClaudeError> {
        let model = self.model(call.tier);
        let request = self.request(model, call);
        let prompt_tokens = tokens_at_most(request.len());
        let entry = self.ledger.reserve(payer, call, model, prompt_tokens).await?;

        let started = Instant::now();
        let result = tokio::time::timeout_at(deadline, self.send(request, model, attempt))
            .await
            .unwrap_or(Err(ClaudeError::Deadline));

        let mut usage = attempt.coming.usage();
        if let Err(error) = &result
            && error.may_have_cost()
            && !attempt.coming.has_begun()
        {
            usage.input_tokens = prompt_tokens;
        }
        let outcome = match &result {
            Ok(()) => attempt.coming.outcome(),
            Err(error) => error.outcome(),
        };
        self.ledger.settle(payer, entry, model, &usage, started.elapsed(), outcome).await;
        result
    }

    async fn send(&self, request: Vec<u8>, model: &str, attempt: &mut Attempt<'_>) -> Result<(), ClaudeError> {
        let response = self
            .http
            .post(self.address("/v1/messages"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(request)
            .send()
            .await
            .map_err(ClaudeError::Network)?;
        if !response.status().is_success() {
            return Err(refusal(response, model).await);
        }

        let chunks = bounded(response.bytes_stream(), MAX_STREAM_BYTES);
        let mut events = std::pin::pin!(chunks.eventsource());
        while let Some(event) = events.next().await {
            let event = event.map_err(|error| match error {
                EventStreamError::Transport(error) => ClaudeError::Network(error),
                EventStreamError::Utf8(_) | EventStreamError::Parser(_) => ClaudeError::Interrupted,
            })?;
            let event: Event = serde_json::from_str(&event.data).map_err(|_| ClaudeError::Interrupted)?;
            let text = attempt.coming.take(event)?;
            attempt.pass_on(text).await?;
            if attempt.coming.is_whole() {
                return Ok(());
            }
        }
        Err(ClaudeError::Interrupted)
    }

    fn model(&self, tier: Tier) -> &str {
        match tier {
            Tier::Fast => &self.settings.fast_model,
            Tier::Writing => &self.settings.model,
        }
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base_url.as_str().trim_end_matches('/'))
    }

    fn request(&self, model: &str, call: &Call) -> Vec<u8> {
        let last = call.system.len().saturating_sub(1);
        let system = call
            .system
            .iter()
            .enumerate()
            .map(|(at, text)| SystemBlock {
                kind: TextKind::Text,
                text,
                // The breakpoint stands at the end of what is the same for everybody.
                cache_control: (at == last).then_some(CacheControl::Ephemeral),
            })
            .collect();
        let request = MessagesRequest {
            model,
            max_tokens: call.max_tokens,
            stream: true,
            system,
            messages: call.turns.iter().map(Turn::message).collect(),
            output_config: OutputConfig {
                effort: takes_effort(model).then_some(Effort::Low),
                format: Format::JsonSchema { schema: &call.schema },
            },
        };
        serde_json::to_vec(&request).expect("a request is plain JSON")
    }
}

impl Attempt<'_> {
    async fn pass_on(&mut self, text: Option<String>) -> Result<(), ClaudeError> {
        match (self.delivery, text) {
            (Delivery::AsItComes, Some(text)) => {
                self.has_shown = Shown::Text;
                self.pieces.send(Ok(Heard::Text(text))).await.map_err(|_| ClaudeError::Abandoned)
            }
            _ if self.pieces.is_closed() => Err(ClaudeError::Abandoned),
            _ => Ok(()),
        }
    }
}

/// Ends the stream at the first chunk beyond `limit`.
fn bounded<C: AsRef<[u8]>, E>(
    chunks: impl Stream<Item = Result<C, E>>,
    limit: usize,
) -> impl Stream<Item = Result<C, E>> {
    chunks.scan(0, move |read, chunk| {
        *read += chunk.as_ref().map_or(0, |chunk| chunk.as_ref().len());
        future::ready((*read <= limit).then_some(chunk))
    })
}

async fn refusal(response: reqwest::Response, model: &str) -> ClaudeError {
    let status = response.status();
    let retry_after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    let mut body = Vec::new();
    let mut chunks = std::pin::pin!(bounded(response.bytes_stream(), MAX_ERROR_BYTES));
    // A body that breaks off is read as far as it came: the status says the most.
    while let Some(Ok(chunk)) = chunks.next().await {
        body.extend_from_slice(&chunk);
    }
    ClaudeError::from_answer(status, retry_after, &body, model)
}
