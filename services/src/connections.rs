//! A user's connections to providers: validated before they are stored, encrypted at rest.

use std::collections::BTreeMap;

use domain::connection::{Connection, ProviderCard};
use secrecy::SecretString;

use crate::{Actor, Services, providers::ProviderError};

/// Credential field name to what was pasted.
pub type Credentials = BTreeMap<String, SecretString>;

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("there is no provider of this name")]
    UnknownProvider,
    #[error("the form has mistakes")]
    Invalid(Vec<domain::widget::Problem>),
    /// The provider was asked and said no.
    #[error("the provider does not accept these credentials")]
    Refused(#[source] ProviderError),
    #[error("the provider could not be asked")]
    Unreachable(#[source] ProviderError),
    #[error("sample data is switched off on this server")]
    SandboxOff,
    #[error("the connection could not be sealed")]
    Vault(#[from] crate::vault::VaultError),
    #[error("the connection could not be stored")]
    Db(#[from] sqlx::Error),
}

/// Every provider of the catalogue, connected or not.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<ProviderCard>> {
    todo!()
}

/// Asks the provider whether the credentials are good, then keeps them, sealed.
/// Publishes `provider.connected`.
pub async fn connect(services: &Services, actor: Actor, provider: &str, credentials: Credentials) -> Result<Connection, ConnectError> {
    todo!()
}

pub async fn connect_sandbox(services: &Services, actor: Actor, provider: &str) -> Result<Connection, ConnectError> {
    todo!()
}

/// `false` when it was not connected. Publishes `provider.disconnected`.
pub async fn disconnect(services: &Services, actor: Actor, provider: &str) -> sqlx::Result<bool> {
    todo!()
}

#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    #[error("the provider is not connected")]
    NotConnected,
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("the connection could not be opened")]
    Vault(#[from] crate::vault::VaultError),
    #[error("the connection could not be read")]
    Db(#[from] sqlx::Error),
}

/// Choices for a question, from the user's own account.
pub async fn options(
    services: &Services,
    actor: Actor,
    provider: &str,
    source: &str,
) -> Result<Vec<domain::wizard::QuestionOption>, OptionsError> {
    todo!()
}
