//! The forms of the conversation, and the buttons that are steps by themselves.

use std::marker::PhantomData;

use domain::wizard::{Conversation, WizardInput};
use leptos::{form::FromFormData, prelude::*};
use server_fn::ServerFn;

use super::talk::Talk;
use crate::{
    api::{
        ApiError,
        wizard::{TakeStep, WizardForm},
    },
    components::{Button, ButtonKind, ButtonSize},
};

/// A form that takes a step of this page's conversation: posted as it is without WASM, and
/// through [`Talk::submit`] with it.
#[component]
pub(super) fn StepForm<F>(
    #[prop(optional)] class: &'static str,
    /// For buttons that stand outside the form.
    #[prop(optional, into)]
    id: Option<&'static str>,
    children: Children,
    #[prop(optional)] _form: PhantomData<F>,
) -> impl IntoView
where
    F: WizardForm + ServerFn<Output = Conversation, Error = ApiError> + FromFormData + Send + 'static,
{
    let talk = expect_context::<Talk>();
    let on_submit = move |event| talk.submit::<F>(&event);
    view! {
        <form class=class id=id method="post" action=F::url() on:submit=on_submit>
            <input type="hidden" name="id" value=talk.id.to_string()/>
            {children()}
        </form>
    }
    .into_any()
}

/// A button that is a step by itself.
#[component]
pub(super) fn Step(
    input: WizardInput,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    children: Children,
) -> impl IntoView {
    let talk = expect_context::<Talk>();
    view! {
        <StepForm<TakeStep> class="wizard-step">
            <input type="hidden" name="input" value=as_json(&input)/>
            <Button kind size submits=true busy=Signal::derive(move || talk.busy())>{children()}</Button>
        </StepForm<TakeStep>>
    }
}

/// The input as it stands in a form.
pub(super) fn as_json(input: &WizardInput) -> String {
    serde_json::to_string(input).unwrap_or_default()
}
