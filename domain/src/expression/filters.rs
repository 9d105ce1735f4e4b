//! Filters: `value | round(2)`, `item.name | upper`, `item.labels | join(', ')`.

use serde_json::Value as Json;

use super::{
    EvalError, Value,
    eval::{Evaluated, Run},
    ops,
};
use crate::format::{Pattern, money};

#[derive(Debug)]
pub(super) struct Filter {
    pub(super) name: &'static str,
    /// What it takes in brackets, named as in Jinja.
    pub(super) parameters: &'static [&'static str],
    /// How many of them it cannot do without.
    pub(super) required: usize,
    pub(super) accepts_missing: bool,
    pub(super) run: for<'a, 'b> fn(&mut Run<'a, 'b>, Value<'a>, &[Value<'a>]) -> Evaluated<'a>,
}

const fn filter(
    name: &'static str,
    (parameters, required): (&'static [&'static str], usize),
    run: for<'a, 'b> fn(&mut Run<'a, 'b>, Value<'a>, &[Value<'a>]) -> Evaluated<'a>,
) -> Filter {
    Filter { name, parameters, required, accepts_missing: false, run }
}

pub(super) const ALL: &[Filter] = &[
    filter("money", (&["currency"], 1), |run, input, arguments| {
        let amount = number("money", &input)?;
        let code = arguments[0].to_text()?;
        let currency =
            money::currency(&code).ok_or_else(|| EvalError::invalid(format!("`{code}` is not a currency")))?;
        Ok(Value::Text(money::format(amount, currency, run.viewing().language()).into()))
    }),
    filter("date", (&["format"], 0), |run, input, arguments| {
        if matches!(input, Value::None) {
            return Ok(Value::None);
        }
        let moment = ops::as_moment(&input, run.viewing())
            .ok_or_else(|| EvalError::invalid(format!("{} that is not a date", input.kind())))?;
        let pattern = match arguments.first() {
            Some(pattern) => Pattern::parse(&pattern.to_text()?).map_err(EvalError::Invalid)?,
            None => Pattern::default_of(run.viewing().language()),
        };
        Ok(Value::Text(pattern.format(moment, run.viewing()).into()))
    }),
    filter("upper", (&[], 0), |run, input, _| {
        let text = input.to_text()?;
        run.made(text.to_uppercase())
    }),
    filter("lower", (&[], 0), |run, input, _| {
        let text = input.to_text()?;
        run.made(text.to_lowercase())
    }),
    filter("trim", (&[], 0), |run, input, _| {
        let text = input.to_text()?;
        run.made(text.trim().to_owned())
    }),
    filter("truncate", (&["length"], 1), |run, input, arguments| {
        let (text, most) = (input.to_text()?, count_of("truncate", &arguments[0])?);
        run.made(crate::format::truncate(&text, most))
    }),
    // With `true` as the second one also in place of what is empty, as in Jinja.
    Filter {
        name: "default",
        parameters: &["default_value", "boolean"],
        required: 1,
        accepts_missing: true,
        run: |_, input, arguments| {
            let empty_too = arguments.get(1).is_some_and(|flag| flag.is_true() == Ok(true));
            let replaced = match &input {
                Value::Missing(_) | Value::None => true,
                present => empty_too && !present.is_true()?,
            };
            Ok(if replaced { arguments[0].clone() } else { input })
        },
    },
    filter("round", (&["precision"], 0), |_, input, arguments| {
        let number = number("round", &input)?;
        let digits = arguments.first().map_or(Ok(0), |digits| count_of("round", digits))?;
        let scale = 10_f64.powi(i32::try_from(digits.min(15)).unwrap_or(15));
        let rounded = (number * scale).round() / scale;
        Ok(Value::Float(if rounded.is_finite() { rounded } else { number }))
    }),
    filter("abs", (&[], 0), |_, input, _| Ok(Value::Float(number("abs", &input)?.abs()))),
    filter("number", (&[], 0), |_, input, _| match &input {
        Value::Text(text) => text
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .map(Value::Float)
            .ok_or_else(|| EvalError::invalid("a text that is not a number")),
        Value::None => Ok(Value::None),
        other => number("number", other).map(|_| input.clone()),
    }),
    filter("count", (&[], 0), |run, input, _| length(run, &input)),
    filter("length", (&[], 0), |run, input, _| length(run, &input)),
    filter("first", (&[], 0), |run, input, _| {
        Ok(list(run, "first", &input)?.into_iter().next().unwrap_or(Value::None))
    }),
    filter("last", (&[], 0), |run, input, _| Ok(list(run, "last", &input)?.pop().unwrap_or(Value::None))),
    filter("join", (&["d"], 0), |run, input, arguments| {
        let separator = arguments.first().map_or(Ok("".into()), Value::to_text)?;
        let items = list(run, "join", &input)?;
        let mut joined = String::new();
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                joined.push_str(&separator);
            }
            joined.push_str(&item.to_text()?);
            if joined.len() > run.text_left {
                return Err(EvalError::TooLong);
            }
        }
        run.made(joined)
    }),
    filter("map", (&["attribute"], 1), |run, input, arguments| {
        let name = arguments[0].to_text()?;
        let members = list(run, "map", &input)?.into_iter().map(|item| match item {
            Value::Json(Json::Object(members)) => members.get(name.as_ref()).map_or(Value::None, Value::from_json),
            _ => Value::None,
        });
        Ok(Value::List(members.collect()))
    }),
    filter("list", (&[], 0), |run, input, _| Ok(Value::List(list(run, "list", &input)?))),
    filter("split", (&["sep"], 1), |run, input, arguments| {
        let (text, separator) = (input.to_text()?, arguments[0].to_text()?);
        if separator.is_empty() {
            return Err(EvalError::invalid("`split` needs a text to cut at"));
        }
        let mut parts = Vec::new();
        for part in text.split(separator.as_ref()) {
            run.spend(1)?;
            parts.push(run.made(part.to_owned())?);
        }
        Ok(Value::List(parts))
    }),
    filter("replace", (&["old", "new"], 2), |run, input, arguments| {
        let (text, from, to) = (input.to_text()?, arguments[0].to_text()?, arguments[1].to_text()?);
        if from.is_empty() {
            return Err(EvalError::invalid("`replace` needs a text to look for"));
        }
        run.spend(text.len() / 64)?;
        let found = text.matches(from.as_ref()).count();
        if text.len().saturating_add(found.saturating_mul(to.len())) > run.text_left {
            return Err(EvalError::TooLong);
        }
        run.made(text.replace(from.as_ref(), &to))
    }),
];

