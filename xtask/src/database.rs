//! A database for tests and chores: `DATABASE_URL`, or a PostgreSQL that lives as long as
//! the task.

use std::{
    env,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result, anyhow};
use embedded_postgres::{Binaries, Cluster, Durability};
use tempfile::TempDir;

use crate::shell::{say, workspace};

pub(crate) struct Database {
    url: String,
    ours: Option<Ours>,
}

struct Ours {
    cluster: Arc<Mutex<Option<Cluster>>>,
    /// Goes when the cluster has stopped.
    _place: TempDir,
}

impl Database {
    pub(crate) fn start() -> Result<Self> {
        if let Ok(url) = env::var("DATABASE_URL") {
            say("using the PostgreSQL of DATABASE_URL");
            return Ok(Self { url, ours: None });
        }
        let binaries = Binaries::find(&workspace()).ok_or(embedded_postgres::Error::NoBinaries)?;
        say("starting a PostgreSQL for this run");
        let place = tempfile::Builder::new()
            .prefix("dashboard-test-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o711))
            .tempdir()?;
        let cluster = Cluster::start(place.path(), &binaries, Durability::Disposable)?;
        let url = cluster.url("postgres");
        let cluster = Arc::new(Mutex::new(Some(cluster)));
        stop_on_signal(Arc::clone(&cluster))?;
        Ok(Self { url, ours: Some(Ours { cluster, _place: place }) })
    }

    /// Of a database whose role may make others.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The same server, another database.
    pub(crate) fn url_of(&self, database: &str) -> Result<String> {
        let (address, options) = self.url.split_once('?').map_or((&*self.url, ""), |(a, o)| (a, o));
        let (server, _) = address.rsplit_once('/').ok_or_else(|| anyhow!("DATABASE_URL names no database"))?;
        Ok(if options.is_empty() { format!("{server}/{database}") } else { format!("{server}/{database}?{options}") })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(ours) = &self.ours {
            // Stops it before the folder goes.
            drop(ours.cluster.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}

/// A signal ends this process without running destructors; PostgreSQL would stay.
fn stop_on_signal(cluster: Arc<Mutex<Option<Cluster>>>) -> Result<()> {
    ctrlc::set_handler(move || {
        drop(cluster.lock().unwrap_or_else(PoisonError::into_inner).take());
        std::process::exit(130);
    })
    .context("signals cannot be handled")
}
