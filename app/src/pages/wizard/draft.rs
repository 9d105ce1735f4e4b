//! What was typed and not yet accepted, kept in this tab: a reload, an expired session or a
//! lost connection costs nobody a sentence.
//!
//! In the session's storage, not the device's: a shared computer forgets it with the tab.
//! Where storage is refused, the draft lives as long as the page; nothing else depends on it.

use domain::ConversationId;
use leptos::prelude::*;

/// Key of the first message of a conversation that is not there yet.
pub(crate) const NEW: &str = "draft:new";

/// Key of a conversation's problem.
pub(crate) fn problem(id: ConversationId) -> String {
    format!("draft:{id}:problem")
}

/// Key of the answer to one question.
pub(crate) fn answer(id: ConversationId, field_name: &str) -> String {
    format!("draft:{id}:answer:{field_name}")
}

pub(crate) fn keep(key: &str, text: &str) {
    if let Some(storage) = storage() {
        // A full storage loses the draft, not the page.
        drop(storage.set_item(key, text));
    }
}

pub(crate) fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten().filter(|text| !text.is_empty())
}

pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(key));
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}
