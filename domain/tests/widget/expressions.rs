//! The expression language, by example.

use domain::{
    budget::Budget,
    expression::{Expression, Names, Scope, Template, Value},
};
use serde_json::{Value as Json, json};

use crate::viewing;

const NAMES: Names = &["value", "item", "event"];

fn item() -> Json {
    json!({
        "n": 7, "price": 19.99, "text": "abc", "none": null, "yes": true, "empty": "", "id": 18_014_398_509_481_985_u64,
        "user": { "login": "maja", "user-name": "Maja L" },
        "labels": [{ "name": "bug" }, { "name": "ui" }],
        "created": 1_764_586_800,
        "created_at": "2025-12-01T11:00:00Z",
        "updated_at": "2025-12-01T14:00:00+02:00",
        "day": "2025-12-01",
    })
}

fn eval(text: &str) -> Result<Json, String> {
    let (viewing, item) = (viewing(), item());
    let expression = Expression::parse(text, NAMES).map_err(|error| error.to_string())?;
    let scope = Scope::new(&viewing).with_row(&item).with("value", Value::Int(1999));
    match expression.eval(&scope, &mut Budget::new(10_000)) {
        Ok(Value::Missing(name)) => Err(format!("`{name}` is missing")),
        Ok(value) => value.to_json().map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

#[track_caller]
fn check(text: &str, expected: Json) {
    assert_eq!(eval(text), Ok(expected), "{text}");
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    assert_eq!(eval(text), Err(expected.to_owned()), "{text}");
}

#[test]
fn numbers_compute() {
    check("value / 100", json!(19.99));
    check("1900 / 100", json!(19));
    check("2 + 3 * 4", json!(14));
    check("(2 + 3) * 4", json!(20));
    check("2 ** 10 - -1", json!(1025));
    check("-7 // 2", json!(-4));
    check("-7 % 3", json!(2));
    check("7.5 // 2", json!(3));
    check("item.id", json!(18_014_398_509_481_985_u64));
    check("9223372036854775807 + 1", json!(9_223_372_036_854_775_808_u64));
}

#[test]
fn precedence_is_that_of_jinja() {
    check("1 + 1 == 2 and not false", json!(true));
    check("not 1 == 2", json!(true));
    // Unlike Jinja, where it would be an error.
    check("'a' ~ 1 + 1", json!("a2"));
    check("-5 | abs", json!(5));
    check("value / 100 | round", json!(19.99));
    check("(value / 100) | round", json!(20));
    check("1 < 2 < 3", json!(true));
    check("3 > 2 > 2", json!(false));
    check("'a' if false else 'b' if false else 'c'", json!("c"));
}

#[test]
fn members_items_and_parts_are_reached() {
    check("item.user.login", json!("maja"));
    check("item.user['user-name']", json!("Maja L"));
    check("item.labels[0].name", json!("bug"));
    check("item.labels[-1].name", json!("ui"));
    check("item.text[:2]", json!("ab"));
    check("item.text[-2:]", json!("bc"));
    check("[1, 2, 3][1:]", json!([2, 3]));
    check("$.user.login | upper", json!("MAJA"));
    check("$.labels[*].name", json!(["bug", "ui"]));
    check("$.nowhere", json!(null));
}

#[test]
fn what_is_missing_is_named_unless_it_is_expected() {
    check_error("item.typo + 1", "`item.typo` is not there");
    check_error("item.user.typo.deeper == 1", "`item.user.typo.deeper` is not there");
    check_error("not item.typo", "`item.typo` is not there");
    check("item.a.b.c | default('x')", json!("x"));
    check("item.a.b or 'x'", json!("x"));
    check("item.a.b is defined", json!(false));
    check("item.user is defined and item.user.login is not none", json!(true));
    check("item.none | default('x')", json!("x"));
    check("item.empty | default('x', true)", json!("x"));
    check("item.none.deeper", json!(null));
}

#[test]
fn or_and_and_give_the_operand_that_decides() {
    check("item.empty or item.none or 'Unknown'", json!("Unknown"));
    check("item.text and 5", json!(5));
    check("0 or none", json!(null));
}

#[test]
fn dates_compare_as_dates() {
    check("item.created_at < now - hours(1)", json!(true));
    check("item.created_at < now - days(1)", json!(false));
    check("now - item.created_at", json!(7200));
    check("now - item.created > hours(1)", json!(true));
    check("date(item.created) == item.created_at", json!(true));
    // The same instant, the later text.
    check("item.created_at < item.updated_at", json!(true));
    check("item.updated_at == '2025-12-01T12:00:00Z'", json!(true));
    check("(now - item.created_at) / hours(1)", json!(2));
    check("date(item.day) < now and date(item.day) + days(1) > now", json!(true));
    check("item.none < now or item.none > now", json!(false));
    check("now | date('d MMM, HH:mm')", json!("1 Dec, 14:00"));
    check_error("date('soon')", "a text that is not a date");
}

#[test]
fn unlike_kinds_are_an_error_with_a_way_out() {
    check_error("item.text > 5", "a text cannot be compared with a number; `| number` reads a text as one");
    check_error("now - 5 > hours(1) + 3", "`+` cannot take a span of time and a number");
    check_error(
        "now - item.created_at > 5",
        "a span of time cannot be compared with a number; write `days(2)` or `hours(2)`",
    );
    check_error("item.text + 5", "`+` cannot take a text and a number; `~` joins text");
    check_error("5 / 0", "division by zero");
    check("'5' == 5", json!(false));
    check("'5' | number > 4", json!(true));
}

#[test]
fn filters_work() {
    check("(value / 100) | money('EUR')", json!("€19.99"));
    check("major(value, 'jpy') | money('jpy')", json!("¥1,999"));
    check("19.995 | round(2)", json!(20));
    check("'hello world' | truncate(7)", json!("hello…"));
    check("item.labels | count", json!(2));
    check("item.labels | map(attribute='name') | join(', ')", json!("bug, ui"));
    check("'bug' in (item.labels | map(attribute='name') | list)", json!(true));
    check("'x' not in [1, 'y']", json!(true));
    check("('a\\nb' | split('\\n') | first) or value", json!("a"));
    check("'a_b' | replace('_', ' ') | upper", json!("A B"));
    check("'  x ' | trim | length", json!(1));
}

#[test]
fn a_refusal_says_where_and_what_would_be_right() {
    check_error("", "expected a value at 1");
    check_error("1 +", "expected a value at 4");
    check_error("(1", "expected `)` at 3");
    check_error("1 2", "expected an operator or the end at 3");
    check_error("itme.x", "no name `itme` at 1; did you mean `item`?");
    check_error("value | uper", "no filter `uper` at 9; did you mean `upper`?");
    check_error("day(1)", "no function `day` at 1; did you mean `days`?");
    check_error("value.upper()", "there are no methods, a filter is written `| upper`, at 12");
    check_error("'open", "no closing `'` for the text at 1");
    check_error("value | round(1, 2)", "`round` takes 0 to 1 values in brackets, not 2, at 9");
    check_error("value ; 1", "`;` means nothing here, at 7");
    check_error("$.a[ + 1", "expected a name in quotes, an index, `*` or `?` at 6");
}

#[track_caller]
fn check_template(template: Json, expected: Result<Json, &str>) {
    let (viewing, item) = (viewing(), item());
    let scope = Scope::new(&viewing).with_row(&item);
    let filled = Template::parse(&template, NAMES).unwrap().fill(&scope, &mut Budget::new(10_000));
    assert_eq!(filled.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{template}");
}

#[test]
fn a_string_that_is_one_expression_keeps_its_type() {
    check_template(json!("{{$.user}}"), Ok(json!({ "login": "maja", "user-name": "Maja L" })));
    check_template(json!("{{ item.n * 2 }}"), Ok(json!(14)));
    check_template(json!("{{ $.nowhere }}"), Ok(json!(null)));
    check_template(
        json!({ "a": ["{{ item.yes }}", 1, null], "b": "plain" }),
        Ok(json!({ "a": [true, 1, null], "b": "plain" })),
    );
}

#[test]
fn expressions_in_text_become_text_and_never_markup() {
    check_template(
        json!("Thank you, {{ item.user.login | upper }}: {{ item.price | money('EUR') }}."),
        Ok(json!("Thank you, MAJA: €19.99.")),
    );
    check_template(json!("{{ '<b>' }} {{ '}}' }}"), Ok(json!("<b> }}")));
    check_template(json!("a {{ item.typo }}"), Err("`item.typo` is not there"));
}

#[test]
fn a_template_tells_all_its_mistakes() {
    let template = json!({ "a": "x {{ 1 + }}", "b/c": ["{{ open", "{{ itme }}"] });
    let problems = Template::parse(&template, NAMES).unwrap_err();
    let told: Vec<_> = problems.iter().map(|(pointer, error)| format!("{pointer}: {error}")).collect();
    assert_eq!(
        told,
        [
            "/a: expected a value at 10",
            "/b~1c/0: no `}}` for the `{{` at 1",
            "/b~1c/1: no name `itme` at 4; did you mean `item`?"
        ]
    );
}
