//! One of a few: radio buttons that look like a bar, and chips.

use leptos::prelude::*;

use super::{Glyph, Icon, IconSize};

/// One option of [`Segmented`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub value: &'static str,
    pub label: &'static str,
    pub icon: Option<Glyph>,
}

/// One of two to five options, all visible. They are radio buttons, so arrows and forms work.
#[component]
pub fn Segmented(
    /// What is chosen, for assistive technology.
    #[prop(into)]
    label: String,
    #[prop(into)] name: String,
    options: Vec<Segment>,
    #[prop(into)] chosen: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let segments = options
        .into_iter()
        .map(|Segment { value, label, icon }| {
            view! {
                <label class="segmented__option">
                    <input
                        type="radio"
                        name=name.clone()
                        value=value
                        checked=chosen.get_untracked() == value
                        prop:checked=move || *chosen.read() == value
                        on:change=move |_| on_choose.run(value.to_owned())
                    />
                    {icon.map(|glyph| view! { <Icon glyph size=IconSize::Small/> })}
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="segmented" role="radiogroup" aria-label=label>{segments}</div> }
}

/// An option that can be on or off, as a checkbox of a form.
#[component]
pub fn Chip(
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    /// "3 open".
    #[prop(optional, into)]
    note: Option<String>,
    #[prop(into)] checked: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="chip">
            <input
                class="visually-hidden"
                type="checkbox"
                name=name
                value=value
                checked=checked.get_untracked()
                prop:checked=checked
                on:change:target=move |event| checked.set(event.target().checked())
            />
            {move || checked.get().then(|| view! { <Icon glyph=Glyph::Check size=IconSize::Small/> })}
            {label}
            {note.map(|note| view! { <span class="chip__note">{note}</span> })}
        </label>
    }
}
