//! From a provider's answer to text.

use domain::widget::{Rendered, Selected, Tone, matching, render, selected};
use serde_json::{Value, json};

use crate::{charges, payments, schema, viewing};

pub(crate) fn with(pointer: &str, value: Value) -> Value {
    let mut raw = payments();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    raw.pointer_mut(parent).unwrap()[key] = value;
    raw
}

pub(crate) fn rendered(raw: &Value, answer: &Value) -> Rendered {
    render(&schema(raw), answer, &viewing())
}

fn texts(rendered: &Rendered, column: &str) -> Vec<String> {
    let at = rendered.column(column).unwrap();
    rendered.rows.iter().map(|row| row.cells[at].text.replace('\u{a0}', " ")).collect()
}

/// The one cell of a row `{"v": value}` under a field with these extras.
fn cell(value: &Value, extras: &Value) -> (String, Option<String>) {
    let mut field = json!({ "name": "v", "label": "V", "path": "$.v" });
    field.as_object_mut().unwrap().extend(extras.as_object().unwrap().clone());
    let mut raw = payments();
    raw["fields"] = json!([field]);
    raw["layout"] = json!({ "type": "table", "fields": { "columns": ["v"] } });
    let rendered = rendered(&raw, &json!({ "data": [{ "v": value }] }));
    let cell = rendered.rows[0].cells[0].clone();
    (cell.text.replace('\u{a0}', " "), cell.error)
}

#[track_caller]
fn check(value: Value, extras: Value, expected: &str) {
    assert_eq!(cell(&value, &extras), (expected.to_owned(), None), "{value} {extras}");
}

#[track_caller]
fn check_error(value: Value, extras: Value, expected: &str) {
    assert_eq!(cell(&value, &extras), (String::new(), Some(expected.to_owned())), "{value} {extras}");
}

#[test]
fn the_example_of_the_specification_renders() {
    let rendered = rendered(&payments(), &charges());

    assert_eq!(texts(&rendered, "amount"), ["€1,240.00", "¥12,800", "$420.00", "€10.50"]);
    assert_eq!(texts(&rendered, "created"), ["Dec 01, 2025", "Dec 01, 2025", "Nov 30, 2025", "Nov 29, 2025"]);
    assert_eq!(rendered.rows[0].key, "ch_1");
    assert_eq!((rendered.received, rendered.matching), (4, 4));
    assert_eq!(rendered.notes, [""; 0]);
}

#[test]
fn badges_have_tones() {
    let rendered = rendered(&payments(), &charges());
    let tones: Vec<_> = rendered.rows.iter().map(|row| row.cells[2].tone).collect();
    assert_eq!(tones, [Some(Tone::Ok), Some(Tone::Ok), Some(Tone::Bad), Some(Tone::Warn)]);
}

#[test]
fn markup_stays_text_and_scripts_are_no_address() {
    let rendered = rendered(&payments(), &charges());
    let row = |at: usize| &rendered.rows[at].cells;

    assert_eq!(row(2)[1].text, "<b>Dana</b>");
    assert_eq!(row(0)[4].href.as_deref(), Some("https://pay.example/r/1"));
    assert_eq!(row(1)[4].href, None);
    assert_eq!(row(1)[4].error.as_deref(), Some("not a web address (http or https): `javascript:alert(1)`"));
    assert_eq!(row(2)[4], domain::widget::Cell::default());
}

#[test]
fn no_match_is_empty_and_several_are_joined() {
    let rendered = rendered(&payments(), &charges());
    assert_eq!(texts(&rendered, "customer")[3], "");

    check(json!([{ "n": "a" }, { "n": "b" }]), json!({ "type": "string", "path": "$.v[*].n" }), "a, b");
    check(json!([1, null, 2]), json!({ "type": "number" }), "1, 2");
    check(json!([]), json!({ "type": "string" }), "");
}

