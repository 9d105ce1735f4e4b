//! A widget on somebody's dashboard, and what it has to show right now.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Rendered, WidgetSchema};
use crate::{UserIntent, WidgetId, connection::Source};

/// A schema deployed on one user's dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Widget {
    pub id: WidgetId,
    pub schema: WidgetSchema,
    /// Why it is here. `None` for one made in the editor.
    pub intent: Option<UserIntent>,
    pub placement: Placement,
    #[serde(with = "crate::rfc3339")]
    pub created_at: Timestamp,
}

/// Where on the grid of twelve columns, and how large. Rows are as high as their tallest card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// Reading order on the dashboard, from 0, without gaps.
    pub position: u32,
    /// Columns taken, one of [`Placement::WIDTHS`].
    pub columns: u8,
}

impl Placement {
    /// The widths a widget can have, of twelve columns.
    pub const WIDTHS: [u8; 6] = [4, 5, 6, 7, 8, 12];
}

/// What a widget has to show right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WidgetData {
    /// The last good rows, if there ever were any.
    pub rendered: Option<Rendered>,
    /// When these rows were fetched.
    #[serde(default, with = "crate::rfc3339::optional")]
    pub fetched_at: Option<Timestamp>,
    /// The server's clock when this was put together; ages are counted from here.
    #[serde(with = "crate::rfc3339")]
    pub now: Timestamp,
    pub source: Option<Source>,
    /// Why the rows are not fresh, or why there are none.
    pub failure: Option<Failure>,
}

impl WidgetData {
    /// Rows are shown that are older than they should be.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.failure.is_some() && self.rendered.is_some()
    }
}

/// Why there is no fresh data, in words for the strip on the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    pub kind: FailureKind,
    /// What is wrong, by whom: "Stripe no longer accepts this key."
    pub title: String,
    /// Why, and what happens next.
    pub detail: String,
    /// When it is tried again by itself.
    #[serde(default, with = "crate::rfc3339::optional")]
    pub retry_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    NotConnected,
    /// The credentials are refused: the fix is to enter new ones.
    NeedsReconnect,
    Forbidden,
    RateLimited,
    Unavailable,
    NotFound,
    /// The request or the schema is at fault: the fix is to edit the widget.
    Invalid,
    Unexpected,
}
