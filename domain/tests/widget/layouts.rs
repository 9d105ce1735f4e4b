//! Every schema in every layout the wizard offers.

use domain::widget::{LayoutType, render};

use crate::{CATALOGUE, charges, payments, schema, viewing};

#[test]
fn any_widget_is_valid_in_each_layout_that_is_offered() {
    let first = schema(&payments());
    for from in LayoutType::OFFERED {
        for to in LayoutType::OFFERED {
            let there = first.with_layout(from).with_layout(to);
            assert_eq!(there.check(&CATALOGUE), [], "{from:?} to {to:?}");
            let rendered = render(&there, &charges(), &viewing());
            assert_eq!(rendered.rows.len(), 4);
            assert_eq!(rendered.metric.is_some(), to == LayoutType::Metric);
        }
    }
}

#[test]
fn roles_are_filled_with_what_fits() {
    let list = schema(&payments());
    let cards = list.with_layout(LayoutType::Cards).layout.fields;
    assert_eq!(cards.primary.as_deref(), Some("customer"));
    assert_eq!(cards.secondary.as_deref(), Some("amount"));
    assert_eq!(cards.timestamp.as_deref(), Some("created"));
    assert_eq!(cards.url.as_deref(), Some("receipt"));

    let table = list.with_layout(LayoutType::Table).layout.fields;
    assert_eq!(table.columns.unwrap(), ["customer", "amount", "status", "created"]);

    let metric = list.with_layout(LayoutType::Metric).layout.fields;
    assert_eq!(metric.value.as_deref(), Some("amount"));
}
