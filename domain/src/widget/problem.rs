//! One thing wrong with something from outside, told so that it can be put right.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong, where, and what would be right.
///
/// Shown as "`/fields/2/path`: not a JSONPath: expected `]` at 7".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// RFC 6901 JSON Pointer; empty for the whole document.
    pub pointer: String,
    pub message: String,
}

impl Problem {
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.pointer, self.message)
    }
}
