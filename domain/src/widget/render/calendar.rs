//! Rows on the days they are about, in whole weeks.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil};

use super::{
    Work,
    plan::{FieldPlan, Plan},
    reading::{Reading, read},
    rows::Row,
};
use crate::{
    expression::Moment,
    widget::{Calendar, Day, Entry, Week},
};

/// Weeks before and after today that are drawn; what lies further off is counted.
const WEEKS_BEFORE: i64 = 6;
const WEEKS_AFTER: i64 = 12;
/// The most days one entry is drawn on.
const MAX_DAYS: usize = 31;

/// `shown` rows are numbered as they are in the rendered rows.
pub(super) fn of(plan: &Plan<'_>, shown: &[Row<'_>], work: &mut Work<'_>) -> Calendar {
    let roles = &plan.schema.layout.fields;
    let zone = work.viewing.time_zone.clone();
    let today = work.viewing.now.to_zoned(zone).date();
    let field = |name: &Option<String>| name.as_deref().and_then(|name| plan.field(name));
    let (start, end) = (field(&roles.start), field(&roles.end));

    let this_week = monday_of(today);
    let earliest = this_week.saturating_sub(WEEKS_BEFORE.weeks());
    let latest = this_week.saturating_add((WEEKS_AFTER + 1).weeks()).saturating_sub(1.day());
    let mut days: BTreeMap<civil::Date, Vec<Entry>> = BTreeMap::new();
    let (mut unreadable, mut far_off) = (0_usize, 0_usize);
    for (at, row) in shown.iter().enumerate() {
        let begins = start.and_then(|start| moment(start, row, work));
        let Some(begins) = begins else {
            unreadable += 1;
            continue;
        };
        let ends = end.and_then(|end| moment(end, row, work)).filter(|ends| begins.at <= ends.at);
        let covered = days_of(begins, ends, work);
        let drawn: Vec<_> = covered.into_iter().filter(|day| (earliest..=latest).contains(day)).collect();
        far_off += usize::from(drawn.is_empty());
        for day in drawn {
            let time = time_on(day, begins, ends, work);
            days.entry(day).or_default().push(Entry { row: u32::try_from(at).unwrap_or(u32::MAX), time });
        }
    }
    note(&mut work.notes, unreadable, "no readable date");
    note(&mut work.notes, far_off, "a date too far off to be drawn");

    let first = days.keys().next().map_or(this_week, |first| monday_of(*first).min(this_week));
    let last = days.keys().next_back().map_or(this_week, |last| monday_of(*last).max(this_week));
    let mut weeks = Vec::new();
    let mut monday = first;
    while monday <= last {
        weeks.push(week(monday, today, &mut days, work));
        monday = monday.saturating_add(1.week());
    }
    let names = work.viewing.language().days_short;
    Calendar { weekdays: names.map(str::to_owned).to_vec(), weeks }
}

fn note(notes: &mut Vec<String>, count: usize, why: &str) {
    match count {
        0 => {}
        1 => notes.push(format!("1 row has {why} and is left out.")),
        n => notes.push(format!("{n} rows have {why} and are left out.")),
    }
}

fn moment(field: &FieldPlan<'_>, row: &Row<'_>, work: &mut Work<'_>) -> Option<Moment> {
    match read(field, row, work) {
        Ok(Reading::Date(moment)) => Some(moment),
        _ => None,
    }
}

fn day_of(moment: Moment, work: &Work<'_>) -> civil::Date {
    moment.day.unwrap_or_else(|| moment.at.to_zoned(work.viewing.time_zone.clone()).date())
}

/// From the first day to the last. What ends at midnight does not touch the day that begins there.
fn days_of(begins: Moment, ends: Option<Moment>, work: &Work<'_>) -> Vec<civil::Date> {
    let first = day_of(begins, work);
    let last = ends.map_or(first, |ends| {
        let there = ends.at.to_zoned(work.viewing.time_zone.clone());
        let is_midnight = there.time() == civil::Time::midnight();
        let last = day_of(ends, work);
        if is_midnight && first < last { last.saturating_sub(1.day()) } else { last }
    });
    first.series(1.day()).take_while(|day| *day <= last).take(MAX_DAYS).collect()
}

/// "14:00–15:30", "14:00", or nothing for a whole day.
fn time_on(day: civil::Date, begins: Moment, ends: Option<Moment>, work: &Work<'_>) -> String {
    let clock = |moment: Moment| moment.at.to_zoned(work.viewing.time_zone.clone()).strftime("%H:%M").to_string();
    if begins.day.is_some() || day_of(begins, work) < day {
        return String::new();
    }
    match ends.filter(|ends| ends.at != begins.at && day_of(*ends, work) == day) {
        Some(ends) => format!("{}–{}", clock(begins), clock(ends)),
        None => clock(begins),
    }
}

fn week(
    monday: civil::Date,
    today: civil::Date,
    days: &mut BTreeMap<civil::Date, Vec<Entry>>,
    work: &Work<'_>,
) -> Week {
    let language = work.viewing.language();
    let days = monday.series(1.day()).take(7).map(|date| {
        let mut entries = days.remove(&date).unwrap_or_default();
        // Whole days first, then by the clock.
        entries.sort_by(|a, b| a.time.cmp(&b.time));
        let month = language.months[usize::from(date.month().unsigned_abs()) - 1];
        Day {
            date: date.to_string(),
            number: date.day().unsigned_abs(),
            month: format!("{month} {}", date.year()),
            is_today: date == today,
            entries,
        }
    });
    Week { days: days.collect() }
}

fn monday_of(day: civil::Date) -> civil::Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(since.days())
}
