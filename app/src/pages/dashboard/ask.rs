//! "What problem are you solving?", answered in one step when nothing has to be asked.

use leptos::{html, prelude::*};
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::{
    api::{
        widgets::delete_widget,
        wizard::{Express, Expressed},
    },
    browser,
    components::{Button, ButtonKind, Key, Toast, ToastAction, use_toasts},
    forms::form_action,
    session::use_session,
};

/// The question. What was assumed is said, with the way to adjust it and the way back; when
/// something has to be asked, the server leads to the wizard.
#[component]
pub(super) fn Ask(
    /// Goes up when the dashboard has another widget, or one less.
    deployed: RwSignal<u32>,
) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let express = form_action::<Express>();
    let input = NodeRef::<html::Input>::new();
    let query = use_query_map();
    let suggested = move || query.read().get("problem").unwrap_or_default();
    let refusal = move || match express.value().get() {
        Some(Err(error)) => Some(error),
        _ => None,
    };

    Effect::new(move |_| match express.value().get() {
        Some(Ok(Expressed::Deployed { widget, name, assumptions, conversation })) => {
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
            deployed.update(|deployed| *deployed += 1);
            let navigate = use_navigate();
            let undo = Callback::new(move |()| {
                leptos::task::spawn_local(async move {
                    match delete_widget(widget).await {
                        Ok(()) => {
                            deployed.try_update(|deployed| *deployed += 1);
                        }
                        Err(error) => toasts.refuse(&error),
                    }
                });
            });
            let adjust = Callback::new(move |()| navigate(&format!("/wizard/{conversation}"), Default::default()));
            toasts.say(Toast {
                text: format!("“{name}” is on your dashboard."),
                detail: (!assumptions.is_empty()).then(|| format!("Assumed: {}.", assumptions.join(", "))),
                actions: vec![
                    ToastAction { label: "Adjust".into(), run: adjust },
                    ToastAction { label: "Undo".into(), run: undo },
                ],
                ..Toast::default()
            });
        }
        // The server has led to the wizard by then.
        Some(Ok(Expressed::NeedsYou { .. })) | None => {}
        Some(Err(error)) => session.heed(&error),
    });

    // An example was chosen: it stands in the box, ready to be changed.
    Effect::new(move |_| {
        let suggested = suggested();
        if let Some(input) = input.get()
            && !suggested.is_empty()
        {
            input.set_value(&suggested);
            browser::focus("problem");
        }
    });
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "n" && !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !browser::is_typing()
            {
                event.prevent_default();
                browser::focus("problem");
            }
        });
        on_cleanup(move || listener.remove());
    });

    view! {
        <ActionForm action=express attr:class="ask">
            <h1>
                <label class="ask__label" for="problem">"What problem are you solving?"</label>
            </h1>
            <div class="ask__box">
                <input
                    class="ask__input"
                    id="problem"
                    name="problem"
                    node_ref=input
                    value=suggested
                    placeholder="Nobody notices when a customer's card is declined"
                    autocomplete="off"
                    required=true
                    maxlength="2000"
                    aria-describedby="problem-note"
                />
                <Key>"N"</Key>
                <Button kind=ButtonKind::Primary submits=true busy=express.pending()>"Solve it"</Button>
            </div>
            <div class="ask__hint" id="problem-note" aria-live="polite">
                {move || match (express.pending().get(), refusal()) {
                    (true, _) => view! { <span>"Looking for what fits …"</span> }.into_any(),
                    (false, Some(error)) => view! { <span class="ask__hint--refused">{error.to_string()}</span> }.into_any(),
                    (false, None) => view! {
                        <span>"Say it as you would to a colleague. What we assume, we say; you can adjust or undo it."</span>
                    }.into_any(),
                }}
            </div>
        </ActionForm>
    }
}
