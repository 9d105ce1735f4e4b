//! Widgets: deployed, changed, and given their data.

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{Placement, Problem, Widget, WidgetData, WidgetSchema},
};

use crate::{Actor, Services};

#[derive(Debug, thiserror::Error)]
pub enum WidgetError {
    #[error("there is no such widget")]
    NotFound,
    #[error("the widget's schema has mistakes")]
    Invalid(Vec<Problem>),
    #[error("a dashboard holds at most 200 widgets")]
    TooMany,
    #[error("the widget could not be stored")]
    Db(#[from] sqlx::Error),
}

/// In reading order.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<Widget>> {
    todo!()
}

pub async fn get(services: &Services, actor: Actor, id: WidgetId) -> Result<Widget, WidgetError> {
    todo!()
}

/// Puts a widget on the first free place. Row and `widget.created` event are one transaction.
/// With a conversation, deploying twice gives the same widget.
pub async fn deploy(
    services: &Services,
    actor: Actor,
    schema: WidgetSchema,
    intent: Option<UserIntent>,
    conversation: Option<ConversationId>,
) -> Result<Widget, WidgetError> {
    todo!()
}

/// The schema is replaced; the id stays, the version before is kept as a revision.
pub async fn update(services: &Services, actor: Actor, id: WidgetId, schema: WidgetSchema) -> Result<Widget, WidgetError> {
    todo!()
}

/// Moves a widget; the others close the gap and make room.
pub async fn place(services: &Services, actor: Actor, id: WidgetId, placement: Placement) -> Result<Vec<Widget>, WidgetError> {
    todo!()
}

/// Takes it off the dashboard. It can be restored for a day. Publishes `widget.deleted`.
pub async fn delete(services: &Services, actor: Actor, id: WidgetId) -> Result<(), WidgetError> {
    todo!()
}

/// Undo of [`delete`], to the place it had.
pub async fn restore(services: &Services, actor: Actor, id: WidgetId) -> Result<Widget, WidgetError> {
    todo!()
}

/// How fresh the data must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// No older than the widget's refresh interval.
    Interval,
    /// Asked for by a person just now; shared with whoever asks at the same moment.
    Now,
}

/// What the widget has to show. A provider's failure is in the answer, never an error.
pub async fn data(services: &Services, actor: Actor, id: WidgetId, freshness: Freshness) -> Result<WidgetData, WidgetError> {
    todo!()
}

/// What a schema that is not deployed would show.
pub async fn preview(services: &Services, actor: Actor, schema: &WidgetSchema) -> sqlx::Result<WidgetData> {
    todo!()
}

/// The first answer to "did it help?" and every later one; kept with the widget.
pub async fn did_it_help(services: &Services, actor: Actor, id: WidgetId, answer: &str) -> Result<(), WidgetError> {
    todo!()
}
