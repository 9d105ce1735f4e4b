//! The wizard's server functions.
//!
//! Each step of a conversation is a form with its own server function, so that every step
//! works without WASM: the form is posted, the step is taken, and the page is drawn again.
//! What a form means is said once, by [`WizardForm::input`], and read on both sides: the
//! server takes the step with it, the browser asks the stage machine with it before
//! sending, and shows at once what the machine says.

use std::collections::BTreeMap;

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{ColumnChoice, Towards, WidgetSchema},
    wizard::{Conversation, ConversationSummary, Question, QuestionInput, WizardError, WizardInput, WizardState},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use server_fn::codec::{Json, StreamingText, TextStream};

use super::error::ApiError;

/// A form that takes one step of a conversation.
pub trait WizardForm {
    fn conversation(&self) -> ConversationId;

    /// What the form means at this state; `None` when it is no input of the stage machine.
    ///
    /// # Errors
    ///
    /// When the form does not fit the state.
    fn input(&self, state: &WizardState) -> Result<Option<WizardInput>, ApiError>;
}

impl From<WizardError> for ApiError {
    fn from(refusal: WizardError) -> Self {
        Self::Conflict { message: refusal.to_string() }
    }
}

/// Open conversations, newest first.
#[server(prefix = "/fn", endpoint = "wizard/list")]
pub async fn list_conversations() -> Result<Vec<ConversationSummary>, ApiError> {
    let me = crate::ssr::signed_in()?;
    services::wizard::list(&me.services, me.actor).await.map_err(crate::ssr::internal)
}

#[server(prefix = "/fn", endpoint = "wizard/get")]
pub async fn get_conversation(id: ConversationId) -> Result<Conversation, ApiError> {
    let me = crate::ssr::signed_in()?;
    Ok(services::wizard::get(&me.services, me.actor, id).await?)
}

/// An empty conversation, for a page that streams the answer into it.
#[server(prefix = "/fn", endpoint = "wizard/start")]
pub async fn start_conversation() -> Result<ConversationId, ApiError> {
    let me = crate::ssr::signed_in()?;
    services::wizard::start(&me.services, me.actor).await.map_err(crate::ssr::internal)
}

/// A new conversation with its first message, for a plain form: answers with the page.
#[server(prefix = "/fn", endpoint = "wizard/begin")]
pub async fn begin_conversation(problem: String) -> Result<ConversationId, ApiError> {
    let me = crate::ssr::signed_in()?;
    // Refused before anything is stored, so that an empty form leaves nothing behind.
    domain::wizard::transition(WizardState::default(), WizardInput::Describe { problem: problem.clone() })?;
    let id = services::wizard::start(&me.services, me.actor).await.map_err(crate::ssr::internal)?;
    services::wizard::input(&me.services, me.actor, id, WizardInput::Describe { problem }).await?;
    leptos_axum::redirect(&format!("/wizard/{id}"));
    Ok(id)
}

/// A line of [`describe_problem`]'s answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Heard {
    /// Words of the answer, as they come.
    Text {
        text: String,
    },
    /// The planner changed in mid-sentence: what was heard so far is void. Why, in words.
    Restart {
        why: String,
    },
    /// The conversation as stored.
    Done {
        conversation: Box<Conversation>,
    },
    Failed {
        why: String,
    },
}

/// Tells the problem and streams the answer, one JSON object a line, see [`Heard`].
#[server(prefix = "/fn", endpoint = "wizard/describe", input = Json, output = StreamingText)]
pub async fn describe_problem(id: ConversationId, problem: String) -> Result<TextStream<ApiError>, ApiError> {
    use futures::StreamExt;
    use services::wizard::Progress;

    let me = crate::ssr::signed_in()?;
    let progress = services::wizard::describe(&me.services, me.actor, id, problem).await?;
    let lines = progress.map(|step| {
        let heard = match step {
            Progress::Text(text) => Heard::Text { text },
            Progress::Restart(why) => Heard::Restart { why },
            Progress::Done(conversation) => Heard::Done { conversation },
            Progress::Failed(why) => Heard::Failed { why },
        };
        serde_json::to_string(&heard).map(|line| crate::ssr::in_ascii(&line) + "\n").map_err(crate::ssr::internal)
    });
    Ok(TextStream::new(lines))
}

/// Tells the problem, first or anew, and waits for the whole answer.
#[server(prefix = "/fn", endpoint = "wizard/tell")]
pub async fn tell_problem(id: ConversationId, problem: String) -> Result<Conversation, ApiError> {
    crate::ssr::wizard_step(TellProblem { id, problem }).await
}

