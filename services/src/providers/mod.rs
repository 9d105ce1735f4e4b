//! Providers: a folder of equals, [`all`] beside it.
//!
//! An adapter declares what it offers ([`domain::provider::ProviderInfo`], templates) and
//! does three things: say whose credentials these are, carry out a declared request, and
//! verify a webhook. What surrounds it (retries, limits, time-outs, caching, error words)
//! is shared and the same for all: an adapter reaches the network only through
//! [`Access::http`].
//!
//! How to add one: `docs/adding-a-provider.md`.

mod github;
mod stripe;
pub mod template;

use std::{sync::LazyLock, time::Duration};

use domain::{
    provider::{Catalogue, Endpoint, ProviderInfo},
    wizard::QuestionOption,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use self::template::Template;
use crate::{
    connections::Credentials,
    http::{Http, Rate},
};

/// All providers of this build. Adding one is a folder and a line here.
#[must_use]
pub fn all() -> &'static [&'static dyn Provider] {
    &[&github::GitHub, &stripe::Stripe]
}

/// What a provider answered instead of data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    #[error("the provider does not accept these credentials")]
    Unauthorized,
    #[error("the credentials lack a permission")]
    Forbidden { missing_scope: Option<String> },
    #[error("the provider limits requests")]
    RateLimited { retry_after: Duration },
    /// What it does not have, where the adapter can name it: "tidewell/wep".
    #[error("the provider does not have this")]
    NotFound { what: Option<String> },
    #[error("the provider refused the request: {message}")]
    Invalid { message: String },
    #[error("the provider did not answer")]
    Unavailable,
    #[error("the provider answered something unexpected: {what}")]
    Unexpected { what: String },
}

/// Where, as whom and through what a provider is called.
pub struct Access {
    /// The one outgoing client, counting against this connection's limit.
    pub http: Http,
    /// Without a trailing slash. From the configuration or the sandbox, never from a user.
    pub base_url: url::Url,
    pub credentials: Credentials,
}

impl Access {
    /// The base address and `segments`, each percent-encoded, so that nothing in them can
    /// lead elsewhere.
    pub(crate) fn url<'s>(&self, segments: impl IntoIterator<Item = &'s str>) -> url::Url {
        let mut url = self.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// What was pasted for `field`; empty when nothing was.
    pub(crate) fn secret(&self, field: &str) -> &str {
        self.credentials.get(field).map_or("", |secret| secret.expose_secret().trim())
    }
}

/// What a provider says about a refusal, short enough for a card.
pub(crate) fn shortened(message: &str) -> String {
    const MAX_CHARS: usize = 200;
    match message.char_indices().nth(MAX_CHARS) {
        None => message.to_owned(),
        Some((end, _)) => format!("{}…", &message[..end]),
    }
}

pub trait Provider: Send + Sync {
    fn info(&self) -> &'static ProviderInfo;

    /// Where it is called when the configuration names no other place. No trailing slash.
    fn default_base_url(&self) -> &'static str;

    /// How often one connection may call, below what the provider allows.
    fn rate(&self) -> Rate;

    /// Its templates, in the order the wizard offers them.
    fn templates(&self) -> &'static [Template];

    /// Asks the provider whose credentials these are: "maja".
    fn validate_credentials<'a>(&'a self, access: &'a Access) -> BoxFuture<'a, Result<String, ProviderError>>;

    /// Carries out a declared read. `params` have been checked against the declaration,
    /// and their dates made absolute (RFC 3339).
    fn request<'a>(
        &'a self,
        access: &'a Access,
        endpoint: &'static Endpoint,
        params: &'a Map<String, Value>,
    ) -> BoxFuture<'a, Result<Value, ProviderError>>;

    /// Choices for a question, from the account: `repositories`. Most active first.
    fn options<'a>(
        &'a self,
        access: &'a Access,
        source: &'a str,
    ) -> BoxFuture<'a, Result<Vec<QuestionOption>, ProviderError>>;

    /// Whether this provider sent the delivery, unchanged and just now, and its id.
    ///
    /// # Errors
    ///
    /// Whatever is wrong, nothing of the delivery may be used.
    fn verify_webhook(&self, delivery: &Delivery<'_>, secret: &str, now: Timestamp) -> Result<DeliveryId, Forged>;
}

/// A webhook as it arrived.
pub struct Delivery<'a> {
    pub headers: &'a ::http::HeaderMap,
    /// Byte for byte: signatures are over these.
    pub body: &'a [u8],
}

/// The provider's own id of a delivery. One that was seen before is a repetition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeliveryId(pub String);

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    #[error("the delivery carries no signature")]
    Unsigned,
    #[error("the signature is not this provider's")]
    BadSignature,
    #[error("the delivery is too old")]
    Stale,
    #[error("the delivery carries no id")]
    NoId,
}

