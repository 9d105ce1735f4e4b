//! Points on axes out of all rows.
//!
//! Rows at the same place of the same series are added up. Amounts of unlike currencies are
//! series of their own: they are never added up, and their heights are told apart by name.

use std::collections::BTreeMap;

use iso_currency::Currency;
use jiff::civil;

use super::{
    Work, cell,
    plan::{FieldPlan, Format, Plan},
    reading::{Reading, read},
    rows::Row,
};
use crate::{
    expression::Moment,
    format::{Pattern, decimal},
    widget::{Chart, ChartKind, Point, Series, Tick},
};

/// The most places along the x axis; more than can be told apart on a card.
const MAX_PLACES: usize = 90;
/// The most series that can be told apart.
const MAX_SERIES: usize = 3;
/// About so many lines across.
const TICKS: f64 = 4.0;
/// Heights are told in parts of the plot's.
const FULL: f64 = 1000.0;

/// A place along the x axis. Days stand in their order, words in the order of the rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Day(civil::Date),
    Word(usize),
}

/// What was added up, by series and place.
struct Sums {
    names: Vec<(String, Option<Currency>)>,
    words: Vec<String>,
    values: BTreeMap<Place, Vec<Option<f64>>>,
    unreadable: usize,
}

pub(super) fn of(plan: &Plan<'_>, rows: &[Row<'_>], work: &mut Work<'_>) -> Chart {
    let roles = &plan.schema.layout.fields;
    let kind = roles.kind.unwrap_or(ChartKind::Line);
    let field = |name: &Option<String>| name.as_deref().and_then(|name| plan.field(name));
    let (Some(x), Some(y)) = (field(&roles.x), field(&roles.y)) else {
        return Chart { kind, labels: Vec::new(), series: Vec::new(), ticks: Vec::new(), zero: 0 };
    };
    let mut sums = Sums::of(x, y, field(&roles.series), rows, work);
    if sums.unreadable > 0 {
        let (of, label) = (rows.len(), &y.field.label);
        work.notes.push(format!("{} of {of} rows have no readable {label} and are left out.", sums.unreadable));
    }
    sums.keep_the_last_places(work);
    sums.keep_the_largest_series(work);
    sums.drawn(kind, y, work)
}

