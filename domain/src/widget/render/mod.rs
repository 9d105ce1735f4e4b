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

mod calendar;
mod cell;
mod chart;
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

/// What all steps of one rendering share.
struct Work<'a> {
    viewing: &'a Viewing,
    budget: Budget,
    notes: Vec<String>,
}

impl<'a> Work<'a> {
    fn new(viewing: &'a Viewing) -> Self {
        Self { viewing, budget: Budget::new(WORK), notes: Vec::new() }
    }
}

/// Turns a provider's answer into rows of text. Never fails: what cannot be read is an
/// error in its cell or a note.
#[must_use]
pub fn render(schema: &WidgetSchema, response: &Json, viewing: &Viewing) -> Rendered {
    let mut work = Work::new(viewing);
    let plan = Plan::of(schema);

    let rows::Found { rows, received } = rows::find(schema, response, &mut work);
    let keys = rows::keys(&rows);
    let mut kept = rows::filtered(rows, &plan, &mut work);
    let matching = kept.len();
    order::sort(&mut kept, &plan, &mut work);
    let metric = (schema.layout.kind == LayoutType::Metric).then(|| metric::of(&plan, &kept, received, &mut work));

    let chart = (schema.layout.kind == LayoutType::Chart).then(|| chart::of(&plan, &kept, &mut work));

    let limit = schema.view.as_ref().and_then(|view| view.limit);
    let wanted = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if wanted.min(matching) > MAX_SHOWN {
        work.notes.push(format!("Only the first {MAX_SHOWN} of {matching} rows are shown."));
    }
    kept.truncate(wanted.min(MAX_SHOWN));
    let calendar = (schema.layout.kind == LayoutType::Calendar).then(|| calendar::of(&plan, &kept, &mut work));
    let rows = kept.iter().map(|row| shown(row, &keys[row.position], &plan, &mut work)).collect();

    Rendered {
        columns: schema.fields.iter().map(column).collect(),
        rows,
        matching: u32::try_from(matching).unwrap_or(u32::MAX),
        received: u32::try_from(received).unwrap_or(u32::MAX),
        metric,
        chart,
        calendar,
        notes: work.notes,
    }
}

/// How many rows of the answer `filter` lets through, before `view`.
///
/// # Errors
///
/// The expression's problem, in words: it is none, or it fails on every row there is.
pub fn matching(schema: &WidgetSchema, response: &Json, filter: &str, viewing: &Viewing) -> Result<u32, String> {
    let filter = Expression::parse(filter, super::check::ROW_NAMES).map_err(|error| error.to_string())?;
    let mut work = Work::new(viewing);
    let rows = rows::find(schema, response, &mut work).rows;

    let (failed, passed): (Vec<_>, Vec<_>) =
        rows.iter().map(|row| row.passes(&filter, &mut work)).partition(Result::is_err);
    match failed.into_iter().next() {
        Some(Err(error)) if passed.is_empty() => Err(error.to_string()),
        _ => Ok(u32::try_from(passed.iter().filter(|passes| **passes == Ok(true)).count()).unwrap_or(u32::MAX)),
    }
}

/// The row that [`render`] names `key`, as the provider sent it.
pub(super) fn row_of_key<'a>(
    schema: &WidgetSchema,
    response: &'a Json,
    key: &str,
    viewing: &Viewing,
) -> Option<&'a Json> {
    let rows = rows::find(schema, response, &mut Work::new(viewing)).rows;
    let at = rows::keys(&rows).iter().position(|known| known == key)?;
    rows.get(at).map(|row| row.json)
}

fn column(field: &Field) -> Column {
    let align = if field.kind == FieldType::Number { Align::End } else { Align::Start };
    Column { name: field.name.clone(), label: field.label.clone(), kind: field.kind, align }
}

fn shown(row: &Row<'_>, key: &str, plan: &Plan<'_>, work: &mut Work<'_>) -> RenderedRow {
    let cells = plan.fields.iter().map(|field| cell::of(field, row, work)).collect();
    RenderedRow { key: key.to_owned(), cells }
}
