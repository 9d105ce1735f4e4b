//! Running an expression.

use serde_json::Value as Json;

use super::{
    Scope, Value,
    ast::{Arithmetic, Comparison, Node, Test},
    ops,
};
use crate::{
    budget::{Budget, OutOfBudget},
    expression::Moment,
    format::Viewing,
};

/// Why an expression has no value, in words for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    #[error("`{0}` is not there")]
    Missing(String),
    #[error("{0}")]
    Invalid(String),
    #[error("the text gets too long")]
    TooLong,
    #[error(transparent)]
    OutOfBudget(#[from] OutOfBudget),
}

impl EvalError {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }
}

pub(super) type Evaluated<'a> = Result<Value<'a>, EvalError>;

pub(super) struct Run<'a, 'b> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) budget: &'b mut Budget,
    /// Bytes of text that may still be made.
    pub(super) text_left: usize,
}

impl<'a> Run<'a, '_> {
    /// What `node` stands for; may be [`Value::Missing`].
    pub(super) fn value(&mut self, node: &'a Node) -> Evaluated<'a> {
        self.budget.spend(1)?;
        Ok(match node {
            Node::None => Value::None,
            Node::Bool(bool) => Value::Bool(*bool),
            Node::Int(int) => Value::Int((*int).into()),
            Node::Float(float) => Value::Float(*float),
            Node::Text(text) => Value::Text(text.as_str().into()),
            Node::List(items) => Value::List(self.present_all(items)?),
            Node::Name(name) => self.name(name),
            Node::Path(path) => self.path(path)?,
            Node::Attribute(of, name) => attribute(&self.value(of)?, node, name),
            Node::Index(of, index) => {
                let of = self.value(of)?;
                let index = self.present(index)?;
                ops::index(&of, &index)?
            }
            Node::Slice(of, from, to) => {
                let of = self.present(of)?;
                let mut bound = |node: &'a Option<Box<Node>>| node.as_ref().map(|node| self.present(node)).transpose();
                let (from, to) = (bound(from)?, bound(to)?);
                ops::slice(self, &of, from.as_ref(), to.as_ref())?
            }
            Node::Not(inner) => Value::Bool(!self.holds(inner)?),
            Node::Negate(inner) => ops::negate(&self.present(inner)?)?,
            Node::Arithmetic(Arithmetic::Join, left, right) => {
                let left = self.present(left)?.to_text()?;
                let right = self.present(right)?.to_text()?;
                self.made([left.as_ref(), right.as_ref()].concat())?
            }
            Node::Arithmetic(operator, left, right) => {
                let left = self.present(left)?;
                let right = self.present(right)?;
                let result = ops::arithmetic(*operator, &left, &right, self.viewing())?;
                self.charged(result)?
            }
            // As in Jinja and Python, the operand that decides: `value or 'Unknown'`.
            Node::And(left, right) => match self.present(left)? {
                left if left.is_true()? => self.value(right)?,
                left => left,
            },
            Node::Or(left, right) => match self.value(left)? {
                Value::Missing(_) => self.value(right)?,
                left if left.is_true()? => left,
                _ => self.value(right)?,
            },
            Node::Compare(first, rest) => Value::Bool(self.compare(first, rest)?),
            Node::Choice { condition, then, otherwise } => match (self.holds(condition)?, otherwise) {
                (true, _) => self.value(then)?,
                (false, Some(otherwise)) => self.value(otherwise)?,
                (false, None) => Value::None,
            },
            Node::Test(of, test) => {
                let of = self.value(of)?;
                let missing = matches!(of, Value::Missing(_));
                let none = matches!(of, Value::None);
                Value::Bool(match test {
                    Test::Defined => !missing,
                    Test::Undefined => missing,
                    Test::None => none,
                    Test::NotNone => !none && !missing,
                })
            }
            Node::Filter(filter, parts) => {
                let input = self.value(&parts[0])?;
                let input = if filter.accepts_missing { input } else { present(input)? };
                let arguments = self.present_all(&parts[1..])?;
                // Filters count what they make themselves; what they pass on costs nothing.
                (filter.run)(self, input, &arguments)?
            }
            Node::Call(function, arguments) => {
                let arguments = self.present_all(arguments)?;
                (function.run)(&arguments, self.viewing())?
            }
        })
    }

    pub(super) fn viewing(&self) -> &'a Viewing {
        self.scope.viewing
    }

    /// Takes steps for items a filter looks at.
    pub(super) fn spend(&mut self, items: usize) -> Result<(), EvalError> {
        Ok(self.budget.spend(items as u64)?)
    }

    /// The items of a list, paid for before they are collected. `None` when it is no list.
    pub(super) fn items(&mut self, list: &Value<'a>) -> Result<Option<Vec<Value<'a>>>, EvalError> {
        let Some(count) = list.item_count() else { return Ok(None) };
        self.spend(count)?;
        Ok(Some(list.items()))
    }

    /// Counts `text` against what may be made.
    pub(super) fn made(&mut self, text: String) -> Evaluated<'a> {
        self.charged(Value::Text(text.into()))
    }

    fn charged(&mut self, value: Value<'a>) -> Evaluated<'a> {
        if let Value::Text(text) = &value {
            self.text_left = self.text_left.checked_sub(text.len()).ok_or(EvalError::TooLong)?;
        }
        Ok(value)
    }

    fn present(&mut self, node: &'a Node) -> Evaluated<'a> {
        self.value(node).and_then(present)
    }

    fn present_all(&mut self, nodes: &'a [Node]) -> Result<Vec<Value<'a>>, EvalError> {
        nodes.iter().map(|node| self.present(node)).collect()
    }

    fn holds(&mut self, node: &'a Node) -> Result<bool, EvalError> {
        self.value(node)?.is_true()
    }

    fn name(&self, name: &'static str) -> Value<'a> {
        if name == "now" {
            return Value::Moment(Moment { at: self.viewing().now, day: None });
        }
        let found = self.scope.names.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| Value::Missing(name.to_owned()), |(_, value)| value.clone())
    }

    fn path(&mut self, path: &'a crate::jsonpath::JsonPath) -> Evaluated<'a> {
        let Some(row) = self.scope.row else { return Ok(Value::None) };
        let nodes = path.find(row, self.budget)?;
        Ok(match nodes.as_slice() {
            [] => Value::None,
            [node] => Value::from_json(node),
            nodes => Value::List(nodes.iter().map(|node| Value::from_json(node)).collect()),
        })
    }

    fn compare(&mut self, first: &'a Node, rest: &'a [(Comparison, Node)]) -> Result<bool, EvalError> {
        let mut left = self.present(first)?;
        for (comparison, right) in rest {
            let right = self.present(right)?;
            if !ops::compare(self, &left, *comparison, &right)? {
                return Ok(false);
            }
            left = right;
        }
        Ok(true)
    }
}

fn present(value: Value<'_>) -> Evaluated<'_> {
    match value {
        Value::Missing(name) => Err(EvalError::Missing(name)),
        value => Ok(value),
    }
}

fn attribute<'a>(of: &Value<'a>, node: &Node, name: &str) -> Value<'a> {
    match of {
        Value::Json(Json::Object(members)) => match members.get(name) {
            Some(member) => Value::from_json(member),
            None => Value::Missing(written(node)),
        },
        // A key without a value has no members, and that is no mistake of the expression's.
        Value::None => Value::None,
        _ => Value::Missing(written(node)),
    }
}

/// A name with its dots, as the expression writes it.
fn written(node: &Node) -> String {
    match node {
        Node::Name(name) => (*name).to_owned(),
        Node::Attribute(of, name) => format!("{}.{name}", written(of)),
        Node::Slice(of, ..) => format!("{}[…]", written(of)),
        Node::Index(of, index) => match index.as_ref() {
            Node::Int(int) => format!("{}[{int}]", written(of)),
            Node::Text(text) => format!("{}['{text}']", written(of)),
            _ => format!("{}[…]", written(of)),
        },
        _ => "…".to_owned(),
    }
}