fn number(filter: &str, value: &Value<'_>) -> Result<f64, EvalError> {
    value.number().ok_or_else(|| EvalError::invalid(format!("`{filter}` needs a number, not {}", value.kind())))
}

fn count_of(filter: &str, value: &Value<'_>) -> Result<usize, EvalError> {
    match value {
        Value::Int(int) => usize::try_from(*int).ok(),
        _ => None,
    }
    .ok_or_else(|| EvalError::invalid(format!("`{filter}` needs a whole number in brackets")))
}

fn list<'a>(run: &mut Run<'a, '_>, filter: &str, value: &Value<'a>) -> Result<Vec<Value<'a>>, EvalError> {
    run.items(value)?.ok_or_else(|| EvalError::invalid(format!("`{filter}` needs a list, not {}", value.kind())))
}

fn length<'a>(run: &mut Run<'a, '_>, value: &Value<'a>) -> Evaluated<'a> {
    let length = match value {
        Value::Text(text) => {
            run.spend(text.len() / 64)?;
            text.chars().count()
        }
        Value::Json(Json::Array(items)) => items.len(),
        Value::Json(Json::Object(members)) => members.len(),
        Value::List(items) => items.len(),
        Value::None => 0,
        other => return Err(EvalError::invalid(format!("`count` needs a list, not {}", other.kind()))),
    };
    Ok(Value::Int(i128::try_from(length).unwrap_or(i128::MAX)))
}
