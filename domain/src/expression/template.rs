//! `{{ … }}` in the strings of a JSON value: payloads of events, bodies of calls.

use serde_json::{Map, Value as Json};

use super::{EvalError, Expression, MAX_TEXT, Names, ParseError, Scope};
use crate::budget::Budget;

/// A JSON value some of whose strings hold expressions.
///
/// Output is data, never markup: nothing is escaped, and nothing needs to be.
#[derive(Debug, Clone)]
pub struct Template {
    root: Node,
}

#[derive(Debug, Clone)]
enum Node {
    Fixed(Json),
    /// The string is one expression and nothing else: its value keeps its type.
    Whole(Expression),
    Mixed(Vec<Part>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Hole(Expression),
}

impl Template {
    /// # Errors
    ///
    /// Every expression that is none, each with the JSON Pointer of its string, from `value` down.
    pub fn parse(value: &Json, names: Names) -> Result<Self, Vec<(String, ParseError)>> {
        let mut problems = Vec::new();
        let root = node(value, names, "", &mut problems);
        if problems.is_empty() { Ok(Self { root }) } else { Err(problems) }
    }

    /// The value with every expression in place.
    ///
    /// # Errors
    ///
    /// The first expression without a value.
    pub fn fill(&self, scope: &Scope<'_>, budget: &mut Budget) -> Result<Json, EvalError> {
        fill(&self.root, scope, budget)
    }
}

fn node(value: &Json, names: Names, pointer: &str, problems: &mut Vec<(String, ParseError)>) -> Node {
    match value {
        Json::String(text) => match string(text, names) {
            Ok(node) => node,
            Err(error) => {
                problems.push((pointer.to_owned(), error));
                Node::Fixed(Json::Null)
            }
        },
        Json::Array(items) => Node::List(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| node(item, names, &format!("{pointer}/{at}"), problems))
                .collect(),
        ),
        Json::Object(members) => Node::Object(
            members
                .iter()
                .map(|(key, member)| {
                    let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                    (key.clone(), node(member, names, &pointer, problems))
                })
                .collect(),
        ),
        fixed => Node::Fixed(fixed.clone()),
    }
}

fn string(text: &str, names: Names) -> Result<Node, ParseError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let at = text[..text.len() - rest.len() + open].chars().count() + 1;
        if open > 0 {
            parts.push(Part::Text(rest[..open].to_owned()));
        }
        let inside = &rest[open + 2..];
        let close = closing(inside).ok_or_else(|| ParseError::at("no `}}` for the `{{`", at))?;
        let expression = Expression::parse(&inside[..close], names).map_err(|error| error.shifted(at + 1))?;
        parts.push(Part::Hole(expression));
        rest = &inside[close + 2..];
    }
    if parts.is_empty() {
        return Ok(Node::Fixed(Json::String(text.to_owned())));
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(match <[Part; 1]>::try_from(parts) {
        Ok([Part::Hole(expression)]) => Node::Whole(expression),
        Ok([text]) => Node::Mixed(vec![text]),
        Err(parts) => Node::Mixed(parts),
    })
}

/// Where `}}` stands outside quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if text[at..].starts_with("}}") => return Some(at),
            None => {}
        }
    }
    None
}

fn fill(node: &Node, scope: &Scope<'_>, budget: &mut Budget) -> Result<Json, EvalError> {
    Ok(match node {
        Node::Fixed(json) => json.clone(),
        Node::Whole(expression) => match expression.eval(scope, budget)? {
            super::Value::Missing(name) => return Err(EvalError::Missing(name)),
            value => value.to_json()?,
        },
        Node::Mixed(parts) => {
            let mut text = String::new();
            for part in parts {
                match part {
                    Part::Text(fixed) => text.push_str(fixed),
                    Part::Hole(expression) => text.push_str(&expression.eval(scope, budget)?.to_text()?),
                }
                if text.len() > MAX_TEXT {
                    return Err(EvalError::TooLong);
                }
            }
            Json::String(text)
        }
        Node::List(items) => items.iter().map(|item| fill(item, scope, budget)).collect::<Result<_, _>>()?,
        Node::Object(members) => {
            let mut object = Map::new();
            for (key, member) in members {
                object.insert(key.clone(), fill(member, scope, budget)?);
            }
            Json::Object(object)
        }
    })
}
