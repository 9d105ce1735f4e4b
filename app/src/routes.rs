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

/// How a page is sent: what it cannot be without (who is asking, the list of widgets) is in
/// the first bytes, everything else streams in when it is there.
const STREAMED: SsrMode = SsrMode::PartiallyBlocked;

/// The whole page at once: what streams in later is put in its place by a script, and every
/// step of the wizard works without one.
const COMPLETE: SsrMode = SsrMode::Async;

#[component]
pub fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/") view=HomePage ssr=STREAMED/>
            <Route path=path!("/login") view=LogInPage ssr=STREAMED/>
            <Route path=path!("/signup") view=SignUpPage ssr=STREAMED/>
            <ParentRoute path=path!("") view=Frame ssr=STREAMED>
                <Route path=path!("/dashboard") view=DashboardPage ssr=STREAMED/>
                <Route path=path!("/wizard") view=NewWizardPage ssr=COMPLETE/>
                <Route path=path!("/wizard/:id") view=WizardPage ssr=COMPLETE/>
                <Route path=path!("/widgets/new") view=EditorPage ssr=COMPLETE/>
                <Route path=path!("/widgets/:id/edit") view=EditorPage ssr=COMPLETE/>
                <Route path=path!("/connections") view=ConnectionsPage ssr=STREAMED/>
                <Route path=path!("/settings") view=SettingsPage ssr=STREAMED/>
            </ParentRoute>
        </Routes>
    }
}
