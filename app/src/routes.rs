//! Every page, by its path.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

use crate::pages::{
    ConnectionsPage, DashboardPage, EditorPage, Frame, HomePage, LogInPage, NewWizardPage, NotFoundPage, SettingsPage,
    SignUpPage, WizardPage,
};

/// The whole page at once: what streams in later is put in its place by a script, and pages
/// work without one. No page waits for a provider, so there is nothing worth streaming.
const COMPLETE: SsrMode = SsrMode::Async;

#[component]
pub fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/") view=HomePage ssr=COMPLETE/>
            <Route path=path!("/login") view=LogInPage ssr=COMPLETE/>
            <Route path=path!("/signup") view=SignUpPage ssr=COMPLETE/>
            <ParentRoute path=path!("") view=Frame ssr=COMPLETE>
                <Route path=path!("/dashboard") view=DashboardPage ssr=COMPLETE/>
                <Route path=path!("/wizard") view=NewWizardPage ssr=COMPLETE/>
                <Route path=path!("/wizard/:id") view=WizardPage ssr=COMPLETE/>
                <Route path=path!("/widgets/new") view=EditorPage ssr=COMPLETE/>
                <Route path=path!("/widgets/:id/edit") view=EditorPage ssr=COMPLETE/>
                <Route path=path!("/connections") view=ConnectionsPage ssr=COMPLETE/>
                <Route path=path!("/settings") view=SettingsPage ssr=COMPLETE/>
            </ParentRoute>
        </Routes>
    }
}
