//! What only the server build of this crate knows: the document around the page, who is
//! asking, what the server can do for them, and how its refusals are told to the browser.

use std::{error::Error, net::SocketAddr, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    response::Response,
};
use domain::{
    SessionId, WidgetId,
    format::on_clock,
    widget::{WidgetData, WidgetSchema},
    wizard::Conversation,
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use jiff::{Timestamp, tz::TimeZone};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};
use secrecy::{ExposeSecret as _, SecretString};
use server_fn::error::SERVER_FN_ERROR_HEADER;
use services::{
    Actor, Services,
    accounts::{CreateTokenError, LogInError, LoggedIn, Origin, Presented, SignUpError},
    config::Config,
    connections::ConnectError,
    widgets::{Freshness, WidgetError},
    wizard::ConversationError,
};

use crate::{
    App,
    api::{
        ApiError,
        widgets::{CardData, Times},
        wizard::WizardForm,
    },
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
    pub session: SessionId,
}

/// # Errors
///
/// [`ApiError::SignedOut`] when the request carries no live session. A personal token is not
/// one: it is for the HTTP API, which looks at its scope.
pub fn signed_in() -> Result<SignedIn, ApiError> {
    let parts = expect_context::<Parts>();
    let presented = parts.extensions.get::<Presented>().copied().ok_or(ApiError::SignedOut)?;
    let session = presented.session.ok_or(ApiError::SignedOut)?;
    Ok(SignedIn { services: expect_context(), actor: presented.actor, session })
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

/// Gives the browser a session, and the knowledge that it once had one.
pub fn begin_session(services: &Services, logged_in: &LoggedIn) {
    let config = services.config();
    set_cookie(&session_cookie(config, Some(&logged_in.token)));
    set_cookie(&preference_cookie(config, WAS_HERE, "1"));
}

/// Takes the session from the browser.
pub fn end_session(services: &Services) {
    set_cookie(&session_cookie(services.config(), None));
}

/// The cookie that carries a session; `None` takes it away.
///
/// Behind https its name has the `__Host-` prefix, with which a browser accepts it from this
/// very host only.
pub fn session_cookie(config: &Config, token: Option<&SecretString>) -> String {
    let (name, secure) = if config.secure_cookies() { ("__Host-session", "; Secure") } else { ("session", "") };
    let (value, max_age_s) = token.map_or(("", 0), |token| (token.expose_secret(), config.session_ttl.as_secs()));
    format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
}

/// The cookie of a browser in which somebody was logged in once: it is greeted by the log-in
/// page, another one by the sign-up page.
pub const WAS_HERE: &str = "was_here";

/// The cookie that keeps the chosen theme, so that the first paint has it.
pub const THEME: &str = "theme";

/// A cookie that holds a preference of this browser and nothing secret, for a year.
pub fn preference_cookie(config: &Config, name: &str, value: &str) -> String {
    let secure = if config.secure_cookies() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}")
}

/// An address of this server: anything else could lead a person who has just logged in astray.
pub fn is_page(next: &str) -> bool {
    let path = next.strip_prefix('/');
    path.is_some_and(|path| !path.starts_with(['/', '\\']) && next.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// Adds a cookie to the answer.
pub fn set_cookie(cookie: &str) {
    match HeaderValue::from_str(cookie) {
        Ok(value) => expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, value),
        // Tokens and preferences are plain ASCII; anything else is a defect here.
        Err(error) => tracing::error!(%error, "a cookie could not be written"),
    }
}

/// A day on the user's own calendar: "3 November", with the year when it is another one.
pub fn on_calendar(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let format = if at.year() == now.year() { "%-d %B" } else { "%-d %B %Y" };
    at.strftime(format).to_string()
}

/// The user's zone. One that this server does not know reads as UTC.
pub async fn zone_of(me: &SignedIn) -> Result<TimeZone, ApiError> {
    let account = services::accounts::me(&me.services, me.actor).await.map_err(internal)?;
    Ok(TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC))
}

/// A widget's data, with its moments on the user's own clock.
pub async fn card_data(id: WidgetId, freshness: Freshness) -> Result<CardData, ApiError> {
    let me = signed_in()?;
    let zone = zone_of(&me).await?;
    Ok(on_card(services::widgets::data(&me.services, me.actor, id, freshness).await?, &zone))
}

/// With its moments on the user's own clock.
pub fn on_card(data: WidgetData, zone: &TimeZone) -> CardData {
    let told = |at| on_clock(at, data.now, zone);
    let times = Times {
        now: told(data.now),
        fetched: data.fetched_at.map(told),
        retry: data.failure.as_ref().and_then(|failure| failure.retry_at).map(told),
    };
    CardData { data, times }
}

