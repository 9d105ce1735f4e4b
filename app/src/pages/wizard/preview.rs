//! The last look before it is deployed: name, columns and the schema itself are edited here.

use domain::wizard::WizardInput;
use leptos::prelude::*;

use super::{
    columns::ArrangeForm,
    side::Seen,
    steps::{Step, StepForm},
    talk::Talk,
    trouble::{BackStep, FormTrouble},
};
use crate::{
    api::wizard::EditSchema,
    components::{Button, ButtonKind, Glyph, RowsSkeleton},
    pages::editor::SchemaEditor,
};

#[component]
pub(super) fn Accepting() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let preview = talk.stored(|conversation| conversation.preview.clone());
    let can_accept = talk.can(WizardInput::Accept);

    view! {
        <section class="open-step" aria-labelledby="accept-title">
            <h2 id="accept-title" class="section-title" tabindex="-1" data-open-step>"This is what will stand on your dashboard"</h2>
            // Up to 960 px the widget stands in the talk itself, in place of the sheet.
            <div class="wizard__inline-preview">
                {move || preview.get().map(|preview| view! { <Seen preview/> })}
            </div>
            <ArrangeForm/>
            <SchemaText/>
            {move || if can_accept.get() {
                view! {
                    <div class="open-step__actions">
                        <Step input=WizardInput::Accept kind=ButtonKind::Primary>"Put it on the dashboard"</Step>
                        <BackStep/>
                    </div>
                }.into_any()
            } else {
                view! {
                    <RowsSkeleton/>
                    <BackStep/>
                }.into_any()
            }}
        </section>
    }
}

/// The whole schema as JSON, for those who want it.
#[component]
fn SchemaText() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let schema = talk.stored(|conversation| conversation.state.schema.clone());
    let busy = Signal::derive(move || talk.busy());
    let refused = move || talk.refusal::<EditSchema>().is_some();

    view! {
        <details class="schema-text" open=refused>
            <summary class="schema-text__summary">
                <crate::components::Icon glyph=Glyph::Braces/>
                "The schema as JSON"
            </summary>
            {move || schema.get().map(|schema| {
                let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
                view! {
                    <StepForm<EditSchema> class="form">
                        <SchemaEditor name="schema" text/>
                        <FormTrouble<EditSchema>/>
                        <div class="form__row">
                            <Button submits=true busy>"Use this schema"</Button>
                        </div>
                    </StepForm<EditSchema>>
                }
            })}
        </details>
    }
}
