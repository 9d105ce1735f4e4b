//! What understands the user in the wizard: Claude, or the built-in planner.
//!
//! A [`Planner`] reads a problem, asks for what is missing and writes the widget's schema.
//! [`Planners`] is what the wizard talks to: it prefers Claude where there is one and
//! finishes with the built-in planner when Claude fails, at any point, in mid-sentence too.
//!
//! # Promises
//!
//! - There is always an answer. Claude's failure is told in words ([`Understood::fallback`]),
//!   never passed on.
//! - No planner can invent: a template that is not in the catalogue, a question the template
//!   does not ask, a choice the account does not offer and a schema that is not valid are
//!   treated like a failure. What a model says is data until it has been checked here.
//!
//! # What it does not do
//!
//! It stores nothing and fetches nothing. What the account offers comes in as [`Facts`].

pub mod builtin;
pub mod claude;

use std::{collections::BTreeMap, time::Duration};

use domain::{
    UserIntent,
    provider::{Catalogue, ProviderInfo},
    widget::{LayoutType, Widget, WidgetSchema},
    wizard::{self, Details, Discovery, Question, QuestionOption},
};
use futures::{StreamExt, future::BoxFuture, stream::BoxStream};

use self::builtin::BuiltIn;
use crate::providers::template::{OptionsSpec, QuestionSpec, Template};

/// A template of the catalogue, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub provider: &'a ProviderInfo,
    pub template: &'a Template,
}

impl Offer<'_> {
    /// `pr-list`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.template.schema.metadata.id
    }

    /// "Open pull requests".
    #[must_use]
    pub fn name(&self) -> &str {
        &self.template.schema.metadata.name
    }
}

/// Every template of this build, in the order of the providers.
#[must_use]
pub fn offers() -> Vec<Offer<'static>> {
    crate::providers::all()
        .iter()
        .flat_map(|provider| provider.templates().iter().map(|template| Offer { provider: provider.info(), template }))
        .collect()
}

/// What there is to go by when a problem is read.
#[derive(Debug, Clone, Copy)]
pub struct Discovering<'a> {
    /// The user's words. Data, never instructions.
    pub problem: &'a str,
    pub offers: &'a [Offer<'a>],
    /// Ids of the providers this user is connected to.
    pub connected: &'a [String],
    /// What stands on the dashboard already.
    pub widgets: &'a [Widget],
}

/// A piece of a planner's answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Thought {
    /// The next words of the message, white space included.
    Text(String),
    /// The last one.
    Done(Box<Discovery>),
}

/// Choices by the source they come from (`repositories`), most active first. A source that
/// is not here could not be read.
pub type Facts = BTreeMap<String, Vec<QuestionOption>>;

/// What there is to go by when the next question is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub problem: &'a str,
    pub offer: Offer<'a>,
    /// What is known already, stated or answered.
    pub details: &'a Details,
    pub facts: &'a Facts,
}

/// Whether something is still missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    Ask(Box<Question>),
    Complete,
}

/// What there is to go by when the schema is written.
#[derive(Debug, Clone, Copy)]
pub struct Composing<'a> {
    pub problem: &'a str,
    pub offer: Offer<'a>,
    pub details: &'a Details,
    pub layout: LayoutType,
    pub intent: &'a UserIntent,
}

/// Why a planner has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct PlannerError {
    pub kind: PlannerErrorKind,
    /// For the page, one sentence that names who failed: "Claude did not answer within 30 seconds."
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlannerErrorKind {
    /// Not reachable, overloaded, or over the deadline.
    Unavailable,
    RateLimited,
    /// The operator's key is not accepted, or out of credit.
    Credentials,
    /// The model declined.
    Refused,
    /// The answer was cut off, or the question does not fit.
    TooLong,
    /// The answer is not what was asked for, twice.
    Unreadable,
    /// This month's budget of the user is spent; no call was made.
    OverBudget,
}

/// Understands a user. Dyn-compatible: the wizard does not know which one it has.
///
/// Implementations check their own budget before a call is made and answer
/// [`PlannerErrorKind::OverBudget`] when it is spent.
pub trait Planner: Send + Sync {
    fn id(&self) -> wizard::Planner;

