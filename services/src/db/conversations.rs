//! `wizard_conversations`: where each conversation with the wizard stands.

use domain::{
    ConversationId,
    wizard::{ConversationSummary, WizardState},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use crate::Actor;

/// A conversation as it stands, and which write that was.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) state: WizardState,
    pub(crate) revision: i32,
    pub(crate) saved_at: Timestamp,
}

pub(crate) async fn insert(
    conn: &mut PgConnection,
    actor: Actor,
    id: ConversationId,
    state: &WizardState,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into wizard_conversations (id, user_id, stage, state, started_at, saved_at)
        values ($1, $2, $3, $4, $5, $5)
        "#,
        id.0,
        actor.user.0,
        stage_name(state),
        Json(state) as _,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn find(conn: &mut PgConnection, actor: Actor, id: ConversationId) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"
        select state as "state: Json<WizardState>", revision, saved_at as "saved_at: jiff_sqlx::Timestamp"
        from wizard_conversations
        where user_id = $1 and id = $2
        "#,
        actor.user.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Stored { state: row.state.0, revision: row.revision, saved_at: row.saved_at.to_jiff() }))
}

/// Until the transaction ends, nobody else writes to this conversation.
pub(crate) async fn lock(conn: &mut PgConnection, actor: Actor, id: ConversationId) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from wizard_conversations where user_id = $1 and id = $2 for no key update",
        actor.user.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Writes the state after the one that was read as `revision`, and what was said to get
/// there. `false` when somebody else wrote in between; nothing is written then.
pub(crate) async fn save(
    conn: &mut PgConnection,
    actor: Actor,
    id: ConversationId,
    revision: i32,
    state: &WizardState,
    said: &[Value],
    now: Timestamp,
) -> sqlx::Result<bool> {
    let saved = sqlx::query!(
        r#"
        update wizard_conversations
        set stage = $4, state = $5, messages = messages || $6, revision = revision + 1, saved_at = $7
        where user_id = $1 and id = $2 and revision = $3
        "#,
        actor.user.0,
        id.0,
        revision,
        stage_name(state),
        Json(state) as _,
        Json(said) as _,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// Those without a widget, newest first.
pub(crate) async fn list_open(
    conn: &mut PgConnection,
    actor: Actor,
    limit: i64,
) -> sqlx::Result<Vec<ConversationSummary>> {
    let rows = sqlx::query!(
        r#"
        select id, state as "state: Json<WizardState>", saved_at as "saved_at: jiff_sqlx::Timestamp"
        from wizard_conversations
        where user_id = $1 and state ->> 'widgetId' is null
        order by saved_at desc, id desc
        limit $2
        "#,
        actor.user.0,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ConversationSummary {
            id: ConversationId(row.id),
            problem: row.state.0.problem,
            stage: row.state.0.stage,
            saved_at: row.saved_at.to_jiff(),
            widget: row.state.0.widget_id,
        })
        .collect())
}

/// As JSON has it: `clarifying_questions`.
fn stage_name(state: &WizardState) -> String {
    match serde_json::to_value(state.stage) {
        Ok(Value::String(name)) => name,
        _ => unreachable!("a stage is a name"),
    }
}
