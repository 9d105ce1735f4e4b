//! Completion for the schema editor: the keys and the values that the JSON Schema allows
//! at the cursor, and the names of the widget's own fields where one of them is meant.

use std::ops::Range;

use serde_json::Value;

use super::outline::{Typing, typing};

/// How many are offered at once.
const MOST: usize = 12;

/// Something that can stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    /// What goes into the text.
    pub insert: String,
    /// What it means, in the schema's words; empty when it says nothing.
    pub about: String,
}

/// What can stand at byte offset `cursor` of `text`, and the part of the text it replaces.
/// `None` when nothing fits.
#[must_use]
pub fn suggestions(json_schema: &Value, text: &str, cursor: usize) -> Option<(Range<usize>, Vec<Suggestion>)> {
    let (replace, prefix, all) = match typing(text, cursor)? {
        Typing::Key { pointer, prefix, replace, present } => {
            let colon_follows = text.get(replace.end..).is_some_and(|rest| rest.trim_start().starts_with(':'));
            let typed = text.get(replace.clone()).unwrap_or_default().trim_matches('"');
            let keys = keys(json_schema, &pointer)
                .into_iter()
                .filter(|(key, _)| key == typed || !present.contains(key))
                .map(|(key, about)| Suggestion {
                    insert: if colon_follows { format!("\"{key}\"") } else { format!("\"{key}\": ") },
                    label: key,
                    about,
                })
                .collect();
            (replace, prefix, keys)
        }
        Typing::Value { pointer, prefix, replace } => {
            let mut values = values(json_schema, &pointer);
            if names_a_field(&pointer) {
                values.extend(field_names(text));
            }
            (replace, prefix, values)
        }
    };

    let prefix = prefix.trim_matches('"').to_lowercase();
    let mut fitting: Vec<Suggestion> =
        all.into_iter().filter(|suggestion| suggestion.label.to_lowercase().starts_with(&prefix)).collect();
    fitting.truncate(MOST);

    let nothing_left_to_say =
        fitting.iter().all(|suggestion| text.get(replace.clone()) == Some(suggestion.insert.as_str()));
    (!nothing_left_to_say).then_some((replace, fitting))
}

fn keys(root: &Value, pointer: &str) -> Vec<(String, String)> {
    places(root, pointer)
        .into_iter()
        .filter_map(|place| place.get("properties")?.as_object())
        .flatten()
        .map(|(key, schema)| (key.clone(), about(root, schema)))
        .collect()
}

fn values(root: &Value, pointer: &str) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for place in places(root, pointer) {
        let allowed = place.get("enum").and_then(Value::as_array).into_iter().flatten().chain(place.get("const"));
        for value in allowed.filter(|value| !value.is_null()) {
            let label = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            found.push(Suggestion { label, insert: value.to_string(), about: own_words(place) });
        }
        if place.get("type").and_then(Value::as_str) == Some("boolean") {
            let boolean = |word: &str| Suggestion { label: word.into(), insert: word.into(), about: String::new() };
            found.extend([boolean("true"), boolean("false")]);
        }
    }
    found
}

/// Every schema that may describe the value at `pointer`.
fn places<'a>(root: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut here = open(root, root);
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        here = here
            .into_iter()
            .filter_map(|place| {
                let property = place.get("properties").and_then(|properties| properties.get(&name));
                let element = || place.get("items").filter(|_| name.parse::<u32>().is_ok());
                property.or_else(element)
            })
            .flat_map(|schema| open(root, schema))
            .collect();
    }
    here
}

/// A schema behind its references and alternatives.
fn open<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    let mut left = vec![(schema, 0)];
    while let Some((schema, depth)) = left.pop() {
        if depth > 8 {
            continue;
        }
        found.push(schema);
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|address| address.strip_prefix('#'));
        left.extend(reference.and_then(|pointer| root.pointer(pointer)).map(|target| (target, depth + 1)));
        for several in ["anyOf", "oneOf", "allOf"] {
            let inner = schema.get(several).and_then(Value::as_array).into_iter().flatten();
            left.extend(inner.rev().map(|schema| (schema, depth + 1)));
        }
    }
    found
}

