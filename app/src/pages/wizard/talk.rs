//! A conversation as the page holds it: what the server stored last, and what the stage
//! machine says will come of the step that is on its way.
//!
//! Every step is a form. Before it is sent the machine is asked, so that a refusal is shown
//! without a round trip and an accepted step is seen at once; the server's answer then
//! takes its place. Without WASM the same forms are posted, and a refusal comes back in the
//! page's address.

use domain::{
    ConversationId,
    wizard::{Conversation, Details, WizardInput, WizardState, transition},
};
use futures::StreamExt;
use leptos::{ev::SubmitEvent, form::FromFormData, prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use server_fn::{ServerFn, error::ServerFnUrlError};

use super::{draft, follow};
use crate::{
    api::{
        ApiError,
        wizard::{Heard, TellProblem, WizardForm, describe_problem, get_conversation},
    },
    session::{Session, use_session},
};

/// A refusal, and the form it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    /// Path of the server function behind the form.
    form: String,
    pub(super) error: ApiError,
}

/// The conversation of this page.
#[derive(Clone, Copy)]
pub(super) struct Talk {
    pub(super) id: ConversationId,
    session: Session,
    stored: RwSignal<Conversation>,
    ahead: RwSignal<Option<WizardState>>,
    refusal: RwSignal<Option<Refusal>>,
    /// Words of an answer that is being streamed.
    heard: RwSignal<Option<String>>,
    /// Why the planner changed while it spoke.
    restarted: RwSignal<Option<String>>,
    /// Answers given on this page, so that a question opened again shows what was chosen.
    given: StoredValue<Details>,
}

impl Talk {
    pub(super) fn new(conversation: Conversation) -> Self {
        // A form that was posted without WASM and refused leaves its refusal in the address.
        let query = use_query_map().get_untracked();
        let refusal = query
            .get("__path")
            .zip(query.get("__err"))
            .map(|(form, error)| Refusal { form, error: ServerFnUrlError::<ApiError>::decode_err(&error) });
        Self {
            id: conversation.id,
            session: use_session(),
            stored: RwSignal::new(conversation),
            ahead: RwSignal::new(None),
            refusal: RwSignal::new(refusal),
            heard: RwSignal::new(None),
            restarted: RwSignal::new(None),
            given: StoredValue::new(Details::new()),
        }
    }

