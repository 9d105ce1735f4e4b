//! async-stripe's requests over our own client.
//!
//! The client that comes with async-stripe reads answers of any size, knows no limit for
//! connecting and drops `Retry-After`. It leaves the transport open on purpose
//! ([`StripeClient`]), so ours carries its requests, and its types read the answers.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use stripe::CustomizedStripeRequest;
use stripe_client_core::{StripeClient, StripeClientErr, StripeMethod, VERSION};

use crate::{
    http::{Answer, bearer},
    providers::{Access, ProviderError, shortened},
};

/// One account's Stripe.
pub(super) struct Client<'a>(pub(super) &'a Access);

impl StripeClient for Client<'_> {
    type Err = ProviderError;

    async fn execute(&self, request: CustomizedStripeRequest) -> Result<Bytes, ProviderError> {
        let (request, _) = request.into_pieces();
        // The outgoing client reads; Stripe's effects come with automations.
        if !matches!(request.method, StripeMethod::Get) {
            return Err(ProviderError::Invalid { message: "only reads are possible".into() });
        }
        let mut url = self.0.url(["v1"].into_iter().chain(request.path.split('/').filter(|part| !part.is_empty())));
        url.set_query(request.query.as_deref().filter(|query| !query.is_empty()));

        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, bearer(self.0.secret("key"))?);
        headers
            .insert("stripe-version", HeaderValue::from_str(VERSION.as_str()).map_err(ProviderError::deserialize_err)?);

        let answer = self.0.http.get(url, headers).await?;
        if answer.status.is_success() { Ok(answer.body.clone()) } else { Err(refusal(&answer, &request.path)) }
    }
}

impl StripeClientErr for ProviderError {
    fn deserialize_err(what: impl std::fmt::Display) -> Self {
        Self::Unexpected { what: what.to_string() }
    }
}

fn refusal(answer: &Answer, path: &str) -> ProviderError {
    match answer.status.as_u16() {
        // Of a restricted key: each resource is switched on by itself.
        403 => ProviderError::Forbidden { missing_scope: Some(format!("{}: read", path.trim_start_matches('/'))) },
        400 | 402 | 409 => {
            let refusal: Option<Refusal> = serde_json::from_slice(&answer.body).ok();
            match refusal {
                Some(refusal) => ProviderError::Invalid { message: shortened(&refusal.error.message) },
                None => answer.refusal(),
            }
        }
        _ => answer.refusal(),
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalDetail,
}

#[derive(Deserialize)]
struct RefusalDetail {
    message: String,
}
