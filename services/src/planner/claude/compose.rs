//! How should the widget stand on the dashboard?
//!
//! The draft (source, parameters, fields, layout) is the built-in planner's. The model fits
//! name, filter, order and columns to the intent and cannot reach anything else.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use domain::{
    UserIntent,
    widget::{FieldType, LayoutType, Order, Sort, View, WidgetSchema},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::{Composing, builtin::LIMIT},
    line,
    prompt::{COMPOSE, SYSTEM, data_turn},
    system,
};
use crate::{
    claude::{
        Call, Tier, Turn,
        schema::{answer_schema, choose_from},
    },
    providers,
};

const MAX_TOKENS: u32 = 3_000;
/// The draft stands already.
const DEADLINE: Duration = Duration::from_secs(12);
/// In characters.
const MAX_NAME: usize = 60;
const MAX_DESCRIPTION: usize = 300;
const MAX_ROWS: u32 = 100;

/// What the model is bound to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    name: String,
    description: String,
    filter: Option<String>,
    sort: Vec<SortBy>,
    limit: Option<u32>,
    columns: Vec<Column>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SortBy {
    field: String,
    order: Order,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Column {
    field: String,
}

#[derive(Serialize)]
struct Inputs<'a> {
    problem: &'a str,
    intent: &'a UserIntent,
    layout: LayoutType,
    draft: Draft<'a>,
}

#[derive(Serialize)]
struct Draft<'a> {
    name: &'a str,
    description: &'a str,
    view: Option<&'a View>,
    fields: Vec<FieldLine<'a>>,
}

#[derive(Serialize)]
struct FieldLine<'a> {
    name: &'a str,
    label: &'a str,
    path: &'a str,
    #[serde(rename = "type")]
    kind: FieldType,
}

pub(super) fn call(composing: Composing<'_>, draft: &WidgetSchema) -> Call {
    static SCHEMA: LazyLock<Value> = LazyLock::new(answer_schema::<Answer>);

    let fields: Vec<_> = draft.fields.iter().map(|field| field.name.clone()).collect();
    let mut schema = SCHEMA.clone();
    choose_from(&mut schema, "field", &fields);
    let inputs = Inputs {
        problem: composing.problem,
        intent: composing.intent,
        layout: composing.layout,
        draft: Draft {
            name: &draft.metadata.name,
            description: &draft.metadata.description,
            view: draft.view.as_ref(),
            fields: draft
                .fields
                .iter()
                .map(|field| FieldLine { name: &field.name, label: &field.label, path: &field.path, kind: field.kind })
                .collect(),
        },
    };
    Call {
        tier: Tier::Writing,
        purpose: "compose",
        system: system(&[SYSTEM, COMPOSE]),
        turns: vec![Turn::User(data_turn(&inputs))],
        schema: Arc::new(schema),
        max_tokens: MAX_TOKENS,
        deadline: DEADLINE,
    }
}

/// The draft with the model's changes, if it is valid with them.
///
/// # Errors
///
/// Every problem of the schema, for the model.
pub(super) fn check(composing: Composing<'_>, draft: &WidgetSchema, answer: Answer) -> Result<WidgetSchema, String> {
    let mut schema = draft.clone();
    let name = line(&answer.name, MAX_NAME);
    if !name.is_empty() {
        schema.metadata.name = name;
    }
    let description = line(&answer.description, MAX_DESCRIPTION);
    if !description.is_empty() {
        schema.metadata.description = description;
    }

    let mut view = schema.view.take().unwrap_or_default();
    if let Some(filter) = answer.filter.filter(|filter| !filter.trim().is_empty()) {
        view.filter = Some(filter);
    }
    if !answer.sort.is_empty() {
        view.sort = answer.sort.into_iter().map(|by| Sort { field: by.field, order: by.order }).collect();
    }
    // What the user said themselves stands.
    if !composing.details.contains_key(LIMIT) {
        view.limit = answer.limit.map(|limit| limit.clamp(1, MAX_ROWS)).or(view.limit);
    }
    schema.view = (view != View::default()).then_some(view);

    if composing.layout == LayoutType::Table && !answer.columns.is_empty() {
        schema.layout.fields.columns = Some(answer.columns.into_iter().map(|column| column.field).collect());
    }

    let raw = serde_json::to_value(&schema).map_err(|error| error.to_string())?;
    WidgetSchema::parse(&raw, &providers::catalogue()).map_err(|problems| {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        problems.join("; ")
    })
}
