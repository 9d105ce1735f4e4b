//! Expressions and templates of any text, over a row: an answer or a refusal, never a panic.
#![no_main]

use domain::{
    budget::Budget,
    expression::{Expression, Scope, Template},
    widget::Viewing,
};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let viewing = Viewing { now: Timestamp::UNIX_EPOCH, time_zone: TimeZone::UTC, locale: "de".to_owned() };
    let row = json!({ "a": [1, "two", null, { "b": 2.5 }], "at": "2025-12-01T12:00:00Z", "currency": "jpy" });
    let scope = Scope::new(&viewing).with_row(&row);
    if let Ok(expression) = Expression::parse(text, &["item"])
        && let Ok(value) = expression.eval(&scope, &mut Budget::new(20_000))
    {
        drop(value.to_json());
    }
    if let Ok(template) = Template::parse(&json!(text), &["item"]) {
        drop(template.fill(&scope, &mut Budget::new(20_000)));
    }
});
