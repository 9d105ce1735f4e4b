//! The first pass: JSON against the generated JSON Schema.
//!
//! Knows the part of JSON Schema that `schemars` writes for our types, and says what is
//! wrong in words a person can act on.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

use super::{Problem, WidgetSchema, step};
use crate::suggest::{instead, listed, nearest};

static SCHEMA: LazyLock<Json> = LazyLock::new(WidgetSchema::json_schema);

/// What the first pass leaves.
pub(super) struct Held {
    pub(super) problems: Vec<Problem>,
    pub(super) doubtful: Doubtful,
    /// The document with stand-ins where something was wrong: has the shape of a schema.
    pub(super) sound: Json,
}

/// Where stand-ins are.
#[derive(Default)]
pub(super) struct Doubtful(Vec<String>);

impl Doubtful {
    /// Whether a problem at `pointer` may be about a stand-in rather than about what was written.
    pub(super) fn covers(&self, pointer: &str) -> bool {
        self.0.iter().any(|stand_in| {
            let (object, key) = stand_in.rsplit_once('/').unwrap_or_default();
            is_within(pointer, stand_in)
                || match key {
                    // What the rest of the object means depends on these.
                    "type" | "aggregate" => is_within(pointer, object),
                    "provider" => is_within(pointer, object) || pointer == "/metadata/provider",
                    // Roles and sorts may name the field that lost its name.
                    "name" | "fields" => is_within(pointer, "/layout") || is_within(pointer, "/view/sort"),
                    _ => false,
                }
        })
    }
}

fn is_within(pointer: &str, outer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn hold(mut document: Json) -> Held {
    let mut walk = Walk { problems: Vec::new(), doubtful: Doubtful::default() };
    walk.visit(&SCHEMA, &mut document, "");
    Held { problems: walk.problems, doubtful: walk.doubtful, sound: document }
}

struct Walk {
    problems: Vec<Problem>,
    doubtful: Doubtful,
}

impl Walk {
    fn visit(&mut self, schema: &Json, value: &mut Json, pointer: &str) {
        if value.is_null() && is_nullable(schema) {
            return;
        }
        if let Some(refusal) = refusal(resolved(schema), value) {
            self.problems.push(Problem::new(pointer, refusal));
            self.replace(schema, value, pointer);
            return;
        }
        let schema = resolved(schema);
        match value {
            Json::Object(members) => self.object(schema, members, pointer),
            Json::Array(items) => {
                for (at, item) in items.iter_mut().enumerate() {
                    self.visit(&schema["items"], item, &format!("{pointer}/{at}"));
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, schema: &Json, members: &mut Map<String, Json>, pointer: &str) {
        let Some(known) = schema["properties"].as_object() else { return };
        members.retain(|key, _| {
            let is_known = known.contains_key(key);
            if !is_known {
                let hint = instead(key, known.keys().map(String::as_str));
                self.problems.push(Problem::new(format!("{pointer}/{}", step(key)), format!("unknown key{hint}")));
            }
            is_known
        });
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !members.contains_key(key) {
                let below = format!("{pointer}/{key}");
                let wanted = wanted(resolved(&known[key]));
                self.problems.push(Problem::new(below.clone(), format!("missing; {wanted} is needed")));
                let mut absent = Json::Null;
                self.replace(&known[key], &mut absent, &below);
                members.insert(key.to_owned(), absent);
            }
        }
        for (key, member) in members.iter_mut() {
            let below = format!("{pointer}/{}", step(key));
            if !self.doubtful.0.contains(&below) {
                self.visit(&known[key], member, &below);
            }
        }
    }

    fn replace(&mut self, schema: &Json, value: &mut Json, pointer: &str) {
        self.doubtful.0.push(pointer.to_owned());
        // A misspelt word is most likely the one it resembles.
        let meant = value.as_str().and_then(|given| nearest(given, words(resolved(schema))?));
        *value = meant.map_or_else(|| stand_in(schema), Json::from);
    }
}

/// Follows `$ref` and the one branch of an `anyOf` that is not `null`.
fn resolved(schema: &Json) -> &Json {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        return resolved(&SCHEMA["$defs"][name]);
    }
    match schema["anyOf"].as_array() {
        Some(branches) => branches.iter().find(|branch| branch["type"] != "null").map_or(schema, resolved),
        None => schema,
    }
}

fn is_nullable(schema: &Json) -> bool {
    let lists = |key: &str, null: fn(&Json) -> bool| schema[key].as_array().is_some_and(|all| all.iter().any(null));
    lists("type", |kind| kind == "null") || lists("anyOf", |branch| branch["type"] == "null")
}

fn kind(schema: &Json) -> &str {
    match &schema["type"] {
        Json::Array(types) => types.iter().filter_map(Json::as_str).find(|kind| *kind != "null").unwrap_or_default(),
        kind => kind.as_str().unwrap_or_default(),
    }
}

/// The words an enumeration allows.
fn words(schema: &Json) -> Option<Vec<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Json::as_str).collect());
    }
    let branches = schema["oneOf"].as_array()?;
    Some(
        branches
            .iter()
            .flat_map(|branch| words(branch).or_else(|| Some(vec![branch["const"].as_str()?])))
            .flatten()
            .collect(),
    )
}

