//! What a problem already answers: how far back, how many, which repositories, which amount.
//!
//! Only what the template's endpoint declares is taken; a value that the declaration does
//! not allow is left for the question.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::wizard::{Details, QuestionOption};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    impact::{number, starts_with},
    text::{Phrase, Word, one_of, words},
};
use crate::planner::Offer;

/// "last 10 payments": how many rows are to be seen. Not a parameter: the view is cut.
pub const LIMIT: &str = "limit";
const MOST_ROWS: f64 = 100.0;

/// Words for stretches of time.
#[derive(Deserialize)]
struct Vocabulary {
    /// Relative date → what people say for it.
    since: BTreeMap<String, Vec<Phrase>>,
    last: Vec<Phrase>,
    /// Unit → its length in hours, and its words.
    units: BTreeMap<u32, Vec<Phrase>>,
    /// "the top 5", "the last 10".
    count: Vec<Phrase>,
    /// Parameter → its value → the words that mean it.
    choices: BTreeMap<String, BTreeMap<String, Vec<Phrase>>>,
}

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| serde_json::from_str(include_str!("stated.json")).expect("stated.json is checked by a test"));

/// What the words say about the template's parameters.
pub(super) fn stated(problem: &str, offer: Offer<'_>) -> Details {
    let words = words(problem);
    let mut details = Details::new();
    let mut take = |name: &str, value: Value| {
        let source = offer.template.schema.data_source.as_ref();
        let param = source
            .and_then(|source| offer.provider.endpoint(source.method, &source.endpoint))
            .and_then(|endpoint| endpoint.param(name));
        if param.is_some_and(|param| param.kind.check(&value).is_ok()) {
            details.insert(name.to_owned(), value);
        }
    };
    if let Some(since) = since(&words) {
        take("since", since.into());
    }
    let repositories = repositories(problem);
    if !repositories.is_empty() {
        take("repositories", json!(repositories));
    }
    for (param, choices) in &VOCABULARY.choices {
        let said = |phrases: &Vec<Phrase>| {
            (0..words.len()).any(|at| phrases.iter().any(|phrase| starts_with(&words[at..], phrase)))
        };
        if let Some((value, _)) = choices.iter().find(|(_, phrases)| said(phrases)) {
            take(param, value.as_str().into());
        }
    }
    if let Some(rows) = rows(&words) {
        details.insert(LIMIT.to_owned(), rows.into());
    }
    details
}

/// Of an account's choices, those the problem names: `tidewell/web`, or `booking-api` alone.
/// A short last part is a word of every day and is not taken for a name.
#[must_use]
pub fn named<'a>(problem: &str, options: &'a [QuestionOption]) -> Vec<&'a str> {
    let problem = problem.to_lowercase();
    let spoken = |name: &str| {
        problem.match_indices(name).any(|(at, _)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '/'));
            edge(problem[..at].chars().next_back()) && edge(problem[at + name.len()..].chars().next())
        })
    };
    options
        .iter()
        .map(|option| option.value.as_str())
        .filter(|value| {
            let whole = value.to_lowercase();
            let last = whole.rsplit('/').next().unwrap_or_default();
            spoken(&whole) || ((last.contains(['-', '_']) || last.len() > 7) && spoken(last))
        })
        .collect()
}

/// "the last 7 days" → `-7d`, "since Monday" → `startOfWeek`.
fn since(words: &[Word]) -> Option<String> {
    let counted = (0..words.len()).find_map(|at| {
        let last = VOCABULARY.last.iter().find(|last| starts_with(&words[at..], last))?;
        let from = at + last.split(' ').count();
        let number = number(words, from).filter(|number| number.value >= 1.0 && number.value.fract() == 0.0)?;
        let hours = hours(&words.get(from + number.words)?.folded)?;
        span(number.value * f64::from(hours))
    });
    counted.or_else(|| {
        (0..words.len()).find_map(|at| {
            VOCABULARY
                .since
                .iter()
                .find(|(_, phrases)| phrases.iter().any(|phrase| starts_with(&words[at..], phrase)))
                .map(|(since, _)| since.clone())
        })
    })
}

