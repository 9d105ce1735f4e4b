//! `llm_usage`: one row per call to a language model.

use domain::ConversationId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Actor;

/// A call that is about to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Booking<'a> {
    pub(crate) id: Uuid,
    pub(crate) conversation: Option<ConversationId>,
    pub(crate) purpose: &'a str,
    pub(crate) model: &'a str,
    /// The most it can cost, in micro-dollars.
    pub(crate) most_micro_usd: i64,
    pub(crate) at: Timestamp,
}

/// A call that is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settlement {
    pub(crate) input_tokens: i64,
    pub(crate) output_tokens: i64,
    pub(crate) cache_read_tokens: i64,
    pub(crate) cache_write_tokens: i64,
    pub(crate) cost_micro_usd: i64,
    pub(crate) took_ms: i32,
    /// `answered`, or the kind of failure.
    pub(crate) outcome: &'static str,
}

/// Books a call at the most it can cost, unless that goes beyond `budget` (in micro-dollars)
/// together with everything since `since`. Says whether it was booked.
///
/// Two calls of one user are booked one after the other, so both cannot take the last cent.
pub(crate) async fn book(
    conn: &mut PgConnection,
    actor: Actor,
    booking: &Booking<'_>,
    since: Timestamp,
    budget: Option<i64>,
) -> sqlx::Result<bool> {
    sqlx::query!("select id from users where id = $1 for no key update", actor.user.0).fetch_one(&mut *conn).await?;
    let booked = sqlx::query!(
        r#"
        insert into llm_usage (
            id, user_id, conversation_id, purpose, model, input_tokens, output_tokens, cost_micro_usd, took_ms, outcome, at
        )
        select $1, $2, $3, $4, $5, 0, 0, $6::bigint, 0, 'booked', $7
        where $8::bigint is null or (
            select coalesce(sum(cost_micro_usd), 0) from llm_usage where user_id = $2 and at >= $9
        ) + $6::bigint <= $8
        "#,
        booking.id,
        actor.user.0,
        booking.conversation.map(|conversation| conversation.0),
        booking.purpose,
        booking.model,
        booking.most_micro_usd,
        booking.at.to_sqlx(),
        budget,
        since.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(booked.rows_affected() == 1)
}

/// Sets a booked call to what came of it.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    actor: Actor,
    id: Uuid,
    settlement: &Settlement,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update llm_usage
        set input_tokens = $3, output_tokens = $4, cache_read_tokens = $5, cache_write_tokens = $6,
            cost_micro_usd = $7, took_ms = $8, outcome = $9
        where user_id = $2 and id = $1
        "#,
        id,
        actor.user.0,
        settlement.input_tokens,
        settlement.output_tokens,
        settlement.cache_read_tokens,
        settlement.cache_write_tokens,
        settlement.cost_micro_usd,
        settlement.took_ms,
        settlement.outcome,
    )
    .execute(conn)
    .await?;
    Ok(())
}
