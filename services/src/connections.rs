//! A user's connections to providers: validated before they are stored, encrypted at rest.
//!
//! Credentials come in once. They are shown to the provider, sealed, and from then on opened
//! only to make a call; what a page sees of them is their last four characters. Connecting
//! again replaces the credentials under a new id, so that nothing fetched with the old ones
//! is shown as if it came from the new.

use std::{collections::BTreeMap, time::Duration};

use domain::{
    ConnectionId,
    connection::{Connection, ConnectionState, CredentialInput, ProviderCard, Source},
    event::Context,
    provider::{ProviderInfo, Secrecy},
    widget::Problem,
    wizard::QuestionOption,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    Actor, Services, db,
    mesh::{self, NewEvent},
    new_id,
    providers::{self, Access, Provider, ProviderError},
    vault::VaultError,
};

/// Credential field name to what was pasted.
pub type Credentials = BTreeMap<String, SecretString>;

/// What every sandbox takes for every credential.
const SANDBOX_CREDENTIAL: &str = "sandbox";
/// How long somebody waits for the choices of a question; without them they can type.
const CHOICES: Duration = Duration::from_secs(8);
/// Longer than any key or token there is.
const MAX_CREDENTIAL_CHARS: usize = 1000;

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("there is no provider of this name")]
    UnknownProvider,
    /// Pointers are the names of the credential fields: `/token`.
    #[error("the form has mistakes")]
    Invalid(Vec<Problem>),
    /// The provider was asked and said no.
    #[error("the provider does not accept these credentials")]
    Refused(#[source] ProviderError),
    #[error("the provider could not be asked")]
    Unreachable(#[source] ProviderError),
    #[error("sample data is switched off on this server")]
    SandboxOff,
    #[error("the connection could not be sealed")]
    Vault(#[from] VaultError),
    #[error("the connection could not be stored")]
    Db(#[from] sqlx::Error),
}

/// Every provider of the catalogue, connected or not.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<ProviderCard>> {
    let mut tx = services.db().begin_as(actor).await?;
    let mut connections = db::connections::list(&mut tx, actor).await?;
    let cards = providers::all().iter().map(|provider| {
        let info = provider.info();
        let connected = connections.iter().position(|connection| connection.provider == info.id);
        ProviderCard {
            id: info.id.to_owned(),
            name: info.name.to_owned(),
            summary: info.summary.to_owned(),
            credentials: info.credentials.iter().map(input).collect(),
            credentials_help: info.credentials_help.to_owned(),
            sandbox: services.config().sandbox_url.is_some(),
            connection: connected.map(|place| usable(services, *provider, connections.swap_remove(place))),
        }
    });
    Ok(cards.collect())
}

/// Sample data is no connection while there is none.
fn usable(services: &Services, provider: &dyn Provider, connection: Connection) -> Connection {
    let state = match base_url(services, provider, connection.source) {
        Some(_) => connection.state,
        None => ConnectionState::NeedsReconnect,
    };
    Connection { state, ..connection }
}

fn input(field: &domain::provider::CredentialField) -> CredentialInput {
    CredentialInput {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
        secret: field.secret == Secrecy::Secret,
    }
}

/// Asks the provider whether the credentials are good, then keeps them, sealed.
/// Publishes `provider.connected`.
pub async fn connect(
    services: &Services,
    actor: Actor,
    provider: &str,
    credentials: Credentials,
) -> Result<Connection, ConnectError> {
    let provider = providers::find(provider).ok_or(ConnectError::UnknownProvider)?;
    let problems = check(provider.info(), &credentials);
    if !problems.is_empty() {
        return Err(ConnectError::Invalid(problems));
    }
    connect_to(services, actor, provider, Source::Live, credentials).await
}

/// The same with sample data; needs no account anywhere.
pub async fn connect_sandbox(services: &Services, actor: Actor, provider: &str) -> Result<Connection, ConnectError> {
    let provider = providers::find(provider).ok_or(ConnectError::UnknownProvider)?;
    let fields = provider.info().credentials.iter();
    let credentials = fields.map(|field| (field.name.to_owned(), SANDBOX_CREDENTIAL.into())).collect();
    connect_to(services, actor, provider, Source::Sandbox, credentials).await
}

async fn connect_to(
    services: &Services,
    actor: Actor,
    provider: &'static dyn Provider,
    source: Source,
    credentials: Credentials,
) -> Result<Connection, ConnectError> {
    let now = services.now();
    let id = ConnectionId(new_id(now));
    let info = provider.info();
    let ends_with = match source {
        Source::Live => ends_with(info, &credentials),
        Source::Sandbox => String::new(),
    };
    let base_url = base_url(services, provider, source).ok_or(ConnectError::SandboxOff)?;
    let access = Access { http: services.http().for_connection(id, provider.rate()), base_url, credentials };
    let account = provider.validate_credentials(&access).await.map_err(|error| match error {
        ProviderError::Unauthorized
        | ProviderError::Forbidden { .. }
        | ProviderError::NotFound { .. }
        | ProviderError::Invalid { .. } => ConnectError::Refused(error),
        ProviderError::RateLimited { .. } | ProviderError::Unavailable | ProviderError::Unexpected { .. } => {
            ConnectError::Unreachable(error)
        }
    })?;

    let sealed = services.vault().seal(actor.user, info.id, &packed(&access.credentials));
    let connection = Connection {
        id,
        provider: info.id.to_owned(),
        source,
        account,
        ends_with,
        state: ConnectionState::Connected,
        connected_at: now,
    };
    let mut tx = services.db().begin_as(actor).await?;
    db::connections::put(&mut tx, actor, &connection, &sealed).await?;
    db::widget_rows::forget(&mut tx, actor, info.id).await?;
    mesh::publish(&mut tx, actor, told("provider.connected", info, source, "Connected"), now).await?;
    tx.commit().await?;
    Ok(connection)
}

/// `false` when it was not connected. Publishes `provider.disconnected`. What was fetched
/// with the credentials is forgotten with them.
pub async fn disconnect(services: &Services, actor: Actor, provider: &str) -> sqlx::Result<bool> {
    let Some(provider) = providers::find(provider) else { return Ok(false) };
    let info = provider.info();
    let now = services.now();
    let mut tx = services.db().begin_as(actor).await?;
    let Some(connection) = db::connections::remove(&mut tx, actor, info.id).await? else { return Ok(false) };
    db::widget_rows::forget(&mut tx, actor, info.id).await?;
    mesh::publish(&mut tx, actor, told("provider.disconnected", info, connection.source, "Disconnected"), now).await?;
    tx.commit().await?;
    Ok(true)
}

#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// Or no longer: a key that is refused has to be replaced first.
    #[error("the provider is not connected")]
    NotConnected,
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("the connection could not be opened")]
    Vault(#[from] VaultError),
    #[error("the connection could not be read")]
    Db(#[from] sqlx::Error),
}

/// Choices for a question, from the user's own account.
pub async fn options(
    services: &Services,
    actor: Actor,
    provider: &str,
    source: &str,
) -> Result<Vec<QuestionOption>, OptionsError> {
    let provider = providers::find(provider).ok_or(OptionsError::NotConnected)?;
    let mut tx = services.db().begin_as(actor).await?;
    let stored = db::connections::find(&mut tx, actor, provider.info().id).await?;
    // Nothing of the database is held while the provider is asked.
    tx.commit().await?;
    let stored = stored.ok_or(OptionsError::NotConnected)?;
    let access = access(services, actor, provider, &stored)?.ok_or(OptionsError::NotConnected)?;
    let asked = tokio::time::timeout(CHOICES, provider.options(&access, source));
    match asked.await.unwrap_or(Err(ProviderError::Unavailable)) {
        Ok(options) => Ok(options),
        Err(ProviderError::Unauthorized) => {
            let mut tx = services.db().begin_as(actor).await?;
            let state = ConnectionState::NeedsReconnect;
            db::connections::set_state(&mut tx, actor, stored.connection.id, state).await?;
            tx.commit().await?;
            Err(OptionsError::NotConnected)
        }
        Err(error) => Err(error.into()),
    }
}

/// What a call with these credentials needs. `None` for sample data while the sandbox is off.
///
/// # Errors
///
/// When the vault cannot open them.
pub(crate) fn access(
    services: &Services,
    actor: Actor,
    provider: &dyn Provider,
    stored: &db::connections::Stored,
) -> Result<Option<Access>, VaultError> {
    let Some(base_url) = base_url(services, provider, stored.connection.source) else { return Ok(None) };
    let opened = services.vault().open(actor.user, provider.info().id, &stored.sealed)?;
    let credentials: BTreeMap<String, String> = serde_json::from_slice(&opened).map_err(|_| VaultError::Tampered)?;
    Ok(Some(Access {
        http: services.http().for_connection(stored.connection.id, provider.rate()),
        base_url,
        credentials: credentials.into_iter().map(|(name, secret)| (name, secret.into())).collect(),
    }))
}

fn base_url(services: &Services, provider: &dyn Provider, source: Source) -> Option<Url> {
    let config = services.config();
    let id = provider.info().id;
    match source {
        Source::Live => config.provider_urls.get(id).cloned().or_else(|| provider.default_base_url().parse().ok()),
        Source::Sandbox => {
            let mut url = config.sandbox_url.clone()?;
            url.path_segments_mut().ok()?.pop_if_empty().push(id);
            Some(url)
        }
    }
}

fn check(info: &ProviderInfo, credentials: &Credentials) -> Vec<Problem> {
    let unknown = credentials
        .keys()
        .filter(|name| info.credentials.iter().all(|field| field.name != *name))
        .map(|name| Problem::new(format!("/{name}"), format!("{} asks for no such thing", info.name)));
    let wrong = info.credentials.iter().filter_map(|field| {
        let given = credentials.get(field.name).map_or("", |secret| secret.expose_secret().trim());
        let message = if given.is_empty() {
            "is required"
        } else if given.chars().count() > MAX_CREDENTIAL_CHARS {
            "is too long to be one"
        } else if !given.chars().all(|letter| letter.is_ascii_graphic()) {
            "holds characters that it cannot have; copy it again"
        } else {
            return None;
        };
        Some(Problem::new(format!("/{}", field.name), message))
    });
    unknown.chain(wrong).collect()
}

/// Of the first secret; nothing of one so short that four characters would give it away.
fn ends_with(info: &ProviderInfo, credentials: &Credentials) -> String {
    const SHOWN: usize = 4;
    const LONG_ENOUGH: usize = 12;

    let secret = info
        .credentials
        .iter()
        .find(|field| field.secret == Secrecy::Secret)
        .and_then(|field| credentials.get(field.name));
    let letters: Vec<char> = secret.map_or("", |secret| secret.expose_secret().trim()).chars().collect();
    if letters.len() < LONG_ENOUGH { String::new() } else { letters[letters.len() - SHOWN..].iter().collect() }
}

/// As the vault seals them.
fn packed(credentials: &Credentials) -> Zeroizing<Vec<u8>> {
    let plain: BTreeMap<&str, &str> =
        credentials.iter().map(|(name, secret)| (name.as_str(), secret.expose_secret().trim())).collect();
    Zeroizing::new(serde_json::to_vec(&plain).expect("a map of texts is JSON"))
}

/// No account name: the story of what was built names no customer.
fn told(name: &'static str, info: &ProviderInfo, source: Source, decision: &str) -> NewEvent {
    NewEvent {
        name,
        payload: json!({ "provider": info.id, "name": info.name, "source": source }),
        source: "connections".to_owned(),
        intent: None,
        context: Some(Context { decision: Some(format!("{decision}: {}", info.name)), ..Context::default() }),
        causation: None,
    }
}
