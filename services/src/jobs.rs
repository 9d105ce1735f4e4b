//! What is done without anybody asking: throwing away what nobody needs any more, and making
//! the months ahead for events.
//!
//! Every process of an installation runs this; whoever comes while another is at it does
//! nothing. Stopping at any moment loses nothing: each round does what is left.

use std::{convert::Infallible, time::Duration};

use crate::{Services, db};

const EVERY: Duration = Duration::from_secs(15 * 60);
/// Should this never run for so long, events still have a month to go to.
const MONTHS_AHEAD: i32 = 3;
/// Visitors thrown away in one round.
const VISITORS_AT_ONCE: i64 = 500;

/// What one round threw away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    pub sessions: u64,
    pub login_attempts: u64,
    pub widgets: u64,
    pub visitors: u64,
    pub event_months: u64,
}

/// Cleans now and every quarter of an hour, until dropped.
pub async fn run(services: Services) -> Infallible {
    loop {
        match clean(&services).await {
            Ok(cleaned) if cleaned == Cleaned::default() => {}
            Ok(cleaned) => tracing::info!(?cleaned, "threw away what nobody needs any more"),
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "cleaning stopped"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// One round. Nothing, when another process is at it.
///
/// # Errors
///
/// When the database does not answer; what was done in this round is undone.
pub async fn clean(services: &Services) -> sqlx::Result<Cleaned> {
    let keep_days = i32::from(services.config().event_retention_days);
    let mut tx = services.db().begin_as_keeper().await?;
    if !db::cleaning::try_begin(&mut tx).await? {
        return Ok(Cleaned::default());
    }
    let cleaned = Cleaned {
        sessions: db::cleaning::expired_sessions(&mut tx).await?,
        login_attempts: db::cleaning::old_login_attempts(&mut tx).await?,
        widgets: db::cleaning::deleted_widgets(&mut tx).await?,
        visitors: db::cleaning::old_visitors(&mut tx, VISITORS_AT_ONCE).await?,
        event_months: db::cleaning::event_months(&mut tx, MONTHS_AHEAD, keep_days).await?,
    };
    tx.commit().await?;
    Ok(cleaned)
}
