//! What operators do, by kind of value. Unlike kinds are an error, never a guess.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::{
    EvalError, Moment, Span, Value,
    ast::{Arithmetic, Comparison},
    eval::{Evaluated, Run},
};
use crate::format::Viewing;

pub(super) fn arithmetic<'a>(
    operator: Arithmetic,
    left: &Value<'a>,
    right: &Value<'a>,
    viewing: &Viewing,
) -> Evaluated<'a> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => whole_numbers(operator, *a, *b),
        (Value::Text(a), Value::Text(b)) if operator == Arithmetic::Add => {
            Ok(Value::Text([a.as_ref(), b].concat().into()))
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

pub(super) fn index<'a>(of: &Value<'a>, index: &Value<'a>) -> Evaluated<'a> {
    let missing = || Ok(Value::Missing(format!("[{}]", index.to_text().unwrap_or_default())));
    match (of, index) {
        (Value::Json(Json::Object(members)), Value::Text(key)) => {
            members.get(key.as_ref()).map_or_else(missing, |member| Ok(Value::from_json(member)))
        }
        (Value::Json(Json::Array(items)), Value::Int(at)) => {
            position(*at, items.len()).map_or_else(missing, |at| Ok(Value::from_json(&items[at])))
        }
        (Value::List(items), Value::Int(at)) => {
            position(*at, items.len()).map_or_else(missing, |at| Ok(items[at].clone()))
        }
        (Value::Missing(_) | Value::None, _) => missing(),
        _ => Err(EvalError::invalid(format!("{} cannot be looked up in {}", index.kind(), of.kind()))),
    }
}

/// The part of a text or a list from one position to before another; both may be left out.
pub(super) fn slice<'a>(
    run: &mut Run<'a, '_>,
    of: &Value<'a>,
    from: Option<&Value<'a>>,
    to: Option<&Value<'a>>,
) -> Evaluated<'a> {
    let within = |bound: Option<&Value<'a>>, otherwise: usize, length: usize| match bound {
        None | Some(Value::None) => Ok(otherwise),
        Some(Value::Int(at)) => {
            let length = i128::try_from(length).unwrap_or(i128::MAX);
            let from_start = if *at < 0 { at.saturating_add(length) } else { *at };
            Ok(usize::try_from(from_start.clamp(0, length)).unwrap_or(0))
        }
        Some(other) => Err(EvalError::invalid(format!("a part is cut at whole numbers, not at {}", other.kind()))),
    };
    if let Value::Text(text) = of {
        run.spend(text.len() / 64)?;
        let length = text.chars().count();
        let (from, to) = (within(from, 0, length)?, within(to, length, length)?);
        return run.made(text.chars().take(to).skip(from).collect());
    }
    if matches!(of, Value::None) {
        return Ok(Value::None);
    }
    let items = run.items(of)?.ok_or_else(|| EvalError::invalid(format!("{} has no parts", of.kind())))?;
    let (from, to) = (within(from, 0, items.len())?, within(to, items.len(), items.len())?);
    Ok(Value::List(items.into_iter().take(to).skip(from).collect()))
}

/// Negative positions count from the end.
fn position(at: i128, length: usize) -> Option<usize> {
    let from_start = if at < 0 { i128::try_from(length).ok()?.checked_add(at)? } else { at };
    usize::try_from(from_start).ok().filter(|at| *at < length)
}

pub(super) fn compare<'a>(
    run: &mut Run<'a, '_>,
    left: &Value<'a>,
    comparison: Comparison,
    right: &Value<'a>,
) -> Result<bool, EvalError> {
    let viewing = run.viewing();
    Ok(match comparison {
        Comparison::Equal => equal(run, left, right)?,
        Comparison::NotEqual => !equal(run, left, right)?,
        Comparison::In => contains(run, left, right)?,
        Comparison::NotIn => !contains(run, left, right)?,
        _ if matches!(left, Value::None) || matches!(right, Value::None) => false,
        Comparison::Less => order(left, right, viewing)?.is_lt(),
        Comparison::LessOrEqual => order(left, right, viewing)?.is_le(),
        Comparison::Greater => order(left, right, viewing)?.is_gt(),
        Comparison::GreaterOrEqual => order(left, right, viewing)?.is_ge(),
    })
}

