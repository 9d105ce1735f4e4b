//! What the product does in the world: database, providers, planners.
//!
//! [`Services`] is what a running system is made of; the server makes one at its start and
//! hands clones to whoever answers a request. Each module is one use case or one outside
//! thing; rules are in `domain`.

pub mod accounts;
mod actor;
mod bounded;
pub mod claude;
pub mod config;
pub mod connections;
pub mod db;
pub mod http;
pub mod jobs;
pub mod mesh;
pub mod planner;
pub mod providers;
mod start;
pub mod vault;
pub mod widgets;
pub mod wizard;

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

pub use self::{actor::Actor, db::MIGRATOR, start::StartError};
use self::{
    claude::Claude,
    config::Config,
    db::Db,
    http::Http,
    vault::Vault,
    widgets::{Drawings, Turns, Upstream},
};

/// An id that sorts by time.
pub(crate) fn new_id(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds))
}

/// A running system. Clones share it.
#[derive(Clone)]
pub struct Services(Arc<System>);

/// What a running system is made of.
pub(crate) struct System {
    pub(crate) config: Config,
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) http: Http,
    pub(crate) upstream: Upstream,
    pub(crate) drawings: Drawings,
    pub(crate) turns: Turns,
    pub(crate) claude: Option<Claude>,
}

impl Services {
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The time, from the one clock of this process. As fine as the database keeps it, so
    /// that what is written and what is read back are the same.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Whether requests can be served: the database answers.
    ///
    /// # Errors
    ///
    /// Why it does not.
    pub async fn ready(&self) -> sqlx::Result<()> {
        self.db().ping().await
    }

    /// Finishes what is running in the database and lets go of it.
    pub async fn close(&self) {
        self.db().close().await;
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Absent without an API key.
    #[must_use]
    pub fn claude(&self) -> Option<&Claude> {
        self.0.claude.as_ref()
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// For calls to providers.
    pub(crate) fn http(&self) -> &Http {
        &self.0.http
    }

    /// What was fetched for widgets lately, and what is being fetched.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.0.upstream
    }

    /// What was drawn for dashboards lately.
    pub(crate) fn drawings(&self) -> &Drawings {
        &self.0.drawings
    }

    /// Whose widgets are being drawn.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }
}
