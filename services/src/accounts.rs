//! Accounts, log-ins and personal tokens.

use domain::{
    SessionId, TokenId,
    account::{Account, Scope, SessionInfo, TokenInfo},
};
use secrecy::SecretString;

use crate::{Actor, Services};

/// What was typed into the sign-up form.
#[derive(Debug)]
pub struct NewAccount {
    pub email: String,
    pub password: SecretString,
    pub name: Option<String>,
}

/// Where a log-in comes from; for the list of sessions and for throttling.
#[derive(Debug, Clone)]
pub struct Origin {
    pub address: std::net::IpAddr,
    pub user_agent: String,
}

/// A fresh log-in. The token goes into the cookie and nowhere else; we keep its hash.
pub struct LoggedIn {
    pub account: Account,
    pub session: SessionId,
    pub token: SecretString,
}

/// Who presents a session cookie or a bearer token.
#[derive(Debug, Clone, Copy)]
pub struct Presented {
    pub actor: Actor,
    /// `None` for a personal token.
    pub session: Option<SessionId>,
}

#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    #[error("this e-mail address has an account already")]
    EmailTaken,
    /// Every problem at once; pointers are `/email`, `/password`, `/name`.
    #[error("the form has mistakes")]
    Invalid(Vec<domain::widget::Problem>),
    #[error("the account could not be stored")]
    Db(#[from] sqlx::Error),
}

#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    #[error("e-mail and password do not match")]
    Wrong,
    #[error("too many attempts")]
    Throttled { retry_after: std::time::Duration },
    #[error("the log-in could not be checked")]
    Db(#[from] sqlx::Error),
}

pub async fn sign_up(services: &Services, new: NewAccount, origin: &Origin) -> Result<LoggedIn, SignUpError> {
    todo!()
}

pub async fn log_in(services: &Services, email: &str, password: &SecretString, origin: &Origin) -> Result<LoggedIn, LogInError> {
    todo!()
}

/// "Look around with sample data": a throwaway account, the sandbox connected, a furnished dashboard.
pub async fn look_around(services: &Services, origin: &Origin) -> Result<LoggedIn, SignUpError> {
    todo!()
}

/// `None` when the token is unknown, revoked or expired.
pub async fn present(services: &Services, token: &SecretString) -> sqlx::Result<Option<Presented>> {
    todo!()
}

pub async fn log_out(services: &Services, actor: Actor, session: SessionId) -> sqlx::Result<()> {
    todo!()
}

pub async fn me(services: &Services, actor: Actor) -> sqlx::Result<Account> {
    todo!()
}

/// Name, time zone and locale as edited in the settings.
pub async fn update(services: &Services, actor: Actor, name: &str, time_zone: &str, locale: &str) -> Result<Account, SignUpError> {
    todo!()
}

/// Everything we hold of this user, as one JSON document. Secrets are not in it.
pub async fn export(services: &Services, actor: Actor) -> sqlx::Result<serde_json::Value> {
    todo!()
}

/// Deletes the account and all that is its own.
pub async fn delete(services: &Services, actor: Actor) -> sqlx::Result<()> {
    todo!()
}

/// Newest first; `current` marks the one that asks.
pub async fn sessions(services: &Services, actor: Actor, current: Option<SessionId>) -> sqlx::Result<Vec<SessionInfo>> {
    todo!()
}

/// `false` when there is no such session of this user.
pub async fn revoke_session(services: &Services, actor: Actor, session: SessionId) -> sqlx::Result<bool> {
    todo!()
}

pub async fn tokens(services: &Services, actor: Actor) -> sqlx::Result<Vec<TokenInfo>> {
    todo!()
}

#[derive(Debug, thiserror::Error)]
pub enum CreateTokenError {
    #[error("a token needs a name of 1 to 60 characters")]
    Name,
    #[error("there can be at most 20 tokens")]
    TooMany,
    #[error("the token could not be stored")]
    Db(#[from] sqlx::Error),
}

/// The token itself is in the answer and is never shown again.
pub async fn create_token(services: &Services, actor: Actor, name: &str, scope: Scope) -> Result<(TokenInfo, SecretString), CreateTokenError> {
    todo!()
}

/// `false` when there is no such token of this user.
pub async fn revoke_token(services: &Services, actor: Actor, token: TokenId) -> sqlx::Result<bool> {
    todo!()
}
