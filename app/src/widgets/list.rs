//! Rows of two lines with a value at the end.

use domain::widget::{FieldType, Rendered, RenderedRow};
use leptos::prelude::*;

use super::{CellView, Face, Roles, glyph_of, is_told, keyed_rows, link_of, roving};
use crate::components::Icon;

#[component]
pub(super) fn ListLayout(face: StoredValue<Face>, rendered: Signal<Rendered>) -> impl IntoView {
    let roles = Memo::new(move |_| face.with_value(|face| Roles::of(face, &rendered.read())));
    let draw = Callback::new(move |(at, row)| {
        view! {
            <li>
                <Row face rendered roles=roles.get_untracked() row at/>
            </li>
        }
        .into_any()
    });
    view! {
        <ul class="rows" data-rows="" on:keydown=move |event| roving::on_key(&event)>
            {keyed_rows(rendered, draw)}
        </ul>
    }
}

#[component]
fn Row(
    face: StoredValue<Face>,
    rendered: Signal<Rendered>,
    roles: Roles,
    row: RenderedRow,
    at: usize,
) -> impl IntoView {
    let href = link_of(&row, roles.url);
    let row = StoredValue::new(row);
    let kinds =
        rendered.with_untracked(|rendered| rendered.columns.iter().map(|column| column.kind).collect::<Vec<_>>());
    let kind = move |at: usize| kinds.get(at).copied().unwrap_or(FieldType::String);
    let is_number = {
        let kind = kind.clone();
        move |at: &usize| kind(*at) == FieldType::Number
    };
    let cell = {
        let kind = kind.clone();
        move |at: usize| view! { <CellView row at kind=kind(at) inside_link=true/> }
    };

    // A number is what one compares down the list, so it stands at the end.
    let amount = roles.tertiary.filter(is_number);
    let meta = [roles.secondary, roles.tertiary.filter(|at| Some(*at) != amount)];
    let lead = match roles.image {
        Some(at) => cell(at).into_any(),
        None => view! { <Icon glyph=face.with_value(glyph_of)/> }.into_any(),
    };
    let end = match (amount, roles.timestamp) {
        (Some(amount), Some(time)) => view! {
            <div class="row__first">{cell(amount)}</div>
            <div class="row__end-meta">{cell(time)}</div>
        }
        .into_any(),
        (Some(at), None) => view! { <div class="row__first">{cell(at)}</div> }.into_any(),
        (None, Some(at)) => view! { <div class="row__end-meta">{cell(at)}</div> }.into_any(),
        (None, None) => ().into_any(),
    };
    let content = view! {
        <div class="row__lead">{lead}</div>
        <div class="row__text">
            <div class="row__first">{roles.primary.map(&cell)}</div>
            <div class="row__second">
                {meta.into_iter().flatten().filter(|at| row.with_value(|row| is_told(row, *at))).map(|at| view! { <span>{cell(at)}</span> }).collect_view()}
            </div>
        </div>
        <div class="row__end">{end}</div>
    };
    match href {
        Some(href) => view! {
            <a class="row" href=href target="_blank" rel="noopener noreferrer" data-row="" tabindex=roving::tab_index(at)>
                {content}
                <span class="visually-hidden">", opens in a new tab"</span>
            </a>
        }
        .into_any(),
        None => view! { <div class="row" data-row="" tabindex=roving::tab_index(at)>{content}</div> }.into_any(),
    }
}
