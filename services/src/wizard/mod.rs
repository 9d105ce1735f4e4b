//! Conversations with the wizard: the machine of `domain::wizard`, a planner, and a row
//! that is written after every input.
//!
//! # Promises
//!
//! - What the user says is stored before anything is made of it; a crash, a reload or
//!   another device goes on from there ([`get`] does what is due).
//! - Two tabs may work on one conversation. Each write names the one it has read; whoever
//!   comes second is judged against what the first one left, and told in words if that no
//!   longer fits. An answer of the planner to words that have changed meanwhile is dropped.
//! - Deploying is one transaction: the widget, its event, and where the conversation stands.
//!   Undoing it is one too.
//! - Only the user deploys: `Accept`, or express mode, which says what it assumed.

mod advance;
mod express;
mod talk;
mod view;

use domain::{
    ConversationId, UserIntent,
    widget::{Problem, Widget, WidgetSchema},
    wizard::{Conversation, ConversationSummary, WizardError, WizardInput, WizardState, deployed_by_hand},
};
use futures::{StreamExt, channel::mpsc, stream::BoxStream};

pub use self::express::{Express, express};
use self::talk::Talk;
use crate::{
    Actor, Services, db, new_id,
    planner::Heard,
    widgets::{self, NewWidget, WidgetError},
};

/// So many open conversations are listed.
const LISTED: i64 = 50;

#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    #[error("there is no such conversation")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] WizardError),
    /// Pointers into the schema that was edited; the empty one is the dashboard as a whole.
    #[error("the widget cannot be deployed like this")]
    Invalid(Vec<Problem>),
    #[error("the conversation could not be stored")]
    Db(#[from] sqlx::Error),
}

/// Open ones, newest first.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<ConversationSummary>> {
    let mut tx = services.db().begin_as(actor).await?;
    db::conversations::list_open(&mut tx, actor, LISTED).await
}

/// An empty conversation.
pub async fn start(services: &Services, actor: Actor) -> sqlx::Result<ConversationId> {
    let now = services.now();
    let id = ConversationId(new_id(now));
    let mut tx = services.db().begin_as(actor).await?;
    db::conversations::insert(&mut tx, actor, id, &WizardState::default(), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The conversation as it stands. What a crash left undone is done first.
pub async fn get(services: &Services, actor: Actor, id: ConversationId) -> Result<Conversation, ConversationError> {
    let mut talk = Talk::open(services, actor, id).await?;
    if !talk.is_being_answered() {
        talk.advance().await?;
    }
    Ok(talk.view().await?)
}

/// One input of the user, and whatever the planner and the server do next because of it:
/// asking the next question, composing the schema, deploying.
///
/// # Errors
///
/// What only the planner and the server may say is refused like any illegal step.
pub async fn input(
    services: &Services,
    actor: Actor,
    id: ConversationId,
    input: WizardInput,
) -> Result<Conversation, ConversationError> {
    let mut talk = Talk::open(services, actor, id).await?;
    talk.hear(input).await?;
    talk.advance().await?;
    Ok(talk.view().await?)
}

/// Puts a schema that was written elsewhere on the dashboard and ends the conversation with
/// it: widget, event and conversation are one transaction. Deploying again gives the same
/// widget with the newer schema. Without an intent, what was said there is what it is for.
pub async fn deploy(
    services: &Services,
    actor: Actor,
    id: ConversationId,
    schema: WidgetSchema,
    intent: Option<UserIntent>,
) -> Result<Widget, WidgetError> {
    let now = services.now();
    let mut tx = services.db().begin_as(actor).await?;
    // In the order in which everybody takes them.
    db::users::lock(&mut tx, actor).await?;
    db::conversations::lock(&mut tx, actor, id).await?;
    let stored = db::conversations::find(&mut tx, actor, id).await?.ok_or(WidgetError::NoConversation)?;
    let intent = intent.or_else(|| stored.state.intent.clone());
    let new = NewWidget { schema: schema.clone(), intent: intent.clone(), conversation: Some(id) };
    let widget = widgets::put_up(&mut tx, actor, new, now).await?;
    let state = deployed_by_hand(stored.state, schema, intent, widget.id);
    db::conversations::save(&mut tx, actor, id, stored.revision, &state, &[], now).await?;
    tx.commit().await?;
    Ok(widget)
}

/// What the page hears while the planner thinks.
#[derive(Debug, Clone)]
pub enum Progress {
    /// Words of the answer, as they come.
    Text(String),
    /// The planner changed in mid-sentence; what was streamed so far is void. Why, in words.
    Restart(String),
    /// The conversation as stored.
    Done(Box<Conversation>),
    Failed(String),
}

/// [`input`] with `Describe`, streamed. The work goes on when the listener leaves.
pub async fn describe(
    services: &Services,
    actor: Actor,
    id: ConversationId,
    problem: String,
) -> Result<BoxStream<'static, Progress>, ConversationError> {
    let mut talk = Talk::open(services, actor, id).await?;
    talk.hear(WizardInput::Describe { problem }).await?;

    let (tell, heard) = mpsc::unbounded();
    tokio::spawn(async move {
        let say = |progress| {
            // Nobody listening is fine: the answer is stored.
            tell.unbounded_send(progress).unwrap_or_default();
        };
        let done = async {
            talk.understand(|heard| {
                say(match heard {
                    Heard::Text(text) => Progress::Text(text),
                    Heard::Restart(why) => Progress::Restart(why),
                });
            })
            .await?;
            talk.view().await.map_err(ConversationError::from)
        };
        match done.await {
            Ok(conversation) => say(Progress::Done(Box::new(conversation))),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, %id, "the answer was lost");
                say(Progress::Failed(
                    "The answer could not be kept. Your words are stored: reload the page to go on.".to_owned(),
                ));
            }
        }
    });
    Ok(heard.boxed())
}
