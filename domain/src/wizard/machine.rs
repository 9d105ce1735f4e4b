//! The stage machine: which input is possible when, and what it makes of the state.
//!
//! | stage | goes on by | holds from then on |
//! | --- | --- | --- |
//! | `problem_discovery` | `Confirm` | problem, intent, inferred template, stated details |
//! | `clarifying_questions` | `DetailsComplete` | every answer |
//! | `visualization` | `ChooseVisualization` | the layout |
//! | `preview` | `Accept` | a schema |
//! | `deploy` | `Deployed` | the widget's id; from here only `Undone` is possible |
//!
//! What a stage holds is let go again by the step back into it, so that going forward and
//! back ends where it began. Intent, problem and earlier answers stay whatever happens,
//! until the problem itself is told anew.

use serde_json::Value;

use super::{Answered, Discovery, Inferred, Question, QuestionInput, WizardInput, WizardStage, WizardState};
use crate::{
    UserIntent, WidgetId,
    provider::When,
    widget::{LayoutType, WidgetSchema},
};

/// The longest a problem may be, in characters.
pub const MAX_PROBLEM: usize = 4000;
/// The longest an answer in words may be, in characters.
pub const MAX_ANSWER: usize = 500;
/// The most choices one answer may hold.
pub const MAX_CHOICES: usize = 100;

/// Why an input does not fit the state, in words for the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WizardError {
    #[error("{}", not_now(*stage))]
    NotNow { stage: WizardStage },
    #[error("This widget stands on your dashboard already. Undo it to change it here, or start a new one.")]
    Finished,
    #[error("This is the first step. Change your words to start over.")]
    NothingBefore,
    #[error("This step is not done yet. Answer what is open first.")]
    NotDone { stage: WizardStage },
    #[error("Say in a few words what bothers you.")]
    EmptyProblem,
    /// `over` is in characters.
    #[error("That is {over} characters too long: {MAX_PROBLEM} fit. Shorten it.")]
    ProblemTooLong { over: usize },
    #[error("Say what the problem is: this line cannot be empty.")]
    EmptyIntent,
    /// `line` is the name of the line as JSON has it.
    #[error("This line is {over} characters too long: {max} fit. Shorten it.", max = UserIntent::MAX_LINE)]
    LineTooLong { line: &'static str, over: usize },
    #[error("Nothing here fits yet. Take the nearest, or say it in other words.")]
    NothingToConfirm,
    #[error("This widget was not among the suggestions. Choose one of them, or say the problem in other words.")]
    NotSuggested,
    #[error("This question is not open any more. Reload to see the current one.")]
    OtherQuestion { open: Option<String> },
    #[error("This is known already.")]
    KnownAlready { field: String },
    #[error("This question has no default. Answer it to go on.")]
    NoDefault,
    #[error("{0}")]
    BadAnswer(BadAnswer),
    #[error("A widget on the dashboard has to show something. Choose list, table, cards or metric.")]
    NothingToShow,
    #[error("The preview is not ready yet. Try again in a moment.")]
    NoSchema,
    #[error("Give the widget a name.")]
    NoName,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    #[error("Write an answer of 1 to {MAX_ANSWER} characters.")]
    Text,
    #[error("Enter a number.")]
    Number,
    #[error("Enter a date, like 2026-11-22, or a span, like -7d.")]
    Date,
    #[error("Answer yes or no.")]
    Boolean,
    #[error("Choose one of the options.")]
    Choice,
    #[error("Choose at least one of the options, at most {MAX_CHOICES}.")]
    Choices,
}

fn not_now(stage: WizardStage) -> &'static str {
    match stage {
        WizardStage::ProblemDiscovery => "Say what bothers you first, then go on from there.",
        WizardStage::ClarifyingQuestions => "Answer the open question first, or go back.",
        WizardStage::Visualization => "Choose how it should look first, or go back.",
        WizardStage::Preview => "Look at the preview first: accept it, or go back.",
        WizardStage::Deploy => "The widget is on its way to your dashboard. Wait a moment, or go back.",
    }
}

