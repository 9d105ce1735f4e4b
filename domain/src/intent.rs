//! Why a user wants something. It travels with the widget and with every documented
//! event, so that the product can say later, in the user's own words, what it was for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why the user wants something.
///
/// `problem_solved` and `pain_point` keep the user's own words; the rest is the planner's
/// reading of them, confirmed or corrected by the user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserIntent {
    /// The problem, in the user's words.
    pub problem_solved: String,
    /// What hurts about it today.
    pub pain_point: String,
    /// What the user is after.
    pub goal: String,
    /// What will be seen when it works.
    pub expected_outcome: String,
    /// What it is worth, when the user stated it: "Save 30 min/day".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact_metric: Option<String>,
}

impl UserIntent {
    /// The longest a line of an intent may be, in characters.
    pub const MAX_LINE: usize = 500;
}
