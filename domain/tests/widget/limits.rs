//! What asks for too much is refused in words, soon, and without much memory.

use std::time::{Duration, Instant};

use domain::{
    budget::Budget,
    expression::{Expression, Scope, Template, Value},
    widget::{MAX_BYTES, MAX_SHOWN, WidgetSchema, render},
};
use serde_json::{Value as Json, json};

use crate::{CATALOGUE, payments, schema, viewing};

/// Generous for a debug build on a busy machine; what is stopped here would run for hours.
const SOON: Duration = Duration::from_secs(10);

fn refusal(text: &str) -> Option<String> {
    let (viewing, item) = (viewing(), json!({ "list": (0..1000).collect::<Vec<_>>(), "text": "x".repeat(10_000) }));
    let expression = match Expression::parse(text, &["item", "value"]) {
        Ok(expression) => expression,
        Err(error) => return Some(error.to_string()),
    };
    let scope = Scope::new(&viewing).with_row(&item).with("value", Value::Int(1));
    expression
        .eval(&scope, &mut Budget::new(20_000))
        .and_then(|value| value.to_json())
        .err()
        .map(|error| error.to_string())
}

#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let began = Instant::now();
    assert_eq!(refusal(text).as_deref(), Some(expected), "{}", &text[..text.len().min(80)]);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[test]
fn expressions_cannot_ask_for_much() {
    check_refused("'a' * 10**9", "`*` cannot take a text and a number; `| number` reads a text as one");
    check_refused("[1] * 10**9", "`*` cannot take a list and a number");
    check_refused("10 ** 10 ** 10 ** 10", "the number gets too large");
    check_refused("9.9 ** 9999999999", "the number gets too large");
    check_refused("range(10**9)", "no function `range` at 1");
    check_refused("'x' | center(1000000000)", "no filter `center` at 7");
    check_refused("item.text ~ item.text ~ item.text ~ item.text ~ item.text", "the text gets too long");
    check_refused(&format!("item.text {}", "| replace('x', 'xx') ".repeat(20)), "the text gets too long");
    check_refused("[item, item, item, item, item, item]", "the text gets too long");
    check_refused("[item, item, item, item, item, item] ~ ''", "the text gets too long");
    check_refused("item.list | join(item.text)", "the text gets too long");
    check_refused("$..[?count($..*) > 0]", "this looks at too much of the data");
    check_refused("now + days(10**15)", "the date gets too far away");
}

#[test]
fn long_and_deep_expressions_are_refused_before_they_run() {
    check_refused(&"a".repeat(2_001), "longer than 2000 characters");
    check_refused(&"(".repeat(1_900), "too long a chain, or nested too deeply");
    check_refused(&"[".repeat(1_900), "too long a chain, or nested too deeply");
    check_refused(&format!("1{}", "+1".repeat(900)), "too long a chain, or nested too deeply");
    check_refused(&format!("item{}", ".a".repeat(900)), "too long a chain, or nested too deeply");
    check_refused(&format!("1{}", " if 1 else 1".repeat(100)), "too long a chain, or nested too deeply");
    check_refused(&format!("{}1", "1 if ".repeat(300)), "too long a chain, or nested too deeply");
    check_refused(&format!("item{}", "[0]".repeat(600)), "too long a chain, or nested too deeply");
    check_refused(&format!("value{}", "|abs".repeat(400)), "too long a chain, or nested too deeply");
    // What is only passed on is not counted as made.
    assert_eq!(refusal("(item.text | default('') | default('') | upper | count) + (item.text | upper | count)"), None);
    assert_eq!(refusal(&format!("{}1", "not ".repeat(400))), None);
    assert_eq!(refusal(&format!("{}1", "-".repeat(1_900))), None);
    // As deep as it gets, within the stack of a worker thread.
    assert_eq!(refusal(&format!("1{}", "+1".repeat(60))), None);
    assert_eq!(refusal(&format!("{}1{}", "(".repeat(20), ")".repeat(20))), None);
}

#[test]
fn templates_are_bounded_too() {
    let problems = Template::parse(&json!("{{ 'a' * 10**9 }}"), &["event"])
        .unwrap()
        .fill(&Scope::new(&viewing()), &mut Budget::new(1_000));
    assert_eq!(
        problems.unwrap_err().to_string(),
        "`*` cannot take a text and a number; `| number` reads a text as one"
    );
}

#[test]
fn a_schema_is_bounded() {
    let refused = |change: fn(&mut Json)| {
        let mut raw = payments();
        change(&mut raw);
        let problems = WidgetSchema::parse(&raw, &CATALOGUE).unwrap_err();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let field = |at: usize| json!({ "name": format!("f{at}"), "label": "F", "path": "$.f", "type": "string" });
    assert_eq!(refused(|raw| raw["metadata"]["description"] = json!("x".repeat(MAX_BYTES))).len(), 1);
    let mut many = payments();
    many["fields"] = (0..51).map(field).collect();
    many["layout"]["fields"] = json!({ "primary": "f0" });
    let problems = WidgetSchema::parse(&many, &CATALOGUE).unwrap_err();
    assert_eq!(problems[0].to_string(), "`/fields`: at most 50 items, not 51");
    assert_eq!(
        refused(|raw| {
            let one = json!({ "pattern": "a.*", "action": { "type": "refresh" } });
            raw["subscriptions"] = vec![one; 21].into();
        }),
        ["`/subscriptions`: at most 20 items, not 21"]
    );
    assert_eq!(
        refused(|raw| raw["fields"][0]["path"] = json!(format!("$.{}", "a".repeat(600)))),
        ["`/fields/0/path`: at most 512 characters, not 602"]
    );
}

#[test]
fn a_large_answer_is_cut_and_says_so() {
    let row = |at: u32| json!({ "id": at, "amount": at, "currency": "eur", "created": 1_764_590_400 });
    let answer = json!({ "data": (0..30_000).map(row).collect::<Vec<_>>() });
    let began = Instant::now();
    let rendered = render(&schema(&payments()), &answer, &viewing());
    assert_eq!(rendered.rows.len(), MAX_SHOWN);
    assert_eq!((rendered.received, rendered.matching), (30_000, 10_000));
    assert_eq!(
        rendered.notes,
        ["Only the first 10000 of 30000 rows were looked at.", "Only the first 1000 of 10000 rows are shown."]
    );
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[test]
fn greedy_paths_end_in_their_cells() {
    let mut raw = payments();
    for field in raw["fields"].as_array_mut().unwrap() {
        field["path"] = json!("$..[?@..[?@..*]]");
        field.as_object_mut().unwrap().remove("transform");
    }
    raw["view"] = json!({ "filter": "$..[?@..[?@..*]] == none" });
    let nested = json!({ "a": { "b": { "c": (0..100).map(|at| json!({ "x": { "y": at } })).collect::<Vec<_>>() } } });
    let answer = json!({ "data": vec![nested; 5_000] });
    let began = Instant::now();
    let rendered = render(&schema(&raw), &answer, &viewing());
    assert_eq!(rendered.matching, 0);
    assert!(rendered.notes[0].ends_with("this looks at too much of the data."), "{:?}", rendered.notes);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[test]
fn markup_and_long_texts_are_cut_to_a_cell() {
    let answer = json!({ "data": [{ "billing_details": { "name": "x".repeat(100_000) } }] });
    let rendered = render(&schema(&payments()), &answer, &viewing());
    assert_eq!(rendered.rows[0].cells[1].text.chars().count(), 300);
}
