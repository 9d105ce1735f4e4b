//! Personal tokens for scripts. The token itself is in the answer that makes it, and in no other.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{delete, get},
};
use domain::{
    TokenId,
    account::{Scope, TokenInfo},
    widget,
};
use http::StatusCode;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use services::{
    Services,
    accounts::{self, CreateTokenError},
};

use crate::{
    body::{Id, Json},
    problem::Problem,
    router::App,
    session::{Reader, Writer},
};

pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(list).post(create)).route("/{id}", delete(revoke))
}

#[derive(Serialize)]
struct Tokens {
    tokens: Vec<TokenInfo>,
}

async fn list(State(services): State<Services>, who: Reader) -> Result<axum::Json<Tokens>, Problem> {
    Ok(axum::Json(Tokens { tokens: accounts::tokens(&services, who.actor()).await.map_err(Problem::internal)? }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    name: String,
    scope: Scope,
}

#[derive(Serialize)]
struct Created {
    token: String,
    #[serde(flatten)]
    info: TokenInfo,
}

async fn create(State(services): State<Services>, who: Writer, Json(new): Json<NewToken>) -> Result<Response, Problem> {
    let (info, token) = accounts::create_token(&services, who.actor(), &new.name, new.scope).await?;
    let created = Created { token: token.expose_secret().to_owned(), info };
    Ok((StatusCode::CREATED, axum::Json(created)).into_response())
}

async fn revoke(State(services): State<Services>, who: Writer, Id(id): Id<TokenId>) -> Result<StatusCode, Problem> {
    let revoked = accounts::revoke_token(&services, who.actor(), id).await.map_err(Problem::internal)?;
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("token")) }
}

impl From<CreateTokenError> for Problem {
    fn from(error: CreateTokenError) -> Self {
        match error {
            CreateTokenError::Name => Self::invalid(vec![widget::Problem::new("/name", error.to_string())]),
            CreateTokenError::TooMany => Self::new(StatusCode::CONFLICT, error.to_string()),
            error @ CreateTokenError::Db(_) => Self::internal(error),
        }
    }
}
