//! Why there is no fresh data, in the words of the card: what happened, why, what next.

use domain::{
    format::on_clock,
    provider::ProviderInfo,
    widget::{Failure, FailureKind, Viewing},
};
use jiff::Timestamp;

use super::upstream::Refused;
use crate::providers::ProviderError;

/// The words for a provider that was asked and did not give data. `since` is when the rows
/// that are shown instead were fetched.
pub(super) fn refused(info: &ProviderInfo, refused: &Refused, since: Option<Timestamp>, viewing: &Viewing) -> Failure {
    let name = info.name;
    let retry_at = refused.retry_at;
    let at = retry_at.map(|at| clock(at, viewing));
    let next_try = at.as_ref().map_or_else(|| "Nothing is lost.".to_owned(), |at| format!("Next try at {at}."));
    let data_from = since.map(|since| format!("Data from {}.", clock(since, viewing)));

    let (kind, title, detail) = match &refused.error {
        ProviderError::Unauthorized => return needs_reconnect(info),
        ProviderError::RateLimited { .. } => {
            let until = at.map_or_else(String::new, |at| format!(" until {at}"));
            let limiting = format!("{name} is limiting requests{until}.");
            let automatic = "The next try is automatic.";
            let (title, detail) = match data_from {
                Some(data_from) => (data_from, format!("{limiting} {automatic}")),
                None => (limiting, automatic.to_owned()),
            };
            (FailureKind::RateLimited, title, detail)
        }
        ProviderError::Unavailable => {
            let silent = format!("{name} did not answer.");
            let (title, detail) = match data_from {
                Some(data_from) => (data_from, format!("{silent} {next_try}")),
                None => (silent, next_try),
            };
            (FailureKind::Unavailable, title, detail)
        }
        ProviderError::Unexpected { what } => (
            FailureKind::Unexpected,
            format!("{name} answered something unexpected."),
            format!("It sent {what}. {next_try}"),
        ),
        ProviderError::Forbidden { missing_scope } => (
            FailureKind::Forbidden,
            format!("{name} does not allow this."),
            match missing_scope {
                Some(scope) => format!("The credentials lack a permission: {scope}. Nothing is lost."),
                None => "The credentials lack a permission. Nothing is lost.".to_owned(),
            },
        ),
        ProviderError::NotFound { what } => (
            FailureKind::NotFound,
            match what {
                Some(what) => format!("{name} has no {what}."),
                None => format!("{name} does not have this."),
            },
            "It was renamed or removed, or these credentials cannot see it. Edit the widget, or give access."
                .to_owned(),
        ),
        ProviderError::Invalid { message } => (
            FailureKind::Invalid,
            format!("{name} refused the request."),
            format!("It says: {}. Edit the widget.", message.trim_end_matches('.')),
        ),
    };
    Failure { kind, title, detail, retry_at }
}

pub(super) fn needs_reconnect(info: &ProviderInfo) -> Failure {
    // The names of credential fields are words: `token`, `key`.
    let what = info.credentials.first().map_or("credential", |field| field.name);
    Failure {
        kind: FailureKind::NeedsReconnect,
        title: format!("{} no longer accepts this {what}.", info.name),
        detail: format!("Enter a new {what}. Nothing is lost."),
        retry_at: None,
    }
}

/// `sees` is what the widget would show: "open pull requests".
pub(super) fn not_connected(info: &ProviderInfo, sees: &str) -> Failure {
    Failure {
        kind: FailureKind::NotConnected,
        title: format!("{} is not connected.", info.name),
        detail: format!("Connect it to see {}, or try with sample data first.", lower_first(sees)),
        retry_at: None,
    }
}

/// The widget itself is at fault.
pub(super) fn invalid(detail: String) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        title: "This widget asks for something that is not there.".to_owned(),
        detail,
        retry_at: None,
    }
}

/// The credentials are there and this server cannot read them.
pub(super) fn sealed(info: &ProviderInfo) -> Failure {
    Failure {
        kind: FailureKind::NeedsReconnect,
        title: format!("The credentials for {} cannot be opened.", info.name),
        detail: "They were sealed with a key that this server does not have. Connect it again.".to_owned(),
        retry_at: None,
    }
}

fn clock(at: Timestamp, viewing: &Viewing) -> String {
    on_clock(at, viewing.now, &viewing.time_zone)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    // "PR list" keeps its capitals.
    match (letters.next(), text.chars().nth(1)) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