impl WizardForm for TellProblem {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        Ok(Some(WizardInput::Describe { problem: self.problem.clone() }))
    }
}

/// A step that is nothing but a button: the input stands in it as JSON.
#[server(prefix = "/fn", endpoint = "wizard/step")]
pub async fn take_step(id: ConversationId, input: String) -> Result<Conversation, ApiError> {
    crate::ssr::wizard_step(TakeStep { id, input }).await
}

impl WizardForm for TakeStep {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        let input = serde_json::from_str(&self.input)
            .map_err(|_| ApiError::invalid("/input", "This button is out of date. Reload the page."))?;
        match input {
            WizardInput::Discovered { .. }
            | WizardInput::Ask { .. }
            | WizardInput::DetailsComplete
            | WizardInput::Composed { .. }
            | WizardInput::Deployed { .. } => {
                Err(ApiError::invalid("/input", "Only the planner and the server can say this."))
            }
            input => Ok(Some(input)),
        }
    }
}

/// The intent card, as corrected.
#[server(prefix = "/fn", endpoint = "wizard/intent")]
pub async fn edit_intent(
    id: ConversationId,
    problem_solved: String,
    pain_point: String,
    goal: String,
    expected_outcome: String,
    #[server(default)] impact_metric: String,
) -> Result<Conversation, ApiError> {
    crate::ssr::wizard_step(EditIntent { id, problem_solved, pain_point, goal, expected_outcome, impact_metric }).await
}

impl WizardForm for EditIntent {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        let line = |raw: &str| raw.trim().to_owned();
        let intent = UserIntent {
            problem_solved: line(&self.problem_solved),
            pain_point: line(&self.pain_point),
            goal: line(&self.goal),
            expected_outcome: line(&self.expected_outcome),
            impact_metric: Some(line(&self.impact_metric)).filter(|metric| !metric.is_empty()),
        };
        Ok(Some(WizardInput::EditIntent { intent }))
    }
}

/// The answer to the open question, as the form's inputs hold it.
#[server(prefix = "/fn", endpoint = "wizard/answer")]
pub async fn answer_question(
    id: ConversationId,
    field_name: String,
    #[server(default)] value: Vec<String>,
    /// `all` for "Use all".
    #[server(default)]
    press: String,
) -> Result<Conversation, ApiError> {
    crate::ssr::wizard_step(AnswerQuestion { id, field_name, value, press }).await
}

impl WizardForm for AnswerQuestion {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        let open = state.question.as_ref().filter(|question| question.field_name == self.field_name);
        let Some(question) = open else {
            let open = state.question.as_ref().map(|question| question.field_name.clone());
            return Err(WizardError::OtherQuestion { open }.into());
        };

        let value = if self.press == "all" {
            question.options.iter().map(|option| Value::from(option.value.clone())).collect()
        } else {
            read_answer(question, &self.value)
        };
        Ok(Some(WizardInput::Answer { field_name: self.field_name.clone(), value }))
    }
}

/// What was entered, as a value of the question's kind. What is no such value stays a
/// string, and the machine says what is wrong with it.
fn read_answer(question: &Question, entered: &[String]) -> Value {
    let first = entered.first().map(|text| text.trim()).unwrap_or_default();
    let number = || first.parse().map(i64::into).or_else(|_| first.parse().map(|number: f64| Value::from(number)));
    match question.input_type {
        // The choices could not be read from the account, and are typed.
        QuestionInput::MultiSelect if question.options.is_empty() => {
            let typed = entered.iter().flat_map(|line| line.split([',', '\n']));
            typed.map(str::trim).filter(|one| !one.is_empty()).map(Value::from).collect()
        }
        QuestionInput::MultiSelect => entered.to_vec().into(),
        QuestionInput::Number => number().unwrap_or_else(|_| first.into()),
        QuestionInput::Boolean => first.parse::<bool>().map_or_else(|_| first.into(), Value::from),
        QuestionInput::Text | QuestionInput::Date | QuestionInput::SingleSelect => first.into(),
    }
}

/// The preview's name and columns. `press` is the button that sent the form, where it was
/// one of the arrows: `start:2` moves the third column by one.
#[server(prefix = "/fn", endpoint = "wizard/arrange")]
pub async fn arrange_widget(
    id: ConversationId,
    name: String,
    #[server(default)] columns: Vec<ColumnChoice>,
    #[server(default)] press: String,
) -> Result<Conversation, ApiError> {
    crate::ssr::wizard_step(ArrangeWidget { id, name, columns, press }).await
}

