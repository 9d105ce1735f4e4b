//! What operators do, by kind of value. Unlike kinds are an error, never a guess.

mod access;
mod compare;

use super::{EvalError, Moment, Span, Value, ast::Arithmetic, eval::Evaluated};
use crate::format::Viewing;

pub(super) use access::{index, slice};
pub(super) use compare::compare;

pub(super) fn arithmetic<'a>(
    operator: Arithmetic,
    left: &Value<'a>,
    right: &Value<'a>,
    viewing: &Viewing,
) -> Evaluated<'a> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => whole_numbers(operator, *a, *b),
        (Value::Text(_), Value::Text(_)) if operator == Arithmetic::Add => {
            Ok(Value::Text([left.to_text()?, right.to_text()?].concat().into()))
        }
        (Value::Moment(_) | Value::Span(_), _) | (_, Value::Moment(_) | Value::Span(_)) => {
            times(operator, left, right, viewing).unwrap_or_else(|| unlike(operator.sign(), left, right))
        }
        _ => match (left.number(), right.number()) {
            (Some(a), Some(b)) => numbers(operator, a, b),
            _ => unlike(operator.sign(), left, right),
        },
    }
}

fn whole_numbers<'a>(operator: Arithmetic, a: i128, b: i128) -> Evaluated<'a> {
    let whole = match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        // Beyond this the result is larger than any number of JSON anyway.
        Arithmetic::Power if b <= 127 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Arithmetic::DivideWhole if b != 0 => Some(a.div_euclid(b)),
        Arithmetic::Remainder if b != 0 => Some(a.rem_euclid(b)),
        _ => None,
    };
    match whole {
        Some(int) => Ok(Value::Int(int)),
        #[expect(clippy::cast_precision_loss, reason = "too large for whole numbers")]
        None => numbers(operator, a as f64, b as f64),
    }
}

fn numbers<'a>(operator: Arithmetic, a: f64, b: f64) -> Evaluated<'a> {
    let result = match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Power => a.powf(b),
        Arithmetic::Divide | Arithmetic::DivideWhole | Arithmetic::Remainder if b == 0.0 => {
            return Err(EvalError::invalid("division by zero"));
        }
        Arithmetic::Divide => a / b,
        Arithmetic::DivideWhole => (a / b).floor(),
        Arithmetic::Remainder => a.rem_euclid(b),
        Arithmetic::Join => return Err(EvalError::invalid("`~` joins text")),
    };
    finite(result)
}

fn finite<'a>(number: f64) -> Evaluated<'a> {
    if number.is_finite() { Ok(Value::Float(number)) } else { Err(EvalError::invalid("the number gets too large")) }
}

/// Arithmetic with at least one moment or span. `None` when it means nothing.
fn times<'a>(operator: Arithmetic, left: &Value<'a>, right: &Value<'a>, viewing: &Viewing) -> Option<Evaluated<'a>> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};

    let span = |seconds: f64| finite(seconds).map(|_| Value::Span(Span(seconds)));
    Some(match (operator, left, right) {
        (Add, Value::Moment(at), Value::Span(by)) | (Add, Value::Span(by), Value::Moment(at)) => moved(*at, by.0),
        (Subtract, Value::Moment(at), Value::Span(by)) => moved(*at, -by.0),
        (Add, Value::Span(a), Value::Span(b)) => span(a.0 + b.0),
        (Subtract, Value::Span(a), Value::Span(b)) => span(a.0 - b.0),
        (Divide, Value::Span(a), Value::Span(b)) => numbers(Divide, a.0, b.0),
        (Divide, Value::Span(a), by) => {
            numbers(Divide, a.0, by.number()?).and_then(|value| span(value.number().unwrap_or(0.0)))
        }
        (Multiply, Value::Span(a), by) | (Multiply, by, Value::Span(a)) => span(a.0 * by.number()?),
        (Subtract, left, right) => {
            let (later, earlier) = (as_moment(left, viewing)?, as_moment(right, viewing)?);
            span(later.at.duration_since(earlier.at).as_secs_f64())
        }
        _ => return None,
    })
}

fn moved<'a>(moment: Moment, seconds: f64) -> Evaluated<'a> {
    jiff::SignedDuration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|by| moment.at.checked_add(by).ok())
        .map(|at| Value::Moment(Moment { at, day: None }))
        .ok_or_else(|| EvalError::invalid("the date gets too far away"))
}

pub(super) fn as_moment(value: &Value<'_>, viewing: &Viewing) -> Option<Moment> {
    match value {
        Value::Moment(moment) => Some(*moment),
        Value::Text(text) => Moment::from_any_text(text, &viewing.time_zone),
        Value::Int(_) | Value::Float(_) => Moment::from_epoch(value.number()?),
        _ => None,
    }
}

pub(super) fn negate<'a>(value: &Value<'a>) -> Evaluated<'a> {
    match value {
        Value::Int(int) => Ok(int.checked_neg().map_or(Value::None, Value::Int)),
        Value::Float(float) => Ok(Value::Float(-float)),
        Value::Span(Span(seconds)) => Ok(Value::Span(Span(-seconds))),
        other => Err(EvalError::invalid(format!("`-` needs a number, not {}", other.kind()))),
    }
}

fn unlike<'a>(sign: &str, left: &Value<'a>, right: &Value<'a>) -> Evaluated<'a> {
    let hint = match (left, right) {
        (Value::Text(_), Value::Int(_) | Value::Float(_)) if sign == "+" => "; `~` joins text",
        (Value::Moment(_), Value::Int(_) | Value::Float(_)) => "; write `days(1)` or `hours(1)`",
        (Value::Text(_), _) if sign != "+" => "; `| number` reads a text as one",
        _ => "",
    };
    Err(EvalError::invalid(format!("`{sign}` cannot take {} and {}{hint}", left.kind(), right.kind())))
}
