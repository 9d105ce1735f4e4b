//! What the page does by itself: it keeps to the end of an answer while it streams, takes
//! over what another tab did, and brings a newly opened step into view and into focus.

use std::time::Duration;

use domain::{widget::FailureKind, wizard::Preview};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};

use super::talk::Talk;
use crate::browser;

/// How far above the end somebody still counts as reading the end, in CSS pixels.
const NEAR_THE_END: f64 = 120.0;

/// Asks for a newer version whenever the tab is looked at again.
pub(super) fn newer_versions(talk: Talk) {
    let listener = window_event_listener(ev::focus, move |_| talk.refresh());
    on_cleanup(move || listener.remove());
}

/// Asks again for rows of a provider that had not answered yet.
pub(super) fn late_rows(talk: Talk, preview: Memo<Option<Preview>>) {
    const AGAIN: Duration = Duration::from_secs(3);
    Effect::new(move |_| {
        let is_late = preview.with(|preview| {
            let failure = preview.as_ref().and_then(|preview| preview.data.failure.as_ref());
            failure.is_some_and(|failure| failure.kind == FailureKind::Unavailable)
        });
        if is_late {
            browser::after(AGAIN, move || {
                // Who comes back later asks by that, see `newer_versions`.
                if browser::is_visible() {
                    talk.refresh();
                }
            });
        }
    });
}

/// Moves focus to a step when it opens, so that keyboard and screen reader go on there.
pub(super) fn open_step(talk: Talk) {
    let open = talk.state(|state| {
        (state.stage, state.question.as_ref().map(|question| question.field_name.clone()), state.widget_id)
    });
    Effect::new(move |before: Option<_>| {
        let now = open.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(focus_open_step);
        }
        now
    });
}

fn focus_open_step() {
    let step = document().query_selector("[data-open-step]").ok().flatten();
    if let Some(step) = step.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(step.focus());
    }
}

/// Remembers which control has the focus, and gives it back once the page is drawn anew: a
/// form that is saved replaces its own controls.
pub(super) fn keep_focus() {
    let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
    let Some(id) = focused else { return };
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if is_lost {
            browser::focus(&id);
        }
    });
}

/// Whether the end of the page is in sight.
pub(super) fn reads_the_end() -> bool {
    let window = window();
    let in_pixels = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let seen = in_pixels(window.scroll_y().map(JsValue::from)) + in_pixels(window.inner_height());
    let height = document().document_element().map_or(0.0, |root| f64::from(root.scroll_height()));
    height - seen < NEAR_THE_END
}

pub(super) fn to_the_end() {
    let height = document().document_element().map_or(0, |root| root.scroll_height());
    window().scroll_to_with_x_and_y(0.0, f64::from(height));
}

/// "14:31" where the reader is.
pub(super) fn time_of_day(at: jiff::Timestamp) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at.as_millisecond() as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
