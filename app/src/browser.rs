//! The few calls into the browser that have no place in a view. Each may be called only from
//! an `Effect` or a listener: on the server there is nothing behind them.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// By the browser's clock. Only differences of it mean anything.
#[must_use]
pub fn clock_seconds() -> i64 {
    // Whole seconds since 1970 are far inside what an f64 holds exactly.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    seconds
}

/// Calls `tick` again and again until the calling owner is gone.
pub fn every(period: Duration, tick: impl Fn() + 'static) {
    if let Ok(interval) = set_interval_with_handle(tick, period) {
        on_cleanup(move || interval.clear());
    }
}

/// Calls `action` once, unless the calling owner is gone by then.
pub fn after(delay: Duration, action: impl FnOnce() + 'static) {
    if let Ok(timeout) = set_timeout_with_handle(action, delay) {
        on_cleanup(move || timeout.clear());
    }
}

/// Calls `action` whenever the page is looked at again: the computer woke up, the network
/// came back, the tab came to the front.
pub fn on_return(action: impl Fn() + Clone + 'static) {
    let online = window_event_listener(leptos::ev::online, {
        let action = action.clone();
        move |_| action()
    });
    let visible = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if is_visible() {
            action();
        }
    });
    on_cleanup(move || {
        online.remove();
        visible.remove();
    });
}

/// Nobody is served by refreshing what nobody sees.
#[must_use]
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

#[must_use]
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// The IANA name of this computer's time zone: `Europe/Lisbon`.
#[must_use]
pub fn time_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone")).ok()?.as_string()
}

/// Whether this browser is asked about `key` for the first time. Where it keeps nothing, it
/// never is.
#[must_use]
pub fn is_first_time(key: &str) -> bool {
    let Some(storage) = window().local_storage().ok().flatten() else { return false };
    matches!(storage.get_item(key), Ok(None)) && storage.set_item(key, "done").is_ok()
}

/// Tells tests and tools that listeners are in place.
pub fn mark_hydrated() {
    set_root_attribute("data-hydrated", Some("true"));
}

/// `None` follows the system.
pub fn show_theme(theme: Option<&str>) {
    set_root_attribute("data-theme", theme);
}

fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    // These two cannot fail: the names are constants that are valid attribute names.
    drop(match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    });
}

/// Moves the keyboard's focus to the element with this id, if it is there.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // An element that cannot take the focus leaves it where it is.
        drop(element.focus());
    }
}

/// [`focus`] of the first match of `selector` inside the element with this id.
pub fn focus_within(id: &str, selector: &str) {
    let element = document()
        .get_element_by_id(id)
        .and_then(|within| within.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // As in `focus`.
        drop(element.focus());
    }
}

/// Whether keys belong to what is being typed rather than to shortcuts.
#[must_use]
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.get_attribute("contenteditable").is_some()
    })
}

/// Puts `text` on the clipboard.
///
/// # Errors
///
/// The browser's reason: no permission, or not a secure context.
pub async fn copy(text: &str) -> Result<(), JsValue> {
    wasm_bindgen_futures::JsFuture::from(window().navigator().clipboard().write_text(text)).await.map(|_| ())
}

/// Puts `text` into the input with this id, as if it had been typed.
pub fn fill(id: &str, text: &str) {
    let input = document().get_element_by_id(id).and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_value(text);
    }
}

/// Hands `text` over as a file.
pub fn download(name: &str, kind: &str, text: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    let Some(link) = link else { return };
    let text = js_sys::encode_uri_component(text);
    link.set_href(&format!("data:{kind};charset=utf-8,{text}"));
    link.set_download(name);
    link.click();
}

/// Asks the server for the page at this address anew.
pub fn reload() {
    // A browser that refuses shows what it showed.
    drop(window().location().reload());
}

/// Takes the note of a refused form out of the address, so that a reload does not repeat it.
pub fn forget_refusal() {
    let location = window().location();
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    if !search.contains("__err=") {
        return;
    }
    let Ok(history) = window().history() else { return };
    // A browser that refuses only keeps the longer address.
    drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
}
