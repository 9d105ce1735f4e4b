//! What holds for any input.

use domain::{
    budget::Budget,
    expression::{Expression, Scope, Template, Value},
    jsonpath::JsonPath,
    widget::{LayoutType, Order, Sort, View, WidgetSchema, render},
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::{CATALOGUE, payments, schema, viewing};

/// JSON of any shape, with the keys that our schema reads among its keys.
fn any_json() -> impl Strategy<Value = Json> {
    let key = prop_oneof![
        prop::sample::select(vec!["id", "amount", "currency", "status", "created", "billing_details", "name", "data"])
            .prop_map(str::to_owned),
        "[a-z$.'\\[\\]]{0,4}",
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,12}".prop_map(Json::from),
        prop::sample::select(vec!["usd", "JPY", "2025-12-01T00:00:00Z", "2025-12-01", "javascript:x", "https://a.b"])
            .prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Text that looks like an expression more often than chance would.
fn any_expression() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "item", "value", "now", "days", "(", ")", "[", "]", ".", "|", "+", "-", "*", "**", "/", "~", "<", "==", "and",
        "or", "not", "in", "is", "none", "if", "else", "1", "'a'", "default", "round", "upper", "money", "date", "$.a",
        "$", ",", ":", "2.5e3", "defined", "name", "\"", "é", "join", "map", "count", "{{", "}}",
    ]);
    prop_oneof![
        4 => prop::collection::vec(word, 0..24).prop_map(|words| words.join(" ")),
        1 => any::<String>(),
    ]
}

fn any_path() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "$", ".a", "..", "*", "[0]", "[-1]", "[1:2]", "[::-1]", "['a']", "[?", "@", ".b", "==", "1", "]", "(", ")",
        "&&", "!", "length(", "match(", "'.*'", ",", " ", "é",
    ]);
    prop_oneof![
        4 => prop::collection::vec(part, 0..12).prop_map(|parts| format!("${}", parts.concat())),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn parsing_never_panics_and_what_parses_is_valid(raw in any_json()) {
        if let Ok(schema) = WidgetSchema::parse(&raw, &CATALOGUE) {
            prop_assert_eq!(schema.check(&CATALOGUE), []);
        }
    }

    #[test]
    fn a_schema_with_one_value_replaced_never_panics(value in any_json(), at in 0_usize..60) {
        let mut raw = payments();
        let mut pointers = Vec::new();
        pointers_of(&raw, "", &mut pointers);
        let pointer = &pointers[at % pointers.len()];
        *raw.pointer_mut(pointer).unwrap() = value;
        match WidgetSchema::parse(&raw, &CATALOGUE) {
            Ok(schema) => {
                let again = serde_json::to_value(&schema).unwrap();
                prop_assert_eq!(WidgetSchema::parse(&again, &CATALOGUE), Ok(schema));
            }
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    #[test]
    fn rendering_never_panics_and_rows_fit_their_columns(answer in any_json(), layout in 0_usize..4) {
        let schema = schema(&payments()).with_layout(LayoutType::OFFERED[layout]);
        let rendered = render(&schema, &answer, &viewing());
        for row in &rendered.rows {
            prop_assert_eq!(row.cells.len(), rendered.columns.len());
            for cell in &row.cells {
                prop_assert!(cell.error.is_none() || cell.text.is_empty());
                prop_assert!(cell.href.as_ref().is_none_or(|href| href.starts_with("http")));
            }
        }
        let mut keys: Vec<_> = rendered.rows.iter().map(|row| &row.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), rendered.rows.len());
    }

    #[test]
    fn filters_never_add_rows_and_sorts_keep_them(
        rows in prop::collection::vec(any_json(), 0..20),
        filter in any_expression(),
        order in prop::sample::select(vec![Order::Asc, Order::Desc]),
    ) {
        let answer = json!({ "data": rows });
        let mut schema = schema(&payments());
        let plain = render(&schema, &answer, &viewing());
        let sort = vec![Sort { field: "amount".to_owned(), order }, Sort { field: "created".to_owned(), order }];
        schema.view = Some(View { sort, ..View::default() });
        let sorted = render(&schema, &answer, &viewing());
        prop_assert_eq!(sorted.rows.len(), plain.rows.len());

        schema.view = Some(View { filter: Some(filter), ..View::default() });
        let filtered = render(&schema, &answer, &viewing());
        prop_assert!(filtered.matching <= plain.matching);
        prop_assert!(filtered.rows.iter().all(|row| plain.rows.contains(row)));
    }

    #[test]
    fn a_sort_is_stable(amounts in prop::collection::vec(0_u8..4, 0..40)) {
        let rows: Vec<_> = amounts.iter().enumerate().map(|(id, amount)| {
            json!({ "id": id, "amount": amount, "currency": "eur" })
        }).collect();
        let mut schema = schema(&payments());
        let sort = vec![Sort { field: "amount".to_owned(), order: Order::Desc }];
        schema.view = Some(View { sort, ..View::default() });
        let sorted = render(&schema, &json!({ "data": rows }), &viewing());

        let mut expected: Vec<usize> = (0..amounts.len()).collect();
        expected.sort_by_key(|id| std::cmp::Reverse(amounts[*id]));
        let actual: Vec<usize> = sorted.rows.iter().map(|row| row.key.parse().unwrap()).collect();
        prop_assert_eq!(actual, expected);
    }

    #[test]
    fn expressions_never_panic(text in any_expression(), item in any_json()) {
        let viewing = viewing();
        if let Ok(expression) = Expression::parse(&text, &["item", "value"]) {
            let scope = Scope::new(&viewing).with_row(&item).with("value", Value::from_json(&item));
            if let Ok(value) = expression.eval(&scope, &mut Budget::new(5_000)) {
                drop(value.to_json());
            }
        }
        if let Ok(template) = Template::parse(&json!({ "a": text }), &["item"]) {
            drop(template.fill(&Scope::new(&viewing).with_row(&item), &mut Budget::new(5_000)));
        }
    }

    #[test]
    fn paths_never_panic_and_select_parts_of_the_data(text in any_path(), root in any_json()) {
        if let Ok(path) = text.parse::<JsonPath>()
            && let Ok(nodes) = path.find(&root, &mut Budget::new(20_000))
        {
            let mut parts = vec![&root];
            let mut all = Vec::new();
            while let Some(part) = parts.pop() {
                all.push(std::ptr::from_ref(part));
                match part {
                    Json::Array(items) => parts.extend(items),
                    Json::Object(members) => parts.extend(members.values()),
                    _ => {}
                }
            }
            prop_assert!(nodes.iter().all(|node| all.contains(&std::ptr::from_ref(*node))));
        }
    }
}

fn pointers_of(value: &Json, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Json::Object(members) => {
            members.iter().for_each(|(key, member)| pointers_of(member, &format!("{pointer}/{key}"), found));
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| pointers_of(item, &format!("{pointer}/{at}"), found));
        }
        _ => {}
    }
}
