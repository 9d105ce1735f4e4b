//! What is drawn rather than listed: charts and calendars.

use domain::widget::{Calendar, Chart, Day};
use serde_json::{Value, json};

use crate::{
    charges,
    rendering::{rendered, with},
};

fn chart(fields: Value, response: &Value) -> (Chart, Vec<String>) {
    let drawn = rendered(&with("/layout", json!({ "type": "chart", "fields": fields })), response);
    (drawn.chart.expect("a chart"), drawn.notes)
}

fn calendar(response: &Value) -> (Calendar, Vec<String>) {
    let fields = json!({ "start": "created", "title": "customer" });
    let drawn = rendered(&with("/layout", json!({ "type": "calendar", "fields": fields })), response);
    (drawn.calendar.expect("a calendar"), drawn.notes)
}

fn points(chart: &Chart, series: usize) -> Vec<Option<(u16, &str)>> {
    let points = chart.series[series].points.iter();
    points.map(|point| point.as_ref().map(|point| (point.at, point.text.as_str()))).collect()
}

#[test]
fn a_chart_adds_up_by_day_and_never_unlike_currencies() {
    let (chart, notes) = chart(json!({ "x": "created", "y": "amount" }), &charges());
    assert_eq!(chart.labels, ["29 Nov", "30 Nov", "1 Dec"]);
    let names: Vec<_> = chart.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["Amount, JPY", "Amount, EUR", "Amount, USD"]);
    assert_eq!(points(&chart, 1), [Some((1, "€10.50")), None, Some((83, "€1,240.00"))]);
    assert_eq!(points(&chart, 2), [None, Some((28, "$420.00")), None]);
    let ticks: Vec<_> = chart.ticks.iter().map(|tick| (tick.at, tick.text.as_str())).collect();
    assert_eq!(ticks, [(0, "0"), (333, "5,000"), (667, "10,000"), (1000, "15,000")]);
    assert_eq!((chart.zero, notes), (0, vec![]));
}

#[test]
fn words_stand_in_the_order_of_the_rows_and_lines_in_one_currency_name_it() {
    let response = json!({ "data": [
        { "amount": 1_000, "currency": "eur", "status": "succeeded" },
        { "amount": 3_000, "currency": "eur", "status": "failed" },
        { "amount": 500, "currency": "eur", "status": "succeeded" },
        { "amount": null, "currency": "eur", "status": "failed" },
    ] });
    let (chart, notes) = chart(json!({ "x": "status", "y": "amount", "kind": "bar" }), &response);
    assert_eq!(chart.labels, ["succeeded", "failed"]);
    assert_eq!(points(&chart, 0), [Some((500, "€15.00")), Some((1000, "€30.00"))]);
    let ticks: Vec<_> = chart.ticks.iter().map(|tick| tick.text.as_str()).collect();
    assert_eq!(ticks, ["€0", "€10", "€20", "€30"]);
    assert_eq!(notes, ["1 of 4 rows have no readable Amount and are left out."]);
}

#[test]
fn a_chart_of_nothing_is_empty() {
    let (chart, notes) = chart(json!({ "x": "created", "y": "amount" }), &json!({ "data": [] }));
    assert_eq!((chart.labels.len(), chart.series.len(), notes), (0, 0, vec![]));
}

#[test]
fn a_calendar_has_whole_weeks_up_to_today() {
    // 1 December 2025 is a Monday, and today.
    let (calendar, notes) = calendar(&charges());
    assert_eq!(calendar.weekdays[0], "Mon");
    let weeks: Vec<_> = calendar.weeks.iter().map(|week| week.days[0].date.as_str()).collect();
    assert_eq!(weeks, ["2025-11-24", "2025-12-01"]);
    assert!(calendar.weeks.iter().all(|week| week.days.len() == 7));

    let days: Vec<&Day> = calendar.weeks.iter().flat_map(|week| &week.days).collect();
    let today: Vec<_> = days.iter().filter(|day| day.is_today).map(|day| (day.number, day.month.as_str())).collect();
    assert_eq!(today, [(1, "December 2025")]);
    let entries: Vec<_> = days[7].entries.iter().map(|entry| (entry.row, entry.time.as_str())).collect();
    assert_eq!(entries, [(1, "12:00"), (0, "13:00")], "where the user is, by the clock");
    assert_eq!(notes, [""; 0]);
}

#[test]
fn what_has_no_date_or_is_far_off_is_counted() {
    let response = json!({ "data": [
        { "created": 1_764_590_400, "billing_details": { "name": "today" } },
        { "created": 1_564_590_400, "billing_details": { "name": "years ago" } },
        { "created": null, "billing_details": { "name": "never" } },
    ] });
    let (calendar, notes) = calendar(&response);
    assert_eq!(calendar.weeks.len(), 1);
    assert_eq!(
        notes,
        ["1 row has no readable date and is left out.", "1 row has a date too far off to be drawn and is left out."]
    );
}

#[test]
fn an_entry_of_several_days_stands_on_each_and_ends_before_midnight() {
    let mut raw = with(
        "/layout",
        json!({ "type": "calendar", "fields": { "start": "created", "end": "until", "title": "customer" } }),
    );
    let until = json!({ "name": "until", "label": "Until", "path": "$.until", "type": "date" });
    raw["fields"].as_array_mut().expect("fields").push(until);
    let response = json!({ "data": [
        { "created": "2025-12-02", "until": "2025-12-05" },
        { "created": "2025-12-02T08:00:00Z", "until": "2025-12-02T09:30:00Z" },
        { "created": "2025-12-02T21:00:00Z", "until": "2025-12-02T23:00:00Z" },
    ] });
    let calendar = rendered(&raw, &response).calendar.expect("a calendar");
    let told: Vec<Vec<_>> = calendar.weeks[0].days[1..5]
        .iter()
        .map(|day| day.entries.iter().map(|entry| (entry.row, entry.time.as_str())).collect())
        .collect();
    assert_eq!(told, [vec![(0, ""), (1, "09:00–10:30"), (2, "22:00")], vec![(0, "")], vec![(0, "")], vec![]]);
}
