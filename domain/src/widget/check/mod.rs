//! What makes a schema valid: every problem at once, each with where it is, what is wrong
//! and what would be right.
//!
//! Two passes. [`structure`] holds the JSON against the JSON Schema that is generated from
//! [`WidgetSchema`] itself, so that the two cannot drift apart: keys, types, lengths,
//! numbers. Where something is wrong there, a stand-in takes its place, so that the second
//! pass can still read the rest: does the endpoint exist, do paths and expressions parse, do
//! roles name fields that exist. What the second pass says about a place that holds a
//! stand-in is not repeated to the user.

mod events;
mod fields;
mod layout;
mod params;
mod source;
mod structure;
mod version;

use serde_json::Value as Json;
pub use version::VERSION;

use super::{Problem, WidgetSchema};
use crate::{
    expression::{Expression, Names, Template},
    provider::Catalogue,
};

/// The largest schema, in bytes of JSON.
pub const MAX_BYTES: usize = 64 * 1024;

/// What a filter may use besides `now`.
pub(super) const ROW_NAMES: Names = &["item"];
pub(super) const TRANSFORM_NAMES: Names = &["value", "item"];
/// The aggregated value and how many rows there are.
pub(super) const COMPARE_NAMES: Names = &["value", "count"];
const EVENT_NAMES: Names = &["event"];
const EVENT_FILTER_NAMES: Names = &["item", "event"];

impl WidgetSchema {
    /// The only way from outside JSON to a schema. One of an older version is migrated.
    ///
    /// # Errors
    ///
    /// Every problem at once: first those of shape, then those of meaning.
    pub fn parse(raw: &Json, catalogue: &Catalogue) -> Result<Self, Vec<Problem>> {
        let bytes = serde_json::to_vec(raw).map_or(usize::MAX, |bytes| bytes.len());
        if bytes > MAX_BYTES {
            return Err(vec![Problem::new(
                "",
                format!("{bytes} bytes are too many; a schema has at most {MAX_BYTES}"),
            )]);
        }
        let migrated = version::migrated(raw).map_err(|problem| vec![problem])?;
        let structure::Held { mut problems, doubtful, sound } = structure::hold(migrated);

        let schema: Self = serde_json::from_value(sound).map_err(|error| {
            let mut all = problems.clone();
            all.push(Problem::new("", error.to_string()));
            all
        })?;
        problems.extend(schema.check(catalogue).into_iter().filter(|problem| !doubtful.covers(&problem.pointer)));
        if problems.is_empty() { Ok(schema) } else { Err(problems) }
    }

    /// Everything wrong with a schema that has the right shape; nothing when it is valid.
    #[must_use]
    pub fn check(&self, catalogue: &Catalogue) -> Vec<Problem> {
        let mut problems = Problems(Vec::new());
        version::check(self, &mut problems);
        source::check(self, catalogue, &mut problems);
        fields::check(self, &mut problems);
        layout::check(self, &mut problems);
        events::check(self, catalogue, &mut problems);
        problems.0
    }

    /// JSON Schema (2020-12) of this type, as served at `/api/schemas/widget.json`.
    #[must_use]
    pub fn json_schema() -> Json {
        schemars::schema_for!(Self).to_value()
    }
}

/// Problems while they are collected.
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem::new(pointer, message));
    }

    fn expression(&mut self, pointer: impl Into<String>, text: &str, names: Names) {
        if let Err(error) = Expression::parse(text, names) {
            self.add(pointer, format!("not an expression: {error}"));
        }
    }

    /// Every `{{ … }}` in the strings of `value`, which stands at `pointer`.
    fn template(&mut self, pointer: &str, value: &Json, names: Names) {
        if let Err(errors) = Template::parse(value, names) {
            for (below, error) in errors {
                self.add(format!("{pointer}{below}"), format!("not an expression: {error}"));
            }
        }
    }
}

/// One step of a JSON Pointer, escaped (RFC 6901).
fn step(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
