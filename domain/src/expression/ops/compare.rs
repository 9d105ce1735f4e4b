//! Order, equality and `in`.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::as_moment;
use crate::{
    expression::{EvalError, Moment, Value, ast::Comparison, eval::Run},
    format::Viewing,
};

pub(in crate::expression) fn compare<'a>(
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
