//! The one question, and the open conversations below it.

use domain::wizard::ConversationSummary;
use leptos::{ev::SubmitEvent, html::Textarea, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use server_fn::ServerFn;

use super::{draft, stages, talk::Talk, trouble::Trouble};
use crate::{
    api::{
        ApiError,
        wizard::{BeginConversation, list_conversations, start_conversation},
    },
    components::{Button, ButtonKind, ButtonSize, Glyph, Icon},
    forms::form_action,
    loaded::load,
    session::use_session,
};

/// Examples that show how to say it; pressing one fills the box and sends nothing.
const EXAMPLES: [&str; 3] = [
    "My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking each repo manually.",
    "I never know how much money came in this week without logging in to Stripe.",
    "Builds fail on main overnight and nobody notices until lunch.",
];

/// A new conversation, at `/wizard`.
#[component]
pub fn NewWizardPage() -> impl IntoView {
    view! {
        <Title text="New widget"/>
        <main class="wizard-new" id="main">
            <FirstQuestion/>
            <OpenConversations/>
            <p class="wizard-new__manual supporting">
                "You know exactly what you want? "
                <a class="link" href="/widgets/new">"Write the widget's schema yourself"</a>
            </p>
        </main>
    }
}

#[component]
fn FirstQuestion() -> impl IntoView {
    let session = use_session();
    let begin = form_action::<BeginConversation>();
    let refused_before = move || begin.value().get().and_then(Result::err);
    let refused = RwSignal::new(None::<ApiError>);
    let sending = RwSignal::new(false);
    let text = NodeRef::<Textarea>::new();
    let navigate = use_navigate();

    Effect::new(move |_| {
        if let (Some(kept), Some(text)) = (draft::recall(draft::NEW), text.get()) {
            text.set_value(&kept);
        }
    });

    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let problem = text.get_untracked().map(|text| text.value()).unwrap_or_default();
        if sending.get_untracked() {
            return;
        }
        if problem.trim().is_empty() {
            refused.set(Some(domain::wizard::WizardError::EmptyProblem.into()));
            return;
        }
        sending.set(true);
        refused.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match start_conversation().await {
                Ok(id) => {
                    draft::keep(&draft::problem(id), &problem);
                    draft::forget(draft::NEW);
                    navigate(&format!("/wizard/{id}"), NavigateOptions::default());
                }
                Err(error) => {
                    session.heed(&error);
                    refused.try_set(Some(error));
                }
            }
            sending.try_set(false);
        });
    };

    view! {
        <form class="wizard-new__form" method="post" action=BeginConversation::url() on:submit=on_submit>
            <h1 class="wizard-new__question"><label for="problem">"What problem are you solving?"</label></h1>
            <div class="ask-box">
                <textarea
                    node_ref=text
                    id="problem"
                    name="problem"
                    class="ask-box__text own-words"
                    rows="3"
                    maxlength="4000"
                    autofocus
                    required
                    aria-describedby="problem-hint"
                    on:input:target=move |event| draft::keep(draft::NEW, &event.target().value())
                    on:keydown=|event| send_on_enter(&event)
                ></textarea>
                <div class="ask-box__foot">
                    <p id="problem-hint" class="meta">"In your own words: what happens, how often, what it costs you."</p>
                    <Button kind=ButtonKind::Primary submits=true busy=sending>"Continue"</Button>
                </div>
            </div>
            {move || refused.get().or_else(refused_before).map(|error| view! { <Trouble error/> })}
            <Examples text/>
        </form>
    }
}

#[component]
fn Examples(text: NodeRef<Textarea>) -> impl IntoView {
    let fill = move |example: &'static str| {
        if let Some(text) = text.get_untracked() {
            text.set_value(example);
            draft::keep(draft::NEW, example);
            drop(text.focus());
        }
    };
    view! {
        <div class="wizard-new__examples hydrated-only">
            <h2 class="label">"As others put it"</h2>
            <ul>
                {EXAMPLES.map(|example| view! {
                    <li>
                        <button class="wizard-new__example own-words" type="button" on:click=move |_| fill(example)>
                            {example}
                        </button>
                    </li>
                })}
            </ul>
        </div>
    }
}

/// Enter sends, Shift+Enter starts a new line. While a word is being composed (Japanese,
/// Chinese), Enter belongs to the composition.
pub(super) fn send_on_enter(event: &leptos::ev::KeyboardEvent) {
    use wasm_bindgen::JsCast;

    if event.key() != "Enter" || event.shift_key() || event.is_composing() {
        return;
    }
    let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(form) = area.and_then(|area| area.form()) {
        event.prevent_default();
        drop(form.request_submit());
    }
}

/// A conversation that was opened on the page before and has said nothing yet: its first
/// message was left in the tab's storage.
pub(super) fn go_on(talk: Talk) {
    let is_empty = talk.stored(|conversation| conversation.state.problem.is_none());
    Effect::new(move |_| {
        if is_empty.get_untracked()
            && let Some(problem) = draft::recall(&draft::problem(talk.id))
        {
            talk.tell(problem);
        }
    });
}

#[component]
fn OpenConversations() -> impl IntoView {
    let open = load(|| (), |()| list_conversations());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let open: Vec<ConversationSummary> = open.await.unwrap_or_default();
                let open: Vec<_> = open.into_iter().filter(|one| one.problem.is_some() && one.widget.is_none()).take(5).collect();
                (!open.is_empty()).then(|| view! {
                    <section class="wizard-new__open" aria-labelledby="open-conversations">
                        <h2 id="open-conversations" class="label">"Go on where you stopped"</h2>
                        <ul class="open-talks">
                            {open.into_iter().map(|one| view! { <OpenConversation one/> }).collect_view()}
                        </ul>
                    </section>
                })
            })}
        </Suspense>
    }
}

#[component]
fn OpenConversation(one: ConversationSummary) -> impl IntoView {
    view! {
        <li>
            <a class="open-talk" href=format!("/wizard/{}", one.id)>
                <span class="open-talk__words own-words">{one.problem}</span>
                <span class="meta">{stages::label(one.stage)}</span>
                <Icon glyph=Glyph::ArrowRight/>
            </a>
        </li>
    }
}

/// The problem in a conversation that has none yet, or whose problem is told anew.
#[component]
pub(super) fn TellForm(
    /// What stands in it at first.
    problem: String,
    label: &'static str,
) -> impl IntoView {
    use crate::api::wizard::TellProblem;

    let talk = expect_context::<Talk>();
    let text = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let (Some(kept), Some(text)) = (draft::recall(&draft::problem(talk.id)), text.get()) {
            text.set_value(&kept);
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        talk.tell(text.get_untracked().map(|text| text.value()).unwrap_or_default());
    };

    view! {
        <form class="ask-box" method="post" action=TellProblem::url() on:submit=on_submit>
            <input type="hidden" name="id" value=talk.id.to_string()/>
            <label class="visually-hidden" for="problem">"What problem are you solving?"</label>
            <textarea
                node_ref=text
                id="problem"
                name="problem"
                class="ask-box__text own-words"
                rows="3"
                maxlength="4000"
                required
                on:input:target=move |event| draft::keep(&draft::problem(talk.id), &event.target().value())
                on:keydown=|event| send_on_enter(&event)
            >{problem}</textarea>
            <div class="ask-box__foot">
                <p class="meta">"Enter sends, Shift and Enter start a new line."</p>
                <Button kind=ButtonKind::Plain size=ButtonSize::Regular submits=true busy=Signal::derive(move || talk.busy())>
                    {label}
                </Button>
            </div>
        </form>
    }
}
