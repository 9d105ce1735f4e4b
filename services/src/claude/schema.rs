//! Answers bound to a JSON Schema that comes from a Rust type.
//!
//! `output_config.format` knows a part of JSON Schema only: every object is closed, and there
//! are no ranges, lengths, patterns, recursion or maps. [`answer_schema`] turns what schemars
//! says about a type into that part; what gets lost on the way is for the reader of the
//! answer to check.
//!
//! Source: <https://platform.claude.com/docs/en/build-with-claude/structured-outputs>, read 2026-11-22.

use schemars::{
    JsonSchema, Schema,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Map, Value, json};

/// Keywords the API compiles; all others are dropped.
const KEPT: [&str; 10] = [
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
    "allOf",
];

/// The schema to bind an answer to `T`.
///
/// Every property is required, an optional one may be `null`: so the answer has the fields in
/// the order of the declaration, which is what lets the first one be shown while the rest is
/// still being written. A map has no schema there; use a list of names and values.
///
/// # Panics
///
/// When `T` is recursive or holds a map: the API takes neither, and a type of ours that does
/// is a mistake of ours.
#[must_use]
pub fn answer_schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .with_transform(Bound)
        .into_generator();
    let schema = generator.into_root_schema_for::<T>().to_value();
    let mistakes = unsupported(&schema);
    assert!(mistakes.is_empty(), "{} cannot bind an answer: {}", T::schema_name(), mistakes.join("; "));
    schema
}

/// Limits the string property `name`, wherever it is, to `choices`. They are known at run
/// time only (the catalogue), so the type cannot say it.
pub fn choose_from(schema: &mut Value, name: &str, choices: &[String]) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(property)) = object.get_mut("properties").and_then(|all| all.get_mut(name)) {
                narrow(property, choices);
            }
            object.values_mut().for_each(|value| choose_from(value, name, choices));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| choose_from(value, name, choices)),
        _ => {}
    }
}

