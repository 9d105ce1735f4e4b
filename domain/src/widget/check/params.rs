//! Parameters against their declaration.

use serde_json::{Map, Value as Json};

use super::{Problems, listed, step, structure::found};
use crate::{
    expression::Moment,
    provider::{Need, Param, ParamKind},
    suggest::did_you_mean,
};

/// The longest one text of a list may be, in characters.
const MAX_LIST_TEXT: usize = 200;

/// Whether values may hold `{{ … }}`, whose type is known only later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holes {
    Refused,
    Allowed,
}

pub(super) fn check(
    given: &Map<String, Json>,
    declared: &[Param],
    pointer: &str,
    holes: Holes,
    problems: &mut Problems,
) {
    for (name, value) in given {
        let below = format!("{pointer}/{}", step(name));
        let Some(param) = declared.iter().find(|param| param.name == name) else {
            let names = || declared.iter().map(|param| param.name);
            let near = did_you_mean(name, names());
            let hint = if near.is_empty() { format!("; there are {}", listed(names())) } else { near };
            problems.add(below, format!("unknown parameter{hint}"));
            continue;
        };
        let has_hole = value.as_str().is_some_and(|text| text.contains("{{"));
        if has_hole && holes == Holes::Allowed {
            continue;
        }
        if let Some(refusal) = refusal(param.kind, value) {
            problems.add(below, refusal);
        }
    }
    for param in declared.iter().filter(|param| param.need == Need::Required && !given.contains_key(param.name)) {
        problems.add(format!("{pointer}/{}", step(param.name)), format!("missing; {} is needed", wanted(param.kind)));
    }
}

/// Why `value` is none of this kind.
fn refusal(kind: ParamKind, value: &Json) -> Option<String> {
    let fits = match (kind, value) {
        (ParamKind::Text { max_chars }, Json::String(text)) => text.chars().count() <= max_chars as usize,
        (ParamKind::Integer { min, max }, Json::Number(number)) => {
            number.as_i64().is_some_and(|number| (min..=max).contains(&number))
        }
        (ParamKind::Boolean, Json::Bool(_)) => true,
        (ParamKind::OneOf(words), Json::String(word)) => {
            if words.contains(&word.as_str()) {
                return None;
            }
            let near = did_you_mean(word, words.iter().copied());
            let hint = if near.is_empty() { format!("; there are {}", listed(words.iter().copied())) } else { near };
            return Some(format!("there is no `{word}`{hint}"));
        }
        (ParamKind::TextList { max_items }, Json::Array(items)) => {
            items.len() <= max_items as usize
                && items.iter().all(|item| item.as_str().is_some_and(|text| text.chars().count() <= MAX_LIST_TEXT))
        }
        (ParamKind::Date, Json::String(text)) => is_date(text),
        _ => false,
    };
    let given = match value {
        Json::Number(number) => format!("{number}"),
        Json::String(text) => format!("`{}`", crate::format::truncate(text, 40)),
        other => found(other).to_owned(),
    };
    (!fits).then(|| format!("{} is needed, not {given}", wanted(kind)))
}

fn wanted(kind: ParamKind) -> String {
    match kind {
        ParamKind::Text { max_chars } => format!("a text of at most {max_chars} characters"),
        ParamKind::Integer { min, max } => format!("a whole number from {min} to {max}"),
        ParamKind::Boolean => "true or false".to_owned(),
        ParamKind::OneOf(words) => format!("one of {}", listed(words.iter().copied())),
        ParamKind::TextList { max_items } => format!("a list of at most {max_items} texts"),
        ParamKind::Date => "a date, or `-7d`, `-24h`, `today`, `startOfMonth`".to_owned(),
    }
}

/// ISO 8601, or relative: `-7d`, `-24h`, `today`, `startOfMonth`.
fn is_date(text: &str) -> bool {
    const WORDS: [&str; 5] = ["now", "today", "startOfWeek", "startOfMonth", "startOfYear"];
    let is_offset = text
        .strip_prefix(['-', '+'])
        .and_then(|rest| rest.strip_suffix(['h', 'd', 'w', 'm']))
        .is_some_and(|digits| (1..=4).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()));
    is_offset || WORDS.contains(&text) || Moment::from_text(text, &jiff::tz::TimeZone::UTC).is_some()
}
