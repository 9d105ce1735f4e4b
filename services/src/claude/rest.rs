//! When not to ask at all: after failing twice in a row for want of an answer, the API is left
//! alone for a while. Otherwise each step of each conversation would wait in vain until its
//! deadline, with the built-in planner standing by.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::error::ClaudeError;

/// So many calls in a row have to fail: one alone may have been unlucky.
const ENOUGH: u32 = 2;
/// What the API asks for is honoured up to here.
const LONGEST: Duration = Duration::from_secs(300);

#[derive(Debug, Default)]
pub(super) struct Rest(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    until: Option<Instant>,
}

impl Rest {
    pub(super) fn lasts(&self, now: Instant) -> bool {
        self.state().until.is_some_and(|until| now < until)
    }

    /// Notes how a call ended, all its retries included. `rest` is how long to leave it alone
    /// when the API does not say.
    pub(super) fn note(&self, failure: Option<&ClaudeError>, rest: Duration, now: Instant) {
        let mut state = self.state();
        match failure {
            Some(error) if error.is_passing() || matches!(error, ClaudeError::Deadline) => {
                state.failures += 1;
                if ENOUGH <= state.failures {
                    state.until = Some(now + error.retry_after().map_or(rest, |asked| asked.min(LONGEST)));
                }
            }
            // Whatever it says, it answers. An abandoned call says nothing.
            Some(ClaudeError::Abandoned | ClaudeError::BudgetSpent | ClaudeError::Ledger(_)) => {}
            Some(_) | None => *state = State::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Two plain values: whoever panicked did not leave them half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(30);

    fn overloaded(retry_after: Option<u64>) -> ClaudeError {
        ClaudeError::Overloaded { retry_after: retry_after.map(Duration::from_secs) }
    }

    #[test]
    fn it_rests_after_two_failures_in_a_row_and_not_for_ever() {
        let (rest, now) = (Rest::default(), Instant::now());
        rest.note(Some(&overloaded(None)), REST, now);
        assert!(!rest.lasts(now));
        rest.note(Some(&ClaudeError::Deadline), REST, now);
        assert!(rest.lasts(now + REST - Duration::from_millis(1)));
        assert!(!rest.lasts(now + REST));
    }

    #[test]
    fn an_answer_in_between_starts_the_count_anew() {
        let (rest, now) = (Rest::default(), Instant::now());
        for answer in [None, Some(ClaudeError::Refused { category: None }), Some(ClaudeError::CutOff)] {
            rest.note(Some(&overloaded(None)), REST, now);
            rest.note(answer.as_ref(), REST, now);
            rest.note(Some(&overloaded(None)), REST, now);
            assert!(!rest.lasts(now));
            rest.note(None, REST, now);
        }
    }

    #[test]
    fn the_api_may_say_how_long_within_reason() {
        let (rest, now) = (Rest::default(), Instant::now());
        rest.note(Some(&overloaded(None)), REST, now);
        rest.note(Some(&overloaded(Some(60))), REST, now);
        assert!(rest.lasts(now + Duration::from_secs(59)));
        rest.note(Some(&overloaded(Some(86_400))), REST, now);
        assert!(!rest.lasts(now + LONGEST));
    }
}
