//! What is refused, where, and with which words.

use domain::widget::WidgetSchema;
use serde_json::{Value, json};

use crate::{CATALOGUE, payments};

fn problems(raw: &Value) -> Vec<String> {
    match WidgetSchema::parse(raw, &CATALOGUE) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// The example with one value put at `pointer`; `null` takes the key away.
#[track_caller]
fn check(pointer: &str, value: Value, expected: &[&str]) {
    let mut raw = payments();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = raw.pointer_mut(parent).unwrap();
    match (parent, key.parse::<usize>()) {
        (Value::Array(items), Ok(at)) => items[at] = value,
        (Value::Object(members), _) if value.is_null() => {
            members.remove(key);
        }
        (parent, _) => parent[key] = value,
    }
    assert_eq!(problems(&raw), expected, "{pointer}");
}

#[test]
fn the_example_of_the_specification_is_valid() {
    assert_eq!(problems(&payments()), [""; 0]);
}

#[test]
fn every_problem_is_told_at_once() {
    let mut raw = payments();
    raw["dataSource"]["endpoint"] = json!("/charge");
    raw["dataSource"]["refreshInterval"] = json!(10);
    raw["fields"][0]["tranform"] = json!("value");
    raw["fields"][1]["path"] = json!("$.a[0");
    raw["fields"][2]["type"] = json!("bage");
    raw["layout"]["fields"]["primary"] = json!("custommer");
    raw["extra"] = json!(1);
    assert_eq!(
        problems(&raw),
        [
            "`/extra`: unknown key; there are `metadata`, `dataSource`, `fields`, `view`, `layout`, `interactions` and `subscriptions`",
            "`/dataSource/refreshInterval`: at least 5000, not 10",
            "`/fields/0/tranform`: unknown key; did you mean `transform`?",
            "`/fields/2/type`: there is no `bage`; did you mean `badge`?",
            "`/dataSource/endpoint`: Stripe has no endpoint `/charge`; did you mean `/charges`?",
            "`/fields/1/path`: not a JSONPath: expected `]` at 6",
            "`/layout/fields/primary`: there is no field `custommer`; did you mean `customer`?",
        ]
    );
}

#[test]
fn shapes_are_checked() {
    check("/layout", json!(null), &["`/layout`: missing; an object is needed"]);
    check("/fields", json!({}), &["`/fields`: a list is needed, not an object"]);
    check("/metadata/name", json!(5), &["`/metadata/name`: a text is needed, not a number"]);
    check("/metadata/name", json!(""), &["`/metadata/name`: empty; at least 1 character is needed"]);
    check("/metadata/name", json!("x".repeat(81)), &["`/metadata/name`: at most 80 characters, not 81"]);
    check(
        "/dataSource/refreshInterval",
        json!(6e4),
        &["`/dataSource/refreshInterval`: a whole number is needed, not a number with decimals"],
    );
    check(
        "/dataSource/method",
        json!("PATCH"),
        &["`/dataSource/method`: there is no `PATCH`; there are `GET` and `POST`"],
    );
    check(
        "/layout/type",
        json!("grid"),
        &[
            "`/layout/type`: there is no `grid`; there are `list`, `table`, `cards`, `metric`, `board`, `calendar`, `chart` and `none`",
        ],
    );
    check(
        "/a~1b",
        json!(1),
        &[
            "`/a~01b`: unknown key; there are `metadata`, `dataSource`, `fields`, `view`, `layout`, `interactions` and `subscriptions`",
        ],
    );
    for other in [json!(null), json!([]), json!("x"), json!(1)] {
        assert!(problems(&other)[0].starts_with("``: an object is needed"), "{other}");
    }
}

#[test]
fn a_field_without_its_name_is_one_problem_not_three() {
    check("/fields/1/name", json!(null), &["`/fields/1/name`: missing; a text is needed"]);
}

#[test]
fn sources_are_those_of_the_catalogue() {
    check(
        "/dataSource/endpoint",
        json!("/messages"),
        &[
            "`/dataSource/endpoint`: `/messages` changes something at Stripe, so it cannot be a data source; readable are `/charges` and `/balance`",
        ],
    );
    check("/dataSource/method", json!("POST"), &["`/dataSource/method`: `/charges` is read with another method"]);
    check(
        "/dataSource/provider",
        json!("strype"),
        &[
            "`/metadata/provider`: `stripe`, but the data comes from `strype`",
            "`/dataSource/provider`: there is no provider `strype`; did you mean `stripe`?",
        ],
    );
    check("/metadata/provider", json!(null), &["`/metadata/provider`: missing; the data comes from `stripe`"]);
    check("/dataSource", json!(null), &["`/dataSource`: missing; only the layout `none` does without one"]);
    check("/dataSource/itemsPath", json!("data"), &["`/dataSource/itemsPath`: not a JSONPath: expected `$` at 1"]);
}

#[test]
fn parameters_are_checked_against_their_declaration() {
    let params = "/dataSource/params";
    check(params, json!({ "limit": 500 }), &["`/dataSource/params/limit`: must be a whole number from 1 to 100"]);
    check(params, json!({ "limit": "10" }), &["`/dataSource/params/limit`: must be a whole number from 1 to 100"]);
    check(params, json!({ "limits": 1 }), &["`/dataSource/params/limits`: unknown parameter; did you mean `limit`?"]);
    check(
        params,
        json!({ "status": "faild" }),
        &["`/dataSource/params/status`: must be one of succeeded, failed; did you mean `failed`?"],
    );
    check(params, json!({ "since": "-7d" }), &[]);
    check(params, json!({ "since": "2026-11-23" }), &[]);
}

#[test]
fn fields_are_checked() {
    check(
        "/fields/1/name",
        json!("amount"),
        &[
            "`/fields/1/name`: another field is named `amount` already",
            "`/layout/fields/primary`: there is no field `customer`; there are `amount`, `amount`, `status`, `created` and `receipt`",
        ],
    );
    check(
        "/fields/0/format",
        json!("money"),
        &[
            "`/fields/0/format`: no format `money` for numbers; there are `currency`, `percent`, `compact`, `bytes` and `duration`",
        ],
    );
    check("/fields/1/format", json!("currency"), &["`/fields/1/format`: only numbers and dates have a format"]);
    check(
        "/fields/3/format",
        json!("YYYY"),
        &["`/fields/3/format`: `Y` means nothing in a date pattern; text stands in quotes: `'Y'`"],
    );
    check("/fields/0/currency", json!("EUX"), &["`/fields/0/currency`: `EUX` is not an ISO 4217 code, like `EUR`"]);
    check(
        "/fields/0/transform",
        json!("valeu / 100"),
        &["`/fields/0/transform`: not an expression: no name `valeu` at 1; did you mean `value`?"],
    );
    check(
        "/fields/0/transform",
        json!("value |"),
        &["`/fields/0/transform`: not an expression: expected a filter at 8"],
    );
    check(
        "/view",
        json!({ "filter": "event.x", "sort": [{ "field": "amont" }] }),
        &[
            "`/view/filter`: not an expression: no name `event` at 1; there are `item` and `now`",
            "`/view/sort/0/field`: there is no field `amont`; did you mean `amount`?",
        ],
    );
}

#[test]
fn layouts_know_their_roles() {
    check(
        "/layout",
        json!({ "type": "table", "fields": { "primary": "customer" } }),
        &[
            "`/layout/fields/primary`: this layout has no role `primary`; it knows `columns`",
            "`/layout/fields/columns`: missing; the name of a field is needed",
        ],
    );
    check("/layout/fields", json!({}), &["`/layout/fields/primary`: missing; the name of a field is needed"]);
    check(
        "/layout/fields/image",
        json!("receipt"),
        &["`/layout/fields/image`: a field of type `image` is needed, and `receipt` is none"],
    );
    check(
        "/layout",
        json!({ "type": "metric", "fields": { "value": "customer", "aggregate": "sum" } }),
        &["`/layout/fields/value`: only numbers add up, and `customer` is not of type `number`"],
    );
    check(
        "/layout",
        json!({ "type": "metric" }),
        &["`/layout/fields/value`: missing; only the aggregate `count` does without a field"],
    );
    check(
        "/layout",
        json!({ "type": "metric", "fields": { "aggregate": "count", "compare": "vlaue +" } }),
        &["`/layout/fields/compare`: neither a field nor an expression: no name `vlaue` at 1; did you mean `value`?"],
    );
}

#[test]
fn events_are_checked() {
    let subscription = |pattern: &str, action: Value| json!([{ "pattern": pattern, "action": action }]);
    check(
        "/interactions/onSelect/eventName",
        json!("Payment received"),
        &[
            "`/interactions/onSelect/eventName`: not an event name: words of a-z, 0-9, `_` and `-` with dots between, like `payment.received`",
        ],
    );
    check(
        "/interactions/onSelect/payload",
        json!({ "a": { "b/c": "x {{ $.a[ }}" } }),
        &[
            "`/interactions/onSelect/payload/a/b~1c`: not an expression: expected a name in quotes, an index, `*` or `?` at 11",
        ],
    );
    check(
        "/subscriptions",
        subscription("a.**.b", json!({ "type": "refresh" })),
        &["`/subscriptions/0/pattern`: `**` stands for the rest of a name, so it comes last"],
    );
    check(
        "/subscriptions",
        subscription("a.*", json!({ "type": "refresh", "title": "x" })),
        &["`/subscriptions/0/action/title`: `refresh` has no `title`; it takes none"],
    );
    check(
        "/subscriptions",
        subscription("a.*", json!({ "type": "notify" })),
        &["`/subscriptions/0/action/title`: missing; `notify` needs it"],
    );
    check(
        "/subscriptions",
        subscription("**", json!({ "type": "api-call", "provider": "stripe", "endpoint": "/charges", "body": {} })),
        &["`/subscriptions/0/action/endpoint`: Stripe has no endpoint `/charges`; there are `/messages`"],
    );
    check(
        "/subscriptions",
        subscription(
            "**",
            json!({ "type": "api-call", "provider": "stripe", "endpoint": "/messages", "body": { "to": "{{ item.x }}" } }),
        ),
        &["`/subscriptions/0/action/body/to`: not an expression: no name `item` at 4; there are `event` and `now`"],
    );
}

#[test]
fn an_automation_needs_something_to_do() {
    let mut raw = payments();
    raw.as_object_mut().unwrap().retain(|key, _| key == "metadata");
    raw["metadata"].as_object_mut().unwrap().remove("provider");
    raw["layout"] = json!({ "type": "none" });
    assert_eq!(
        problems(&raw),
        ["`/subscriptions`: an automation needs at least one; it shows nothing and would do nothing"]
    );
    raw["subscriptions"] = json!([{ "pattern": "payment.received", "condition": "event.amount >= 1000",
        "action": { "type": "notify", "title": "{{ event.amount | money(event.currency) }}" } }]);
    assert_eq!(problems(&raw), [""; 0]);
}

#[test]
fn older_versions_are_migrated_and_newer_ones_refused() {
    check(
        "/metadata/version",
        json!("2.0.0"),
        &["`/metadata/version`: newer than this server understands: 2.0.0; the newest is 1.0.0"],
    );
    check(
        "/metadata/version",
        json!("one"),
        &["`/metadata/version`: not a semantic version; this one is written `1.0.0`"],
    );

    let mut raw = payments();
    raw["metadata"]["version"] = json!("0.9.0");
    raw["layout"] = json!("none");
    raw["dataSource"].as_object_mut().unwrap().remove("refreshInterval");
    let schema = WidgetSchema::parse(&raw, &CATALOGUE).unwrap();
    assert_eq!(schema.metadata.version, "1.0.0");
    assert_eq!(schema.data_source.unwrap().refresh_interval, 60_000);
}

#[test]
fn the_generated_json_schema_explains_every_key() {
    fn unexplained(schema: &Value, at: &str, found: &mut Vec<String>) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if property["description"].is_null() && property["$ref"].is_null() && property["anyOf"].is_null() {
                found.push(format!("{at}.{name}"));
            }
        }
    }
    let schema = WidgetSchema::json_schema();
    let mut found = Vec::new();
    unexplained(&schema, "WidgetSchema", &mut found);
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        unexplained(definition, name, &mut found);
    }
    assert_eq!(found, [""; 0]);
    assert_eq!(schema["title"], "Widget schema");
}
