//! Something that happened, with enough context to be told later.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{EventId, UserIntent};

/// Something that happened to one user's things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub id: EventId,
    /// Dotted: `widget.created`.
    pub name: String,
    pub payload: Value,
    /// Which part of the product or which provider said so.
    pub source: String,
    pub should_document: bool,
    pub user_intent: Option<UserIntent>,
    pub context: Option<Context>,
    /// The chain this event belongs to: the id of its first event.
    pub correlation_id: EventId,
    /// The event that caused this one.
    pub causation_id: Option<EventId>,
    pub timestamp: Timestamp,
}

/// What was decided and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Context {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_events: Vec<EventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Architecture,
    BugFix,
    Feature,
    Refactor,
}

/// Whether an event of this name is documented without asking.
#[must_use]
pub fn documented_without_asking(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "widget.created",
        "widget.deleted",
        "provider.connected",
        "provider.disconnected",
        "automation.created",
        "automation.triggered",
    ];
    NAMES.contains(&name)
}
