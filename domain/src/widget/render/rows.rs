//! Which rows there are, and which of them the filter lets through.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::{MAX_EXAMINED, WORK, WORK_PER_CELL, Work, plan::Plan};
use crate::{
    budget::Budget,
    expression::{EvalError, Expression, Scope},
    jsonpath::JsonPath,
    widget::WidgetSchema,
};

#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) json: &'a Json,
    /// Among the rows the provider sent, from 0.
    pub(super) position: usize,
}

impl Row<'_> {
    pub(super) fn passes(&self, filter: &Expression, work: &mut Work<'_>) -> Result<bool, EvalError> {
        let scope = Scope::new(work.viewing).with_row(self.json);
        work.budget.lend(WORK_PER_CELL, |budget| filter.holds(&scope, budget))
    }
}

/// The rows that are looked at, and how many the provider sent.
pub(super) struct Found<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) received: usize,
}

/// The rows of the answer: what `itemsPath` selects, or the answer itself when it is an array.
///
/// A path to one place means the items of the array there: `$.data` is read as `$.data[*]`.
pub(super) fn find<'a>(schema: &WidgetSchema, response: &'a Json, work: &mut Work<'_>) -> Found<'a> {
    let items_path = schema.data_source.as_ref().and_then(|source| source.items_path.as_deref());
    let nodes = match (items_path, response) {
        (Some(path), _) => selected(path, response, &mut work.budget),
        (None, Json::Array(items)) => Ok(items.iter().collect()),
        (None, _) => Err("The answer is not a list. `itemsPath` says where in it the rows are.".to_owned()),
    };
    let nodes = nodes.unwrap_or_else(|note| {
        work.notes.push(note);
        Vec::new()
    });
    let received = nodes.len();
    if received > MAX_EXAMINED {
        work.notes.push(format!("Only the first {MAX_EXAMINED} of {received} rows were looked at."));
    }
    let rows = nodes.into_iter().take(MAX_EXAMINED).enumerate().map(|(position, json)| Row { json, position });
    Found { rows: rows.collect(), received }
}

fn selected<'a>(path: &str, response: &'a Json, budget: &mut Budget) -> Result<Vec<&'a Json>, String> {
    let path: JsonPath = path.parse().map_err(|error| format!("`itemsPath` is not a JSONPath: {error}."))?;
    let mut run = |path: &JsonPath| {
        budget.lend(WORK / 2, |budget| path.find(response, budget)).map_err(|error| format!("`itemsPath`: {error}."))
    };
    let nodes = run(&path)?;
    // An empty list is no mistake; a list that is not where it should be is one.
    if nodes.is_empty() && path.parent().is_some_and(|parent| run(&parent).is_ok_and(|nodes| nodes.is_empty())) {
        return Err("`itemsPath` matches nothing in the answer.".to_owned());
    }
    Ok(match nodes.as_slice() {
        [Json::Array(items)] if path.is_singular() => items.iter().collect(),
        _ => nodes,
    })
}

/// The rows that `filter` lets through. One that it fails on is left out, with a note.
pub(super) fn filtered<'a>(mut rows: Vec<Row<'a>>, plan: &Plan<'_>, work: &mut Work<'_>) -> Vec<Row<'a>> {
    let filter = match &plan.filter {
        None => return rows,
        Some(Ok(filter)) => filter,
        Some(Err(problem)) => {
            work.notes.push(format!("The filter is left out: {problem}."));
            return rows;
        }
    };

    let count = rows.len();
    let mut failures = Vec::new();
    rows.retain(|row| {
        row.passes(filter, work).unwrap_or_else(|error| {
            failures.push(error);
            false
        })
    });
    if let Some(first) = failures.first() {
        work.notes
            .push(format!("The filter fails on {} of {count} rows, which are left out: {first}.", failures.len()));
    }
    rows
}

/// A name for each row, in the order the provider sent them. It stays the same across refreshes
/// where the row has an `id`, and whatever the view does.
pub(super) fn keys(rows: &[Row<'_>]) -> Vec<String> {
    let mut taken = HashSet::new();
    rows.iter()
        .map(|row| {
            let id = match row.json.get("id") {
                Some(Json::String(id)) if !id.is_empty() && id.len() <= 200 && !id.starts_with('#') => Some(id.clone()),
                Some(Json::Number(id)) => Some(id.to_string()),
                _ => None,
            };
            // `#` keeps positions apart from ids, also when the same id comes twice.
            let key = id.filter(|id| !taken.contains(id)).unwrap_or_else(|| format!("#{}", row.position));
            taken.insert(key.clone());
            key
        })
        .collect()
}
