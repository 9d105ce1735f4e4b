//! A page whose code could not be fetched: nobody is online, or the server has another version
//! by now.

use leptos::prelude::*;

use crate::{
    browser,
    components::{Button, ButtonKind},
};

#[component]
pub fn NotLoadedPage() -> impl IntoView {
    view! {
        <main class="page" id="main">
            <div class="lost" role="alert">
                <h1 class="section-title">"This page could not be loaded"</h1>
                <p class="supporting">"You are offline, or this server was updated since you opened it."</p>
                <Button kind=ButtonKind::Primary on:click=|_| browser::reload()>"Load it again"</Button>
            </div>
        </main>
    }
}
