//! A schema with its paths, patterns and expressions parsed, once for all rows.

use iso_currency::Currency;

use crate::{
    expression::{Expression, Names},
    format::{Pattern, money},
    jsonpath::JsonPath,
    widget::{Field, FieldType, WidgetSchema, check},
};

/// A part that may not have parsed: a schema that nobody checked is rendered too.
pub(super) type Parsed<T> = Result<T, String>;

pub(super) struct Plan<'a> {
    pub(super) schema: &'a WidgetSchema,
    pub(super) fields: Vec<FieldPlan<'a>>,
    pub(super) filter: Option<Parsed<Expression>>,
}

pub(super) struct FieldPlan<'a> {
    pub(super) field: &'a Field,
    pub(super) path: Parsed<JsonPath>,
    pub(super) transform: Option<Parsed<Expression>>,
    pub(super) format: Parsed<Format>,
    /// For rows that carry none.
    pub(super) currency: Option<Currency>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Currency,
    Percent,
    Compact,
    Bytes,
    Duration,
    Relative,
    Date(Pattern),
}

impl Format {
    /// # Errors
    ///
    /// Which formats the type has, when this is none of them.
    pub(crate) fn parse(kind: FieldType, format: Option<&str>) -> Result<Self, String> {
        let Some(format) = format else { return Ok(Self::Plain) };
        Ok(match (kind, format) {
            (FieldType::Number, "currency") => Self::Currency,
            (FieldType::Number, "percent") => Self::Percent,
            (FieldType::Number, "compact") => Self::Compact,
            (FieldType::Number, "bytes") => Self::Bytes,
            (FieldType::Number, "duration") => Self::Duration,
            (FieldType::Date, "relative") => Self::Relative,
            (FieldType::Date, pattern) => Self::Date(Pattern::parse(pattern)?),
            (FieldType::Number, other) => {
                return Err(format!(
                    "no format `{other}` for numbers; there are `currency`, `percent`, `compact`, `bytes` and `duration`"
                ));
            }
            _ => return Err("only numbers and dates have a format".to_owned()),
        })
    }
}

impl<'a> Plan<'a> {
    pub(super) fn of(schema: &'a WidgetSchema) -> Self {
        let filter = schema.view.as_ref().and_then(|view| view.filter.as_deref());
        Self {
            schema,
            fields: schema.fields.iter().map(FieldPlan::of).collect(),
            filter: filter.map(|filter| expression(filter, check::ROW_NAMES)),
        }
    }

    pub(super) fn field(&self, name: &str) -> Option<&FieldPlan<'a>> {
        self.fields.iter().find(|plan| plan.field.name == name)
    }
}

impl<'a> FieldPlan<'a> {
    fn of(field: &'a Field) -> Self {
        Self {
            field,
            path: field.path.parse().map_err(|error| format!("not a JSONPath: {error}")),
            transform: field.transform.as_deref().map(|text| expression(text, check::TRANSFORM_NAMES)),
            format: Format::parse(field.kind, field.format.as_deref()),
            currency: field.currency.as_deref().and_then(money::currency),
        }
    }
}

fn expression(text: &str, names: Names) -> Parsed<Expression> {
    Expression::parse(text, names).map_err(|error| format!("not an expression: {error}"))
}
