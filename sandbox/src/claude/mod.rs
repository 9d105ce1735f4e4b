//! A stand-in for Anthropic's Messages API that speaks its wire protocol over HTTP.
//!
//! Left alone it reads the prompt and answers what fits, by counting words: enough to walk
//! through a conversation, with nothing a model would know. For everything else there is a
//! script: each [`Behaviour`] is used for one request, in order. Requests are refused as the
//! real API refuses them (no key, sampling parameters, forced tools, prefill, open schemas),
//! counted like the real one counts (caching included), and recorded.

mod behaviour;
mod check;
mod count;
mod prompt;
mod sensible;
mod stream;

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::{TcpListener, ToSocketAddrs};

pub use self::{behaviour::Behaviour, check::MODELS, count::Usage, prompt::data_block};
use self::{behaviour::Course, check::Refusal, count::Counter};

/// A running stand-in. Clones share it; it stops with the process.
#[derive(Clone, Default)]
pub struct StandIn(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    script: VecDeque<Behaviour>,
    requests: Vec<Recorded>,
    counter: Counter,
}

/// A request as it came in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
    /// As charged; absent when the request was refused.
    pub usage: Option<Usage>,
}

impl StandIn {
    /// Listens on `address`; port 0 is a free one. Gives the address it got.
    ///
    /// # Errors
    ///
    /// When the address cannot be had.
    pub async fn listen(&self, address: impl ToSocketAddrs) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let app = self.router();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(address)
    }

    /// What the next requests get, one each; afterwards it is sensible again.
    pub fn script(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.memory().script = behaviours.into_iter().collect();
    }

    /// Every call of `/v1/messages` so far, refused ones too.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.memory().requests.clone()
    }

    /// The API, and beside it `POST /script` (a list of behaviours) and `GET /requests`.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/v1/messages", post(messages))
            .route("/v1/models", get(models))
            .route("/script", post(script))
            .route("/requests", get(requests))
            .with_state(self.clone())
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // What is behind it is lists only; whoever panicked did not leave them half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the request and says what it gets: its reply, and what that is charged with.
    fn receive(&self, headers: &HeaderMap, body: &Value) -> Result<(Course, Usage), Refusal> {
        let mut memory = self.memory();
        let checked = check::request(headers, body);
        let behaviour = checked.map(|()| memory.script.pop_front().unwrap_or_default());
        let accepted = behaviour.and_then(|behaviour| match behaviour.refusal() {
            Some(refusal) => Err(refusal),
            None => {
                let course = behaviour.course(|| sensible::answer(body));
                let usage = Usage { output_tokens: count::tokens(&course.text), ..memory.counter.prompt(body) };
                Ok((course, usage))
            }
        });
        memory.requests.push(Recorded {
            path: "/v1/messages".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body: body.clone(),
            usage: accepted.as_ref().ok().map(|(_, usage)| *usage),
        });
        accepted
    }
}

async fn messages(State(stand_in): State<StandIn>, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(error) => return Refusal::invalid(format!("the body is not JSON: {error}")).into_response(),
    };
    match stand_in.receive(&headers, &body) {
        Ok((course, usage)) => {
            let model = body["model"].as_str().unwrap_or_default();
            let answer = stream::write(model, usage, course);
            ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], answer).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn models(headers: HeaderMap) -> Response {
    if let Err(refusal) = check::headers(&headers) {
        return refusal.into_response();
    }
    let list: Vec<_> = MODELS
        .iter()
        .map(|id| {
            json!({
                "type": "model", "id": id, "display_name": id, "created_at": "2026-09-01T00:00:00Z",
                "capabilities": null, "max_input_tokens": 1_000_000, "max_tokens": 128_000,
            })
        })
        .collect();
    Json(json!({ "data": list, "first_id": MODELS.first(), "last_id": MODELS.last(), "has_more": false }))
        .into_response()
}

async fn script(State(stand_in): State<StandIn>, Json(behaviours): Json<Vec<Behaviour>>) -> StatusCode {
    stand_in.script(behaviours);
    StatusCode::NO_CONTENT
}

async fn requests(State(stand_in): State<StandIn>) -> Json<Vec<Recorded>> {
    Json(stand_in.requests())
}
