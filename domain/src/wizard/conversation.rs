//! A conversation with the wizard, as the page shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AimCheck, WizardState};
use crate::{ConversationId, connection::ProviderCard, widget::WidgetData};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub id: ConversationId,
    pub state: WizardState,
    #[serde(with = "crate::rfc3339")]
    pub saved_at: Timestamp,
    /// The inferred provider, while it is not connected: connect-now stands inline.
    pub connect: Option<ProviderCard>,
    /// Thumbnails at `visualization`, one per offered layout; the first is the recommended one.
    pub thumbnails: Vec<Thumbnail>,
    /// The widget as it will stand, with the user's own rows; from the first answer on.
    pub preview: Option<Preview>,
    /// "You already have a widget for this."
    pub already: Option<AlreadySolved>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thumbnail {
    pub schema: crate::widget::WidgetSchema,
    pub data: WidgetData,
    /// Why this one is recommended; on the recommended one only.
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    pub schema: crate::widget::WidgetSchema,
    pub data: WidgetData,
    /// "Checked against your aim".
    pub checks: Vec<AimCheck>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlreadySolved {
    pub widget: crate::WidgetId,
    pub name: String,
}

/// A line of the list of open conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSummary {
    pub id: ConversationId,
    /// The user's words, or nothing yet.
    pub problem: Option<String>,
    pub stage: super::WizardStage,
    #[serde(with = "crate::rfc3339")]
    pub saved_at: Timestamp,
    pub widget: Option<crate::WidgetId>,
}
