//! A widget on the dashboard: header, state, body, footer, and the side that says why.

use domain::{
    WidgetId,
    widget::{LayoutType, Rendered},
};
use leptos::{ev::KeyboardEvent, prelude::*};
use server_fn::ServerFn as _;

use super::{
    Face, WidgetBody, glyph_of,
    state::{AgeSlot, Live, Reload, StateStrip},
    why::Why,
};
use crate::{
    api::widgets::{DeleteWidget, Deployed},
    browser,
    components::{
        Badge, BadgeTone, Button, ButtonKind, ButtonSize, Glyph, Icon, Menu, MenuGap, MenuItem, MenuLink, Notice,
        RowsSkeleton,
    },
};

/// Rows a card shows before one asks for all; a dashboard is for scanning.
const ROWS: usize = 5;

/// What the dashboard does for its cards.
#[derive(Clone, Copy)]
pub struct CardActions {
    /// By so many places; negative is earlier.
    pub shift: Callback<(WidgetId, i32)>,
    /// By so many steps of the widths a widget can have; negative is narrower.
    pub widen: Callback<(WidgetId, i32)>,
    pub delete: Callback<WidgetId>,
    /// The header was taken hold of.
    pub drag: Callback<(WidgetId, leptos::ev::PointerEvent)>,
}

/// One widget. It renews its own data, so that a slow one never holds up another.
#[component]
pub fn WidgetCard(deployed: Deployed, actions: CardActions) -> impl IntoView {
    let id = deployed.id;
    let face = StoredValue::new(deployed.face.clone());
    let live = Live::new(id, face, deployed.known.clone(), deployed.is_due);
    let deployed = StoredValue::new(deployed);
    let why = RwSignal::new(false);
    let name = face.with_value(|face| face.name.clone());
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing() {
            return;
        }
        match event.key().as_str() {
            "w" => why.update(|why| *why = !*why),
            "r" => live.reload(Reload::Now),
            "e" => leptos_router::hooks::use_navigate()(&format!("/widgets/{id}/edit"), Default::default()),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="widget__inside" on:keydown=on_key>
            <header
                class="widget__head widget__head--movable"
                on:pointerdown=move |event| actions.drag.run((id, event))
            >
                <Icon glyph=face.with_value(glyph_of)/>
                <h2 class="widget__title" title=name.clone()>{name.clone()}</h2>
                {move || live.is_sandbox().then(|| view! { <Badge tone=BadgeTone::Line>"Sandbox"</Badge> })}
                <span class="widget__age">
                    {move || if why.get() {
                        view! { <span>"Why it is here"</span> }.into_any()
                    } else {
                        view! { <AgeSlot live/> }.into_any()
                    }}
                </span>
                <CardMenu id name live why actions/>
            </header>
            {move || if why.get() {
                let (intent, since) = deployed.with_value(|deployed| (deployed.intent.clone(), deployed.since.clone()));
                view! {
                    <Why id intent since/>
                    <footer class="widget__foot">
                        <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon=Glyph::Undo on:click=move |_| why.set(false)>
                            "Back to the data"
                        </Button>
                    </footer>
                }.into_any()
            } else {
                view! {
                    <StateStrip id face live/>
                    <Data face live/>
                }.into_any()
            }}
        </div>
    }
}

#[component]
fn CardMenu(id: WidgetId, name: String, live: Live, why: RwSignal<bool>, actions: CardActions) -> impl IntoView {
    view! {
        <Menu label=format!("More for {name}")>
            <MenuItem
                glyph=Glyph::MessageQuestion
                label="Why it is here"
                key="W"
                on_press=Callback::new(move |()| why.update(|why| *why = !*why))
            />
            <MenuItem
                glyph=Glyph::Refresh
                label="Refresh now"
                key="R"
                on_press=Callback::new(move |()| live.reload(Reload::Now))
            />
            <MenuLink glyph=Glyph::Pencil label="Edit" key="E" href=format!("/widgets/{id}/edit")/>
            <MenuGap/>
            <MenuItem glyph=Glyph::ArrowLeft label="Move earlier" on_press=Callback::new(move |()| actions.shift.run((id, -1)))/>
            <MenuItem glyph=Glyph::ArrowRight label="Move later" on_press=Callback::new(move |()| actions.shift.run((id, 1)))/>
            <MenuItem glyph=Glyph::Wider label="Wider" on_press=Callback::new(move |()| actions.widen.run((id, 1)))/>
            <MenuItem glyph=Glyph::Narrower label="Narrower" on_press=Callback::new(move |()| actions.widen.run((id, -1)))/>
            <MenuGap/>
            <form action=DeleteWidget::url() method="post">
                <input type="hidden" name="id" value=id.to_string()/>
                <MenuItem
                    glyph=Glyph::Trash
                    label="Delete"
                    danger=true
                    submits=true
                    on_press=Callback::new(move |()| actions.delete.run(id))
                />
            </form>
        </Menu>
    }
}

