//! What a provider offers, declared: which data can be read, with which parameters, and
//! how one connects. Adapters in `services` state it once; validation, the wizard, the
//! connections page and the HTTP API read it from here.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, ToSpan, civil, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::widget::Problem;

/// A service we talk to, as declared by its adapter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderInfo {
    /// Lower case with hyphens; stands in schemas, addresses and the database.
    pub id: &'static str,
    /// As the provider writes its own name.
    pub name: &'static str,
    /// What a person gets from it, in one sentence.
    pub summary: &'static str,
    /// What a person pastes to connect it, in the order of the form.
    pub credentials: &'static [CredentialField],
    /// Where to get these credentials, in one sentence.
    pub credentials_help: &'static str,
    pub endpoints: &'static [Endpoint],
}

impl ProviderInfo {
    #[must_use]
    pub fn endpoint(&self, method: Method, path: &str) -> Option<&'static Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.method == method && endpoint.path == path)
    }
}

/// One input of a provider's connection form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialField {
    pub name: &'static str,
    pub label: &'static str,
    /// What it looks like: `ghp_…`.
    pub hint: &'static str,
    pub secret: Secrecy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Secrecy {
    /// Never sent to the browser again.
    Secret,
    /// An account name or an address: may be shown.
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Method {
    #[serde(rename = "GET")]
    Get,
    #[serde(rename = "POST")]
    Post,
}

/// Something a provider can be asked for (a read) or told to do (an effect).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    pub method: Method,
    /// As written in `dataSource.endpoint`: `/pulls`. Not necessarily the provider's own path.
    pub path: &'static str,
    pub summary: &'static str,
    pub params: &'static [Param],
    pub kind: EndpointKind,
}

impl Endpoint {
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Everything wrong with `params`, each with a pointer into them: `/limit`.
    #[must_use]
    pub fn check(&self, params: &Map<String, Value>) -> Vec<Problem> {
        let missing = self
            .params
            .iter()
            .filter(|param| param.need == Need::Required && !params.contains_key(param.name))
            .map(|param| Problem::new(pointer(param.name), format!("is required: {}", param.kind.expected())));
        let given = params.iter().filter_map(|(name, value)| match self.param(name) {
            None => {
                Some(Problem::new(pointer(name), format!("`{}` has no such parameter: {}", self.path, self.names())))
            }
            Some(param) => param.kind.check(value).err().map(|message| Problem::new(pointer(name), message)),
        });
        missing.chain(given).collect()
    }

    fn names(&self) -> String {
        if self.params.is_empty() {
            return "it takes none".to_owned();
        }
        let names: Vec<_> = self.params.iter().map(|param| param.name).collect();
        format!("it takes {}", names.join(", "))
    }
}

/// RFC 6901: `~` and `/` inside a key are escaped.
fn pointer(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EndpointKind {
    /// Reads; may be a widget's data source.
    Read,
    /// Changes something outside; may be an automation's action.
    Effect,
}

/// A declared parameter of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    pub need: Need,
    pub description: &'static str,
}

impl Param {
    #[must_use]
    pub const fn required(name: &'static str, kind: ParamKind, description: &'static str) -> Self {
        Self { name, kind, need: Need::Required, description }
    }

