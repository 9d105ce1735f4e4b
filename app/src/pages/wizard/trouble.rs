//! What went wrong, next to what it concerns, with the next step.

use domain::wizard::WizardInput;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{steps::Step, talk::Talk};
use crate::{
    api::{ApiError, wizard::TakeStep},
    browser,
    components::{Button, ButtonSize, Glyph, LinkButton, Notice, Strip, StripTone},
    session::use_session,
};

/// A refusal in words, and what can be done about it. What was typed stays where it is.
#[component]
pub(crate) fn Trouble(error: ApiError) -> impl IntoView {
    match error {
        ApiError::SignedOut => {
            let session = use_session();
            view! {
                <Strip tone=StripTone::Info icon=Glyph::Key title="Your session has ended." detail="What you typed is kept in this tab.">
                    <Button size=ButtonSize::Small on:click=move |_| session.ended().set(true)>"Log in again"</Button>
                </Strip>
            }
            .into_any()
        }
        ApiError::Unreachable => view! {
            <Strip
                tone=StripTone::Info
                icon=Glyph::WifiOff
                title="This server cannot be reached."
                detail="What you typed is kept in this tab. Try again when you are back online."
            />
        }
        .into_any(),
        ApiError::Outdated => view! {
            <Strip tone=StripTone::Info icon=Glyph::Refresh title="This page is older than the server." detail="What you typed is kept in this tab.">
                <Button size=ButtonSize::Small on:click=|_| browser::reload()>"Reload"</Button>
            </Strip>
        }
        .into_any(),
        error => view! { <p class="form__refusal" role="alert">{error.to_string()}</p> }.into_any(),
    }
}

/// Why the form `F` was refused, while it was.
#[component]
pub(super) fn FormTrouble<F: ServerFn + 'static>(
    #[prop(optional)] _form: std::marker::PhantomData<F>,
) -> impl IntoView {
    let talk = expect_context::<Talk>();
    move || talk.refusal::<F>().map(|error| view! { <Trouble error/> })
}

/// Why a button of the page was refused.
#[component]
pub(super) fn StepRefusal() -> impl IntoView {
    view! { <FormTrouble<TakeStep>/> }
}

/// The conversation itself cannot be shown.
#[component]
pub(super) fn Unavailable(error: ApiError) -> impl IntoView {
    let (title, detail) = match error {
        ApiError::NotFound => {
            ("This conversation is not here.", "It was deleted, or it belongs to another account.".to_owned())
        }
        error => ("This conversation cannot be opened now.", error.to_string()),
    };
    view! {
        <main class="wizard__talk" id="main">
            <h1 class="visually-hidden">"New widget"</h1>
            <Notice icon=Glyph::CircleAlert title detail>
                <LinkButton href="/wizard">"Start a new one"</LinkButton>
                <LinkButton href="/dashboard">"Dashboard"</LinkButton>
            </Notice>
        </main>
    }
}

/// The way back, where there is one.
#[component]
pub(super) fn BackStep() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let can_go_back = talk.can(WizardInput::Back);
    move || {
        can_go_back.get().then(|| {
            view! { <Step input=WizardInput::Back kind=crate::components::ButtonKind::Quiet>"Back"</Step> }
        })
    }
}
