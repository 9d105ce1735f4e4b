//! What a widget tells others, and what it listens to.

use serde_json::Value as Json;

use super::{Subscription, WidgetSchema, check, render};
use crate::{
    budget::Budget,
    expression::{Scope, Template},
    format::Viewing,
};

/// The event that choosing a row publishes.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    pub event_name: String,
    pub payload: Json,
}

/// The event for the row whose key is `key`. `None` when the widget publishes none, or the
/// answer has no such row any more.
///
/// # Errors
///
/// The payload cannot be filled from this row: why, in words.
#[must_use]
pub fn selected(
    schema: &WidgetSchema,
    response: &Json,
    key: &str,
    viewing: &Viewing,
) -> Option<Result<Selected, String>> {
    let select = schema.interactions.as_ref()?.on_select.as_ref()?;
    let row = render::row_of_key(schema, response, key, viewing)?;

    let payload = Json::Object(select.payload.clone());
    let filled = Template::parse(&payload, check::ROW_NAMES)
        .map_err(|problems| problems.first().map_or_else(String::new, |(_, error)| error.to_string()))
        .and_then(|template| {
            template
                .fill(&Scope::new(viewing).with_row(row), &mut Budget::new(render::WORK))
                .map_err(|error| error.to_string())
        });
    Some(filled.map(|payload| Selected { event_name: select.event_name.clone(), payload }))
}

impl Subscription {
    /// Whether the pattern means events of this name: `*` stands for one word, `**` for the
    /// rest, which may be nothing.
    #[must_use]
    pub fn follows(&self, event_name: &str) -> bool {
        let mut words = event_name.split('.');
        for part in self.pattern.split('.') {
            match (part, words.next()) {
                ("**", _) => return true,
                ("*", Some(_)) => {}
                (part, Some(word)) if part == word => {}
                _ => return false,
            }
        }
        words.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::{Action, ActionKind};

    #[track_caller]
    fn check(pattern: &str, name: &str, expected: bool) {
        let action = Action {
            kind: ActionKind::Refresh,
            provider: None,
            endpoint: None,
            method: None,
            body: None,
            filter: None,
            title: None,
            message: None,
        };
        let subscription = Subscription { pattern: pattern.to_owned(), condition: None, action };
        assert_eq!(subscription.follows(name), expected, "{pattern} {name}");
    }

    #[test]
    fn patterns_follow_names() {
        check("payment.received", "payment.received", true);
        check("payment.received", "payment.failed", false);
        check("payment.*", "payment.failed", true);
        check("payment.*", "payment", false);
        check("payment.*", "payment.card.failed", false);
        check("github.**", "github.issue.opened", true);
        check("github.**", "github", true);
        check("github.**", "gitlab.issue", false);
        check("**", "anything.at.all", true);
        check("*.failed", "payment.failed", true);
    }
}