    #[must_use]
    pub const fn optional(name: &'static str, kind: ParamKind, description: &'static str) -> Self {
        Self { name, kind, need: Need::Optional, description }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Need {
    Required,
    Optional,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ParamKind {
    Text {
        max_chars: u32,
    },
    /// A whole number, both ends included.
    Integer {
        min: i64,
        max: i64,
    },
    Boolean,
    OneOf(&'static [&'static str]),
    /// Strings, at most so many: repositories.
    TextList {
        max_items: u32,
    },
    /// An ISO 8601 date, or a relative one: `-7d`, `-24h`, `today`, `startOfMonth`. See [`When`].
    Date,
}

impl ParamKind {
    /// The longest one item of a list may be, in characters.
    pub const MAX_ITEM: usize = 200;

    /// # Errors
    ///
    /// What would be right, in words: "must be a whole number from 1 to 100".
    pub fn check(&self, value: &Value) -> Result<(), String> {
        let fits = match *self {
            Self::Text { max_chars } => {
                value.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= max_chars as usize)
            }
            Self::Integer { min, max } => value.as_i64().is_some_and(|number| (min..=max).contains(&number)),
            Self::Boolean => value.is_boolean(),
            Self::OneOf(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
            Self::TextList { max_items } => value.as_array().is_some_and(|items| {
                (1..=max_items as usize).contains(&items.len())
                    && items.iter().all(|item| {
                        item.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= Self::MAX_ITEM)
                    })
            }),
            Self::Date => value.as_str().is_some_and(|text| text.parse::<When>().is_ok()),
        };
        if fits { Ok(()) } else { Err(format!("must be {}", self.expected())) }
    }

    /// What would be right, in words: "a whole number from 1 to 100".
    #[must_use]
    pub fn expected(&self) -> String {
        match *self {
            Self::Text { max_chars } => format!("text of 1 to {max_chars} characters"),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Boolean => "true or false".to_owned(),
            Self::OneOf(choices) => format!("one of {}", choices.join(", ")),
            Self::TextList { max_items } => format!("a list of 1 to {max_items} texts"),
            Self::Date => {
                "a date like 2026-11-01, or one of -24h, -7d, -4w, today, startOfWeek, startOfMonth, startOfLastMonth"
                    .to_owned()
            }
        }
    }
}

/// A point in time as written in a [`ParamKind::Date`] parameter. A relative one moves
/// with the clock, so that "the last seven days" stays that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// `2026-11-01T09:30:00Z`.
    At(Timestamp),
    /// `2026-11-01`: its first moment in the viewer's time zone.
    Day(civil::Date),
    /// `-24h`, `-7d`, `-4w`: so long ago.
    Ago(SignedDuration),
    /// The first moment of today.
    Today,
    /// Monday's first moment.
    StartOfWeek,
    StartOfMonth,
    StartOfLastMonth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct NotADate;

impl FromStr for When {
    type Err = NotADate;

    fn from_str(raw: &str) -> Result<Self, NotADate> {
        match raw {
            "today" => return Ok(Self::Today),
            "startOfWeek" => return Ok(Self::StartOfWeek),
            "startOfMonth" => return Ok(Self::StartOfMonth),
            "startOfLastMonth" => return Ok(Self::StartOfLastMonth),
            _ => {}
        }
        if let Some(ago) = raw.strip_prefix('-') {
            return ago_from(ago).map(Self::Ago).ok_or(NotADate);
        }
        // First, since a timestamp would pass for its civil date.
        if let Ok(at) = raw.parse() {
            return Ok(Self::At(at));
        }
        raw.parse().map(Self::Day).map_err(|_| NotADate)
    }
}

/// `7d` → seven days. At most ten years.
fn ago_from(raw: &str) -> Option<SignedDuration> {
    const MAX_HOURS: i64 = 10 * 366 * 24;

    let unit = raw.chars().last()?;
    let hours_each = match unit {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return None,
    };
    let digits = &raw[..raw.len() - unit.len_utf8()];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours = digits.parse::<i64>().ok()?.checked_mul(hours_each)?;
    (1..=MAX_HOURS).contains(&hours).then(|| SignedDuration::from_hours(hours))
}

impl When {
    /// The moment meant, for somebody in `zone` at `now`.
    #[must_use]
    pub fn resolve(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = now.to_zoned(zone.clone()).date();
        let day = match self {
            Self::At(at) => return at,
            Self::Ago(ago) => return now.saturating_sub(ago).unwrap_or(Timestamp::MIN),
            Self::Day(day) => day,
            Self::Today => today,
            Self::StartOfWeek => today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days()),
            Self::StartOfMonth => today.first_of_month(),
            Self::StartOfLastMonth => today.first_of_month().saturating_sub(1.month()).first_of_month(),
        };
        day.to_zoned(zone.clone()).map_or(now, |start| start.timestamp())
    }
}

