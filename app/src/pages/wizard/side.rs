//! The widget as it would stand now: a column beside the talk, and up to 960 px a sheet that
//! shows one line until it is pulled up. Without WASM it stands below the talk.

use domain::{
    widget::{FailureKind, WidgetData},
    wizard::{AimCheck, Preview, WizardStage},
};
use leptos::{ev::PointerEvent, prelude::*};
use wasm_bindgen::JsCast;

use super::{follow, talk::Talk};
use crate::{
    components::{
        Badge, BadgeTone, ButtonSize, Glyph, Icon, IconTone, LinkButton, Notice, RowsSkeleton, Strip, StripTone,
    },
    widgets::{Face, WidgetBody, body_class, glyph_of},
};

/// A pull of so many CSS pixels opens or closes the sheet.
const PULL: i32 = 40;

#[component]
pub(super) fn Side(open: RwSignal<bool>) -> impl IntoView {
    let talk = expect_context::<Talk>();
    let preview = talk.stored(|conversation| conversation.preview.clone());
    let has_preview = Memo::new(move |_| preview.with(Option::is_some));
    follow::late_rows(talk, preview);
    let landed = talk.state(|state| state.stage == WizardStage::Deploy);

    view! {
        <aside class="side" class:side--open=open class:side--empty=move || !has_preview.get() class:side--landed=landed aria-label="Preview">
            <SheetHandle open preview/>
            <div class="side__content" id="preview-content">
                <div class="side__head">
                    <h2>"Preview"</h2>
                    {move || preview.with(|preview| preview.as_ref().map(|preview| provenance(&preview.data)))
                        .map(|words| view! { <span class="meta">{words}</span> })}
                </div>
                {move || match preview.get() {
                    Some(preview) => view! { <Seen preview/> }.into_any(),
                    None => view! { <NothingYet/> }.into_any(),
                }}
            </div>
        </aside>
    }
}

