//! What a provider offers, declared: which data can be read, with which parameters, and
//! how one connects. Adapters in `services` state it once; validation, the wizard, the
//! connections page and the HTTP API read it from here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A service we talk to, as declared by its adapter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderInfo {
    /// Lower case with hyphens; stands in schemas, addresses and the database.
    pub id: &'static str,
    /// As the provider writes its own name.
    pub name: &'static str,
    /// What a person gets from it, in one sentence.
    pub summary: &'static str,
    /// What a person pastes to connect it, in the order of the form.
    pub credentials: &'static [CredentialField],
    /// Where to get these credentials, in one sentence.
    pub credentials_help: &'static str,
    pub endpoints: &'static [Endpoint],
}

impl ProviderInfo {
    #[must_use]
    pub fn endpoint(&self, method: Method, path: &str) -> Option<&'static Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.method == method && endpoint.path == path)
    }
}

/// One input of a provider's connection form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialField {
    pub name: &'static str,
    pub label: &'static str,
    /// What it looks like: `ghp_…`.
    pub hint: &'static str,
    pub secret: Secrecy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Secrecy {
    /// Never sent to the browser again.
    Secret,
    /// An account name or an address: may be shown.
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Method {
    #[serde(rename = "GET")]
    Get,
    #[serde(rename = "POST")]
    Post,
}

/// Something a provider can be asked for (a read) or told to do (an effect).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    pub method: Method,
    /// As written in `dataSource.endpoint`: `/pulls`. Not necessarily the provider's own path.
    pub path: &'static str,
    pub summary: &'static str,
    pub params: &'static [Param],
    pub kind: EndpointKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EndpointKind {
    /// Reads; may be a widget's data source.
    Read,
    /// Changes something outside; may be an automation's action.
    Effect,
}

/// A declared parameter of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    pub need: Need,
    pub description: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Need {
    Required,
    Optional,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ParamKind {
    Text { max_chars: u32 },
    /// A whole number, both ends included.
    Integer { min: i64, max: i64 },
    Boolean,
    OneOf(&'static [&'static str]),
    /// Strings, at most so many: repositories.
    TextList { max_items: u32 },
    /// An ISO 8601 date, or a relative one: `-7d`, `-24h`, `today`, `startOfMonth`.
    Date,
}

/// All providers this build can talk to.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue {
    pub providers: &'static [ProviderInfo],
}

impl Catalogue {
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&'static ProviderInfo> {
        self.providers.iter().find(|provider| provider.id == id)
    }
}
