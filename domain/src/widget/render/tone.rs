//! What a badge's word means to a person.

use crate::widget::Tone;

const OK: &[&str] = &[
    "ok",
    "open",
    "active",
    "success",
    "successful",
    "succeeded",
    "completed",
    "complete",
    "paid",
    "passed",
    "approved",
    "merged",
    "done",
    "resolved",
    "delivered",
    "available",
    "enabled",
    "healthy",
    "trialing",
    "received",
    "sent",
    "true",
];

const WARN: &[&str] = &[
    "pending",
    "queued",
    "in_progress",
    "waiting",
    "requested",
    "processing",
    "draft",
    "requires_action",
    "requires_payment_method",
    "requires_confirmation",
    "past_due",
    "unpaid",
    "incomplete",
    "paused",
    "warning",
    "changes_requested",
    "action_required",
    "neutral",
    "stale",
    "blocked",
    "review_requested",
    "partially_refunded",
    "needs_response",
    "under_review",
];

const BAD: &[&str] = &[
    "failed",
    "failure",
    "error",
    "errored",
    "declined",
    "rejected",
    "refused",
    "timed_out",
    "startup_failure",
    "undelivered",
    "disputed",
    "lost",
    "expired",
    "incomplete_expired",
    "uncollectible",
    "critical",
    "urgent",
    "overdue",
    "unavailable",
    "down",
];

/// By well-known words only, however they are written: `Past due` is `past_due`. Everything
/// else is neutral.
pub(super) fn of(word: &str) -> Tone {
    if word.len() > 40 {
        return Tone::Neutral;
    }
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    let known = [(OK, Tone::Ok), (WARN, Tone::Warn), (BAD, Tone::Bad)];
    known.into_iter().find(|(words, _)| words.contains(&word.as_str())).map_or(Tone::Neutral, |(_, tone)| tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_words_have_a_tone() {
        assert_eq!(of("succeeded"), Tone::Ok);
        assert_eq!(of("Past due"), Tone::Warn);
        assert_eq!(of("FAILURE"), Tone::Bad);
        assert_eq!(of("canceled"), Tone::Neutral);
        assert_eq!(of("bug"), Tone::Neutral);
    }

    #[test]
    fn no_word_has_two_tones() {
        let all = [OK, WARN, BAD].concat();
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
