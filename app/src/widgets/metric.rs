//! One figure, with what it is made of.

use domain::widget::{Cell, Rendered, Tone};
use leptos::prelude::*;

/// The first value is the largest; values in other currencies stand beside it and are never
/// added to it.
#[component]
pub(super) fn MetricLayout(rendered: Signal<Rendered>) -> impl IntoView {
    let metric = Memo::new(move |_| rendered.read().metric.clone());
    view! {
        <div class="metric">
            {move || metric.get().map(|metric| view! {
                <p class="metric__value" title=metric.value.title.clone()>{text_of(&metric.value)}</p>
                {(!metric.others.is_empty()).then(|| view! {
                    <p class="metric__others">
                        {metric.others.iter().map(|other| view! { <span>{text_of(other)}</span> }).collect_view()}
                    </p>
                })}
                {metric.compare.as_ref().map(|compare| view! {
                    <p class="metric__compare" class:is-ok=compare.tone == Some(Tone::Ok) class:is-bad=compare.tone == Some(Tone::Bad)>
                        {text_of(compare)}
                    </p>
                })}
                <p class="meta">{metric.label.clone()}</p>
            })}
        </div>
    }
}

fn text_of(cell: &Cell) -> AnyView {
    match &cell.error {
        Some(error) => {
            view! { <span class="unreadable" title=error.clone() tabindex="0">"not readable"</span> }.into_any()
        }
        None => cell.text.clone().into_any(),
    }
}
