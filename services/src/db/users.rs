//! `users`.

use domain::{
    UserId,
    account::{Account, AccountKind},
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::Actor;

/// `false` when the address has an account already. The transaction must be the new user's own.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    actor: Actor,
    account: &Account,
    password_hash: Option<&str>,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        r#"
        insert into users (id, email, password_hash, name, kind, time_zone, locale, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (email) do nothing
        "#,
        actor.user.0,
        account.email,
        password_hash,
        account.name,
        kind_name(account.kind),
        account.time_zone,
        account.locale,
        account.created_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Whose password hash belongs to this address. The transaction must have been begun with it.
pub(crate) async fn find_credentials(conn: &mut PgConnection, email: &str) -> sqlx::Result<Option<(UserId, String)>> {
    let row = sqlx::query!(
        r#"select id, password_hash as "hash!" from users where email = $1 and password_hash is not null"#,
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (UserId(row.id), row.hash)))
}

pub(crate) async fn get(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Account> {
    let row =
        sqlx::query!("select email, name, kind, time_zone, locale, created_at from users where id = $1", actor.user.0)
            .fetch_one(conn)
            .await?;
    Ok(Account {
        id: actor.user,
        email: row.email,
        name: row.name,
        kind: if row.kind == "visitor" { AccountKind::Visitor } else { AccountKind::Person },
        time_zone: row.time_zone,
        locale: row.locale,
        created_at: row.created_at.to_jiff(),
    })
}

pub(crate) async fn update(
    conn: &mut PgConnection,
    actor: Actor,
    name: &str,
    time_zone: &str,
    locale: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set name = $2, time_zone = $3, locale = $4 where id = $1",
        actor.user.0,
        name,
        time_zone,
        locale
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Until the transaction ends, no other one changes this user's dashboard.
pub(crate) async fn lock(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<()> {
    sqlx::query!("select id from users where id = $1 for no key update", actor.user.0).fetch_one(conn).await?;
    Ok(())
}

/// Everything the user owns goes with the row.
pub(crate) async fn delete(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<()> {
    sqlx::query!("delete from users where id = $1", actor.user.0).execute(conn).await?;
    Ok(())
}

fn kind_name(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Person => "person",
        AccountKind::Visitor => "visitor",
    }
}
