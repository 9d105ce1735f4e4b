//! `sessions`.

use domain::{SessionId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::Actor;

pub(crate) struct NewSession<'a> {
    pub(crate) id: SessionId,
    pub(crate) token_hash: &'a [u8; 32],
    pub(crate) user_agent: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A log-in on the list of the user's devices.
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) user_agent: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
}

/// What a presented token led to.
pub(crate) struct Found {
    pub(crate) id: SessionId,
    pub(crate) user: UserId,
    pub(crate) last_seen_at: Timestamp,
}

pub(crate) async fn insert(conn: &mut PgConnection, actor: Actor, new: NewSession<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into sessions (id, user_id, token_hash, user_agent, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $5, $6)
        "#,
        new.id.0,
        actor.user.0,
        new.token_hash.as_slice(),
        new.user_agent,
        new.now.to_sqlx(),
        new.expires_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A session that is not over at `now`. The transaction must have been begun with the hash.
pub(crate) async fn find(conn: &mut PgConnection, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<Option<Found>> {
    let row = sqlx::query!(
        "select id, user_id, last_seen_at from sessions where token_hash = $1 and expires_at > $2",
        hash.as_slice(),
        now.to_sqlx()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Found {
        id: SessionId(row.id),
        user: UserId(row.user_id),
        last_seen_at: row.last_seen_at.to_jiff(),
    }))
}

pub(crate) async fn touch(conn: &mut PgConnection, actor: Actor, id: SessionId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update sessions set last_seen_at = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        now.to_sqlx()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those that are not over, newest first.
pub(crate) async fn list(conn: &mut PgConnection, actor: Actor, now: Timestamp) -> sqlx::Result<Vec<Session>> {
    let rows = sqlx::query!(
        r#"
        select id, user_agent, created_at, last_seen_at
        from sessions
        where user_id = $1 and expires_at > $2
        order by created_at desc, id desc
        "#,
        actor.user.0,
        now.to_sqlx()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Session {
            id: SessionId(row.id),
            user_agent: row.user_agent,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
        })
        .collect())
}

/// `false` when there was none.
pub(crate) async fn delete(conn: &mut PgConnection, actor: Actor, id: SessionId) -> sqlx::Result<bool> {
    let deleted =
        sqlx::query!("delete from sessions where user_id = $1 and id = $2", actor.user.0, id.0).execute(conn).await?;
    Ok(deleted.rows_affected() == 1)
}
