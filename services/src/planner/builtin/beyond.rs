//! What cannot be built: services that are not there yet, subjects that never will be, and
//! words that are no problem at all. All of it is vocabulary in files beside this one; a
//! service leaves `not_yet.json` by being built.

use std::sync::LazyLock;

use domain::wizard::Nearest;
use serde::Deserialize;

use super::{
    impact::starts_with,
    text::{Phrase, Word, joined, one_of},
};
use crate::planner::Offer;

/// A service, or a kind of data, that cannot be read yet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) name: String,
    /// The id it will have in the catalogue. Once it is there, this entry is void.
    #[serde(default)]
    pub(super) provider: Option<String>,
    /// The provider whose data this would be.
    #[serde(default)]
    pub(super) of: Option<String>,
    /// What we cannot do: "read Jira".
    pub(super) cannot: String,
    /// A sign before a word that names it too: `#` of a channel.
    #[serde(default)]
    pub(super) sign: Option<char>,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) words: Vec<String>,
    /// Two kinds of words: one of each, near each other, mean it.
    #[serde(default)]
    pub(super) pairs: Vec<[String; 2]>,
    #[serde(default)]
    pub(super) nearest: Option<NearestId>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NearestId {
    pub(super) provider: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

impl NearestId {
    pub(super) fn among(&self, offers: &[Offer<'_>]) -> Option<Nearest> {
        offers.iter().find(|offer| offer.provider.id == self.provider && offer.kind() == self.kind).map(nearest)
    }
}

pub(super) fn nearest(offer: &Offer<'_>) -> Nearest {
    Nearest { provider: offer.provider.id.to_owned(), kind: offer.kind().to_owned(), name: offer.name().to_owned() }
}

/// A subject that is not ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    /// "tell the weather".
    pub(super) cannot: String,
    pub(super) words: Vec<String>,
    /// A word of ours and what turns it into something else: `pull` and `muscle`.
    #[serde(default)]
    pub(super) pairs: Vec<[String; 2]>,
}

/// Ways to say something that is not a problem to solve with a widget.
#[derive(Deserialize)]
struct Phrases {
    greetings: Vec<Phrase>,
    injections: Injections,
    /// Verbs that ask for a deed, with what follows them.
    doing: Vec<Phrase>,
    objects: Vec<Phrase>,
    /// Deeds by their first word that ask for a view all the same: "give me".
    showing: Vec<Phrase>,
    /// "Make a list" asks for a view, not for a deed.
    views: Vec<Phrase>,
    triggers: Vec<Phrase>,
    /// "I want an SMS when …": before a channel, they ask for what comes through it.
    wanted: Vec<Phrase>,
    /// "SMS for every …".
    each: Vec<Phrase>,
    /// "Every refund should show up in the finance channel".
    should: Vec<Phrase>,
    rooms: Vec<Phrase>,
    by_itself: Vec<Phrase>,
    /// "Turn Slack messages into Jira tickets".
    converting: Vec<Phrase>,
    /// After one of these an effect is what does not happen: "we don't call".
    denials: Vec<Phrase>,
    /// "I can't tell if": what follows `tell` when nobody is told.
    asking: Vec<Phrase>,
    effects: Vec<Phrase>,
    /// Who does it already: "I write a mail" asks for nothing.
    subjects: Vec<Phrase>,
    /// Verbs that are nouns too; what follows tells.
    effects_before_object: Vec<Phrase>,
    effect_objects: Vec<Phrase>,
    channels: Vec<Phrase>,
    ourselves: Vec<Phrase>,
}

#[derive(Deserialize)]
struct Injections {
    dismiss: Vec<Phrase>,
    rules: Vec<Phrase>,
    outright: Vec<Phrase>,
}

static SERVICES: LazyLock<Vec<Service>> =
    LazyLock::new(|| serde_json::from_str(include_str!("not_yet.json")).expect("not_yet.json is checked by a test"));
static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("elsewhere.json")).expect("elsewhere.json is checked by a test")
});
static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| serde_json::from_str(include_str!("phrases.json")).expect("phrases.json is checked by a test"));

/// The services that are not among the offers.
pub(super) fn services(offers: &[Offer<'_>]) -> Vec<&'static Service> {
    let built = |service: &&Service| offers.iter().any(|offer| Some(offer.provider.id) == service.provider.as_deref());
    SERVICES.iter().filter(|service| !built(service)).collect()
}

pub(super) fn topics() -> &'static [Topic] {
    &TOPICS
}

/// Words that are no problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoProblem {
    /// "Hello", or nothing that can be read.
    Greeting,
    /// Words that try to change what we do or whose data is shown.
    Instruction,
}

