//! Fields and the view on them.

use std::collections::HashSet;

use super::{Problems, ROW_NAMES, TRANSFORM_NAMES, WidgetSchema};
use crate::{format::money, jsonpath::JsonPath, suggest::instead, widget::render::Format};

pub(super) fn check(schema: &WidgetSchema, problems: &mut Problems) {
    let mut names = HashSet::new();
    for (at, field) in schema.fields.iter().enumerate() {
        let pointer = |key: &str| format!("/fields/{at}/{key}");
        if !names.insert(field.name.as_str()) {
            problems.add(pointer("name"), format!("another field is named `{}` already", field.name));
        }
        if let Err(error) = field.path.parse::<JsonPath>() {
            problems.add(pointer("path"), format!("not a JSONPath: {error}"));
        }
        if let Err(message) = Format::parse(field.kind, field.format.as_deref()) {
            problems.add(pointer("format"), message);
        }
        if let Some(code) = &field.currency
            && money::currency(code).is_none()
        {
            problems.add(pointer("currency"), format!("`{code}` is not an ISO 4217 code, like `EUR`"));
        }
        if let Some(transform) = &field.transform {
            problems.expression(pointer("transform"), transform, TRANSFORM_NAMES);
        }
    }
    view(schema, problems);
}

fn view(schema: &WidgetSchema, problems: &mut Problems) {
    let Some(view) = &schema.view else { return };
    if let Some(filter) = &view.filter {
        problems.expression("/view/filter", filter, ROW_NAMES);
    }
    for (at, sort) in view.sort.iter().enumerate() {
        exists(schema, &sort.field, &format!("/view/sort/{at}/field"), problems);
    }
}

/// Adds a problem at `pointer` when there is no field of that name.
pub(super) fn exists(schema: &WidgetSchema, name: &str, pointer: &str, problems: &mut Problems) {
    let names = || schema.fields.iter().map(|field| field.name.as_str());
    if names().any(|known| known == name) {
        return;
    }
    problems.add(pointer, format!("there is no field `{name}`{}", instead(name, names())));
}
