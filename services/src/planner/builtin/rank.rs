//! Catalogue search: how well each thing we know of fits a problem.
//!
//! What can be built, what cannot be built yet and what lies elsewhere altogether compete in
//! one ranking, so that "Jira issues" is not mistaken for GitHub's. A word counts for more
//! the fewer things it speaks for (inverse document frequency); a synonym counts fully, a
//! word of an example problem a little; words that stand together in a synonym count extra.
//!
//! A thing only *fits* by an **anchor**: a whole synonym, the provider's name, or a **pair**,
//! one word of each of two kinds (`card` and `refused`), which reads sentences that no list of
//! phrases foresees. Words that mean something else elsewhere (`review`, `balance`) are half an
//! anchor and need company; a pair of another subject (`pull` and `muscle`) decides against us.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{
    beyond::{Service, Topic},
    text::{Phrase, Word, distance, one_of, stems, words},
};
use crate::planner::Offer;

#[derive(Deserialize)]
struct Words {
    /// Words that say nothing about the subject, by language; separated by spaces.
    small: BTreeMap<String, String>,
    ambiguous: String,
    /// Words of any work, by language: they speak for nothing, but not for another world either.
    work: BTreeMap<String, String>,
    /// What follows one of these is about the circumstances.
    aside: Vec<Phrase>,
}

struct Known {
    /// Folded.
    small: HashSet<Phrase>,
    /// Stems.
    ambiguous: HashSet<String>,
    /// Stems.
    work: HashSet<String>,
    aside: Vec<Phrase>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let words: Words = serde_json::from_str(include_str!("words.json")).expect("words.json is checked by a test");
    Known {
        small: words
            .small
            .values()
            .flat_map(|words| words.split(' '))
            .map(|word| Phrase::from(word.to_owned()))
            .collect(),
        ambiguous: stems(&words.ambiguous).into_iter().collect(),
        work: words.work.values().flat_map(|words| stems(words)).collect(),
        aside: words.aside,
    }
});

/// What a problem may be about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    Offer(Offer<'a>),
    /// A service or a kind of data that cannot be read yet.
    NotYet(&'static Service),
    /// Not our business.
    Elsewhere(&'static Topic),
}

/// How well a subject fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) score: f32,
    /// Of the score, what whole synonyms and names brought; ambiguous ones count half.
    pub(super) anchor: f32,
    /// Of the anchor, what words brought that mean one thing only.
    pub(super) sure: f32,
    /// The provider, or the service, was called by its name.
    pub(super) named: bool,
    /// The share of the problem's words that speak for it, 0 to 1.
    pub(super) coverage: f32,
}

/// What a name brings. More than any two words: who names a service means it.
const NAME: f32 = 6.0;
/// What the name of a service brings that is none of ours and never a mere place of work.
const FOREIGN_NAME: f32 = 10.0;
/// What a word of an example problem or a description is worth, of a synonym's 1.
const EXAMPLE: f32 = 0.3;
/// What a word of a longer synonym is worth alone.
const PART: f32 = 0.45;
/// What words that stand together as in a synonym bring on top.
const TOGETHER: f32 = 0.7;
/// What is said aside counts less: "… while everyone is in meetings".
const ASIDE: f32 = 0.3;
/// What a synonym of small words brings, rare or not.
const LITERAL: f32 = 2.0;
/// What one word of each kind of a pair brings; it means one thing only.
const PAIR: f32 = 3.2;
/// What a pair brings that turns our words into something else: it decides.
const FOREIGN_PAIR: f32 = 24.0;
/// How many words apart a pair may stand.
const APART: usize = 5;
/// What a misspelt word is worth, and one that is part of a compound.
const MISSPELT: f32 = 0.85;
const COMPOUND: f32 = 0.8;

struct Entry<'a> {
    subject: Subject<'a>,
    /// Stem → what it is worth, before rarity.
    evidence: HashMap<String, f32>,
    /// Synonyms, without small words.
    synonyms: HashSet<Vec<String>>,
    /// Synonyms that are little but small words, whole: "how much money".
    literal: HashSet<Vec<String>>,
    /// Stems of either kind.
    pairs: Vec<[HashSet<String>; 2]>,
    names: Vec<Vec<String>>,
}

impl<'a> Entry<'a> {
    fn new(subject: Subject<'a>) -> Self {
        Self {
            subject,
            evidence: HashMap::new(),
            synonyms: HashSet::new(),
            literal: HashSet::new(),
            pairs: Vec::new(),
            names: Vec::new(),
        }
    }

    fn weigh(&mut self, stem: String, worth: f32) {
        let evidence = self.evidence.entry(stem).or_default();
        *evidence = evidence.max(worth);
    }