/// The state after `input`.
///
/// # Errors
///
/// A [`WizardError`] when the input does not fit; the state before is to be kept then.
pub fn transition(state: WizardState, input: WizardInput) -> Result<WizardState, WizardError> {
    if state.widget_id.is_some() && !matches!(input, WizardInput::Undone) {
        return Err(WizardError::Finished);
    }
    match input {
        WizardInput::Describe { problem } => describe(&problem),
        WizardInput::EditIntent { intent } => edit_intent(state, &intent),
        WizardInput::ChooseAlternative { provider, kind } => choose_template(state, provider, kind),
        WizardInput::Confirm => confirm(state),
        WizardInput::Answer { field_name, value } => answer(state, &field_name, value),
        WizardInput::Skip { field_name } => skip(state, &field_name),
        WizardInput::ChooseVisualization { layout } => choose_visualization(state, layout),
        WizardInput::EditSchema { schema } => edit_schema(state, *schema),
        WizardInput::Accept => accept(state),
        WizardInput::Back => back(state),
        WizardInput::GoTo { stage } => go_to(state, stage),
        WizardInput::Reset => Ok(WizardState::default()),

        WizardInput::Discovered { discovery, planner, took_ms, fallback } => {
            at(&state, WizardStage::ProblemDiscovery)?;
            let state = discovered(state, *discovery)?;
            Ok(WizardState { planner: Some(planner), took_ms: Some(took_ms), fallback, ..state })
        }
        WizardInput::Ask { question, fallback } => ask(state, question, fallback),
        WizardInput::DetailsComplete => details_complete(state),
        WizardInput::Composed { schema, fallback } => composed(state, *schema, fallback),
        WizardInput::Deployed { widget_id } => {
            at(&state, WizardStage::Deploy)?;
            Ok(WizardState { widget_id: Some(widget_id), ..state })
        }
        WizardInput::Undone => undone(state),
    }
}

fn at(state: &WizardState, stage: WizardStage) -> Result<(), WizardError> {
    if state.stage == stage { Ok(()) } else { Err(WizardError::NotNow { stage: state.stage }) }
}

fn describe(problem: &str) -> Result<WizardState, WizardError> {
    let problem = clean(problem);
    match problem.chars().count() {
        0 => Err(WizardError::EmptyProblem),
        length if length > MAX_PROBLEM => Err(WizardError::ProblemTooLong { over: length - MAX_PROBLEM }),
        _ => Ok(WizardState { problem: Some(problem), ..WizardState::default() }),
    }
}

fn discovered(state: WizardState, discovery: Discovery) -> Result<WizardState, WizardError> {
    if state.problem.is_none() || state.discovery.is_some() {
        return Err(WizardError::NotNow { stage: state.stage });
    }
    Ok(match &discovery {
        Discovery::Widget { intent, inferred, stated, .. } => WizardState {
            intent: Some(intent.clone()),
            inferred: Some(inferred.clone()),
            details: stated.clone(),
            discovery: Some(discovery),
            ..state
        },
        Discovery::Unsupported { .. } => WizardState { discovery: Some(discovery), ..state },
    })
}

fn edit_intent(state: WizardState, intent: &UserIntent) -> Result<WizardState, WizardError> {
    if state.intent.is_none() {
        return Err(WizardError::NotNow { stage: state.stage });
    }
    Ok(WizardState { intent: Some(checked_intent(intent)?), ..state })
}

fn checked_intent(intent: &UserIntent) -> Result<UserIntent, WizardError> {
    let line = |line: &'static str, text: &str| {
        let text = clean(text);
        match text.chars().count().saturating_sub(UserIntent::MAX_LINE) {
            0 => Ok(text),
            over => Err(WizardError::LineTooLong { line, over }),
        }
    };
    let checked = UserIntent {
        problem_solved: line("problemSolved", &intent.problem_solved)?,
        pain_point: line("painPoint", &intent.pain_point)?,
        goal: line("goal", &intent.goal)?,
        expected_outcome: line("expectedOutcome", &intent.expected_outcome)?,
        impact_metric: match &intent.impact_metric {
            Some(metric) => Some(line("impactMetric", metric)?).filter(|metric| !metric.is_empty()),
            None => None,
        },
    };
    if checked.problem_solved.is_empty() { Err(WizardError::EmptyIntent) } else { Ok(checked) }
}

