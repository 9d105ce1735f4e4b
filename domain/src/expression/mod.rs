//! Expressions: `value / 100`, `item.draft == false and item.created_at < now - days(1)`.
//!
//! One language for transforms, filters, conditions and `{{ … }}` in strings. It is the
//! expression part of Jinja: what a person who has seen a template expects, without
//! statements, loops, methods or I/O.
//!
//! | part | examples |
//! | --- | --- |
//! | values | `1999`, `19.99`, `'text'`, `true`, `none`, `[1, 2]` |
//! | names | `value`, `item`, `event`, `count`, `now`: which of them, the place says |
//! | paths | `$.billing_details.name`: a JSONPath on the current row; no match is `none`, several are a list |
//! | access | `item.user.login`, `item['user-name']`, `item.labels[0]`, `item.sha[:7]` |
//! | operators | `+ - * / // % **`, `~` joins text, `== != < <= > >=`, `in`, `not in`, `and or not`, `a if b else c` |
//! | tests | `is defined`, `is undefined`, `is none`, each with `not` |
//! | filters | `money date upper lower trim truncate replace split default round abs number count first last join map list` |
//! | functions | `date days hours minutes weeks major` |
//!
//! # Dates
//!
//! `now` and `date(x)` are moments. A moment compares with a moment, an ISO 8601 text or
//! epoch seconds (or milliseconds), and so do two texts that are both dates:
//! `item.created_at < now - days(1)` needs nothing around it. The difference of two moments
//! is a span, which compares with `days(2)` and divides by one (`(now - x) / hours(1)`).
//!
//! # What is not there
//!
//! `item.typo` is missing, and using what is missing is an error that names it. Three things
//! accept it, at any depth: `item.user.login | default('nobody')`, `item.user.login or 'nobody'`
//! and `is defined`.
//!
//! `none`, a key that is there without a value, is different: its members are `none` again, it is
//! equal to `none` only, and in an order (`item.merged_at < now`) the answer is no, either way.
//!
//! # Limits
//!
//! [`MAX_LENGTH`] characters, [`MAX_TEXT`] bytes of text made per evaluation, and a [`Budget`] of
//! steps. Nothing in the language repeats text or makes ranges, so an expression cannot ask for
//! much memory before it is refused.
//!
//! # Why not minijinja
//!
//! Its operators are closed to other types, so `now - days(1)` could not be written; it orders
//! values of unlike kinds by kind, so `"5" > 1000` would be true without a word; and it
//! computes constants while compiling, before any fuel is counted (`'a' * 99999999`).

mod ast;
mod eval;
mod filters;
mod functions;
mod lexer;
mod moment;
mod ops;
mod parser;
mod template;
mod value;

use serde_json::Value as Json;

pub use eval::EvalError;
pub use moment::Moment;
pub use template::Template;
pub use value::{Span, Value};

use crate::{budget::Budget, format::Viewing};

/// The longest an expression may be, in characters.
pub const MAX_LENGTH: usize = 2_000;

/// The most text one evaluation may make, in bytes, everything in between included.
pub const MAX_TEXT: usize = 64 * 1024;

/// The names a place offers, besides `now`.
pub type Names = &'static [&'static str];

/// An expression that parsed and uses known names, filters and functions only.
#[derive(Debug, Clone)]
pub struct Expression {
    root: ast::Node,
}

/// Not an expression of this language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("too long a chain, or nested too deeply")]
    TooDeep,
    /// `at` counts characters from 1; the hint says what would be right, where that is known.
    #[error("{message} at {at}{hint}")]
    At { message: String, at: usize, hint: String },
}

/// What the names of an expression stand for.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    viewing: &'a Viewing,
    names: Vec<(&'static str, Value<'a>)>,
    row: Option<&'a Json>,
}

impl<'a> Scope<'a> {
    #[must_use]
    pub fn new(viewing: &'a Viewing) -> Self {
        Self { viewing, names: Vec::new(), row: None }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value<'a>) -> Self {
        self.names.push((name, value));
        self
    }

    /// The current row: `item`, and what `$` begins at.
    #[must_use]
    pub fn with_row(mut self, row: &'a Json) -> Self {
        self.row = Some(row);
        self.with("item", Value::from_json(row))
    }
}

impl Expression {
    /// # Errors
    ///
    /// What stands there instead of what was expected, or which name is not known here.
    pub fn parse(text: &str, names: Names) -> Result<Self, ParseError> {
        if text.chars().count() > MAX_LENGTH {
            return Err(ParseError::TooLong);
        }
        Ok(Self { root: parser::parse(text, names)? })
    }

    /// # Errors
    ///
    /// What could not be computed, in words for the person who wrote the expression.
    pub fn eval<'a>(&'a self, scope: &'a Scope<'a>, budget: &mut Budget) -> Result<Value<'a>, EvalError> {
        eval::Run { scope, budget, text_left: MAX_TEXT }.value(&self.root)
    }

    /// Whether this holds: anything but `false`, `none`, zero and what is empty.
    ///
    /// # Errors
    ///
    /// As [`Expression::eval`].
    pub fn holds(&self, scope: &Scope<'_>, budget: &mut Budget) -> Result<bool, EvalError> {
        eval::Run { scope, budget, text_left: MAX_TEXT }.value(&self.root)?.is_true()
    }
}

impl ParseError {
    fn at(message: impl Into<String>, at: usize) -> Self {
        Self::At { message: message.into(), at, hint: String::new() }
    }

    /// The same, in a text in which the expression begins `by` characters later.
    fn shifted(self, by: usize) -> Self {
        match self {
            Self::At { message, at, hint } => Self::At { message, at: at + by, hint },
            other => other,
        }
    }
}
