//! What an expression computes with.

use std::{borrow::Cow, io};

use serde_json::{Number, Value as Json};

use super::{EvalError, MAX_TEXT, Moment};
use crate::format::{Language, span};

/// A value while an expression runs. Arrays and objects of the data are borrowed, never copied.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Nothing has this name; its name, as the expression writes it.
    Missing(String),
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Cow<'a, str>),
    Moment(Moment),
    Span(Span),
    /// An array or an object of the data.
    Json(&'a Json),
    List(Vec<Value<'a>>),
}

/// A length of time, in seconds. Negative when it points back.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Span(pub f64);

impl<'a> Value<'a> {
    #[must_use]
    pub fn from_json(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::None,
            Json::Bool(bool) => Self::Bool(*bool),
            Json::Number(number) => Self::from_number(number),
            Json::String(text) => Self::Text(Cow::Borrowed(text)),
            Json::Array(_) | Json::Object(_) => Self::Json(json),
        }
    }

    fn from_number(number: &Number) -> Self {
        match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => Self::Int(int.into()),
            (_, Some(int)) => Self::Int(int.into()),
            _ => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    /// What of a value goes into JSON: moments as RFC 3339, spans as seconds, what is missing as null.
    ///
    /// # Errors
    ///
    /// [`EvalError::TooLong`] when it would take more than [`MAX_TEXT`] bytes.
    pub fn to_json(&self) -> Result<Json, EvalError> {
        self.json_within(&mut Bounded::new())
    }

    fn json_within(&self, bounds: &mut Bounded) -> Result<Json, EvalError> {
        Ok(match self {
            Self::Missing(_) | Self::None => Json::Null,
            Self::Bool(bool) => Json::Bool(*bool),
            Self::Int(int) => match (i64::try_from(*int), u64::try_from(*int)) {
                (Ok(int), _) => int.into(),
                (_, Ok(int)) => int.into(),
                #[expect(clippy::cast_precision_loss, reason = "beyond what JSON numbers hold exactly")]
                _ => (*int as f64).into(),
            },
            Self::Float(float) | Self::Span(Span(float)) => whole(*float).map_or_else(|| (*float).into(), Json::from),
            Self::Text(text) => Json::String(bounds.take(text.len()).map(|()| text.clone().into_owned())?),
            Self::Moment(moment) => Json::String(moment.to_string()),
            Self::Json(json) => {
                serde_json::to_writer(&mut *bounds, json).map_err(|_| EvalError::TooLong)?;
                (*json).clone()
            }
            Self::List(items) => {
                bounds.take(items.len())?;
                items.iter().map(|item| item.json_within(bounds)).collect::<Result<_, _>>()?
            }
        })
    }

    /// As text inside other text.
    ///
    /// # Errors
    ///
    /// [`EvalError::Missing`] for what is missing, [`EvalError::TooLong`] when it would be longer
    /// than [`MAX_TEXT`].
    pub fn to_text(&self) -> Result<Cow<'a, str>, EvalError> {
        Ok(match self {
            Self::Missing(name) => return Err(EvalError::Missing(name.clone())),
            Self::None => Cow::Borrowed(""),
            Self::Text(text) if text.len() > MAX_TEXT => return Err(EvalError::TooLong),
            Self::Text(text) => text.clone(),
            Self::Bool(bool) => bool.to_string().into(),
            Self::Int(int) => int.to_string().into(),
            Self::Float(float) => whole(*float).map_or_else(|| float.to_string(), |int| int.to_string()).into(),
            Self::Moment(moment) => moment.to_string().into(),
            Self::Span(span) => span::long(span.0, Language::ENGLISH).into(),
            Self::Json(json) => compact_json(json)?.into(),
            Self::List(items) => {
                let mut joined = String::new();
                for (position, item) in items.iter().enumerate() {
                    joined.push_str(if position > 0 { ", " } else { "" });
                    joined.push_str(&item.to_text()?);
                    if joined.len() > MAX_TEXT {
                        return Err(EvalError::TooLong);
                    }
                }
                joined.into()
            }
        })
    }

    /// # Errors
    ///
    /// [`EvalError::Missing`] for what is missing.
    pub fn is_true(&self) -> Result<bool, EvalError> {
        Ok(match self {
            Self::Missing(name) => return Err(EvalError::Missing(name.clone())),
            Self::None => false,
            Self::Bool(bool) => *bool,
            Self::Int(int) => *int != 0,
            Self::Float(float) => *float != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Moment(_) => true,
            Self::Span(Span(seconds)) => *seconds != 0.0,
            Self::Json(Json::Array(items)) => !items.is_empty(),
            Self::Json(Json::Object(members)) => !members.is_empty(),
            Self::Json(_) => true,
            Self::List(items) => !items.is_empty(),
        })
    }

    /// As a number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^53 are approximate from here on")]
            Self::Int(int) => Some(*int as f64),
            Self::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// How many items a list has, in the data or made here.
    pub(super) fn item_count(&self) -> Option<usize> {
        match self {
            Self::List(items) => Some(items.len()),
            Self::Json(Json::Array(items)) => Some(items.len()),
            _ => None,
        }
    }

    /// The items of a list; none of anything else. See [`super::eval::Run::items`].
    pub(super) fn items(&self) -> Vec<Value<'a>> {
        match self {
            Self::List(items) => items.clone(),
            Self::Json(Json::Array(items)) => items.iter().map(Value::from_json).collect(),
            _ => Vec::new(),
        }
    }

    /// For messages: "a text".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Missing(_) => "nothing",
            Self::None => "none",
            Self::Bool(_) => "true or false",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::Moment(_) => "a date",
            Self::Span(_) => "a span of time",
            Self::Json(Json::Object(_)) => "an object",
            Self::Json(_) | Self::List(_) => "a list",
        }
    }
}

/// The whole number a float is, where it is exactly one.
fn whole(float: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within 2^53")]
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
}

/// As JSON without blanks, or [`EvalError::TooLong`] before much is written.
fn compact_json(json: &Json) -> Result<String, EvalError> {
    serde_json::to_writer(Bounded::new(), json).map_err(|_| EvalError::TooLong)?;
    Ok(json.to_string())
}

/// Counts what is written, and refuses more than [`MAX_TEXT`] bytes.
struct Bounded {
    left: usize,
}

impl Bounded {
    fn new() -> Self {
        Self { left: MAX_TEXT }
    }

    fn take(&mut self, bytes: usize) -> Result<(), EvalError> {
        self.left = self.left.checked_sub(bytes).ok_or(EvalError::TooLong)?;
        Ok(())
    }
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes.len()).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
