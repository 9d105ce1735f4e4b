//! Any JSON as a schema, and what is one rendered over any JSON; parted by the first line feed.
#![no_main]

use domain::{
    provider::Catalogue,
    widget::{LayoutType, Viewing, WidgetSchema, render},
};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (schema, answer) = text.split_once('\n').unwrap_or((text, "[]"));
    let (Ok(schema), Ok(answer)) = (serde_json::from_str(schema), serde_json::from_str(answer)) else { return };
    let _ = WidgetSchema::parse(&schema, &Catalogue { providers: &[] }).is_ok();
    // What nobody checked is rendered too, and must not panic either.
    if let Ok(schema) = serde_json::from_value::<WidgetSchema>(schema) {
        let viewing = Viewing { now: Timestamp::UNIX_EPOCH, time_zone: TimeZone::UTC, locale: "fr".to_owned() };
        for layout in LayoutType::OFFERED {
            let rendered = render(&schema.with_layout(layout), &answer, &viewing);
            assert!(rendered.rows.iter().all(|row| row.cells.len() == rendered.columns.len()));
        }
    }
});