    /// Reads the problem. The stream ends with [`Thought::Done`] or an error.
    fn discover<'a>(&'a self, discovering: Discovering<'a>) -> BoxStream<'a, Result<Thought, PlannerError>>;

    fn next_question<'a>(&'a self, asking: Asking<'a>) -> BoxFuture<'a, Result<Next, PlannerError>>;

    fn compose<'a>(&'a self, composing: Composing<'a>) -> BoxFuture<'a, Result<WidgetSchema, PlannerError>>;
}

/// What is heard while a problem is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Text(String),
    /// What was said so far is void; the built-in planner starts over. Why, in words.
    Restart(String),
}

/// A problem, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    pub discovery: Discovery,
    pub planner: wizard::Planner,
    /// Why the built-in planner stood in, in words.
    pub fallback: Option<String>,
}

/// A question or a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned<T> {
    pub what: T,
    /// Why the built-in planner stood in, in words.
    pub fallback: Option<String>,
}

/// The preferred planner, with the built-in one behind it.
pub struct Planners {
    preferred: Option<Box<dyn Planner>>,
    built_in: BuiltIn,
}

/// The longest the wizard waits for the preferred planner between two pieces of an answer.
const PATIENCE: Duration = Duration::from_secs(35);

impl Planners {
    /// `preferred` is Claude where the operator gave a key.
    #[must_use]
    pub fn new(preferred: Option<Box<dyn Planner>>) -> Self {
        Self { preferred, built_in: BuiltIn }
    }

    /// Reads a problem and says what it hears on the way.
    pub async fn discover(&self, discovering: Discovering<'_>, mut tell: impl FnMut(Heard) + Send) -> Understood {
        let mut fallback = None;
        if let Some(preferred) = &self.preferred {
            match listen(preferred.as_ref(), discovering, &mut tell).await {
                Ok(discovery) => return Understood { discovery, planner: preferred.id(), fallback: None },
                Err(error) => {
                    tracing::warn!(kind = ?error.kind, words = %error.words, "the built-in planner stands in");
                    tell(Heard::Restart(error.words.clone()));
                    fallback = Some(error.words);
                }
            }
        }

        let discovery = self.built_in.read(discovering);
        for word in message(&discovery).split_inclusive(' ') {
            tell(Heard::Text(word.to_owned()));
        }
        Understood { discovery, planner: self.built_in.id(), fallback }
    }

    pub async fn next_question(&self, asking: Asking<'_>) -> Planned<Next> {
        let Some(preferred) = &self.preferred else {
            return Planned { what: self.built_in.ask(asking), fallback: None };
        };
        let asked = preferred.next_question(asking).await;
        let checked = asked.and_then(|next| checked_question(asking, next).ok_or_else(|| unusable("a question")));
        stand_in(checked, || self.built_in.ask(asking))
    }

    pub async fn compose(&self, composing: Composing<'_>, catalogue: &Catalogue) -> Planned<WidgetSchema> {
        let Some(preferred) = &self.preferred else {
            return Planned { what: self.built_in.write(composing), fallback: None };
        };
        let composed = preferred.compose(composing).await;
        let checked = composed
            .and_then(|schema| checked_schema(composing, &schema, catalogue).ok_or_else(|| unusable("a widget")));
        stand_in(checked, || self.built_in.write(composing))
    }
}

fn unusable(what: &str) -> PlannerError {
    PlannerError {
        kind: PlannerErrorKind::Unreadable,
        words: format!("Claude answered with {what} that cannot be used here."),
    }
}

/// What the preferred planner made, or the same by the built-in one and why.
fn stand_in<T>(made: Result<T, PlannerError>, built_in: impl FnOnce() -> T) -> Planned<T> {
    match made {
        Ok(what) => Planned { what, fallback: None },
        Err(error) => {
            tracing::warn!(kind = ?error.kind, words = %error.words, "the built-in planner stands in");
            Planned { what: built_in(), fallback: Some(error.words) }
        }
    }
}

