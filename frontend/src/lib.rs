//! The browser entry: one function.

use leptos::{mount::hydrate_from_async, tachys::dom::body};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page the server sent, once the code of that page is there.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    hydrate_from_async(body(), app::App).await.forget();
    app::browser::mark_hydrated();
}
