//! The head of the page: five stages, when it was saved, and the way out.

use domain::wizard::{WizardInput, WizardStage};
use leptos::prelude::*;

use super::{
    steps::{StepForm, as_json},
    talk::Talk,
};
use crate::{
    api::wizard::TakeStep,
    components::{Glyph, Icon, IconSize},
};

/// What the rail calls a stage.
pub(super) fn label(stage: WizardStage) -> &'static str {
    match stage {
        WizardStage::ProblemDiscovery => "Problem",
        WizardStage::ClarifyingQuestions => "Questions",
        WizardStage::Visualization => "View",
        WizardStage::Preview => "Preview",
        WizardStage::Deploy => "Deploy",
    }
}

#[component]
pub(super) fn WizardHead() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let saved_at = talk.stored(|conversation| conversation.saved_at);

    view! {
        <header class="wizard-head">
            <ol class="stages" aria-label="Stages">
                {WizardStage::ALL.into_iter().enumerate().map(|(index, stage)| {
                    view! { <Stage stage number=index + 1/> }
                }).collect_view()}
            </ol>
            <p class="wizard-head__saved meta">
                <Icon glyph=Glyph::Check size=IconSize::Small/>
                <SavedAt at=saved_at/>
            </p>
            <a class="icon-button" href="/dashboard" aria-label="Close the wizard; it stays saved">
                <Icon glyph=Glyph::X/>
            </a>
        </header>
    }
}

/// The time of day in UTC as drawn by the server, then in the reader's own zone: only the
/// browser knows it.
#[component]
fn SavedAt(at: Memo<jiff::Timestamp>) -> impl IntoView {
    let local = RwSignal::new(None::<String>);
    Effect::new(move |_| local.set(Some(super::follow::time_of_day(at.get()))));
    let in_utc = move || format!("{} UTC", at.get().strftime("%H:%M"));
    view! {
        <time datetime=move || at.get().to_string()>
            {move || format!("Saved {}", local.get().unwrap_or_else(in_utc))}
        </time>
    }
}

#[component]
fn Stage(stage: WizardStage, number: usize) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let now = talk.state(|state| (state.stage, state.widget_id.is_some()));
    let is_current = move || now.get().0 == stage && !now.get().1;
    let is_done = move || stage < now.get().0 || now.get().1;
    let go = WizardInput::GoTo { stage };
    let can_go = talk.can(go.clone());
    let go = StoredValue::new(as_json(&go));

    let done_mark = || view! { <span class="stage__mark"><Icon glyph=Glyph::Check/></span> };

    view! {
        <li
            class="stage"
            class:stage--current=is_current
            class:stage--done=is_done
            aria-current=move || is_current().then_some("step")
        >
            {move || if is_done() && can_go.get() {
                view! {
                    <StepForm<TakeStep> class="wizard-step">
                        <input type="hidden" name="input" value=go.get_value()/>
                        <button
                            class="stage__link"
                            type="submit"
                            aria-label=format!("{}: done, go back to it", label(stage))
                            disabled=move || talk.busy()
                        >
                            {done_mark()}
                            <span class="stage__label">{label(stage)}</span>
                        </button>
                    </StepForm<TakeStep>>
                }.into_any()
            } else {
                let mark = if is_done() {
                    done_mark().into_any()
                } else {
                    view! { <span class="stage__mark">{number}</span> }.into_any()
                };
                view! { {mark} <span class="stage__label">{label(stage)}</span> }.into_any()
            }}
        </li>
    }
}