async fn listen(
    planner: &dyn Planner,
    discovering: Discovering<'_>,
    tell: &mut (impl FnMut(Heard) + Send),
) -> Result<Discovery, PlannerError> {
    let unfinished = || PlannerError {
        kind: PlannerErrorKind::Unavailable,
        words: "Claude stopped before it was finished.".to_owned(),
    };
    let mut thoughts = planner.discover(discovering);
    loop {
        let next = tokio::time::timeout(PATIENCE, thoughts.next()).await.map_err(|_| unfinished())?;
        match next.ok_or_else(unfinished)?? {
            Thought::Text(text) => tell(Heard::Text(text)),
            Thought::Done(discovery) => return checked_discovery(discovering, *discovery),
        }
    }
}

/// What every planner says before it is asked for the first question.
#[must_use]
pub fn message(discovery: &Discovery) -> &str {
    match discovery {
        Discovery::Widget { message, .. } | Discovery::Unsupported { message, .. } => message,
    }
}

/// The template must be in the catalogue; alternatives and a nearest that are not are left out.
fn checked_discovery(discovering: Discovering<'_>, discovery: Discovery) -> Result<Discovery, PlannerError> {
    let offered = |provider: &str, kind: &str| {
        discovering.offers.iter().any(|offer| offer.provider.id == provider && offer.kind() == kind)
    };
    match discovery {
        Discovery::Widget { inferred, .. } if !offered(&inferred.provider, &inferred.kind) => Err(PlannerError {
            kind: PlannerErrorKind::Unreadable,
            words: "Claude suggested a widget that does not exist here.".to_owned(),
        }),
        Discovery::Widget { intent, inferred, name, why, mut alternatives, message, stated } => {
            alternatives.retain(|other| {
                offered(&other.provider, &other.kind)
                    && (&other.provider, &other.kind) != (&inferred.provider, &inferred.kind)
            });
            alternatives.truncate(3);
            Ok(Discovery::Widget { intent, inferred, name, why, alternatives, message, stated })
        }
        Discovery::Unsupported { message, nearest, intent } => Ok(Discovery::Unsupported {
            message,
            nearest: nearest.filter(|nearest| offered(&nearest.provider, &nearest.kind)),
            intent,
        }),
    }
}

/// A planner may word a question; which one, its choices and its default are the template's
/// and the account's.
fn checked_question(asking: Asking<'_>, next: Next) -> Option<Next> {
    let Next::Ask(question) = next else {
        // Only the rules decide that nothing is missing.
        return open_questions(asking.offer.template, asking.details).next().is_none().then_some(Next::Complete);
    };
    let spec = open_questions(asking.offer.template, asking.details).find(|spec| spec.field == question.field_name)?;
    let declared = builtin::question(spec, asking);
    Some(Next::Ask(Box::new(Question {
        question: question.question,
        hint: question.hint.or(declared.hint.clone()),
        ..declared
    })))
}

/// A planner may name and word things; where the data comes from and how it is laid out is chosen.
fn checked_schema(composing: Composing<'_>, schema: &WidgetSchema, catalogue: &Catalogue) -> Option<WidgetSchema> {
    let source = |schema: &WidgetSchema| {
        schema.data_source.as_ref().map(|source| (source.provider.clone(), source.endpoint.clone(), source.method))
    };
    let same_source = source(schema) == source(&composing.offer.template.schema);
    let raw = serde_json::to_value(schema).ok()?;
    (same_source && schema.layout.kind == composing.layout).then(|| WidgetSchema::parse(&raw, catalogue).ok())?
}

/// The template's questions that have no answer yet, in its order.
pub fn open_questions<'a>(template: &'a Template, details: &'a Details) -> impl Iterator<Item = &'a QuestionSpec> {
    template.wizard.questions.iter().filter(|spec| !details.contains_key(&spec.field))
}

/// The sources of choices that the open questions draw on.
pub fn sources<'a>(template: &'a Template, details: &'a Details) -> impl Iterator<Item = &'a str> {
    open_questions(template, details).filter_map(|spec| match &spec.options {
        OptionsSpec::From(source) => Some(source.as_str()),
        OptionsSpec::None | OptionsSpec::Fixed(_) => None,
    })
}
