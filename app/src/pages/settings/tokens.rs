//! Personal tokens for scripts.

use domain::account::Scope;
use leptos::prelude::*;

use super::Section;
use crate::{
    api::accounts::{CreateToken, NewToken, RevokeToken, TokenLine, tokens},
    browser,
    components::{
        Button, ButtonKind, ButtonSize, Field, FormRefusal, Glyph, RowsSkeleton, TextInput, Toast, use_toasts,
    },
    forms::form_action,
    loaded::load,
    session::use_session,
};

#[component]
pub(super) fn TokensSection() -> impl IntoView {
    let session = use_session();
    let create = form_action::<CreateToken>();
    let revoke = form_action::<RevokeToken>();
    let versions = move || (session.login(), create.version().get(), revoke.version().get());
    let lines = load(versions, |_| tokens());
    let refusal = Signal::derive(move || create.value().get().and_then(Result::err));
    let name_error = Signal::derive(move || refusal.get().and_then(|error| error.at("/name").map(str::to_owned)));
    view! {
        <Section id="tokens" title="Personal tokens" about="For scripts that use the HTTP API in your name. A token is shown once.">
            {move || create.value().get().and_then(Result::ok).map(|token| view! { <Shown token/> })}
            <Transition fallback=|| view! { <RowsSkeleton/> }>
                {move || Suspend::new(async move {
                    match lines.await {
                        Ok(lines) if lines.is_empty() => view! { <p class="supporting">"There are no tokens."</p> }.into_any(),
                        Ok(lines) => view! {
                            <ul class="item-list">
                                {lines.into_iter().map(|line| view! { <Line line revoke/> }).collect_view()}
                            </ul>
                        }.into_any(),
                        Err(error) => view! { <p class="form__refusal" role="alert">{error.to_string()}</p> }.into_any(),
                    }
                })}
            </Transition>
            // It is shown once, in the answer; a plain form's answer is another page.
            <noscript>"Creating a token needs JavaScript, because it is shown once, on this page."</noscript>
            <ActionForm action=create attr:class="form scripted-only">
                <TextInput name="name" id="token-name" label="Name" hint="What it is for: “morning report”." required=true error=name_error/>
                <Field id="token-scope" label="It may">
                    <select class="input" id="token-scope" name="scope">
                        <option value="read">"Read only"</option>
                        <option value="write">"Read and change"</option>
                    </select>
                </Field>
                <FormRefusal error=refusal fields=&["/name"]/>
                <div class="form__row">
                    <Button submits=true busy=create.pending()>"Create a token"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}

/// The token, this once.
#[component]
fn Shown(token: NewToken) -> impl IntoView {
    let toasts = use_toasts();
    let secret = StoredValue::new(token.secret);
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let text = match browser::copy(&secret.get_value()).await {
                Ok(()) => "Copied.",
                Err(_) => "The browser does not allow copying here. Select the token and copy it by hand.",
            };
            toasts.say(Toast { text: text.into(), ..Toast::default() });
        });
    };
    view! {
        <div role="status" class="form">
            <p>"“"{token.name}"” is created. Copy it now; it is not shown again."</p>
            <div class="secret">
                <code>{secret.get_value()}</code>
                <Button size=ButtonSize::Small icon=Glyph::Copy on:click=copy>"Copy"</Button>
            </div>
        </div>
    }
}

#[component]
fn Line(line: TokenLine, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let TokenLine { token, created, last_used } = line;
    let may = match token.scope {
        Scope::Read => "reads",
        Scope::Write => "reads and changes",
    };
    let used = last_used.map_or_else(|| "never used".to_owned(), |at| format!("last used {at}"));
    view! {
        <li class="item">
            <div class="item__text">
                <span>{token.name.clone()}</span>
                <span class="meta"><span class="mono">{token.prefix}"…"</span>", "{may}", created "{created}", "{used}</span>
            </div>
            <ActionForm action=revoke>
                <input type="hidden" name="token" value=token.id.to_string()/>
                <Button kind=ButtonKind::Danger size=ButtonSize::Small submits=true busy=revoke.pending() attr:aria-label=format!("Revoke {}", token.name)>
                    "Revoke"
                </Button>
            </ActionForm>
        </li>
    }
}