fn narrow(property: &mut Map<String, Value>, choices: &[String]) {
    if property.get("type").is_some_and(|kind| kind == "string") {
        property.insert("enum".to_owned(), json!(choices));
    }
    for alternative in property.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(alternative) = alternative.as_object_mut() {
            narrow(alternative, choices);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bound;

impl Transform for Bound {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(object) = schema.as_object_mut() {
            bind(object);
        }
        transform_subschemas(self, schema);
    }
}

fn bind(object: &mut Map<String, Value>) {
    if let Some(Value::Array(one_of)) = object.remove("oneOf") {
        object.insert("anyOf".to_owned(), Value::Array(one_of));
    }
    // "string or null" as a list of types is not in the supported part; as alternatives it is.
    if let Some(Value::Array(types)) = object.get("type").cloned() {
        let mut rest = object.clone();
        let description = rest.remove("description");
        *object = Map::from_iter([("anyOf".to_owned(), types.iter().map(|kind| alternative(&rest, kind)).collect())]);
        object.extend(description.map(|description| ("description".to_owned(), description)));
    }
    if let Some(Value::Object(properties)) = object.get("properties") {
        let names: Vec<_> = properties.keys().cloned().collect();
        object.insert("required".to_owned(), json!(names));
        object.entry("additionalProperties").or_insert(json!(false));
    }
    object.retain(|keyword, _| KEPT.contains(&keyword.as_str()));
}

fn alternative(rest: &Map<String, Value>, kind: &Value) -> Value {
    if kind == "null" {
        return json!({ "type": "null" });
    }
    let mut alternative = rest.clone();
    alternative.insert("type".to_owned(), kind.clone());
    // Left over from the list of types: null is an alternative of its own now.
    if let Some(Value::Array(choices)) = alternative.get_mut("enum") {
        choices.retain(|choice| !choice.is_null());
    }
    Value::Object(alternative)
}

/// What the API would refuse in `schema`.
#[must_use]
pub fn unsupported(schema: &Value) -> Vec<String> {
    let Value::Object(object) = schema else {
        return vec!["not an object: it would take any value".to_owned()];
    };
    let mut mistakes: Vec<_> = object
        .keys()
        .filter(|key| !KEPT.contains(&key.as_str()))
        .map(|key| format!("`{key}` is not supported"))
        .collect();
    if object.get("type").is_some_and(|kind| kind == "object") {
        if object.get("additionalProperties") != Some(&json!(false)) {
            mistakes.push("an object is open".to_owned());
        }
        if !object.contains_key("properties") {
            mistakes.push("an object has no properties".to_owned());
        }
    }
    if !["type", "anyOf", "allOf", "const", "enum"].iter().any(|key| object.contains_key(*key)) {
        mistakes.push("a value of any kind".to_owned());
    }

    let properties = object.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let alternatives = ["anyOf", "allOf"].iter().filter_map(|key| object.get(*key)?.as_array()).flatten();
    let children = properties.chain(alternatives).chain(object.get("items"));
    mistakes.extend(children.flat_map(unsupported));
    mistakes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[expect(dead_code, reason = "only their schema matters")]
    #[derive(JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        /// Shown first.
        message: String,
        #[schemars(range(min = 0.0, max = 1.0))]
        confidence: f32,
        #[schemars(length(max = 3))]
        alternatives: Vec<Alternative>,
        impact_metric: Option<String>,
        outcome: Outcome,
    }

    #[expect(dead_code, reason = "only their schema matters")]
    #[derive(JsonSchema)]
    struct Alternative {
        template: String,
        limit: u32,
    }

    #[expect(dead_code, reason = "only their schema matters")]
    #[derive(JsonSchema)]
    #[serde(rename_all = "camelCase")]
    enum Outcome {
        /// It can be done.
        Widget,
        /// It cannot.
        NotYet,
    }

    #[test]
    fn a_type_becomes_the_part_of_json_schema_the_api_knows() {
        assert_eq!(
            answer_schema::<Answer>(),
            json!({
                "type": "object",
                "properties": {
                    "message": { "type": "string", "description": "Shown first." },
                    "confidence": { "type": "number" },
                    "alternatives": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": { "template": { "type": "string" }, "limit": { "type": "integer" } },
                            "required": ["template", "limit"],
                            "additionalProperties": false,
                        },
                    },
                    "impactMetric": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                    "outcome": {
                        "anyOf": [
                            { "type": "string", "const": "widget", "description": "It can be done." },
                            { "type": "string", "const": "notYet", "description": "It cannot." },
                        ],
                    },
                },
                "required": ["message", "confidence", "alternatives", "impactMetric", "outcome"],
                "additionalProperties": false,
            })
        );
    }

    #[test]
    fn the_first_property_stays_first() {
        let schema = answer_schema::<Answer>();
        assert_eq!(schema["properties"].as_object().unwrap().keys().next().unwrap(), "message");
    }

    #[test]
    fn choices_reach_a_property_at_any_depth_and_no_other() {
        let mut schema = answer_schema::<Answer>();
        choose_from(&mut schema, "template", &["github/pr-list".to_owned()]);

        let narrowed = &schema["properties"]["alternatives"]["items"]["properties"]["template"];
        assert_eq!(narrowed, &json!({ "type": "string", "enum": ["github/pr-list"] }));
        assert_eq!(schema["properties"]["message"].get("enum"), None);
        assert_eq!(unsupported(&schema), Vec::<String>::new());
    }

    #[test]
    fn choices_of_an_optional_property_leave_null_possible() {
        let mut schema = answer_schema::<Answer>();
        choose_from(&mut schema, "impactMetric", &["Save 30 min/day".to_owned()]);
        assert_eq!(
            schema["properties"]["impactMetric"],
            json!({ "anyOf": [{ "type": "string", "enum": ["Save 30 min/day"] }, { "type": "null" }] })
        );
    }

    #[expect(dead_code, reason = "only their schema matters")]
    #[derive(JsonSchema)]
    struct Tree {
        branches: Vec<Tree>,
    }

    #[test]
    #[should_panic(expected = "Tree cannot bind an answer")]
    fn recursion_is_refused() {
        let _schema = answer_schema::<Tree>();
    }

    #[test]
    #[should_panic(expected = "an object is open")]
    fn maps_are_refused() {
        let _schema = answer_schema::<BTreeMap<String, String>>();
    }

    #[test]
    #[should_panic(expected = "it would take any value")]
    fn values_of_any_kind_are_refused() {
        let _schema = answer_schema::<Vec<Value>>();
    }
}