fn order(left: &Value<'_>, right: &Value<'_>, viewing: &Viewing) -> Result<Ordering, EvalError> {
    let found = match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Span(a), Value::Span(b)) => a.partial_cmp(b),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Moment(_), _) | (_, Value::Moment(_)) => {
            let (a, b) = (as_moment(left, viewing), as_moment(right, viewing));
            a.zip(b).map(|(a, b)| a.at.cmp(&b.at))
        }
        (Value::Text(a), Value::Text(b)) => Some(dates(a, b, viewing).unwrap_or_else(|| a.cmp(b))),
        _ => left.number().zip(right.number()).and_then(|(a, b)| a.partial_cmp(&b)),
    };
    found.ok_or_else(|| {
        let hint =
            match (left, right) {
                (Value::Text(_), Value::Int(_) | Value::Float(_))
                | (Value::Int(_) | Value::Float(_), Value::Text(_)) => "; `| number` reads a text as one",
                (Value::Span(_), Value::Int(_) | Value::Float(_))
                | (Value::Int(_) | Value::Float(_), Value::Span(_)) => "; write `days(2)` or `hours(2)`",
                _ => "",
            };
        EvalError::invalid(format!("{} cannot be compared with {}{hint}", left.kind(), right.kind()))
    })
}

/// Two texts that are both dates are compared as dates, whatever their zones.
fn dates(a: &str, b: &str, viewing: &Viewing) -> Option<Ordering> {
    let looks_like_one = |text: &str| text.len() >= 10 && text.as_bytes()[4] == b'-';
    if !looks_like_one(a) || !looks_like_one(b) {
        return None;
    }
    let a = Moment::from_text(a, &viewing.time_zone)?;
    let b = Moment::from_text(b, &viewing.time_zone)?;
    Some(a.at.cmp(&b.at))
}

fn equal<'a>(run: &mut Run<'a, '_>, left: &Value<'a>, right: &Value<'a>) -> Result<bool, EvalError> {
    run.spend(1)?;
    Ok(match (left, right) {
        (Value::None, Value::None) => true,
        (Value::Json(Json::Object(a)), Value::Json(Json::Object(b))) => {
            run.spend(a.len())?;
            a.len() == b.len() && a == b
        }
        (Value::Json(_) | Value::List(_), Value::Json(_) | Value::List(_)) => {
            if left.item_count() != right.item_count() {
                return Ok(false);
            }
            let (Some(a), Some(b)) = (run.items(left)?, run.items(right)?) else { return Ok(false) };
            for (a, b) in a.iter().zip(&b) {
                if !equal(run, a, b)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::None | Value::Json(_) | Value::List(_), _) | (_, Value::None | Value::Json(_) | Value::List(_)) => {
            false
        }
        (Value::Text(a), Value::Text(b)) if a == b => true,
        _ => order(left, right, run.viewing()).is_ok_and(Ordering::is_eq),
    })
}

fn contains<'a>(run: &mut Run<'a, '_>, needle: &Value<'a>, stack: &Value<'a>) -> Result<bool, EvalError> {
    match (needle, stack) {
        (Value::Text(needle), Value::Text(text)) => {
            run.spend(text.len() / 64)?;
            Ok(text.contains(needle.as_ref()))
        }
        (Value::Text(key), Value::Json(Json::Object(members))) => Ok(members.contains_key(key.as_ref())),
        (_, Value::None) => Ok(false),
        _ => {
            let items = run
                .items(stack)?
                .ok_or_else(|| EvalError::invalid(format!("`in` needs a list or a text, not {}", stack.kind())))?;
            for item in &items {
                if equal(run, needle, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
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
