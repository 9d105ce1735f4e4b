//! Roles: which a layout knows, which it needs, and what kind of field fits.

use super::{COMPARE_NAMES, Problems, WidgetSchema, fields};
use crate::{
    expression::Expression,
    suggest::listed,
    widget::{Aggregate, FieldType, LayoutFields, LayoutType},
};

/// The roles of a layout, the ones it cannot do without first.
struct Roles {
    needed: &'static [&'static str],
    optional: &'static [&'static str],
}

fn roles(kind: LayoutType) -> Roles {
    let (needed, optional): (&'static [&'static str], &'static [&'static str]) = match kind {
        LayoutType::List | LayoutType::Cards => (&["primary"], &["secondary", "tertiary", "timestamp", "image", "url"]),
        LayoutType::Table => (&["columns"], &[]),
        LayoutType::Metric => (&[], &["value", "aggregate", "compare"]),
        LayoutType::Board => (&["column", "title"], &[]),
        LayoutType::Calendar => (&["start", "title"], &["end"]),
        LayoutType::Chart => (&["x", "y"], &["series", "kind"]),
        LayoutType::None => (&[], &[]),
    };
    Roles { needed, optional }
}

pub(super) fn check(schema: &WidgetSchema, problems: &mut Problems) {
    let kind = schema.layout.kind;
    if kind == LayoutType::None && schema.data_source.is_none() && schema.subscriptions.is_empty() {
        problems.add("/subscriptions", "an automation needs at least one; it shows nothing and would do nothing");
    }
    let only_counts = schema.layout.fields.aggregate == Some(Aggregate::Count);
    if kind != LayoutType::None && schema.fields.is_empty() && !only_counts {
        problems.add("/fields", "at least one field is needed to show something");
    }

    let given = given(&schema.layout.fields);
    let Roles { needed, optional } = roles(kind);
    for (role, _) in &given {
        if !needed.contains(role) && !optional.contains(role) {
            let known = listed(needed.iter().chain(optional).copied());
            problems
                .add(format!("/layout/fields/{role}"), format!("this layout has no role `{role}`; it knows {known}"));
        }
    }
    for role in needed.iter().filter(|role| !given.iter().any(|(given, _)| given == *role)) {
        problems.add(format!("/layout/fields/{role}"), "missing; the name of a field is needed");
    }
    for (role, name) in given.iter().filter_map(|(role, name)| Some((role, name.as_deref()?))) {
        named(schema, role, name, problems);
    }
    for (at, name) in schema.layout.fields.columns.iter().flatten().enumerate() {
        fields::exists(schema, name, &format!("/layout/fields/columns/{at}"), problems);
    }
    if schema.layout.fields.columns.as_ref().is_some_and(Vec::is_empty) {
        problems.add("/layout/fields/columns", "empty; at least one column is needed");
    }
    metric(schema, problems);
}

/// The roles that are filled, with the field's name where the role takes one.
fn given(roles: &LayoutFields) -> Vec<(&'static str, Option<String>)> {
    let named = [
        ("primary", &roles.primary),
        ("secondary", &roles.secondary),
        ("tertiary", &roles.tertiary),
        ("timestamp", &roles.timestamp),
        ("image", &roles.image),
        ("url", &roles.url),
        ("value", &roles.value),
        ("column", &roles.column),
        ("title", &roles.title),
        ("start", &roles.start),
        ("end", &roles.end),
        ("x", &roles.x),
        ("y", &roles.y),
        ("series", &roles.series),
    ];
    let others = [
        ("columns", roles.columns.is_some()),
        ("aggregate", roles.aggregate.is_some()),
        ("compare", roles.compare.is_some()),
        ("kind", roles.kind.is_some()),
    ];
    let named = named.into_iter().filter_map(|(role, name)| Some((role, Some(name.clone()?))));
    named.chain(others.into_iter().filter(|(_, given)| *given).map(|(role, _)| (role, None))).collect()
}

fn named(schema: &WidgetSchema, role: &str, name: &str, problems: &mut Problems) {
    let pointer = format!("/layout/fields/{role}");
    fields::exists(schema, name, &pointer, problems);
    let wanted = match role {
        "timestamp" | "start" | "end" => FieldType::Date,
        "image" => FieldType::Image,
        "url" => FieldType::Url,
        "y" => FieldType::Number,
        _ => return,
    };
    if schema.fields.iter().any(|field| field.name == name && field.kind != wanted) {
        let wanted = format!("{wanted:?}").to_lowercase();
        problems.add(pointer, format!("a field of type `{wanted}` is needed, and `{name}` is none"));
    }
}

fn metric(schema: &WidgetSchema, problems: &mut Problems) {
    let roles = &schema.layout.fields;
    if schema.layout.kind != LayoutType::Metric {
        return;
    }
    match (&roles.value, roles.aggregate) {
        (None, Some(Aggregate::Count)) => {}
        (None, _) => problems.add("/layout/fields/value", "missing; only the aggregate `count` does without a field"),
        (Some(name), Some(Aggregate::Sum | Aggregate::Avg) | None) => {
            if schema.fields.iter().any(|field| field.name == *name && field.kind != FieldType::Number) {
                problems
                    .add("/layout/fields/value", format!("only numbers add up, and `{name}` is not of type `number`"));
            }
        }
        (Some(_), Some(_)) => {}
    }
    if let Some(compare) = &roles.compare
        && !schema.fields.iter().any(|field| field.name == *compare)
        && let Err(error) = Expression::parse(compare, COMPARE_NAMES)
    {
        problems.add("/layout/fields/compare", format!("neither a field nor an expression: {error}"));
    }
}