/// Rows, or in words why there are none; and how many more there are.
#[component]
fn Data(face: StoredValue<Face>, live: Live) -> impl IntoView {
    let all = RwSignal::new(false);
    let rendered = Memo::new(move |_| live.shown.read().as_ref().and_then(|shown| shown.data.rendered.clone()));
    let capped = Signal::derive(move || {
        let mut rendered = rendered.get().unwrap_or_default();
        if !all.get() {
            rendered.rows.truncate(ROWS);
        }
        rendered
    });
    // A failure without rows is told by the strip alone; rows that are none are told in words.
    let kind = Memo::new(move |_| match rendered.read().as_ref() {
        None if live.is_loading() => Content::Loading,
        None => Content::Nothing,
        Some(rendered) if rendered.metric.is_none() && rendered.rows.is_empty() => Content::Empty,
        Some(_) => Content::Rows,
    });
    view! {
        {move || match kind.get() {
            Content::Loading => view! {
                <div class=face.with_value(body_class) aria-busy="true">
                    <RowsSkeleton/>
                </div>
            }.into_any(),
            Content::Nothing => ().into_any(),
            Content::Empty => view! {
                <div class=face.with_value(body_class)>
                    <Empty face rendered=rendered.get().unwrap_or_default()/>
                </div>
            }.into_any(),
            Content::Rows => view! {
                <div class=face.with_value(body_class) class:is-stale=move || live.is_stale()>
                    <WidgetBody face=face.get_value() rendered=capped/>
                </div>
                <Foot face rendered all/>
            }.into_any(),
        }}
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Loading,
    Nothing,
    Empty,
    Rows,
}

/// Good news, in plain words.
#[component]
fn Empty(face: StoredValue<Face>, rendered: Rendered) -> impl IntoView {
    let title = face.with_value(|face| match face.template.as_str() {
        "pr-list" => "No one is waiting",
        "issue-list" => "No issue is open",
        "notification-list" => "Nothing unread",
        "failed-payments" => "No payment failed",
        "refund-list" => "Nothing was refunded",
        _ => "Nothing here right now",
    });
    let checked = match rendered.received {
        0 => "All of it was checked.".to_owned(),
        1 => "1 entry was checked, and it does not match.".to_owned(),
        n => format!("{n} entries were checked, and none matches."),
    };
    view! { <Notice icon=Glyph::CheckCheck title detail=format!("{checked} New ones appear here by themselves.")/> }
}

/// Only if it says something: what is left out, what could not be read.
#[component]
fn Foot(face: StoredValue<Face>, rendered: Memo<Option<Rendered>>, all: RwSignal<bool>) -> impl IntoView {
    let is_rows = face.with_value(|face| face.layout != LayoutType::Metric);
    let note = face.with_value(|face| match face.layout {
        LayoutType::Board => Some("Shown as a table; a board is not drawn yet."),
        LayoutType::Calendar => Some("Shown as a table; a calendar is not drawn yet."),
        LayoutType::Chart => Some("Shown as a table; a chart is not drawn yet."),
        _ => None,
    });
    move || {
        let rendered = rendered.read();
        let Some(rendered) = rendered.as_ref() else { return ().into_any() };
        let total = rendered.rows.len();
        let more = is_rows && total > ROWS;
        let count = is_rows.then(|| match (if all.get() { total } else { total.min(ROWS) }, rendered.matching) {
            (1, 1) => "1 in all".to_owned(),
            (shown, matching) if u32::try_from(shown).is_ok_and(|shown| shown < matching) => {
                format!("{shown} of {matching}")
            }
            (shown, _) => format!("{shown} in all"),
        });
        if count.is_none() && note.is_none() && rendered.notes.is_empty() {
            return ().into_any();
        }
        view! {
            <footer class="widget__foot">
                {count.map(|count| view! { <span>{count}</span> })}
                {note.map(|note| view! { <span>{note}</span> })}
                {rendered.notes.iter().map(|note| view! { <span title=note.clone()>{note.clone()}</span> }).collect_view()}
                {more.then(|| view! {
                    <button class="link" type="button" aria-expanded=move || all.get().to_string() on:click=move |_| all.update(|all| *all = !*all)>
                        {move || if all.get() { "Show fewer".to_owned() } else { format!("Show all {total}") }}
                    </button>
                })}
            </footer>
        }
        .into_any()
    }
}

/// The room around a layout.
pub(crate) fn body_class(face: &Face) -> &'static str {
    match face.layout {
        LayoutType::Metric => "widget__body widget__body--figure",
        LayoutType::None => "widget__body",
        LayoutType::List | LayoutType::Cards => "widget__body widget__body--flush widget__body--rows",
        _ => "widget__body widget__body--rows",
    }
}