fn span(hours: f64) -> Option<String> {
    match hours {
        hours if hours > 24.0 * 366.0 => None,
        hours if hours % 24.0 == 0.0 && hours > 24.0 => Some(format!("-{}d", hours / 24.0)),
        hours => Some(format!("-{hours}h")),
    }
}

fn hours(unit: &str) -> Option<u32> {
    VOCABULARY.units.iter().find(|(_, words)| one_of(words, unit)).map(|(hours, _)| *hours)
}

/// "the last 10 payments": a number that counts rows, not time.
fn rows(words: &[Word]) -> Option<u64> {
    (0..words.len()).find_map(|at| {
        let count = VOCABULARY.count.iter().find(|count| starts_with(&words[at..], count))?;
        let from = at + count.split(' ').count();
        let number = number(words, from)
            .filter(|number| (2.0..=MOST_ROWS).contains(&number.value) && number.value.fract() == 0.0)?;
        let what = words.get(from + number.words)?;
        (hours(&what.folded).is_none()).then_some(number.value as u64)
    })
}

/// `owner/name`, as GitHub and its kin write it. A date or a fraction is no repository.
fn repositories(problem: &str) -> Vec<&str> {
    problem
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '\''))
        .map(|word| word.trim_end_matches(['.', '!', '?', ':']))
        .filter(|word| {
            let part = |part: &str| {
                (2..=100).contains(&part.len())
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                    && part.chars().any(|c| c.is_ascii_alphabetic())
            };
            // "and/or" is a manner of speaking; a name has a sign or a figure, or two long halves.
            word.split_once('/').is_some_and(|(owner, name)| {
                let telling = word.contains(['-', '_', '.'])
                    || word.contains(|c: char| c.is_ascii_digit())
                    || (owner.len() > 3 && name.len() > 2);
                part(owner) && part(name) && telling
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("commits of the last 7 days", Some("-7d"))]
    #[case("payments in the past 24 hours", Some("-24h"))]
    #[case("refunds of the last two weeks", Some("-14d"))]
    #[case("Rückerstattungen der letzten 30 Tage", Some("-30d"))]
    #[case("commits negli ultimi 3 giorni", Some("-3d"))]
    #[case("issues since Monday", Some("startOfWeek"))]
    #[case("revenue this month", Some("startOfMonth"))]
    #[case("What did we refund last month?", Some("startOfLastMonth"))]
    #[case("Umsatz heute", Some("today"))]
    #[case("ingresos de este mes", Some("startOfMonth"))]
    #[case("open pull requests", None)]
    fn a_stretch_of_time_is_read(#[case] problem: &str, #[case] expected: Option<&str>) {
        assert_eq!(since(&words(problem)).as_deref(), expected);
    }

    #[rstest]
    #[case("the last 10 payments", Some(10))]
    #[case("top five customers", Some(5))]
    #[case("the last 7 days", None)]
    #[case("3 repos", None)]
    fn rows_are_not_days(#[case] problem: &str, #[case] expected: Option<u64>) {
        assert_eq!(rows(&words(problem)), expected);
    }

    #[test]
    fn a_repository_is_told_from_a_manner_of_speaking() {
        assert_eq!(
            repositories("PRs in tidewell/web, acme/api-v2 and/or others, 24/7, on 11/22."),
            ["tidewell/web", "acme/api-v2"]
        );
    }

    #[test]
    fn an_accounts_choices_are_found_by_their_last_part() {
        let options = ["tidewell/booking-api", "tidewell/web", "tidewell/infra"].map(|value| QuestionOption {
            value: value.into(),
            label: value.into(),
            note: None,
        });
        assert_eq!(
            named("Reviews in booking-api and tidewell/infra are slow, on the web too", &options),
            ["tidewell/booking-api", "tidewell/infra"]
        );
    }
}
