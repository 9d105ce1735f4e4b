//! Accounts: sign up, log in, log out, who am I.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::account::Account;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use services::{
    Services,
    accounts::{self, LogInError, LoggedIn, NewAccount, SignUpError},
};

use crate::{
    body::Json,
    problem::Problem,
    router::App,
    session::{self, CalledFrom, Reader, Writer},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/signup", post(sign_up))
        .route("/login", post(log_in))
        .route("/logout", post(log_out))
        .route("/me", get(me))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUp {
    email: String,
    password: String,
    #[serde(default)]
    name: Option<String>,
}

async fn sign_up(
    State(services): State<Services>,
    CalledFrom(origin): CalledFrom,
    Json(form): Json<SignUp>,
) -> Result<Response, Problem> {
    let new = NewAccount { email: form.email, password: form.password.into(), name: form.name };
    let logged_in = accounts::sign_up(&services, new, &origin).await?;
    Ok(with_cookie(&services, StatusCode::CREATED, &logged_in))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    email: String,
    password: String,
}

async fn log_in(
    State(services): State<Services>,
    CalledFrom(origin): CalledFrom,
    Json(form): Json<LogIn>,
) -> Result<Response, Problem> {
    let logged_in = accounts::log_in(&services, &form.email, &form.password.into(), &origin).await?;
    Ok(with_cookie(&services, StatusCode::OK, &logged_in))
}

/// Ends the session the cookie belongs to. A personal token is revoked, not logged out.
async fn log_out(State(services): State<Services>, Writer(presented): Writer) -> Result<Response, Problem> {
    let Some(session) = presented.session else {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "a personal token has no session to end; revoke it with DELETE /api/tokens/{id}",
        ));
    };
    accounts::log_out(&services, presented.actor, session).await.map_err(Problem::internal)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session::no_cookie(&services))]).into_response())
}

async fn me(State(services): State<Services>, who: Reader) -> Result<axum::Json<Account>, Problem> {
    Ok(axum::Json(accounts::me(&services, who.actor()).await.map_err(Problem::internal)?))
}

fn with_cookie(services: &Services, status: StatusCode, logged_in: &LoggedIn) -> Response {
    let cookie: HeaderValue = session::cookie_for(services, &logged_in.token);
    (status, [(header::SET_COOKIE, cookie)], axum::Json(&logged_in.account)).into_response()
}

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::EmailTaken => Self::new(StatusCode::CONFLICT, error.to_string()),
            SignUpError::Invalid(problems) => Self::invalid(problems),
            SignUpError::Throttled { retry_after } => Self::too_many(retry_after),
            error => Self::internal(error),
        }
    }
}

impl From<LogInError> for Problem {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::Wrong => Self::new(StatusCode::UNAUTHORIZED, error.to_string()),
            LogInError::Throttled { retry_after } => Self::too_many(retry_after),
            error @ LogInError::Db(_) => Self::internal(error),
        }
    }
}
