//! `tokens`: personal access tokens.

use domain::{
    TokenId, UserId,
    account::{Scope, TokenInfo},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::Actor;

/// What a presented token led to.
pub(crate) struct Found {
    pub(crate) id: TokenId,
    pub(crate) user: UserId,
    pub(crate) scope: Scope,
    pub(crate) last_used_at: Option<Timestamp>,
}

pub(crate) async fn insert(
    conn: &mut PgConnection,
    actor: Actor,
    token: &TokenInfo,
    hash: &[u8; 32],
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into tokens (id, user_id, name, prefix, scope, token_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        token.id.0,
        actor.user.0,
        token.name,
        token.prefix,
        scope_name(token.scope),
        hash.as_slice(),
        token.created_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The transaction must have been begun with the hash.
pub(crate) async fn find(conn: &mut PgConnection, hash: &[u8; 32]) -> sqlx::Result<Option<Found>> {
    let row =
        sqlx::query!("select id, user_id, scope, last_used_at from tokens where token_hash = $1", hash.as_slice())
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|row| Found {
        id: TokenId(row.id),
        user: UserId(row.user_id),
        scope: scope_of(&row.scope),
        last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

pub(crate) async fn touch(conn: &mut PgConnection, actor: Actor, id: TokenId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update tokens set last_used_at = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        now.to_sqlx()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Newest first.
pub(crate) async fn list(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Vec<TokenInfo>> {
    let rows = sqlx::query!(
        r#"
        select id, name, prefix, scope, created_at, last_used_at
        from tokens
        where user_id = $1
        order by created_at desc, id desc
        "#,
        actor.user.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TokenInfo {
            id: TokenId(row.id),
            name: row.name,
            prefix: row.prefix,
            scope: scope_of(&row.scope),
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

pub(crate) async fn count(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from tokens where user_id = $1"#, actor.user.0)
        .fetch_one(conn)
        .await
}

/// `false` when there was none.
pub(crate) async fn delete(conn: &mut PgConnection, actor: Actor, id: TokenId) -> sqlx::Result<bool> {
    let deleted =
        sqlx::query!("delete from tokens where user_id = $1 and id = $2", actor.user.0, id.0).execute(conn).await?;
    Ok(deleted.rows_affected() == 1)
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
    }
}

/// Anything unknown gets the least.
fn scope_of(name: &str) -> Scope {
    if name == "write" { Scope::Write } else { Scope::Read }
}
