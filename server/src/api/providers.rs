//! Providers and the user's connections to them. Credentials go in and never come out.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{Path, State},
    routing::{delete, get, post},
};
use domain::{
    connection::{Connection, ProviderCard},
    widget::Problem as Mistake,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use services::{
    Services,
    connections::{self, ConnectError},
    providers::ProviderError,
};

use crate::{
    body::Json,
    problem::Problem,
    router::App,
    session::{Reader, Writer},
};

pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(list)).route("/connect", post(connect)).route("/{provider}", delete(disconnect))
}

#[derive(Serialize)]
struct Providers {
    providers: Vec<ProviderCard>,
}

async fn list(State(services): State<Services>, who: Reader) -> Result<axum::Json<Providers>, Problem> {
    Ok(axum::Json(Providers { providers: connections::list(&services, who.actor()).await.map_err(Problem::internal)? }))
}

/// Either `credentials` or `"sandbox": true`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Connect {
    provider: String,
    #[serde(default)]
    credentials: Option<BTreeMap<String, String>>,
    #[serde(default)]
    sandbox: bool,
}

#[derive(Serialize)]
struct Connected {
    connection: Connection,
}

async fn connect(
    State(services): State<Services>,
    who: Writer,
    Json(body): Json<Connect>,
) -> Result<axum::Json<Connected>, Problem> {
    let connection = match (body.credentials, body.sandbox) {
        (None, true) => connections::connect_sandbox(&services, who.actor(), &body.provider).await?,
        (Some(credentials), false) => {
            let credentials = credentials.into_iter().map(|(name, value)| (name, value.into())).collect();
            connections::connect(&services, who.actor(), &body.provider, credentials).await?
        }
        _ => {
            let message = "either `credentials` or `\"sandbox\": true` is needed";
            return Err(Problem::invalid(vec![Mistake::new("/credentials", message)]));
        }
    };
    Ok(axum::Json(Connected { connection }))
}

async fn disconnect(
    State(services): State<Services>,
    who: Writer,
    Path(provider): Path<String>,
) -> Result<StatusCode, Problem> {
    let was_connected = connections::disconnect(&services, who.actor(), &provider).await.map_err(Problem::internal)?;
    if was_connected { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("connection")) }
}

impl From<ConnectError> for Problem {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::UnknownProvider => Self::invalid(vec![Mistake::new("/provider", error.to_string())]),
            ConnectError::Invalid(mistakes) => Self::invalid(
                mistakes
                    .into_iter()
                    .map(|mistake| Mistake::new(format!("/credentials{}", mistake.pointer), mistake.message))
                    .collect(),
            ),
            ConnectError::Refused(_) => Self::invalid(vec![Mistake::new("/credentials", error.to_string())]),
            ConnectError::SandboxOff => Self::new(StatusCode::CONFLICT, error.to_string()),
            ConnectError::Unreachable(ProviderError::RateLimited { retry_after }) => Self::too_many(retry_after),
            ConnectError::Unreachable(_) => Self::new(StatusCode::BAD_GATEWAY, error.to_string()),
            error => Self::internal(error),
        }
    }
}
