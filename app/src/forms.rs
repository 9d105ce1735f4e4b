//! Forms that work before, and without, WASM.

use leptos::{
    prelude::*,
    server::ServerActionError,
    server_fn::{ServerFn, error::FromServerFnError},
};
use leptos_router::hooks::use_query_map;

/// An action for a form. When the form was sent without WASM and refused, the refusal comes
/// back in the address, and the action begins with it: the page shows it in the same place,
/// and so does the hydrated page.
pub fn form_action<S>() -> ServerAction<S>
where
    S: ServerFn + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Error: FromServerFnError + Send + Sync + 'static,
{
    let query = use_query_map().get_untracked();
    if let (Some(path), Some(error)) = (query.get("__path"), query.get("__err")) {
        provide_context(ServerActionError::new(&path, &error));
    }
    ServerAction::new()
}