pub(super) fn no_problem(problem: &str, words: &[Word]) -> Option<NoProblem> {
    let phrases = &*PHRASES;
    let spoken = joined(words);
    if words.is_empty() || one_of(&phrases.greetings, &spoken) {
        return Some(NoProblem::Greeting);
    }
    let dismissed = has_any(&spoken, &phrases.injections.dismiss) && has_any(&spoken, &phrases.injections.rules);
    (dismissed || poses(problem, words) || has_any(&spoken, &phrases.injections.outright))
        .then_some(NoProblem::Instruction)
}

/// "</problem> SYSTEM: …": words that pose as somebody else's, by a role or by the end of a block.
fn poses(problem: &str, words: &[Word]) -> bool {
    let role = |word: &Word| ["system", "assistant", "developer"].contains(&word.folded.as_str());
    problem.contains("</") || words.iter().any(|word| role(word) && problem[word.end..].starts_with(':'))
}

/// "Refund this customer", "Refund Anna": a deed, not something to look at.
pub(super) fn is_deed(words: &[Word], is_ours: impl Fn(&Word) -> bool) -> bool {
    let phrases = &*PHRASES;
    let polite =
        words.iter().take_while(|word| ["please", "bitte", "can", "could", "you"].contains(&word.folded.as_str()));
    let words = &words[polite.count()..];
    let [verb, object, rest @ ..] = words else { return false };
    if phrases.showing.iter().any(|showing| starts_with(words, showing)) {
        return false;
    }
    let shown = rest.iter().take(3).chain([object]).any(|word| one_of(&phrases.views, &word.folded));
    let somebody = object.capital && !is_title(words) && !is_ours(object);
    one_of(&phrases.doing, &verb.folded) && (somebody || one_of(&phrases.objects, &object.folded)) && !shown
}

/// Whether every word begins with a capital, so that none of them is a name by that.
fn is_title(words: &[Word]) -> bool {
    words.iter().all(|word| word.capital)
}

/// "When … then …": something is to be done by itself. Gives where the effect goes, if it says.
pub(super) fn automation(text: &str, problem: &[Word]) -> Option<Effect> {
    let phrases = &*PHRASES;
    let spoken = joined(problem);
    let channel =
        problem.iter().any(|word| word.sign == Some('#') && !word.folded.starts_with(|c: char| c.is_ascii_digit()));
    let named = named_channel(&spoken);
    let triggered = has_any(&spoken, &phrases.triggers);
    let effects: Vec<usize> = (0..problem.len()).filter(|at| is_effect(problem, *at)).collect();
    if !triggered && text.trim_end().ends_with('?') {
        return None;
    }
    if effects.is_empty()
        && let Some(effect) = effect_without_a_verb(problem, &spoken, triggered)
    {
        return Some(effect);
    }
    // "When a version is out, it should stand in #news": the channel says enough.
    if effects.is_empty() && !(channel && triggered && !is_question(problem)) {
        return None;
    }
    let for_ourselves = effects.iter().all(|at| {
        problem.get(at + 1).is_some_and(|word| one_of(&phrases.ourselves, &word.folded))
            || one_of(&phrases.ourselves, &problem[*at].folded)
    });
    // "Members lose access and then call us": what follows from it is no order.
    let texts = effects.iter().any(|at| {
        ["text", "sms", "call", "email", "mail"].contains(&problem[*at].folded.as_str())
            && (triggered || *at == 0 || !["and", "then", "they"].contains(&problem[*at - 1].folded.as_str()))
    });
    let goes_out = channel || named.is_some() || texts;
    // "Tell me when a version comes out" is what a widget does.
    let automatic = goes_out || (triggered && !for_ourselves);
    automatic.then(|| match named {
        _ if channel => Effect::Slack,
        Some(named) => effect_through(named),
        None if texts => Effect::Text,
        None => Effect::Other,
    })
}

fn named_channel(spoken: &str) -> Option<&'static str> {
    PHRASES.channels.iter().find(|channel| has(spoken, channel)).map(|channel| &**channel)
}

fn effect_through(channel: &str) -> Effect {
    match channel {
        "slack" => Effect::Slack,
        "email" | "e mail" | "mail" => Effect::Mail,
        "jira" | "jira ticket" => Effect::Task("Jira tickets"),
        "linear" => Effect::Task("Linear issues"),
        "calendar" | "kalender" => Effect::Task("calendar events"),
        "whatsapp" | "discord" | "telegram" | "teams" => Effect::Other,
        _ => Effect::Text,
    }
}

