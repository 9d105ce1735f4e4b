//! Logging in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::front::{Front, OnHost};
use crate::{
    api::accounts::LogIn,
    components::{Button, ButtonKind, ButtonSize, FormRefusal, LinkButton, TextInput},
    forms::form_action,
};

#[component]
pub fn LogInPage() -> impl IntoView {
    let log_in = form_action::<LogIn>();
    let refusal = Signal::derive(move || log_in.value().get().and_then(Result::err));
    let query = use_query_map();
    // Where one wanted to go when the log-in was asked for; the server looks at it again.
    let next = move || query.read().get("next");
    view! {
        <Title text="Log in"/>
        <Front other=view! { <LinkButton href="/signup">"Create an account"</LinkButton> }.into_any()>
            <section class="card card--padded" aria-labelledby="log-in">
                <div>
                    <h2 class="section-title" id="log-in">"Log in"</h2>
                    <OnHost word="to"/>
                </div>
                <ActionForm action=log_in attr:class="form">
                    {move || next().map(|next| view! { <input type="hidden" name="next" value=next/> })}
                    <TextInput name="email" label="E-mail" kind="email" autocomplete="username" required=true/>
                    <TextInput name="password" label="Password" kind="password" autocomplete="current-password" required=true/>
                    <FormRefusal error=refusal/>
                    <Button kind=ButtonKind::Primary size=ButtonSize::Large submits=true busy=log_in.pending()>"Log in"</Button>
                </ActionForm>
                <hr class="rule"/>
                <p class="supporting">
                    "New here? "
                    <a class="link" href="/signup">"Create an account"</a>
                    "."
                </p>
            </section>
        </Front>
    }
}