/// Why `value` itself, whatever is in it, does not fit.
fn refusal(schema: &Json, value: &Json) -> Option<String> {
    if let Some(words) = words(schema) {
        return match value.as_str() {
            Some(given) if words.contains(&given) => None,
            Some(given) => Some(format!("there is no `{given}`{}", instead(given, words))),
            None => Some(format!("one of {} is needed, not {}", listed(words), found(value))),
        };
    }
    let fits = match kind(schema) {
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "boolean" => value.is_boolean(),
        _ => true,
    };
    if fits {
        out_of_bounds(schema, value)
    } else {
        Some(format!("{} is needed, not {}", wanted(schema), found(value)))
    }
}

fn out_of_bounds(schema: &Json, value: &Json) -> Option<String> {
    let bound = |key: &str| schema[key].as_u64();
    let counted = |count: usize, least: &str, most: &str, what: &str| {
        let count = count as u64;
        match (bound(least), bound(most)) {
            (Some(least), _) if count == 0 && least == 1 => Some(format!("empty; at least 1 {what} is needed")),
            (Some(least), _) if count < least => Some(format!("at least {least} {what}s, not {count}")),
            (_, Some(most)) if count > most => Some(format!("at most {most} {what}s, not {count}")),
            _ => None,
        }
    };
    match value {
        Json::String(text) => counted(text.chars().count(), "minLength", "maxLength", "character"),
        Json::Array(items) => counted(items.len(), "minItems", "maxItems", "item"),
        Json::Number(number) => {
            let number = number.as_u64()?;
            match (bound("minimum"), bound("maximum")) {
                (Some(least), _) if number < least => Some(format!("at least {least}, not {number}")),
                (_, Some(most)) if number > most => Some(format!("at most {most}, not {number}")),
                _ => None,
            }
        }
        _ => None,
    }
}

fn wanted(schema: &Json) -> String {
    if let Some(words) = words(schema) {
        return format!("one of {}", listed(words));
    }
    match kind(schema) {
        "string" => "a text",
        "integer" => "a whole number",
        "array" => "a list",
        "object" => "an object",
        "boolean" => "true or false",
        _ => "a value",
    }
    .to_owned()
}

fn found(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(number) if number.is_f64() => "a number with decimals",
        Json::Number(number) if number.is_i64() && !number.is_u64() => "a negative number",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// A value of the right shape, for the second pass to read past.
fn stand_in(schema: &Json) -> Json {
    if is_nullable(schema) {
        return Json::Null;
    }
    let schema = resolved(schema);
    if let Some(word) = words(schema).and_then(|words| words.first().copied()) {
        return word.into();
    }
    match kind(schema) {
        "string" => "".into(),
        "integer" => schema["minimum"].as_u64().unwrap_or(0).into(),
        "array" => Json::Array(Vec::new()),
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
            required.map(|key| (key.to_owned(), stand_in(&schema["properties"][key]))).collect::<Map<_, _>>().into()
        }
        _ => Json::Null,
    }
}
