//! `connections`: one user's credentials for one provider, sealed.

use domain::{
    ConnectionId,
    connection::{Connection, ConnectionState, Source},
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Actor, vault::Sealed};

/// A row: what may be shown, and what only the vault can read.
pub(crate) struct Stored {
    pub(crate) connection: Connection,
    pub(crate) sealed: Sealed,
}

struct Row {
    id: Uuid,
    provider: String,
    source: String,
    sealed: Vec<u8>,
    key_id: String,
    account: String,
    ends_with: String,
    state: String,
    connected_at: jiff_sqlx::Timestamp,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            connection: Connection {
                id: ConnectionId(row.id),
                provider: row.provider,
                // The table's checks allow two words for each; anything unknown is taken for the stricter.
                source: if row.source == "live" { Source::Live } else { Source::Sandbox },
                account: row.account,
                ends_with: row.ends_with,
                state: if row.state == "connected" {
                    ConnectionState::Connected
                } else {
                    ConnectionState::NeedsReconnect
                },
                connected_at: row.connected_at.to_jiff(),
            },
            sealed: Sealed { bytes: row.sealed, key_id: row.key_id },
        }
    }
}

pub(crate) async fn list(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<Vec<Connection>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select id, provider, source, sealed, key_id, account, ends_with, state, connected_at
        from connections
        where user_id = $1
        order by provider
        "#,
        actor.user.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Stored::from(row).connection).collect())
}

pub(crate) async fn find(conn: &mut PgConnection, actor: Actor, provider: &str) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select id, provider, source, sealed, key_id, account, ends_with, state, connected_at
        from connections
        where user_id = $1 and provider = $2
        "#,
        actor.user.0,
        provider
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Stored::from))
}

/// In place of the one there was for this provider, under a new id: whatever was kept for
/// the old one belongs to other credentials.
pub(crate) async fn put(
    conn: &mut PgConnection,
    actor: Actor,
    connection: &Connection,
    sealed: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into connections (id, user_id, provider, source, sealed, key_id, account, ends_with, state, connected_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (user_id, provider) do update
        set id = excluded.id, source = excluded.source, sealed = excluded.sealed, key_id = excluded.key_id,
            account = excluded.account, ends_with = excluded.ends_with, state = excluded.state,
            connected_at = excluded.connected_at
        "#,
        connection.id.0,
        actor.user.0,
        connection.provider,
        source_name(connection.source),
        sealed.bytes,
        sealed.key_id,
        connection.account,
        connection.ends_with,
        state_name(connection.state),
        connection.connected_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// `false` when these credentials were replaced or removed meanwhile.
pub(crate) async fn set_state(
    conn: &mut PgConnection,
    actor: Actor,
    id: ConnectionId,
    state: ConnectionState,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update connections set state = $3 where user_id = $1 and id = $2",
        actor.user.0,
        id.0,
        state_name(state)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The connection that was there.
pub(crate) async fn remove(conn: &mut PgConnection, actor: Actor, provider: &str) -> sqlx::Result<Option<Connection>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        delete from connections
        where user_id = $1 and provider = $2
        returning id, provider, source, sealed, key_id, account, ends_with, state, connected_at
        "#,
        actor.user.0,
        provider
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Stored::from(row).connection))
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Live => "live",
        Source::Sandbox => "sandbox",
    }
}

fn state_name(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Connected => "connected",
        ConnectionState::NeedsReconnect => "needs_reconnect",
    }
}
