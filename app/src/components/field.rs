//! Inputs with their label, their hint and what is wrong with them.

use leptos::prelude::*;

use super::{Glyph, Icon, IconSize};
use crate::api::ApiError;

/// A label, a control, and below it the hint or the mistake.
///
/// The control is the caller's: it has the id `id` and, through
/// `aria-describedby={id}-note`, what is said below it.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(default = None)] hint: Option<String>,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            {children()}
            <div id=note aria-live="polite">
                {move || match error.get() {
                    Some(message) => view! {
                        <p class="field__error">
                            <Icon glyph=Glyph::CircleAlert size=IconSize::Small/>
                            {sentence(&message)}
                        </p>
                    }.into_any(),
                    None => hint.clone().map(|hint| view! { <p class="field__hint">{hint}</p> }).into_any(),
                }}
            </div>
        </div>
    }
}

/// A single line of text with its label. `name` is also its id on the page unless `id` is given.
#[component]
pub fn TextInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// `text`, `email`, `password`, …
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The browser's autofill name: `username`, `current-password`, `off`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let note = format!("{id}-note");
    view! {
        <Field id=id.clone() label hint error>
            <input
                class="input"
                id=id
                name=name
                type=kind
                value=value
                required=required
                placeholder=placeholder
                autocomplete=autocomplete
                aria-describedby=note
                aria-invalid=move || error.get().is_some().then_some("true")
            />
        </Field>
    }
}

/// Why a form as a whole was refused. Mistakes that `fields` show by themselves are left to them.
#[component]
pub fn FormRefusal(
    #[prop(into)] error: Signal<Option<ApiError>>,
    /// Pointers that have a field of their own: `/email`.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    let message = move || {
        let error = error.get()?;
        let shown = fields.iter().any(|field| error.at(field).is_some());
        (!shown).then(|| error.to_string())
    };
    view! {
        <div role="alert">
            {move || message().map(|message| view! {
                <p class="form__refusal">
                    <Icon glyph=Glyph::CircleAlert/>
                    <span>{message}</span>
                </p>
            })}
        </div>
    }
}

/// A mistake as the rules tell it, beginning as a sentence does: "at least 8 characters are
/// needed" → "At least 8 characters are needed."
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if message.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_becomes_a_sentence_once() {
        assert_eq!(sentence("at least 8 characters are needed"), "At least 8 characters are needed.");
        assert_eq!(sentence("Log in instead."), "Log in instead.");
    }
}
