//! What can come of a call instead of an answer.

use std::time::Duration;

use http::StatusCode;

use super::wire::{ErrorBody, ErrorDetail};

/// Why there is no answer. Each variant is a decision the caller or the operator can take.
#[derive(Debug, thiserror::Error)]
pub enum ClaudeError {
    /// The model declined. The same model will decline again.
    #[error("Claude declined to answer")]
    Refused { category: Option<String> },
    /// `max_tokens` was reached: what came is not whole.
    #[error("Claude's answer was cut off")]
    CutOff,
    /// Prompt and answer together do not fit the model.
    #[error("the request is too long for Claude")]
    ContextOverflow,
    #[error("Claude is overloaded")]
    Overloaded { retry_after: Option<Duration> },
    #[error("Claude limits requests")]
    RateLimited { retry_after: Option<Duration> },
    /// The operator's own limit at Anthropic; waiting is of no use.
    #[error("the spending limit at Anthropic is reached")]
    SpendLimit,
    /// This user's monthly budget here; nothing was sent.
    #[error("this month's budget for Claude is used up")]
    BudgetSpent,
    #[error("Anthropic does not accept the API key")]
    Unauthorized,
    #[error("the API key lacks a permission")]
    Forbidden,
    #[error("Anthropic asks for payment details")]
    Billing,
    #[error("there is no model {model} for this API key")]
    UnknownModel { model: String },
    #[error("Anthropic refused the request: {message}")]
    Invalid { message: String },
    /// 408, 409 or 5xx.
    #[error("Anthropic answered {status}")]
    Server { status: StatusCode, retry_after: Option<Duration> },
    #[error("Anthropic could not be reached")]
    Network(#[source] reqwest::Error),
    /// The stream ended, or stopped making sense, before the answer was whole.
    #[error("the connection to Anthropic broke in mid-answer")]
    Interrupted,
    #[error("Claude took too long")]
    Deadline,
    /// It did not answer twice in a row a moment ago; nothing was sent.
    #[error("Claude did not answer a moment ago")]
    Resting,
    /// Nobody listens any more.
    #[error("nobody waits for the answer")]
    Abandoned,
    /// Without the ledger no money is spent.
    #[error("the call could not be written to the usage ledger")]
    Ledger(#[source] sqlx::Error),
}

impl ClaudeError {
    /// Reads an answer that is not 2xx.
    pub(super) fn from_answer(status: StatusCode, retry_after: Option<Duration>, body: &[u8], model: &str) -> Self {
        // A proxy in between may answer with a page instead: the status has to do then.
        let detail = serde_json::from_slice::<ErrorBody>(body).ok().map(|body| body.error);
        if detail.as_ref().is_some_and(ErrorDetail::is_spend_limit) {
            return Self::SpendLimit;
        }

        match status.as_u16() {
            401 => Self::Unauthorized,
            402 => Self::Billing,
            403 => Self::Forbidden,
            404 => Self::UnknownModel { model: model.to_owned() },
            413 => Self::ContextOverflow,
            429 => Self::RateLimited { retry_after },
            529 => Self::Overloaded { retry_after },
            408 | 409 | 500..=599 => Self::Server { status, retry_after },
            _ => Self::Invalid { message: detail.map_or_else(|| status.to_string(), |detail| detail.message) },
        }
    }

    /// Reads an `error` event, which arrives after the 200 of a stream.
    pub(super) fn from_event(detail: ErrorDetail) -> Self {
        if detail.is_spend_limit() {
            return Self::SpendLimit;
        }
        match detail.kind.as_str() {
            "overloaded_error" => Self::Overloaded { retry_after: None },
            "rate_limit_error" => Self::RateLimited { retry_after: None },
            "api_error" => Self::Server { status: StatusCode::INTERNAL_SERVER_ERROR, retry_after: None },
            "timeout_error" => Self::Server { status: StatusCode::GATEWAY_TIMEOUT, retry_after: None },
            _ => Self::Invalid { message: detail.message },
        }
    }

    /// Whether the same call may succeed a moment later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Overloaded { .. }
                | Self::RateLimited { .. }
                | Self::Server { .. }
                | Self::Network(_)
                | Self::Interrupted
        )
    }

    /// How long the API asked us to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Overloaded { retry_after } | Self::RateLimited { retry_after } | Self::Server { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// Whether the API may have charged for the call although it reported no usage: it was
    /// sent, and no refusal came back.
    pub(super) fn may_have_cost(&self) -> bool {
        match self {
            Self::Network(error) => !error.is_connect(),
            Self::Interrupted | Self::Deadline | Self::Abandoned => true,
            _ => false,
        }
    }

    /// One word for the usage ledger and the metrics.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::CutOff => "cut_off",
            Self::ContextOverflow => "context_overflow",
            Self::Overloaded { .. } => "overloaded",
            Self::RateLimited { .. } => "rate_limited",
            Self::SpendLimit => "spend_limit",
            Self::BudgetSpent => "budget_spent",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Billing => "billing",
            Self::UnknownModel { .. } => "unknown_model",
            Self::Invalid { .. } => "invalid",
            Self::Server { .. } => "server_error",
            Self::Network(_) => "network",
            Self::Interrupted => "interrupted",
            Self::Deadline => "deadline",
            Self::Resting => "resting",
            Self::Abandoned => "abandoned",
            Self::Ledger(_) => "ledger",
        }
    }
}
