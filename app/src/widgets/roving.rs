//! One tab stop for a list of rows; arrows move inside it.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;

/// Moves the focus among the rows of the list that `event` came from. Rows are the elements
/// with `data-row`; the one with the focus is the list's tab stop from then on.
pub(super) fn on_key(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(row) = target.and_then(|target| target.closest("[data-row]").ok().flatten()) else { return };
    let Some(list) = row.closest("[data-rows]").ok().flatten() else { return };
    let Ok(rows) = list.query_selector_all("[data-row]") else { return };

    let count = rows.length();
    let Some(at) = (0..count).find(|at| rows.get(*at).is_some_and(|other| other.is_same_node(Some(&row)))) else {
        return;
    };
    let to = match event.key().as_str() {
        "ArrowDown" => (at + 1).min(count - 1),
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    let Some(next) = rows.get(to).and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    if let Some(row) = row.dyn_ref::<web_sys::HtmlElement>() {
        row.set_tab_index(-1);
    }
    next.set_tab_index(0);
    // A row that has just left the page leaves the focus where it is.
    drop(next.focus());
}

/// The tab stop before anything was focused: the first row.
pub(super) fn tab_index(at: usize) -> &'static str {
    if at == 0 { "0" } else { "-1" }
}
