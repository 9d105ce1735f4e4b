//! One open question at a time, with the input that fits it; answered ones fold to a line.

use domain::wizard::{Answered, Question, QuestionInput, QuestionOption, WizardInput, WizardStage};
use leptos::prelude::*;
use serde_json::Value;

use super::{
    connect::ConnectHere,
    draft,
    steps::{Step, StepForm},
    talk::Talk,
    trouble::{BackStep, FormTrouble},
};
use crate::{
    api::wizard::AnswerQuestion,
    components::{Button, ButtonKind, ButtonSize, Glyph, Icon, RowsSkeleton},
};

/// The form of the open question; its buttons stand outside of it.
const FORM: &str = "answer";
/// From so many choices on, there is a box to find one.
const MANY: usize = 8;

/// What was answered, each as a line.
#[component]
pub(super) fn AnsweredLines() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let answered = talk.state(|state| state.answered.clone());
    let can_change =
        talk.state(|state| matches!(state.stage, WizardStage::ClarifyingQuestions | WizardStage::Visualization));

    move || {
        let answered = answered.get();
        let last = answered.len().saturating_sub(1);
        (!answered.is_empty()).then(|| view! {
            <ul class="answered" aria-label="Answered">
                {answered.into_iter().enumerate().map(|(index, one)| view! {
                    <li class="answered__line">
                        <Icon glyph=Glyph::Check/>
                        <span class="answered__question">{one.question.question.clone()}</span>
                        <span class="answered__value">{in_words(&one)}</span>
                        {(index == last && can_change.get()).then(|| view! {
                            <Step input=WizardInput::Back kind=ButtonKind::Quiet size=ButtonSize::Small>"Change"</Step>
                        })}
                    </li>
                }).collect_view()}
            </ul>
        })
    }
}

/// An answer as it was given: by the labels of what was chosen.
fn in_words(answered: &Answered) -> String {
    let label = |value: &Value| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(yes) => if *yes { "Yes" } else { "No" }.to_owned(),
            other => other.to_string(),
        };
        let option = answered.question.options.iter().find(|option| option.value == text);
        option.map_or(text, |option| option.label.clone())
    };
    match &answered.value {
        Value::Array(values) => values.iter().map(label).collect::<Vec<_>>().join(", "),
        value => label(value),
    }
}

/// The stage of questions: connect first where that is needed, then the open question.
#[component]
pub(super) fn Asking() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let connect = talk.stored(|conversation| conversation.connect.clone());
    let question = talk.state(|state| state.question.clone());

    move || match (connect.get(), question.get()) {
        (Some(provider), _) => view! { <ConnectHere provider/> }.into_any(),
        (None, Some(question)) => view! { <OpenQuestion question/> }.into_any(),
        (None, None) => view! { <NextQuestion/> }.into_any(),
    }
}

/// Between two questions: the account is being asked for what can be chosen.
#[component]
fn NextQuestion() -> impl IntoView {
    let talk = expect_context::<Talk>();
    view! {
        {move || if talk.busy() {
            view! {
                <div role="status">
                    <p class="supporting">"Looking at what your account has"</p>
                    <RowsSkeleton/>
                </div>
            }.into_any()
        } else {
            view! {
                <p class="supporting">"The next question could not be asked yet."</p>
                <div class="open-step__actions">
                    <Step input=WizardInput::GoTo { stage: WizardStage::ClarifyingQuestions } kind=ButtonKind::Primary>"Ask again"</Step>
                    <BackStep/>
                </div>
            }.into_any()
        }}
    }
}

#[component]
fn OpenQuestion(question: Question) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let busy = Signal::derive(move || talk.busy());
    let Question { field_name, question: text, hint, input_type, options, default } = question;
    let given = talk.given(&field_name).or_else(|| default.clone());
    let is_yes_or_no = input_type == QuestionInput::Boolean;
    let takes_all = input_type == QuestionInput::MultiSelect && options.len() > 1;
    let skip = default.map(|default| {
        let input = WizardInput::Skip { field_name: field_name.clone() };
        let shown = in_words(&Answered {
            question: Question {
                field_name: field_name.clone(),
                question: text.clone(),
                hint: None,
                input_type,
                options: options.clone(),
                default: None,
            },
            value: default,
        });
        (input, shown)
    });

    let input = match input_type {
        QuestionInput::Boolean => view! { <YesOrNo/> }.into_any(),
        QuestionInput::MultiSelect if !options.is_empty() => view! { <Choices options given/> }.into_any(),
        QuestionInput::SingleSelect if !options.is_empty() => view! { <OneChoice options given/> }.into_any(),
        _ => view! { <Typed field_name=field_name.clone() input_type given/> }.into_any(),
    };

    view! {
        <section class="open-step">
            <StepForm<AnswerQuestion> id=FORM>
                <input type="hidden" name="field_name" value=field_name/>
                <fieldset class="question">
                    <legend class="section-title" tabindex="-1" data-open-step>{text}</legend>
                    {hint.map(|hint| view! { <p class="supporting">{hint}</p> })}
                    {input}
                </fieldset>
            </StepForm<AnswerQuestion>>
            <FormTrouble<AnswerQuestion>/>
            // The first button in the document is the one that Enter presses.
            <div class="open-step__actions">
                {(!is_yes_or_no).then(|| view! {
                    <Button kind=ButtonKind::Primary submits=true busy attr:form=FORM>"Continue"</Button>
                })}
                {takes_all.then(|| view! {
                    <Button submits=true busy attr:form=FORM attr:name="press" attr:value="all">"Use all"</Button>
                })}
                {skip.map(|(input, shown)| view! { <Step input>{format!("Skip, use the default: {shown}")}</Step> })}
                <BackStep/>
            </div>
        </section>
    }
}

