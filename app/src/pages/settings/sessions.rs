//! Where one is logged in.

use leptos::prelude::*;

use super::Section;
use crate::{
    api::accounts::{RevokeSession, SessionLine, sessions},
    components::{Badge, BadgeTone, Button, ButtonSize, FormRefusal, RowsSkeleton},
    forms::form_action,
    loaded::load,
    session::use_session,
};

#[component]
pub(super) fn SessionsSection() -> impl IntoView {
    let session = use_session();
    let revoke = form_action::<RevokeSession>();
    let refusal = Signal::derive(move || revoke.value().get().and_then(Result::err));
    let lines = load(move || (session.login(), revoke.version().get()), |_| sessions());
    view! {
        <Section id="sessions" title="Log-ins" about="Where this account is logged in. Log out what you do not know.">
            <Transition fallback=|| view! { <RowsSkeleton/> }>
                {move || Suspend::new(async move {
                    match lines.await {
                        Ok(lines) => view! {
                            <ul class="item-list">
                                {lines.into_iter().map(|line| view! { <Line line revoke/> }).collect_view()}
                            </ul>
                        }.into_any(),
                        Err(error) => view! { <p class="form__refusal" role="alert">{error.to_string()}</p> }.into_any(),
                    }
                })}
            </Transition>
            <FormRefusal error=refusal/>
        </Section>
    }
}

#[component]
fn Line(line: SessionLine, revoke: ServerAction<RevokeSession>) -> impl IntoView {
    let SessionLine { session, last_seen } = line;
    view! {
        <li class="item">
            <div class="item__text">
                <span>{session.device.clone()}</span>
                <span class="meta">"Last seen "{last_seen}</span>
            </div>
            {if session.current {
                view! { <Badge tone=BadgeTone::Ok>"This one"</Badge> }.into_any()
            } else {
                view! {
                    <ActionForm action=revoke>
                        <input type="hidden" name="session" value=session.id.to_string()/>
                        <Button size=ButtonSize::Small submits=true busy=revoke.pending() attr:aria-label=format!("Log out {}", session.device)>
                            "Log out"
                        </Button>
                    </ActionForm>
                }.into_any()
            }}
        </li>
    }
}
