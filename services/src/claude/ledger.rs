//! What calls cost, per user and month, in `llm_usage`.
//!
//! A call is booked with the most it can cost before it is sent and set to what it did cost
//! when it is over. So calls at the same time cannot overrun a budget together, and a process
//! that dies in between leaves the larger amount behind, not a hole.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

use super::{Call, ClaudeError, Payer, Usage, cost_micro_usd};
use crate::db::{
    Db,
    usage::{self, Booking, Settlement},
};

pub(super) struct Ledger {
    db: Db,
    /// Of each user, in micro-dollars per calendar month.
    monthly_budget: Option<u64>,
}

/// A booked call.
pub(super) struct Entry(Uuid);

impl Ledger {
    pub(super) fn new(db: Db, monthly_budget: Option<u64>) -> Self {
        Self { db, monthly_budget }
    }

    /// Books the most that `call` can cost.
    ///
    /// # Errors
    ///
    /// [`ClaudeError::BudgetSpent`] when that does not fit what is left of the month's budget.
    pub(super) async fn reserve(
        &self,
        payer: Payer,
        call: &Call,
        model: &str,
        prompt_tokens: u64,
    ) -> Result<Entry, ClaudeError> {
        // All of the prompt might have to be written to the cache.
        let most =
            Usage { cache_write_tokens: prompt_tokens, output_tokens: u64::from(call.max_tokens), ..Usage::default() };
        let booking = Booking {
            id: Uuid::now_v7(),
            conversation: payer.conversation,
            purpose: call.purpose,
            model,
            most_micro_usd: signed(cost_micro_usd(model, &most)),
            at: payer.now,
        };
        let reserve = async {
            let mut tx = self.db.begin_as(payer.actor).await?;
            let month = start_of_month(payer.now);
            let fits = usage::book(&mut tx, payer.actor, &booking, month, self.monthly_budget.map(signed)).await?;
            tx.commit().await?;
            sqlx::Result::Ok(fits)
        };
        if reserve.await.map_err(ClaudeError::Ledger)? { Ok(Entry(booking.id)) } else { Err(ClaudeError::BudgetSpent) }
    }

    /// Sets a booked call to what it cost. That this fails is no reason to withhold an answer:
    /// the booking stands for more than was spent.
    pub(super) async fn settle(
        &self,
        payer: Payer,
        entry: Entry,
        model: &str,
        usage: &Usage,
        took: Duration,
        outcome: &'static str,
    ) {
        let settlement = Settlement {
            input_tokens: signed(usage.input_tokens),
            output_tokens: signed(usage.output_tokens),
            cache_read_tokens: signed(usage.cache_read_tokens),
            cache_write_tokens: signed(usage.cache_write_tokens),
            cost_micro_usd: signed(cost_micro_usd(model, usage)),
            took_ms: i32::try_from(took.as_millis()).unwrap_or(i32::MAX),
            outcome,
        };
        let settle = async {
            let mut tx = self.db.begin_as(payer.actor).await?;
            usage::settle(&mut tx, payer.actor, entry.0, &settlement).await?;
            tx.commit().await
        };
        if let Err(error) = settle.await {
            tracing::error!(error = &error as &dyn std::error::Error, "a call to Claude stays booked at its most");
        }
        tracing::info!(
            model,
            outcome,
            input_tokens = usage.input_tokens,
            cache_read_tokens = usage.cache_read_tokens,
            cache_write_tokens = usage.cache_write_tokens,
            output_tokens = usage.output_tokens,
            cost_micro_usd = settlement.cost_micro_usd,
            took_ms = settlement.took_ms,
            "called Claude"
        );
    }
}

fn start_of_month(now: Timestamp) -> Timestamp {
    let first = now.to_zoned(TimeZone::UTC).date().first_of_month();
    first.to_zoned(TimeZone::UTC).map_or(now, |first| first.timestamp())
}

/// PostgreSQL has no unsigned numbers; nobody spends nine trillion dollars.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_its_first_midnight_in_utc() {
        let now = "2026-11-22T23:59:59Z".parse().unwrap();
        assert_eq!(start_of_month(now), "2026-11-01T00:00:00Z".parse().unwrap());
    }
}
