//! What belongs to the person: name and clock, look, log-ins, tokens, and the way out.

mod farewell;
mod look;
mod profile;
mod sessions;
mod tokens;

use leptos::prelude::*;
use leptos_meta::Title;

use self::{
    farewell::{DeleteAccountSection, ExportSection},
    look::LookSection,
    profile::ProfileSection,
    sessions::SessionsSection,
    tokens::TokensSection,
};
use super::LoadFailed;
use crate::{components::RowsSkeleton, session::use_session};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let session = use_session();
    view! {
        <Title text="Settings"/>
        <main class="page page--narrow" id="main">
            <header class="page__head">
                <h1 class="page__title">"Settings"</h1>
            </header>
            <Suspense fallback=|| view! { <RowsSkeleton/> }>
                {move || Suspend::new(async move {
                    match session.account().await {
                        Ok(account) => view! {
                            <div class="settings">
                                <ProfileSection account=account.clone()/>
                                <LookSection/>
                                <SessionsSection/>
                                <TokensSection/>
                                <ExportSection/>
                                <DeleteAccountSection account/>
                            </div>
                        }.into_any(),
                        Err(error) => {
                            view! { <LoadFailed error retry=Callback::new(move |()| session.account().refetch())/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}

/// A heading with what it is about on the left, its forms on the right.
#[component]
fn Section(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(into)] about: String,
    children: Children,
) -> impl IntoView {
    let labelled_by = id.clone();
    view! {
        <section class="settings__section" aria-labelledby=labelled_by>
            <div class="settings__about">
                <h2 id=id>{title}</h2>
                <p class="supporting">{about}</p>
            </div>
            <div class="settings__content">{children()}</div>
        </section>
    }
}
