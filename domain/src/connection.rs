//! A user's connections, as the page shows them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ConnectionId;

/// A provider of the catalogue, and how this user is connected to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCard {
    pub id: String,
    pub name: String,
    pub summary: String,
    /// What the form asks for.
    pub credentials: Vec<CredentialInput>,
    pub credentials_help: String,
    /// Whether "use sample data" is offered.
    pub sandbox: bool,
    pub connection: Option<Connection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialInput {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub secret: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    pub id: ConnectionId,
    pub provider: String,
    pub source: Source,
    /// Who the provider says we are: "maja on GitHub".
    pub account: String,
    /// The secret's last four characters.
    pub ends_with: String,
    pub state: ConnectionState,
    #[serde(with = "crate::rfc3339")]
    pub connected_at: Timestamp,
}

/// Where data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    Live,
    /// Labelled wherever it appears.
    Sandbox,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    Connected,
    /// The provider no longer accepts the credentials.
    NeedsReconnect,
}
