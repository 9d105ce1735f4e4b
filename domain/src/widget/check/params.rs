//! Parameters against their declaration.

use serde_json::{Map, Value as Json};

use super::{Problems, step};
use crate::{
    provider::{Need, Param, ParamKind},
    suggest::{did_you_mean, instead},
};

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
            let hint = instead(name, declared.iter().map(|param| param.name));
            problems.add(below, format!("unknown parameter{hint}"));
            continue;
        };
        let has_hole = value.as_str().is_some_and(|text| text.contains("{{"));
        if has_hole && holes == Holes::Allowed {
            continue;
        }
        if let Err(message) = param.kind.check(value) {
            problems.add(below, format!("{message}{}", hint(param.kind, value)));
        }
    }
    for param in declared.iter().filter(|param| param.need == Need::Required && !given.contains_key(param.name)) {
        problems.add(format!("{pointer}/{}", step(param.name)), format!("missing; must be {}", param.kind.expected()));
    }
}

fn hint(kind: ParamKind, value: &Json) -> String {
    match (kind, value) {
        (ParamKind::OneOf(words), Json::String(word)) => did_you_mean(word, words.iter().copied()),
        _ => String::new(),
    }
}
