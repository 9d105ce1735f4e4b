//! What a field reads from a row, before it is written as text.

use std::cmp::Ordering;

use serde_json::Value as Json;
use url::Url;

use super::{WORK_PER_CELL, Work, plan::FieldPlan, rows::Row};
use crate::{
    expression::{EvalError, Moment, Scope, Span, Value},
    format::{Viewing, truncate},
    widget::FieldType,
};

/// The longest an address may be, in bytes.
const MAX_ADDRESS: usize = 2_048;

/// The longest a text may be, in characters.
pub(super) const MAX_TEXT: usize = 300;

/// A value of the field's type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    Empty,
    Number(f64),
    Date(Moment),
    Boolean(bool),
    Text(String),
    /// http or https.
    Address(Url),
    Many(Vec<Reading>),
}

/// # Errors
///
/// Why there is no value, in words.
pub(super) fn read(plan: &FieldPlan<'_>, row: &Row<'_>, work: &mut Work<'_>) -> Result<Reading, String> {
    let Work { viewing, budget, .. } = work;
    let path = plan.path.as_ref().map_err(Clone::clone)?;
    let nodes = budget.lend(WORK_PER_CELL, |budget| path.find(row.json, budget)).map_err(|error| error.to_string())?;
    let found = match nodes.as_slice() {
        [] => Value::Missing("value".to_owned()),
        [node] => Value::from_json(node),
        nodes => Value::List(nodes.iter().map(|node| Value::from_json(node)).collect()),
    };
    let kind = plan.field.kind;

    let Some(transform) = &plan.transform else { return typed(&found, kind, viewing) };
    let transform = transform.as_ref().map_err(Clone::clone)?;
    let absent = matches!(found, Value::Missing(_) | Value::None);
    let scope = Scope::new(viewing).with_row(row.json).with("value", found);
    match budget.lend(WORK_PER_CELL, |budget| transform.eval(&scope, budget)) {
        Ok(Value::Missing(name)) if name != "value" => Err(EvalError::Missing(name).to_string()),
        Ok(value) => typed(&value, kind, viewing),
        // Nothing to transform is an empty cell, not a mistake.
        Err(EvalError::Missing(_) | EvalError::Invalid(_)) if absent => Ok(Reading::Empty),
        Err(error) => Err(error.to_string()),
    }
}

fn typed(value: &Value<'_>, kind: FieldType, viewing: &Viewing) -> Result<Reading, String> {
    match value {
        Value::Missing(_) | Value::None => return Ok(Reading::Empty),
        Value::List(items) => return many(items.iter().map(|item| typed(item, kind, viewing))),
        Value::Json(Json::Array(items)) => {
            return many(items.iter().map(|item| typed(&Value::from_json(item), kind, viewing)));
        }
        Value::Text(text) if text.trim().is_empty() => return Ok(Reading::Empty),
        _ => {}
    }
    let refuse = |what: &str| Err(format!("not {what}: {}", quoted(value)));
    match kind {
        FieldType::Number => number(value).map_or_else(|| refuse("a number"), |number| Ok(Reading::Number(number))),
        FieldType::Date => moment(value, viewing).map_or_else(|| refuse("a date"), |at| Ok(Reading::Date(at))),
        FieldType::Boolean => boolean(value).map_or_else(|| refuse("true or false"), |is| Ok(Reading::Boolean(is))),
        FieldType::Url | FieldType::Image => {
            address(value).map_or_else(|| refuse("a web address (http or https)"), |url| Ok(Reading::Address(url)))
        }
        FieldType::String | FieldType::Badge => match value {
            Value::Moment(moment) => Ok(Reading::Date(*moment)),
            // A text of the data may be of any length; nobody reads the end of it in a cell.
            Value::Text(text) => Ok(Reading::Text(truncate(text, MAX_TEXT))),
            _ => {
                value.to_text().map(|text| Reading::Text(truncate(&text, MAX_TEXT))).map_err(|error| error.to_string())
            }
        },
    }
}

fn many(readings: impl Iterator<Item = Result<Reading, String>>) -> Result<Reading, String> {
    /// More than anybody reads in one cell.
    const MOST: usize = 50;
    let mut readings: Vec<Reading> = readings.take(MOST).collect::<Result<_, _>>()?;
    readings.retain(|reading| *reading != Reading::Empty);
    Ok(match readings.len() {
        0 => Reading::Empty,
        1 => readings.swap_remove(0),
        _ => Reading::Many(readings),
    })
}

fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Text(text) => text.trim().parse().ok(),
        Value::Span(Span(seconds)) => Some(*seconds),
        other => other.number(),
    }
    .filter(|number: &f64| number.is_finite())
}

fn moment(value: &Value<'_>, viewing: &Viewing) -> Option<Moment> {
    match value {
        Value::Moment(moment) => Some(*moment),
        Value::Text(text) => Moment::from_any_text(text, &viewing.time_zone),
        other => other.number().and_then(Moment::from_epoch),
    }
}

fn boolean(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(bool) => Some(*bool),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn address(value: &Value<'_>) -> Option<Url> {
    let Value::Text(text) = value else { return None };
    if text.len() > MAX_ADDRESS {
        return None;
    }
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn quoted(value: &Value<'_>) -> String {
    match value.to_text() {
        Ok(text) => format!("`{}`", truncate(&text, 40)),
        Err(error) => error.to_string(),
    }
}

impl Reading {
    /// The order of a sort: numbers, dates and texts each by their own; what is empty comes last,
    /// see [`super::order`].
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.at.cmp(&b.at),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b)),
            (Self::Address(a), Self::Address(b)) => a.cmp(b),
            (Self::Many(a), Self::Many(b)) => a
                .iter()
                .zip(b)
                .map(|(a, b)| a.compare(b))
                .find(|order| order.is_ne())
                .unwrap_or_else(|| a.len().cmp(&b.len())),
            (Self::Many(a), b) => a[0].compare(b).then(Ordering::Greater),
            (a, Self::Many(b)) => a.compare(&b[0]).then(Ordering::Less),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }

    /// Of unlike kinds, which one field never reads; any fixed order does.
    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Date(_) => 1,
            Self::Boolean(_) => 2,
            Self::Text(_) => 3,
            Self::Address(_) => 4,
            Self::Many(_) => 5,
            Self::Empty => 6,
        }
    }
}