/// The line that stays in sight. A button for keyboard and tap; pulling it works too.
#[component]
fn SheetHandle(open: RwSignal<bool>, preview: Memo<Option<Preview>>) -> impl IntoView {
    let pulled_from = StoredValue::new(None::<i32>);
    let was_pulled = StoredValue::new(false);
    let on_down = move |event: PointerEvent| {
        pulled_from.set_value(Some(event.client_y()));
        was_pulled.set_value(false);
        let handle = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(handle) = handle {
            // Without capture the pull ends where the finger leaves the line.
            drop(handle.set_pointer_capture(event.pointer_id()));
        }
    };
    let on_move = move |event: PointerEvent| {
        if let Some(from) = pulled_from.get_value() {
            let by = from - event.client_y();
            if by.abs() > PULL {
                open.set(by > 0);
                was_pulled.set_value(true);
                pulled_from.set_value(None);
            }
        }
    };
    // A pull ends with a click on the line, which is not meant as one.
    let on_click = move |_| {
        if !was_pulled.get_value() {
            open.update(|open| *open = !*open);
        }
        was_pulled.set_value(false);
    };

    view! {
        <button
            class="side__handle"
            type="button"
            aria-controls="preview-content"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| pulled_from.set_value(None)
            on:click=on_click
        >
            <Icon glyph=Glyph::LayoutDashboard/>
            <span class="side__line">
                {move || preview.with(|preview| preview.as_ref().map_or_else(
                    || "Preview".to_owned(),
                    |preview| preview.schema.metadata.name.clone(),
                ))}
                <span class="supporting">
                    {move || preview.with(|preview| preview.as_ref().map(|preview| format!(" · {}", in_a_line(preview))))}
                </span>
            </span>
            {move || view! { <Icon glyph=if open.get() { Glyph::ChevronDown } else { Glyph::ChevronUp }/> }}
        </button>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let understood = talk.state(|state| state.inferred.is_some());
    move || {
        let detail = if understood.get() {
            "Your rows appear here as soon as they can be read."
        } else {
            "Say what bothers you, and the widget takes shape here."
        };
        view! { <Notice icon=Glyph::LayoutDashboard title="Nothing to show yet" detail/> }
    }
}

/// The widget on its card, and what was checked.
#[component]
pub(super) fn Seen(preview: Preview) -> impl IntoView {
    let Preview { schema, data, checks } = preview;
    view! {
        <PreviewCard schema data/>
        <Checks checks/>
    }
}

/// A card as on the dashboard, but for the menu: nothing here can be refreshed or deleted.
#[component]
pub(crate) fn PreviewCard(schema: domain::widget::WidgetSchema, data: WidgetData) -> impl IntoView {
    let face = Face::from(&schema);
    let name = face.name.clone();
    let glyph = glyph_of(&face);
    let sandbox = data.source == Some(domain::connection::Source::Sandbox);
    let WidgetData { rendered, failure, .. } = data;
    // With a reason on top, nothing is on its way.
    let is_awaited = failure.is_none();
    let counted = rendered.as_ref().map(|rendered| rows_in_words(rendered.matching, rendered.rows.len()));

    view! {
        <article class="card widget" aria-label=format!("Preview of {name}")>
            <header class="widget__head">
                <Icon glyph/>
                <h3 class="widget__title">{name.clone()}</h3>
                <Badge>"Preview"</Badge>
                {sandbox.then(|| view! { <Badge tone=BadgeTone::Line>"Sandbox"</Badge> })}
            </header>
            {failure.map(|failure| view! {
                <div class="widget__strip">
                    <Strip tone=StripTone::Bad icon=Glyph::CircleAlert title=failure.title detail=failure.detail>
                        {matches!(failure.kind, FailureKind::NotConnected | FailureKind::NeedsReconnect).then(|| view! {
                            <LinkButton size=ButtonSize::Small href="/connections">"Connections"</LinkButton>
                        })}
                    </Strip>
                </div>
            })}
            {match rendered {
                Some(rendered) => {
                    let class = body_class(&face);
                    view! { <div class=class><WidgetBody face rendered/></div> }.into_any()
                }
                None => is_awaited.then(|| view! { <div class="widget__body"><RowsSkeleton/></div> }).into_any(),
            }}
            {counted.map(|counted| view! { <footer class="widget__foot"><span>{counted}</span></footer> })}
        </article>
    }
}

/// "Checked against your aim": what matches, and what cannot be read off the widget.
#[component]
fn Checks(checks: Vec<AimCheck>) -> impl IntoView {
    (!checks.is_empty()).then(|| view! {
        <section class="checks" aria-labelledby="checks-title">
            <h3 id="checks-title" class="label">"Checked against your aim"</h3>
            <ul>
                {checks.into_iter().map(|check| {
                    let AimCheck { wanted, rows } = check;
                    match rows {
                        Some(rows) => view! {
                            <li class="check">
                                <Icon glyph=Glyph::CircleCheck tone=IconTone::Ok/>
                                <span>{format!("{wanted}: ")}<b>{matches_in_words(rows)}</b></span>
                            </li>
                        }.into_any(),
                        None => view! {
                            <li class="check">
                                <Icon glyph=Glyph::CircleDashed tone=IconTone::Warn/>
                                <span>{format!("{wanted}: this cannot be read off these rows. It is left out.")}</span>
                            </li>
                        }.into_any(),
                    }
                }).collect_view()}
            </ul>
        </section>
    })
}

fn provenance(data: &WidgetData) -> &'static str {
    match data.source {
        Some(domain::connection::Source::Sandbox) => "Sample rows, read only",
        _ => "Your real rows, read only",
    }
}

/// "4 rows, 1 match your aim".
fn in_a_line(preview: &Preview) -> String {
    let rows = preview.data.rendered.as_ref().map(|rendered| rows_in_words(rendered.matching, rendered.rows.len()));
    let matching = preview.checks.iter().find_map(|check| check.rows).map(|rows| format!("{rows} as you wanted"));
    [rows, matching].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn rows_in_words(matching: u32, shown: usize) -> String {
    match matching {
        1 => "1 row".into(),
        all if u32::try_from(shown).is_ok_and(|shown| shown < all && shown > 0) => format!("{shown} of {all} rows"),
        all => format!("{all} rows"),
    }
}

fn matches_in_words(rows: u32) -> String {
    match rows {
        0 => "no row matches now.".into(),
        1 => "1 row matches.".into(),
        rows => format!("{rows} rows match."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_in_words() {
        assert_eq!(rows_in_words(1, 1), "1 row");
        assert_eq!(rows_in_words(4, 4), "4 rows");
        assert_eq!(rows_in_words(12, 10), "10 of 12 rows");
        // A metric shows a number instead of rows.
        assert_eq!(rows_in_words(12, 0), "12 rows");
    }
}
