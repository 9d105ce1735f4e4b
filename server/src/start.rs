//! From a configuration to a running server, and back.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use services::{Services, config::Config};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{accept, postgres::Postgres, router, site};

/// Serves until SIGTERM or Ctrl-C, then finishes what is running, within ten seconds.
pub async fn serve(mut config: Config) -> Result<()> {
    // What can be refused at once is, before a database is started.
    let site = site::find(config.site_dir.as_deref())?;
    let listener = bind(config.listen_addr).await?;
    let stopping = stop_on_signal()?;

    let postgres = embedded(&mut config).await?;
    if config.sandbox {
        config.sandbox_url = Some(sandbox(stopping.clone()).await?);
    }
    let address = config.public_url.clone();
    let services = match Services::start(config).await {
        Ok(services) => services,
        Err(error) => {
            stop(postgres).await?;
            return Err(error.into());
        }
    };

    check_models(&services);
    let jobs = tokio::spawn(services::jobs::run(services.clone()));
    announce(&address);
    accept(listener, router(&services, &site), stopping).await;

    jobs.abort();
    services.close().await;
    stop(postgres).await
}

/// Brings the tables up to date; what the server does at its start, and nothing else.
pub async fn migrate(mut config: Config) -> Result<()> {
    let postgres = embedded(&mut config).await?;
    let outcome = Services::start(config).await;
    if let Ok(services) = &outcome {
        services.close().await;
    }
    stop(postgres).await?;
    outcome?;
    Ok(())
}

/// Starts the embedded PostgreSQL, unless another one is configured.
async fn embedded(config: &mut Config) -> Result<Option<Postgres>> {
    if config.database.is_some() {
        return Ok(None);
    }
    let postgres = Postgres::start(&config.data_dir).await?;
    config.database = Some(postgres.url().parse()?);
    Ok(Some(postgres))
}

async fn stop(postgres: Option<Postgres>) -> Result<()> {
    match postgres {
        Some(postgres) => postgres.stop().await,
        None => Ok(()),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; set LISTEN_ADDR to another address or port"))
}

/// Serves the providers' stand-ins to this machine alone.
async fn sandbox(stopping: CancellationToken) -> Result<url::Url> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("the sandbox cannot listen on 127.0.0.1")?;
    let address = listener.local_addr()?;
    tokio::spawn(accept(listener, sandbox::router(), stopping));
    Ok(format!("http://{address}").parse()?)
}

/// Says what is wrong with the configured models. Nobody waits for it: without Claude the
/// built-in planner answers.
fn check_models(services: &Services) {
    let Some(claude) = services.claude().cloned() else { return };
    tokio::spawn(async move {
        for mistake in claude.check_models().await.err().into_iter().flatten() {
            tracing::warn!(error = &mistake as &dyn std::error::Error, "Claude is not set up right");
        }
    });
}

#[expect(clippy::print_stdout, reason = "the one thing a person who starts it wants to know")]
fn announce(address: &url::Url) {
    println!("Agentic Dashboard is running at {address}");
}

fn stop_on_signal() -> Result<CancellationToken> {
    let stopping = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn({
        let stopping = stopping.clone();
        async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("stopping");
            stopping.cancel();
        }
    });
    Ok(stopping)
}
