//! The event mesh, as far as it goes today: events are recorded in the transaction that
//! caused them.
//!
//! Whoever changes something calls [`publish`] with the connection of the open transaction,
//! so the event exists exactly when the change does. Nothing listens yet: there is no live
//! delivery, and only documented events are worth recording without it.

use domain::{
    EventId, UserIntent,
    event::{Context, documented_without_asking},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::{Actor, db, new_id};

/// Something that just happened.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Dotted: `widget.created`.
    pub name: &'static str,
    pub payload: Value,
    /// Which part of the product or which provider says so.
    pub source: String,
    pub intent: Option<UserIntent>,
    pub context: Option<Context>,
    /// The event that caused this one; the chain is its chain.
    pub causation: Option<EventId>,
}

/// Records an event at `now`, in the name of `actor`. An event nobody caused begins a chain.
pub async fn publish(conn: &mut PgConnection, actor: Actor, event: NewEvent, now: Timestamp) -> sqlx::Result<EventId> {
    let id = EventId(new_id(now));
    let correlation = match event.causation {
        Some(cause) => db::events::chain_of(&mut *conn, actor, cause).await?.unwrap_or(cause),
        None => id,
    };
    let recorded = domain::event::Event {
        id,
        should_document: documented_without_asking(event.name),
        name: event.name.to_owned(),
        payload: event.payload,
        source: event.source,
        user_intent: event.intent,
        context: event.context,
        correlation_id: correlation,
        causation_id: event.causation,
        timestamp: now,
    };
    db::events::record(conn, actor, &recorded, &metadata(actor)).await?;
    Ok(id)
}

fn metadata(actor: Actor) -> Value {
    let environment = if cfg!(debug_assertions) { "development" } else { "production" };
    json!({ "userId": actor.user, "environment": environment })
}
