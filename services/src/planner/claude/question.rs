//! What is asked next, and in which words?

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use domain::wizard::{Details, Question, QuestionInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::{Asking, Next, builtin, open_questions},
    line,
    prompt::{QUESTION, SYSTEM, data_turn},
    system,
};
use crate::claude::{
    Call, Tier, Turn,
    schema::{answer_schema, choose_from},
};

const MAX_TOKENS: u32 = 1_500;
/// The template has words of its own, nobody has to wait long for better ones.
const DEADLINE: Duration = Duration::from_secs(6);
/// In characters.
const MAX_QUESTION: usize = 200;
const MAX_HINT: usize = 300;
/// Choices shown to the model, so that it knows what they are called.
const SAMPLE: usize = 8;

/// What the model is bound to. Choices, kind of input and default are not among it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    question: String,
    field: String,
    hint: Option<String>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    problem: &'a str,
    widget: &'a str,
    known: &'a Details,
    open_questions: Vec<Open<'a>>,
}

#[derive(Serialize)]
struct Open<'a> {
    field: &'a str,
    question: &'a str,
    hint: Option<&'a str>,
    input: QuestionInput,
    choices: usize,
    some_choices: Vec<String>,
}

pub(super) fn call(asking: Asking<'_>) -> Call {
    static SCHEMA: LazyLock<Value> = LazyLock::new(answer_schema::<Answer>);

    let open: Vec<_> = open_questions(asking.offer.template, asking.details)
        .map(|spec| {
            let options = builtin::question(spec, asking).options;
            Open {
                field: &spec.field,
                question: &spec.question,
                hint: spec.hint.as_deref(),
                input: spec.input,
                choices: options.len(),
                some_choices: options.into_iter().take(SAMPLE).map(|option| option.label).collect(),
            }
        })
        .collect();
    let fields: Vec<_> = open.iter().map(|open| open.field.to_owned()).collect();
    let mut schema = SCHEMA.clone();
    choose_from(&mut schema, "field", &fields);
    let inputs =
        Inputs { problem: asking.problem, widget: asking.offer.name(), known: asking.details, open_questions: open };
    Call {
        tier: Tier::Fast,
        purpose: "question",
        system: system(&[SYSTEM, QUESTION]),
        turns: vec![Turn::User(data_turn(&inputs))],
        schema: Arc::new(schema),
        max_tokens: MAX_TOKENS,
        deadline: DEADLINE,
    }
}

/// The template's question in the model's words.
///
/// # Errors
///
/// What is wrong with the answer, for the model.
pub(super) fn check(asking: Asking<'_>, answer: Answer) -> Result<Next, String> {
    let spec = open_questions(asking.offer.template, asking.details)
        .find(|spec| spec.field == answer.field)
        .ok_or_else(|| format!("`field`: `{}` is not an open question", answer.field))?;
    let question = line(&answer.question, MAX_QUESTION);
    if question.is_empty() {
        return Err("`question` is empty".to_owned());
    }
    let declared = builtin::question(spec, asking);
    let hint = answer.hint.map(|hint| line(&hint, MAX_HINT)).filter(|hint| !hint.is_empty());
    Ok(Next::Ask(Box::new(Question { question, hint: hint.or(declared.hint.clone()), ..declared })))
}
