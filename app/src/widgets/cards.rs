//! A small card per row.

use domain::widget::{FieldType, Rendered, RenderedRow};
use leptos::prelude::*;

use super::{CellView, Face, Roles, keyed_rows, link_of, roving};

#[component]
pub(super) fn CardsLayout(face: StoredValue<Face>, rendered: Signal<Rendered>) -> impl IntoView {
    let roles = Memo::new(move |_| face.with_value(|face| Roles::of(face, &rendered.read())));
    let draw = Callback::new(move |(at, row)| {
        view! {
            <li>
                <RowCard rendered roles=roles.get_untracked() row at/>
            </li>
        }
        .into_any()
    });
    view! {
        <ul class="card-rows" data-rows="" on:keydown=move |event| roving::on_key(&event)>
            {keyed_rows(rendered, draw)}
        </ul>
    }
}

#[component]
fn RowCard(rendered: Signal<Rendered>, roles: Roles, row: RenderedRow, at: usize) -> impl IntoView {
    let href = link_of(&row, roles.url);
    let row = StoredValue::new(row);
    let cell = move |at: usize| {
        let kind = rendered
            .with_untracked(|rendered| rendered.columns.get(at).map_or(FieldType::String, |column| column.kind));
        view! { <CellView row at kind inside_link=true/> }
    };
    let content = view! {
        <div class="row-card__first">{roles.image.map(cell)}{roles.primary.map(cell)}</div>
        <div class="row__second">{roles.secondary.map(cell)}</div>
        <div class="row-card__foot">
            <span>{roles.tertiary.map(cell)}</span>
            <span>{roles.timestamp.map(cell)}</span>
        </div>
    };
    match href {
        Some(href) => view! {
            <a
                class="row-card"
                href=href
                target="_blank"
                rel="noopener noreferrer"
                data-row=""
                tabindex=roving::tab_index(at)
            >
                {content}
                <span class="visually-hidden">", opens in a new tab"</span>
            </a>
        }
        .into_any(),
        None => view! { <div class="row-card" data-row="" tabindex=roving::tab_index(at)>{content}</div> }.into_any(),
    }
}
