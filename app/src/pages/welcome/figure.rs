//! The product in one picture: a sentence, and the widget it becomes. Drawn by the same code
//! as every widget, and labelled as the example it is.

use domain::widget::{Align, Cell, Column, FieldType, LayoutType, Rendered, RenderedRow, Tone};
use leptos::prelude::*;

use crate::{
    components::{Badge, BadgeTone, Glyph, Icon, IconSize},
    widgets::{Face, WidgetBody},
};

#[component]
pub(super) fn ExampleFigure() -> impl IntoView {
    view! {
        <figure class="landing__figure" aria-label="An example">
            <figcaption class="quote">
                "“My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking each repo manually.”"
            </figcaption>
            <p class="landing__then">
                <Icon glyph=Glyph::CornerDownRight size=IconSize::Small/>
                "becomes"
            </p>
            <div class="card widget">
                <div class="widget__head">
                    <Icon glyph=Glyph::PullRequest/>
                    <p class="widget__title"><b>"Reviews waiting"</b></p>
                    <Badge tone=BadgeTone::Line>"Example"</Badge>
                </div>
                <div class="widget__body widget__body--flush">
                    <WidgetBody face=face() rendered=rendered()/>
                </div>
                <div class="widget__foot">
                    <span>"2 over a day"</span>
                    <span class="landing__saves">"Save 30 min/day: 30 min × 5 days = 2.5 h a week"</span>
                </div>
            </div>
        </figure>
    }
}

fn face() -> Face {
    let named = |name: &str| Some(name.to_owned());
    Face {
        name: "Reviews waiting".into(),
        template: "pr-list".into(),
        provider: None,
        interval_ms: None,
        layout: LayoutType::List,
        primary: named("title"),
        secondary: named("reference"),
        tertiary: named("author"),
        timestamp: named("waiting"),
        image: None,
        url: None,
        columns: None,
    }
}

fn rendered() -> Rendered {
    let column =
        |name: &str| Column { name: name.into(), label: name.into(), kind: FieldType::String, align: Align::Start };
    let rows = [
        (
            "Hold the slot while the card is checked",
            "tidewell/booking-api #412",
            "Tomás Rey",
            "2 d 4 h",
            Some(Tone::Warn),
        ),
        ("Tide tables load before the map", "tidewell/harbor-app #188", "Aiko Mori", "1 d 6 h", Some(Tone::Warn)),
        ("Refund keeps the original currency", "tidewell/booking-api #415", "Priya Nair", "5 h", None),
    ];
    Rendered {
        columns: ["title", "reference", "author", "waiting"].map(column).into(),
        rows: rows
            .map(|(title, reference, author, waiting, tone)| RenderedRow {
                key: reference.into(),
                cells: vec![text(title), text(reference), text(author), Cell { tone, ..text(waiting) }],
            })
            .into(),
        matching: 3,
        received: 3,
        ..Rendered::default()
    }
}

fn text(text: &str) -> Cell {
    Cell { text: text.into(), ..Cell::default() }
}