    /// A part of what the server stored, watched.
    pub(super) fn stored<T>(self, part: impl Fn(&Conversation) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.stored.with(&part))
    }

    /// A part of the state, the step on its way included.
    pub(super) fn state<T>(self, part: impl Fn(&WizardState) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.ahead.with(|ahead| match ahead {
                Some(state) => part(state),
                None => self.stored.with(|conversation| part(&conversation.state)),
            })
        })
    }

    /// Whether the machine would accept this now.
    pub(super) fn can(self, input: WizardInput) -> Memo<bool> {
        self.state(move |state| transition(state.clone(), input.clone()).is_ok())
    }

    pub(super) fn busy(self) -> bool {
        self.ahead.with(Option::is_some)
    }

    /// The streamed words so far, while they come.
    pub(super) fn heard(self) -> Option<String> {
        self.heard.get()
    }

    pub(super) fn restarted(self) -> Option<String> {
        self.restarted.get()
    }

    /// What was answered before to a question that is open again.
    pub(super) fn given(self, field_name: &str) -> Option<serde_json::Value> {
        self.given.with_value(|given| given.get(field_name).cloned())
    }

    /// Why the form `F` was refused.
    pub(super) fn refusal<F: ServerFn>(self) -> Option<ApiError> {
        self.refusal.with(|refusal| {
            refusal.as_ref().filter(|refusal| refusal.form == F::PATH).map(|refusal| refusal.error.clone())
        })
    }

    /// Takes over a newer version, from another tab or after connecting.
    pub(super) fn receive(self, conversation: Conversation) {
        if self.ahead.with_untracked(Option::is_none) {
            self.stored.set(conversation);
        }
    }

    /// Asks the server what is stored now.
    pub(super) fn refresh(self) {
        spawn_local(async move {
            if let Ok(conversation) = get_conversation(self.id).await {
                self.receive(conversation);
            }
        });
    }

    /// Takes the step of a submitted form.
    pub(super) fn submit<F>(self, event: &SubmitEvent)
    where
        F: WizardForm + ServerFn<Output = Conversation, Error = ApiError> + FromFormData + Send + 'static,
    {
        event.prevent_default();
        match F::from_event(event) {
            Ok(form) => self.send(form),
            Err(_) => self.refuse::<F>(ApiError::invalid("", "This form could not be read. Reload the page.")),
        }
    }

    pub(super) fn send<F>(self, form: F)
    where
        F: WizardForm + ServerFn<Output = Conversation, Error = ApiError> + Send + 'static,
    {
        if self.ahead.with_untracked(Option::is_some) {
            return;
        }
        let now = self.stored.with_untracked(|conversation| conversation.state.clone());
        self.remember(&now);
        let next = form.input(&now).and_then(|input| match input {
            Some(input) => Ok(transition(now, input)?),
            None => Ok(now),
        });
        match next {
            Err(error) => self.refuse::<F>(error),
            Ok(next) => {
                self.refusal.set(None);
                self.ahead.set(Some(next));
                spawn_local(async move {
                    match form.run_on_client().await {
                        Ok(conversation) => self.stored.set(conversation),
                        Err(error) => self.refuse::<F>(error),
                    }
                    follow::keep_focus();
                    self.ahead.set(None);
                });
            }
        }
    }

    /// Tells the problem and listens to the answer, word by word.
    pub(super) fn tell(self, problem: String) {
        if self.ahead.with_untracked(Option::is_some) {
            return;
        }
        let told = WizardInput::Describe { problem: problem.clone() };
        match transition(WizardState::default(), told) {
            Err(error) => self.refuse::<TellProblem>(error.into()),
            Ok(next) => {
                draft::keep(&draft::problem(self.id), &problem);
                self.refusal.set(None);
                self.restarted.set(None);
                self.heard.set(Some(String::new()));
                self.ahead.set(Some(next));
                spawn_local(async move {
                    match self.listen(problem).await {
                        Ok(conversation) => {
                            draft::forget(&draft::problem(self.id));
                            self.stored.set(conversation);
                        }
                        Err(error) => self.refuse::<TellProblem>(error),
                    }
                    self.heard.set(None);
                    self.ahead.set(None);
                });
            }
        }
    }

    async fn listen(self, problem: String) -> Result<Conversation, ApiError> {
        let mut chunks = Box::pin(describe_problem(self.id, problem).await?.into_inner());
        let mut rest = String::new();
        while let Some(chunk) = chunks.next().await {
            rest.push_str(&chunk?);
            while let Some((line, after)) = rest.split_once('\n') {
                let heard = serde_json::from_str(line).map_err(|_| ApiError::Outdated)?;
                rest = after.to_owned();
                match heard {
                    Heard::Text { text } => {
                        self.heard.update(|words| words.get_or_insert_default().push_str(&text));
                    }
                    Heard::Restart { why } => {
                        self.restarted.set(Some(why));
                        self.heard.set(Some(String::new()));
                    }
                    Heard::Done { conversation } => return Ok(*conversation),
                    Heard::Failed { why } => return Err(ApiError::invalid("/problem", why)),
                }
            }
        }
        // The line broke; the planner went on without a listener.
        get_conversation(self.id).await
    }

    fn remember(self, state: &WizardState) {
        self.given.update_value(|given| {
            given.extend(state.answered.iter().map(|one| (one.question.field_name.clone(), one.value.clone())));
        });
    }

    fn refuse<F: ServerFn>(self, error: ApiError) {
        self.session.heed(&error);
        self.refusal.set(Some(Refusal { form: F::PATH.to_owned(), error }));
    }
}