/// Another template: one of the alternatives, the suggested one again, or the nearest.
fn choose_template(state: WizardState, provider: String, kind: String) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::ProblemDiscovery)?;
    let (suggested, intent, stated) = match &state.discovery {
        None => return Err(WizardError::NotNow { stage: state.stage }),
        Some(Discovery::Widget { inferred, alternatives, intent, stated, .. }) => {
            let first = inferred.provider == provider && inferred.kind == kind;
            let other = alternatives.iter().any(|other| other.provider == provider && other.kind == kind);
            (first || other, intent.clone(), stated.clone())
        }
        Some(Discovery::Unsupported { nearest, intent, .. }) => {
            let nearest = nearest.as_ref().filter(|nearest| nearest.provider == provider && nearest.kind == kind);
            let intent = intent.clone().unwrap_or_else(|| words_only(state.problem.as_deref().unwrap_or_default()));
            (nearest.is_some(), intent, super::Details::new())
        }
    };
    if !suggested {
        return Err(WizardError::NotSuggested);
    }
    Ok(WizardState {
        intent: Some(state.intent.unwrap_or(intent)),
        inferred: Some(Inferred { provider, kind, confidence: 1.0 }),
        details: stated,
        answered: Vec::new(),
        ..state
    })
}

/// All that can be said when nobody understood more.
fn words_only(problem: &str) -> UserIntent {
    UserIntent { problem_solved: problem.chars().take(UserIntent::MAX_LINE).collect(), ..UserIntent::default() }
}

fn confirm(state: WizardState) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::ProblemDiscovery)?;
    match (&state.discovery, &state.inferred) {
        (None, _) => Err(WizardError::NotNow { stage: state.stage }),
        (Some(_), None) => Err(WizardError::NothingToConfirm),
        (Some(_), Some(_)) => Ok(WizardState { stage: WizardStage::ClarifyingQuestions, ..state }),
    }
}

/// The same question may be asked again, with newer choices.
fn ask(state: WizardState, question: Question, fallback: Option<String>) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::ClarifyingQuestions)?;
    if state.details.contains_key(&question.field_name) {
        return Err(WizardError::KnownAlready { field: question.field_name });
    }
    Ok(WizardState { question: Some(question), stood_in: fallback, ..state })
}

fn answer(mut state: WizardState, field_name: &str, value: Value) -> Result<WizardState, WizardError> {
    let question = take_question(&mut state, field_name)?;
    let value = checked_answer(&question, value).map_err(WizardError::BadAnswer)?;
    Ok(answered(state, question, value))
}

fn skip(mut state: WizardState, field_name: &str) -> Result<WizardState, WizardError> {
    let question = take_question(&mut state, field_name)?;
    let default = question.default.clone().ok_or(WizardError::NoDefault)?;
    Ok(answered(state, question, default))
}

fn take_question(state: &mut WizardState, field_name: &str) -> Result<Question, WizardError> {
    at(state, WizardStage::ClarifyingQuestions)?;
    match state.question.take() {
        Some(question) if question.field_name == field_name => Ok(question),
        other => Err(WizardError::OtherQuestion { open: other.map(|question| question.field_name) }),
    }
}

fn answered(mut state: WizardState, question: Question, value: Value) -> WizardState {
    state.details.insert(question.field_name.clone(), value.clone());
    state.answered.push(Answered { question, value });
    state.stood_in = None;
    state
}

fn checked_answer(question: &Question, value: Value) -> Result<Value, BadAnswer> {
    let offered = |choice: &str| {
        question.options.is_empty() && (1..=MAX_ANSWER).contains(&choice.chars().count())
            || question.options.iter().any(|option| option.value == choice)
    };
    match (question.input_type, value) {
        (QuestionInput::Text, Value::String(text)) => {
            let text = clean(&text);
            if (1..=MAX_ANSWER).contains(&text.chars().count()) { Ok(text.into()) } else { Err(BadAnswer::Text) }
        }
        (QuestionInput::Text, _) => Err(BadAnswer::Text),
        (QuestionInput::Number, value @ Value::Number(_)) => Ok(value),
        (QuestionInput::Number, _) => Err(BadAnswer::Number),
        (QuestionInput::Date, Value::String(date)) if date.trim().parse::<When>().is_ok() => Ok(date.trim().into()),
        (QuestionInput::Date, _) => Err(BadAnswer::Date),
        (QuestionInput::Boolean, value @ Value::Bool(_)) => Ok(value),
        (QuestionInput::Boolean, _) => Err(BadAnswer::Boolean),
        (QuestionInput::SingleSelect, Value::String(choice)) if offered(&choice) => Ok(choice.into()),
        (QuestionInput::SingleSelect, _) => Err(BadAnswer::Choice),
        (QuestionInput::MultiSelect, Value::Array(choices)) => {
            let mut chosen: Vec<Value> = Vec::new();
            for choice in choices {
                if !choice.as_str().is_some_and(offered) {
                    return Err(BadAnswer::Choices);
                }
                if !chosen.contains(&choice) {
                    chosen.push(choice);
                }
            }
            if (1..=MAX_CHOICES).contains(&chosen.len()) { Ok(chosen.into()) } else { Err(BadAnswer::Choices) }
        }
        (QuestionInput::MultiSelect, _) => Err(BadAnswer::Choices),
    }
}

