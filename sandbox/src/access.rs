//! Who may come in, and which trouble a token asks for.
//!
//! | word in the token | what happens |
//! | --- | --- |
//! | `sandbox` | it is good |
//! | `hostile` | it is good, and a few rows hold markup and `javascript:` addresses |
//! | `revoked` | refused as no longer valid |
//! | `forbidden` | refused for a missing permission |
//! | `limited` | refused for calling too often, to come back after 30 s |
//! | `down` | 503, always |
//! | `flaky` | 503 once, then good |
//! | `huge` | 11 MiB of JSON |
//! | `garbled` | not JSON |
//! | `hang` | no answer |
//!
//! Any other token is refused. A test can ask for the same trouble on behalf of every token
//! or of one, see [`Sandbox::ask_for`](crate::Sandbox::ask_for).

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};

/// What the sandbox remembers between requests.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Remembered>>);

#[derive(Default)]
struct Remembered {
    /// Which flaky tokens had their failure.
    flaky: HashSet<String>,
    /// Trouble asked for on behalf of everybody.
    trouble: Option<&'static str>,
    /// Trouble asked for on behalf of one token.
    troubled: HashMap<String, String>,
    /// Requests with a token, good or bad.
    requests: u32,
}

/// What kind of world the caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Friendly,
    /// Some rows hold what an attacker would put there.
    Hostile,
}

/// Why a caller is turned away. Each provider says it in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoToken,
    BadToken,
    Forbidden,
    Limited,
    Down,
}

/// Seconds a limited caller is told to stay away.
pub(crate) const RETRY_AFTER: &str = "30";

/// One provider's door.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) memory: Memory,
    pub(crate) refuse: fn(Refusal) -> Response,
}

/// Lets a good token through, with its [`Mood`] among the request's extensions.
pub(crate) async fn admit(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers()) else { return (door.refuse)(Refusal::NoToken) };
    let trouble = door.memory.arrival(&token);
    let asks_for = |word: &str| trouble.as_deref() == Some(word) || token.contains(word);

    if asks_for("hang") {
        // Longer than anybody waits, and not for ever: a forgotten connection ends.
        tokio::time::sleep(Duration::from_secs(120)).await;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    if asks_for("huge") {
        let filler = format!("[\"{}\"]", "x".repeat(11 * 1024 * 1024));
        return ([(header::CONTENT_TYPE, "application/json")], filler).into_response();
    }
    if asks_for("garbled") {
        return ([(header::CONTENT_TYPE, "application/json")], "<html>Bad gateway</html>").into_response();
    }
    let refusal = if asks_for("revoked") {
        Some(Refusal::BadToken)
    } else if asks_for("forbidden") {
        Some(Refusal::Forbidden)
    } else if asks_for("limited") {
        Some(Refusal::Limited)
    } else if asks_for("down") || asks_for("flaky") && door.memory.is_new(&token) {
        Some(Refusal::Down)
    } else if ["sandbox", "flaky", "hostile"].iter().any(|word| asks_for(word)) {
        None
    } else {
        Some(Refusal::BadToken)
    };
    if let Some(refusal) = refusal {
        return (door.refuse)(refusal);
    }
    let mood = if asks_for("hostile") { Mood::Hostile } else { Mood::Friendly };
    request.extensions_mut().insert(mood);
    next.run(request).await
}

impl Memory {
    pub(crate) fn ask_for(&self, trouble: Option<&'static str>) {
        self.lock().trouble = trouble;
    }

    pub(crate) fn requests(&self) -> u32 {
        self.lock().requests
    }

    pub(crate) fn ask_for_token(&self, token: &str, trouble: Option<&str>) {
        let mut remembered = self.lock();
        match trouble {
            Some(trouble) => remembered.troubled.insert(token.to_owned(), trouble.to_owned()),
            None => remembered.troubled.remove(token),
        };
    }

    fn arrival(&self, token: &str) -> Option<String> {
        let mut remembered = self.lock();
        remembered.requests += 1;
        remembered.trouble.map(str::to_owned).or_else(|| remembered.troubled.get(token).cloned())
    }

    fn is_new(&self, token: &str) -> bool {
        self.lock().flaky.insert(token.to_owned())
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `Bearer x`, `token x`, or `x` as the user name of basic authorisation, as Stripe takes it.
fn token(headers: &HeaderMap) -> Option<String> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "token" => rest.trim().to_owned(),
        "basic" => {
            let pair = String::from_utf8(BASE64_STANDARD.decode(rest.trim()).ok()?).ok()?;
            pair.split(':').next()?.to_owned()
        }
        _ => return None,
    };
    (!token.is_empty()).then_some(token)
}

/// A refusal, or anything else with a status of its own.
pub(crate) fn json(status: StatusCode, body: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
