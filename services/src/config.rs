//! The configuration, read once by the server; every mistake is reported together.
//!
//! [`VARIABLES`] is the list of what can be set. The README's table is made from it, and a
//! test compares the two.

mod variables;

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, time::Duration};

use secrecy::SecretString;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::{http::Limits, providers, vault::Key};

pub use variables::{VARIABLES, Variable, markdown_table};

/// How one installation runs.
#[derive(Clone)]
pub struct Config {
    /// `None`: the server starts a PostgreSQL of its own and puts its address here.
    pub database: Option<PgConnectOptions>,
    /// Where files are kept: the key file, the embedded database.
    pub data_dir: PathBuf,
    /// Where the browser's part is. `None`: beside the executable, or where it is built.
    pub site_dir: Option<PathBuf>,
    pub listen_addr: SocketAddr,
    /// The address people type. Decides whether cookies are for https only.
    pub public_url: Url,
    /// Newest first. Empty: a key file in the data folder, made on the first start.
    pub encryption_keys: Vec<Key>,
    /// How long a log-in lasts.
    pub session_ttl: Duration,
    pub anthropic: Anthropic,
    /// What the language model may cost each user in a calendar month, in micro-dollars. `None`: no limit.
    pub monthly_budget: Option<u64>,
    /// Providers that live elsewhere than usual: id to base URL, without a trailing slash.
    pub provider_urls: BTreeMap<String, Url>,
    /// Whether sample data is offered.
    pub sandbox: bool,
    /// Where the sandbox listens. Set by the server once it knows.
    pub sandbox_url: Option<Url>,
    /// What ends a call to a provider. Not in the environment: these are promises.
    pub outgoing: Limits,
    /// Events are kept for so long.
    pub event_retention_days: u16,
    /// In the syntax of `tracing`'s filters.
    pub log_filter: String,
}

/// Claude, when there is a key.
#[derive(Debug, Clone)]
pub struct Anthropic {
    /// `None`: the built-in planner answers.
    pub api_key: Option<SecretString>,
    pub base_url: Url,
    /// Writes and composes.
    pub model: String,
    /// Extracts and asks.
    pub fast_model: String,
}

/// Without the database's address, which may hold a password; keys print their ids only.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data_dir", &self.data_dir)
            .field("site_dir", &self.site_dir)
            .field("listen_addr", &self.listen_addr)
            .field("public_url", &self.public_url.as_str())
            .field("encryption_keys", &self.encryption_keys)
            .field("session_ttl", &self.session_ttl)
            .field("anthropic", &self.anthropic)
            .field("monthly_budget", &self.monthly_budget)
            .field("provider_urls", &self.provider_urls)
            .field("sandbox", &self.sandbox)
            .field("sandbox_url", &self.sandbox_url)
            .field("event_retention_days", &self.event_retention_days)
            .field("log_filter", &self.log_filter)
            .finish_non_exhaustive()
    }
}

/// Something in the environment that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigMistake {
    pub variable: String,
    /// What is wrong and what would be right. Never holds a secret.
    pub message: String,
}

impl fmt::Display for ConfigMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.message)
    }
}

impl Config {
    /// Reads the environment through `lookup`. A variable that is set to nothing counts as
    /// not set.
    ///
    /// # Errors
    ///
    /// Every mistake at once.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<ConfigMistake>> {
        let mut env = Environment { lookup, mistakes: Vec::new() };

        let listen_addr = env.read("LISTEN_ADDR", parse::listen_addr).unwrap_or_else(variables::listen_addr);
        let public_url = env.read("PUBLIC_URL", parse::url).unwrap_or_else(|| public_url_of(listen_addr));
        let config = Self {
            database: env.read("DATABASE_URL", parse::database),
            data_dir: env.read("DATA_DIR", parse::path).unwrap_or_else(|| variables::DATA_DIR.into()),
            site_dir: env.read("SITE_DIR", parse::path),
            listen_addr,
            public_url,
            encryption_keys: env.read("ENCRYPTION_KEY", parse::keys).unwrap_or_default(),
            session_ttl: env.read("SESSION_TTL", parse::duration).unwrap_or(variables::SESSION_TTL),
            anthropic: Anthropic {
                api_key: env.read("ANTHROPIC_API_KEY", parse::secret),
                base_url: env.read("ANTHROPIC_BASE_URL", parse::url).unwrap_or_else(variables::anthropic_base_url),
                model: env.read("ANTHROPIC_MODEL", parse::text).unwrap_or_else(|| variables::MODEL.into()),
                fast_model: env
                    .read("ANTHROPIC_FAST_MODEL", parse::text)
                    .unwrap_or_else(|| variables::FAST_MODEL.into()),
            },
            monthly_budget: env.read("LLM_MONTHLY_BUDGET_USD", parse::micro_usd),
            provider_urls: providers::all()
                .iter()
                .map(|provider| provider.info().id)
                .filter_map(|id| Some((id.to_owned(), env.read(&api_url_variable(id), parse::url)?)))
                .collect(),
            sandbox: env.read("SANDBOX", parse::switch).unwrap_or(true),
            sandbox_url: None,
            outgoing: Limits::default(),
            event_retention_days: env
                .read("EVENT_RETENTION_DAYS", parse::days)
                .unwrap_or(variables::EVENT_RETENTION_DAYS),
            log_filter: env.read("RUST_LOG", parse::text).unwrap_or_else(|| variables::LOG_FILTER.into()),
        };

