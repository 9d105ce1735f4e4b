//! One turn of a conversation: a message at a stage becomes inputs of the stage machine, and
//! the conversation as it stands then becomes the reply.
//!
//! | stage | what a message means |
//! | --- | --- |
//! | `problem_discovery` | the problem, first or anew |
//! | `clarifying_questions` | `yes` or nothing confirms what was understood; then each answers the open question, and `skip` takes its default |
//! | `visualization` | the layout: `list`, `table`, `cards`, `metric` |
//! | `preview` | a schema as JSON replaces the preview's; `yes` or nothing accepts it, and the widget is deployed |
//! | `deploy` | nothing is left to say; the reply names the widget |

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{LayoutType, Problem as Mistake, WidgetSchema},
    wizard::{
        Alternative, Conversation, Discovery, Inferred, Nearest, Planner, Question, WizardInput, WizardStage,
        WizardState, transition,
    },
};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use services::{Actor, Services, wizard};

use super::{super::widgets::schema_at, answer, consent, refused};
use crate::problem::Problem;

/// An answer of the user that takes a question's default.
const SKIP: &str = "skip";

/// What the wizard says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reply {
    conversation_id: ConversationId,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    extracted_intent: Option<UserIntent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inferred_widget: Option<Inferred>,
    alternatives: Vec<Alternative>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsupported: Option<Unsupported>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<Question>,
    /// The provider to connect before the wizard can go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    connect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<WidgetSchema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    widget_id: Option<WidgetId>,
    /// The stage the next message belongs to.
    next_stage: WizardStage,
    #[serde(skip_serializing_if = "Option::is_none")]
    planner: Option<Planner>,
    /// Why the built-in planner stood in.
    #[serde(skip_serializing_if = "Option::is_none")]
    fallback: Option<String>,
}

#[derive(Debug, Serialize)]
struct Unsupported {
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Nearest>,
}

/// Takes the turn and answers with the conversation as stored.
pub(super) async fn take(
    services: &Services,
    actor: Actor,
    id: ConversationId,
    message: &str,
    stage: WizardStage,
) -> Result<Conversation, Problem> {
    let conversation = wizard::get(services, actor, id).await.map_err(refused("/message"))?;
    let input = input(&conversation.state, message, stage)?;
    wizard::input(services, actor, id, input).await.map_err(refused("/message"))
}

fn input(state: &WizardState, message: &str, stage: WizardStage) -> Result<WizardInput, Problem> {
    let unconfirmed = state.stage == WizardStage::ProblemDiscovery;
    match stage {
        WizardStage::ProblemDiscovery => {
            check_problem("/message", message)?;
            Ok(WizardInput::Describe { problem: message.to_owned() })
        }
        WizardStage::ClarifyingQuestions if unconfirmed => match consent::is_given(message) {
            true => Ok(WizardInput::Confirm),
            false => Err(mistake(
                "say `yes` if it was understood right; if not, send the problem in other words at `problem_discovery`",
            )),
        },
        WizardStage::ClarifyingQuestions => {
            let question = state.question.as_ref().ok_or_else(|| elsewhere(state.stage))?;
            let field_name = question.field_name.clone();
            if message.trim().eq_ignore_ascii_case(SKIP) {
                return Ok(WizardInput::Skip { field_name });
            }
            Ok(WizardInput::Answer { field_name, value: answer::read(question, message) })
        }
        WizardStage::Visualization => Ok(WizardInput::ChooseVisualization { layout: layout(message)? }),
        WizardStage::Preview if message.trim_start().starts_with(['{', '[']) => {
            let schema = schema_at("/message", &json(message)?)?;
            Ok(WizardInput::EditSchema { schema: Box::new(schema) })
        }
        WizardStage::Preview if consent::is_given(message) => Ok(WizardInput::Accept),
        WizardStage::Preview => {
            Err(mistake("say `yes` to put the widget on the dashboard, or send the whole schema as JSON to change it"))
        }
        WizardStage::Deploy => Err(elsewhere(state.stage)),
    }
}

/// What the machine says to a problem, before anything is stored.
pub(super) fn check_problem(pointer: &'static str, problem: &str) -> Result<(), Problem> {
    let describe = WizardInput::Describe { problem: problem.to_owned() };
    transition(WizardState::default(), describe).map_err(|refusal| refused(pointer)(refusal.into()))?;
    Ok(())
}

fn json(message: &str) -> Result<Value, Problem> {
    // The error tells line and column itself.
    serde_json::from_str(message).map_err(|error| mistake(format!("this is not JSON: {error}")))
}

fn mistake(message: impl Into<String>) -> Problem {
    Problem::invalid(vec![Mistake::new("/message", message)])
}

fn layout(message: &str) -> Result<LayoutType, Problem> {
    serde_json::from_value(Value::from(message.trim()))
        .ok()
        .filter(|layout| LayoutType::OFFERED.contains(layout))
        .ok_or_else(|| mistake("choose one of `list`, `table`, `cards`, `metric`"))
}

fn elsewhere(stage: WizardStage) -> Problem {
    let stage = serde_json::to_value(stage).unwrap_or_default();
    let stage = stage.as_str().unwrap_or_default();
    Problem::new(StatusCode::CONFLICT, format!("there is nothing to answer here; the conversation stands at `{stage}`"))
}

impl From<Conversation> for Reply {
    fn from(conversation: Conversation) -> Self {
        let Conversation { id, state, connect, .. } = conversation;
        let connect = connect.map(|provider| (provider.id, provider.name));
        let message = message(&state, connect.as_ref().map(|(_, name)| &**name));
        let next_stage = next_stage(&state);
        let (alternatives, unsupported) = match state.discovery {
            Some(Discovery::Widget { alternatives, .. }) => (alternatives, None),
            Some(Discovery::Unsupported { nearest, .. }) => (Vec::new(), Some(Unsupported { nearest })),
            None => (Vec::new(), None),
        };
        Self {
            conversation_id: id,
            message,
            extracted_intent: state.intent,
            inferred_widget: state.inferred,
            alternatives,
            unsupported,
            question: state.question,
            connect: connect.map(|(id, _)| id),
            schema: state.schema,
            widget_id: state.widget_id,
            next_stage,
            planner: state.planner,
            fallback: state.fallback,
        }
    }
}

/// What was understood waits for a confirmation, which belongs to the next stage.
fn next_stage(state: &WizardState) -> WizardStage {
    match (state.stage, &state.discovery) {
        (WizardStage::ProblemDiscovery, Some(Discovery::Widget { .. })) => WizardStage::ClarifyingQuestions,
        (stage, _) => stage,
    }
}

fn message(state: &WizardState, connect: Option<&str>) -> String {
    if let Some(question) = &state.question {
        return question.question.clone();
    }
    match (state.stage, &state.discovery, connect) {
        (
            WizardStage::ProblemDiscovery,
            Some(Discovery::Widget { message, .. } | Discovery::Unsupported { message, .. }),
            _,
        ) => message.clone(),
        (WizardStage::ProblemDiscovery, ..) => "What problem are you solving?".to_owned(),
        (WizardStage::ClarifyingQuestions, _, Some(name)) => format!("Connect {name} to go on."),
        (WizardStage::ClarifyingQuestions, ..) => "All details are there.".to_owned(),
        (WizardStage::Visualization, ..) => "How do you want to see it: list, table, cards or metric?".to_owned(),
        (WizardStage::Preview, ..) => {
            "This is the widget as it will stand. Accept it to put it on your dashboard.".to_owned()
        }
        (WizardStage::Deploy, ..) => "The widget is on your dashboard.".to_owned(),
    }
}
