//! How old something is, counting on by itself.

use leptos::prelude::*;

use crate::browser;

/// "12 s ago", "1 min ago", "3 h ago".
///
/// Server and browser begin with the same words, counted from `seconds`, the age when the
/// data was put together. After hydration the browser counts on from there with its own
/// clock; a wrong clock does no harm, because only differences of it are used.
#[component]
pub fn Age(
    /// The age at the moment the data was put together, in seconds.
    seconds: i64,
    /// "ago" for what is fresh, "old" for what should be newer.
    #[prop(default = "ago")]
    word: &'static str,
) -> impl IntoView {
    let counted = RwSignal::new(seconds);
    Effect::new(move |_| {
        let began = browser::clock_seconds();
        browser::every(std::time::Duration::from_secs(1), move || {
            // Set only on a change of words, so that a quiet card causes no work.
            let now = seconds + (browser::clock_seconds() - began);
            if counted.try_get_untracked().is_some_and(|shown| in_words(shown) != in_words(now)) {
                counted.try_set(now);
            }
        });
    });
    view! { <span>{move || format!("{} {word}", in_words(counted.get()))}</span> }
}

/// The largest whole unit, as on the cards: "12 s", "47 min", "3 h", "2 d".
fn in_words(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3_600 => format!("{} min", s / 60),
        s @ 3_600..172_800 => format!("{} h", s / 3_600),
        s => format!("{} d", s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_whole_unit() {
        let words = [-4, 0, 59, 60, 3_599, 3_600, 172_799, 172_800].map(in_words);
        assert_eq!(words, ["0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "47 h", "2 d"]);
    }
}
