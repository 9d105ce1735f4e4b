//! Data for widgets: fetched, cached, shared, and stale rather than empty.

use domain::{
    WidgetId,
    widget::{WidgetData, WidgetSchema},
};

use super::WidgetError;
use crate::{Actor, Services};

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
