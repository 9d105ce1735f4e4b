//! What a card knows: the last good data, and why there is nothing newer.

use domain::{WidgetId, connection::Source, widget::FailureKind};
use leptos::prelude::*;

use super::Face;
use crate::{
    api::{
        ApiError,
        connections::UseSampleData,
        widgets::{CardData, load_widget, refresh_widget},
    },
    browser,
    components::{
        Age, Button, ButtonKind, ButtonSize, Dot, DotKind, Glyph, LinkButton, Notice, Strip, StripTone, use_toasts,
    },
    session::use_session,
};

/// The most often a card looks for news by itself.
const SHORTEST_INTERVAL: std::time::Duration = std::time::Duration::from_secs(5);

/// How fresh a reload has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reload {
    /// No older than the interval.
    Due,
    /// Asked for by a person.
    Now,
}

/// A card's data over time: what came with the page, and every answer after it.
#[derive(Clone, Copy)]
pub(super) struct Live {
    /// The last answer that arrived; kept while newer ones fail to.
    pub(super) shown: RwSignal<Option<CardData>>,
    /// Why the last attempt brought no answer at all.
    pub(super) trouble: RwSignal<Option<ApiError>>,
    /// What is shown is older than it should be, and newer rows are on their way.
    overdue: RwSignal<bool>,
    reload: Action<Reload, ()>,
}

impl Live {
    /// Begins with what is known, asks at once for what is due, then at the widget's interval
    /// and whenever the page is looked at again.
    pub(super) fn new(id: WidgetId, face: StoredValue<Face>, known: Option<CardData>, is_due: bool) -> Self {
        let session = use_session();
        let (shown, trouble, overdue) = (RwSignal::new(known), RwSignal::new(None), RwSignal::new(is_due));
        let reload = Action::new(move |reload: &Reload| {
            let reload = *reload;
            async move {
                let answer = match reload {
                    Reload::Due => load_widget(id).await,
                    Reload::Now => refresh_widget(id).await,
                };
                match answer {
                    Ok(data) => {
                        trouble.try_set(None);
                        overdue.try_set(false);
                        shown.try_set(Some(data));
                    }
                    Err(error) => {
                        session.heed(&error);
                        trouble.try_set(Some(error));
                    }
                }
            }
        });
        let live = Self { shown, trouble, overdue, reload };

        let interval = face.with_value(|face| face.interval_ms);
        Effect::new(move |_| {
            let Some(interval) = interval else { return };
            if is_due {
                live.reload(Reload::Due);
            }
            let interval = std::time::Duration::from_millis(interval).max(SHORTEST_INTERVAL);
            browser::every(interval, move || {
                if browser::is_visible() && browser::is_online() {
                    live.reload(Reload::Due);
                }
            });
            browser::on_return(move || live.reload(Reload::Due));
        });
        live
    }

    /// Does nothing while one is under way.
    pub(super) fn reload(self, reload: Reload) {
        if !self.reload.pending().try_get_untracked().unwrap_or(true) {
            self.reload.dispatch(reload);
        }
    }

    /// Nothing is known yet, good or bad.
    pub(super) fn is_loading(self) -> bool {
        self.shown.read().is_none() && self.trouble.read().is_none()
    }

    pub(super) fn is_reloading(self) -> Memo<bool> {
        self.reload.pending()
    }

    /// Rows are shown that should be newer.
    pub(super) fn is_stale(self) -> bool {
        self.trouble.read().is_some() || self.shown.read().as_ref().is_some_and(|shown| shown.data.is_stale())
    }

    pub(super) fn is_sandbox(self) -> bool {
        self.shown.read().as_ref().is_some_and(|shown| shown.data.source == Some(Source::Sandbox))
    }
}

/// How old the data is, with a dot whose shape says whether that is good.
#[component]
pub(super) fn AgeSlot(live: Live) -> impl IntoView {
    move || {
        if live.is_loading() {
            return view! { <span>"loading"</span> }.into_any();
        }
        let shown = live.shown.read();
        let Some(CardData { data, times }) = shown.as_ref() else {
            return view! { <Dot kind=DotKind::Failed/><span>"failed"</span> }.into_any();
        };
        let failure = data.failure.as_ref().map(|failure| failure.kind);
        let age = data.fetched_at.map(|fetched| data.now.as_second() - fetched.as_second());
        match (failure, data.rendered.is_some(), age) {
            (Some(FailureKind::NotConnected), _, _) => {
                view! { <Dot kind=DotKind::Off/><span>"not connected"</span> }.into_any()
            }
            (None, _, Some(seconds)) if !live.is_stale() => {
                let kind = if live.overdue.get() { DotKind::Stale } else { DotKind::Fresh };
                view! { <Dot kind/><Age seconds/> }.into_any()
            }
            (_, true, Some(seconds)) => view! { <Dot kind=DotKind::Stale/><Age seconds word="old"/> }.into_any(),
            (None, _, _) => view! { <Dot kind=DotKind::Fresh/><span>"now"</span> }.into_any(),
            _ => view! { <Dot kind=DotKind::Failed/><span>"failed at "{times.now.clone()}</span> }.into_any(),
        }
    }
}

