//! Taking one's data along, and leaving.

use domain::account::Account;
use leptos::prelude::*;

use super::Section;
use crate::{
    api::accounts::{DeleteAccount, ExportAccount},
    browser,
    components::{Button, ButtonKind, FormRefusal, Glyph, TextInput},
    forms::form_action,
    session::use_session,
};

#[component]
pub(super) fn ExportSection() -> impl IntoView {
    let session = use_session();
    let export = ServerAction::<ExportAccount>::new();
    let refusal = Signal::derive(move || export.value().get().and_then(Result::err));
    Effect::new(move |_| match export.value().get() {
        Some(Ok(json)) => browser::download("agentic-dashboard.json", "application/json", &json),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
    view! {
        <Section id="export" title="Your data" about="Everything kept of you, as one JSON file. Keys and passwords are not in it.">
            <noscript>"Exporting needs JavaScript, which saves the file."</noscript>
            <ActionForm action=export attr:class="form scripted-only">
                <FormRefusal error=refusal/>
                <div class="form__row">
                    <Button icon=Glyph::Download submits=true busy=export.pending()>"Export my data"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}

#[component]
pub(super) fn DeleteAccountSection(account: Account) -> impl IntoView {
    let delete = form_action::<DeleteAccount>();
    let refusal = Signal::derive(move || delete.value().get().and_then(Result::err));
    let mistake = Signal::derive(move || refusal.get().and_then(|error| error.at("/confirmation").map(str::to_owned)));
    view! {
        <Section id="delete" title="Delete my account" about="Widgets, connections, conversations and events go with it. This cannot be undone.">
            <ActionForm action=delete attr:class="form">
                <TextInput
                    name="confirmation"
                    label=format!("Type {} to confirm", account.email)
                    required=true
                    error=mistake
                />
                <FormRefusal error=refusal fields=&["/confirmation"]/>
                <div class="form__row">
                    <Button kind=ButtonKind::Danger submits=true busy=delete.pending()>"Delete my account"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}