/// Whether the request is a form that a browser sent by itself, without WASM.
pub fn is_plain_form() -> bool {
    let parts = use_context::<Parts>();
    let accepts = parts.as_ref().and_then(|parts| parts.headers.get(header::ACCEPT)?.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// The same JSON without a character of several bytes: streamed text is cut anywhere, and
/// half a character could not be read.
pub fn in_ascii(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            written.push(letter);
        } else {
            // Only strings hold such letters, and a string may write each as its UTF-16 units.
            let units =
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            written.push_str(&units);
        }
    }
    written
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

/// Gives the refusal of a server function the status of its kind: `server_fn` itself answers
/// every one of them with 500. A plain form is redirected back instead, and left alone.
pub async fn with_status(response: Response) -> Response {
    let is_refusal = response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !is_refusal || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(told) = to_bytes(body, REFUSAL_BYTES).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let refusal = ApiError::de(told.clone());
    parts.status = status_of(&refusal);
    if let ApiError::TooMany { retry_after_s } = refusal {
        parts.headers.insert(header::RETRY_AFTER, retry_after_s.into());
    }
    Response::from_parts(parts, Body::from(told))
}

/// More than all problems of the longest schema take.
const REFUSAL_BYTES: usize = 4 * 1024 * 1024;

fn status_of(refusal: &ApiError) -> StatusCode {
    match refusal {
        ApiError::SignedOut => StatusCode::UNAUTHORIZED,
        ApiError::NotFound => StatusCode::NOT_FOUND,
        ApiError::Invalid { .. } | ApiError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Conflict { .. } | ApiError::NotConnected { .. } => StatusCode::CONFLICT,
        ApiError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        // What the server could not read was sent by a page of another version.
        ApiError::Unreachable | ApiError::Outdated => StatusCode::BAD_REQUEST,
        ApiError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The request's id, which stands in every line that is logged for it.
fn reference() -> String {
    let id =
        use_context::<Parts>().and_then(|parts| Some(parts.headers.get("x-request-id")?.to_str().ok()?.to_owned()));
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
    let raw =
        serde_json::from_str(text).map_err(|error| ApiError::invalid("", format!("This is not JSON: {error}.")))?;
    WidgetSchema::parse(&raw, &services::providers::catalogue()).map_err(|problems| ApiError::Invalid { problems })
}

/// A schema to begin with that is valid as it stands: the first template that needs no
/// answer of the user's.
pub fn example_schema() -> WidgetSchema {
    services::providers::all()
        .iter()
        .flat_map(|provider| provider.templates())
        .map(|template| &template.schema)
        .find(|schema| WidgetSchema::parse(&serde_json::json!(schema), &services::providers::catalogue()).is_ok())
        .expect("some template asks for nothing")
        .clone()
}

const SANDBOX_OFF: &str = "Sample data is switched off on this server.";

impl From<SignUpError> for ApiError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::EmailTaken => Self::invalid("/email", "This address has an account already. Log in instead."),
            SignUpError::Invalid(problems) => Self::Invalid { problems },
            SignUpError::Throttled { retry_after } => too_many(retry_after),
            SignUpError::SandboxOff => Self::Conflict { message: SANDBOX_OFF.into() },
            error => internal(error),
        }
    }
}

fn too_many(retry_after: Duration) -> ApiError {
    ApiError::TooMany { retry_after_s: u32::try_from(retry_after.as_secs()).unwrap_or(u32::MAX) }
}

impl From<LogInError> for ApiError {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::Wrong => Self::Conflict { message: "E-mail and password do not match.".into() },
            LogInError::Throttled { retry_after } => too_many(retry_after),
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
            ConnectError::Refused(_) => Self::Refused {
                message: "The provider was asked and does not accept this. Check that it is complete and not expired."
                    .into(),
            },
            ConnectError::Unreachable(_) => Self::Refused {
                message: "The provider could not be asked just now. Nothing was stored; try again in a minute.".into(),
            },
            ConnectError::SandboxOff => Self::Conflict { message: SANDBOX_OFF.into() },
            error => internal(error),
        }
    }
}

impl From<WidgetError> for ApiError {
    fn from(error: WidgetError) -> Self {
        match error {
            WidgetError::NotFound => Self::NotFound,
            WidgetError::Invalid(problems) => Self::Invalid { problems },
            WidgetError::TooMany => Self::Conflict {
                message: "A dashboard holds at most 200 widgets. Delete one that did not help.".into(),
            },
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

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    /// As `server_fn` sends it.
    fn refused(refusal: &ApiError, status: StatusCode) -> Response {
        Response::builder()
            .status(status)
            .header(SERVER_FN_ERROR_HEADER, "/fn/anything")
            .body(Body::from(refusal.ser()))
            .expect("a response")
    }

    #[test]
    fn a_refusal_has_the_status_of_its_kind_and_its_own_words() {
        let refusal = ApiError::TooMany { retry_after_s: 30 };
        let response = block_on(with_status(refused(&refusal, StatusCode::INTERNAL_SERVER_ERROR)));

        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "30");
        let told = block_on(to_bytes(response.into_body(), REFUSAL_BYTES)).expect("a body");
        assert_eq!(ApiError::de(told), refusal);
    }

    #[test]
    fn a_form_without_a_script_is_still_led_back() {
        let response = block_on(with_status(refused(&ApiError::SignedOut, StatusCode::FOUND)));
        assert_eq!(response.status(), StatusCode::FOUND);
    }

    #[test]
    fn streamed_json_can_be_cut_anywhere() {
        let json = serde_json::json!({ "text": "€12 – “ja” \u{1f6a2}\n" });
        let written = in_ascii(&json.to_string());
        assert!(written.is_ascii());
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).expect("still JSON"), json);
    }

    #[test]
    fn a_year_is_told_only_when_it_is_another_one() {
        let now = at("2026-11-20T14:00:00Z");
        assert_eq!(on_calendar(at("2026-11-03T09:00:00Z"), now, &TimeZone::UTC), "3 November");
        assert_eq!(on_calendar(at("2025-11-03T09:00:00Z"), now, &TimeZone::UTC), "3 November 2025");
    }

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts_and_bound_to_the_host_behind_https() {
        let mut config = Config::defaults();
        let token = SecretString::from("abc");
        let plain = session_cookie(&config, Some(&token));
        assert!(plain.starts_with("session=abc; Path=/; ") && plain.ends_with("; HttpOnly; SameSite=Lax"), "{plain}");

        config.public_url = "https://dash.example".parse().expect("a URL");
        let secure = session_cookie(&config, None);
        assert_eq!(secure, "__Host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn one_is_led_to_pages_of_this_server_only() {
        assert!(["/dashboard", "/wizard/0193?stage=2"].into_iter().all(is_page));
        assert!(!["https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", ""].into_iter().any(is_page));
    }
}
