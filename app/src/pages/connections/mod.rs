//! Every provider, how it is connected, and how to connect it.

mod connect_form;

use domain::connection::{Connection, ConnectionState, ProviderCard, Source};
use leptos::prelude::*;
use leptos_meta::Title;

pub use connect_form::ConnectForm;

use super::LoadFailed;
use crate::{
    api::connections::{Connect, Disconnect, UseSampleData, connections},
    components::{Badge, BadgeTone, Button, ButtonKind, Dot, DotKind, FormRefusal, RowsSkeleton, Toast, use_toasts},
    forms::form_action,
    loaded::load,
    session::use_session,
};

/// What can be done about a provider; the page owns the actions because it lists the results.
#[derive(Clone, Copy)]
struct Actions {
    connect: ServerAction<Connect>,
    sample: ServerAction<UseSampleData>,
    disconnect: ServerAction<Disconnect>,
}

#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let session = use_session();
    let actions = Actions { connect: form_action(), sample: form_action(), disconnect: form_action() };
    let versions = move || {
        (
            session.login(),
            actions.connect.version().get(),
            actions.sample.version().get(),
            actions.disconnect.version().get(),
        )
    };
    let providers = load(versions, |_| connections());
    say_what_happened(actions);
    view! {
        <Title text="Connections"/>
        <main class="page page--narrow" id="main">
            <header class="page__head">
                <div>
                    <h1 class="page__title">"Connections"</h1>
                    <p class="page__lead">"Keys are checked before they are kept, encrypted, and never shown again."</p>
                </div>
            </header>
            <Transition fallback=|| view! { <RowsSkeleton/> }>
                {move || Suspend::new(async move {
                    match providers.await {
                        Ok(providers) => view! {
                            <div class="providers">
                                {providers.into_iter().map(|card| view! { <Provider card actions/> }).collect_view()}
                            </div>
                        }.into_any(),
                        Err(error) => {
                            session.heed(&error);
                            view! { <LoadFailed error retry=Callback::new(move |()| providers.refetch())/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </main>
    }
}

fn say_what_happened(actions: Actions) {
    let (session, toasts) = (use_session(), use_toasts());
    let done = move |text: String| toasts.say(Toast { text, ..Toast::default() });
    Effect::new(move |_| match actions.connect.value().get() {
        Some(Ok(connection)) => done(format!("Connected as {}.", connection.account)),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
    Effect::new(move |_| match actions.sample.value().get() {
        Some(Ok(_)) => done("Sample data is in use. It is labelled wherever it appears.".into()),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
    Effect::new(move |_| match actions.disconnect.value().get() {
        Some(Ok(())) => done("Disconnected. The key is deleted here.".into()),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
}

#[component]
fn Provider(card: ProviderCard, actions: Actions) -> impl IntoView {
    let id = card.id.clone();
    let card = StoredValue::new(card);
    let connection = card.with_value(|card| card.connection.clone());
    let name = card.with_value(|card| card.name.clone());
    let needs_key = connection.as_ref().is_some_and(|connection| connection.state == ConnectionState::NeedsReconnect);
    let offers_sample = card.with_value(|card| card.sandbox)
        && !connection.as_ref().is_some_and(|connection| connection.source == Source::Sandbox);
    let label = match &connection {
        Some(Connection { source: Source::Sandbox, .. }) => format!("Connect your own {name}"),
        Some(_) => "Enter a new key".to_owned(),
        None => format!("Connect {name}"),
    };
    let name_id = format!("{id}-name");
    let labelled_by = name_id.clone();
    view! {
        <section class="card provider" id=id.clone() aria-labelledby=labelled_by>
            <div class="provider__head">
                <div class="provider__text">
                    <h2 class="provider__name" id=name_id>
                        {name.clone()}
                        {connection.as_ref().is_some_and(|connection| connection.source == Source::Sandbox)
                            .then(|| view! { <Badge tone=BadgeTone::Line>"Sandbox"</Badge> })}
                    </h2>
                    <p class="supporting">{card.with_value(|card| card.summary.clone())}</p>
                    <HowConnected connection=connection.clone()/>
                </div>
                <div class="provider__actions">
                    {offers_sample.then(|| view! {
                        <ActionForm action=actions.sample>
                            <input type="hidden" name="provider" value=card.with_value(|card| card.id.clone())/>
                            <Button submits=true busy=actions.sample.pending()>"Use sample data"</Button>
                        </ActionForm>
                    })}
                </div>
            </div>
            // Open where a key is needed now; elsewhere one press away.
            <details class="disclosure" open=needs_key>
                <summary class="disclosure__summary">{label}</summary>
                <div class="provider__form">
                    <ConnectForm card=card.get_value() connect=actions.connect/>
                </div>
            </details>
            {connection.is_some().then(|| view! { <DisconnectForm id=id.clone() name actions/> })}
        </section>
    }
}

#[component]
fn HowConnected(connection: Option<Connection>) -> impl IntoView {
    let line = match connection {
        None => view! { <Dot kind=DotKind::Off/><span>"Not connected"</span> }.into_any(),
        Some(Connection { state: ConnectionState::NeedsReconnect, account, .. }) => view! {
            <Dot kind=DotKind::Failed/>
            <span>"Was connected as "{account}". The key is no longer accepted; enter a new one."</span>
        }
        .into_any(),
        Some(Connection { source: Source::Sandbox, account, .. }) => {
            view! { <Dot kind=DotKind::Fresh/><span>"Sample data, as "{account}</span> }.into_any()
        }
        Some(Connection { account, ends_with, .. }) => view! {
            <Dot kind=DotKind::Fresh/>
            <span>"Connected as "{account}", key ends with "<span class="mono">"····"{ends_with}</span></span>
        }
        .into_any(),
    };
    view! { <p class="provider__state">{line}</p> }
}

/// Asks once more, because the key is gone afterwards. Works without WASM.
#[component]
fn DisconnectForm(id: String, name: String, actions: Actions) -> impl IntoView {
    let target = id.clone();
    let refusal = Signal::derive(move || {
        let concerns_this = actions.disconnect.input().read().as_ref().is_none_or(|input| input.provider == target);
        actions.disconnect.value().get().and_then(Result::err).filter(|_| concerns_this)
    });
    view! {
        <details class="disclosure">
            <summary class="disclosure__summary disclosure__summary--quiet">"Disconnect"</summary>
            <ActionForm action=actions.disconnect attr:class="provider__form">
                <input type="hidden" name="provider" value=id/>
                <p class="supporting">
                    "The key is deleted here. Widgets of "{name.clone()}" stay, and say that it is not connected."
                </p>
                <FormRefusal error=refusal/>
                <div class="form__row">
                    <Button kind=ButtonKind::Danger submits=true busy=actions.disconnect.pending()>
                        "Disconnect "{name}
                    </Button>
                </div>
            </ActionForm>
        </details>
    }
}
