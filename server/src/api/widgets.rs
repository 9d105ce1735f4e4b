//! Widgets: read, changed, moved, taken off, and what they show.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use domain::{
    WidgetId,
    connection::Source,
    widget::{Column, Failure, Metric, Placement, Problem as Mistake, Rendered, Widget, WidgetData, WidgetSchema},
};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use services::{
    Services, providers,
    widgets::{self, Freshness, WidgetError},
};

use crate::{
    body::{Id, Json},
    problem::Problem,
    router::App,
    session::{Reader, Writer},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(list))
        .route("/validate", post(validate))
        .route("/{id}", get(one).patch(change).delete(delete))
        .route("/{id}/data", get(data))
}

#[derive(Serialize)]
struct Widgets {
    widgets: Vec<Widget>,
}

async fn list(State(services): State<Services>, who: Reader) -> Result<axum::Json<Widgets>, Problem> {
    Ok(axum::Json(Widgets { widgets: widgets::list(&services, who.actor()).await.map_err(Problem::internal)? }))
}

async fn one(
    State(services): State<Services>,
    who: Reader,
    Id(id): Id<WidgetId>,
) -> Result<axum::Json<Widget>, Problem> {
    Ok(axum::Json(widgets::get(&services, who.actor(), id).await?))
}

/// What is to be changed; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default)]
    schema: Option<Value>,
    #[serde(default)]
    placement: Option<Placement>,
}

async fn change(
    State(services): State<Services>,
    who: Writer,
    Id(id): Id<WidgetId>,
    Json(change): Json<Change>,
) -> Result<axum::Json<Widget>, Problem> {
    let schema = change.schema.map(|raw| schema_at("/schema", &raw)).transpose()?;
    let change = widgets::Change { schema, placement: change.placement };
    Ok(axum::Json(widgets::change(&services, who.actor(), id, change).await.map_err(in_body)?))
}

async fn delete(State(services): State<Services>, who: Writer, Id(id): Id<WidgetId>) -> Result<StatusCode, Problem> {
    widgets::delete(&services, who.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a widget shows, as a script wants it: rows by field name, every value as the text a
/// person sees.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    rows: Vec<Map<String, Value>>,
    columns: Vec<Column>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<Metric>,
    /// Rows that pass the filter, before the limit.
    matching: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    fetched_at: Option<Timestamp>,
    stale: bool,
    source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

async fn data(
    State(services): State<Services>,
    who: Reader,
    Id(id): Id<WidgetId>,
) -> Result<axum::Json<Data>, Problem> {
    let shown = widgets::data(&services, who.actor(), id, Freshness::Interval).await?;
    Ok(axum::Json(shown.into()))
}

impl From<WidgetData> for Data {
    fn from(shown: WidgetData) -> Self {
        let stale = shown.is_stale();
        let Rendered { columns, rows, matching, metric, notes, .. } = shown.rendered.unwrap_or_default();
        let rows = rows
            .into_iter()
            .map(|row| {
                columns
                    .iter()
                    .zip(row.cells)
                    .map(|(column, cell)| {
                        let value = if cell.error.is_some() { Value::Null } else { Value::String(cell.text) };
                        (column.name.clone(), value)
                    })
                    .collect()
            })
            .collect();
        Self {
            rows,
            columns,
            metric,
            matching,
            notes,
            fetched_at: shown.fetched_at,
            stale,
            source: shown.source,
            failure: shown.failure,
        }
    }
}

#[derive(Serialize)]
struct Verdict {
    valid: bool,
    errors: Vec<Mistake>,
}

/// Says everything that is wrong with a schema; the body is the schema, or an object whose
/// only member is `schema`.
async fn validate(_: Reader, Json(body): Json<Value>) -> axum::Json<Verdict> {
    let raw = match &body {
        Value::Object(members) if members.len() == 1 => members.get("schema").unwrap_or(&body),
        _ => &body,
    };
    let errors = WidgetSchema::parse(raw, &providers::catalogue()).err().unwrap_or_default();
    axum::Json(Verdict { valid: errors.is_empty(), errors })
}

/// The schema that stands at `pointer` of a body.
pub(super) fn schema_at(pointer: &str, raw: &Value) -> Result<WidgetSchema, Problem> {
    WidgetSchema::parse(raw, &providers::catalogue()).map_err(|mistakes| {
        let placed =
            mistakes.into_iter().map(|mistake| Mistake::new(format!("{pointer}{}", mistake.pointer), mistake.message));
        Problem::invalid(placed.collect())
    })
}

/// The services point into the schema, which the body has under `schema`, or beside it.
pub(super) fn in_body(error: WidgetError) -> Problem {
    let WidgetError::Invalid(mistakes) = error else { return error.into() };
    let placed = mistakes.into_iter().map(|mistake| {
        let stands_beside = ["/userIntent", "/placement"].iter().any(|place| mistake.pointer.starts_with(place));
        let pointer = if stands_beside { mistake.pointer } else { format!("/schema{}", mistake.pointer) };
        Mistake::new(pointer, mistake.message)
    });
    Problem::invalid(placed.collect())
}

impl From<WidgetError> for Problem {
    fn from(error: WidgetError) -> Self {
        match error {
            WidgetError::NotFound => Self::not_found("widget"),
            WidgetError::NoConversation => Self::not_found("conversation"),
            WidgetError::Invalid(mistakes) => Self::invalid(mistakes),
            WidgetError::TooMany => Self::new(StatusCode::CONFLICT, error.to_string()),
            error @ WidgetError::Db(_) => Self::internal(error),
        }
    }
}
