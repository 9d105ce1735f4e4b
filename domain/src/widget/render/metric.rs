//! One figure out of all rows.
//!
//! Measured over every row that passes the filter; `view.limit` says how many rows are
//! shown, not how many count. Amounts of unlike currencies are never added up: each
//! currency gets its own figure.

use std::cmp::Reverse;

use iso_currency::Currency;

use super::{
    WORK_PER_CELL, Work, cell,
    plan::{FieldPlan, Format, Plan},
    reading::{Reading, read},
    rows::Row,
};
use crate::{
    expression::{Expression, Scope, Value},
    format::decimal,
    widget::{Aggregate, Cell, Metric, check},
};

/// What is measured.
struct Measure<'a> {
    aggregate: Aggregate,
    /// `None` when rows are counted, whatever is in them.
    field: Option<&'a FieldPlan<'a>>,
}

/// One aggregated value.
struct Figure {
    reading: Reading,
    currency: Option<Currency>,
}

/// `received` is how many the provider sent, of which `rows` passed the filter.
pub(super) fn of(plan: &Plan<'_>, rows: &[Row<'_>], received: usize, work: &mut Work<'_>) -> Metric {
    let roles = &plan.schema.layout.fields;
    let measure = match roles.value.as_deref().and_then(|name| plan.field(name)) {
        Some(field) if roles.aggregate != Some(Aggregate::Count) => {
            Measure { aggregate: roles.aggregate.unwrap_or(Aggregate::Sum), field: Some(field) }
        }
        _ => Measure { aggregate: Aggregate::Count, field: None },
    };
    let figures = measure.figures(rows, work);
    let compare = roles.compare.as_deref().and_then(|compare| {
        let found = match plan.field(compare) {
            Some(other) => measure.compare_field(other, &figures, rows, work),
            None => measure.compute(compare, &figures, rows, work),
        };
        found.map_err(|problem| work.notes.push(format!("The comparison is left out: {problem}."))).ok()
    });

    let mut cells = figures.iter().map(|figure| measure.cell(figure, work));
    let value = cells.next().unwrap_or_default();
    let others = cells.collect();
    Metric { value, label: measure.label(rows.len(), part_of(plan, received)), compare, others }
}

impl Measure<'_> {
    /// One figure per currency, the one with the most rows first.
    fn figures(&self, rows: &[Row<'_>], work: &mut Work<'_>) -> Vec<Figure> {
        let Some(field) = self.field else {
            #[expect(clippy::cast_precision_loss, reason = "at most some thousands")]
            return vec![Figure { reading: Reading::Number(rows.len() as f64), currency: None }];
        };

        let is_money = field.format == Ok(Format::Currency);
        let mut groups: Vec<(Option<Currency>, Vec<Reading>)> = Vec::new();
        let mut unreadable = 0_usize;
        for row in rows {
            let reading = match read(field, row, work) {
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
            let (count, label) = (rows.len(), &field.field.label);
            work.notes.push(format!("{unreadable} of {count} rows have no readable {label} and are left out."));
        }

        groups.sort_by_key(|(currency, readings)| (Reverse(readings.len()), currency.map(|currency| currency.code())));
        let figure = |(currency, readings)| Figure { reading: aggregated(self.aggregate, readings), currency };
        groups.into_iter().map(figure).collect()
    }

    /// Another field, aggregated the same way; in the same currency where there is one.
    fn compare_field(
        &self,
        other: &FieldPlan<'_>,
        figures: &[Figure],
        rows: &[Row<'_>],
        work: &mut Work<'_>,
    ) -> Result<Cell, String> {
        let other = Measure { aggregate: self.aggregate, field: Some(other) };
        let found = other.figures(rows, work);
        let currency = figures.first().and_then(|figure| figure.currency);
        let same = found.iter().find(|figure| figure.currency == currency).or(found.first());
        same.map(|figure| other.cell(figure, work)).ok_or_else(|| "there is nothing in that field".to_owned())
    }

    /// An expression over `value` and `count`.
    fn compute(
        &self,
        compare: &str,
        figures: &[Figure],
        rows: &[Row<'_>],
        work: &mut Work<'_>,
    ) -> Result<Cell, String> {
        let expression = Expression::parse(compare, check::COMPARE_NAMES).map_err(|error| error.to_string())?;
        let first = figures.first();
        let value = match first.map(|figure| &figure.reading) {
            Some(Reading::Number(number)) => Value::Float(*number),
            Some(Reading::Date(moment)) => Value::Moment(*moment),
            _ => Value::None,
        };
        let count = Value::Int(i128::try_from(rows.len()).unwrap_or(0));
        let scope = Scope::new(work.viewing).with("value", value).with("count", count);
        let result = work
            .budget
            .lend(WORK_PER_CELL, |budget| expression.eval(&scope, budget))
            .and_then(|value| Ok((value.number(), value.to_text()?.into_owned())))
            .map_err(|error| error.to_string())?;
        Ok(match result {
            (Some(number), _) => {
                let currency = first.and_then(|figure| figure.currency);
                self.cell(&Figure { reading: Reading::Number(number), currency }, work)
            }
            (None, text) => Cell { text, ..Cell::default() },
        })
    }

    fn cell(&self, figure: &Figure, work: &Work<'_>) -> Cell {
        match (self.field, &figure.reading) {
            (Some(field), reading) => {
                cell::written(reading, field, figure.currency, work.viewing).unwrap_or_else(cell::failed)
            }
            (None, Reading::Number(count)) => {
                Cell { text: decimal(*count, 3, work.viewing.language()), ..Cell::default() }
            }
            (None, _) => Cell::default(),
        }
    }

    /// "Sum of Amount, 12 rows"; of a part that is not all, "12 of the first 50 rows".
    fn label(&self, rows: usize, part: Option<usize>) -> String {
        let counted = if rows == 1 { "row" } else { "rows" };
        let name = self.field.map_or("", |plan| plan.field.label.as_str());
        let rows = match part {
            Some(part) if part == rows => format!("the first {part} rows"),
            Some(part) => format!("{rows} of the first {part} rows"),
            None => format!("{rows} {counted}"),
        };
        match self.aggregate {
            // A count is its own number of rows.
            Aggregate::Count => part.map_or_else(|| counted.to_owned(), |part| format!("of the first {part} rows")),
            Aggregate::Sum => format!("Sum of {name}, {rows}"),
            Aggregate::Avg => format!("Average {name}, {rows}"),
            Aggregate::Min => format!("Smallest {name}, {rows}"),
            Aggregate::Max => format!("Largest {name}, {rows}"),
            Aggregate::First => format!("First {name}, {rows}"),
        }
    }
}

/// When the provider sent as many as it was asked for, there may be more: how many it sent.
fn part_of(plan: &Plan<'_>, received: usize) -> Option<usize> {
    let limit = plan.schema.data_source.as_ref()?.params.get("limit")?.as_u64()?;
    usize::try_from(limit).ok().filter(|limit| *limit == received)
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
