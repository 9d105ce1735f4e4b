//! What a server function can answer instead of what was asked for.

use domain::widget::Problem;
use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// A refusal, in words a page can show as they are.
///
/// Each variant is a decision a page can take: ask for a log-in, point at a field, offer
/// to connect. What went wrong inside the server stays there; the page gets a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ApiError {
    #[error("You are logged out. Log in again; what you typed is still here.")]
    SignedOut,
    #[error("This is no longer here.")]
    NotFound,
    /// What was sent has mistakes; each one names its place.
    #[error("{}", first_message(problems))]
    Invalid { problems: Vec<Problem> },
    /// It cannot be done as things are now. Why, in words.
    #[error("{message}")]
    Conflict { message: String },
    /// `provider` is the catalogue's id.
    #[error("Connect this provider first, or use its sample data.")]
    NotConnected { provider: String },
    /// A provider said no. What and what next, in words.
    #[error("{message}")]
    Refused { message: String },
    #[error("Too many attempts. Try again in {}.", in_words(*retry_after_s))]
    TooMany { retry_after_s: u32 },
    /// Only told in the browser: the request did not get through.
    #[error("This server cannot be reached. Nothing is lost; try again when you are back online.")]
    Unreachable,
    /// Only told in the browser: page and server are of two versions.
    #[error("This page is older than the server. Reload it and try again.")]
    Outdated,
    /// `reference` finds the cause in the server's log.
    #[error("That did not work on our side. Nothing is lost; try again. Reference: {reference}")]
    Internal { reference: String },
}

impl ApiError {
    /// A single mistake at `pointer`.
    pub fn invalid(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { problems: vec![Problem::new(pointer, message)] }
    }

    /// What is wrong at one place of the form: `/email`.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&str> {
        let Self::Invalid { problems } = self else { return None };
        problems.iter().find(|problem| problem.pointer == pointer).map(|problem| problem.message.as_str())
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(message) | ServerFnErrorErr::MissingArg(message) => Self::invalid("", message),
            _ => Self::Outdated,
        }
    }
}

fn first_message(problems: &[Problem]) -> &str {
    problems.first().map_or("Something in the form is missing.", |problem| &problem.message)
}

fn in_words(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_the_larger_unit_and_never_too_short() {
        assert_eq!(ApiError::TooMany { retry_after_s: 30 }.to_string(), "Too many attempts. Try again in 30 seconds.");
        assert_eq!(ApiError::TooMany { retry_after_s: 91 }.to_string(), "Too many attempts. Try again in 2 minutes.");
    }

    #[test]
    fn a_mistake_is_found_at_its_field_only() {
        let error = ApiError::invalid("/email", "An e-mail address has an @.");
        assert_eq!(error.at("/email"), Some("An e-mail address has an @."));
        assert_eq!(error.at("/password"), None);
        assert_eq!(ApiError::SignedOut.at("/email"), None);
    }
}
