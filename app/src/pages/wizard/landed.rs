//! The widget stands on the dashboard: the way to it, and the way back.

use domain::wizard::WizardInput;
use leptos::prelude::*;

use super::{steps::Step, talk::Talk};
use crate::components::{ButtonKind, Glyph, Icon, IconTone, LinkButton, RowsSkeleton};

#[component]
pub(super) fn Landed() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let widget = talk.stored(|conversation| conversation.state.widget_id);
    let name = talk.stored(|conversation| {
        conversation.state.schema.as_ref().map(|schema| schema.metadata.name.clone()).unwrap_or_default()
    });

    move || {
        match widget.get() {
        None => view! {
            <div role="status">
                <p class="supporting">"Putting it on the dashboard"</p>
                <RowsSkeleton/>
            </div>
            <div class="open-step__actions">
                {(!talk.busy()).then(|| view! { <Step input=WizardInput::Back>"Back to the preview"</Step> })}
            </div>
        }
        .into_any(),
        Some(widget) => view! {
            <section class="open-step landed" aria-labelledby="landed-title">
                <h2 id="landed-title" class="section-title" tabindex="-1" data-open-step>
                    <Icon glyph=Glyph::CircleCheck tone=IconTone::Ok/>
                    {format!("{} stands on your dashboard", name.get())}
                </h2>
                <p class="supporting">"It refreshes by itself and remembers why it is there."</p>
                <div class="open-step__actions">
                    <LinkButton href=format!("/dashboard#widget-{widget}") kind=ButtonKind::Primary>"Go to the dashboard"</LinkButton>
                    <Step input=WizardInput::Undone>"Undo"</Step>
                    <LinkButton href="/wizard" kind=ButtonKind::Quiet>"Another widget"</LinkButton>
                </div>
            </section>
        }
        .into_any(),
    }
    }
}
