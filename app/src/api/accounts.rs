//! Accounts, log-ins and tokens.

use domain::{
    SessionId, TokenId,
    account::{Account, Scope, SessionInfo, TokenInfo},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::ApiError;

/// Where `/` leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Door {
    Dashboard,
    /// Somebody was logged in on this browser before.
    LogIn,
    SignUp,
}

/// What the pages for strangers say about this server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFacts {
    /// As typed into the address bar: `dashboard.tidewell.example`.
    pub host: String,
    /// Whether "look around with sample data" is offered.
    pub sandbox: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    Light,
    Dark,
    /// As the system is set.
    System,
}

/// A log-in as the settings list it; times in words, on the user's own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub session: SessionInfo,
    pub last_seen: String,
}

/// A token as the settings list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLine {
    pub token: TokenInfo,
    pub created: String,
    pub last_used: Option<String>,
}

/// A token just made. `secret` is never told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    pub name: String,
    pub secret: String,
}

#[server(prefix = "/fn", endpoint = "door")]
pub async fn which_door() -> Result<Door, ApiError> {
    use crate::ssr::{WAS_HERE, cookie, signed_in};

    Ok(match (signed_in(), cookie(WAS_HERE)) {
        (Ok(_), _) => Door::Dashboard,
        (Err(_), Some(_)) => Door::LogIn,
        (Err(_), None) => Door::SignUp,
    })
}

#[server(prefix = "/fn", endpoint = "server-facts")]
pub async fn about_server() -> Result<ServerFacts, ApiError> {
    let services = expect_context::<services::Services>();
    let config = services.config();
    let port = config.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{}{port}", config.public_url.host_str().unwrap_or("this server"));
    Ok(ServerFacts { host, sandbox: config.sandbox })
}

#[server(prefix = "/fn", endpoint = "sign-up")]
pub async fn sign_up(email: String, password: String, name: Option<String>) -> Result<(), ApiError> {
    use services::accounts::{self, NewAccount};

    let services = expect_context::<services::Services>();
    let name = name.filter(|name| !name.trim().is_empty());
    let new = NewAccount { email, password: password.into(), name };
    let logged_in = accounts::sign_up(&services, new, &crate::ssr::origin()).await?;
    crate::ssr::begin_session(&services, &logged_in);
    leptos_axum::redirect("/dashboard");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "log-in")]
pub async fn log_in(email: String, password: String, next: Option<String>) -> Result<(), ApiError> {
    let services = expect_context::<services::Services>();
    let logged_in = services::accounts::log_in(&services, &email, &password.into(), &crate::ssr::origin()).await?;
    crate::ssr::begin_session(&services, &logged_in);
    leptos_axum::redirect(next.as_deref().filter(|next| crate::ssr::is_page(next)).unwrap_or("/dashboard"));
    Ok(())
}

/// [`log_in`] over a page whose session has ended: the page stays, with all that was typed.
#[server(prefix = "/fn", endpoint = "log-in-again")]
pub async fn log_in_again(email: String, password: String) -> Result<(), ApiError> {
    let services = expect_context::<services::Services>();
    let logged_in = services::accounts::log_in(&services, &email, &password.into(), &crate::ssr::origin()).await?;
    crate::ssr::begin_session(&services, &logged_in);
    Ok(())
}

/// A throwaway account with the sandbox connected and a furnished dashboard.
#[server(prefix = "/fn", endpoint = "look-around")]
pub async fn look_around() -> Result<(), ApiError> {
    let services = expect_context::<services::Services>();
    let logged_in = services::accounts::look_around(&services, &crate::ssr::origin()).await?;
    crate::ssr::begin_session(&services, &logged_in);
    leptos_axum::redirect("/dashboard");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "log-out")]
pub async fn log_out() -> Result<(), ApiError> {
    // A session that has ended already leaves nothing to end, but the cookie still goes.
    if let Ok(me) = crate::ssr::signed_in() {
        services::accounts::log_out(&me.services, me.actor, me.session).await.map_err(crate::ssr::internal)?;
    }
    crate::ssr::end_session(&expect_context());
    leptos_axum::redirect("/login");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "me")]
pub async fn me() -> Result<Account, ApiError> {
    let me = crate::ssr::signed_in()?;
    services::accounts::me(&me.services, me.actor).await.map_err(crate::ssr::internal)
}

