//! States that are not data: said in words, with a cause and a next step.

use leptos::prelude::*;

use super::{Glyph, Icon};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StripTone {
    /// Old, or limited.
    #[default]
    Warn,
    /// Failed.
    Bad,
    /// Nobody's fault: offline.
    Info,
}

/// Something about the data below it: "**Data from 13:49.** GitHub did not answer."
///
/// Children are what can be done about it.
#[component]
pub fn Strip(
    #[prop(optional)] tone: StripTone,
    icon: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] detail: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (class, role) = match tone {
        StripTone::Warn => ("strip", "status"),
        StripTone::Bad => ("strip strip--bad", "alert"),
        StripTone::Info => ("strip strip--info", "status"),
    };
    view! {
        <div class=class role=role>
            <Icon glyph=icon/>
            <div>
                <p><b>{title}</b>" "{detail}</p>
                {children.map(|children| view! { <div class="strip__actions">{children()}</div> })}
            </div>
        </div>
    }
}

/// Where data would be, and why there is none. Children are what can be done.
#[component]
pub fn Notice(
    icon: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] detail: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice">
            <Icon glyph=icon/>
            <p class="notice__title">{title}</p>
            <p>{detail}</p>
            {children.map(|children| view! { <div class="notice__actions">{children()}</div> })}
        </div>
    }
}

/// Three rows to come; takes the room they will take, and shows after 200 ms.
#[component]
pub fn RowsSkeleton() -> impl IntoView {
    view! {
        <div class="rows" aria-hidden="true">
            <div class="skeleton row">
                <span class="skeleton__bar skeleton__bar--a"></span>
                <span class="skeleton__bar skeleton__bar--meta skeleton__bar--b"></span>
            </div>
            <div class="skeleton row">
                <span class="skeleton__bar skeleton__bar--c"></span>
                <span class="skeleton__bar skeleton__bar--meta skeleton__bar--d"></span>
            </div>
            <div class="skeleton row">
                <span class="skeleton__bar skeleton__bar--e"></span>
                <span class="skeleton__bar skeleton__bar--meta skeleton__bar--f"></span>
            </div>
        </div>
    }
}
