//! Functions: `days(2)`, `date(item.due)`, `major(value, item.currency)`.

use super::{EvalError, Span, Value, eval::Evaluated, ops};
use crate::format::{Viewing, money};

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    /// All of them needed.
    pub(super) parameters: &'static [&'static str],
    pub(super) run: for<'a> fn(&[Value<'a>], &Viewing) -> Evaluated<'a>,
}

pub(super) const ALL: &[Function] = &[
    Function { name: "date", parameters: &["value"], run: |arguments, viewing| date(&arguments[0], viewing) },
    Function { name: "minutes", parameters: &["count"], run: |arguments, _| span(&arguments[0], 60.0) },
    Function { name: "hours", parameters: &["count"], run: |arguments, _| span(&arguments[0], 3_600.0) },
    Function { name: "days", parameters: &["count"], run: |arguments, _| span(&arguments[0], 86_400.0) },
    Function { name: "weeks", parameters: &["count"], run: |arguments, _| span(&arguments[0], 604_800.0) },
    Function {
        name: "major",
        parameters: &["amount", "currency"],
        run: |arguments, _| major(&arguments[0], &arguments[1]),
    },
];

fn date<'a>(value: &Value<'a>, viewing: &Viewing) -> Evaluated<'a> {
    if matches!(value, Value::None) {
        return Ok(Value::None);
    }
    ops::as_moment(value, viewing)
        .map(Value::Moment)
        .ok_or_else(|| EvalError::invalid(format!("{} that is not a date", value.kind())))
}

/// Of a fixed length: a day is 24 hours here, also when clocks change.
fn span<'a>(count: &Value<'a>, seconds: f64) -> Evaluated<'a> {
    let count = count.number().ok_or_else(|| EvalError::invalid(format!("needs a number, not {}", count.kind())))?;
    Ok(Value::Span(Span(count * seconds)))
}

/// An amount in a currency's smallest unit, as Stripe states it, in the unit people use:
/// 1999 USD is 19.99, 1999 JPY is 1999, 1999 KWD is 1.999.
fn major<'a>(amount: &Value<'a>, currency: &Value<'a>) -> Evaluated<'a> {
    let number =
        amount.number().ok_or_else(|| EvalError::invalid(format!("`major` needs a number, not {}", amount.kind())))?;
    let code = currency.to_text()?;
    let currency = money::currency(&code).ok_or_else(|| EvalError::invalid(format!("`{code}` is not a currency")))?;
    Ok(Value::Float(money::major(number, currency)))
}
