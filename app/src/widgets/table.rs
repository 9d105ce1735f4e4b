//! Columns with a header, scrolling sideways inside the card.

use domain::widget::{Align, FieldType, Rendered, RenderedRow};
use leptos::prelude::*;

use super::{CellView, Face, keyed_rows, link_of, roving};

#[component]
pub(super) fn TableLayout(face: StoredValue<Face>, rendered: Signal<Rendered>) -> impl IntoView {
    let columns = Memo::new(move |_| face.with_value(|face| shown(face, &rendered.read())));
    let url = Memo::new(move |_| {
        let rendered = rendered.read();
        face.with_value(|face| face.url.as_deref().and_then(|name| rendered.column(name)))
    });
    let head = move || {
        let rendered = rendered.read();
        columns
            .get()
            .into_iter()
            .filter_map(|at| rendered.columns.get(at))
            .map(|column| view! { <th scope="col" class:end=column.align == Align::End>{column.label.clone()}</th> })
            .collect_view()
    };
    let draw = Callback::new(move |(at, row)| {
        view! { <Row rendered row at columns=columns.get_untracked() url=url.get_untracked()/> }.into_any()
    });
    view! {
        <div class="table-wrap" role="region" aria-label=face.with_value(|face| face.name.clone()) tabindex="0">
            <table class="data-table">
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody data-rows="" on:keydown=move |event| roving::on_key(&event)>
                    {keyed_rows(rendered, draw)}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(
    rendered: Signal<Rendered>,
    row: RenderedRow,
    at: usize,
    columns: Vec<usize>,
    /// The column with the row's address; the first shown column leads there.
    url: Option<usize>,
) -> impl IntoView {
    let href = link_of(&row, url);
    let row = StoredValue::new(row);
    let rendered = rendered.read_untracked();
    let cells = columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let (kind, end) = rendered
                .columns
                .get(*column)
                .map_or((FieldType::String, false), |column| (column.kind, column.align == Align::End));
            let link = href.clone().filter(|_| place == 0);
            let cell = view! { <CellView row at=*column kind inside_link=link.is_some()/> };
            view! {
                <td class:end=end>
                    {match link {
                        Some(href) => view! {
                            <a
                                class="link"
                                href=href
                                target="_blank"
                                rel="noopener noreferrer"
                                data-row=""
                                tabindex=roving::tab_index(at)
                            >
                                {cell}
                            </a>
                        }.into_any(),
                        None => cell.into_any(),
                    }}
                </td>
            }
        })
        .collect_view();
    view! { <tr>{cells}</tr> }
}

/// The columns named by the layout; without any, all that are not pictures or bare addresses.
fn shown(face: &Face, rendered: &Rendered) -> Vec<usize> {
    match &face.columns {
        Some(names) => names.iter().filter_map(|name| rendered.column(name)).collect(),
        None => (0..rendered.columns.len())
            .filter(|at| !matches!(rendered.columns[*at].kind, FieldType::Image | FieldType::Url))
            .collect(),
    }
}
