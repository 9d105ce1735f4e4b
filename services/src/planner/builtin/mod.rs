//! The planner that is always there: catalogue search over the templates, and rules.
//!
//! A problem is read in this order: words that are no problem (a greeting, an instruction to
//! us), an automation ("when … then …"), a deed ("refund this customer"), and then the
//! ranking of everything we know of ([`rank`]). The first of the ranking is taken if it can
//! be built and is anchored well; what cannot be built yet is said so, with the nearest.
//!
//! Nothing leaves the server and nothing is remembered: the same words over the same
//! catalogue give the same answer.

mod beyond;
mod compose;
mod entry;
mod impact;
mod intent;
mod query;
mod rank;
mod stated;
mod text;
mod vocabulary;

#[cfg(test)]
mod accuracy;

use domain::{
    widget::WidgetSchema,
    wizard::{self, Alternative, Discovery, Inferred, Nearest, Question},
};
use futures::{
    FutureExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream, StreamExt},
};

pub(crate) use self::intent::aims;
pub use self::stated::{LIMIT, named};
use self::{
    beyond::{Effect, NoProblem},
    rank::{Fit, Subject},
    text::{Word, words},
};
use super::{Asking, Composing, Discovering, Next, Offer, Planner, PlannerError, Thought, open_questions};
use crate::providers::template::{OptionsSpec, QuestionSpec};

/// Needs nothing and never fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

/// What a fit needs in anchors to be taken. A word that speaks for one template alone brings
/// more, an ambiguous one about half.
const ANCHORED: f32 = 1.9;
/// An ambiguous anchor is taken when this share of the other words speaks for it too.
const COMPANY: f32 = 0.5;
const AMBIGUOUS: f32 = 0.8;
/// Without a whole synonym, the words of examples are enough when nearly all of them fit.
const EXAMPLES: f32 = 2.1;
const NEARLY_ALL: f32 = 0.75;
/// How many times as much as ambiguous words of ours a word of another subject counts, and how
/// many times as much it has to count against a sure one.
const OUTWEIGHS: f32 = 2.2;
/// An alternative is offered when it comes this near to the best.
const CLOSE: f32 = 0.45;
const MAX_ALTERNATIVES: usize = 3;

