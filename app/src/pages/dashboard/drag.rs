//! Moving a card by its header, with a mouse. Menu and keyboard do the same; a finger scrolls.

use domain::WidgetId;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// How far the pointer goes, in pixels, before a press is a drag.
const SLOP: i32 = 6;

/// A card on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dragged {
    pub(super) widget: WidgetId,
    /// The card under the pointer, when it is another one.
    pub(super) over: Option<WidgetId>,
}

/// Follows the pointer from `event` on until it is let go; `drop` hears where.
pub(super) fn begin(
    widget: WidgetId,
    event: &ev::PointerEvent,
    dragged: RwSignal<Option<Dragged>>,
    drop: Callback<(WidgetId, WidgetId)>,
) {
    let on_control = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.closest("a, button, summary, details").is_ok_and(|control| control.is_some()));
    if on_control || event.button() != 0 || event.pointer_type() != "mouse" {
        return;
    }
    let from = (event.client_x(), event.client_y());

    let moved = window_event_listener(ev::pointermove, move |event| {
        let far = SLOP < (event.client_x() - from.0).abs().max((event.client_y() - from.1).abs());
        if far || dragged.read_untracked().is_some() {
            event.prevent_default();
            let over = card_at(event.client_x(), event.client_y()).filter(|over| *over != widget);
            let now = Some(Dragged { widget, over });
            if dragged.get_untracked() != now {
                dragged.set(now);
            }
        }
    });
    let moved = StoredValue::new(Some(moved));
    let released = StoredValue::new(None::<WindowListenerHandle>);
    let stop = move || {
        moved.update_value(|moved| {
            if let Some(moved) = moved.take() {
                moved.remove();
            }
        });
        released.update_value(|released| {
            if let Some(released) = released.take() {
                released.remove();
            }
        });
        dragged.set(None);
    };
    let handle = window_event_listener(ev::pointerup, move |_| {
        let target = dragged.get_untracked().and_then(|dragged| dragged.over);
        stop();
        if let Some(target) = target {
            drop.run((widget, target));
        }
    });
    released.set_value(Some(handle));
}

/// The widget whose card is at this place of the window.
fn card_at(x: i32, y: i32) -> Option<WidgetId> {
    // The browser takes CSS pixels as single floats; a window is far smaller than their limit.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let element = document().element_from_point(x as f32, y as f32)?;
    element.closest("[data-widget]").ok().flatten()?.get_attribute("data-widget")?.parse().ok()
}
