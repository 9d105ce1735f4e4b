//! Everything of one user, table by table, as it is stored; without hashes and sealed secrets.

use serde_json::Value;
use sqlx::PgConnection;

use crate::Actor;

/// All of it as it was at one moment, hence one statement.
pub(crate) async fn all(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Value> {
    sqlx::query_scalar!(
        r#"
        select jsonb_build_object(
            'account', (select to_jsonb(users) - 'password_hash' from users where id = $1),
            'sessions', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' - 'token_hash' order by created_at), '[]')
                from sessions row where user_id = $1
            ),
            'tokens', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' - 'token_hash' order by created_at), '[]')
                from tokens row where user_id = $1
            ),
            'connections', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' - 'sealed' - 'key_id' order by connected_at), '[]')
                from connections row where user_id = $1
            ),
            'wizard_conversations', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by started_at), '[]')
                from wizard_conversations row where user_id = $1
            ),
            'widget_instances', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by position), '[]')
                from widget_instances row where user_id = $1
            ),
            'widget_revisions', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by widget_id, revision), '[]')
                from widget_revisions row where user_id = $1
            ),
            'widget_rows', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by widget_id), '[]')
                from widget_rows row where user_id = $1
            ),
            'widget_feedback', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by answered_at), '[]')
                from widget_feedback row where user_id = $1
            ),
            'event_history', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by "timestamp", id), '[]')
                from event_history row where user_id = $1
            ),
            'llm_usage', (
                select coalesce(jsonb_agg(to_jsonb(row) - 'user_id' order by at), '[]')
                from llm_usage row where user_id = $1
            )
        ) as "export!"
        "#,
        actor.user.0
    )
    .fetch_one(conn)
    .await
}
