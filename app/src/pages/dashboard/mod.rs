//! The dashboard: the one question, and the widgets it has led to.

mod ask;
mod drag;
mod grid;
mod invite;

use leptos::prelude::*;
use leptos_meta::Title;

use self::{ask::Ask, grid::Grid};
use super::LoadFailed;
use crate::{api::widgets::load_widgets, components::RowsSkeleton, loaded::load, session::use_session};

#[component]
pub fn DashboardPage() -> impl IntoView {
    let session = use_session();
    // The list comes with the page and what is known of each card with it, so that everything
    // has its place from the first paint.
    let widgets = load(move || session.login(), |_| load_widgets());
    let deployed = RwSignal::new(0u32);
    view! {
        <Title text="Dashboard"/>
        <main class="page" id="main">
            <Ask deployed/>
            <Suspense fallback=|| view! { <RowsSkeleton/> }>
                {move || Suspend::new(async move {
                    match widgets.await {
                        Ok(widgets) => view! { <Grid widgets deployed/> }.into_any(),
                        Err(error) => {
                            session.heed(&error);
                            view! { <LoadFailed error retry=Callback::new(move |()| widgets.refetch())/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}