/// All providers this build can talk to.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue {
    pub providers: &'static [ProviderInfo],
}

impl Catalogue {
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&'static ProviderInfo> {
        self.providers.iter().find(|provider| provider.id == id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn resolves(raw: &str, expected: &str) {
        // Wednesday here, still Tuesday for somebody two hours west.
        let now: Timestamp = "2026-11-04T01:30:00Z".parse().expect("a timestamp");
        let zone = TimeZone::fixed(jiff::tz::offset(-2));
        let when: When = raw.parse().expect("a date");
        assert_eq!(when.resolve(now, &zone).to_string(), expected, "{raw}");
    }

    #[test]
    fn relative_dates_follow_the_clock_and_the_viewers_time_zone() {
        resolves("-24h", "2026-11-03T01:30:00Z");
        resolves("-7d", "2026-10-28T01:30:00Z");
        resolves("-2w", "2026-10-21T01:30:00Z");
        resolves("today", "2026-11-03T02:00:00Z");
        resolves("startOfWeek", "2026-11-02T02:00:00Z");
        resolves("startOfMonth", "2026-11-01T02:00:00Z");
        resolves("startOfLastMonth", "2026-10-01T02:00:00Z");
        resolves("2026-05-01", "2026-05-01T02:00:00Z");
        resolves("2026-05-01T09:00:00+02:00", "2026-05-01T07:00:00Z");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for raw in [
            "",
            "-",
            "-d",
            "-0d",
            "-7y",
            "--7d",
            "-+7d",
            "-99999999999999999999d",
            "-4000d",
            "7d",
            "tomorrow",
            "2026-13-01",
            "-7日",
        ] {
            assert_eq!(raw.parse::<When>(), Err(NotADate), "{raw}");
        }
    }

    const LIST: Endpoint = Endpoint {
        method: Method::Get,
        path: "/pulls",
        summary: "",
        params: &[
            Param::required("repositories", ParamKind::TextList { max_items: 2 }, ""),
            Param::optional("limit", ParamKind::Integer { min: 1, max: 100 }, ""),
            Param::optional("state", ParamKind::OneOf(&["open", "closed"]), ""),
            Param::optional("since", ParamKind::Date, ""),
        ],
        kind: EndpointKind::Read,
    };

    #[track_caller]
    fn problems(params: Value, expected: &[&str]) {
        let Value::Object(params) = params else { panic!("an object") };
        let actual: Vec<_> = LIST.check(&params).iter().map(ToString::to_string).collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn declared_parameters_pass() {
        problems(json!({"repositories": ["a/b"], "limit": 100, "state": "open", "since": "-7d"}), &[]);
    }

    #[test]
    fn every_problem_is_told_at_once_with_what_would_be_right() {
        problems(
            json!({"limit": 101, "state": "merged", "since": "soon", "a/b": 1}),
            &[
                "`/repositories`: is required: a list of 1 to 2 texts",
                "`/limit`: must be a whole number from 1 to 100",
                "`/state`: must be one of open, closed",
                "`/since`: must be a date like 2026-11-01, or one of -24h, -7d, -4w, today, startOfWeek, startOfMonth, startOfLastMonth",
                "`/a~1b`: `/pulls` has no such parameter: it takes repositories, limit, state, since",
            ],
        );
        for repositories in [json!([]), json!("a/b"), json!(["a/b", 1]), json!(["a", "b", "c"]), json!([""])] {
            problems(json!({ "repositories": repositories }), &["`/repositories`: must be a list of 1 to 2 texts"]);
        }
    }
}
