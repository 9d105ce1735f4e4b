//! Members, items and parts.

use serde_json::Value as Json;

use crate::expression::{
    EvalError, Value,
    eval::{Evaluated, Run},
};

pub(in crate::expression) fn index<'a>(of: &Value<'a>, index: &Value<'a>) -> Evaluated<'a> {
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
pub(in crate::expression) fn slice<'a>(
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
