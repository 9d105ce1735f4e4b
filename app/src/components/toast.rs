//! What just happened, said at the edge of the page, with the way back.

use std::time::Duration;

use leptos::prelude::*;

use super::{Button, ButtonKind, ButtonSize, Glyph, Icon, IconTone};
use crate::browser;

/// How long a toast stays; long enough to read two lines and to reach for "Undo".
const STAYS: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ToastTone {
    #[default]
    Done,
    Failed,
}

/// What can be done about it, as a verb.
#[derive(Clone)]
pub struct ToastAction {
    pub label: String,
    pub run: Callback<()>,
}

#[derive(Clone, Default)]
pub struct Toast {
    pub tone: ToastTone,
    /// Repeats the verb: "“Reviews waiting” is deleted."
    pub text: String,
    /// "Assumed: the last 7 days, all currencies."
    pub detail: Option<String>,
    pub actions: Vec<ToastAction>,
}

/// The toasts of the page, oldest first.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    pub fn say(self, toast: Toast) {
        let id = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        if let Some(id) = id {
            self.shown.try_update(|shown| shown.push((id, toast)));
        }
    }

    /// Something that did not work, in its own words.
    pub fn refuse(self, error: &crate::api::ApiError) {
        self.say(Toast { tone: ToastTone::Failed, text: error.to_string(), ..Toast::default() });
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// The page's toasts; there must be a [`ToastHost`] above.
#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Gives toasts to everything inside, and draws them.
#[component]
pub fn ToastHost(children: Children) -> impl IntoView {
    let toasts = Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    view! {
        {children()}
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let((id, toast))>
                <OneToast id toast/>
            </For>
        </div>
    }
}

#[component]
fn OneToast(id: u32, toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    // Whoever is reading or reaching for it is not hurried.
    let held = RwSignal::new(false);
    Effect::new(move |_| {
        if !held.get() {
            browser::after(STAYS, move || toasts.dismiss(id));
        }
    });
    let icon = match toast.tone {
        ToastTone::Done => view! { <Icon glyph=Glyph::CircleCheck tone=IconTone::Ok/> },
        ToastTone::Failed => view! { <Icon glyph=Glyph::CircleAlert tone=IconTone::Bad/> },
    };
    let actions = toast
        .actions
        .into_iter()
        .enumerate()
        .map(|(at, ToastAction { label, run })| {
            let kind = if at == 0 { ButtonKind::Plain } else { ButtonKind::Quiet };
            view! {
                <Button
                    kind
                    size=ButtonSize::Small
                    on:click=move |_| {
                        toasts.dismiss(id);
                        run.run(());
                    }
                >
                    {label}
                </Button>
            }
        })
        .collect_view();
    view! {
        <div
            class="toast"
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            {icon}
            <div class="toast__text">
                <p>{toast.text}</p>
                {toast.detail.map(|detail| view! { <p class="toast__detail">{detail}</p> })}
            </div>
            <div class="toast__actions">{actions}</div>
        </div>
    }
}