fn details_complete(state: WizardState) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::ClarifyingQuestions)?;
    match &state.question {
        Some(open) => Err(WizardError::OtherQuestion { open: Some(open.field_name.clone()) }),
        None => Ok(WizardState { stage: WizardStage::Visualization, ..state }),
    }
}

fn choose_visualization(state: WizardState, layout: LayoutType) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::Visualization)?;
    if layout == LayoutType::None {
        return Err(WizardError::NothingToShow);
    }
    Ok(WizardState { stage: WizardStage::Preview, visualization: Some(layout), ..state })
}

fn composed(state: WizardState, schema: WidgetSchema, fallback: Option<String>) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::Preview)?;
    match state.schema {
        // What the user edited is never overwritten.
        Some(_) => Err(WizardError::NotNow { stage: state.stage }),
        None => Ok(WizardState { schema: Some(schema), stood_in: fallback, ..state }),
    }
}

fn edit_schema(state: WizardState, schema: WidgetSchema) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::Preview)?;
    if state.schema.is_none() {
        return Err(WizardError::NoSchema);
    }
    if schema.metadata.name.trim().is_empty() {
        return Err(WizardError::NoName);
    }
    Ok(WizardState { schema: Some(schema), ..state })
}

fn accept(state: WizardState) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::Preview)?;
    match state.schema {
        None => Err(WizardError::NoSchema),
        Some(_) => Ok(WizardState { stage: WizardStage::Deploy, ..state }),
    }
}

/// The state once a schema that was written elsewhere stands on the dashboard for this
/// conversation: from any stage, and again after that.
#[must_use]
pub fn deployed_by_hand(
    state: WizardState,
    schema: WidgetSchema,
    intent: Option<UserIntent>,
    widget_id: WidgetId,
) -> WizardState {
    WizardState {
        stage: WizardStage::Deploy,
        question: None,
        stood_in: None,
        intent,
        schema: Some(schema),
        widget_id: Some(widget_id),
        ..state
    }
}

fn undone(state: WizardState) -> Result<WizardState, WizardError> {
    at(&state, WizardStage::Deploy)?;
    if state.widget_id.is_none() {
        return Err(WizardError::NotNow { stage: state.stage });
    }
    Ok(WizardState { stage: WizardStage::Preview, widget_id: None, ..state })
}

fn back(state: WizardState) -> Result<WizardState, WizardError> {
    match state.stage {
        WizardStage::ProblemDiscovery => Err(WizardError::NothingBefore),
        WizardStage::ClarifyingQuestions | WizardStage::Visualization => Ok(reopen(state)),
        WizardStage::Preview => Ok(WizardState { stage: WizardStage::Visualization, ..before_the_view(state) }),
        WizardStage::Deploy => Ok(WizardState { stage: WizardStage::Preview, ..state }),
    }
}

/// Opens the last answered question again; when none was asked, the problem.
fn reopen(mut state: WizardState) -> WizardState {
    state.stood_in = None;
    match state.answered.pop() {
        Some(last) => {
            state.details.remove(&last.question.field_name);
            WizardState { stage: WizardStage::ClarifyingQuestions, question: Some(last.question), ..state }
        }
        None => WizardState { stage: WizardStage::ProblemDiscovery, question: None, ..state },
    }
}

fn before_the_view(state: WizardState) -> WizardState {
    WizardState { visualization: None, schema: None, stood_in: None, ..state }
}

/// To a stage before this one. Answers are kept: going on from the problem does not ask again.
fn go_to(state: WizardState, stage: WizardStage) -> Result<WizardState, WizardError> {
    if stage > state.stage {
        return Err(WizardError::NotDone { stage });
    }
    if stage == state.stage {
        return Ok(state);
    }
    Ok(match stage {
        WizardStage::ProblemDiscovery => WizardState { stage, question: None, ..before_the_view(state) },
        WizardStage::ClarifyingQuestions => reopen(before_the_view(state)),
        WizardStage::Visualization => WizardState { stage, ..before_the_view(state) },
        WizardStage::Preview | WizardStage::Deploy => WizardState { stage, ..state },
    })
}

/// Without surrounding space, and without the control characters that a database or a page
/// would choke on.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
