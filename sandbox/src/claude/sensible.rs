//! Answers that fit, without a model: words of the problem are counted against the catalogue
//! in the prompt.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::prompt::{catalogue, data_block};

/// Below this, nothing in the catalogue is meant.
const LEAST_SCORE: f64 = 0.3;

/// An answer to whatever the bound schema asks for.
pub(super) fn answer(body: &Value) -> String {
    let asked = &body["output_config"]["format"]["schema"]["properties"];
    let answer = if !asked["template"].is_null() {
        discovery(body)
    } else if !asked["field"].is_null() {
        question(body)
    } else if !asked["filter"].is_null() {
        composition(body)
    } else {
        Value::Null
    };
    answer.to_string()
}

fn discovery(body: &Value) -> Value {
    let problem = text(data_block(body, "problem"));
    let templates = catalogue(body);
    let ranked = rank(&problem, &templates);
    let sentence = problem.split_inclusive(['.', '!', '?']).next().unwrap_or_default().trim().to_owned();
    let intent = |goal: &str, outcome: &str| {
        json!({
            "problemSolved": sentence, "painPoint": problem, "goal": goal, "expectedOutcome": outcome,
            "impactMetric": time_lost(&problem),
        })
    };

    let Some((_, best)) = ranked.first().filter(|(score, _)| LEAST_SCORE <= *score) else {
        return json!({
            "message": "Nothing here can do that yet.", "outcome": "unsupported", "template": null,
            "confidence": 0.0, "why": "No template shows this.", "intent": intent("", ""), "alternatives": [],
            "stated": [],
        });
    };
    let name = text(Some(best["name"].clone()));
    let alternatives: Vec<_> = ranked
        .iter()
        .skip(1)
        .filter(|(score, _)| LEAST_SCORE <= *score)
        .take(2)
        .map(|(_, template)| json!({ "template": template["template"], "why": template["when"] }))
        .collect();
    json!({
        "message": format!("You said: {sentence} \u{201c}{name}\u{201d} would show you that in one place."),
        "outcome": "widget", "template": best["template"], "confidence": 0.9, "why": best["when"],
        "intent": intent(&format!("{name} in one view"), &text(Some(best["when"].clone()))),
        "alternatives": alternatives, "stated": [],
    })
}

/// Templates by how much of the problem their words cover, best first. A word that few
/// templates have counts for more.
fn rank<'a>(problem: &str, templates: &'a [Value]) -> Vec<(f64, &'a Value)> {
    let said = words(problem);
    let known: Vec<_> = templates.iter().map(|template| words(&template.to_string())).collect();
    let mut spread: BTreeMap<&str, u32> = BTreeMap::new();
    for word in known.iter().flatten() {
        *spread.entry(word).or_default() += 1;
    }
    let mut ranked: Vec<_> = templates
        .iter()
        .zip(&known)
        .map(|(template, words)| {
            let score: f64 = said.intersection(words).map(|word| 1.0 / f64::from(spread[word.as_str()])).sum();
            (score, template)
        })
        .collect();
    // Stable, so templates with the same score stay in the catalogue's order.
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranked
}

/// Words that every question has, whatever it is about.
const EMPTY_WORDS: [&str; 30] = [
    "all", "and", "any", "are", "can", "check", "checking", "day", "did", "every", "for", "from", "have", "how",
    "many", "month", "much", "now", "our", "see", "show", "that", "the", "this", "today", "want", "week", "what",
    "which", "with",
];

/// Words of three letters and more, in lower case, without the plural's s.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| 2 < word.chars().count() && word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
        .map(|word| word.trim_end_matches('s').to_owned())
        .collect()
}

/// "30 minutes every morning" → "Save 30 min/day".
fn time_lost(problem: &str) -> Option<String> {
    let words: Vec<_> = problem.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let amount: u32 = pair[0].parse().ok()?;
        let unit = match pair[1] {
            unit if unit.starts_with("minute") => "min",
            unit if unit.starts_with("hour") => "h",
            _ => return None,
        };
        let period = if problem.contains("week") { "week" } else { "day" };
        Some(format!("Save {amount} {unit}/{period}"))
    })
}

/// The first open question, in the template's words.
fn question(body: &Value) -> Value {
    let open = data_block(body, "open_questions").unwrap_or_default();
    json!({ "field": open[0]["field"], "question": open[0]["question"], "hint": open[0]["hint"] })
}

/// The draft as it is.
fn composition(body: &Value) -> Value {
    let draft = data_block(body, "draft").unwrap_or_default();
    json!({
        "name": draft["name"], "description": draft["description"],
        "filter": null, "sort": [], "limit": null, "columns": [],
    })
}

fn text(value: Option<Value>) -> String {
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
