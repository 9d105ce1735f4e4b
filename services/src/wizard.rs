//! Conversations with the wizard: the machine of `domain::wizard`, a planner, and a row
//! that is written after every input.

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{Problem, WidgetSchema},
    wizard::{Conversation, ConversationSummary, WizardError, WizardInput},
};
use futures::stream::BoxStream;

use crate::{Actor, Services};

#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    #[error("there is no such conversation")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] WizardError),
    #[error("the widget's schema has mistakes")]
    Invalid(Vec<Problem>),
    #[error("the conversation could not be stored")]
    Db(#[from] sqlx::Error),
}

/// Open ones, newest first.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<ConversationSummary>> {
    todo!()
}

/// An empty conversation.
pub async fn start(services: &Services, actor: Actor) -> sqlx::Result<ConversationId> {
    todo!()
}

pub async fn get(services: &Services, actor: Actor, id: ConversationId) -> Result<Conversation, ConversationError> {
    todo!()
}

/// One input of the user, and whatever the planner and the server do next because of it:
/// asking the next question, composing the schema, deploying.
pub async fn input(
    services: &Services,
    actor: Actor,
    id: ConversationId,
    input: WizardInput,
) -> Result<Conversation, ConversationError> {
    todo!()
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
    todo!()
}

/// What express mode did.
#[derive(Debug)]
pub enum Express {
    Deployed { widget: WidgetId, schema: Box<WidgetSchema>, intent: UserIntent, assumptions: Vec<String>, conversation: ConversationId },
    /// The wizard is open at the first stage that needs the user; what is missing, in words.
    NeedsYou { conversation: ConversationId, missing: Vec<String> },
}

/// "I need X" in one step, when the planner is confident and nothing required is missing.
pub async fn express(services: &Services, actor: Actor, problem: &str) -> Result<Express, ConversationError> {
    todo!()
}
