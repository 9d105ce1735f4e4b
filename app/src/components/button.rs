//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How much a button weighs. One [`Primary`](ButtonKind::Primary) per view, or nothing stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Plain,
    Quiet,
    /// Starts something that takes away.
    Danger,
    /// Takes away now.
    Destroy,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonSize {
    Small,
    #[default]
    Regular,
    Large,
}

/// A button. It submits the form it stands in when `submits` is given; other attributes and
/// listeners are passed on: `attr:name`, `on:click`.
///
/// While `busy`, it cannot be pressed again and says so to assistive technology.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] submits: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=class_of(kind, size)
            type=if submits { "submit" } else { "button" }
            disabled=busy
            aria-busy=move || busy.get().then_some("true")
        >
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children()}
        </button>
    }
}

/// A link that weighs as much as a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=class_of(kind, size) href=href>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children()}
        </a>
    }
}

/// A button of an icon alone; only for the ellipsis, close, edit and copy.
#[component]
pub fn IconButton(
    glyph: Glyph,
    /// What it does and to what: "Edit the problem".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <button class="icon-button" type="button" aria-label=label>
            <Icon glyph/>
        </button>
    }
}

fn class_of(kind: ButtonKind, size: ButtonSize) -> String {
    let kind = match kind {
        ButtonKind::Primary => " button--primary",
        ButtonKind::Plain => "",
        ButtonKind::Quiet => " button--quiet",
        ButtonKind::Danger => " button--danger",
        ButtonKind::Destroy => " button--destroy",
    };
    let size = match size {
        ButtonSize::Small => " button--small",
        ButtonSize::Regular => "",
        ButtonSize::Large => " button--large",
    };
    format!("button{kind}{size}")
}
