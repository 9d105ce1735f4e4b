//! How a request is treated.

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::check::Refusal;

/// What happens to one request. As JSON: `{"behaviour": "status", "status": 529}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "behaviour", rename_all = "snake_case")]
pub enum Behaviour {
    /// Reads the prompt and answers what fits.
    #[default]
    Sensible,
    /// The sensible answer, with a pause before each piece.
    Slow { pause_ms: u64 },
    /// The sensible answer in a code fence, with a sentence before it.
    Fenced,
    /// The first half of the sensible answer, as if it were all.
    Truncated,
    /// This text, to the letter.
    Say { text: String },
    /// These server-sent events, to the letter.
    Raw { events: String },
    /// An error instead of an answer.
    Status {
        status: u16,
        /// In seconds.
        #[serde(default)]
        retry_after: Option<u64>,
        #[serde(default)]
        error_code: Option<String>,
    },
    /// The reply ends for another reason than that it is finished: `refusal`, `max_tokens`.
    Stop {
        reason: String,
        #[serde(default)]
        text: String,
    },
    /// An `error` event after some text.
    Error {
        kind: String,
        #[serde(default)]
        after: String,
    },
    /// Nothing more after some text, and the connection stays open.
    Hang {
        #[serde(default)]
        after: String,
    },
    /// The connection breaks after some text.
    Reset {
        #[serde(default)]
        after: String,
    },
}

/// A reply, as it is going to be written.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) text: String,
    pub(super) pause: Duration,
    pub(super) end: End,
}

#[derive(Debug, Clone)]
pub(super) enum End {
    Stop(String),
    /// Instead of everything.
    Raw(String),
    Error(String),
    Hang,
    Reset,
}

impl Behaviour {
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let Self::Status { status, retry_after, error_code } = self else {
            return None;
        };
        Some(Refusal {
            status: StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            message: "as the script says".to_owned(),
            retry_after: *retry_after,
            error_code: error_code.clone(),
        })
    }

    /// `sensible` is asked only where its answer is needed.
    pub(super) fn course(self, sensible: impl FnOnce() -> String) -> Course {
        let finished = |text: String| Course { text, pause: Duration::ZERO, end: End::Stop("end_turn".to_owned()) };
        match self {
            Self::Sensible | Self::Status { .. } => finished(sensible()),
            Self::Slow { pause_ms } => Course { pause: Duration::from_millis(pause_ms), ..finished(sensible()) },
            Self::Fenced => finished(format!("Here it is:\n```json\n{}\n```\n", sensible())),
            Self::Truncated => finished(first_half(sensible())),
            Self::Say { text } => finished(text),
            Self::Raw { events } => Course { end: End::Raw(events), ..finished(String::new()) },
            Self::Stop { reason, text } => Course { end: End::Stop(reason), ..finished(text) },
            Self::Error { kind, after } => Course { end: End::Error(kind), ..finished(after) },
            Self::Hang { after } => Course { end: End::Hang, ..finished(after) },
            Self::Reset { after } => Course { end: End::Reset, ..finished(after) },
        }
    }
}

fn first_half(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(text.len() / 2));
    text
}
