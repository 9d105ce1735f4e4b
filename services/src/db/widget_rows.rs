//! `widget_rows`: a widget's last good answer, for when the provider does not give another.

use std::collections::HashMap;

use domain::{ConnectionId, WidgetId, widget::DataSource};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::Actor;

/// When the kept answer was fetched, without reading the answer.
pub(crate) async fn age(conn: &mut PgConnection, actor: Actor, widget: WidgetId) -> sqlx::Result<Option<Timestamp>> {
    let at = sqlx::query_scalar!(
        r#"select fetched_at as "at: jiff_sqlx::Timestamp" from widget_rows where user_id = $1 and widget_id = $2"#,
        actor.user.0,
        widget.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

pub(crate) async fn find(
    conn: &mut PgConnection,
    actor: Actor,
    widget: WidgetId,
) -> sqlx::Result<Option<(Value, Timestamp)>> {
    let row = sqlx::query!(
        r#"
        select response as "response: Json<Value>", fetched_at as "fetched_at: jiff_sqlx::Timestamp"
        from widget_rows
        where user_id = $1 and widget_id = $2
        "#,
        actor.user.0,
        widget.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.response.0, row.fetched_at.to_jiff())))
}

/// The kept answers of these widgets.
pub(crate) async fn responses(
    conn: &mut PgConnection,
    actor: Actor,
    widgets: &[WidgetId],
) -> sqlx::Result<HashMap<WidgetId, Value>> {
    let widgets: Vec<Uuid> = widgets.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"
        select widget_id, response as "response: Json<Value>"
        from widget_rows
        where user_id = $1 and widget_id = any($2)
        "#,
        actor.user.0,
        &widgets
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (WidgetId(row.widget_id), row.response.0)).collect())
}

/// Keeps an answer, unless it was overtaken: by a newer one, by a change of what the widget
/// asks for, or by other credentials.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    actor: Actor,
    widget: WidgetId,
    asked: (&DataSource, ConnectionId),
    (response, fetched_at): (&Value, Timestamp),
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into widget_rows (user_id, widget_id, response, fetched_at)
        select instance.user_id, instance.id, $3, $4
        from widget_instances instance
        join connections connection on connection.user_id = instance.user_id and connection.id = $6
        where instance.user_id = $1 and instance.id = $2 and instance.schema -> 'dataSource' = $5
        on conflict (user_id, widget_id) do update
        set response = excluded.response, fetched_at = excluded.fetched_at
        where widget_rows.fetched_at < excluded.fetched_at
        "#,
        actor.user.0,
        widget.0,
        Json(response) as _,
        fetched_at.to_sqlx() as _,
        Json(asked.0) as _,
        asked.1.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was fetched with credentials that are gone.
pub(crate) async fn forget(conn: &mut PgConnection, actor: Actor, provider: &str) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        delete from widget_rows rows
        using widget_instances instance
        where rows.user_id = $1 and instance.user_id = $1 and instance.id = rows.widget_id
          and instance.schema -> 'dataSource' ->> 'provider' = $2
        "#,
        actor.user.0,
        provider
    )
    .execute(conn)
    .await?;
    Ok(())
}
