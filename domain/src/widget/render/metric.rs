//! One figure out of all rows.
//!
//! Measured over every row that passes the filter; `view.limit` says how many rows are
//! shown, not how many count. Amounts of unlike currencies are never added up: each
//! currency gets its own figure.

use iso_currency::Currency;

use super::{
    cell,
    plan::{FieldPlan, Format, Plan},
    reading::{Reading, read},
    rows::Row,
};
use crate::{
    budget::Budget,
    expression::{Expression, Scope, Value},
    format::{Viewing, decimal},
    widget::{Aggregate, Cell, Metric, WidgetSchema, check},
};

/// Steps for one comparison.
const WORK_PER_COMPARISON: u64 = 20_000;

pub(super) fn measure(
    schema: &WidgetSchema,
    plan: &Plan<'_>,
    rows: &[Row<'_>],
    viewing: &Viewing,
    budget: &mut Budget,
    notes: &mut Vec<String>,
) -> Metric {
    let roles = &schema.layout.fields;
    let field = roles.value.as_deref().and_then(|name| plan.field(name));
    let aggregate = roles.aggregate.unwrap_or(if field.is_some() { Aggregate::Sum } else { Aggregate::Count });

    let mut values = match (aggregate, field) {
        (Aggregate::Count, _) | (_, None) => vec![Figure::count(rows.len())],
        (_, Some(field)) => figures(aggregate, field, rows, viewing, budget, notes),
    };
    let label = label(aggregate, field, rows.len());
    let compare = roles.compare.as_deref().and_then(|compare| {
        let found = compared(compare, plan, aggregate, field, &values, (rows, viewing, budget));
        found.map_err(|problem| notes.push(format!("The comparison is left out: {problem}."))).ok()
    });
    let mut cells = values.drain(..).map(|figure| figure.cell(field, viewing));
    Metric { value: cells.next().unwrap_or_default(), label, compare, others: cells.collect() }
}

/// One aggregated value.
struct Figure {
    reading: Reading,
    currency: Option<Currency>,
}

impl Figure {
    fn count(rows: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "at most some thousands")]
        Self { reading: Reading::Number(rows as f64), currency: None }
    }

    fn cell(&self, field: Option<&FieldPlan<'_>>, viewing: &Viewing) -> Cell {
        match (&self.reading, field) {
            // A count is no amount, whatever the field's format.
            (Reading::Number(count), None) => Cell { text: decimal(*count, 0, viewing.language()), ..Cell::default() },
            (reading, Some(field)) => {
                cell::written(reading, field, self.currency, viewing).unwrap_or_else(cell::failed)
            }
            _ => Cell::default(),
        }
    }
}

/// One figure per currency, the one with the most rows first.
fn figures(
    aggregate: Aggregate,
    field: &FieldPlan<'_>,
    rows: &[Row<'_>],
    viewing: &Viewing,
    budget: &mut Budget,
    notes: &mut Vec<String>,
) -> Vec<Figure> {
    let is_money = field.format == Ok(Format::Currency);
    let mut groups: Vec<(Option<Currency>, Vec<Reading>)> = Vec::new();
    let mut unreadable = 0_usize;
    for row in rows {
        let reading = match read(field, row, viewing, budget) {
            Ok(Reading::Empty) => continue,
            Ok(reading) => reading,
            Err(_) => {
                unreadable += 1;
                continue;
            }
        };
        let currency = if is_money { cell::currency(field, row) } else { None };
        match groups.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, readings)) => readings.push(reading),
            None => groups.push((currency, vec![reading])),
        }
    }
    if unreadable > 0 {
        notes.push(format!(
            "{unreadable} of {} rows have no readable {} and are left out.",
            rows.len(),
            field.field.label
        ));
    }

    groups.sort_by_key(|(currency, readings)| (usize::MAX - readings.len(), currency.map(|currency| currency.code())));
    groups
        .into_iter()
        .map(|(currency, readings)| Figure { reading: aggregated(aggregate, readings), currency })
        .collect()
}

fn aggregated(aggregate: Aggregate, readings: Vec<Reading>) -> Reading {
    let numbers: Vec<f64> = readings
        .iter()
        .filter_map(|reading| match reading {
            Reading::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "at most some thousands")]
    let average = || numbers.iter().sum::<f64>() / numbers.len() as f64;
    let found = match aggregate {
        Aggregate::Sum | Aggregate::Avg if numbers.is_empty() => None,
        Aggregate::Sum => Some(Reading::Number(numbers.iter().sum())),
        Aggregate::Avg => Some(Reading::Number(average())),
        Aggregate::Min => readings.into_iter().min_by(Reading::compare),
        Aggregate::Max => readings.into_iter().max_by(Reading::compare),
        Aggregate::First | Aggregate::Count => readings.into_iter().next(),
    };
    found.unwrap_or(Reading::Empty)
}

fn label(aggregate: Aggregate, field: Option<&FieldPlan<'_>>, rows: usize) -> String {
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let Some(name) = field.map(|plan| plan.field.label.as_str()) else { return rows };
    match aggregate {
        Aggregate::Count => rows,
        Aggregate::Sum => format!("Sum of {name}, {rows}"),
        Aggregate::Avg => format!("Average {name}, {rows}"),
        Aggregate::Min => format!("Smallest {name}, {rows}"),
        Aggregate::Max => format!("Largest {name}, {rows}"),
        Aggregate::First => format!("First {name}, {rows}"),
    }
}

/// What to compare with: another field, aggregated the same way, or an expression over
/// `value` and `count`.
fn compared(
    compare: &str,
    plan: &Plan<'_>,
    aggregate: Aggregate,
    field: Option<&FieldPlan<'_>>,
    values: &[Figure],
    (rows, viewing, budget): (&[Row<'_>], &Viewing, &mut Budget),
) -> Result<Cell, String> {
    if let Some(other) = plan.field(compare) {
        let figures = figures(aggregate, other, rows, viewing, budget, &mut Vec::new());
        let same = |figure: &&Figure| values.first().is_some_and(|value| value.currency == figure.currency);
        let figure = figures.iter().find(same).or(figures.first()).ok_or("there is nothing in that field")?;
        return Ok(figure.cell(Some(other), viewing));
    }
    let expression = Expression::parse(compare, check::COMPARE_NAMES).map_err(|error| error.to_string())?;
    let first = values.first();
    let value = match first.map(|figure| &figure.reading) {
        Some(Reading::Number(number)) => Value::Float(*number),
        Some(Reading::Date(moment)) => Value::Moment(*moment),
        _ => Value::None,
    };
    let count = Value::Int(i128::try_from(rows.len()).unwrap_or(0));
    let scope = Scope::new(viewing).with("value", value).with("count", count);
    let result = budget
        .lend(WORK_PER_COMPARISON, |budget| expression.eval(&scope, budget))
        .and_then(|value| Ok((value.number(), value.to_text()?.into_owned())))
        .map_err(|error| error.to_string())?;
    Ok(match result {
        (Some(number), _) => {
            Figure { reading: Reading::Number(number), currency: first.and_then(|figure| figure.currency) }
                .cell(field, viewing)
        }
        (None, text) => Cell { text, ..Cell::default() },
    })
}
