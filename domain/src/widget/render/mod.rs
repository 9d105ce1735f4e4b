//! From a provider's answer to what a person sees.
//!
//! The way of a row: `itemsPath` finds it, the filter lets it through, the sort places it,
//! the limit keeps it, and each field reads one cell of it. A step that fails says so where
//! it failed and stops nothing else: a cell that cannot be read is an error in that cell, a
//! filter that cannot be computed a note on the widget.
//!
//! Bounded: at most [`MAX_EXAMINED`] rows are looked at, at most [`MAX_SHOWN`] are shown, and
//! all paths and expressions of one rendering share [`WORK`] steps. What was left out is in
//! the notes. The size of the answer itself is bounded where it is received.

mod cell;
mod metric;
mod order;
mod plan;
mod reading;
mod rows;
mod tone;

use serde_json::Value as Json;

use super::{Align, Column, Field, FieldType, LayoutType, Rendered, RenderedRow, WidgetSchema};
use crate::{budget::Budget, expression::Expression, format::Viewing};
pub(crate) use plan::Format;
use plan::Plan;
use rows::Row;

/// The most rows that are looked at.
pub const MAX_EXAMINED: usize = 10_000;

/// The most rows that are shown.
pub const MAX_SHOWN: usize = 1_000;

/// Steps for one rendering; some tenths of a second at worst.
pub(super) const WORK: u64 = 5_000_000;

/// Steps for one path or expression on one row.
const WORK_PER_CELL: u64 = 20_000;

/// Turns a provider's answer into rows of text. Never fails: what cannot be read is an
/// error in its cell or a note.
#[must_use]
pub fn render(schema: &WidgetSchema, response: &Json, viewing: &Viewing) -> Rendered {
    let mut budget = Budget::new(WORK);
    let mut notes = Vec::new();
    let plan = Plan::of(schema);

    let rows::Found { rows, received } = rows::find(schema, response, &mut budget, &mut notes);
    let keys = rows::keys(&rows);
    let mut kept = rows::filtered(rows, plan.filter.as_ref(), viewing, &mut budget, &mut notes);
    let matching = kept.len();
    order::sort(&mut kept, schema, &plan, viewing, &mut budget, &mut notes);

    let metric = (schema.layout.kind == LayoutType::Metric)
        .then(|| metric::measure(schema, &plan, &kept, viewing, &mut budget, &mut notes));

    let limit = schema.view.as_ref().and_then(|view| view.limit);
    let wanted = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if wanted.min(kept.len()) > MAX_SHOWN {
        notes.push(format!("Only the first {MAX_SHOWN} of {} rows are shown.", kept.len()));
    }
    kept.truncate(wanted.min(MAX_SHOWN));

    Rendered {
        columns: schema.fields.iter().map(column).collect(),
        rows: kept.iter().map(|row| shown(row, &keys[row.position], &plan, viewing, &mut budget)).collect(),
        matching: u32::try_from(matching).unwrap_or(u32::MAX),
        received: u32::try_from(received).unwrap_or(u32::MAX),
        metric,
        notes,
    }
}

/// How many rows of the answer `filter` lets through, before `view`.
///
/// # Errors
///
/// The expression's problem, in words: it is none, or it fails on every row there is.
pub fn matching(schema: &WidgetSchema, response: &Json, filter: &str, viewing: &Viewing) -> Result<u32, String> {
    let filter = Expression::parse(filter, super::check::ROW_NAMES).map_err(|error| error.to_string())?;
    let mut budget = Budget::new(WORK);
    let rows = rows::find(schema, response, &mut budget, &mut Vec::new()).rows;

    let mut passed = 0;
    let mut failure = None;
    let mut failed = 0;
    for row in &rows {
        match row.passes(&filter, viewing, &mut budget) {
            Ok(passes) => passed += u32::from(passes),
            Err(error) => {
                failed += 1;
                failure.get_or_insert(error);
            }
        }
    }
    match failure {
        Some(failure) if failed == rows.len() => Err(failure.to_string()),
        _ => Ok(passed),
    }
}

/// The row that [`render`] names `key`, as the provider sent it.
pub(super) fn row_of_key<'a>(
    schema: &WidgetSchema,
    response: &'a Json,
    key: &str,
    budget: &mut Budget,
) -> Option<&'a Json> {
    let rows = rows::find(schema, response, budget, &mut Vec::new()).rows;
    let at = rows::keys(&rows).iter().position(|known| known == key)?;
    rows.get(at).map(|row| row.json)
}

fn column(field: &Field) -> Column {
    let align = if field.kind == FieldType::Number { Align::End } else { Align::Start };
    Column { name: field.name.clone(), label: field.label.clone(), kind: field.kind, align }
}

fn shown(row: &Row<'_>, key: &str, plan: &Plan<'_>, viewing: &Viewing, budget: &mut Budget) -> RenderedRow {
    let cells = plan.fields.iter().map(|field| cell::of(field, row, viewing, budget)).collect();
    RenderedRow { key: key.to_owned(), cells }
}
