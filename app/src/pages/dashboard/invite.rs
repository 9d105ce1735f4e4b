//! An empty dashboard, which invites.

use leptos::prelude::*;

use crate::components::{Glyph, LinkButton};

/// Problems in words that people use; each one has an answer in the templates.
const EXAMPLES: [&str; 3] = [
    "My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking each repo manually.",
    "Nobody notices when a customer's card is declined",
    "I never know how much we took in this week",
];

#[component]
pub(super) fn Invite() -> impl IntoView {
    let examples = EXAMPLES
        .map(|example| {
            let href = format!("/dashboard?problem={}", percent_encoded(example));
            view! { <a class="invite__example own-words" href=href>"“"{example}"”"</a> }
        })
        .collect_view();
    view! {
        <section class="invite" aria-labelledby="invite">
            <h2 class="section-title" id="invite">"Your dashboard is empty, and that is a good start"</h2>
            <p class="supporting reading">
                "Say above what bothers you at work. A minute later a live widget watches it for you, and the reason stays with it. For instance:"
            </p>
            <div class="invite__examples">{examples}</div>
            <p>
                <LinkButton href="/wizard" icon=Glyph::Plus>"Go through it step by step"</LinkButton>
            </p>
        </section>
    }
}

/// For a query: everything but letters and digits of ASCII is written as bytes.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}
