//! A layout with its rows.

use domain::widget::{LayoutType, Rendered};
use leptos::prelude::*;

use super::{Face, cards::CardsLayout, list::ListLayout, metric::MetricLayout, table::TableLayout};

/// Draws `rendered` in the layout that `face` names.
///
/// Boards, calendars and charts are drawn as the table of their rows; the card says so. Rows
/// that did not change keep their elements, and with them the reader's focus.
#[component]
pub fn WidgetBody(face: Face, #[prop(into)] rendered: Signal<Rendered>) -> impl IntoView {
    let face = StoredValue::new(face);
    // The layout's columns stand still between refreshes; a change of face is a new card.
    match face.with_value(|face| face.layout) {
        LayoutType::List => view! { <ListLayout face rendered/> }.into_any(),
        LayoutType::Cards => view! { <CardsLayout face rendered/> }.into_any(),
        LayoutType::Metric => view! { <MetricLayout rendered/> }.into_any(),
        LayoutType::None => ().into_any(),
        LayoutType::Table | LayoutType::Board | LayoutType::Calendar | LayoutType::Chart => {
            view! { <TableLayout face rendered/> }.into_any()
        }
    }
}
