//! What an expression says.

use super::{filters::Filter, functions::Function};
use crate::jsonpath::JsonPath;

#[derive(Debug, Clone)]
pub(super) enum Node {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Name(&'static str),
    Path(JsonPath),
    /// The second is the name as written, for messages.
    Attribute(Box<Node>, String),
    Index(Box<Node>, Box<Node>),
    /// `of[from:to]`
    Slice(Box<Node>, Option<Box<Node>>, Option<Box<Node>>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    /// `a < b < c`: all of them.
    Compare(Box<Node>, Vec<(Comparison, Node)>),
    Choice {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Option<Box<Node>>,
    },
    Test(Box<Node>, Test),
    Filter(&'static Filter, Vec<Node>),
    Call(&'static Function, Vec<Node>),
}

impl Node {
    /// Levels from here to the deepest leaf: how much stack running this takes.
    pub(super) fn depth(&self) -> usize {
        1 + self.children().into_iter().map(Self::depth).max().unwrap_or(0)
    }

    fn children(&self) -> Vec<&Self> {
        match self {
            Self::None | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Text(_) => Vec::new(),
            Self::Name(_) | Self::Path(_) => Vec::new(),
            Self::List(parts) | Self::Filter(_, parts) | Self::Call(_, parts) => parts.iter().collect(),
            Self::Attribute(of, _) | Self::Not(of) | Self::Negate(of) | Self::Test(of, _) => vec![of],
            Self::Index(a, b) | Self::Arithmetic(_, a, b) | Self::And(a, b) | Self::Or(a, b) => vec![a, b],
            Self::Slice(of, from, to) => {
                [Some(of), from.as_ref(), to.as_ref()].into_iter().flatten().map(Box::as_ref).collect()
            }
            Self::Compare(first, rest) => {
                std::iter::once(first.as_ref()).chain(rest.iter().map(|(_, node)| node)).collect()
            }
            Self::Choice { condition, then, otherwise } => {
                [Some(condition), Some(then), otherwise.as_ref()].into_iter().flatten().map(Box::as_ref).collect()
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
    Remainder,
    Power,
    /// `~`
    Join,
}

impl Arithmetic {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::DivideWhole => "//",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Join => "~",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Defined,
    Undefined,
    None,
    NotNone,
}
