//! A text field for a widget's schema: line numbers, problems as one types, and completion.
//!
//! The field itself stays a plain `textarea` of the form it stands in, so that it can be
//! sent without WASM, and so that the platform's own editing, undo and assistive technology
//! keep working.

use std::{ops::Range, time::Duration};

use leptos::{ev::KeyboardEvent, html::Textarea, prelude::*, task::spawn_local};
use serde_json::Value;
use wasm_bindgen::JsCast;

use super::{
    outline::{line_at, line_of},
    suggest::{Suggestion, suggestions},
};
use crate::{
    api::editor::{Checked, check_schema, schema_language},
    components::{Button, ButtonSize, Glyph, Icon, IconSize},
    pages::wizard::{keep, recall},
};

/// How long nothing is typed before the server is asked.
const PAUSE: Duration = Duration::from_millis(350);
const INDENT: &str = "  ";

/// A problem, and where to jump.
#[derive(Debug, Clone, PartialEq)]
struct Located {
    line: u32,
    pointer: String,
    message: String,
}

/// What is offered at the cursor.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    replace: Range<usize>,
    list: Vec<Suggestion>,
    chosen: usize,
    line: u32,
    column: u32,
}

#[component]
pub fn SchemaEditor(
    /// Name of the field in its form.
    name: &'static str,
    text: String,
    /// Where the verdict goes, for a page that shows the preview.
    #[prop(optional, into)]
    checked: Option<RwSignal<Checked>>,
    /// Key under which what is typed is kept in the tab.
    #[prop(optional, into)]
    draft: Option<String>,
) -> impl IntoView {
    let checked = checked.unwrap_or_else(|| RwSignal::new(Checked::default()));
    let area = NodeRef::<Textarea>::new();
    let typed = RwSignal::new(text.clone());
    let asked = RwSignal::new(false);
    let offer = RwSignal::new(None::<Offer>);
    let language = RwSignal::new(None::<Value>);

    restore(draft.clone(), area, typed);
    validate(typed, checked, asked);
    let problems = Memo::new(move |_| located(&typed.read(), &checked.read()));
    let lines = Memo::new(move |_| typed.read().split('\n').count());
    let widest =
        Memo::new(move |_| typed.read().split('\n').map(|line| line.chars().count()).max().unwrap_or_default() + 2);
    let keys = Keys { area, offer, tab_leaves: RwSignal::new(false) };

    let on_input = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlTextAreaElement>| {
        let text = event.target().value();
        if let Some(draft) = &draft {
            keep(draft, &text);
        }
        typed.set(text);
        suggest(area, typed, language, offer);
    };
    let load_language = move |_| {
        if language.read_untracked().is_none() {
            spawn_local(async move {
                // Without it there is no completion, and nothing else is lost.
                if let Ok(loaded) = schema_language().await {
                    language.try_set(Some(loaded));
                    suggest(area, typed, language, offer);
                }
            });
        }
    };

    view! {
        <div class="editor">
            <div class="editor__bar">
                <Verdict problems asked/>
                <div class="editor__tools hydrated-only">
                    <Button size=ButtonSize::Small on:click=move |_| format_text(area, typed)>"Format"</Button>
                </div>
            </div>
            <div class="editor__scroller">
                <pre class="editor__numbers" aria-hidden="true">
                    {move || (1..=lines.get()).map(|line| format!("{line}\n")).collect::<String>()}
                </pre>
                <div class="editor__field">
                    <textarea
                        node_ref=area
                        class="editor__text"
                        name=name
                        aria-label="Widget schema as JSON"
                        aria-describedby="editor-help"
                        aria-controls=move || offer.read().is_some().then_some("editor-offer")
                        aria-activedescendant=move || offer.read().as_ref().map(|offer| format!("editor-offer-{}", offer.chosen))
                        wrap="off"
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        rows=move || lines.get().to_string()
                        cols=move || widest.get().to_string()
                        on:input:target=on_input
                        on:focus=load_language
                        on:blur=move |_| offer.set(None)
                        on:keydown=move |event| {
                            let wants_offer = event.key() == " " && (event.ctrl_key() || event.meta_key());
                            if wants_offer {
                                event.prevent_default();
                                suggest(area, typed, language, offer);
                            } else {
                                keys.press(&event);
                            }
                        }
                    >{text}</textarea>
                    <Offered keys/>
                </div>
            </div>
            <p id="editor-help" class="meta hydrated-only">
                "Tab indents; Esc, then Tab leaves the editor. Ctrl and Space suggest what fits."
            </p>
            <ProblemList problems area/>
        </div>
    }
    .into_any()
}

/// Whether it is valid, in a word; announced politely.
#[component]
fn Verdict(problems: Memo<Vec<Located>>, asked: RwSignal<bool>) -> impl IntoView {
    view! {
        <output class="editor__verdict">
            {move || match (problems.read().len(), asked.get()) {
                (0, true) => view! { <Icon glyph=Glyph::CircleCheck tone=crate::components::IconTone::Ok/>"Valid" }.into_any(),
                (0, false) => view! { <span class="supporting">"Widget schema"</span> }.into_any(),
                (1, _) => view! { <Icon glyph=Glyph::CircleAlert tone=crate::components::IconTone::Bad/>"1 problem" }.into_any(),
                (count, _) => view! { <Icon glyph=Glyph::CircleAlert tone=crate::components::IconTone::Bad/>{format!("{count} problems")} }.into_any(),
            }}
        </output>
    }
}

