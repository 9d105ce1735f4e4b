//! Connections to providers.

use std::collections::BTreeMap;

use domain::connection::{Connection, ProviderCard};
use leptos::prelude::*;

use super::ApiError;

/// Every provider of the catalogue, connected or not.
#[server(prefix = "/fn", endpoint = "connections")]
pub async fn connections() -> Result<Vec<ProviderCard>, ApiError> {
    let me = crate::ssr::signed_in()?;
    services::connections::list(&me.services, me.actor).await.map_err(crate::ssr::internal)
}

/// Asks the provider whether these are good, and keeps them. `credentials` is what was typed,
/// by the names of the provider's form.
#[server(prefix = "/fn", endpoint = "connect")]
pub async fn connect(provider: String, credentials: BTreeMap<String, String>) -> Result<Connection, ApiError> {
    let me = crate::ssr::signed_in()?;
    let credentials = credentials.into_iter().map(|(name, typed)| (name, typed.into())).collect();
    Ok(services::connections::connect(&me.services, me.actor, &provider, credentials).await?)
}

#[server(prefix = "/fn", endpoint = "use-sample-data")]
pub async fn use_sample_data(provider: String) -> Result<Connection, ApiError> {
    let me = crate::ssr::signed_in()?;
    Ok(services::connections::connect_sandbox(&me.services, me.actor, &provider).await?)
}

#[server(prefix = "/fn", endpoint = "disconnect")]
pub async fn disconnect(provider: String) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    let was_connected =
        services::connections::disconnect(&me.services, me.actor, &provider).await.map_err(crate::ssr::internal)?;
    if was_connected { Ok(()) } else { Err(ApiError::NotFound) }
}
