//! Small marks: the brand, badges, dots, initials, keys.

use leptos::prelude::*;

/// The mark, with the name beside it.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 20 20" aria-hidden="true">
            <rect class="brand__plate" x="1.5" y="1.5" width="17" height="17" rx="5"></rect>
            <path class="brand__wave" d="M5.5 12.5c1.6 0 1.9-5 4.5-5s2.9 5 4.5 5"></path>
            <circle class="brand__dot" cx="10" cy="7.4" r="1.5"></circle>
        </svg>
        <span>"Agentic Dashboard"</span>
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BadgeTone {
    #[default]
    Neutral,
    Ok,
    Warn,
    Bad,
    /// Outlined: says where data comes from, not what it means.
    Line,
}

/// A word about something, in a small frame.
#[component]
pub fn Badge(#[prop(optional)] tone: BadgeTone, children: Children) -> impl IntoView {
    let class = match tone {
        BadgeTone::Neutral => "badge",
        BadgeTone::Ok => "badge badge--ok",
        BadgeTone::Warn => "badge badge--warn",
        BadgeTone::Bad => "badge badge--bad",
        BadgeTone::Line => "badge badge--line",
    };
    view! { <span class=class>{children()}</span> }
}

/// How fresh something is; the shapes differ as well as the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotKind {
    Fresh,
    Stale,
    Failed,
    Off,
}

#[component]
pub fn Dot(kind: DotKind) -> impl IntoView {
    let class = match kind {
        DotKind::Fresh => "dot",
        DotKind::Stale => "dot dot--stale",
        DotKind::Failed => "dot dot--failed",
        DotKind::Off => "dot dot--off",
    };
    view! { <span class=class aria-hidden="true"></span> }
}

/// A person's initials; decoration beside the name.
#[component]
pub fn Avatar(#[prop(into)] name: String) -> impl IntoView {
    view! { <span class="avatar" aria-hidden="true">{initials(&name)}</span> }
}

/// A key of the keyboard.
#[component]
pub fn Key(children: Children) -> impl IntoView {
    view! { <kbd class="key">{children()}</kbd> }
}

/// Of the first and the last word: "Maja Lindqvist" → "ML".
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Maja Lindqvist"), "ML");
        assert_eq!(initials("maja"), "M");
        assert_eq!(initials("Ana (Porto) de Sá"), "AS");
        assert_eq!(initials(""), "");
    }
}
