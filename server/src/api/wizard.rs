//! The wizard for scripts: a conversation as one call per turn, deploying, and express mode.
//!
//! A turn says which stage its message belongs to, and the message means what it would mean
//! to the wizard's page at that stage; [`turn`] has the table.

mod answer;
mod consent;
mod turn;

use axum::{
    Router,
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::post,
};
use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{Problem as Mistake, WidgetSchema},
    wizard::{WizardError, WizardStage},
};
use futures::{Stream, StreamExt as _};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use services::{
    Actor, Services, widgets,
    wizard::{self, ConversationError, Express, Progress},
};

use self::turn::Reply;
use super::widgets::{in_body, schema_at};
use crate::{body::Json, problem::Problem, router::App, session::Writer};

pub(super) fn router() -> Router<App> {
    Router::new().route("/chat", post(chat)).route("/deploy", post(deploy)).route("/express", post(express))
}

/// One message of the user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Message {
    /// A new conversation without one.
    #[serde(default)]
    conversation_id: Option<ConversationId>,
    message: String,
    /// The stage the message belongs to.
    current_stage: WizardStage,
}

async fn chat(
    State(services): State<Services>,
    who: Writer,
    headers: HeaderMap,
    Json(message): Json<Message>,
) -> Result<Response, Problem> {
    let actor = who.actor();
    let id = match message.conversation_id {
        Some(id) => id,
        None if message.current_stage == WizardStage::ProblemDiscovery => {
            turn::check_problem("/message", &message.message)?;
            wizard::start(&services, actor).await.map_err(Problem::internal)?
        }
        None => {
            let message = "a conversation begins at `problem_discovery`; send its id to go on";
            return Err(Problem::invalid(vec![Mistake::new("/conversationId", message)]));
        }
    };

    if !wants_stream(&headers) {
        let conversation = turn::take(&services, actor, id, &message.message, message.current_stage).await?;
        return Ok(axum::Json(Reply::from(conversation)).into_response());
    }
    let progress = progress(services, actor, id, message).await?;
    let stream = Sse::new(progress.map(event)).keep_alive(KeepAlive::default());
    // A proxy that collects the answer would undo the point of it.
    Ok(([("x-accel-buffering", "no")], stream).into_response())
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|media_type| media_type.trim().starts_with("text/event-stream"))
}

/// Only a description is thought about at length; every other turn is one step.
async fn progress(
    services: Services,
    actor: Actor,
    id: ConversationId,
    message: Message,
) -> Result<impl Stream<Item = Progress> + Send + 'static, Problem> {
    if message.current_stage == WizardStage::ProblemDiscovery {
        return wizard::describe(&services, actor, id, message.message).await.map_err(refused("/message"));
    }
    let conversation = turn::take(&services, actor, id, &message.message, message.current_stage).await?;
    Ok(futures::stream::iter([Progress::Done(Box::new(conversation))]).boxed())
}

/// `text` as words come, `restart` when they are void, and `done` with what the call would
/// have answered without streaming, or `failed`.
fn event(step: Progress) -> Result<Event, axum::Error> {
    let event = Event::default();
    match step {
        Progress::Text(text) => event.event("text").json_data(json!({ "text": text })),
        Progress::Restart(why) => event.event("restart").json_data(json!({ "why": why })),
        Progress::Done(conversation) => event.event("done").json_data(Reply::from(*conversation)),
        Progress::Failed(why) => event.event("failed").json_data(json!({ "error": why })),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Deploy {
    schema: Value,
    #[serde(default)]
    user_intent: Option<UserIntent>,
    #[serde(default)]
    conversation_id: Option<ConversationId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deployed {
    success: bool,
    widget_id: WidgetId,
}

async fn deploy(State(services): State<Services>, who: Writer, Json(body): Json<Deploy>) -> Result<Response, Problem> {
    let schema = schema_at("/schema", &body.schema)?;
    let widget = match body.conversation_id {
        Some(id) => wizard::deploy(&services, who.actor(), id, schema, body.user_intent).await,
        None => widgets::deploy(&services, who.actor(), schema, body.user_intent).await,
    }
    .map_err(in_body)?;
    let deployed = Deployed { success: true, widget_id: widget.id };
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/widgets/{}", widget.id))], axum::Json(deployed))
        .into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    problem: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    widget_id: WidgetId,
    conversation_id: ConversationId,
    schema: Box<WidgetSchema>,
    user_intent: UserIntent,
    /// What was decided without asking.
    assumptions: Vec<String>,
}

/// One step when nothing has to be asked; otherwise 422 with what is missing, and the
/// conversation that asks for it.
async fn express(State(services): State<Services>, who: Writer, Json(wish): Json<Wish>) -> Result<Response, Problem> {
    turn::check_problem("/problem", &wish.problem)?;
    match wizard::express(&services, who.actor(), &wish.problem).await.map_err(refused("/problem"))? {
        Express::Deployed { widget, schema, intent, assumptions, conversation } => {
            let granted =
                Granted { widget_id: widget, conversation_id: conversation, schema, user_intent: intent, assumptions };
            Ok((StatusCode::CREATED, axum::Json(granted)).into_response())
        }
        Express::NeedsYou { conversation, missing } => {
            let missing = missing.into_iter().map(|what| Mistake::new("/problem", what)).collect();
            Err(Problem::invalid(missing).with_conversation(conversation))
        }
    }
}

/// The refusal of a call whose words stand at `pointer` of its body.
fn refused(pointer: &'static str) -> impl Fn(ConversationError) -> Problem {
    move |error| match error {
        ConversationError::NotFound => Problem::not_found("conversation"),
        ConversationError::Refused(refusal) if is_about_words(&refusal) => {
            Problem::invalid(vec![Mistake::new(pointer, refusal.to_string())])
        }
        ConversationError::Refused(refusal) => Problem::new(StatusCode::CONFLICT, refusal.to_string()),
        ConversationError::Invalid(mistakes) => Problem::invalid(mistakes),
        error => Problem::internal(error),
    }
}

/// Whether other words would have been taken; otherwise it is the wrong moment for any.
fn is_about_words(refusal: &WizardError) -> bool {
    matches!(
        refusal,
        WizardError::EmptyProblem
            | WizardError::ProblemTooLong { .. }
            | WizardError::BadAnswer(_)
            | WizardError::NoDefault
            | WizardError::NothingToShow
            | WizardError::NoName
    )
}