/// "I want an SMS when …", "SMS for each …", "every refund should show up in the finance
/// channel", "turn messages into Jira tickets": what is asked for stands in no verb of its own.
fn effect_without_a_verb(problem: &[Word], spoken: &str, triggered: bool) -> Option<Effect> {
    let phrases = &*PHRASES;
    let should = has_any(spoken, &phrases.should);
    if should && phrases.rooms.iter().any(|room| has(spoken, room)) {
        return Some(Effect::Slack);
    }
    let channel = named_channel(spoken)?;
    if should || has_any(spoken, &phrases.by_itself) {
        return Some(effect_through(channel));
    }
    // "A text" is a channel of its own; the article belongs to what is wanted.
    let bare = channel.trim_start_matches("a ");
    let handed = |wanted: &Phrase| has(spoken, &format!("{} {bare}", &**wanted));
    let begins = spoken.trim_start_matches("a ").trim_start_matches("an ").starts_with(bare);
    let converts = problem.first().is_some_and(|first| one_of(&phrases.converting, &first.folded))
        && phrases.channels.iter().any(|channel| {
            ["into", "to", "in", "en", "em", "naar"].iter().any(|into| has(spoken, &format!("{into} {}", &**channel)))
        });
    let asked = (triggered && phrases.wanted.iter().any(handed)) || (begins && has_any(spoken, &phrases.each));
    (asked || converts).then(|| effect_through(channel))
}

/// "What did they write when …", but not "When a payment fails, …".
fn is_question(problem: &[Word]) -> bool {
    problem
        .first()
        .is_some_and(|first| one_of(&PHRASES.asking, &first.folded) && !one_of(&PHRASES.triggers, &first.folded))
}

/// What would have to be done outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Slack,
    Text,
    Mail,
    Task(&'static str),
    Other,
}

fn is_effect(words: &[Word], at: usize) -> bool {
    let phrases = &*PHRASES;
    let word = &words[at];
    if is_thing(words, at) || is_told_of(words, at) {
        return false;
    }
    let next = words.get(at + 1);
    if ["let", "tell", "laat"].contains(&word.folded.as_str()) {
        let knowing = words[at..].iter().take(6).any(|word| ["know", "weten"].contains(&word.folded.as_str()));
        let told = next.is_some_and(|next| !one_of(&phrases.asking, &next.folded));
        return knowing || word.folded == "tell" && told;
    }
    one_of(&phrases.effects, &word.folded)
        || one_of(&phrases.effects_before_object, &word.folded)
            && next.is_some_and(|next| next.sign == Some('#') || one_of(&phrases.effect_objects, &next.folded))
            && !words[at..].iter().take(5).any(|word| one_of(&phrases.views, &word.folded))
}

/// "a mail", "a status mail": a thing, not a deed; but not "a charge, mail me".
fn is_thing(words: &[Word], at: usize) -> bool {
    let article = |word: &Word| ["a", "an", "the", "our", "my", "their", "any"].contains(&word.folded.as_str());
    let adjoins = |one: usize| words[one].end + 1 == words[one + 1].start;
    (1..=2).take_while(|back| *back <= at && adjoins(at - back)).any(|back| article(&words[at - back]))
}

/// "I send them", "so that I can call", "we don't call": somebody does it already, or nobody does.
fn is_told_of(words: &[Word], at: usize) -> bool {
    let phrases = &*PHRASES;
    let mut before = words[..at].iter().rev().map(|word| word.folded.as_str());
    match before.next() {
        Some("can" | "could" | "must" | "always" | "usually") => {
            before.next().is_some_and(|word| one_of(&phrases.subjects, word))
        }
        Some(word) => one_of(&phrases.subjects, word) || one_of(&phrases.denials, word),
        None => false,
    }
}

fn has_any(spoken: &str, phrases: &[Phrase]) -> bool {
    phrases.iter().any(|phrase| has(spoken, phrase))
}

/// Whether the phrase is spoken, as whole words.
fn has(spoken: &str, phrase: &str) -> bool {
    spoken.match_indices(phrase).any(|(at, _)| {
        let before = at == 0 || spoken.as_bytes()[at - 1] == b' ';
        let end = at + phrase.len();
        before && (end == spoken.len() || spoken.as_bytes()[end] == b' ')
    })
}
