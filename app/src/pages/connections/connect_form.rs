//! The form that connects one provider.

use domain::connection::ProviderCard;
use leptos::prelude::*;

use crate::{
    api::connections::Connect,
    components::{Button, ButtonKind, FormRefusal, TextInput},
};

/// Asks for what the provider declares, and says what is wrong with it.
#[component]
pub fn ConnectForm(
    card: ProviderCard,
    /// The page owns it, because the page shows what it leads to.
    connect: ServerAction<Connect>,
) -> impl IntoView {
    let provider = card.id.clone();
    // The page has a form per provider and one action for all of them.
    let refusal = Signal::derive({
        let provider = provider.clone();
        move || {
            let concerns_this = connect.input().read().as_ref().is_none_or(|input| input.provider == provider);
            connect.value().get().and_then(Result::err).filter(|_| concerns_this)
        }
    });
    let inputs = card
        .credentials
        .into_iter()
        .map(|field| {
            let pointer = format!("/{}", field.name);
            let error = Signal::derive(move || refusal.get().and_then(|error| error.at(&pointer).map(str::to_owned)));
            view! {
                <TextInput
                    name=format!("credentials[{}]", field.name)
                    id=format!("{provider}-{}", field.name)
                    label=field.label
                    kind=if field.secret { "password" } else { "text" }
                    placeholder=field.hint
                    required=true
                    error
                />
            }
        })
        .collect_view();
    view! {
        <ActionForm action=connect attr:class="form">
            <input type="hidden" name="provider" value=card.id/>
            <p class="supporting">{card.credentials_help}</p>
            {inputs}
            <FormRefusal error=refusal/>
            <div class="form__row">
                <Button kind=ButtonKind::Primary submits=true busy=connect.pending()>"Connect "{card.name}</Button>
            </div>
        </ActionForm>
    }
}
