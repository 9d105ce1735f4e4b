//! What the page says when Claude has no answer.

use super::super::{PlannerError, PlannerErrorKind};
use crate::claude::ClaudeError;

impl From<ClaudeError> for PlannerError {
    fn from(error: ClaudeError) -> Self {
        let (kind, words) = told(&error);
        match kind {
            // For the operator, who alone can do something about it; the page gets no details.
            PlannerErrorKind::Credentials | PlannerErrorKind::Unreadable => {
                tracing::error!(error = &error as &dyn std::error::Error, "Claude cannot be used");
            }
            _ => tracing::debug!(error = &error as &dyn std::error::Error, "Claude has no answer"),
        }
        Self { kind, words: words.to_owned() }
    }
}

/// The answer was not what was asked for, and asking once more did not help.
pub(super) fn unreadable(reason: &str) -> PlannerError {
    tracing::warn!(reason, "Claude's answer cannot be used");
    PlannerError { kind: PlannerErrorKind::Unreadable, words: "Claude's answer could not be used.".to_owned() }
}

/// Nobody is blamed, and it says whether trying again is of use.
fn told(error: &ClaudeError) -> (PlannerErrorKind, &'static str) {
    use PlannerErrorKind::{Credentials, OverBudget, RateLimited, Refused, TooLong, Unavailable, Unreadable};

    match error {
        ClaudeError::Refused { .. } => (Refused, "Claude declined to answer this."),
        ClaudeError::CutOff => (TooLong, "Claude's answer was cut off. A shorter description may help."),
        ClaudeError::ContextOverflow => (TooLong, "This is too long for Claude. A shorter description may help."),
        ClaudeError::Overloaded { .. } => (Unavailable, "Claude is overloaded right now."),
        ClaudeError::RateLimited { .. } => (RateLimited, "Claude takes no more requests from here for the moment."),
        ClaudeError::SpendLimit => (Credentials, "The operator's spending limit for Claude is reached."),
        ClaudeError::BudgetSpent => (OverBudget, "Your budget for Claude is used up for this month."),
        ClaudeError::Unauthorized => (Credentials, "Claude does not accept this installation's API key."),
        ClaudeError::Forbidden => (Credentials, "This installation's API key may not use Claude."),
        ClaudeError::Billing => (Credentials, "Claude's account has a billing problem that the operator can solve."),
        ClaudeError::UnknownModel { .. } => (Credentials, "The Claude model that is configured here does not exist."),
        ClaudeError::Invalid { .. } => (Unreadable, "Claude did not accept the request."),
        ClaudeError::Server { .. } => (Unavailable, "Claude has a problem of its own right now."),
        ClaudeError::Network(_) => (Unavailable, "Claude could not be reached."),
        ClaudeError::Interrupted | ClaudeError::Abandoned => (Unavailable, "Claude stopped before it was finished."),
        ClaudeError::Deadline => (Unavailable, "Claude did not answer in time."),
        ClaudeError::Resting => (Unavailable, "Claude did not answer a moment ago and is not asked for the moment."),
        ClaudeError::Ledger(_) => (Unavailable, "Claude was not asked, because its cost could not be written down."),
    }
}