/// What is the matter, when something is; with the next step.
#[component]
pub(super) fn StateStrip(id: WidgetId, face: StoredValue<Face>, live: Live) -> impl IntoView {
    let why = RwSignal::new(false);
    let try_now = move || {
        view! {
            <Button
                size=ButtonSize::Small
                busy=live.is_reloading()
                on:click=move |_| live.reload(Reload::Now)
            >
                "Try now"
            </Button>
        }
    };
    let explain = move || {
        view! {
            <Button
                size=ButtonSize::Small
                kind=ButtonKind::Quiet
                attr:aria-expanded=move || why.get().to_string()
                on:click=move |_| why.update(|why| *why = !*why)
            >
                "Why?"
            </Button>
        }
    };
    move || {
        let name = face.with_value(|face| face.name.clone());
        let shown = live.shown.read();
        let fetched = shown.as_ref().and_then(|shown| shown.times.fetched.clone());

        if let Some(trouble) = live.trouble.get() {
            let since = fetched.map(|at| format!("This is “{name}” as of {at}. It updates when you are back."));
            return match (trouble, since) {
                (ApiError::Unreachable, since) => view! {
                    <div class="widget__strip">
                        <Strip
                            tone=StripTone::Info
                            icon=Glyph::WifiOff
                            title="You are offline."
                            detail=since.unwrap_or_else(|| "It updates when you are back.".into())
                        />
                    </div>
                }
                .into_any(),
                (error, _) => view! {
                    <div class="widget__strip">
                        <Strip tone=StripTone::Bad icon=Glyph::CircleAlert title="This could not be loaded." detail=error.to_string()>
                            {try_now()}
                        </Strip>
                    </div>
                }
                .into_any(),
            };
        }

        let Some(CardData { data, times }) = shown.as_ref() else { return ().into_any() };
        let Some(failure) = data.failure.clone() else { return ().into_any() };
        let provider = face.with_value(|face| face.provider.clone()).unwrap_or_default();
        let connect = format!("/connections#{provider}");
        match (failure.kind, data.rendered.is_some(), fetched) {
            (FailureKind::NotConnected, false, _) => {
                view! { <div class="widget__body"><NotConnected title=failure.title detail=failure.detail provider live/></div> }.into_any()
            }
            (FailureKind::RateLimited, true, Some(at)) => view! {
                <div class="widget__strip">
                    <Strip icon=Glyph::ClockAlert title=format!("Data from {at}.") detail=format!("{} The next try is automatic.", failure.title)>
                        {try_now()}
                        {explain()}
                        <Explanation why text=failure.detail/>
                    </Strip>
                </div>
            }
            .into_any(),
            (FailureKind::NeedsReconnect, _, _) => view! {
                <div class="widget__strip">
                    <Strip tone=StripTone::Bad icon=Glyph::Key title=failure.title detail=failure.detail>
                        <LinkButton size=ButtonSize::Small href=connect>"Enter a new key"</LinkButton>
                    </Strip>
                </div>
            }
            .into_any(),
            (FailureKind::Invalid, _, _) => view! {
                <div class="widget__strip">
                    <Strip tone=StripTone::Bad icon=Glyph::CircleAlert title=failure.title detail=failure.detail>
                        <LinkButton size=ButtonSize::Small href=format!("/widgets/{id}/edit")>"Edit the widget"</LinkButton>
                    </Strip>
                </div>
            }
            .into_any(),
            (_, true, Some(at)) => {
                let next = times.retry.clone().map(|at| format!(" Next try at {at}.")).unwrap_or_default();
                view! {
                    <div class="widget__strip">
                        <Strip icon=Glyph::ClockAlert title=format!("Data from {at}.") detail=format!("{}{next}", failure.title)>
                            {try_now()}
                            {explain()}
                            <Explanation why text=failure.detail/>
                        </Strip>
                    </div>
                }
                .into_any()
            }
            _ => view! {
                <div class="widget__strip">
                    <Strip tone=StripTone::Bad icon=Glyph::CircleAlert title=failure.title detail=failure.detail>
                        {try_now()}
                    </Strip>
                </div>
            }
            .into_any(),
        }
    }
}

#[component]
fn Explanation(why: RwSignal<bool>, text: String) -> impl IntoView {
    view! { <p class="supporting strip__explanation" hidden=move || !why.get()>{text}</p> }
}

#[component]
fn NotConnected(title: String, detail: String, provider: String, live: Live) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let sample = ServerAction::<UseSampleData>::new();
    Effect::new(move |_| match sample.value().get() {
        Some(Ok(_)) => live.reload(Reload::Now),
        Some(Err(error)) => {
            session.heed(&error);
            toasts.refuse(&error);
        }
        None => {}
    });
    view! {
        <Notice icon=Glyph::Plug title detail>
            <LinkButton size=ButtonSize::Small href=format!("/connections#{provider}")>"Connect"</LinkButton>
            <ActionForm action=sample>
                <input type="hidden" name="provider" value=provider/>
                <Button size=ButtonSize::Small kind=ButtonKind::Quiet submits=true busy=sample.pending()>
                    "Use sample data"
                </Button>
            </ActionForm>
        </Notice>
    }
}
