//! Claude as a planner: three questions, each bound to a schema of its own.
//!
//! # Promises
//!
//! - An answer can do no more than fill its schema. Templates, fields and parameters are
//!   chosen from what there is; source, endpoint and choices are never taken from an answer.
//! - What does not hold is asked once more, with the reason; then it is a [`PlannerError`].
//! - The user's words and whatever came from a provider stand in data blocks only, see
//!   [`prompt`].
//!
//! How streamed words and a bound answer live together: `message` is the first property of
//! the schema, so it is written first; its text is taken out of the JSON as it comes
//! ([`FirstString`]) and everything after it is read when it is whole.

mod catalogue;
mod compose;
mod discover;
mod failure;
mod prompt;
mod question;

use std::sync::Arc;

use domain::{
    widget::WidgetSchema,
    wizard::{self, Discovery},
};
use futures::{
    FutureExt, StreamExt,
    channel::mpsc,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use serde::de::DeserializeOwned;

use self::{failure::unreadable, prompt::repair_turn};
use super::{Asking, Composing, Discovering, Next, Planner, PlannerError, Thought, open_questions};
use crate::claude::{Call, Claude, ClaudeError, FirstString, Heard, Payer, Turn, first_object};

/// Claude, answering one user.
#[derive(Clone)]
pub struct ClaudePlanner {
    claude: Claude,
    payer: Payer,
}

impl ClaudePlanner {
    #[must_use]
    pub fn new(claude: Claude, payer: Payer) -> Self {
        Self { claude, payer }
    }

    /// Asks, and asks once more when `check` finds a mistake in the answer.
    async fn ask<A: DeserializeOwned, T>(
        &self,
        call: Call,
        check: impl Fn(A) -> Result<T, String>,
    ) -> Result<T, PlannerError> {
        let reply = self.claude.ask(self.payer, call.clone()).await?;
        match read(&reply.text, &check) {
            Ok(answer) => Ok(answer),
            Err(reason) => self.ask_again(call, reply.text, &reason, check).await,
        }
    }

    async fn ask_again<A: DeserializeOwned, T>(
        &self,
        mut call: Call,
        answer: String,
        reason: &str,
        check: impl Fn(A) -> Result<T, String>,
    ) -> Result<T, PlannerError> {
        tracing::info!(purpose = call.purpose, reason, "asking Claude once more");
        // The API refuses empty turns.
        if !answer.trim().is_empty() {
            call.turns.push(Turn::Assistant(answer));
        }
        call.turns.push(Turn::User(repair_turn(reason)));
        let reply = self.claude.ask(self.payer, call).await?;
        read(&reply.text, check).map_err(|reason| unreadable(&reason))
    }

    /// Says the words of the message as they come. Only those of the first try: the whole
    /// message is part of the result.
    async fn discover_aloud(&self, discovering: Discovering<'_>, say: &Said) -> Result<Discovery, PlannerError> {
        let call = discover::call(discovering);
        let check = |answer| discover::check(discovering, answer);

        let mut message = FirstString::named(discover::FIRST);
        let mut pieces = self.claude.stream(self.payer, call.clone());
        let reply = loop {
            match pieces.next().await.ok_or(ClaudeError::Interrupted)?? {
                Heard::Text(piece) => {
                    let words = message.push(&piece);
                    if !words.is_empty() && say.unbounded_send(Ok(Thought::Text(words))).is_err() {
                        return Err(ClaudeError::Abandoned.into());
                    }
                }
                Heard::Done(reply) => break reply,
            }
        };
        match read(&reply.text, check) {
            Ok(discovery) => Ok(discovery),
            Err(reason) => self.ask_again(call, reply.text, &reason, check).await,
        }
    }
}

type Said = mpsc::UnboundedSender<Result<Thought, PlannerError>>;

/// The first whole JSON object of an answer, if it is what was asked for.
fn read<A: DeserializeOwned, T>(text: &str, check: impl FnOnce(A) -> Result<T, String>) -> Result<T, String> {
    let object = first_object(text).ok_or("there is no complete JSON object in it")?;
    let answer = serde_json::from_value(object).map_err(|error| format!("it does not fit the schema: {error}"))?;
    check(answer)
}

/// At most so many characters of what a model wrote, on one line.
fn line(text: &str, most: usize) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

impl Planner for ClaudePlanner {
    fn id(&self) -> wizard::Planner {
        wizard::Planner::Claude
    }

    fn discover<'a>(&'a self, discovering: Discovering<'a>) -> BoxStream<'a, Result<Thought, PlannerError>> {
        let (say, said) = mpsc::unbounded();
        let work = async move {
            let last = self.discover_aloud(discovering, &say).await;
            // Nobody hears it when the listener has left; there is nobody to tell then.
            say.unbounded_send(last.map(|discovery| Thought::Done(Box::new(discovery)))).ok();
        };
        // The work says nothing itself, so what is said keeps its order.
        stream::select(said, work.into_stream().filter_map(|()| future::ready(None))).boxed()
    }

    fn next_question<'a>(&'a self, asking: Asking<'a>) -> BoxFuture<'a, Result<Next, PlannerError>> {
        if open_questions(asking.offer.template, asking.details).next().is_none() {
            return future::ready(Ok(Next::Complete)).boxed();
        }
        self.ask(question::call(asking), move |answer| question::check(asking, answer)).boxed()
    }

    fn compose<'a>(&'a self, composing: Composing<'a>) -> BoxFuture<'a, Result<WidgetSchema, PlannerError>> {
        let draft = super::builtin::BuiltIn.write(composing);
        let call = compose::call(composing, &draft);
        async move { self.ask(call, |answer| compose::check(composing, &draft, answer)).await }.boxed()
    }
}

/// The parts of the prompt that are the same for everybody.
fn system(parts: &[&str]) -> Vec<Arc<str>> {
    parts.iter().map(|part| Arc::from(*part)).collect()
}
