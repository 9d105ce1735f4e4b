//! A subject as the index keeps it: the words, phrases and pairs that speak for it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    beyond::Service,
    query::Query,
    rank::Subject,
    text::{stems, words},
    vocabulary::content,
};

/// What a word of an example problem or a description is worth, of a synonym's 1.
const EXAMPLE: f32 = 0.3;
/// What a word of a longer synonym is worth alone.
const PART: f32 = 0.45;

/// A subject, and what speaks for it.
pub(super) struct Entry {
    pub(super) subject: Subject,
    /// Stem → what it is worth, before rarity.
    pub(super) evidence: HashMap<String, f32>,
    /// Synonyms, without small words.
    pub(super) synonyms: BTreeSet<Vec<String>>,
    /// Synonyms that are little but small words, whole: "how much money".
    pub(super) literal: BTreeSet<Vec<String>>,
    /// Stems of either kind.
    pub(super) pairs: Vec<[Vec<String>; 2]>,
    pub(super) names: BTreeSet<Vec<String>>,
}

impl Entry {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            evidence: HashMap::new(),
            synonyms: BTreeSet::new(),
            literal: BTreeSet::new(),
            pairs: Vec::new(),
            names: BTreeSet::new(),
        }
    }

    pub(super) fn weigh(&mut self, stem: String, worth: f32) {
        let evidence = self.evidence.entry(stem).or_default();
        *evidence = evidence.max(worth);
    }

    pub(super) fn synonym(&mut self, phrase: &str) {
        let words = words(phrase);
        let content = content(&words);
        let worth = if words.len() == 1 { 1.0 } else { PART };
        for stem in &content {
            self.weigh(stem.clone(), worth);
        }
        // Words that repeat ("back to back") would stand together with themselves.
        let distinct = content.iter().collect::<HashSet<_>>().len() == content.len();
        if distinct && (content.len() > 1 || content.len() == words.len()) {
            self.synonyms.insert(content);
        } else {
            self.literal.insert(words.into_iter().map(|word| word.stem).collect());
        }
    }

    pub(super) fn pairs(&mut self, pairs: &[[String; 2]]) {
        let distinct = |kind: &String| stems(kind).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        self.pairs = pairs.iter().map(|pair| pair.each_ref().map(distinct)).collect();
    }

    /// Each stem that speaks for this, and how; of a phrase the first word, of a pair the first kind.
    pub(super) fn places(&self) -> impl Iterator<Item = (&String, Place)> {
        let words = self.evidence.iter().map(|(stem, worth)| (stem, Place::Word(*worth)));
        let several = self.synonyms.iter().filter(|phrase| phrase.len() > 1);
        let phrases = several.filter_map(|phrase| Some((phrase.first()?, Place::Phrase(phrase.clone()))));
        let literal = self.literal.iter().filter_map(|phrase| Some((phrase.first()?, Place::Literal(phrase.clone()))));
        let pairs = self.pairs.iter().enumerate();
        let pairs = pairs.flat_map(|(number, [kind, _])| kind.iter().map(move |stem| (stem, Place::Pair(number))));
        words.chain(phrases).chain(literal).chain(pairs)
    }

    pub(super) fn is_synonym(&self, stem: &String) -> bool {
        self.synonyms.contains(std::slice::from_ref(stem))
    }

    /// `#` says Slack.
    pub(super) fn is_signed(&self, query: &Query<'_>) -> bool {
        matches!(self.subject, Subject::NotYet(Service { sign: Some(sign), .. }) if query.has_sign(*sign))
    }

    pub(super) fn example(&mut self, text: &str) {
        for stem in content(&words(text)) {
            self.weigh(stem, EXAMPLE);
        }
    }
}

/// How a stem speaks for an entry.
pub(super) enum Place {
    /// A word of its own, worth so much.
    Word(f32),
    /// Of several words, the first.
    Phrase(Vec<String>),
    Literal(Vec<String>),
    /// One of the first kind.
    Pair(usize),
}