    fn synonym(&mut self, phrase: &str) {
        let words = words(phrase);
        let content = content(&words);
        let worth = if words.len() == 1 { 1.0 } else { PART };
        for stem in &content {
            self.weigh(stem.clone(), worth);
        }
        if content.len() > 1 || content.len() == words.len() {
            self.synonyms.insert(content);
        } else {
            self.literal.insert(words.into_iter().map(|word| word.stem).collect());
        }
    }

    fn pairs(&mut self, pairs: &[[String; 2]]) {
        self.pairs = pairs.iter().map(|pair| pair.each_ref().map(|kind| stems(kind).into_iter().collect())).collect();
    }

    fn example(&mut self, text: &str) {
        for stem in content(&words(text)) {
            self.weigh(stem, EXAMPLE);
        }
    }
}

/// Everything we know of, ready to be searched.
pub(super) struct Index<'a> {
    entries: Vec<Entry<'a>>,
    /// Stem → in how many entries it stands.
    spread: HashMap<String, u32>,
    /// Folded words of synonyms and names to their stems, in order: what a misspelt word may
    /// have meant.
    vocabulary: BTreeMap<String, String>,
    stems: HashSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn new(offers: &[Offer<'a>], services: &[&'static Service], topics: &'static [Topic]) -> Self {
        let offered = offers.iter().map(|offer| {
            let mut entry = Entry::new(Subject::Offer(*offer));
            let wizard = &offer.template.wizard;
            entry.names = vec![stems(offer.provider.name), stems(offer.provider.id)];
            wizard.synonyms.values().flatten().for_each(|phrase| entry.synonym(phrase));
            wizard.problems.iter().for_each(|problem| entry.example(problem));
            entry.example(&wizard.why);
            entry.pairs(&wizard.pairs);
            entry.example(&offer.template.schema.metadata.description);
            entry.synonym(offer.name());
            entry
        });
        let not_yet = services.iter().map(|service| {
            let mut entry = Entry::new(Subject::NotYet(service));
            entry.names = service.names.iter().map(|name| stems(name)).collect();
            if let Some(provider) = &service.of {
                entry.names.push(stems(provider));
            }
            service.words.iter().for_each(|phrase| entry.synonym(phrase));
            entry
        });
        let elsewhere = topics.iter().map(|topic| {
            let mut entry = Entry::new(Subject::Elsewhere(topic));
            topic.words.iter().for_each(|phrase| entry.synonym(phrase));
            entry.pairs(&topic.pairs);
            entry
        });

        let entries: Vec<_> = offered.chain(not_yet).chain(elsewhere).collect();
        let mut spread: HashMap<String, u32> = HashMap::new();
        for stem in entries.iter().flat_map(|entry| entry.evidence.keys()) {
            *spread.entry(stem.clone()).or_default() += 1;
        }
        let written = offers
            .iter()
            .flat_map(|offer| {
                let synonyms = offer.template.wizard.synonyms.values().flatten().map(String::as_str);
                synonyms.chain([offer.name(), offer.provider.name])
            })
            .chain(services.iter().flat_map(|service| service.names.iter().chain(&service.words)).map(String::as_str))
            .chain(topics.iter().flat_map(|topic| &topic.words).map(String::as_str))
            .chain(offers.iter().flat_map(|offer| offer.template.wizard.pairs.iter().flatten()).map(String::as_str));
        let vocabulary: BTreeMap<String, String> = written
            .flat_map(words)
            .filter(|word| !is_small(&word.folded))
            .map(|word| (word.folded, word.stem))
            .collect();
        let stems = vocabulary.values().cloned().collect();
        Self { entries, spread, vocabulary, stems }
    }

    /// Every subject with any fit, the best first.
    pub(super) fn rank(&self, problem: &[Word]) -> Vec<Fit<'a>> {
        let query = self.query(problem);
        let signs: HashSet<char> = problem
            .iter()
            .filter(|word| word.folded.starts_with(char::is_alphabetic))
            .filter_map(|word| word.sign)
            .collect();
        let spoken: Vec<&str> = problem.iter().map(|word| word.stem.as_str()).collect();
        // Who names a service that is not there means its pull requests, not ours.
        let heard = if self.names_another(&spoken) { Vec::new() } else { heard(problem, &query) };
        let mut fits: Vec<_> = self
            .entries
            .iter()
            .map(|entry| self.fit(entry, &query, &spoken, &heard, &signs))
            .filter(|fit| fit.score > 0.0)
            .collect();
        fits.sort_by(|a, b| b.score.total_cmp(&a.score));
        fits
    }

    /// Whether a service is called by its name that cannot be read yet.
    fn names_another(&self, spoken: &[&str]) -> bool {
        self.entries
            .iter()
            .filter(|entry| matches!(entry.subject, Subject::NotYet(service) if service.of.is_none()))
            .any(|entry| entry.names.iter().any(|name| contains(spoken, name)))
    }

    fn query(&self, problem: &[Word]) -> Vec<Term> {
        let aside = problem
            .iter()
            .skip(1)
            .find(|word| one_of(&KNOWN.aside, &word.folded))
            .map_or(usize::MAX, |word| word.start);
        problem
            .iter()
            .filter(|word| !is_small(&word.folded) && !word.folded.starts_with(|c: char| c.is_ascii_digit()))
            // A particle hung onto a word: "ce mois-ci".
            .filter(|word| !(word.sign == Some('-') && word.folded.len() <= 2))
            .flat_map(|word| {
                let weight = if word.start > aside { ASIDE } else { 1.0 };
                let known =
                    |stem: String, worth: f32| Term { stem, worth: worth * weight, word: word.start, name: false };
                if self.spread.contains_key(&word.stem) || self.stems.contains(&word.stem) {
                    return vec![known(word.stem.clone(), 1.0)];
                }
                if let Some(meant) = self.misspelt(&word.folded) {
                    return vec![known(meant, MISSPELT)];
                }
                let parts: Vec<_> = self.parts(&word.folded).into_iter().map(|stem| known(stem, COMPOUND)).collect();
                if parts.is_empty() {
                    // Written large in mid-sentence and unknown: somebody's name.
                    return vec![Term { name: word.capital && word.start > 0, ..known(word.stem.clone(), 1.0) }];
                }
                parts
            })
            .collect()
    }

    /// What was meant by a word we do not know: one edit away, two in long words. People get
    /// the first letter right, and leave letters out more often than they add some.
    fn misspelt(&self, folded: &str) -> Option<String> {
        let length = folded.chars().count();
        let allowed = match length {
            0..=2 => return None,
            3..=8 => 1,
            _ => 2,
        };
        // In a short word only a letter can be missing, and not the last.
        let last = folded.chars().next_back()?;
        let likely = |known: &str| {
            if length > 4 { known.len() >= 5 } else { known.len() == folded.len() + 1 && known.ends_with(last) }
        };
        let first = folded.chars().next()?.to_string();
        self.vocabulary
            .range(first.clone()..)
            .take_while(|(known, _)| known.starts_with(&first))
            .filter(|(known, _)| likely(known))
            .map(|(known, stem)| (distance(known, folded), known, stem))
            .filter(|(edits, ..)| *edits <= allowed)
            .min_by_key(|(edits, known, _)| (*edits, std::cmp::Reverse(known.len())))
            .map(|(_, _, stem)| stem.clone())
    }

    /// The known words inside a compound: `Kartenzahlungen` has `zahlung`.
    fn parts(&self, folded: &str) -> Vec<String> {
        let stem = stems(folded).pop().unwrap_or_default();
        let long = |known: &&String| known.len() >= 5 && stem.len() >= known.len() + 3;
        let mut parts: Vec<_> = self
            .stems
            .iter()
            .filter(long)
            .filter(|known| stem.starts_with(known.as_str()) || stem.ends_with(known.as_str()))
            .cloned()
            .collect();
        // The longest say most; `payment` inside `repayment` needs no second opinion.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.truncate(2);
        parts
    }

    fn fit(
        &self,
        entry: &Entry<'a>,
        query: &[Term],
        spoken: &[&str],
        heard: &[Heard<'_>],
        signs: &HashSet<char>,
    ) -> Fit<'a> {
        let rarity = |stem: &str| {
            let spread = self.spread.get(stem).map_or(1.0, |spread| *spread as f32);
            let entries = self.entries.len() as f32;
            ((entries - spread + 0.5) / (spread + 0.5)).ln_1p()
        };
        let stems: Vec<&str> = query.iter().map(|term| term.stem.as_str()).collect();
        let all: HashSet<&str> = stems.iter().copied().collect();

        let mut score = 0.0;
        let mut anchor = 0.0;
        let mut certain = 0.0;
        let mut counted: HashSet<&str> = HashSet::new();
        let mut speaking: HashSet<usize> = HashSet::new();
        for term in query {
            let Some(worth) = entry.evidence.get(&term.stem) else { continue };
            speaking.insert(term.word);
            if counted.insert(&term.stem) {
                let value = worth * term.worth * sure(&term.stem) * rarity(&term.stem);
                score += value;
                if entry.synonyms.contains(std::slice::from_ref(&term.stem)) {
                    anchor += value;
                    certain += if is_ambiguous(&term.stem) { 0.0 } else { value };
                }
            }
        }
        // Longer ones first; a word stands together with others only once.
        let mut together: Vec<_> = entry
            .synonyms
            .iter()
            .filter(|phrase| {
                phrase.len() > 1 && phrase.iter().all(|stem| all.contains(stem.as_str())) && close(&stems, phrase)
            })
            .collect();
        together.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let mut bonded: HashSet<&str> = HashSet::new();
        for stem in together.into_iter().flatten() {
            if bonded.insert(stem) {
                let value = sure(stem) * rarity(stem);
                score += TOGETHER * value;
                anchor += value;
                certain += if is_ambiguous(stem) { 0.0 } else { value };
            }
        }
        for phrase in entry.literal.iter().filter(|phrase| contains(spoken, phrase)) {
            let said_already = phrase.iter().any(|stem| entry.synonyms.contains(std::slice::from_ref(stem)));
            if !said_already {
                score += LITERAL;
                anchor += LITERAL;
            }
            speaking.extend(query.iter().filter(|term| phrase.contains(&term.stem)).map(|term| term.word));
        }
        for pair in &entry.pairs {
            let Some((one, other)) = together_in(heard, pair) else { continue };
            let value = if matches!(entry.subject, Subject::Elsewhere(_)) { FOREIGN_PAIR } else { PAIR };
            score += value;
            anchor += value;
            certain += value;
            speaking.extend(query.iter().map(|term| term.word).filter(|word| [one, other].contains(word)));
        }
        let signed = matches!(entry.subject, Subject::NotYet(Service { sign: Some(sign), .. }) if signs.contains(sign));
        let named = signed || entry.names.iter().any(|name| contains(&stems, name));
        if named {
            let own = !matches!(entry.subject, Subject::NotYet(service) if service.of.is_some());
            // A kind of data we lack is only meant when it is called by its own word.
            if own || anchor > 0.0 {
                let foreign = matches!(entry.subject, Subject::NotYet(Service { provider: None, of: None, .. }));
                let name = if foreign { FOREIGN_NAME } else { NAME };
                score += name;
                anchor += name / 2.0;
                speaking.extend(
                    query
                        .iter()
                        .filter(|term| entry.names.iter().flatten().any(|name| *name == term.stem))
                        .map(|term| term.word),
                );
            }
        }
        speaking.extend(query.iter().filter(|term| KNOWN.work.contains(&term.stem)).map(|term| term.word));
        let asked: HashSet<usize> = query.iter().filter(|term| !term.name).map(|term| term.word).collect();
        let coverage = if asked.is_empty() { 0.0 } else { speaking.len() as f32 / asked.len() as f32 };
        Fit { subject: entry.subject, score, anchor, sure: certain, named, coverage: coverage.min(1.0) }
    }
}

