//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::{ButtonKind, LinkButton};

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text="Not found"/>
        <main class="page page--narrow">
            <div class="lost">
                <h1 class="page__title">"There is nothing at this address"</h1>
                <p class="supporting">"It may have been deleted, or the address has a typing mistake."</p>
                <LinkButton href="/" kind=ButtonKind::Primary>"To the dashboard"</LinkButton>
            </div>
        </main>
    }
}
