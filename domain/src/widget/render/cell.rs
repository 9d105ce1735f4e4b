//! One value as text.

use iso_currency::Currency;
use serde_json::Value as Json;

use super::{
    Work,
    plan::{FieldPlan, Format},
    reading::{MAX_TEXT, Reading, read},
    rows::Row,
    tone,
};
use crate::{
    expression::Moment,
    format::{Pattern, Viewing, bytes, compact, decimal, money, percent, span, truncate},
    widget::{Cell, FieldType},
};

pub(super) fn of(plan: &FieldPlan<'_>, row: &Row<'_>, work: &mut Work<'_>) -> Cell {
    read(plan, row, work)
        .and_then(|reading| written(&reading, plan, currency(plan, row), work.viewing))
        .unwrap_or_else(failed)
}

/// `currency` matters to amounts only.
pub(super) fn written(
    reading: &Reading,
    plan: &FieldPlan<'_>,
    currency: Option<Currency>,
    viewing: &Viewing,
) -> Result<Cell, String> {
    let format = plan.format.as_ref().map_err(Clone::clone)?;
    Ok(match reading {
        Reading::Empty => Cell::default(),
        Reading::Number(number) => self::number(*number, format, currency, viewing)?,
        Reading::Date(moment) => date(*moment, format, viewing),
        Reading::Boolean(is) => {
            let language = viewing.language();
            text(if *is { language.yes } else { language.no })
        }
        Reading::Text(value) if plan.field.kind == FieldType::Badge => {
            // `in_progress` is a word of an API's; people write it without the line.
            Cell { tone: Some(tone::of(value)), ..text(&value.replace('_', " ")) }
        }
        Reading::Text(value) => text(value),
        Reading::Address(url) => {
            // An image is its own picture; a link is shown without what is the same for all.
            let shown = match plan.field.kind {
                FieldType::Image => String::new(),
                _ => url
                    .as_str()
                    .trim_start_matches("https://")
                    .trim_start_matches("http://")
                    .trim_end_matches('/')
                    .to_owned(),
            };
            Cell { href: Some(url.to_string()), ..text(&shown) }
        }
        Reading::Many(readings) => {
            let cells: Result<Vec<Cell>, String> =
                readings.iter().map(|reading| written(reading, plan, currency, viewing)).collect();
            let cells = cells?;
            let joined = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(", ");
            let first = cells.into_iter().next().unwrap_or_default();
            Cell { href: first.href, tone: first.tone, ..text(&joined) }
        }
    })
}

pub(super) fn failed(error: String) -> Cell {
    Cell { error: Some(error), ..Cell::default() }
}

/// The row's own currency, else the field's.
pub(super) fn currency(plan: &FieldPlan<'_>, row: &Row<'_>) -> Option<Currency> {
    row.json.get("currency").and_then(Json::as_str).and_then(money::currency).or(plan.currency)
}

fn text(value: &str) -> Cell {
    Cell { text: truncate(value.trim(), MAX_TEXT), ..Cell::default() }
}

fn number(number: f64, format: &Format, currency: Option<Currency>, viewing: &Viewing) -> Result<Cell, String> {
    let language = viewing.language();
    let exact = || Some(decimal(number, 6, language));
    Ok(match format {
        Format::Currency => {
            let currency = currency.ok_or("an amount without a currency; the field's `currency` can name one")?;
            text(&money::format(number, currency, language))
        }
        Format::Percent => text(&percent(number, language)),
        Format::Compact => Cell { title: exact(), ..text(&compact(number, language)) },
        Format::Bytes => Cell { title: exact(), ..text(&bytes(number, language)) },
        Format::Duration => text(&span::long(number, language)),
        Format::Plain | Format::Relative | Format::Date(_) => text(&decimal(number, 3, language)),
    })
}

fn date(moment: Moment, format: &Format, viewing: &Viewing) -> Cell {
    let language = viewing.language();
    let full = || {
        let pattern = if moment.day.is_some() { Pattern::default_of(language) } else { Pattern::full_of(language) };
        Some(pattern.format(moment, viewing))
    };
    match format {
        Format::Relative => Cell { title: full(), ..text(&span::relative(moment.at, viewing.now, language)) },
        Format::Date(pattern) => Cell { title: full(), ..text(&pattern.format(moment, viewing)) },
        _ => Cell { title: full(), ..text(&Pattern::default_of(language).format(moment, viewing)) },
    }
}
