//! Four ways to look at the same rows, drawn small with the user's own rows.

use domain::{
    widget::LayoutType,
    wizard::{Thumbnail, WizardInput},
};
use leptos::prelude::*;

use super::{
    steps::{StepForm, as_json},
    talk::Talk,
    trouble::BackStep,
};
use crate::{
    api::wizard::TakeStep,
    components::{Badge, Glyph, Icon, RowsSkeleton},
    widgets::{Face, WidgetBody, body_class},
};

/// What people call a layout.
pub(super) fn name(layout: LayoutType) -> (&'static str, Glyph) {
    match layout {
        LayoutType::List => ("List", Glyph::List),
        LayoutType::Table => ("Table", Glyph::Table),
        LayoutType::Cards => ("Cards", Glyph::LayoutCards),
        LayoutType::Metric => ("Metric", Glyph::Metric),
        LayoutType::Board => ("Board", Glyph::Columns),
        LayoutType::Calendar => ("Calendar", Glyph::Calendar),
        LayoutType::Chart => ("Chart", Glyph::Chart),
        LayoutType::None => ("Automation", Glyph::Workflow),
    }
}

#[component]
pub(super) fn Looks() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let thumbnails = talk.stored(|conversation| conversation.thumbnails.clone());
    let why = talk.stored(|conversation| conversation.thumbnails.iter().find_map(|thumbnail| thumbnail.why.clone()));

    view! {
        <section class="open-step" aria-labelledby="looks-title">
            <h2 id="looks-title" class="section-title" tabindex="-1" data-open-step>"How do you want to see it?"</h2>
            {move || why.get().map(|why| view! { <p class="supporting">{why}</p> })}
            {move || {
                let thumbnails = thumbnails.get();
                if thumbnails.is_empty() {
                    view! { <RowsSkeleton/> }.into_any()
                } else {
                    view! {
                        <ul class="looks">
                            {thumbnails.into_iter().map(|thumbnail| view! { <Look thumbnail/> }).collect_view()}
                        </ul>
                    }.into_any()
                }
            }}
            <div class="open-step__actions"><BackStep/></div>
        </section>
    }
}

/// One of them. The picture is only looked at; the button over it takes the click.
#[component]
fn Look(thumbnail: Thumbnail) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let Thumbnail { schema, data, why } = thumbnail;
    let layout = schema.layout.kind;
    let (name, glyph) = name(layout);
    let recommended = why.is_some();

    view! {
        <li class="look card" class:look--recommended=recommended>
            <div class="look__picture" aria-hidden="true" inert>
                <div class="look__scaled">
                    {match (data.rendered, data.failure) {
                        (Some(rendered), _) => {
                            let face = Face::from(&schema);
                            let class = body_class(&face);
                            view! { <div class=class><WidgetBody face rendered/></div> }.into_any()
                        }
                        (None, Some(failure)) => view! { <p class="widget__body supporting">{failure.title}</p> }.into_any(),
                        (None, None) => view! { <RowsSkeleton/> }.into_any(),
                    }}
                </div>
            </div>
            <StepForm<TakeStep> class="look__choose">
                <input type="hidden" name="input" value=as_json(&WizardInput::ChooseVisualization { layout })/>
                <button class="look__button" type="submit" disabled=move || talk.busy()>
                    <Icon glyph/>
                    {name}
                </button>
                {recommended.then(|| view! { <Badge>"Recommended"</Badge> })}
            </StepForm<TakeStep>>
        </li>
    }
}