impl WizardForm for ArrangeWidget {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        let mut schema = state.schema.clone().ok_or(WizardError::NoSchema)?;
        self.name.trim().clone_into(&mut schema.metadata.name);

        let pressed = self.press.split_once(':').and_then(|(towards, index)| {
            let towards = match towards {
                "start" => Towards::Start,
                "end" => Towards::End,
                _ => return None,
            };
            Some((towards, index.parse().ok()?))
        });
        let columns = match pressed {
            Some((towards, index)) => WidgetSchema::moved(self.columns.clone(), index, towards),
            None => self.columns.clone(),
        };
        Ok(Some(WizardInput::EditSchema { schema: Box::new(schema.with_columns(&columns)) }))
    }
}

/// The whole schema as JSON, edited in the preview.
#[server(prefix = "/fn", endpoint = "wizard/schema")]
pub async fn edit_schema(id: ConversationId, schema: String) -> Result<Conversation, ApiError> {
    let valid = crate::ssr::read_schema(&schema)?;
    let me = crate::ssr::signed_in()?;
    let input = WizardInput::EditSchema { schema: Box::new(valid) };
    Ok(services::wizard::input(&me.services, me.actor, id, input).await?)
}

impl WizardForm for EditSchema {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    /// Paths and expressions are only understood on the server; the shape is checked here.
    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        let schema = serde_json::from_str(&self.schema).map_err(|error| ApiError::invalid("", error.to_string()))?;
        Ok(Some(WizardInput::EditSchema { schema: Box::new(schema) }))
    }
}

/// Connects the provider of this conversation with a pasted key, without leaving it.
#[server(prefix = "/fn", endpoint = "wizard/connect")]
pub async fn connect_here(
    id: ConversationId,
    provider: String,
    #[server(default)] credentials: BTreeMap<String, String>,
) -> Result<Conversation, ApiError> {
    let me = crate::ssr::signed_in()?;
    let credentials = credentials.into_iter().map(|(name, value)| (name, value.into())).collect();
    services::connections::connect(&me.services, me.actor, &provider, credentials).await?;
    Ok(services::wizard::get(&me.services, me.actor, id).await?)
}

impl WizardForm for ConnectHere {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        Ok(None)
    }
}

/// Connects the provider of this conversation to the sandbox.
#[server(prefix = "/fn", endpoint = "wizard/sample")]
pub async fn sample_here(id: ConversationId, provider: String) -> Result<Conversation, ApiError> {
    let me = crate::ssr::signed_in()?;
    services::connections::connect_sandbox(&me.services, me.actor, &provider).await?;
    Ok(services::wizard::get(&me.services, me.actor, id).await?)
}

impl WizardForm for SampleHere {
    fn conversation(&self) -> ConversationId {
        self.id
    }

    fn input(&self, _state: &WizardState) -> Result<Option<WizardInput>, ApiError> {
        Ok(None)
    }
}

/// What express mode did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Expressed {
    /// Never silently: `assumptions` are shown, with "Adjust" leading to the conversation.
    Deployed { widget: WidgetId, name: String, assumptions: Vec<String>, conversation: ConversationId },
    /// The wizard is open at the first stage that needs the user; what is missing, in words.
    NeedsYou { conversation: ConversationId, missing: Vec<String> },
}

/// "I need X", from the dashboard's own input. Leads to the wizard when that is needed.
#[server(prefix = "/fn", endpoint = "wizard/express")]
pub async fn express(problem: String) -> Result<Expressed, ApiError> {
    use services::wizard::Express;

    let me = crate::ssr::signed_in()?;
    Ok(match services::wizard::express(&me.services, me.actor, &problem).await? {
        Express::Deployed { widget, schema, assumptions, conversation, .. } => {
            // A plain form has no toast; the conversation says what was assumed, with the way back.
            if crate::ssr::is_plain_form() {
                leptos_axum::redirect(&format!("/wizard/{conversation}"));
            }
            Expressed::Deployed { widget, name: schema.metadata.name, assumptions, conversation }
        }
        Express::NeedsYou { conversation, missing } => {
            leptos_axum::redirect(&format!("/wizard/{conversation}"));
            Expressed::NeedsYou { conversation, missing }
        }
    })
}
