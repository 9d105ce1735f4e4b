//! The database of an installation that names none.

use std::{env, path::Path};

use anyhow::{Context as _, Result};
use embedded_postgres::{Binaries, Cluster, Durability};

/// In the data folder.
const FOLDER: &str = "postgres";

/// The database every cluster has from the start; the tables go there.
const DATABASE: &str = "postgres";

/// A PostgreSQL that runs as long as this process.
pub(crate) struct Postgres(Cluster);

impl Postgres {
    pub(crate) async fn start(data_dir: &Path) -> Result<Self> {
        let place = data_dir.join(FOLDER);
        let cluster = blocking(move || {
            let project = env::current_dir().unwrap_or_default();
            let binaries = Binaries::find(&project).ok_or(embedded_postgres::Error::NoBinaries)?;
            Cluster::start(&place, &binaries, Durability::Durable)
        })
        .await?;
        tracing::info!(log = %cluster.log_file().display(), "PostgreSQL started");
        Ok(Self(cluster))
    }

    pub(crate) fn url(&self) -> String {
        self.0.url(DATABASE)
    }

    pub(crate) async fn stop(self) -> Result<()> {
        blocking(move || self.0.stop()).await?;
        tracing::info!("PostgreSQL stopped");
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, embedded_postgres::Error> + Send + 'static,
) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.context("the embedded PostgreSQL was interrupted")??)
}
