//! What only the server build of this crate knows: the document around the page, who is
//! asking, what the server can do for them, and how its refusals are told to the browser.

use std::{error::Error, net::SocketAddr};

use axum::extract::ConnectInfo;
use domain::{SessionId, widget::WidgetSchema, wizard::Conversation};
use http::{header, request::Parts};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use services::{
    Actor, Services,
    accounts::{CreateTokenError, LogInError, Origin, Presented, SignUpError},
    connections::ConnectError,
    widgets::WidgetError,
    wizard::ConversationError,
};

use crate::{
    App,
    api::{ApiError, wizard::WizardForm},
};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=chosen_theme()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#f7f6f4" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#131211" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Who is asking, and what the server can do for them.
pub struct SignedIn {
    pub services: Services,
    pub actor: Actor,
    /// `None` when a personal token was presented.
    pub session: Option<SessionId>,
}

/// # Errors
///
/// [`ApiError::SignedOut`] when the request carries no live session or token.
pub fn signed_in() -> Result<SignedIn, ApiError> {
    let presented = presented().ok_or(ApiError::SignedOut)?;
    Ok(SignedIn { services: expect_context(), actor: presented.actor, session: presented.session })
}

/// Who is asking, if it is somebody.
pub fn presented() -> Option<Presented> {
    expect_context::<Parts>().extensions.get::<Presented>().copied()
}

/// Where the request comes from.
pub fn origin() -> Origin {
    let parts = expect_context::<Parts>();
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        // Without a peer the request came over a private socket on this machine.
        address: address.unwrap_or(std::net::Ipv4Addr::LOCALHOST.into()),
        user_agent: user_agent.unwrap_or_default().to_owned(),
    }
}

/// An error that is nobody's decision: logged once, whole chain, with a reference that the
/// reader sees too.
pub fn internal(error: impl Error + 'static) -> ApiError {
    let reference = reference();
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        chain.push_str(": ");
        chain.push_str(&error.to_string());
        cause = error.source();
    }
    tracing::error!(%reference, error = chain, "a server function failed");
    ApiError::Internal { reference }
}

/// The request's id, which stands in every line that is logged for it.
fn reference() -> String {
    let id = use_context::<Parts>()
        .and_then(|parts| Some(parts.headers.get("x-request-id")?.to_str().ok()?.to_owned()));
    id.unwrap_or_else(|| uuid::Uuid::now_v7().to_string())
}

/// Takes the step that a wizard form means.
///
/// # Errors
///
/// When the form does not fit the conversation as it is stored now, or the step is refused.
pub async fn wizard_step(form: impl WizardForm) -> Result<Conversation, ApiError> {
    let me = signed_in()?;
    let id = form.conversation();
    let now = services::wizard::get(&me.services, me.actor, id).await?;
    match form.input(&now.state)? {
        Some(input) => Ok(services::wizard::input(&me.services, me.actor, id, input).await?),
        None => Ok(now),
    }
}

/// A schema as somebody wrote it.
///
/// # Errors
///
/// [`ApiError::Invalid`] with every problem at once.
pub fn read_schema(text: &str) -> Result<WidgetSchema, ApiError> {
    let raw = serde_json::from_str(text).map_err(|error| ApiError::invalid("", format!("This is not JSON: {error}.")))?;
    WidgetSchema::parse(&raw, &services::providers::catalogue()).map_err(|problems| ApiError::Invalid { problems })
}

/// The smallest schema that shows something: the first thing the first provider can be
/// asked for.
pub fn example_schema() -> WidgetSchema {
    services::providers::all()
        .iter()
        .flat_map(|provider| provider.templates())
        .map(|template| template.schema.clone())
        .next()
        .expect("this build has a template")
}

impl From<SignUpError> for ApiError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::EmailTaken => {
                Self::invalid("/email", "This address has an account already. Log in instead.")
            }
            SignUpError::Invalid(problems) => Self::Invalid { problems },
            error => internal(error),
        }
    }
}

impl From<LogInError> for ApiError {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::Wrong => Self::Conflict { message: "E-mail and password do not match.".into() },
            LogInError::Throttled { retry_after } => {
                Self::TooMany { retry_after_s: u32::try_from(retry_after.as_secs()).unwrap_or(u32::MAX) }
            }
            error => internal(error),
        }
    }
}

impl From<CreateTokenError> for ApiError {
    fn from(error: CreateTokenError) -> Self {
        match error {
            CreateTokenError::Name => Self::invalid("/name", "A token needs a name of 1 to 60 characters."),
            CreateTokenError::TooMany => {
                Self::Conflict { message: "There are 20 tokens already. Revoke one that is not used.".into() }
            }
            error => internal(error),
        }
    }
}

impl From<ConnectError> for ApiError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::UnknownProvider => Self::NotFound,
            ConnectError::Invalid(problems) => Self::Invalid { problems },
            ConnectError::Refused(_) => {
                Self::Refused { message: "The provider was asked and does not accept this. Check that it is complete and not expired.".into() }
            }
            ConnectError::Unreachable(_) => {
                Self::Refused { message: "The provider could not be asked just now. Nothing was stored; try again in a minute.".into() }
            }
            ConnectError::SandboxOff => {
                Self::Conflict { message: "Sample data is switched off on this server.".into() }
            }
            error => internal(error),
        }
    }
}

impl From<WidgetError> for ApiError {
    fn from(error: WidgetError) -> Self {
        match error {
            WidgetError::NotFound => Self::NotFound,
            WidgetError::Invalid(problems) => Self::Invalid { problems },
            WidgetError::TooMany => {
                Self::Conflict { message: "A dashboard holds at most 200 widgets. Delete one that did not help.".into() }
            }
            error => internal(error),
        }
    }
}

impl From<ConversationError> for ApiError {
    fn from(error: ConversationError) -> Self {
        match error {
            ConversationError::NotFound => Self::NotFound,
            ConversationError::Refused(refusal) => Self::Conflict { message: refusal.to_string() },
            ConversationError::Invalid(problems) => Self::Invalid { problems },
            error => internal(error),
        }
    }
}

/// `light` or `dark` when the person chose one; `None` follows the system.
fn chosen_theme() -> Option<&'static str> {
    match cookie(THEME)?.as_str() {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    }
}

/// The cookie that keeps the chosen theme, so that the first paint has it.
pub const THEME: &str = "theme";

/// The value of a cookie of this request.
pub fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}
