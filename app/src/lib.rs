//! The pages, compiled for the server and for the browser.
//!
//! Both builds run the same views over the same server functions; what only the server knows
//! is in [`ssr`], the one gated module.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its props, whatever it does with them")]
#![allow(unreachable_pub, reason = "`#[component]` makes a public props struct, which is not re-exported")]
// The type of a page's view is as deep as its elements are nested.
#![recursion_limit = "256"]

pub mod api;
pub mod browser;
pub mod components;
pub mod forms;
mod loaded;
pub mod pages;
mod routes;
pub mod session;
pub mod widgets;

#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(feature = "ssr")]
pub use ssr::shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

use crate::components::ToastHost;

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Effect::new(|_| browser::forget_refusal());

    view! {
        <Title formatter=|title: String| if title.is_empty() { "Agentic Dashboard".into() } else { format!("{title} · Agentic Dashboard") }/>
        <Router>
            <ToastHost>
                <routes::AppRoutes/>
            </ToastHost>
        </Router>
    }
}