/// Chips to choose several of, found by typing, with how many are chosen.
#[component]
fn Choices(options: Vec<QuestionOption>, given: Option<Value>) -> impl IntoView {
    let total = options.len();
    let chosen_before: Vec<String> = given
        .as_ref()
        .and_then(Value::as_array)
        .map(|values| values.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    let sought = RwSignal::new(String::new());
    let chosen = RwSignal::new(chosen_before.len());

    let chips = options
        .into_iter()
        .map(|option| {
            let haystack = option.label.to_lowercase();
            let hidden = Memo::new(move |_| !haystack.contains(sought.read().trim()));
            let checked = chosen_before.contains(&option.value);
            view! { <ChoiceChip option kind="checkbox" checked hidden chosen/> }
        })
        .collect_view();

    view! {
        {(total >= MANY).then(|| view! {
            <div class="input-with-icon question__find hydrated-only">
                <Icon glyph=Glyph::Search/>
                <input
                    class="input input--with-icon"
                    type="search"
                    placeholder=format!("Find among {total}")
                    aria-label=format!("Find among {total}")
                    on:input:target=move |event| sought.set(event.target().value().to_lowercase())
                    on:keydown=|event| if event.key() == "Enter" { event.prevent_default() }
                />
            </div>
        })}
        <div class="chips">{chips}</div>
        <p class="meta" aria-live="polite">{move || format!("{} of {total} chosen", chosen.get())}</p>
    }
}

#[component]
fn OneChoice(options: Vec<QuestionOption>, given: Option<Value>) -> impl IntoView {
    let given = given.as_ref().and_then(Value::as_str).map(str::to_owned);
    let chosen = RwSignal::new(0);
    let chips = options
        .into_iter()
        .map(|option| {
            let checked = given.as_ref() == Some(&option.value);
            view! { <ChoiceChip option kind="radio" checked hidden=Memo::new(|_| false) chosen/> }
        })
        .collect_view();
    view! { <div class="chips">{chips}</div> }
}

/// A choice as a checkbox or radio button of the form; what is checked is the element's to know.
#[component]
fn ChoiceChip(
    option: QuestionOption,
    kind: &'static str,
    checked: bool,
    hidden: Memo<bool>,
    /// How many are chosen.
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let QuestionOption { value, label, note } = option;
    view! {
        <label class="chip" hidden=hidden>
            <input
                class="visually-hidden"
                type=kind
                name="value[]"
                value=value
                checked=checked
                on:change:target=move |event| chosen.update(|count| {
                    *count = if event.target().checked() { *count + 1 } else { count.saturating_sub(1) };
                })
            />
            <span class="chip__check"><Icon glyph=Glyph::Check size=crate::components::IconSize::Small/></span>
            <span>{label}</span>
            {note.map(|note| view! { <span class="chip__note">{note}</span> })}
        </label>
    }
}

#[component]
fn YesOrNo() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let busy = Signal::derive(move || talk.busy());
    view! {
        <div class="question__yes-no">
            <Button kind=ButtonKind::Primary submits=true busy attr:name="value[]" attr:value="true">"Yes"</Button>
            <Button submits=true busy attr:name="value[]" attr:value="false">"No"</Button>
        </div>
    }
}

/// A text, a number or a date; kept as a draft while it is typed.
#[component]
fn Typed(field_name: String, input_type: QuestionInput, given: Option<Value>) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let key = draft::answer(talk.id, &field_name);
    let kind = match input_type {
        QuestionInput::Number => "number",
        QuestionInput::Date => "date",
        _ => "text",
    };
    let value = given.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default();
    let element = NodeRef::<leptos::html::Input>::new();
    let kept = key.clone();
    Effect::new(move |_| {
        if let (Some(kept), Some(element)) = (draft::recall(&kept), element.get()) {
            element.set_value(&kept);
        }
    });

    view! {
        <input
            node_ref=element
            class="input question__typed"
            type=kind
            step="any"
            name="value[]"
            value=value
            required
            autocomplete="off"
            aria-label="Your answer"
            on:input:target=move |event| draft::keep(&key, &event.target().value())
        />
    }
}