#[component]
fn ProblemList(problems: Memo<Vec<Located>>, area: NodeRef<Textarea>) -> impl IntoView {
    move || {
        let problems = problems.get();
        (!problems.is_empty()).then(|| view! {
            <ul class="problems" aria-label="Problems">
                {problems.into_iter().map(|Located { line, pointer, message }| view! {
                    <li>
                        <button class="problem" type="button" on:click=move |_| jump(area, line)>
                            <Icon glyph=Glyph::CircleAlert size=IconSize::Small/>
                            <span class="problem__line">{format!("Line {line}")}</span>
                            <span>
                                {(!pointer.is_empty()).then(|| view! { <code class="problem__pointer">{pointer}</code>" " })}
                                {message}
                            </span>
                        </button>
                    </li>
                }).collect_view()}
            </ul>
        })
    }
}

/// The list under the cursor.
#[component]
fn Offered(keys: Keys) -> impl IntoView {
    let offer = keys.offer;
    move || {
        offer.get().map(|Offer { list, chosen, line, column, .. }| {
            view! {
                <ul
                    id="editor-offer"
                    class="editor__offer"
                    role="listbox"
                    aria-label="Suggestions"
                    style:top=format!("calc({line} * 1.25rem + 0.75rem)")
                    style:left=format!("calc({column} * 1ch)")
                >
                    {list.into_iter().enumerate().map(|(index, one)| view! {
                        <li
                            id=format!("editor-offer-{index}")
                            class="editor__offered"
                            role="option"
                            aria-selected=if index == chosen { "true" } else { "false" }
                            // Pressing the mouse must not take the focus from the text.
                            on:mousedown=move |event| {
                                event.prevent_default();
                                keys.take(index);
                            }
                        >
                            <span class="mono">{one.label}</span>
                            <span class="meta">{one.about}</span>
                        </li>
                    }).collect_view()}
                </ul>
            }
        })
    }
}

/// What keys do in the field.
#[derive(Clone, Copy)]
struct Keys {
    area: NodeRef<Textarea>,
    offer: RwSignal<Option<Offer>>,
    /// Esc was pressed: the next Tab moves on, as Tab does everywhere else.
    tab_leaves: RwSignal<bool>,
}

impl Keys {
    fn press(self, event: &KeyboardEvent) {
        let chosen = self.offer.read_untracked().as_ref().map(|offer| (offer.chosen, offer.list.len()));
        match (event.key().as_str(), chosen) {
            ("ArrowDown", Some((at, count))) => self.choose(event, (at + 1) % count),
            ("ArrowUp", Some((at, count))) => self.choose(event, (at + count - 1) % count),
            ("Enter" | "Tab", Some((at, _))) => {
                event.prevent_default();
                self.take(at);
            }
            ("Escape", Some(_)) => {
                event.prevent_default();
                event.stop_propagation();
                self.offer.set(None);
            }
            ("Escape", None) => self.tab_leaves.set(true),
            ("Tab", None) if !self.tab_leaves.get_untracked() && !event.shift_key() => {
                event.prevent_default();
                insert(self.area, INDENT);
            }
            ("Enter", None) => {
                event.prevent_default();
                insert(self.area, &format!("\n{}", indentation(self.area)));
            }
            ("ArrowLeft" | "ArrowRight" | "Home" | "End", Some(_)) => self.offer.set(None),
            ("Tab" | "Shift", None) => {}
            _ => self.tab_leaves.set(false),
        }
    }

    fn choose(self, event: &KeyboardEvent, index: usize) {
        event.prevent_default();
        self.offer.update(|offer| {
            if let Some(offer) = offer {
                offer.chosen = index;
            }
        });
    }

    fn take(self, index: usize) {
        let Some(offer) = self.offer.get_untracked() else { return };
        self.offer.set(None);
        let (Some(area), Some(one)) = (self.area.get_untracked(), offer.list.get(index)) else { return };
        let text = area.value();
        let select = area.set_selection_range(utf16_of(&text, offer.replace.start), utf16_of(&text, offer.replace.end));
        if select.is_ok() {
            insert(self.area, &one.insert);
        }
    }
}

fn restore(draft: Option<String>, area: NodeRef<Textarea>, typed: RwSignal<String>) {
    Effect::new(move |_| {
        let kept = draft.as_ref().and_then(|draft| recall(draft));
        if let (Some(kept), Some(area)) = (kept, area.get()) {
            area.set_value(&kept);
            typed.set(kept);
        }
    });
}

