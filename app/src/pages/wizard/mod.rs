//! The wizard: from a problem in somebody's words to a widget on the dashboard.
//!
//! The address of a conversation shows it as the server stored it, so a reload, a second
//! tab or another device goes on where the last one stopped. On the left the talk, one open
//! step at a time; on the right the widget as it would stand now, with the user's own rows.
//!
//! Every step is a plain form that works without WASM, see [`talk`].

mod answer;
mod begin;
mod columns;
mod connect;
mod discovery;
mod draft;
mod follow;
mod intent;
mod landed;
mod look;
mod preview;
mod question;
mod side;
mod stages;
mod steps;
mod talk;
mod trouble;

use domain::{
    ConversationId,
    wizard::{Conversation, WizardStage},
};
use leptos::{ev, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

pub use self::begin::NewWizardPage;
pub(crate) use self::{
    draft::{forget, keep, recall},
    side::PreviewCard,
    trouble::Trouble,
};
use self::{talk::Talk, trouble::Unavailable};
use crate::{
    api::{ApiError, wizard::get_conversation},
    loaded::load,
};

/// One conversation, at `/wizard/{id}`.
#[component]
pub fn WizardPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|raw| raw.parse::<ConversationId>().ok());
    let loaded = load(id, |id| async move {
        match id {
            Some(id) => get_conversation(id).await,
            None => Err(ApiError::NotFound),
        }
    });

    view! {
        <Title text="New widget"/>
        <Suspense fallback=|| view! { <p class="wizard__loading meta" role="status">"Opening the conversation"</p> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(conversation) => view! { <Conversing conversation/> }.into_any(),
                    Err(error) => view! { <Unavailable error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Conversing(conversation: Conversation) -> impl IntoView {
    let talk = Talk::new(conversation);
    provide_context(talk);
    follow::newer_versions(talk);
    follow::open_step(talk);
    begin::go_on(talk);

    let stage = talk.state(|state| state.stage);
    let sheet = RwSignal::new(false);
    let close_on_escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            sheet.set(false);
        }
    });
    on_cleanup(move || close_on_escape.remove());

    view! {
        <stages::WizardHead/>
        <main class="wizard" id="main" class:wizard--preview=move || stage.get() == WizardStage::Preview>
            <div class="wizard__talk">
                <h1 class="visually-hidden">{move || format!("New widget: {}", stages::label(stage.get()).to_lowercase())}</h1>
                <answer::Told/>
                <answer::Answer/>
                <discovery::Suggested/>
                <question::AnsweredLines/>
                <answer::StoodIn/>
                <trouble::StepRefusal/>
                {move || match stage.get() {
                    WizardStage::ProblemDiscovery => view! { <discovery::Confirming/> }.into_any(),
                    WizardStage::ClarifyingQuestions => view! { <question::Asking/> }.into_any(),
                    WizardStage::Visualization => view! { <look::Looks/> }.into_any(),
                    WizardStage::Preview => view! { <preview::Accepting/> }.into_any(),
                    WizardStage::Deploy => view! { <landed::Landed/> }.into_any(),
                }}
            </div>
            <side::Side open=sheet/>
        </main>
    }
}
