//! One conversation, as one request works on it.

use domain::{
    ConversationId, WidgetId,
    account::AccountKind,
    widget::{Problem, WidgetSchema},
    wizard::{Discovery, WizardError, WizardInput, WizardState, transition},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::ConversationError;
use crate::{
    Actor, Services, accounts,
    claude::Payer,
    db::{self, conversations::Stored},
    planner::{Offer, Planners, claude::ClaudePlanner, message},
    providers,
    widgets::{self, NewWidget},
};

/// So often an input is tried when other tabs write at the same moment.
const TRIES: usize = 8;
/// A problem without an answer that is older than this is not being answered any more.
const ANSWERING: SignedDuration = SignedDuration::from_secs(75);

pub(super) struct Talk {
    pub(super) services: Services,
    pub(super) actor: Actor,
    pub(super) id: ConversationId,
    pub(super) stored: Stored,
}

impl Talk {
    pub(super) async fn open(services: &Services, actor: Actor, id: ConversationId) -> Result<Self, ConversationError> {
        let stored = read(services, actor, id).await?;
        Ok(Self { services: services.clone(), actor, id, stored })
    }

    pub(super) fn state(&self) -> &WizardState {
        &self.stored.state
    }

    /// Somebody else's request may be reading the problem right now.
    pub(super) fn is_being_answered(&self) -> bool {
        let unanswered = self.state().problem.is_some() && self.state().discovery.is_none();
        unanswered
            && self.services.claude().is_some()
            && self.services.now().duration_since(self.stored.saved_at) < ANSWERING
    }

    /// Takes an input of the user. When somebody wrote in between, it is judged against
    /// what they left.
    pub(super) async fn hear(&mut self, input: WizardInput) -> Result<(), ConversationError> {
        let input = of_the_user(self.state(), input)?;
        for _ in 0..TRIES {
            let deployed = self.state().widget_id;
            let next = transition(self.state().clone(), input.clone())?;
            let mut tx = self.services.db().begin_as(self.actor).await?;
            if let (WizardInput::Undone, Some(widget)) = (&input, deployed) {
                self.take_back(&mut tx, widget).await?;
            }
            if self.save(tx, next, &input).await? {
                return Ok(());
            }
        }
        Err(WizardError::NotNow { stage: self.state().stage }.into())
    }

    /// Takes what the planner or the server did, unless the conversation went on meanwhile:
    /// then it is dropped, and the newer state is here.
    pub(super) async fn note(&mut self, input: WizardInput) -> Result<(), ConversationError> {
        let next = transition(self.state().clone(), input.clone())?;
        let tx = self.services.db().begin_as(self.actor).await?;
        self.save(tx, next, &input).await?;
        Ok(())
    }

    /// Puts the widget on the dashboard: its row, its event and where the conversation stands
    /// are one transaction. When somebody wrote in between, nothing is deployed.
    pub(super) async fn put_up(&mut self) -> Result<(), ConversationError> {
        let state = self.state();
        let new = NewWidget {
            schema: state.schema.clone().ok_or(WizardError::NoSchema)?,
            intent: state.intent.clone(),
            conversation: Some(self.id),
        };
        let mut tx = self.services.db().begin_as(self.actor).await?;
        let widget = widgets::put_up(&mut tx, self.actor, new, self.services.now()).await?;
        let input = WizardInput::Deployed { widget_id: widget.id };
        let next = transition(self.state().clone(), input.clone())?;
        self.save(tx, next, &input).await?;
        Ok(())
    }

    /// Commits `tx` with the next state. When somebody wrote in between, all of it is taken
    /// back, and what they left is here.
    async fn save(
        &mut self,
        mut tx: db::Tx,
        next: WizardState,
        input: &WizardInput,
    ) -> Result<bool, ConversationError> {
        let now = self.services.now();
        let said: Vec<Value> =
            said(input).map(|(from, text)| json!({ "from": from, "text": text, "at": now })).into_iter().collect();
        let saved =
            db::conversations::save(&mut tx, self.actor, self.id, self.stored.revision, &next, &said, now).await?;
        if saved {
            tx.commit().await?;
            self.stored = Stored { state: next, revision: self.stored.revision + 1, saved_at: now };
        } else {
            tx.rollback().await?;
            self.stored = read(&self.services, self.actor, self.id).await?;
        }
        Ok(saved)
    }

    /// Takes the widget off the dashboard again. One that is gone already is as good.
    async fn take_back(&self, conn: &mut PgConnection, widget: WidgetId) -> Result<(), ConversationError> {
        match widgets::take_off(conn, self.actor, widget, self.services.now()).await {
            Ok(()) | Err(widgets::WidgetError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Claude where the operator gave a key, with the built-in planner behind it. A visitor is
    /// anybody, however often, and Claude costs the operator's money: theirs is the built-in one.
    pub(super) async fn planners(&self) -> sqlx::Result<Planners> {
        let Some(claude) = self.services.claude() else { return Ok(Planners::new(None)) };
        if accounts::me(&self.services, self.actor).await?.kind == AccountKind::Visitor {
            return Ok(Planners::new(None));
        }
        let payer = Payer { actor: self.actor, conversation: Some(self.id), now: self.services.now() };
        Ok(Planners::new(Some(Box::new(ClaudePlanner::new(claude.clone(), payer)))))
    }

    /// The template that was chosen.
    pub(super) fn offer(&self) -> Option<Offer<'static>> {
        let inferred = self.state().inferred.as_ref()?;
        let provider = providers::all().iter().find(|provider| provider.info().id == inferred.provider)?;
        let template = providers::template(&inferred.provider, &inferred.kind)?;
        Some(Offer { provider: provider.info(), template })
    }
}

async fn read(services: &Services, actor: Actor, id: ConversationId) -> Result<Stored, ConversationError> {
    let mut tx = services.db().begin_as(actor).await?;
    db::conversations::find(&mut tx, actor, id).await?.ok_or(ConversationError::NotFound)
}

/// What a user may say; a schema is checked on its way in.
fn of_the_user(state: &WizardState, input: WizardInput) -> Result<WizardInput, ConversationError> {
    match input {
        WizardInput::Discovered { .. }
        | WizardInput::Ask { .. }
        | WizardInput::DetailsComplete
        | WizardInput::Composed { .. }
        | WizardInput::Deployed { .. } => Err(WizardError::NotNow { stage: state.stage }.into()),
        WizardInput::EditSchema { schema } => {
            let raw = json!(schema);
            // PostgreSQL's JSON holds every character but this one.
            if raw.to_string().contains("\\u0000") {
                return Err(ConversationError::Invalid(vec![Problem::new("", "there is a NUL character inside")]));
            }
            let schema = WidgetSchema::parse(&raw, &providers::catalogue()).map_err(ConversationError::Invalid)?;
            Ok(WizardInput::EditSchema { schema: Box::new(schema) })
        }
        input => Ok(input),
    }
}

/// The words of an input, for the record of the conversation.
fn said(input: &WizardInput) -> Option<(&'static str, String)> {
    match input {
        WizardInput::Describe { problem } => Some(("user", problem.clone())),
        WizardInput::Answer { value, .. } => Some(("user", in_words(value))),
        WizardInput::Discovered { discovery, .. } => Some(("planner", message(discovery).to_owned())),
        WizardInput::Ask { question, .. } => Some(("planner", question.question.clone())),
        _ => None,
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

impl From<widgets::WidgetError> for ConversationError {
    fn from(error: widgets::WidgetError) -> Self {
        match error {
            widgets::WidgetError::NotFound | widgets::WidgetError::NoConversation => Self::NotFound,
            widgets::WidgetError::Invalid(problems) => Self::Invalid(problems),
            widgets::WidgetError::TooMany => {
                Self::Invalid(vec![Problem::new("", "A dashboard holds at most 200 widgets. Delete one to make room.")])
            }
            widgets::WidgetError::Db(error) => Self::Db(error),
        }
    }
}

/// What the planner read from the words about choices that only the account knows.
pub(super) fn stated_mut(discovery: &mut Discovery) -> Option<&mut domain::wizard::Details> {
    match discovery {
        Discovery::Widget { stated, .. } => Some(stated),
        Discovery::Unsupported { .. } => None,
    }
}
