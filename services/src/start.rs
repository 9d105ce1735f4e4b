//! From a configuration to a running system, or to a sentence that says what is in the way.

use std::sync::Arc;

use crate::{
    Services, System,
    claude::Claude,
    config::Config,
    db::Db,
    http::Http,
    vault::{Key, KeyFileError, Vault},
    widgets::{Drawings, Turns, Upstream},
};

/// In the data folder, when no key is configured.
const KEY_FILE: &str = "encryption.key";

/// Why the product does not start. Each says what to do; the source says what was met.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("no database is configured; set DATABASE_URL")]
    NoDatabase,
    #[error("the database cannot be reached; check DATABASE_URL and that PostgreSQL is running")]
    Database(#[source] sqlx::Error),
    #[error(
        "the database's tables could not be brought up to date; the user of DATABASE_URL must own the database \
         and be allowed to create roles, and an older version of this program must not be started on a newer database"
    )]
    Migrate(#[source] sqlx::migrate::MigrateError),
    #[error(
        "the user of DATABASE_URL may not act as dash_app; as an administrator, run: GRANT dash_app, dash_keeper TO <user>"
    )]
    RuntimeRole(#[source] sqlx::Error),
    #[error(
        "the connection serves as `{role}` instead of dash_app; connect to PostgreSQL directly, or let the pooler pass start-up options on"
    )]
    WrongRole { role: String },
    #[error("the database role {role} {what}; users could see each other's data, so it must not")]
    RoleTooPowerful { role: &'static str, what: &'static str },
    #[error("row-level security is not forced on these tables, users could see each other's data: {tables}")]
    OpenTables { tables: String },
    #[error(
        "calls to providers cannot be encrypted; check that this machine has certificate authorities (ca-certificates)"
    )]
    Tls(#[source] reqwest::Error),
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
}

impl Services {
    /// Opens what `config` names: key file and database, which is migrated first.
    ///
    /// # Errors
    ///
    /// A [`StartError`], for whoever starts the server.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let vault = open_vault(&config)?;
        let database = config.database.as_ref().ok_or(StartError::NoDatabase)?;
        let db = Db::connect(database).await?;
        let claude = Claude::from_config(&config, db.clone());
        let http = Http::new(config.outgoing).map_err(StartError::Tls)?;
        Ok(Self(Arc::new(System {
            config,
            db,
            vault,
            http,
            upstream: Upstream::new(),
            drawings: Drawings::new(),
            turns: Turns::new(),
            claude,
        })))
    }
}

/// With keys in the environment, a key file that is there still opens what it sealed before.
fn open_vault(config: &Config) -> Result<Vault, KeyFileError> {
    let path = config.data_dir.join(KEY_FILE);
    let mut keys = config.encryption_keys.clone();
    if keys.is_empty() || path.exists() {
        keys.extend(Key::file(&path)?);
    }
    let newest = keys.remove(0);
    Ok(Vault::new(newest, keys))
}
