//! Draws any widget from what the server rendered; evaluates nothing.
//!
//! [`WidgetBody`] is a layout with its rows, also used small in the wizard; [`WidgetCard`] is
//! the frame around it on the dashboard, with every state a widget can be in.

mod body;
mod card;
mod cards;
mod face;
mod list;
mod metric;
mod roving;
mod state;
mod table;
mod why;

use domain::widget::{FieldType, Rendered, RenderedRow, Tone};
use leptos::prelude::*;

use crate::components::{Badge, BadgeTone, Glyph};

pub use body::WidgetBody;
pub(crate) use card::body_class;
pub use card::{CardActions, WidgetCard};
pub use face::Face;

/// The kind of data a widget shows, as an outline. Read off its category and template, never
/// off a provider's brand.
#[must_use]
pub fn glyph_of(face: &Face) -> Glyph {
    match face.template.as_str() {
        "pr-list" => Glyph::PullRequest,
        "issue-list" => Glyph::Issue,
        "workflow-runs" => Glyph::Workflow,
        "notification-list" => Glyph::Bell,
        "release-list" => Glyph::Tag,
        "commit-activity" => Glyph::Commit,
        "payment-list" | "failed-payments" => Glyph::CreditCard,
        "revenue-metric" => Glyph::TrendingUp,
        "subscription-list" => Glyph::Repeat,
        "refund-list" => Glyph::Undo,
        "balance" => Glyph::Receipt,
        _ => Glyph::Table,
    }
}

/// Which column plays which role in a layout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Roles {
    primary: Option<usize>,
    secondary: Option<usize>,
    tertiary: Option<usize>,
    timestamp: Option<usize>,
    image: Option<usize>,
    url: Option<usize>,
}

impl Roles {
    fn of(face: &Face, rendered: &Rendered) -> Self {
        let named = |role: &Option<String>| role.as_deref().and_then(|name| rendered.column(name));
        Self {
            // A row without a first line would be nothing to look at.
            primary: named(&face.primary).or((!rendered.columns.is_empty()).then_some(0)),
            secondary: named(&face.secondary),
            tertiary: named(&face.tertiary),
            timestamp: named(&face.timestamp),
            image: named(&face.image),
            url: named(&face.url),
        }
    }
}

/// Where a row leads, if anywhere.
fn link_of(row: &RenderedRow, url: Option<usize>) -> Option<String> {
    row.cells.get(url?)?.href.clone()
}

/// Whether a cell has anything to say, be it that it cannot be read.
fn is_told(row: &RenderedRow, at: usize) -> bool {
    row.cells.get(at).is_some_and(|cell| cell.error.is_some() || !cell.text.is_empty())
}

/// The rows, each as `draw` draws it at its place. A row that did not change keeps its elements,
/// and with them the reader's focus.
fn keyed_rows(rendered: Signal<Rendered>, draw: Callback<(usize, RenderedRow), AnyView>) -> AnyView {
    view! {
        <For
            each=move || rendered.get().rows.into_iter().enumerate()
            key=|(_, row)| identity(row)
            children=move |row| draw.run(row)
        />
    }
    .into_any()
}

/// What makes a row another one: a row whose key and texts stay the same is left alone.
fn identity(row: &RenderedRow) -> String {
    let mut identity = row.key.clone();
    for cell in &row.cells {
        identity.push('\u{1f}');
        identity.push_str(cell.error.as_ref().unwrap_or(&cell.text));
    }
    identity
}

/// One value. `kind` decides whether it is text, a badge, a link or a picture.
#[component]
fn CellView(
    row: StoredValue<RenderedRow>,
    at: usize,
    kind: FieldType,
    /// Links are drawn as text where the row is a link already.
    #[prop(optional)]
    inside_link: bool,
) -> impl IntoView {
    row.with_value(|row| {
        let cell = row.cells.get(at).cloned().unwrap_or_default();
        if let Some(error) = cell.error {
            // Inside a link the link has the focus already.
            let tabindex = (!inside_link).then_some("0");
            return view! { <span class="unreadable" title=error tabindex=tabindex>"not readable"</span> }.into_any();
        }
        match (kind, cell.href) {
            (FieldType::Image, Some(src)) => {
                view! { <img src=src alt=cell.text loading="lazy" referrerpolicy="no-referrer"/> }.into_any()
            }
            (FieldType::Url, Some(href)) if !inside_link => view! {
                <a class="link" href=href target="_blank" rel="noopener noreferrer" title=cell.title>{cell.text}</a>
            }
            .into_any(),
            _ => match (kind == FieldType::Badge, cell.tone) {
                (false, None | Some(Tone::Neutral)) | (true, None) if cell.text.is_empty() => ().into_any(),
                (false, None | Some(Tone::Neutral)) => view! { <span title=cell.title>{cell.text}</span> }.into_any(),
                (_, tone) => view! { <Badge tone=badge_tone(tone)>{cell.text}</Badge> }.into_any(),
            },
        }
    })
}

fn badge_tone(tone: Option<Tone>) -> BadgeTone {
    match tone {
        Some(Tone::Ok) => BadgeTone::Ok,
        Some(Tone::Warn) => BadgeTone::Warn,
        Some(Tone::Bad) => BadgeTone::Bad,
        Some(Tone::Neutral) | None => BadgeTone::Neutral,
    }
}
