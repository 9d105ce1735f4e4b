//! Providers: a folder of equals, [`all`] beside it.
//!
//! An adapter declares what it offers ([`domain::provider::ProviderInfo`], templates) and
//! does three things: say whose credentials these are, carry out a declared request, and
//! turn a webhook into events. What surrounds it (retries, limits, time-outs, caching,
//! error words) is shared and the same for all.

pub mod template;

use domain::{
    provider::{Catalogue, Endpoint, ProviderInfo},
    wizard::QuestionOption,
};
use futures::future::BoxFuture;
use serde_json::{Map, Value};

use self::template::Template;
use crate::connections::Credentials;

/// What a provider answered instead of data.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProviderError {
    #[error("the provider does not accept these credentials")]
    Unauthorized,
    #[error("the credentials lack a permission")]
    Forbidden { missing_scope: Option<String> },
    #[error("the provider limits requests")]
    RateLimited { retry_after: std::time::Duration },
    #[error("the provider does not have this")]
    NotFound,
    #[error("the provider refused the request: {message}")]
    Invalid { message: String },
    #[error("the provider did not answer")]
    Unavailable,
    #[error("the provider answered something unexpected: {what}")]
    Unexpected { what: String },
}

/// Where and as whom a provider is called.
pub struct Access {
    /// Without a trailing slash. From the configuration or the sandbox, never from a user.
    pub base_url: url::Url,
    pub credentials: Credentials,
}

pub trait Provider: Send + Sync {
    fn info(&self) -> &'static ProviderInfo;

    /// Its templates, in the order the wizard offers them.
    fn templates(&self) -> &'static [Template];

    /// Asks the provider whose credentials these are: "maja".
    fn validate_credentials<'a>(&'a self, access: &'a Access) -> BoxFuture<'a, Result<String, ProviderError>>;

    /// Carries out a declared read; `params` have been checked against the declaration.
    fn request<'a>(
        &'a self,
        access: &'a Access,
        endpoint: &'static Endpoint,
        params: &'a Map<String, Value>,
    ) -> BoxFuture<'a, Result<Value, ProviderError>>;

    /// Choices for a question, from the account: `repositories`. Most active first.
    fn options<'a>(&'a self, access: &'a Access, source: &'a str) -> BoxFuture<'a, Result<Vec<QuestionOption>, ProviderError>>;
}

/// All providers of this build. Adding one is a folder and a line here.
#[must_use]
pub fn all() -> &'static [&'static dyn Provider] {
    &[]
}

/// The same, as declarations.
#[must_use]
pub fn catalogue() -> Catalogue {
    todo!()
}

/// `github`, `pr-list` → its template.
#[must_use]
pub fn template(provider: &str, id: &str) -> Option<&'static Template> {
    all()
        .iter()
        .find(|candidate| candidate.info().id == provider)?
        .templates()
        .iter()
        .find(|template| template.schema.metadata.id == id)
}