impl BuiltIn {
    #[must_use]
    pub fn read(&self, discovering: Discovering<'_>) -> Discovery {
        let words = vocabulary::written_out(words(discovering.problem));
        match beyond::no_problem(discovering.problem, &words) {
            Some(NoProblem::Greeting) => return refusal(GREETING, None),
            Some(NoProblem::Instruction) => return refusal(INSTRUCTION, None),
            None => {}
        }

        let fits = rank::rank(&words, discovering.offers);
        let offered: Vec<(Offer<'_>, Fit)> = fits
            .iter()
            .filter_map(|fit| match fit.subject {
                Subject::Offer(offer) => Some((offer, *fit)),
                Subject::NotYet(_) | Subject::Elsewhere(_) => None,
            })
            .collect();
        let solid = offered.first().copied().filter(|(_, fit)| is_solid(fit));

        if let Some(effect) = beyond::automation(discovering.problem, &words) {
            return unsupported(discovering, &not_by_itself(effect), solid.map(|(offer, _)| beyond::nearest(&offer)));
        }
        if beyond::is_deed(&words, rank::is_known) {
            return unsupported(discovering, DEED, solid.map(|(offer, _)| beyond::nearest(&offer)));
        }
        let best = weigh(&fits);
        match best.map(|fit| fit.subject) {
            Some(Subject::Elsewhere(topic)) if best.is_some_and(|fit| fit.anchor > 0.0) => refusal(
                &format!(
                    "Not yet: we cannot {}. What can be shown here comes from {}.",
                    topic.cannot,
                    providers(discovering)
                ),
                None,
            ),
            Some(Subject::NotYet(service)) if best.is_some_and(|fit| fit.anchor >= ANCHORED / 2.0) => {
                let nearest = service.nearest.as_ref().and_then(|nearest| nearest.among(discovering.offers));
                unsupported(
                    discovering,
                    &format!("Not yet: we cannot {}.{}", service.cannot, by_name(service)),
                    nearest,
                )
            }
            _ => match solid {
                Some((offer, fit)) => widget(discovering, offer, fit, &offered[1..], &words),
                None => refusal(
                    &format!(
                        "Not yet: nothing here fits that. What can be shown comes from {}. Say it in other words, or name the data you look at today.",
                        providers(discovering)
                    ),
                    None,
                ),
            },
        }
    }

    #[must_use]
    pub fn ask(&self, asking: Asking<'_>) -> Next {
        open_questions(asking.offer.template, asking.details)
            .next()
            .map_or(Next::Complete, |spec| Next::Ask(Box::new(question(spec, asking))))
    }

    #[must_use]
    pub fn write(&self, composing: Composing<'_>) -> WidgetSchema {
        compose::compose(composing)
    }
}

const GREETING: &str =
    "Hello. Say what bothers you at work, for example: “We lose track of pull requests across 3 repositories.”";
const INSTRUCTION: &str = "That is an instruction, not a problem to solve. Widgets show your own data only, from the services you connect. Say what bothers you at work.";
const DEED: &str = "Not yet: we show what is so, we do not change it.";

/// The best fit. What another subject brings outweighs words that mean several things, but
/// hardly ever a word that is surely ours: a hotel has payments too.
fn weigh(fits: &[Fit]) -> Option<&Fit> {
    let is_elsewhere = |fit: &&Fit| matches!(fit.subject, Subject::Elsewhere(_));
    let elsewhere = fits.iter().find(|fit| is_elsewhere(fit) && fit.anchor > 0.0);
    let ours = fits.iter().find(|fit| !is_elsewhere(fit));
    let (Some(elsewhere), Some(ours)) = (elsewhere, ours) else { return elsewhere.or(ours) };
    let outweighs = if ours.named || ours.sure >= ANCHORED {
        elsewhere.score > OUTWEIGHS * ours.score
    } else {
        OUTWEIGHS * elsewhere.anchor > ours.anchor
    };
    Some(if outweighs { elsewhere } else { ours })
}

/// Anchored well enough to be shown without a doubt about what was meant.
fn is_solid(fit: &Fit) -> bool {
    fit.anchor >= ANCHORED
        || (fit.anchor >= AMBIGUOUS && fit.coverage >= COMPANY)
        || (fit.score >= EXAMPLES && fit.coverage >= NEARLY_ALL)
}

fn widget(
    discovering: Discovering<'_>,
    offer: Offer<'_>,
    fit: Fit,
    others: &[(Offer<'_>, Fit)],
    words: &[Word],
) -> Discovery {
    let intent = intent::intent(discovering.problem, offer);
    let alternatives = others
        .iter()
        .filter(|(_, other)| other.anchor > 0.0 && other.score >= CLOSE * fit.score)
        .take(MAX_ALTERNATIVES)
        .map(|(other, _)| Alternative {
            provider: other.provider.id.to_owned(),
            kind: other.kind().to_owned(),
            name: other.name().to_owned(),
            why: other.template.wizard.why.clone(),
        })
        .collect();
    let runner_up = others.first().map_or(0.0, |(_, other)| other.score);
    Discovery::Widget {
        message: intent::message(&intent, offer),
        intent,
        inferred: Inferred {
            provider: offer.provider.id.to_owned(),
            kind: offer.kind().to_owned(),
            confidence: confidence(&fit, runner_up, words.len()),
        },
        name: offer.name().to_owned(),
        why: offer.template.wizard.why.clone(),
        alternatives,
        stated: stated::stated(discovering.problem, offer),
    }
}

/// 0 to 1, from how well it is anchored and how far the next one is behind. A name alone, or
/// an ambiguous word, stays below a half.
fn confidence(fit: &Fit, runner_up: f32, words: usize) -> f32 {
    let anchored = (fit.anchor / (2.0 * ANCHORED)).min(1.0);
    let ahead = if fit.score > 0.0 { 1.0 - runner_up / fit.score } else { 0.0 };
    // In few words, coverage tells; in many, most are about something else.
    let covered = if words <= 8 { fit.coverage } else { fit.coverage.max(0.5) };
    let confidence = 0.45 * anchored + 0.35 * (2.0 * ahead).min(1.0) + 0.2 * covered;
    (confidence.clamp(0.05, 0.98) * 100.0).round() / 100.0
}

fn unsupported(discovering: Discovering<'_>, message: &str, nearest: Option<Nearest>) -> Discovery {
    let offer = nearest.as_ref().and_then(|nearest| {
        discovering.offers.iter().find(|offer| offer.provider.id == nearest.provider && offer.kind() == nearest.kind)
    });
    let message = match offer {
        Some(offer) => format!("{message} Nearest: {}.", intent::decapitalized(offer.name())),
        None => format!("{message} What can be shown here comes from {}.", providers(discovering)),
    };
    Discovery::Unsupported { message, nearest, intent: offer.map(|offer| intent::intent(discovering.problem, *offer)) }
}

fn refusal(message: &str, nearest: Option<Nearest>) -> Discovery {
    Discovery::Unsupported { message: message.to_owned(), nearest, intent: None }
}

/// Names the service when what we cannot do does not name it.
fn by_name(service: &beyond::Service) -> String {
    if service.cannot.contains(&service.name) || service.provider.is_none() {
        String::new()
    } else {
        format!(" {} is not connected to anything here.", service.name)
    }
}

fn not_by_itself(effect: Effect) -> String {
    let deed = match effect {
        Effect::Slack => "post to Slack".to_owned(),
        Effect::Text => "send text messages (Twilio)".to_owned(),
        Effect::Mail => "send e-mail".to_owned(),
        Effect::Task(what) => format!("create {what}"),
        Effect::Other => "act".to_owned(),
    };
    format!("Not yet: we cannot {deed} by ourselves when something happens; automations are not there yet.")
}

/// "GitHub and Stripe".
fn providers(discovering: Discovering<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for offer in discovering.offers {
        if !names.contains(&offer.provider.name) {
            names.push(offer.provider.name);
        }
    }
    match names.split_last() {
        None => "the services you connect".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

/// The template's question, with the account's choices.
#[must_use]
pub fn question(spec: &QuestionSpec, asking: Asking<'_>) -> Question {
    Question {
        field_name: spec.field.clone(),
        question: spec.question.clone(),
        hint: hint(spec, asking.problem),
        input_type: spec.input,
        options: match &spec.options {
            OptionsSpec::None => Vec::new(),
            OptionsSpec::Fixed(options) => options.clone(),
            OptionsSpec::From(source) => asking.facts.get(source).cloned().unwrap_or_default(),
        },
        default: spec.default.clone(),
    }
}

/// The template's hint, after what the problem says about it: "You said 3."
fn hint(spec: &QuestionSpec, problem: &str) -> Option<String> {
    let OptionsSpec::From(source) = &spec.options else { return spec.hint.clone() };
    let words = words(problem);
    let said = (0..words.len()).find_map(|at| {
        let number = impact::number(&words, at).filter(|number| number.value > 1.0)?;
        let counted = words.get(at + number.words)?;
        // "repos" and "repositories" are `repositories`.
        (counted.folded.len() >= 4 && source.starts_with(counted.folded.trim_end_matches('s'))).then_some(number.text)
    });
    match (said, &spec.hint) {
        (Some(number), Some(hint)) => Some(format!("You said {number}. {hint}")),
        (Some(number), None) => Some(format!("You said {number}.")),
        (None, hint) => hint.clone(),
    }
}

impl Planner for BuiltIn {
    fn id(&self) -> wizard::Planner {
        wizard::Planner::BuiltIn
    }

    fn discover<'a>(&'a self, discovering: Discovering<'a>) -> BoxStream<'a, Result<Thought, PlannerError>> {
        let discovery = self.read(discovering);
        let words: Vec<_> =
            super::message(&discovery).split_inclusive(' ').map(|word| Ok(Thought::Text(word.to_owned()))).collect();
        stream::iter(words).chain(stream::once(future::ready(Ok(Thought::Done(Box::new(discovery)))))).boxed()
    }

    fn next_question<'a>(&'a self, asking: Asking<'a>) -> BoxFuture<'a, Result<Next, PlannerError>> {
        future::ready(Ok(self.ask(asking))).boxed()
    }

    fn compose<'a>(&'a self, composing: Composing<'a>) -> BoxFuture<'a, Result<WidgetSchema, PlannerError>> {
        future::ready(Ok(self.write(composing))).boxed()
    }
}
