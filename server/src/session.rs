//! Who is asking: a session cookie from a browser, or a personal token from a script.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use domain::account::Scope;
use http::{HeaderValue, header, request::Parts};
use secrecy::SecretString;
use services::{
    Actor, Services,
    accounts::{self, Origin, Presented},
};

use crate::{limits, problem::Problem};

/// Puts [`Presented`] into the request, for whoever it concerns; pages look for it too.
///
/// A cookie nobody knows (any more) means signed out. A token nobody knows is refused at
/// once: a script that sends one does not expect to be treated as a stranger. Tokens are for
/// the HTTP API, which knows their scopes; pages don't look at them.
pub(crate) async fn present(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let bearer = request.uri().path().starts_with("/api/").then(|| bearer(&request)).flatten();
    let token = bearer.clone().or_else(|| cookie(&request, services.config().secure_cookies()));
    if let Some(token) = token {
        match accounts::present(&services, &token).await {
            Ok(Some(presented)) => {
                request.extensions_mut().insert(presented);
            }
            Ok(None) if bearer.is_some() => return Problem::signed_out().into_response(),
            Ok(None) => {}
            Err(error) => return Problem::internal(error).into_response(),
        }
    }
    next.run(request).await
}

fn bearer(request: &Request) -> Option<SecretString> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned().into())
}

/// The cookie that keeps somebody logged in.
pub(crate) fn cookie_for(services: &Services, token: &SecretString) -> HeaderValue {
    header_value(&app::ssr::session_cookie(services.config(), Some(token)))
}

/// The cookie that takes it back.
pub(crate) fn no_cookie(services: &Services) -> HeaderValue {
    header_value(&app::ssr::session_cookie(services.config(), None))
}

fn header_value(cookie: &str) -> HeaderValue {
    HeaderValue::from_str(cookie).expect("tokens are made of letters and digits")
}

fn cookie(request: &Request, secure: bool) -> Option<SecretString> {
    let jar = CookieJar::from_headers(request.headers());
    jar.get(if secure { "__Host-session" } else { "session" }).map(|cookie| cookie.value().to_owned().into())
}

/// Where a request comes from.
pub(crate) struct CalledFrom(pub(crate) Origin);

impl<S: Sync> FromRequestParts<S> for CalledFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(Origin {
            address: limits::client(&parts.extensions),
            user_agent: user_agent.unwrap_or_default().to_owned(),
        }))
    }
}

/// Somebody who may read.
pub(crate) struct Reader(pub(crate) Presented);

/// Somebody who may also change things.
pub(crate) struct Writer(pub(crate) Presented);

impl Reader {
    pub(crate) fn actor(&self) -> Actor {
        self.0.actor
    }
}

impl Writer {
    pub(crate) fn actor(&self) -> Actor {
        self.0.actor
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Presented>().copied().map(Self).ok_or_else(Problem::signed_out)
    }
}

impl<S: Sync> FromRequestParts<S> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Reader(presented) = Reader::from_request_parts(parts, state).await?;
        if presented.actor.scope == Scope::Write { Ok(Self(presented)) } else { Err(Problem::read_only()) }
    }
}
