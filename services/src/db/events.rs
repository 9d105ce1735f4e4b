//! `event_history`: written once, never changed.

use domain::{EventId, event::Event};
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use crate::Actor;

pub(crate) async fn record(conn: &mut PgConnection, actor: Actor, event: &Event, metadata: &Value) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into event_history (
            id, user_id, event_name, payload, source, should_document, user_intent, context, metadata,
            correlation_id, causation_id, "timestamp"
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        "#,
        event.id.0,
        actor.user.0,
        event.name,
        event.payload,
        event.source,
        event.should_document,
        event.user_intent.as_ref().map(Json) as _,
        event.context.as_ref().map(Json) as _,
        metadata,
        event.correlation_id.0,
        event.causation_id.map(|cause| cause.0),
        event.timestamp.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The first event of the chain that `event` belongs to.
pub(crate) async fn chain_of(conn: &mut PgConnection, actor: Actor, event: EventId) -> sqlx::Result<Option<EventId>> {
    let chain = sqlx::query_scalar!(
        "select correlation_id from event_history where user_id = $1 and id = $2",
        actor.user.0,
        event.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(chain.map(EventId))
}