#[test]
fn every_type_and_format_has_its_text() {
    check(json!(1234.5), json!({ "type": "number" }), "1,234.5");
    check(json!("1234.5"), json!({ "type": "number" }), "1,234.5");
    check(json!(0.124), json!({ "type": "number", "format": "percent" }), "12.4%");
    check(json!(1_234_567), json!({ "type": "number", "format": "compact" }), "1.2M");
    check(json!(1_234_567), json!({ "type": "number", "format": "bytes" }), "1.2 MB");
    check(json!(7_500), json!({ "type": "number", "format": "duration" }), "2 h 5 min");
    check(json!(12.5), json!({ "type": "number", "format": "currency", "currency": "CHF" }), "CHF 12.50");
    check(json!(true), json!({ "type": "boolean" }), "Yes");
    check(json!("2025-12-01T10:00:00Z"), json!({ "type": "date", "format": "relative" }), "3 h");
    check(json!(1_764_590_400), json!({ "type": "date", "format": "HH:mm" }), "13:00");
    check(json!("2025-12-24"), json!({ "type": "date" }), "Dec 24, 2025");
    check(json!("https://github.com/tidewell/web/"), json!({ "type": "url" }), "github.com/tidewell/web");
    check(json!({ "a": 1 }), json!({ "type": "string" }), r#"{"a":1}"#);
}

#[test]
fn what_cannot_be_read_says_so_in_its_cell() {
    check_error(json!("twelve"), json!({ "type": "number" }), "not a number: `twelve`");
    check_error(json!("soon"), json!({ "type": "date" }), "not a date: `soon`");
    check_error(
        json!(5),
        json!({ "type": "number", "format": "currency" }),
        "an amount without a currency; the field's `currency` can name one",
    );
    check_error(json!(5), json!({ "type": "number", "transform": "value / 0" }), "division by zero");
    check_error(json!(5), json!({ "type": "number", "transform": "item.fee + 1" }), "`item.fee` is not there");
    check_error(
        json!("data:text/html,x"),
        json!({ "type": "image" }),
        "not a web address (http or https): `data:text/html,x`",
    );
}

#[test]
fn nothing_to_transform_is_an_empty_cell() {
    check(json!(null), json!({ "type": "number", "transform": "value / 100" }), "");
    check(json!(1), json!({ "type": "number", "path": "$.x", "transform": "value / 100" }), "");
    check(json!(null), json!({ "type": "string", "transform": "value | default('none yet')" }), "none yet");
}

#[test]
fn filters_see_the_row_and_dates_are_dates() {
    let filter = "item.status == 'succeeded' and date(item.created) > now - hours(3)";
    let view = rendered(&with("/view", json!({ "filter": filter })), &charges());
    assert_eq!(texts(&view, "customer"), ["Ines Caldeira", "Kenji Sato"]);
    assert_eq!((view.received, view.matching), (4, 2));
}

#[test]
fn a_filter_that_fails_on_a_row_leaves_it_out_and_says_so() {
    let view = rendered(&with("/view", json!({ "filter": "item.billing_details.name != ''" })), &charges());
    assert_eq!(view.matching, 3);
    assert_eq!(
        view.notes,
        ["The filter fails on 1 of 4 rows, which are left out: `item.billing_details.name` is not there."]
    );
}

#[test]
fn sorts_are_typed_and_what_is_empty_comes_last() {
    let sorted = |order: &str| {
        let view = json!({ "sort": [{ "field": "customer", "order": order }] });
        texts(&rendered(&with("/view", view), &charges()), "customer")
    };
    assert_eq!(sorted("asc"), ["<b>Dana</b>", "Ines Caldeira", "Kenji Sato", ""]);
    assert_eq!(sorted("desc"), ["Kenji Sato", "Ines Caldeira", "<b>Dana</b>", ""]);

    let view = json!({ "sort": [{ "field": "amount", "order": "desc" }], "limit": 2 });
    let top = rendered(&with("/view", view), &charges());
    assert_eq!(texts(&top, "amount"), ["¥12,800", "€1,240.00"]);
    assert_eq!((top.matching, top.received), (4, 4));
}

#[test]
fn a_metric_never_adds_up_unlike_currencies() {
    let raw = with("/layout", json!({ "type": "metric", "fields": { "value": "amount", "aggregate": "sum" } }));
    let metric = rendered(&raw, &charges()).metric.unwrap();
    assert_eq!(metric.value.text, "€1,250.50");
    assert_eq!(metric.label, "Sum of Amount, 4 rows");
    let others: Vec<_> = metric.others.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(others, ["¥12,800", "$420.00"]);
}

#[test]
fn metrics_count_average_and_compare() {
    let metric = |fields: Value| {
        let raw = with("/layout", json!({ "type": "metric", "fields": fields }));
        rendered(&raw, &charges()).metric.unwrap()
    };
    let count = metric(json!({ "aggregate": "count", "compare": "value - 1" }));
    assert_eq!((count.value.text.as_str(), count.label.as_str()), ("4", "rows"));
    assert_eq!(count.compare.unwrap().text, "3");

    // A count is no amount, even of a field that holds amounts.
    assert_eq!(metric(json!({ "value": "amount", "aggregate": "count" })).value.text, "4");
    assert_eq!(metric(json!({ "value": "amount", "compare": "value / 2" })).compare.unwrap().text, "€625.25");
    assert_eq!(
        metric(json!({ "value": "amount", "aggregate": "max", "compare": "amount" })).compare.unwrap().text,
        "€1,240.00"
    );
    assert_eq!(metric(json!({ "value": "amount", "aggregate": "avg" })).value.text, "€625.25");
    assert_eq!(metric(json!({ "value": "created", "aggregate": "max" })).value.text, "Dec 01, 2025");
    assert_eq!(metric(json!({ "value": "customer", "aggregate": "first" })).value.text, "Ines Caldeira");
}

#[test]
fn a_figure_says_when_it_may_not_be_about_everything() {
    let mut raw = with("/layout", json!({ "type": "metric", "fields": { "value": "amount", "aggregate": "sum" } }));
    let label = |raw: &Value| rendered(raw, &charges()).metric.unwrap().label;
    raw["dataSource"]["params"]["limit"] = json!(4);
    assert_eq!(label(&raw), "Sum of Amount, the first 4 rows");
    raw["view"] = json!({ "filter": "item.status == 'succeeded'" });
    assert_eq!(label(&raw), "Sum of Amount, 2 of the first 4 rows");
    raw["layout"]["fields"] = json!({ "aggregate": "count" });
    assert_eq!(label(&raw), "of the first 4 rows");
}

#[test]
fn a_metric_without_rows_shows_nothing_rather_than_zero_money() {
    let raw = with("/layout", json!({ "type": "metric", "fields": { "value": "amount", "aggregate": "sum" } }));
    let metric = rendered(&raw, &json!({ "data": [] })).metric.unwrap();
    assert_eq!(metric.value, domain::widget::Cell::default());
    assert_eq!(metric.label, "Sum of Amount, 0 rows");
}

#[test]
fn an_answer_of_another_shape_is_a_note() {
    let notes = |answer: Value| rendered(&payments(), &answer).notes;
    assert_eq!(notes(json!({ "error": "x" })), ["`itemsPath` matches nothing in the answer."]);
    assert_eq!(notes(json!({ "data": [] })), [""; 0]);

    let rows = |path: &str, answer: Value| rendered(&with("/dataSource/itemsPath", json!(path)), &answer).rows.len();
    assert_eq!(rows("$.data", charges()), 4);
    assert_eq!(rows("$.data[*]", json!({ "data": [[1, 2]] })), 1);
    assert_eq!(rows("$", json!({ "id": 1 })), 1);

    let mut raw = payments();
    raw["dataSource"].as_object_mut().unwrap().remove("itemsPath");
    assert_eq!(
        rendered(&raw, &json!({ "data": [] })).notes,
        ["The answer is not a list. `itemsPath` says where in it the rows are."]
    );
    assert_eq!(rendered(&raw, &charges()["data"]).rows.len(), 4);
}

#[test]
fn keys_are_unique_even_when_ids_are_not() {
    let answer = json!({ "data": [{ "id": 7 }, { "id": 7 }, {}, { "id": "#2" }] });
    let keys: Vec<_> = rendered(&payments(), &answer).rows.into_iter().map(|row| row.key).collect();
    assert_eq!(keys, ["7", "#1", "#2", "#3"]);
}

#[test]
fn a_filter_is_counted_without_the_view() {
    let raw = with("/view", json!({ "limit": 1 }));
    let count = |filter| matching(&schema(&raw), &charges(), filter, &viewing());
    assert_eq!(count("item.status == 'succeeded'"), Ok(2));
    assert_eq!(count("item.stat == 'x'"), Err("`item.stat` is not there".to_owned()));
    assert_eq!(count("item."), Err("expected a name after the dot at 6".to_owned()));
}

#[test]
fn text_follows_the_users_language_and_zone() {
    let viewing = domain::widget::Viewing { locale: "de-DE".to_owned(), ..viewing() };
    let mut raw = payments();
    raw["fields"][3]["format"] = json!("EEEE, d. MMMM, HH:mm");
    let rendered = render(&schema(&raw), &charges(), &viewing);
    assert_eq!(texts(&rendered, "amount")[0], "1.240,00 €");
    assert_eq!(texts(&rendered, "created")[0], "Montag, 1. Dezember, 13:00");
}

#[test]
fn choosing_a_row_publishes_what_the_row_holds() {
    let raw = payments();
    let choose = |key| selected(&schema(&raw), &charges(), key, &viewing());
    let payload = json!({ "paymentId": "ch_1", "customer": { "name": "Ines Caldeira" } });
    assert_eq!(choose("ch_1"), Some(Ok(Selected { event_name: "payment.received".to_owned(), payload })));
    assert_eq!(choose("ch_9"), None);

    let raw = with("/interactions/onSelect/payload", json!({ "fee": "{{ item.fee }}" }));
    assert_eq!(
        selected(&schema(&raw), &charges(), "ch_1", &viewing()),
        Some(Err("`item.fee` is not there".to_owned()))
    );
}
