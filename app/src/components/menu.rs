//! A menu behind an icon. It is a `<details>`, so that it opens, and its forms work, without
//! WASM; with it, arrows move, Escape and a click elsewhere close.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::{Glyph, Icon, Key};

/// The menu an item belongs to.
#[derive(Clone, Copy)]
struct Opened(NodeRef<html::Details>);

impl Opened {
    fn close(self) {
        if let Some(details) = self.0.get_untracked() {
            details.set_open(false);
        }
    }
}

/// Children are [`MenuItem`]s, forms around one, and [`MenuGap`]s.
#[component]
pub fn Menu(
    /// "More for Reviews waiting".
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let menu = Opened(details);
    provide_context(menu);

    Effect::new(move |_| {
        let outside = window_event_listener(ev::pointerdown, move |event| {
            let inside = details.get_untracked().is_some_and(|details| {
                let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
                details.contains(target.as_ref())
            });
            if !inside {
                menu.close();
            }
        });
        on_cleanup(move || outside.remove());
    });

    view! {
        <details class="menu" name="menu" node_ref=details on:keydown=move |event| on_key(menu, &event)>
            <summary class="icon-button" aria-label=label>
                <Icon glyph=Glyph::Ellipsis/>
            </summary>
            <div class="menu__list">{children()}</div>
        </details>
    }
}

/// A line of a menu. It closes the menu, then does what it says.
#[component]
pub fn MenuItem(
    glyph: Glyph,
    #[prop(into)] label: String,
    /// The key that does the same while the card has the focus.
    #[prop(optional)]
    key: Option<&'static str>,
    #[prop(optional)] danger: bool,
    /// Submits the form around it when WASM is not there.
    #[prop(optional)]
    submits: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let menu = expect_context::<Opened>();
    view! {
        <button
            class=if danger { "menu__item menu__item--danger" } else { "menu__item" }
            type=if submits { "submit" } else { "button" }
            on:click=move |event| {
                menu.close();
                if let Some(on_press) = on_press {
                    event.prevent_default();
                    on_press.run(());
                }
            }
        >
            <Icon glyph/>
            {label}
            {key.map(|key| view! { <Key>{key}</Key> })}
        </button>
    }
}

/// A line of a menu that leads to another page.
#[component]
pub fn MenuLink(
    glyph: Glyph,
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(optional)] key: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a class="menu__item" href=href>
            <Icon glyph/>
            {label}
            {key.map(|key| view! { <Key>{key}</Key> })}
        </a>
    }
}

#[component]
pub fn MenuGap() -> impl IntoView {
    view! { <hr class="menu__gap"/> }
}

fn on_key(menu: Opened, event: &ev::KeyboardEvent) {
    let Some(details) = menu.0.get_untracked() else { return };
    if !details.open() {
        return;
    }
    let step = match event.key().as_str() {
        "Escape" => {
            menu.close();
            event.stop_propagation();
            focus_nth(&details, "summary", |_, _| 0);
            return;
        }
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_nth(&details, ".menu__item", |focused, count| match (step, focused) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None | Some(0)) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => at - 1,
    });
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Previous,
    Next,
    Last,
}

/// Focuses the element that `choose` names, given the focused one's place and how many there are.
fn focus_nth(within: &web_sys::Element, selector: &str, choose: impl FnOnce(Option<u32>, u32) -> u32) {
    let Ok(items) = within.query_selector_all(selector) else { return };
    if items.length() == 0 {
        return;
    }
    let active = document().active_element();
    let focused = (0..items.length()).find(|at| {
        active.as_ref().is_some_and(|active| items.get(*at).is_some_and(|item| item.is_same_node(Some(active))))
    });
    let chosen =
        items.get(choose(focused, items.length())).and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(chosen) = chosen {
        // An item that cannot take the focus leaves it where it is.
        drop(chosen.focus());
    }
}
