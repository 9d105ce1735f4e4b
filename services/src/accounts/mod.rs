//! Accounts, log-ins and personal tokens.
//!
//! Whoever presents a token is told apart by its hash; the token itself is kept nowhere. A
//! log-in is a row that can be listed and revoked, and the next request notices.

mod device;
mod password;
mod rules;
mod secret;
mod throttle;
mod visit;

use std::time::Duration;

use domain::{
    SessionId, TokenId, UserId,
    account::{Account, AccountKind, Scope, SessionInfo, TokenInfo},
    widget::Problem,
};
use jiff::Timestamp;
use secrecy::SecretString;
use sqlx::PgConnection;

use crate::{Actor, Services, db, new_id};

pub use throttle::network;
pub use visit::{FurnishError, look_around};

/// "Last seen" is as fine as this; otherwise every request would be a write.
const SEEN_EVERY: Duration = Duration::from_secs(5 * 60);
/// The longest user agent that is kept, in characters.
const USER_AGENT_MAX: usize = 400;
const MAX_TOKENS: i64 = 20;

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
    /// Every problem at once; pointers are `/email`, `/password`, `/name`, `/timeZone`, `/locale`.
    #[error("the form has mistakes")]
    Invalid(Vec<Problem>),
    #[error("too many new accounts come from this address")]
    Throttled { retry_after: Duration },
    /// Only when looking around.
    #[error("sample data is switched off on this server")]
    SandboxOff,
    /// Only when looking around.
    #[error("the sample dashboard could not be set up")]
    Furnish(#[source] FurnishError),
    #[error("the account could not be stored")]
    Db(#[from] sqlx::Error),
}

#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    #[error("e-mail and password do not match")]
    Wrong,
    #[error("too many attempts")]
    Throttled { retry_after: Duration },
    #[error("the log-in could not be checked")]
    Db(#[from] sqlx::Error),
}

pub async fn sign_up(services: &Services, new: NewAccount, origin: &Origin) -> Result<LoggedIn, SignUpError> {
    let email = rules::normal_email(&new.email);
    let name = new.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let problems = rules::check_sign_up(&email, &new.password, name);
    if !problems.is_empty() {
        return Err(SignUpError::Invalid(problems));
    }

    let turn = password::turn().await;
    check_gate(services, origin).await?;
    let hash = password::hash(turn, &new.password).await;
    let now = services.now();
    let account = Account {
        id: UserId(new_id(now)),
        name: name.map_or_else(|| rules::name_from(&email), str::to_owned),
        email,
        kind: AccountKind::Person,
        time_zone: "UTC".to_owned(),
        locale: "en".to_owned(),
        created_at: now,
    };
    open_account(services, account, Some(&hash), origin).await?.ok_or(SignUpError::EmailTaken)
}

/// Wrong addresses and wrong passwords are answered alike, and as slowly.
pub async fn log_in(
    services: &Services,
    email: &str,
    password: &SecretString,
    origin: &Origin,
) -> Result<LoggedIn, LogInError> {
    let email = rules::normal_email(email);
    let door = throttle::Door::new(&email, origin.address);

    // The door is looked at after the queue, so that guesses sent all at once meet it too.
    let turn = password::turn().await;
    let mut tx = services.db().begin_with_email(&email).await?;
    if let Some(retry_after) = door.closed_for(&mut tx, services.now()).await? {
        return Err(LogInError::Throttled { retry_after });
    }
    let (user, stored) = db::users::find_credentials(&mut tx, &email).await?.unzip();
    // No connection is held while the password is checked.
    tx.rollback().await?;
    let right = password::verify(&turn, password, stored).await;

    let now = services.now();
    let Some(user) = user.filter(|_| right) else {
        let mut tx = services.db().begin_anonymous().await?;
        door.failed(&mut tx, now).await?;
        tx.commit().await?;
        return Err(LogInError::Wrong);
    };

    let actor = own_account(user);
    let mut tx = services.db().begin_as(actor).await?;
    door.opened(&mut tx).await?;
    let account = db::users::get(&mut tx, actor).await?;
    let logged_in = open_session(services, &mut tx, account, origin).await?;
    tx.commit().await?;
    Ok(logged_in)
}

/// `None` when the token is unknown, revoked or expired.
pub async fn present(services: &Services, token: &SecretString) -> sqlx::Result<Option<Presented>> {
    let Some(kind) = secret::Kind::of(token) else { return Ok(None) };
    let hash = secret::hash(token);
    let now = services.now();
    let mut tx = services.db().begin_with_token(&hash).await?;
    let presented = match kind {
        secret::Kind::Session => present_session(&mut tx, &hash, now).await?,
        secret::Kind::Personal => present_token(&mut tx, &hash, now).await?,
    };
    tx.commit().await?;
    Ok(presented)
}

pub async fn log_out(services: &Services, actor: Actor, session: SessionId) -> sqlx::Result<()> {
    revoke_session(services, actor, session).await?;
    Ok(())
}

pub async fn me(services: &Services, actor: Actor) -> sqlx::Result<Account> {
    let mut tx = services.db().begin_as(actor).await?;
    db::users::get(&mut tx, actor).await
}

/// Name, time zone and locale as edited in the settings.
pub async fn update(
    services: &Services,
    actor: Actor,
    name: &str,
    time_zone: &str,
    locale: &str,
) -> Result<Account, SignUpError> {
    let name = name.trim();
    let problems = rules::check_settings(name, time_zone, locale);
    if !problems.is_empty() {
        return Err(SignUpError::Invalid(problems));
    }
    let mut tx = services.db().begin_as(actor).await?;
    db::users::update(&mut tx, actor, name, time_zone, locale).await?;
    let account = db::users::get(&mut tx, actor).await?;
    tx.commit().await?;
    Ok(account)
}

/// Everything we hold of this user, as one JSON document. Secrets are not in it.
pub async fn export(services: &Services, actor: Actor) -> sqlx::Result<serde_json::Value> {
    let mut tx = services.db().begin_as(actor).await?;
    db::export::all(&mut tx, actor).await
}

/// Deletes the account and all that is its own.
pub async fn delete(services: &Services, actor: Actor) -> sqlx::Result<()> {
    let mut tx = services.db().begin_as(actor).await?;
    let account = db::users::get(&mut tx, actor).await?;
    throttle::forget(&mut tx, &account.email).await?;
    db::users::delete(&mut tx, actor).await?;
    tx.commit().await
}

/// Newest first; `current` marks the one that asks.
pub async fn sessions(services: &Services, actor: Actor, current: Option<SessionId>) -> sqlx::Result<Vec<SessionInfo>> {
    let mut tx = services.db().begin_as(actor).await?;
    let sessions = db::sessions::list(&mut tx, actor, services.now()).await?;
    Ok(sessions
        .into_iter()
        .map(|session| SessionInfo {
            id: session.id,
            device: device::name(&session.user_agent),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            current: current == Some(session.id),
        })
        .collect())
}

/// `false` when there is no such session of this user.
pub async fn revoke_session(services: &Services, actor: Actor, session: SessionId) -> sqlx::Result<bool> {
    let mut tx = services.db().begin_as(actor).await?;
    let revoked = db::sessions::delete(&mut tx, actor, session).await?;
    tx.commit().await?;
    Ok(revoked)
}

pub async fn tokens(services: &Services, actor: Actor) -> sqlx::Result<Vec<TokenInfo>> {
    let mut tx = services.db().begin_as(actor).await?;
    db::tokens::list(&mut tx, actor).await
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
pub async fn create_token(
    services: &Services,
    actor: Actor,
    name: &str,
    scope: Scope,
) -> Result<(TokenInfo, SecretString), CreateTokenError> {
    let name = name.trim();
    if !rules::is_name(name) {
        return Err(CreateTokenError::Name);
    }

    let mut tx = services.db().begin_as(actor).await?;
    // Two at once count one after the other.
    db::users::lock(&mut tx, actor).await?;
    if db::tokens::count(&mut tx, actor).await? >= MAX_TOKENS {
        return Err(CreateTokenError::TooMany);
    }
    let token = secret::generate(secret::Kind::Personal);
    let now = services.now();
    let info = TokenInfo {
        id: TokenId(new_id(now)),
        name: name.to_owned(),
        prefix: secret::shown(&token),
        scope,
        created_at: now,
        last_used_at: None,
    };
    db::tokens::insert(&mut tx, actor, &info, &secret::hash(&token)).await?;
    tx.commit().await?;
    Ok((info, token))
}

/// `false` when there is no such token of this user.
pub async fn revoke_token(services: &Services, actor: Actor, token: TokenId) -> sqlx::Result<bool> {
    let mut tx = services.db().begin_as(actor).await?;
    let revoked = db::tokens::delete(&mut tx, actor, token).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// A person at their own account may do everything.
fn own_account(user: UserId) -> Actor {
    Actor { user, scope: Scope::Write }
}

/// # Errors
///
/// [`SignUpError::Throttled`] when too many accounts were made from there lately.
async fn check_gate(services: &Services, origin: &Origin) -> Result<(), SignUpError> {
    let mut tx = services.db().begin_anonymous().await?;
    match throttle::Gate::new(origin.address).closed_for(&mut tx, services.now()).await? {
        Some(retry_after) => Err(SignUpError::Throttled { retry_after }),
        None => Ok(()),
    }
}

/// The account and its first log-in; `None` when the address is taken.
async fn open_account(
    services: &Services,
    account: Account,
    password_hash: Option<&str>,
    origin: &Origin,
) -> sqlx::Result<Option<LoggedIn>> {
    let actor = own_account(account.id);
    let mut tx = services.db().begin_as(actor).await?;
    if !db::users::insert(&mut tx, actor, &account, password_hash).await? {
        return Ok(None);
    }
    throttle::Gate::new(origin.address).passed(&mut tx, account.created_at).await?;
    let logged_in = open_session(services, &mut tx, account, origin).await?;
    tx.commit().await?;
    Ok(Some(logged_in))
}

/// A new token each time: one that was planted before the log-in is worth nothing after it.
async fn open_session(
    services: &Services,
    conn: &mut PgConnection,
    account: Account,
    origin: &Origin,
) -> sqlx::Result<LoggedIn> {
    let now = services.now();
    let lasts = match account.kind {
        AccountKind::Person => services.config().session_ttl,
        AccountKind::Visitor => services.config().session_ttl.min(visit::LASTS),
    };
    let session = SessionId(new_id(now));
    let token = secret::generate(secret::Kind::Session);
    let user_agent: String = origin.user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect();
    let new = db::sessions::NewSession {
        id: session,
        token_hash: &secret::hash(&token),
        user_agent: &user_agent,
        now,
        expires_at: now.saturating_add(lasts).unwrap_or(Timestamp::MAX),
    };
    db::sessions::insert(conn, own_account(account.id), new).await?;
    Ok(LoggedIn { account, session, token })
}

async fn present_session(conn: &mut PgConnection, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<Option<Presented>> {
    let Some(found) = db::sessions::find(&mut *conn, hash, now).await? else { return Ok(None) };
    let actor = own_account(found.user);
    if is_long_ago(found.last_seen_at, now) {
        db::act_as(&mut *conn, actor).await?;
        db::sessions::touch(conn, actor, found.id, now).await?;
    }
    Ok(Some(Presented { actor, session: Some(found.id) }))
}

async fn present_token(conn: &mut PgConnection, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<Option<Presented>> {
    let Some(found) = db::tokens::find(&mut *conn, hash).await? else { return Ok(None) };
    let actor = Actor { user: found.user, scope: found.scope };
    if found.last_used_at.is_none_or(|used| is_long_ago(used, now)) {
        db::act_as(&mut *conn, actor).await?;
        db::tokens::touch(conn, actor, found.id, now).await?;
    }
    Ok(Some(Presented { actor, session: None }))
}

fn is_long_ago(seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen).unsigned_abs() > SEEN_EVERY
}
