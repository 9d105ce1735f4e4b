//! Name and columns of the widget: renamed, moved and hidden, with and without WASM.

use domain::widget::ColumnChoice;
use leptos::{ev::Event, prelude::*};
use wasm_bindgen::JsCast;

use super::{steps::StepForm, talk::Talk, trouble::FormTrouble};
use crate::{
    api::wizard::ArrangeWidget,
    components::{Button, ButtonSize, Glyph, Icon},
};

#[component]
pub(super) fn ArrangeForm() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let schema = talk.state(|state| state.schema.clone());

    move || {
        schema.get().map(|schema| {
            let columns = schema.columns();
            let can_move = schema.columns_can_move();
            let shown = columns.iter().filter(|column| column.shown).count();
            let name = schema.metadata.name.clone();
            view! {
                <StepForm<ArrangeWidget> class="arrange">
                    // Enter presses the first button of a form: it must not be an arrow.
                    <button class="visually-hidden" type="submit" tabindex="-1">"Save"</button>
                    <div class="field">
                        <label class="field__label" for="widget-name">"Name"</label>
                        <input id="widget-name" class="input" name="name" value=name required maxlength="80" autocomplete="off" on:change=|event| save(&event)/>
                    </div>
                    <fieldset class="columns">
                        <legend class="field__label">"Columns"</legend>
                        <ol>
                            {columns.into_iter().enumerate().map(|(index, column)| view! {
                                <ColumnLine index column can_move shown/>
                            }).collect_view()}
                        </ol>
                    </fieldset>
                    <div class="until-hydrated">
                        <Button size=ButtonSize::Small submits=true>"Save name and columns"</Button>
                    </div>
                </StepForm<ArrangeWidget>>
                <FormTrouble<ArrangeWidget>/>
            }
        })
    }
}

#[component]
fn ColumnLine(
    index: usize,
    column: ColumnChoice,
    can_move: bool,
    /// How many columns are shown: they stand first.
    shown: usize,
) -> impl IntoView {
    let ColumnChoice { name, label, shown: is_shown } = column;
    let id = StoredValue::new(name.clone());
    let part = move |part: &str| format!("columns[{index}][{part}]");
    let arrow = {
        let label = label.clone();
        move |glyph, towards: &'static str, word: &'static str, possible: bool| {
            view! {
                <button
                    id=format!("column-{}-{towards}", id.get_value())
                    class="icon-button"
                    type="submit"
                    name="press"
                    value=format!("{towards}:{index}")
                    disabled=!possible
                    aria-label=format!("Move {label} {word}")
                >
                    <Icon glyph/>
                </button>
            }
        }
    };

    view! {
        <li class="column" class:column--hidden=!is_shown>
            <input type="hidden" name=part("name") value=name/>
            {can_move.then(|| view! {
                <label class="column__shown">
                    <input id=format!("column-{}-shown", id.get_value()) type="checkbox" name=part("shown") value="true" checked=is_shown on:change=|event| save(&event)/>
                    <span class="visually-hidden">{format!("Show {label}")}</span>
                </label>
            })}
            {(!can_move && is_shown).then(|| view! { <input type="hidden" name=part("shown") value="true"/> })}
            <input
                id=format!("column-{}-label", id.get_value())
                class="column__label"
                name=part("label")
                value=label.clone()
                maxlength="60"
                autocomplete="off"
                aria-label=format!("Label of {label}")
                on:change=|event| save(&event)
            />
            {(can_move && is_shown).then(|| view! {
                {arrow(Glyph::ChevronUp, "start", "up", index > 0)}
                {arrow(Glyph::ChevronDown, "end", "down", index + 1 < shown)}
            })}
        </li>
    }
}

/// Saves when a line is left or a box is ticked.
fn save(event: &Event) {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(form) = input.and_then(|input| input.form()) {
        drop(form.request_submit());
    }
}
