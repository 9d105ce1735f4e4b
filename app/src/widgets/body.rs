//! A layout with its rows.

use domain::widget::{LayoutType, Rendered, WidgetSchema};
use leptos::prelude::*;

use super::{cards::CardsLayout, list::ListLayout, metric::MetricLayout, table::TableLayout};

/// Draws `rendered` as the schema's layout says.
///
/// Boards, calendars and charts are drawn as the table of their rows; the card says so. Rows
/// that did not change keep their elements, and with them the reader's focus.
#[component]
pub fn WidgetBody(schema: WidgetSchema, #[prop(into)] rendered: Signal<Rendered>) -> impl IntoView {
    let schema = StoredValue::new(schema);
    // The layout's columns stand still between refreshes; a change of schema is a new card.
    match schema.with_value(|schema| schema.layout.kind) {
        LayoutType::List => view! { <ListLayout schema rendered/> }.into_any(),
        LayoutType::Cards => view! { <CardsLayout schema rendered/> }.into_any(),
        LayoutType::Metric => view! { <MetricLayout rendered/> }.into_any(),
        LayoutType::None => ().into_any(),
        LayoutType::Table | LayoutType::Board | LayoutType::Calendar | LayoutType::Chart => {
            view! { <TableLayout schema rendered/> }.into_any()
        }
    }
}
