//! Making an account.

use leptos::prelude::*;
use leptos_meta::Title;

use super::front::{Front, OnHost};
use crate::{
    api::accounts::SignUp,
    components::{Button, ButtonKind, ButtonSize, FormRefusal, LinkButton, TextInput},
    forms::form_action,
};

#[component]
pub fn SignUpPage() -> impl IntoView {
    let sign_up = form_action::<SignUp>();
    let refusal = Signal::derive(move || sign_up.value().get().and_then(Result::err));
    let at = move |pointer: &'static str| {
        Signal::derive(move || refusal.get().and_then(|error| error.at(pointer).map(str::to_owned)))
    };
    view! {
        <Title text="Create an account"/>
        <Front other=view! { <LinkButton href="/login">"Log in"</LinkButton> }.into_any()>
            <section class="card card--padded" aria-labelledby="sign-up">
                <div>
                    <h2 class="section-title" id="sign-up">"Create an account"</h2>
                    <OnHost word="on"/>
                </div>
                <ActionForm action=sign_up attr:class="form">
                    <TextInput name="email" label="E-mail" kind="email" autocomplete="username" required=true error=at("/email")/>
                    <TextInput
                        name="name"
                        label="Name"
                        autocomplete="name"
                        hint="As you want to be called. It may stay empty."
                        error=at("/name")
                    />
                    <TextInput
                        name="password"
                        label="Password"
                        kind="password"
                        autocomplete="new-password"
                        required=true
                        hint="At least 8 characters. Three or four words are easy to remember."
                        error=at("/password")
                    />
                    <FormRefusal error=refusal fields=&["/email", "/name", "/password"]/>
                    <Button kind=ButtonKind::Primary size=ButtonSize::Large submits=true busy=sign_up.pending()>
                        "Create the account"
                    </Button>
                </ActionForm>
                <hr class="rule"/>
                <p class="supporting">
                    "Have one already? "
                    <a class="link" href="/login">"Log in"</a>
                    "."
                </p>
            </section>
        </Front>
    }
}
