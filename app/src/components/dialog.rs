//! A question over the page. The browser's own `<dialog>` traps the focus, returns it, and
//! closes the top layer on Escape.

use leptos::{html, prelude::*};

/// Shows while `open` is set, and clears it when it is closed by Escape.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let id = format!("dialog-{}", title.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"));
    let labelled_by = id.clone();

    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                // Fails only when the dialog has left the page; then there is nothing to show.
                drop(dialog.show_modal());
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });

    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby=labelled_by on:close=move |_| open.set(false)>
            <h2 class="dialog__title" id=id>{title}</h2>
            {children()}
        </dialog>
    }
}
