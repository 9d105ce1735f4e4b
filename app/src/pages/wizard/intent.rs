//! The intent card: what was understood, every line editable where it stands.

use domain::UserIntent;
use leptos::{ev::Event, prelude::*};
use wasm_bindgen::JsCast;

use super::{steps::StepForm, talk::Talk, trouble::FormTrouble};
use crate::{
    api::wizard::EditIntent,
    components::{Badge, BadgeTone, Button, ButtonSize, Glyph, Icon, IconSize},
};

/// A line of the card.
struct Line {
    name: &'static str,
    label: &'static str,
    read: fn(&UserIntent) -> &str,
    /// Set in serif: the user's own words.
    class: &'static str,
    hint: &'static str,
}

const LINES: [Line; 5] = [
    Line {
        name: "problem_solved",
        label: "Problem",
        read: |intent| &intent.problem_solved,
        class: "intent__text own-words",
        hint: "What bothers you",
    },
    Line {
        name: "pain_point",
        label: "What hurts",
        read: |intent| &intent.pain_point,
        class: "intent__text own-words",
        hint: "What it costs you today",
    },
    Line {
        name: "goal",
        label: "Goal",
        read: |intent| &intent.goal,
        class: "intent__text",
        hint: "What you are after",
    },
    Line {
        name: "expected_outcome",
        label: "You will see",
        read: |intent| &intent.expected_outcome,
        class: "intent__text",
        hint: "What shows that it works",
    },
    Line {
        name: "impact_metric",
        label: "Worth",
        read: |intent| intent.impact_metric.as_deref().unwrap_or_default(),
        class: "intent__text",
        hint: "Not stated: Save 30 min/day",
    },
];

/// What was understood. A line is saved when it is left or with Enter; without WASM, with
/// the button below.
#[component]
pub(super) fn IntentCard() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let is_understood = talk.stored(|conversation| conversation.state.intent.is_some());
    let confirmed = talk.state(|state| state.stage > domain::wizard::WizardStage::ProblemDiscovery);
    let fixed = talk.state(|state| state.widget_id.is_some());

    move || {
        is_understood.get().then(|| view! {
            <section class="card intent" aria-labelledby="intent-title">
                <header class="intent__head">
                    <Icon glyph=Glyph::Target/>
                    <h2 id="intent-title">"What you want"</h2>
                    {move || confirmed.get().then(|| view! {
                        <Badge tone=BadgeTone::Ok><Icon glyph=Glyph::Check size=IconSize::Small/>"You confirmed"</Badge>
                    })}
                </header>
                <StepForm<EditIntent>>
                    {LINES.map(|line| view! { <IntentLine line fixed/> })}
                    <div class="intent__save until-hydrated">
                        <Button size=ButtonSize::Small submits=true>"Save what I changed"</Button>
                    </div>
                </StepForm<EditIntent>>
            </section>
            <FormTrouble<EditIntent>/>
        })
    }
}

#[component]
fn IntentLine(line: Line, fixed: Memo<bool>) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let id = format!("intent-{}", line.name);
    // A line keeps its element, so that the next one can be typed into while this one is saved.
    let value = talk.stored(move |conversation| {
        conversation.state.intent.as_ref().map(|intent| (line.read)(intent).to_owned()).unwrap_or_default()
    });
    view! {
        <div class="intent__line">
            <label class="intent__label" for=id.clone()>{line.label}</label>
            <textarea
                id=id.clone()
                name=line.name
                class=line.class
                rows="1"
                maxlength=UserIntent::MAX_LINE.to_string()
                placeholder=line.hint
                readonly=fixed
                prop:value=value
                on:change=|event| save_line(&event)
                on:keydown=|event| super::begin::send_on_enter(&event)
            >{value.get_untracked()}</textarea>
            <label class="intent__pencil" for=id aria-hidden="true"><Icon glyph=Glyph::Pencil size=IconSize::Small/></label>
        </div>
    }
}

fn save_line(event: &Event) {
    let line = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(form) = line.and_then(|line| line.form()) {
        let form: web_sys::HtmlFormElement = form;
        drop(form.request_submit());
    }
}
