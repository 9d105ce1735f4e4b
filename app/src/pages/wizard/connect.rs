//! Connecting the provider without leaving the conversation: sample data with one click, or
//! a pasted key.

use domain::connection::{CredentialInput, ProviderCard};
use leptos::prelude::*;

use super::{
    steps::StepForm,
    talk::Talk,
    trouble::{BackStep, FormTrouble},
};
use crate::{
    api::wizard::{ConnectHere as ConnectForm, SampleHere},
    components::{Button, ButtonKind},
};

#[component]
pub(super) fn ConnectHere(provider: ProviderCard) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let busy = Signal::derive(move || talk.busy());
    let ProviderCard { id: provider, name, credentials, credentials_help, sandbox, connection, .. } = provider;
    let provider = StoredValue::new(provider);
    let heading = if connection.is_some() {
        format!("{name} no longer accepts your key. Enter a new one?")
    } else {
        format!("Connect {name}?")
    };

    view! {
        <section class="open-step" aria-labelledby="connect-title">
            <h2 id="connect-title" class="section-title" tabindex="-1" data-open-step>{heading}</h2>
            <p class="supporting">
                {format!("The widget shows your own {name} data. What you paste is checked, then kept encrypted.")}
            </p>
            {sandbox.then(|| view! {
                <StepForm<SampleHere> class="connect__sample card">
                    <input type="hidden" name="provider" value=provider.get_value()/>
                    <div>
                        <h3>"Try it with sample data"</h3>
                        <p class="supporting">"A made-up sailing school, marked as Sandbox wherever it appears."</p>
                    </div>
                    <Button kind=ButtonKind::Primary submits=true busy>"Use sample data"</Button>
                </StepForm<SampleHere>>
                <FormTrouble<SampleHere>/>
            })}
            <StepForm<ConnectForm> class="connect__key card">
                <h3>{format!("Use your {name} account")}</h3>
                <p class="supporting">{credentials_help}</p>
                <input type="hidden" name="provider" value=provider.get_value()/>
                {credentials.into_iter().map(|input| view! { <Credential input/> }).collect_view()}
                <FormTrouble<ConnectForm>/>
                <div class="open-step__actions">
                    <Button submits=true busy>{format!("Connect {name}")}</Button>
                </div>
            </StepForm<ConnectForm>>
            <div class="open-step__actions">
                <BackStep/>
            </div>
        </section>
    }
}

#[component]
fn Credential(input: CredentialInput) -> impl IntoView {
    let CredentialInput { name, label, hint, secret } = input;
    let id = format!("credential-{name}");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input
                class="input mono"
                id=id
                name=format!("credentials[{name}]")
                type=if secret { "password" } else { "text" }
                placeholder=hint
                autocomplete="off"
                spellcheck="false"
                required
            />
        </div>
    }
}
