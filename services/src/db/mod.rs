//! SQL, and nothing else: a file per aggregate, functions on a connection, `Actor` first.
//!
//! The only way to a user's rows is a transaction that says whose they are: [`Db`] keeps its
//! pool to itself and hands out nothing else. It connects as the role `dash_app`, which owns
//! nothing, so that row-level security holds even where a query forgets its `where`. What it
//! guards against is our mistakes: whoever can run SQL of their own can also change the
//! setting, so parameters are always bound, never pasted.

pub(crate) mod cleaning;
pub(crate) mod connections;
pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod export;
mod gate;
pub(crate) mod login_attempts;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod usage;
pub(crate) mod users;
pub(crate) mod widget_rows;
pub(crate) mod widgets;

#[cfg(test)]
mod tests;

use std::time::Duration;

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{Actor, StartError};

/// The schema, in order. Run by [`Db::connect`]; several processes at once are fine.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// What requests are served as.
const RUNTIME_ROLE: &str = "dash_app";
/// What throws away what nobody needs any more.
const KEEPER_ROLE: &str = "dash_keeper";

/// Connections of one process. PostgreSQL has a hundred unless told otherwise, and a
/// transaction here never waits for anything but the database.
const MAX_CONNECTIONS: u32 = 16;

/// A transaction in somebody's name. Dropping it rolls back.
pub type Tx = Transaction<'static, Postgres>;

#[derive(Clone)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// Migrates as the login of `options`, makes sure that row-level security holds, and
    /// opens the pool that serves requests.
    ///
    /// # Errors
    ///
    /// A [`StartError`] that says what to do.
    pub async fn connect(options: &PgConnectOptions) -> Result<Self, StartError> {
        let mut owner = options.connect().await.map_err(StartError::Database)?;
        MIGRATOR.run(&mut owner).await.map_err(StartError::Migrate)?;
        gate::let_login_serve(&mut owner).await?;
        gate::check_roles(&mut owner).await?;
        gate::check_tables(&mut owner).await?;
        owner.close().await.map_err(StartError::Database)?;
        Self::serve(options, MAX_CONNECTIONS).await
    }

    /// The pool that serves requests, on a database that is ready for it.
    async fn serve(options: &PgConnectOptions, max_connections: u32) -> Result<Self, StartError> {
        let serving = options.clone().application_name("agentic-dashboard").options([
            ("role", RUNTIME_ROLE),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(Duration::from_secs(5))
            .after_release(|connection, _| Box::pin(leave_clean(connection)))
            .connect_with(serving)
            .await
            .map_err(StartError::RuntimeRole)?;
        gate::check_connection(&pool).await?;
        Ok(Self { pool })
    }

    /// A transaction that sees the rows of `actor` and no others.
    pub async fn begin_as(&self, actor: Actor) -> sqlx::Result<Tx> {
        let mut tx = self.pool.begin().await?;
        act_as(&mut tx, actor).await?;
        Ok(tx)
    }

    /// A transaction that sees nobody's rows; for what belongs to nobody, such as counters.
    pub async fn begin_anonymous(&self) -> sqlx::Result<Tx> {
        self.pool.begin().await
    }

    /// A transaction that sees the account of this address, and nothing of what it owns.
    pub(crate) async fn begin_with_email(&self, email: &str) -> sqlx::Result<Tx> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("select set_config('app.email', $1, true)", email).fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction that sees the session or personal token with this hash.
    pub(crate) async fn begin_with_token(&self, hash: &[u8; 32]) -> sqlx::Result<Tx> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("select set_config('app.token_hash', $1, true)", hex::encode(hash)).fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction that sees what nobody needs any more: sessions that are over, widgets
    /// deleted long ago. See the policies of `dash_keeper`.
    pub(crate) async fn begin_as_keeper(&self) -> sqlx::Result<Tx> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("set local role dash_keeper").execute(&mut *tx).await?;
        Ok(tx)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> sqlx::Result<()> {
        self.pool.acquire().await?.ping().await
    }

    /// Waits for running transactions and closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// From here on, this transaction sees the rows of `actor`.
pub(crate) async fn act_as(conn: &mut PgConnection, actor: Actor) -> sqlx::Result<()> {
    // `set local` takes no parameter; set_config does. The last argument makes it end with
    // the transaction: a setting of the session would follow the connection to its next borrower.
    sqlx::query!("select set_config('app.user_id', $1, true)", actor.user.to_string()).fetch_one(conn).await?;
    Ok(())
}

/// Whatever a borrower left behind ends here, before the next one comes.
///
/// A `begin` whose future was dropped at the wrong moment can give its connection back inside
/// an open transaction, and the next one's commit would be lost
/// (<https://github.com/launchbadge/sqlx/issues/4393>). `begin` first, because a `rollback` outside of a transaction
/// writes a warning to the server's log each time. A transaction in a failed state refuses
/// `begin`; the error closes the connection, which is as good.
async fn leave_clean(connection: &mut PgConnection) -> sqlx::Result<bool> {
    connection.execute("begin; rollback; reset role; reset app.user_id; reset app.email; reset app.token_hash").await?;
    Ok(true)
}
