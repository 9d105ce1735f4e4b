//! What the user said, and what the planner answered: streamed by words, with who answered
//! and how long it took.

use domain::wizard::{Discovery, Planner};
use leptos::prelude::*;

use super::{begin::TellForm, follow, talk::Talk, trouble::FormTrouble};
use crate::{
    api::wizard::TellProblem,
    components::{Glyph, Icon, IconSize, Strip},
};

/// The problem in the user's own words; while there is none, the question for it.
#[component]
pub(super) fn Told() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let told = talk.state(|state| (state.problem.clone(), state.widget_id.is_some()));

    view! {
        {move || match told.get() {
            (Some(problem), true) => view! { <p class="said own-words">{problem}</p> }.into_any(),
            (Some(problem), false) => view! {
                <div class="told">
                    <p class="said own-words">{problem.clone()}</p>
                    <details class="told__anew">
                        <summary class="link">"Say it differently"</summary>
                        <TellForm problem label="Start over with this"/>
                    </details>
                </div>
            }.into_any(),
            (None, _) => view! {
                <h2 class="wizard-new__question" tabindex="-1" data-open-step>"What problem are you solving?"</h2>
                <TellForm problem=String::new() label="Continue"/>
            }.into_any(),
        }}
        <FormTrouble<TellProblem>/>
    }
}

/// The planner's answer. Announced once, when it is complete.
#[component]
pub(super) fn Answer() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let message = talk.state(|state| {
        state.discovery.as_ref().map(|discovery| match discovery {
            Discovery::Widget { message, .. } | Discovery::Unsupported { message, .. } => message.clone(),
        })
    });
    let thinks = talk.state(|state| state.problem.is_some() && state.discovery.is_none());

    Effect::new(move |_| {
        // Asked before the new words are drawn: whoever reads further up is left alone.
        if talk.heard().is_some() && follow::reads_the_end() {
            request_animation_frame(follow::to_the_end);
        }
    });

    view! {
        <div class="answer" aria-live="polite" aria-busy=move || talk.heard().is_some().then_some("true")>
            {move || talk.restarted().map(|why| view! { <p class="supporting">{why}</p> })}
            {move || match (talk.heard(), message.get()) {
                (Some(_), _) => view! { <Heard/> }.into_any(),
                (None, Some(message)) => view! { <p class="reading">{message}</p> }.into_any(),
                (None, None) if thinks.get() => view! { <Interrupted/> }.into_any(),
                (None, None) => ().into_any(),
            }}
        </div>
        <WhoAnswered/>
    }
}

/// The words that have come so far, each fading in once.
#[component]
fn Heard() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let words = move || {
        let heard = talk.heard().unwrap_or_default();
        heard.split_inclusive(char::is_whitespace).map(str::to_owned).enumerate().collect::<Vec<_>>()
    };
    let is_silent = Memo::new(move |_| talk.heard().is_none_or(|heard| heard.is_empty()));

    view! {
        <p class="reading">
            {move || is_silent.get().then(|| view! { <span class="supporting">"Reading what you wrote"</span> })}
            <For each=words key=|(index, word)| (*index, word.clone()) let((_index, word))>
                <span class="answer__word">{word}</span>
            </For>
        </p>
    }
}

/// A problem that was told and never answered: the server stopped in between.
#[component]
fn Interrupted() -> impl IntoView {
    let talk = expect_context::<Talk>();
    view! {
        <p class="supporting">
            "The answer is not here yet. "
            <a class="link" href=format!("/wizard/{}", talk.id) rel="external">"Look again"</a>
            ", or say it once more."
        </p>
    }
}

#[component]
fn WhoAnswered() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let who = talk.state(|state| {
        let answered = state.discovery.is_some();
        state
            .planner
            .filter(|_| answered)
            .map(|planner| (planner, state.took_ms.unwrap_or_default(), state.fallback.clone()))
    });

    move || {
        who.get().map(|(planner, took_ms, fallback)| {
            let took = in_seconds(took_ms);
            let line = match planner {
                Planner::BuiltIn => format!("Answered by the built-in planner in {took}. Nothing left this server."),
                Planner::Claude => {
                    format!("Answered by Claude in {took}. Your sentence and the catalogue were sent to Anthropic.")
                }
            };
            view! {
                {fallback.map(stood_in)}
                <p class="answer__who meta">
                    <Icon glyph=Glyph::Cpu size=IconSize::Small/>
                    {line}
                </p>
            }
        })
    }
}

/// That the open question or the schema is not by the planner that was asked for it.
#[component]
pub(super) fn StoodIn() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let why = talk.state(|state| state.stood_in.clone());
    move || why.get().map(stood_in)
}

fn stood_in(why: String) -> impl IntoView {
    view! { <Strip icon=Glyph::Cpu title="The built-in planner stood in." detail=why/> }
}

/// "0.3 s", in tenths and never nothing.
fn in_seconds(ms: u32) -> String {
    let tenths = ms.div_ceil(100).max(1);
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_tenths_and_never_as_nothing() {
        assert_eq!(
            [0, 1, 100, 101, 2_950, 12_000].map(in_seconds),
            ["0.1 s", "0.1 s", "0.1 s", "0.2 s", "3.0 s", "12.0 s"]
        );
    }
}