/// Asks the server once typing pauses. Only the answer to the newest text counts.
fn validate(typed: RwSignal<String>, checked: RwSignal<Checked>, asked: RwSignal<bool>) {
    Effect::new(move |_| {
        let text = typed.get();
        asked.set(false);
        if serde_json::from_str::<Value>(&text).is_err() {
            return;
        }
        crate::browser::after(PAUSE, move || {
            if typed.try_read_untracked().is_none_or(|now| *now != text) {
                return;
            }
            spawn_local(async move {
                let verdict = check_schema(text.clone()).await;
                // The page may be gone, or the text newer than the answer.
                if typed.try_read_untracked().is_some_and(|now| *now == text)
                    && let Ok(verdict) = verdict
                {
                    checked.set(verdict);
                    asked.set(true);
                }
            });
        });
    });
}

/// What is no JSON is known here; everything else is the server's to say.
fn located(text: &str, checked: &Checked) -> Vec<Located> {
    match serde_json::from_str::<Value>(text) {
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            vec![Located {
                line: u32::try_from(error.line()).unwrap_or(1).max(1),
                pointer: String::new(),
                message: format!("Not JSON at column {}: {message}.", error.column()),
            }]
        }
        Ok(_) => checked
            .problems
            .iter()
            .map(|problem| Located {
                line: line_of(text, &problem.pointer),
                pointer: problem.pointer.clone(),
                message: problem.message.clone(),
            })
            .collect(),
    }
}

fn suggest(
    area: NodeRef<Textarea>,
    typed: RwSignal<String>,
    language: RwSignal<Option<Value>>,
    offer: RwSignal<Option<Offer>>,
) {
    let Some(area) = area.get_untracked() else { return };
    let text = typed.read_untracked();
    let cursor = area.selection_start().ok().flatten().map_or(0, |units| byte_of(&text, units));
    let found = language.read_untracked().as_ref().and_then(|language| suggestions(language, &text, cursor));
    let column = text.get(..cursor).unwrap_or_default().rsplit('\n').next().map_or(0, |line| line.chars().count());
    offer.set(found.map(|(replace, list)| Offer {
        replace,
        list,
        chosen: 0,
        line: line_at(&text, cursor),
        column: u32::try_from(column).unwrap_or_default(),
    }));
}

fn format_text(area: NodeRef<Textarea>, typed: RwSignal<String>) {
    let parsed = serde_json::from_str::<Value>(&typed.read_untracked());
    let formatted = parsed.and_then(|value| serde_json::to_string_pretty(&value));
    if let (Ok(formatted), Some(element)) = (formatted, area.get_untracked()) {
        element.select();
        insert(area, &formatted);
    }
}

fn jump(area: NodeRef<Textarea>, line: u32) {
    let Some(area) = area.get_untracked() else { return };
    let text = area.value();
    let before: usize = text.split('\n').take(line.saturating_sub(1) as usize).map(|line| line.len() + 1).sum();
    let length = text.get(before..).and_then(|rest| rest.split('\n').next()).map_or(0, str::len);
    // Focus scrolls to the selection, so the selection comes first.
    drop(area.set_selection_range(utf16_of(&text, before), utf16_of(&text, before + length)));
    drop(area.focus());
}

/// Types for the user, so that the platform's undo knows about it.
fn insert(area: NodeRef<Textarea>, text: &str) {
    let Some(area) = area.get_untracked() else { return };
    drop(area.focus());
    let document = document().unchecked_into::<web_sys::HtmlDocument>();
    let typed = document.exec_command_with_show_ui_and_value("insertText", false, text);
    if typed != Ok(true) {
        let start = area.selection_start().ok().flatten().unwrap_or_default();
        let end = area.selection_end().ok().flatten().unwrap_or(start);
        let inserted = area.set_range_text_with_start_and_end_and_mode(text, start, end, "end");
        if let (Ok(()), Ok(event)) = (inserted, web_sys::Event::new("input")) {
            drop(area.dispatch_event(&event));
        }
    }
}

/// White space at the start of the line the cursor is on.
fn indentation(area: NodeRef<Textarea>) -> String {
    let Some(area) = area.get_untracked() else { return String::new() };
    let text = area.value();
    let cursor = area.selection_start().ok().flatten().map_or(0, |units| byte_of(&text, units));
    let line = text.get(..cursor).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    if line.trim_end().ends_with(['{', '[']) { indent + INDENT } else { indent }
}

/// The browser counts UTF-16 units, we count bytes.
fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

fn utf16_of(text: &str, byte: usize) -> u32 {
    let units: usize =
        text.char_indices().take_while(|(at, _)| *at < byte).map(|(_, character)| character.len_utf16()).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_of_browser_and_text_agree_beyond_ascii() {
        let text = "aé😀b";
        for (units, byte) in [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8)] {
            assert_eq!(byte_of(text, units), byte);
            assert_eq!(utf16_of(text, byte), units);
        }
    }

    #[test]
    fn what_is_no_json_is_one_problem_on_its_line() {
        let problems = located("{\n  \"a\": 1,\n}", &Checked::default());

        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, 3);
        assert_eq!(problems[0].message, "Not JSON at column 1: trailing comma.");
    }
}
