//! What is thrown away. All of it as `dash_keeper`, whose policies show it nothing else.

use sqlx::PgConnection;

/// Whether this transaction may clean: one at a time in the whole cluster of processes.
pub(crate) async fn try_begin(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock(hashtext('cleaning')) as "free!""#).fetch_one(conn).await
}

pub(crate) async fn expired_sessions(conn: &mut PgConnection) -> sqlx::Result<u64> {
    Ok(sqlx::query!("delete from sessions where expires_at < now()").execute(conn).await?.rows_affected())
}

pub(crate) async fn old_login_attempts(conn: &mut PgConnection) -> sqlx::Result<u64> {
    let deleted = sqlx::query!("delete from login_attempts where last_failure_at < now() - interval '1 day'")
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}

/// Those that can no longer be restored.
pub(crate) async fn deleted_widgets(conn: &mut PgConnection) -> sqlx::Result<u64> {
    let deleted =
        sqlx::query!("delete from widget_instances where deleted_at < now() - interval '1 day'").execute(conn).await?;
    Ok(deleted.rows_affected())
}

/// At most `limit`, with all that was theirs: one of them is many rows.
pub(crate) async fn old_visitors(conn: &mut PgConnection, limit: i64) -> sqlx::Result<u64> {
    let deleted = sqlx::query!(
        r#"
        delete from users
        where id in (
            select id from users
            where kind = 'visitor' and created_at < now() - interval '1 day'
            order by created_at
            limit $1
        )
        "#,
        limit
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}

/// Makes the months ahead, drops those that ended before the last `keep_days`; says how many.
pub(crate) async fn event_months(conn: &mut PgConnection, months_ahead: i32, keep_days: i32) -> sqlx::Result<u64> {
    sqlx::query!("select event_history_reach($1)", months_ahead).fetch_one(&mut *conn).await?;
    let dropped =
        sqlx::query_scalar!(r#"select event_history_forget($1) as "dropped!""#, keep_days).fetch_one(conn).await?;
    Ok(u64::from(dropped.unsigned_abs()))
}