fn about(root: &Value, schema: &Value) -> String {
    open(root, schema).into_iter().map(own_words).find(|words| !words.is_empty()).unwrap_or_default()
}

/// The first sentence is enough for a list.
fn own_words(schema: &Value) -> String {
    let words = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    words.split_once(". ").map_or(words, |(first, _)| first).trim_end_matches('.').replace('\n', " ")
}

fn names_a_field(pointer: &str) -> bool {
    let role = pointer.strip_prefix("/layout/fields/");
    let sorts = pointer.starts_with("/view/sort/") && pointer.ends_with("/field");
    sorts || role.is_some_and(|role| !matches!(role, "aggregate" | "kind" | "compare"))
}

/// The names given in the `fields` array, read off the text, so that they are offered while
/// it is no JSON yet.
fn field_names(text: &str) -> Vec<Suggestion> {
    let fields = text.find("\"fields\"").and_then(|start| text.get(start..)).unwrap_or_default();
    let fields = fields.split_once("\"layout\"").map_or(fields, |(before, _)| before);
    fields
        .split("\"name\"")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split_once('"'))
        .map(|(name, _)| Suggestion {
            label: name.into(),
            insert: format!("\"{name}\""),
            about: "A field of this widget".into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json_schema() -> Value {
        serde_json::json!({
            "properties": {
                "metadata": { "$ref": "#/$defs/Metadata" },
                "fields": { "type": "array", "items": { "$ref": "#/$defs/Field" } },
                "layout": { "properties": { "fields": { "properties": { "primary": { "type": ["string", "null"] } } } } }
            },
            "$defs": {
                "Metadata": { "properties": { "id": {}, "name": { "description": "As people call it. Shown on the card." } } },
                "Field": { "properties": { "type": { "$ref": "#/$defs/FieldType" }, "on": { "type": "boolean" } } },
                "FieldType": { "anyOf": [{ "enum": ["string", "number"] }, { "const": "badge", "description": "A word in a box." }] }
            }
        })
    }

    #[track_caller]
    fn labels(marked: &str) -> Vec<String> {
        let cursor = marked.find('|').expect("the text marks the cursor");
        suggestions(&json_schema(), &marked.replacen('|', "", 1), cursor)
            .map(|(_, all)| all.into_iter().map(|one| one.label).collect())
            .unwrap_or_default()
    }

    #[test]
    fn keys_not_yet_there_are_offered() {
        assert_eq!(labels("{ \"fields\": [], \"|\" }"), ["metadata", "layout"]);
        assert_eq!(labels("{ \"metadata\": { \"n|\" } }"), ["name"]);
    }

    #[test]
    fn a_key_says_what_it_means() {
        let text = "{ \"metadata\": { \"n\" } }";
        let (replace, all) = suggestions(&json_schema(), text, 18).expect("one fits");

        assert_eq!(&text[replace], "\"n\"");
        assert_eq!(
            all,
            [Suggestion { label: "name".into(), insert: "\"name\": ".into(), about: "As people call it".into() }]
        );
    }

    #[test]
    fn values_come_through_references_and_alternatives() {
        assert_eq!(labels("{ \"fields\": [ { \"type\": \"|\" } ] }"), ["string", "number", "badge"]);
        assert_eq!(labels("{ \"fields\": [ { \"on\": t| } ] }"), ["true"]);
    }

    #[test]
    fn a_role_is_filled_from_the_widgets_own_fields() {
        assert_eq!(
            labels(
                "{ \"fields\": [ { \"name\": \"title\" }, { \"name\": \"repo\" } ], \"layout\": { \"fields\": { \"primary\": \"t|\" } } }"
            ),
            ["title"]
        );
    }

    #[test]
    fn what_is_complete_is_not_offered_again() {
        assert_eq!(labels("{ \"fields\": [ { \"on\": true| } ] }"), Vec::<String>::new());
    }
}
