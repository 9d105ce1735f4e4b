//! Comparisons of section 2.3.5.2.2: what is there, what is not, and in which order.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{
    ast::Comparison,
    eval::{Found, Run},
};
use crate::budget::OutOfBudget;

impl Run<'_, '_> {
    pub(super) fn compare(
        &mut self,
        left: Option<&Found<'_>>,
        comparison: Comparison,
        right: Option<&Found<'_>>,
    ) -> Result<bool, OutOfBudget> {
        let (left, right) = (left.map(Found::get), right.map(Found::get));
        let less = |a, b| order(a, b) == Some(Ordering::Less);
        Ok(match comparison {
            Comparison::Equal => self.equal(left, right)?,
            Comparison::NotEqual => !self.equal(left, right)?,
            Comparison::Less => less(left, right),
            Comparison::Greater => less(right, left),
            Comparison::LessOrEqual => less(left, right) || self.equal(left, right)?,
            Comparison::GreaterOrEqual => less(right, left) || self.equal(left, right)?,
        })
    }

    fn equal(&mut self, left: Option<&Value>, right: Option<&Value>) -> Result<bool, OutOfBudget> {
        let (left, right) = match (left, right) {
            (Some(left), Some(right)) => (left, right),
            (None, None) => return Ok(true),
            _ => return Ok(false),
        };
        let mut waiting = vec![(left, right)];
        while let Some((left, right)) = waiting.pop() {
            self.budget.spend(1)?;
            match (left, right) {
                (Value::Array(a), Value::Array(b)) if a.len() == b.len() => waiting.extend(a.iter().zip(b)),
                (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
                    for (key, value) in a {
                        let Some(other) = b.get(key) else { return Ok(false) };
                        waiting.push((value, other));
                    }
                }
                (Value::Number(a), Value::Number(b)) if numbers(a, b) == Some(Ordering::Equal) => {}
                _ if left == right => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}

/// Only numbers and strings have an order.
fn order(left: Option<&Value>, right: Option<&Value>) -> Option<Ordering> {
    match (left?, right?) {
        (Value::Number(a), Value::Number(b)) => numbers(a, b),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
