//! What is the problem, and which template removes it?

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use domain::{
    UserIntent,
    provider::ParamKind,
    wizard::{Alternative, Details, Discovery, Inferred, Nearest},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::{Discovering, Offer, builtin::LIMIT},
    catalogue, line,
    prompt::{DISCOVER, SYSTEM, data_turn},
    system,
};
use crate::claude::{
    Call, Tier, Turn,
    schema::{answer_schema, choose_from},
};

/// The property that is shown while the rest is being written.
pub(super) const FIRST: &str = "message";

/// Thinking included; an answer has about 400.
const MAX_TOKENS: u32 = 3_000;
/// Words are shown on the way, so this may take a while.
const DEADLINE: Duration = Duration::from_secs(30);
/// Longest message shown, in characters.
const MAX_MESSAGE: usize = 1_000;

/// What the model is bound to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Answer {
    message: String,
    outcome: Outcome,
    template: Option<String>,
    confidence: f32,
    why: String,
    intent: Intent,
    alternatives: Vec<Other>,
    stated: Vec<Stated>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Widget,
    Unsupported,
}

/// [`UserIntent`] with every line present.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Intent {
    problem_solved: String,
    pain_point: String,
    goal: String,
    expected_outcome: String,
    impact_metric: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Other {
    template: String,
    why: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stated {
    name: String,
    value: StatedValue,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum StatedValue {
    Flag(bool),
    Number(i64),
    Text(String),
    List(Vec<String>),
}

#[derive(Serialize)]
struct Inputs<'a> {
    problem: &'a str,
    /// Ids of services.
    connected: &'a [String],
    /// What stands on the dashboard already.
    widgets: Vec<&'a str>,
}

pub(super) fn call(discovering: Discovering<'_>) -> Call {
    static SCHEMA: LazyLock<Value> = LazyLock::new(answer_schema::<Answer>);

    let templates: Vec<_> = discovering.offers.iter().map(catalogue::key).collect();
    let mut schema = SCHEMA.clone();
    choose_from(&mut schema, "template", &templates);
    let inputs = Inputs {
        problem: discovering.problem,
        connected: discovering.connected,
        widgets: discovering.widgets.iter().map(|widget| widget.schema.metadata.name.as_str()).collect(),
    };
    Call {
        tier: Tier::Fast,
        purpose: "discover",
        system: system(&[SYSTEM, DISCOVER, &catalogue::text(discovering.offers)]),
        turns: vec![Turn::User(data_turn(&inputs))],
        schema: Arc::new(schema),
        max_tokens: MAX_TOKENS,
        deadline: DEADLINE,
    }
}

/// # Errors
///
/// What is wrong with the answer, for the model.
pub(super) fn check(discovering: Discovering<'_>, answer: Answer) -> Result<Discovery, String> {
    let message: String = answer.message.trim().chars().take(MAX_MESSAGE).collect();
    if message.is_empty() {
        return Err("`message` is empty".to_owned());
    }
    let offer = match &answer.template {
        Some(wanted) => Some(
            catalogue::find(discovering.offers, wanted)
                .ok_or_else(|| format!("`template`: `{wanted}` is not in the catalogue"))?,
        ),
        None => None,
    };
    let intent = answer.intent.read(discovering.problem);

    let offer = match (answer.outcome, offer) {
        (Outcome::Widget, Some(offer)) => offer,
        (Outcome::Widget, None) => return Err("`template` is null although `outcome` is `widget`".to_owned()),
        (Outcome::Unsupported, offer) => {
            let nearest = offer.map(|offer| Nearest {
                provider: offer.provider.id.to_owned(),
                kind: offer.kind().to_owned(),
                name: offer.name().to_owned(),
            });
            return Ok(Discovery::Unsupported { message, nearest, intent: Some(intent) });
        }
    };
    Ok(Discovery::Widget {
        intent,
        inferred: Inferred {
            provider: offer.provider.id.to_owned(),
            kind: offer.kind().to_owned(),
            confidence: answer.confidence.clamp(0.0, 1.0),
        },
        name: offer.name().to_owned(),
        why: said_or(&answer.why, &offer.template.wizard.why),
        alternatives: alternatives(discovering, offer, &answer.alternatives),
        message,
        stated: stated(discovering.problem, offer, answer.stated),
    })
}

impl Intent {
    fn read(&self, problem: &str) -> UserIntent {
        UserIntent {
            problem_solved: said_or(&self.problem_solved, problem),
            pain_point: said_or(&self.pain_point, problem),
            goal: line(&self.goal, UserIntent::MAX_LINE),
            expected_outcome: line(&self.expected_outcome, UserIntent::MAX_LINE),
            impact_metric: self
                .impact_metric
                .as_deref()
                .map(|metric| line(metric, UserIntent::MAX_LINE))
                .filter(|metric| !metric.is_empty()),
        }
    }
}

fn said_or(said: &str, otherwise: &str) -> String {
    let said = if said.trim().is_empty() { otherwise } else { said };
    line(said, UserIntent::MAX_LINE)
}

/// At most three, each once; what is not in the catalogue is left out.
fn alternatives(discovering: Discovering<'_>, chosen: Offer<'_>, others: &[Other]) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for other in others {
        let Some(offer) = catalogue::find(discovering.offers, &other.template) else { continue };
        let alternative = Alternative {
            provider: offer.provider.id.to_owned(),
            kind: offer.kind().to_owned(),
            name: offer.name().to_owned(),
            why: said_or(&other.why, &offer.template.wizard.why),
        };
        let is_chosen = (offer.provider.id, offer.kind()) == (chosen.provider.id, chosen.kind());
        let is_known =
            found.iter().any(|known| (&known.provider, &known.kind) == (&alternative.provider, &alternative.kind));
        if !is_chosen && !is_known {
            found.push(alternative);
        }
    }
    found.truncate(3);
    found
}

/// Parameters that the data source declares, with values it takes, and texts that really
/// stand in the problem; and how many rows are to be seen. All else is left out; the wizard
/// asks for it.
fn stated(problem: &str, offer: Offer<'_>, stated: Vec<Stated>) -> Details {
    const MOST_ROWS: i64 = 100;

    let endpoint = catalogue::endpoint(&offer);
    let problem = problem.to_lowercase();
    let was_said = |text: &String| !text.trim().is_empty() && problem.contains(&text.to_lowercase());

    stated
        .into_iter()
        .filter_map(|Stated { name, value }| {
            let kind = match name.as_str() {
                LIMIT => ParamKind::Integer { min: 1, max: MOST_ROWS },
                name => endpoint?.param(name)?.kind,
            };
            let is_free_text = matches!(kind, ParamKind::Text { .. } | ParamKind::TextList { .. });
            let value = match value {
                StatedValue::Text(text) if is_free_text && !was_said(&text) => return None,
                StatedValue::List(texts) if !texts.iter().all(was_said) => return None,
                StatedValue::Flag(flag) => Value::from(flag),
                StatedValue::Number(number) => Value::from(number),
                StatedValue::Text(text) => Value::from(text),
                StatedValue::List(texts) => Value::from(texts),
            };
            kind.check(&value).is_ok().then_some((name, value))
        })
        .collect()
}