        if env.mistakes.is_empty() { Ok(config) } else { Err(env.mistakes) }
    }

    /// Everything as when nothing is set.
    #[must_use]
    pub fn defaults() -> Self {
        Self::from_env(|_| None).expect("nothing set is no mistake")
    }

    /// Cookies go over https only, when that is what people use.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// `google-calendar` → `GOOGLE_CALENDAR_API_URL`.
#[must_use]
pub fn api_url_variable(provider: &str) -> String {
    format!("{}_API_URL", provider.replace('-', "_").to_ascii_uppercase())
}

struct Environment<L> {
    lookup: L,
    mistakes: Vec<ConfigMistake>,
}

impl<L: Fn(&str) -> Option<String>> Environment<L> {
    fn read<T>(&mut self, variable: &str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        let raw = (self.lookup)(variable)?;
        let raw = raw.trim();
        if raw.is_empty() {
            return None;
        }
        parse(raw).map_err(|message| self.mistakes.push(ConfigMistake { variable: variable.to_owned(), message })).ok()
    }
}

/// Where this address is reached from the same machine.
fn public_url_of(listen_addr: SocketAddr) -> Url {
    let host = match listen_addr.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        ip @ std::net::IpAddr::V6(_) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    Url::parse(&format!("http://{host}:{}", listen_addr.port())).expect("an address makes a URL")
}

/// What a variable may say. The message of a refusal stands after the variable's name.
mod parse {
    use std::{net::SocketAddr, path::PathBuf, time::Duration};

    use jiff::{Span, SpanRelativeTo};
    use secrecy::SecretString;
    use sqlx::postgres::PgConnectOptions;
    use url::Url;

    use crate::vault::Key;

    pub(super) fn database(raw: &str) -> Result<PgConnectOptions, String> {
        if !(raw.starts_with("postgres://") || raw.starts_with("postgresql://")) {
            return Err("an address like `postgres://user:password@host:5432/database` is needed".to_owned());
        }
        // What is wrong is told without the address: it may hold a password.
        raw.parse().map_err(|_| {
            "this is not an address PostgreSQL could have; special characters in a password are written like `%40`"
                .to_owned()
        })
    }

    pub(super) fn path(raw: &str) -> Result<PathBuf, String> {
        Ok(raw.into())
    }

    pub(super) fn text(raw: &str) -> Result<String, String> {
        Ok(raw.to_owned())
    }

    pub(super) fn secret(raw: &str) -> Result<SecretString, String> {
        if raw.chars().any(char::is_whitespace) {
            return Err("there is white space inside".to_owned());
        }
        // It is sent in a header.
        if !raw.is_ascii() || raw.chars().any(|character| character.is_ascii_control()) {
            return Err("there is a character inside that no key has".to_owned());
        }
        Ok(raw.to_owned().into())
    }

    pub(super) fn listen_addr(raw: &str) -> Result<SocketAddr, String> {
        raw.parse().map_err(|_| format!("an address and a port like `127.0.0.1:3000` are needed, not `{raw}`"))
    }

    pub(super) fn url(raw: &str) -> Result<Url, String> {
        let url = Url::parse(raw.trim_end_matches('/')).map_err(|error| format!("`{raw}` is not a URL: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!("`{raw}` does not start with http:// or https://"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{raw}` has a part after `?` or `#`"));
        }
        Ok(url)
    }

    pub(super) fn keys(raw: &str) -> Result<Vec<Key>, String> {
        raw.split(',').map(|key| key.parse().map_err(|error| format!("{error}"))).collect()
    }

    pub(super) fn duration(raw: &str) -> Result<Duration, String> {
        let refuse = || format!("a duration like `30d` or `12h` is needed, not `{raw}`");
        let span: Span = raw.parse().map_err(|_| refuse())?;
        let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| refuse())?;
        let duration = Duration::try_from(duration).map_err(|_| refuse())?;
        if duration.is_zero() { Err(refuse()) } else { Ok(duration) }
    }

    pub(super) fn switch(raw: &str) -> Result<bool, String> {
        match raw.to_ascii_lowercase().as_str() {
            "on" | "true" | "1" | "yes" => Ok(true),
            "off" | "false" | "0" | "no" => Ok(false),
            _ => Err(format!("`on` or `off` is needed, not `{raw}`")),
        }
    }

    pub(super) fn days(raw: &str) -> Result<u16, String> {
        match raw.parse() {
            Ok(days @ 1..=3650) => Ok(days),
            _ => Err(format!("a number of days from 1 to 3650 is needed, not `{raw}`")),
        }
    }

    /// Dollars with at most six decimals.
    pub(super) fn micro_usd(raw: &str) -> Result<u64, String> {
        let refuse = || format!("an amount of dollars like `20` or `7.50` is needed, not `{raw}`");
        let (whole, decimals) = raw.split_once('.').unwrap_or((raw, "0"));
        let digits = |part: &str| (!part.is_empty()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 6 {
            return Err(refuse());
        }
        format!("{whole}{decimals:0<6}").parse().map_err(|_| refuse())
    }
}
