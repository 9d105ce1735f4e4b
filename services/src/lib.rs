//! What the product does in the world: database, providers, planners.
//!
//! [`Services`] is what a running system is made of; the server makes one at its start and
//! hands clones to whoever answers a request. Each module is one use case or one outside
//! thing; rules are in `domain`.

pub mod accounts;
mod actor;
pub mod claude;
pub mod config;
pub mod connections;
pub mod db;
pub mod http;
pub mod mesh;
pub mod planner;
pub mod providers;
pub mod vault;
pub mod widgets;
pub mod wizard;

use std::sync::Arc;

use jiff::Timestamp;

pub use actor::Actor;

/// A running system. Clones share it.
#[derive(Clone)]
pub struct Services(Arc<System>);

/// What a running system is made of.
pub(crate) struct System {
    pub(crate) db: db::Db,
}

impl Services {
    /// The time, from the one clock of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    pub(crate) fn db(&self) -> &db::Db {
        &self.0.db
    }
}