#[server(prefix = "/fn", endpoint = "update-account")]
pub async fn update_account(name: String, time_zone: String, locale: String) -> Result<Account, ApiError> {
    let me = crate::ssr::signed_in()?;
    Ok(services::accounts::update(&me.services, me.actor, &name, &time_zone, &locale).await?)
}

/// Keeps the theme with this browser.
#[server(prefix = "/fn", endpoint = "choose-theme")]
pub async fn choose_theme(theme: Theme) -> Result<(), ApiError> {
    use crate::ssr::{THEME, preference_cookie, set_cookie};

    let services = expect_context::<services::Services>();
    let value = match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::System => "system",
    };
    set_cookie(&preference_cookie(services.config(), THEME, value));
    Ok(())
}

/// The theme chosen on this browser.
#[server(prefix = "/fn", endpoint = "theme")]
pub async fn chosen_theme() -> Result<Theme, ApiError> {
    Ok(match crate::ssr::cookie(crate::ssr::THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    })
}

#[server(prefix = "/fn", endpoint = "sessions")]
pub async fn sessions() -> Result<Vec<SessionLine>, ApiError> {
    use domain::format::on_clock;

    use crate::ssr::{internal, signed_in, zone_of};

    let me = signed_in()?;
    let (zone, now) = (zone_of(&me).await?, me.services.now());
    let sessions = services::accounts::sessions(&me.services, me.actor, Some(me.session)).await.map_err(internal)?;
    Ok(sessions
        .into_iter()
        .map(|session| SessionLine { last_seen: on_clock(session.last_seen_at, now, &zone), session })
        .collect())
}

#[server(prefix = "/fn", endpoint = "revoke-session")]
pub async fn revoke_session(session: SessionId) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    let was_there =
        services::accounts::revoke_session(&me.services, me.actor, session).await.map_err(crate::ssr::internal)?;
    if was_there { Ok(()) } else { Err(ApiError::NotFound) }
}

#[server(prefix = "/fn", endpoint = "tokens")]
pub async fn tokens() -> Result<Vec<TokenLine>, ApiError> {
    use domain::format::on_clock;

    use crate::ssr::{internal, on_calendar, signed_in, zone_of};

    let me = signed_in()?;
    let (zone, now) = (zone_of(&me).await?, me.services.now());
    let tokens = services::accounts::tokens(&me.services, me.actor).await.map_err(internal)?;
    Ok(tokens
        .into_iter()
        .map(|token| TokenLine {
            created: on_calendar(token.created_at, now, &zone),
            last_used: token.last_used_at.map(|at| on_clock(at, now, &zone)),
            token,
        })
        .collect())
}

#[server(prefix = "/fn", endpoint = "create-token")]
pub async fn create_token(name: String, scope: Scope) -> Result<NewToken, ApiError> {
    use secrecy::ExposeSecret as _;

    let me = crate::ssr::signed_in()?;
    let (info, secret) = services::accounts::create_token(&me.services, me.actor, &name, scope).await?;
    Ok(NewToken { name: info.name, secret: secret.expose_secret().to_owned() })
}

#[server(prefix = "/fn", endpoint = "revoke-token")]
pub async fn revoke_token(token: TokenId) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    let was_there =
        services::accounts::revoke_token(&me.services, me.actor, token).await.map_err(crate::ssr::internal)?;
    if was_there { Ok(()) } else { Err(ApiError::NotFound) }
}

/// Everything kept of this user, as formatted JSON. Secrets are not in it.
#[server(prefix = "/fn", endpoint = "export-account")]
pub async fn export_account() -> Result<String, ApiError> {
    use crate::ssr::internal;

    let me = crate::ssr::signed_in()?;
    let document = services::accounts::export(&me.services, me.actor).await.map_err(internal)?;
    serde_json::to_string_pretty(&document).map_err(internal)
}

/// Deletes the account and all that is its own, when `confirmation` is its e-mail address.
#[server(prefix = "/fn", endpoint = "delete-account")]
pub async fn delete_account(confirmation: String) -> Result<(), ApiError> {
    use crate::ssr::{end_session, internal, signed_in};

    let me = signed_in()?;
    let account = services::accounts::me(&me.services, me.actor).await.map_err(internal)?;
    if !confirmation.trim().eq_ignore_ascii_case(&account.email) {
        return Err(ApiError::invalid("/confirmation", format!("Type {} to confirm.", account.email)));
    }
    services::accounts::delete(&me.services, me.actor).await.map_err(internal)?;
    end_session(&me.services);
    leptos_axum::redirect("/signup");
    Ok(())
}