#[must_use]
pub fn find(id: &str) -> Option<&'static dyn Provider> {
    all().iter().copied().find(|provider| provider.info().id == id)
}

/// The same as [`all`], as declarations.
#[must_use]
pub fn catalogue() -> Catalogue {
    static DECLARED: LazyLock<Vec<ProviderInfo>> =
        LazyLock::new(|| all().iter().map(|provider| *provider.info()).collect());
    Catalogue { providers: &DECLARED }
}

/// `github`, `pr-list` → its template.
#[must_use]
pub fn template(provider: &str, id: &str) -> Option<&'static Template> {
    find(provider)?.templates().iter().find(|template| template.schema.metadata.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::widget::{LayoutType, WidgetSchema};

    use super::{template::OptionsSpec, *};

    #[test]
    fn ids_say_which_provider_and_which_template_without_doubt() {
        let providers: Vec<_> = all().iter().map(|provider| provider.info().id).collect();
        assert_eq!(providers.iter().collect::<BTreeSet<_>>().len(), providers.len());

        for provider in all() {
            let ids: Vec<_> = provider.templates().iter().map(|template| &template.schema.metadata.id).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
            for id in ids {
                assert_eq!(&template(provider.info().id, id).expect("found by its id").schema.metadata.id, id);
            }
        }
    }

    #[test]
    fn every_template_reads_a_declared_endpoint_with_declared_parameters() {
        for provider in all() {
            for template in provider.templates() {
                let id = &template.schema.metadata.id;
                let source = template.schema.data_source.as_ref().expect("a template shows data");
                assert_eq!(source.provider, provider.info().id, "{id}");
                assert_eq!(template.schema.metadata.provider.as_deref(), Some(provider.info().id), "{id}");
                let endpoint = provider.info().endpoint(source.method, &source.endpoint).expect("a declared endpoint");

                // What is not set yet is what the wizard asks.
                let unanswered: Vec<_> =
                    endpoint.check(&source.params).into_iter().map(|problem| problem.pointer).collect();
                let asked: Vec<_> = template
                    .wizard
                    .questions
                    .iter()
                    .filter(|question| question.default.is_none())
                    .map(|question| format!("/{}", question.field))
                    .collect();
                assert_eq!(unanswered, asked, "{id}");
            }
        }
    }

    #[test]
    fn every_template_is_a_valid_schema_once_its_questions_are_answered() {
        for provider in all() {
            for template in provider.templates() {
                let mut schema = template.schema.clone();
                let source = schema.data_source.as_mut().expect("a template shows data");
                if template.wizard.questions.iter().any(|question| question.field == "repositories") {
                    source.params.insert("repositories".into(), serde_json::json!(["tidewell/web"]));
                }
                let parsed = WidgetSchema::parse(&serde_json::json!(schema), &catalogue());
                assert_eq!(parsed, Ok(schema), "{}", template.schema.metadata.id);
            }
        }
    }

    #[test]
    fn every_choice_of_a_question_is_an_answer_its_parameter_takes() {
        for provider in all() {
            for template in provider.templates() {
                let source = template.schema.data_source.as_ref().expect("a template shows data");
                let endpoint = provider.info().endpoint(source.method, &source.endpoint).expect("a declared endpoint");
                for question in &template.wizard.questions {
                    let param = endpoint.param(&question.field).expect("a declared parameter");
                    if let OptionsSpec::Fixed(options) = &question.options {
                        for option in options {
                            assert_eq!(param.kind.check(&option.value.clone().into()), Ok(()), "{}", question.question);
                        }
                    }
                    if let Some(default) = &question.default {
                        assert_eq!(param.kind.check(default), Ok(()), "{}", question.question);
                    }
                }
            }
        }
    }

    #[test]
    fn every_template_tells_the_wizard_enough_to_be_found() {
        for provider in all() {
            for template in provider.templates() {
                let (id, wizard) = (&template.schema.metadata.id, &template.wizard);
                assert!(wizard.problems.len() >= 8, "{id} has few example problems");
                let languages: Vec<_> = wizard.synonyms.keys().map(String::as_str).collect();
                assert_eq!(languages, ["de", "en", "es", "fr", "it", "nl", "pt"], "{id}");
                assert!(wizard.synonyms.values().all(|words| words.len() >= 4), "{id} has few synonyms");
                assert!(LayoutType::OFFERED.contains(&wizard.recommended.layout), "{id}");
                assert_eq!(wizard.recommended.layout, template.schema.layout.kind, "{id}");
            }
        }
    }
}