impl Sums {
    fn of(
        x: &FieldPlan<'_>,
        y: &FieldPlan<'_>,
        series: Option<&FieldPlan<'_>>,
        rows: &[Row<'_>],
        work: &mut Work<'_>,
    ) -> Self {
        let mut sums = Self { names: Vec::new(), words: Vec::new(), values: BTreeMap::new(), unreadable: 0 };
        for row in rows {
            let (Some(place), Ok(Reading::Number(value))) = (sums.place(x, row, work), read(y, row, work)) else {
                sums.unreadable += 1;
                continue;
            };
            let currency = (y.format == Ok(Format::Currency)).then(|| cell::currency(y, row)).flatten();
            let name = series.map_or_else(|| y.field.label.clone(), |series| cell::of(series, row, work).text);
            let at = sums.series((name, currency));
            let values = sums.values.entry(place).or_default();
            values.resize(values.len().max(at + 1), None);
            values[at] = Some(values[at].unwrap_or_default() + value);
        }
        sums
    }

    fn place(&mut self, x: &FieldPlan<'_>, row: &Row<'_>, work: &mut Work<'_>) -> Option<Place> {
        match read(x, row, work).ok()? {
            Reading::Empty => None,
            Reading::Date(Moment { day: Some(day), .. }) => Some(Place::Day(day)),
            Reading::Date(moment) => Some(Place::Day(moment.at.to_zoned(work.viewing.time_zone.clone()).date())),
            _ => {
                let word = cell::of(x, row, work).text;
                let known = self.words.iter().position(|known| *known == word);
                Some(Place::Word(known.unwrap_or_else(|| {
                    self.words.push(word);
                    self.words.len() - 1
                })))
            }
        }
    }

    fn series(&mut self, name: (String, Option<Currency>)) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    fn keep_the_last_places(&mut self, work: &mut Work<'_>) {
        let too_many = self.values.len().saturating_sub(MAX_PLACES);
        if too_many == 0 {
            return;
        }
        work.notes.push(format!("Only the last {MAX_PLACES} of {} places are drawn.", self.values.len()));
        for _ in 0..too_many {
            self.values.pop_first();
        }
    }

    fn keep_the_largest_series(&mut self, work: &mut Work<'_>) {
        let total =
            |at: usize| -> f64 { self.values.values().filter_map(|values| *values.get(at)?).map(f64::abs).sum() };
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by(|a, b| total(*b).total_cmp(&total(*a)));
        if order.len() > MAX_SERIES {
            work.notes.push(format!("Only the largest {MAX_SERIES} of {} series are drawn.", order.len()));
            order.truncate(MAX_SERIES);
        }
        self.names = order.iter().map(|at| self.names[*at].clone()).collect();
        for values in self.values.values_mut() {
            *values = order.iter().map(|at| values.get(*at).copied().flatten()).collect();
        }
    }

    fn drawn(&self, kind: ChartKind, y: &FieldPlan<'_>, work: &Work<'_>) -> Chart {
        let all = || self.values.values().flatten().flatten().copied();
        let scale = Scale::around(all().fold(0.0, f64::min), all().fold(0.0, f64::max));
        let labels = self.values.keys().map(|place| self.label(place, work)).collect();
        let several = self.names.iter().any(|(_, currency)| *currency != self.names[0].1);
        let series = self.names.iter().enumerate().map(|(at, (name, currency))| Series {
            name: match currency {
                Some(currency) if several => format!("{name}, {}", currency.code()),
                _ => name.clone(),
            },
            points: self
                .values
                .values()
                .map(|values| {
                    let value = values[at]?;
                    Some(Point { at: scale.place(value), text: written(value, y, *currency, work) })
                })
                .collect(),
        });
        let unit = self.names.first().and_then(|(_, currency)| *currency).filter(|_| !several);
        let ticks = scale.ticks().map(|value| Tick { at: scale.place(value), text: short(value, y, unit, work) });
        Chart { kind, labels, series: series.collect(), ticks: ticks.collect(), zero: scale.place(0.0) }
    }

    fn label(&self, place: &Place, work: &Work<'_>) -> String {
        match place {
            Place::Word(at) => self.words[*at].clone(),
            Place::Day(day) => {
                let zone = work.viewing.time_zone.clone();
                let Ok(begins) = day.to_zoned(zone) else { return day.to_string() };
                let moment = Moment { at: begins.timestamp(), day: Some(*day) };
                let pattern = Pattern::parse("d MMM").unwrap_or_else(|_| Pattern::default_of(work.viewing.language()));
                pattern.format(moment, work.viewing)
            }
        }
    }
}

fn written(value: f64, y: &FieldPlan<'_>, currency: Option<Currency>, work: &Work<'_>) -> String {
    let cell = cell::written(&Reading::Number(value), y, currency, work.viewing);
    cell.map_or_else(|_| decimal(value, 3, work.viewing.language()), |cell| cell.text)
}

/// As short as an axis has room for: whole numbers stay whole.
fn short(value: f64, y: &FieldPlan<'_>, currency: Option<Currency>, work: &Work<'_>) -> String {
    let is_amount = y.format == Ok(Format::Currency);
    if is_amount && currency.is_none() {
        return decimal(value, 3, work.viewing.language());
    }
    let text = written(value, y, currency, work);
    // "€1,000.00" says no more than "€1,000" where every line is whole.
    match (is_amount && value.fract() == 0.0, text.strip_suffix(".00").or_else(|| text.strip_suffix(",00"))) {
        (true, Some(whole)) => whole.to_owned(),
        _ => text,
    }
}

/// From the lowest line to the highest.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// Round lines that hold both values. `low` is at most zero, `high` at least.
    fn around(low: f64, high: f64) -> Self {
        let range = high - low;
        if !range.is_finite() || range <= 0.0 {
            return Self { low: 0.0, high: 1.0, step: 1.0 };
        }
        let rough = range / TICKS;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| rough <= *step);
        let step = step.unwrap_or(10.0 * power);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round();
        // A handful, by how the step was chosen.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
        let count = count.clamp(0.0, 20.0) as u32;
        (0..=count).map(|at| self.low + f64::from(at) * self.step)
    }

    fn place(&self, value: f64) -> u16 {
        let part = (value - self.low) / (self.high - self.low) * FULL;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
        let part = part.round().clamp(0.0, FULL) as u16;
        part
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_round_and_hold_the_values() {
        let lines = |low, high| Scale::around(low, high).ticks().collect::<Vec<_>>();
        assert_eq!(lines(0.0, 7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(lines(-3.0, 1_250.0), [-500.0, 0.0, 500.0, 1_000.0, 1_500.0]);
        assert_eq!(lines(0.0, 0.0), [0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn no_value_leaves_the_plot(low in -1e12f64..=0.0, high in 0.0f64..=1e12) {
            let scale = Scale::around(low, high);
            prop_assert!(scale.low <= low && high <= scale.high);
            prop_assert!(scale.place(low) <= scale.place(high));
            prop_assert!((1..=8).contains(&scale.ticks().count()));
        }
    }
}
