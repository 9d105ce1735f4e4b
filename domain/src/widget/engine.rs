//! From a provider's answer to what a person sees.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use super::{LayoutType, Problem, Rendered, WidgetSchema};
use crate::provider::Catalogue;

/// Who looks, and when.
#[derive(Debug, Clone)]
pub struct Viewing {
    pub now: Timestamp,
    pub time_zone: TimeZone,
    /// BCP 47. An unknown one is shown like `en`.
    pub locale: String,
}

/// Turns a provider's answer into rows of text. Never fails: what cannot be read is an
/// error in its cell or a note.
#[must_use]
pub fn render(_schema: &WidgetSchema, _response: &Value, _viewing: &Viewing) -> Rendered {
    todo!()
}

/// How many rows of the answer `filter` lets through, before `view`.
///
/// # Errors
///
/// The expression's problem, in words.
pub fn matching(_schema: &WidgetSchema, _response: &Value, _filter: &str, _viewing: &Viewing) -> Result<u32, String> {
    todo!()
}

impl WidgetSchema {
    /// The only way from outside JSON to a schema.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn parse(_raw: &Value, _catalogue: &Catalogue) -> Result<Self, Vec<Problem>> {
        todo!()
    }

    /// The same data in another layout, with every role filled from the fields there are.
    #[must_use]
    pub fn with_layout(&self, _layout: LayoutType) -> Self {
        todo!()
    }

    /// JSON Schema (2020-12) of this type, as served at `/api/schemas/widget.json`.
    #[must_use]
    pub fn json_schema() -> Value {
        todo!()
    }
}
