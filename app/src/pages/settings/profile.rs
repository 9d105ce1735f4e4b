//! Name, time zone and language.

use domain::account::{Account, AccountKind};
use leptos::prelude::*;

use super::Section;
use crate::{
    api::accounts::UpdateAccount,
    browser,
    components::{Button, ButtonSize, FormRefusal, LinkButton, TextInput, Toast, use_toasts},
    forms::form_action,
    session::use_session,
};

#[component]
pub(super) fn ProfileSection(account: Account) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let update = form_action::<UpdateAccount>();
    let refusal = Signal::derive(move || update.value().get().and_then(Result::err));
    let at = move |pointer: &'static str| {
        Signal::derive(move || refusal.get().and_then(|error| error.at(pointer).map(str::to_owned)))
    };
    Effect::new(move |_| match update.value().get() {
        Some(Ok(_)) => toasts.say(Toast { text: "Saved.".into(), ..Toast::default() }),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
    let is_visitor = account.kind == AccountKind::Visitor;
    view! {
        <Section id="profile" title="You" about="Times and numbers are written for this zone and language.">
            <p class="supporting">
                {if is_visitor { "You are looking around with sample data; this account is thrown away after a day. " } else { "Logged in as " }}
                {if is_visitor {
                    view! { <LinkButton href="/signup" size=ButtonSize::Small>"Create an account"</LinkButton> }.into_any()
                } else {
                    view! { <b>{account.email}</b> }.into_any()
                }}
            </p>
            <ActionForm action=update attr:class="form">
                <TextInput name="name" label="Name" value=account.name autocomplete="name" required=true error=at("/name")/>
                <TextInput
                    name="time_zone"
                    label="Time zone"
                    value=account.time_zone
                    hint="As the tz database names it: Europe/Lisbon."
                    required=true
                    error=at("/timeZone")
                />
                <TextInput
                    name="locale"
                    label="Language and region"
                    value=account.locale
                    hint="Decides how dates and numbers are written: en, de-CH."
                    required=true
                    error=at("/locale")
                />
                <FormRefusal error=refusal fields=&["/name", "/timeZone", "/locale"]/>
                <div class="form__row">
                    <Button submits=true busy=update.pending()>"Save"</Button>
                    <UseBrowserZone/>
                </div>
            </ActionForm>
        </Section>
    }
}

/// Fills in the zone of this computer; shown once there is a browser to ask.
#[component]
fn UseBrowserZone() -> impl IntoView {
    let zone = RwSignal::new(None::<String>);
    Effect::new(move |_| zone.set(browser::time_zone()));
    move || {
        zone.get().map(|zone| {
            let fill = zone.clone();
            view! {
                <Button
                    kind=crate::components::ButtonKind::Quiet
                    on:click=move |_| browser::fill("time_zone", &fill)
                >
                    "Use "{zone}
                </Button>
            }
        })
    }
}
