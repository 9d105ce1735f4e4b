//! The widgets in their places. Changes show at once and are taken back when the server
//! refuses them.

use domain::{WidgetId, widget::Placement};
use leptos::{ev::PointerEvent, prelude::*};

use super::{
    drag::{self, Dragged},
    invite::Invite,
};
use crate::{
    api::{
        ApiError,
        widgets::{Deployed, delete_widget, load_widgets, place_widget, restore_widget},
    },
    browser,
    components::{Toast, ToastAction, Toasts, use_toasts},
    session::{Session, use_session},
    widgets::{CardActions, WidgetCard},
};

/// The list as the page shows it, ahead of the server.
#[derive(Clone, Copy)]
struct Board {
    widgets: RwSignal<Vec<Deployed>>,
    session: Session,
    toasts: Toasts,
}

#[component]
pub(super) fn Grid(widgets: Vec<Deployed>, deployed: RwSignal<u32>) -> impl IntoView {
    let board = Board { widgets: RwSignal::new(widgets), session: use_session(), toasts: use_toasts() };
    let dragged = RwSignal::new(None::<Dragged>);
    let drop = Callback::new(move |(widget, target)| board.move_to(widget, target));
    let actions = CardActions {
        shift: Callback::new(move |(widget, places)| board.shift(widget, places)),
        widen: Callback::new(move |(widget, steps)| board.widen(widget, steps)),
        delete: Callback::new(move |widget| board.delete(widget)),
        drag: Callback::new(move |(widget, event): (WidgetId, PointerEvent)| {
            drag::begin(widget, &event, dragged, drop);
        }),
    };

    Effect::new(move |before: Option<u32>| {
        let now = deployed.get();
        if before.is_some_and(|before| before != now) {
            board.load();
        }
        now
    });

    let is_empty = Memo::new(move |_| board.widgets.read().is_empty());
    view! {
        {move || is_empty.get().then(|| view! { <Invite/> })}
        <div class="widget-grid">
            <For each=move || board.widgets.get() key=|deployed| deployed.id let(deployed)>
                <Place deployed board dragged actions/>
            </For>
        </div>
    }
}

/// A card where it stands.
#[component]
fn Place(deployed: Deployed, board: Board, dragged: RwSignal<Option<Dragged>>, actions: CardActions) -> impl IntoView {
    let id = deployed.id;
    let columns = Memo::new(move |_| board.columns(id));
    let name = deployed.face.name.clone();
    let class = move || {
        let dragged = dragged.get();
        let state = match dragged {
            Some(Dragged { widget, .. }) if widget == id => " widget--dragged",
            Some(Dragged { over: Some(over), .. }) if over == id => " widget--target",
            _ => "",
        };
        format!("card widget span-{}{state}", columns.get())
    };
    view! {
        <article class=class id=element_id(id) data-widget=id.to_string() aria-label=name>
            <WidgetCard deployed actions/>
        </article>
    }
}

fn element_id(widget: WidgetId) -> String {
    format!("widget-{widget}")
}

impl Board {
    fn columns(self, widget: WidgetId) -> u8 {
        let widgets = self.widgets.read();
        widgets.iter().find(|deployed| deployed.id == widget).map_or(12, |deployed| deployed.columns)
    }

    fn position(self, widget: WidgetId) -> Option<usize> {
        self.widgets.read_untracked().iter().position(|deployed| deployed.id == widget)
    }

    /// By so many places, as far as there are places.
    fn shift(self, widget: WidgetId, places: i32) {
        let Some(from) = self.position(widget) else { return };
        let last = self.widgets.read_untracked().len().saturating_sub(1);
        let to = from.saturating_add_signed(places as isize).min(last);
        self.reorder(widget, from, to);
    }

    /// To where `target` is.
    fn move_to(self, widget: WidgetId, target: WidgetId) {
        if let (Some(from), Some(to)) = (self.position(widget), self.position(target)) {
            self.reorder(widget, from, to);
        }
    }

    fn reorder(self, widget: WidgetId, from: usize, to: usize) {
        if from == to {
            return;
        }
        self.widgets.update(|widgets| {
            let moved = widgets.remove(from);
            widgets.insert(to, moved);
        });
        self.keep_place(widget, to);
        // The browser lets go of the focus when an element moves.
        request_animation_frame(move || browser::focus_within(&element_id(widget), "summary"));
    }

    fn widen(self, widget: WidgetId, steps: i32) {
        let Some(at) = self.position(widget) else { return };
        let columns = self.columns(widget);
        let width = Placement::WIDTHS.iter().position(|width| *width == columns).unwrap_or(0);
        let wider = Placement::WIDTHS[width.saturating_add_signed(steps as isize).min(Placement::WIDTHS.len() - 1)];
        if wider == columns {
            return;
        }
        self.widgets.update(|widgets| widgets[at].columns = wider);
        self.keep_place(widget, at);
    }

    /// Stores where a widget stands now.
    fn keep_place(self, widget: WidgetId, position: usize) {
        let columns = self.columns(widget);
        leptos::task::spawn_local(async move {
            // A dashboard holds at most 200 widgets.
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            if let Err(error) = place_widget(widget, position, columns).await {
                self.refuse(&error);
                self.load();
            }
        });
    }

    /// Takes a widget away at once, and offers the way back.
    fn delete(self, widget: WidgetId) {
        let Some(at) = self.position(widget) else { return };
        let Some(deleted) = self.widgets.try_update(|widgets| widgets.remove(at)) else { return };
        let name = deleted.face.name.clone();
        leptos::task::spawn_local(async move {
            match delete_widget(widget).await {
                Ok(()) => self.toasts.say(Toast {
                    text: format!("“{name}” is deleted."),
                    actions: vec![ToastAction {
                        label: "Undo".into(),
                        run: Callback::new(move |()| self.restore(widget)),
                    }],
                    ..Toast::default()
                }),
                Err(error) => {
                    self.refuse(&error);
                    self.load();
                }
            }
        });
    }

    fn restore(self, widget: WidgetId) {
        leptos::task::spawn_local(async move {
            if let Err(error) = restore_widget(widget).await {
                self.refuse(&error);
            }
            self.load();
        });
    }

    /// Takes over what the server has.
    fn load(self) {
        leptos::task::spawn_local(async move {
            match load_widgets().await {
                Ok(widgets) => {
                    self.widgets.try_set(widgets);
                }
                Err(error) => self.refuse(&error),
            }
        });
    }

    fn refuse(self, error: &ApiError) {
        self.session.heed(error);
        self.toasts.refuse(error);
    }
}
