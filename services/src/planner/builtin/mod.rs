//! The planner that is always there: catalogue search over the templates, and rules.

use domain::{
    widget::WidgetSchema,
    wizard::{self, Discovery, Question},
};
use futures::{
    FutureExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream, StreamExt},
};

use super::{Asking, Composing, Discovering, Next, Planner, PlannerError, Thought, open_questions};
use crate::providers::template::{OptionsSpec, QuestionSpec};

/// Needs nothing and never fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl BuiltIn {
    #[must_use]
    pub fn read(&self, _discovering: Discovering<'_>) -> Discovery {
        todo!()
    }

    #[must_use]
    pub fn ask(&self, asking: Asking<'_>) -> Next {
        open_questions(asking.offer.template, asking.details)
            .next()
            .map_or(Next::Complete, |spec| Next::Ask(Box::new(question(spec, asking))))
    }

    #[must_use]
    pub fn write(&self, _composing: Composing<'_>) -> WidgetSchema {
        todo!()
    }
}

/// The template's question, with the account's choices.
#[must_use]
pub fn question(spec: &QuestionSpec, asking: Asking<'_>) -> Question {
    Question {
        field_name: spec.field.clone(),
        question: spec.question.clone(),
        hint: spec.hint.clone(),
        input_type: spec.input,
        options: match &spec.options {
            OptionsSpec::None => Vec::new(),
            OptionsSpec::Fixed(options) => options.clone(),
            OptionsSpec::From(source) => asking.facts.get(source).cloned().unwrap_or_default(),
        },
        default: spec.default.clone(),
    }
}

impl Planner for BuiltIn {
    fn id(&self) -> wizard::Planner {
        wizard::Planner::BuiltIn
    }

    fn discover<'a>(&'a self, discovering: Discovering<'a>) -> BoxStream<'a, Result<Thought, PlannerError>> {
        let discovery = self.read(discovering);
        let words: Vec<_> = super::message(&discovery)
            .split_inclusive(' ')
            .map(|word| Ok(Thought::Text(word.to_owned())))
            .collect();
        stream::iter(words).chain(stream::once(future::ready(Ok(Thought::Done(Box::new(discovery)))))).boxed()
    }

    fn next_question<'a>(&'a self, asking: Asking<'a>) -> BoxFuture<'a, Result<Next, PlannerError>> {
        future::ready(Ok(self.ask(asking))).boxed()
    }

    fn compose<'a>(&'a self, composing: Composing<'a>) -> BoxFuture<'a, Result<WidgetSchema, PlannerError>> {
        future::ready(Ok(self.write(composing))).boxed()
    }
}
