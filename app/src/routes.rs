//! Every page, by its path.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

use crate::pages::{self, DashboardPage, Frame, HomePage, LogInPage, NotFoundPage, SignUpPage};

/// The whole page at once: what streams in later is put in its place by a script, and pages
/// work without one. No page waits long for a provider, so there is little worth streaming.
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
                <Route path=path!("/wizard") view={Lazy::<NewWizardPage>::new()} ssr=COMPLETE/>
                <Route path=path!("/wizard/:id") view={Lazy::<WizardPage>::new()} ssr=COMPLETE/>
                <Route path=path!("/widgets/new") view={Lazy::<EditorPage>::new()} ssr=COMPLETE/>
                <Route path=path!("/widgets/:id/edit") view={Lazy::<EditorPage>::new()} ssr=COMPLETE/>
                <Route path=path!("/connections") view={Lazy::<ConnectionsPage>::new()} ssr=COMPLETE/>
                <Route path=path!("/settings") view={Lazy::<SettingsPage>::new()} ssr=COMPLETE/>
            </ParentRoute>
        </Routes>
    }
}

/// Pages whose code is loaded together, when one of them is first opened.
///
/// The pages that people begin with are not among them: two files of like code compress far
/// worse than one.
macro_rules! loaded_together {
    ($group:ident by $load:ident, $preload:ident: $($page:ident),+) => {
        #[derive(Clone, Copy)]
        #[allow(clippy::enum_variant_names, reason = "they are named as the pages are")]
        enum $group {
            $($page),+
        }

        // As `leptos::lazy` does, which panics where a file cannot be loaded.
        #[wasm_split($load, wasm_split_path = leptos::wasm_split, preload($preload), fallible)]
        fn $load(page: $group) -> Result<AnyView, SplitLoaderError> {
            Ok(match page {
                $($group::$page => view! { <pages::$page/> }.into_any()),+
            })
        }

        $(
            struct $page;

            impl LazyRoute for $page {
                fn data() -> Self {
                    Self
                }

                async fn view(_page: Self) -> AnyView {
                    // The document names the files, so that they are fetched along with it.
                    leptos::prefetch_lazy_fn_on_server(stringify!($load));
                    $load($group::$page).await.unwrap_or_else(|_| view! { <pages::NotLoadedPage/> }.into_any())
                }

                async fn preload() {
                    // What cannot be loaded is asked for once more by `view`, which says so.
                    drop($preload().await);
                }
            }
        )+
    };
}

loaded_together!(Making by load_making, preload_making: NewWizardPage, WizardPage, EditorPage);
loaded_together!(Keeping by load_keeping, preload_keeping: ConnectionsPage, SettingsPage);
