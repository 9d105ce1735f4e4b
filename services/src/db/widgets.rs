//! `widget_instances` and what hangs on it: revisions, feedback.

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{Placement, Widget, WidgetSchema},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::Actor;

/// A row: a widget, on the dashboard or taken off it.
pub(crate) struct Stored {
    pub(crate) widget: Widget,
    pub(crate) revision: i32,
    pub(crate) deleted_at: Option<Timestamp>,
}

struct Row {
    id: Uuid,
    schema: Json<WidgetSchema>,
    revision: i32,
    intent: Option<Json<UserIntent>>,
    position: i32,
    columns: i16,
    created_at: jiff_sqlx::Timestamp,
    deleted_at: Option<jiff_sqlx::Timestamp>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            widget: Widget {
                id: WidgetId(row.id),
                schema: row.schema.0,
                intent: row.intent.map(|intent| intent.0),
                placement: Placement {
                    position: row.position.unsigned_abs(),
                    // The table's check keeps it among the few widths there are.
                    columns: row.columns.to_le_bytes()[0],
                },
                created_at: row.created_at.to_jiff(),
            },
            revision: row.revision,
            deleted_at: row.deleted_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

/// Those on the dashboard, in reading order.
pub(crate) async fn list(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Vec<Widget>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select
            id, schema as "schema: Json<WidgetSchema>", revision, intent as "intent: Json<UserIntent>",
            position, columns, created_at, deleted_at
        from widget_instances
        where user_id = $1 and deleted_at is null
        order by position, id
        "#,
        actor.user.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Stored::from(row).widget).collect())
}

/// A widget on the dashboard, and since when rows are kept for it.
pub(crate) struct Kept {
    pub(crate) widget: Widget,
    pub(crate) revision: i32,
    pub(crate) fetched_at: Option<Timestamp>,
}

/// As [`list`], with what is known of kept rows.
pub(crate) async fn list_kept(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"
        select
            instance.id, schema as "schema: Json<WidgetSchema>", revision, intent as "intent: Json<UserIntent>",
            position, columns, created_at as "created_at: jiff_sqlx::Timestamp",
            rows.fetched_at as "fetched_at?: jiff_sqlx::Timestamp"
        from widget_instances instance
        left join widget_rows rows on rows.user_id = instance.user_id and rows.widget_id = instance.id
        where instance.user_id = $1 and deleted_at is null
        order by position, instance.id
        "#,
        actor.user.0
    )
    .fetch_all(conn)
    .await?;
    let kept = rows.into_iter().map(|row| {
        let stored = Stored::from(Row {
            id: row.id,
            schema: row.schema,
            revision: row.revision,
            intent: row.intent,
            position: row.position,
            columns: row.columns,
            created_at: row.created_at,
            deleted_at: None,
        });
        Kept {
            widget: stored.widget,
            revision: stored.revision,
            fetched_at: row.fetched_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    });
    Ok(kept.collect())
}

/// On the dashboard or not.
pub(crate) async fn find(conn: &mut PgConnection, actor: Actor, id: WidgetId) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select
            id, schema as "schema: Json<WidgetSchema>", revision, intent as "intent: Json<UserIntent>",
            position, columns, created_at, deleted_at
        from widget_instances
        where user_id = $1 and id = $2
        "#,
        actor.user.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Stored::from))
}

/// What a conversation led to, on the dashboard or not.
pub(crate) async fn find_of_conversation(
    conn: &mut PgConnection,
    actor: Actor,
    conversation: ConversationId,
) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select
            id, schema as "schema: Json<WidgetSchema>", revision, intent as "intent: Json<UserIntent>",
            position, columns, created_at, deleted_at
        from widget_instances
        where user_id = $1 and conversation_id = $2
        "#,
        actor.user.0,
        conversation.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Stored::from))
}

/// Whether there is such a conversation to be named.
pub(crate) async fn has_conversation(
    conn: &mut PgConnection,
    actor: Actor,
    conversation: ConversationId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from wizard_conversations where user_id = $1 and id = $2) as "exists!""#,
        actor.user.0,
        conversation.0
    )
    .fetch_one(conn)
    .await
}

pub(crate) async fn insert(
    conn: &mut PgConnection,
    actor: Actor,
    widget: &Widget,
    conversation: Option<ConversationId>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into widget_instances (
            id, user_id, conversation_id, schema, intent, position, columns, created_at, updated_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        "#,
        widget.id.0,
        actor.user.0,
        conversation.map(|conversation| conversation.0),
        Json(&widget.schema) as _,
        widget.intent.as_ref().map(Json) as _,
        stored_position(widget.placement.position),
        i16::from(widget.placement.columns),
        widget.created_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the schema before as a revision. Rows fetched for it are thrown away when they were
/// asked for differently.
pub(crate) async fn replace_schema(
    conn: &mut PgConnection,
    actor: Actor,
    before: &Stored,
    schema: &WidgetSchema,
    now: Timestamp,
) -> sqlx::Result<()> {
    let id = before.widget.id;
    sqlx::query!(
        r#"
        insert into widget_revisions (user_id, widget_id, revision, schema, replaced_at)
        values ($1, $2, $3, $4, $5)
        "#,
        actor.user.0,
        id.0,
        before.revision,
        Json(&before.widget.schema) as _,
        now.to_sqlx(),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        update widget_instances
        set schema = $3, revision = revision + 1, updated_at = $4
        where user_id = $1 and id = $2
        "#,
        actor.user.0,
        id.0,
        Json(schema) as _,
        now.to_sqlx(),
    )
    .execute(&mut *conn)
    .await?;
    if before.widget.schema.data_source != schema.data_source {
        sqlx::query!("delete from widget_rows where user_id = $1 and widget_id = $2", actor.user.0, id.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

pub(crate) async fn set_intent(
    conn: &mut PgConnection,
    actor: Actor,
    id: WidgetId,
    intent: Option<&UserIntent>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update widget_instances set intent = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        intent.map(Json) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// `Some`: taken off the dashboard at that time. `None`: on it.
pub(crate) async fn set_deleted(
    conn: &mut PgConnection,
    actor: Actor,
    id: WidgetId,
    deleted_at: Option<Timestamp>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update widget_instances set deleted_at = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        deleted_at.map(ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_columns(conn: &mut PgConnection, actor: Actor, id: WidgetId, columns: u8) -> sqlx::Result<()> {
    sqlx::query!(
        "update widget_instances set columns = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        i16::from(columns)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Numbers the widgets from 0 in this order; writes only those that moved.
pub(crate) async fn set_order(conn: &mut PgConnection, actor: Actor, order: &[WidgetId]) -> sqlx::Result<()> {
    let order: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query!(
        r#"
        update widget_instances
        set position = wanted.place - 1
        from unnest($2::uuid[]) with ordinality as wanted (id, place)
        where user_id = $1 and widget_instances.id = wanted.id and position <> wanted.place - 1
        "#,
        actor.user.0,
        &order,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn insert_feedback(
    conn: &mut PgConnection,
    actor: Actor,
    widget: WidgetId,
    id: Uuid,
    answer: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into widget_feedback (id, user_id, widget_id, answer, answered_at) values ($1, $2, $3, $4, $5)",
        id,
        actor.user.0,
        widget.0,
        answer,
        now.to_sqlx()
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn stored_position(position: u32) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}