/// A word of the problem, as the index knows it.
struct Term {
    stem: String,
    worth: f32,
    /// Where its word starts, to tell two parts of one word from two words.
    word: usize,
    /// Somebody's name: says nothing about the subject.
    name: bool,
}

/// A stem as it was said or meant, small words too.
struct Heard<'s> {
    /// Which word of the problem.
    at: usize,
    /// Where that word starts.
    start: usize,
    stem: &'s str,
}

fn heard<'s>(problem: &'s [Word], query: &'s [Term]) -> Vec<Heard<'s>> {
    problem
        .iter()
        .enumerate()
        .flat_map(|(at, word)| {
            let meant = query.iter().filter(|term| term.word == word.start).map(|term| term.stem.as_str());
            meant.chain([word.stem.as_str()]).map(move |stem| Heard { at, start: word.start, stem })
        })
        .collect()
}

/// Where the two words start, if one of each kind stands near the other.
fn together_in(heard: &[Heard<'_>], pair: &[HashSet<String>; 2]) -> Option<(usize, usize)> {
    let of = |kind: usize| heard.iter().filter(move |heard| pair[kind].contains(heard.stem));
    of(0).find_map(|one| {
        of(1)
            .find(|other| one.at != other.at && one.at.abs_diff(other.at) <= APART)
            .map(|other| (one.start, other.start))
    })
}

/// A word that means something else elsewhere counts half.
fn sure(stem: &str) -> f32 {
    if is_ambiguous(stem) { 0.5 } else { 1.0 }
}

fn is_ambiguous(stem: &str) -> bool {
    KNOWN.ambiguous.contains(stem)
}

/// Words that say something about the subject.
fn content(words: &[Word]) -> Vec<String> {
    words.iter().filter(|word| !is_small(&word.folded)).map(|word| word.stem.clone()).collect()
}

pub(super) fn is_small(folded: &str) -> bool {
    KNOWN.small.contains(folded)
}

/// Whether the phrase's words stand near each other, in any order: "charges that were declined".
fn close(stems: &[&str], phrase: &[String]) -> bool {
    let window = phrase.len() + 2;
    (0..stems.len()).any(|at| {
        let end = (at + window).min(stems.len());
        phrase.iter().all(|stem| stems[at..end].contains(&stem.as_str()))
    })
}

fn contains(stems: &[&str], name: &[String]) -> bool {
    stems.windows(name.len()).any(|window| window.iter().zip(name).all(|(a, b)| a == b))
}
