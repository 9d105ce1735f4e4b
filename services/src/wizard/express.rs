//! "I need X" in one step, when there is nothing to ask.

use domain::{
    ConversationId, UserIntent, WidgetId,
    connection::ProviderCard,
    widget::WidgetSchema,
    wizard::{Discovery, Question, WizardInput, WizardStage},
};
use serde_json::Value;

use super::{ConversationError, advance::is_connected, start, talk::Talk};
use crate::{Actor, Services, connections, widgets};

/// Below this, what was understood is confirmed by the user first.
const SURE: f32 = 0.6;

/// What express mode did.
#[derive(Debug)]
pub enum Express {
    Deployed {
        widget: WidgetId,
        schema: Box<WidgetSchema>,
        intent: UserIntent,
        assumptions: Vec<String>,
        conversation: ConversationId,
    },
    /// The wizard is open at the first stage that needs the user; what is missing, in words.
    NeedsYou { conversation: ConversationId, missing: Vec<String> },
}

/// "I need X" in one step, when the planner is confident and nothing required is missing.
/// Nothing is guessed silently: what a default decided is in the assumptions.
pub async fn express(services: &Services, actor: Actor, problem: &str) -> Result<Express, ConversationError> {
    // Refused before anything is stored.
    domain::wizard::transition(Default::default(), WizardInput::Describe { problem: problem.to_owned() })?;
    let conversation = start(services, actor).await?;
    let mut talk = Talk::open(services, actor, conversation).await?;
    talk.hear(WizardInput::Describe { problem: problem.to_owned() }).await?;
    talk.advance().await?;

    let missing = missing_at_first(&talk).await?;
    if !missing.is_empty() {
        return Ok(Express::NeedsYou { conversation, missing });
    }
    let mut assumptions = instead(&talk);
    talk.hear(WizardInput::Confirm).await?;
    talk.advance().await?;
    while let Some(question) = talk.state().question.clone() {
        if question.default.is_none() {
            return Ok(Express::NeedsYou { conversation, missing: vec![question.question] });
        }
        assumptions.push(assumed(&question));
        talk.hear(WizardInput::Skip { field_name: question.field_name }).await?;
        talk.advance().await?;
    }
    if let Some(offer) = talk.offer().filter(|_| talk.state().stage == WizardStage::Visualization) {
        let layout = offer.template.wizard.recommended.layout;
        for step in [WizardInput::ChooseVisualization { layout }, WizardInput::Accept] {
            talk.hear(step).await?;
            talk.advance().await?;
        }
    }
    let state = talk.state();
    Ok(match (state.widget_id, &state.schema, &state.intent) {
        (Some(widget), Some(schema), Some(intent)) => Express::Deployed {
            widget,
            schema: Box::new(schema.clone()),
            intent: intent.clone(),
            assumptions,
            conversation,
        },
        _ => Express::NeedsYou { conversation, missing: vec!["Something is still to be decided.".to_owned()] },
    })
}

/// What stands in the way before the first question.
async fn missing_at_first(talk: &Talk) -> Result<Vec<String>, ConversationError> {
    let confidence = match &talk.state().discovery {
        Some(Discovery::Widget { inferred, .. }) => inferred.confidence,
        Some(Discovery::Unsupported { message, .. }) => return Ok(vec![message.clone()]),
        None => return Ok(vec!["The answer is still on its way.".to_owned()]),
    };
    let Some(offer) = talk.offer() else { return Ok(vec!["Choose what is to be shown.".to_owned()]) };
    let mut missing = Vec::new();
    if confidence < SURE {
        missing.push(format!("Several things fit. Confirm that you mean “{}”.", offer.name()));
    }
    let card =
        connections::list(&talk.services, talk.actor).await?.into_iter().find(|card| card.id == offer.provider.id);
    if !card.as_ref().is_some_and(is_connected) {
        let name = card.map_or_else(|| offer.provider.name.to_owned(), |card: ProviderCard| card.name);
        missing.push(format!("{name} is not connected."));
    }
    let standing = widgets::list(&talk.services, talk.actor).await?;
    if let Some(widget) = standing.iter().find(|widget| {
        widget.schema.metadata.provider.as_deref() == Some(offer.provider.id)
            && widget.schema.metadata.id == offer.kind()
    }) {
        missing.push(format!("You already have a widget for this: {}.", widget.schema.metadata.name));
    }
    Ok(missing)
}

/// "Recent payments, not Revenue", when another template came near.
fn instead(talk: &Talk) -> Vec<String> {
    match &talk.state().discovery {
        Some(Discovery::Widget { name, alternatives, .. }) => {
            alternatives.first().map(|other| format!("{name}, not {}", other.name)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The default in the words of its choice: "The last 30 days".
fn assumed(question: &Question) -> String {
    let label = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        question.options.iter().find(|option| option.value == text).map_or(text, |option| option.label.clone())
    };
    match &question.default {
        Some(Value::Array(values)) => values.iter().map(label).collect::<Vec<_>>().join(", "),
        Some(value) => label(value),
        None => question.question.clone(),
    }
}
