//! Manual mode: a widget's schema written by hand, at `/widgets/new` and
//! `/widgets/{id}/edit`. Without WASM it is a form with a large text field, and the server's
//! problems are listed above it.

mod outline;
mod schema_editor;
mod suggest;

use domain::WidgetId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

pub use self::schema_editor::SchemaEditor;
use super::wizard::{PreviewCard, Trouble};
use crate::{
    api::{
        ApiError,
        editor::{Checked, CreateWidget, Manuscript, SaveWidget, TemplateLink, open_manuscript},
    },
    components::{Button, ButtonKind, Glyph, LinkButton, Notice},
    forms::form_action,
    loaded::load,
    session::use_session,
};

#[component]
pub fn EditorPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let widget = Memo::new(move |_| params.read().get("id").and_then(|raw| raw.parse::<WidgetId>().ok()));
    let template = Memo::new(move |_| query.read().get("from"));
    let opened = load(move || (widget.get(), template.get()), |(widget, template)| open_manuscript(widget, template));

    view! {
        <Title text="Schema editor"/>
        <Suspense fallback=|| view! { <p class="wizard__loading meta" role="status">"Opening the editor"</p> }>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(manuscript) => {
                        let chosen = template.get_untracked();
                        view! { <Manual manuscript widget=widget.get_untracked() chosen/> }.into_any()
                    }
                    Err(error) => view! { <Unavailable error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Unavailable(error: ApiError) -> impl IntoView {
    let (title, detail) = match &error {
        ApiError::NotFound => {
            ("This widget is not here.", "It was deleted, or it belongs to another account.".to_owned())
        }
        error => ("The editor cannot be opened now.", error.to_string()),
    };
    view! {
        <main class="editor-page" id="main">
            <h1 class="page__title">"Schema editor"</h1>
            <Notice icon=Glyph::Braces title detail>
                <LinkButton href="/dashboard">"Dashboard"</LinkButton>
                <LinkButton href="/widgets/new">"Write a new one"</LinkButton>
            </Notice>
        </main>
    }
}

#[component]
fn Manual(
    manuscript: Manuscript,
    /// The widget that is edited; `None` for a new one.
    widget: Option<WidgetId>,
    /// The template it starts from.
    chosen: Option<String>,
) -> impl IntoView {
    let Manuscript { text, widget: name, templates } = manuscript;
    let checked = RwSignal::new(Checked::default());
    let draft = match (widget, &chosen) {
        (Some(id), _) => format!("draft:editor:{id}"),
        (None, Some(template)) => format!("draft:editor:new:{template}"),
        (None, None) => "draft:editor:new".to_owned(),
    };
    let title = name.map_or_else(|| "New widget by hand".to_owned(), |name| format!("Edit {name}"));

    view! {
        <main class="editor-page" id="main">
            <header class="editor-page__head">
                <div>
                    <h1 class="page__title">{title}</h1>
                    <p class="supporting">
                        "The schema says what is fetched, which fields are read, and how they look. "
                        <a class="link" href="/api/schemas/widget.json" rel="external">"Its JSON Schema"</a>
                    </p>
                </div>
            </header>
            <div class="editor-page__columns">
                <div class="editor-page__text">
                    {widget.is_none().then(|| view! { <StartFrom templates chosen/> })}
                    {match widget {
                        Some(id) => view! { <SaveForm id text checked draft/> }.into_any(),
                        None => view! { <CreateForm text checked draft/> }.into_any(),
                    }}
                </div>
                <LivePreview checked/>
            </div>
        </main>
    }
}

#[component]
fn CreateForm(text: String, checked: RwSignal<Checked>, draft: String) -> impl IntoView {
    let create = form_action::<CreateWidget>();
    let refusal = move || create.value().get().and_then(Result::err);
    after_saving(draft.clone(), move || create.value().get());
    view! {
        <ActionForm action=create attr:class="form">
            <SchemaEditor name="schema" text checked draft/>
            {move || refusal().map(|error| view! { <Refused error/> })}
            <div class="form__row">
                <Button kind=ButtonKind::Primary submits=true busy=create.pending()>"Put it on the dashboard"</Button>
                <LinkButton href="/dashboard" kind=ButtonKind::Quiet>"Cancel"</LinkButton>
            </div>
        </ActionForm>
    }
}

#[component]
fn SaveForm(id: WidgetId, text: String, checked: RwSignal<Checked>, draft: String) -> impl IntoView {
    let save = form_action::<SaveWidget>();
    let refusal = move || save.value().get().and_then(Result::err);
    after_saving(draft.clone(), move || save.value().get());
    view! {
        <ActionForm action=save attr:class="form">
            <input type="hidden" name="id" value=id.to_string()/>
            <SchemaEditor name="schema" text checked draft/>
            {move || refusal().map(|error| view! { <Refused error/> })}
            <div class="form__row">
                <Button kind=ButtonKind::Primary submits=true busy=save.pending()>"Save"</Button>
                <LinkButton href="/dashboard" kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                <span class="meta">"The version before is kept."</span>
            </div>
        </ActionForm>
    }
}

/// A saved draft is forgotten; an ended session asks for a new log-in.
fn after_saving(draft: String, outcome: impl Fn() -> Option<Result<WidgetId, ApiError>> + 'static) {
    let session = use_session();
    Effect::new(move |_| match outcome() {
        Some(Ok(_)) => super::wizard::forget(&draft),
        Some(Err(error)) => session.heed(&error),
        None => {}
    });
}

/// Every problem, each with its place; the editor lists them too while one types.
#[component]
fn Refused(error: ApiError) -> impl IntoView {
    match error {
        ApiError::Invalid { problems } => view! {
            <div role="alert" class="form__refusal">
                <ul>
                    {problems.into_iter().map(|problem| view! {
                        <li><code>{problem.pointer}</code>" "{problem.message}</li>
                    }).collect_view()}
                </ul>
            </div>
        }
        .into_any(),
        error => view! { <Trouble error/> }.into_any(),
    }
}

/// Templates to begin with: links, so that each has an address.
#[component]
fn StartFrom(templates: Vec<TemplateLink>, chosen: Option<String>) -> impl IntoView {
    view! {
        <details class="start-from" open=chosen.is_some()>
            <summary class="link">"Start from a template"</summary>
            <ul class="start-from__list">
                {templates.into_iter().map(|template| {
                    let is_chosen = chosen.as_ref() == Some(&template.address);
                    view! {
                        <li>
                            <a
                                class="chip"
                                href=format!("/widgets/new?from={}", template.address)
                                // A page of its own: a text field that was typed into keeps its text.
                                rel="external"
                                aria-current=is_chosen.then_some("true")
                            >
                                {template.name}
                                <span class="chip__note">{template.provider}</span>
                            </a>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </details>
    }
}

#[component]
fn LivePreview(checked: RwSignal<Checked>) -> impl IntoView {
    let preview = Memo::new(move |_| checked.with(|checked| checked.preview.clone()));
    view! {
        <section class="editor-page__preview hydrated-only" aria-label="Preview">
            <h2 class="visually-hidden">"Preview"</h2>
            {move || match preview.get() {
                Some((schema, data)) => view! { <PreviewCard schema data/> }.into_any(),
                None => view! {
                    <Notice
                        icon=Glyph::LayoutDashboard
                        title="No preview yet"
                        detail="The widget stands here with your rows as soon as the schema is valid."
                    />
                }.into_any(),
            }}
        </section>
    }
}
