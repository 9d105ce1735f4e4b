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
//!
//! What a problem is about as a whole weighs in too: another subject's words count little where
//! somebody speaks of customers or repositories (the members of a yoga studio pay), and so do
//! the occasion ("at every meeting") and what is said aside.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    beyond::{self, Service, Topic},
    entry::{Entry, Place},
    impact::starts_with,
    query::{self, Query, Term},
    text::{Word, distance, one_of, stems, words},
    vocabulary::{KNOWN, is_ambiguous, is_small, sure},
};
use crate::planner::{Offer, offers};

/// What a problem may be about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Offer(Offer<'static>),
    /// A service or a kind of data that cannot be read yet.
    NotYet(&'static Service),
    /// Not our business.
    Elsewhere(&'static Topic),
}

/// How well a subject fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    pub(super) subject: Subject,
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
/// What words that stand together as in a synonym bring on top.
const TOGETHER: f32 = 0.7;
/// What is said aside counts less: "… while everyone is in meetings".
const ASIDE: f32 = 0.3;
/// What words count that belong to no anchor.
const LOOSE: f32 = 0.7;
/// What we can build counts so much when a service of that name is not there: "Jira bugs".
const ABROAD: f32 = 0.5;
/// What a synonym of small words brings, rare or not.
const LITERAL: f32 = 2.0;
/// What one word of each kind of a pair brings; it means one thing only.
const PAIR: f32 = 3.2;
/// What a pair brings that turns our words into something else: it decides.
const FOREIGN_PAIR: f32 = 24.0;
/// What a pair brings that stands further apart, in one sentence or two.
const FAR_PAIR: f32 = 1.6;
/// How many words apart a pair stands at most, near and far.
const APART: usize = 5;
const FAR_APART: usize = 14;
/// What a misspelt word is worth, and one that is part of a compound.
const MISSPELT: f32 = 0.85;
const COMPOUND: f32 = 0.8;
/// A short word is a typo of ours, if any, and not of another subject's; in bytes.
const SHORT: usize = 5;
/// How long a part of a compound is at least, and what is left of it, in bytes.
const SHORTEST_PART: usize = 5;
const REST_OF_COMPOUND: usize = 3;

impl Fit {
    /// The same fit, counting so much.
    fn weighed(self, weight: f32) -> Self {
        Self { score: self.score * weight, anchor: self.anchor * weight, sure: self.sure * weight, ..self }
    }

    /// What it is ranked by: loose words count less than those that anchor it.
    fn standing(&self) -> f32 {
        self.anchor + LOOSE * (self.score - self.anchor)
    }
}

impl Meaning {
    fn stem(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Stem(stem) => Some(stem),
        }
    }
}

/// Everything we know of, ready to be searched.
struct Index {
    entries: Vec<Entry>,
    /// Stem → how much it says, by how few entries it stands in.
    rarity: HashMap<String, f32>,
    /// What a misspelt word may have meant: by the first letter and the length in bytes.
    vocabulary: HashMap<(char, usize), Vec<Spelling>>,
    stems: HashSet<String>,
    /// Stem → where it speaks for something. A problem has few words, the index many.
    mentions: HashMap<String, Vec<Mention>>,
    /// The first word of a name → whose it is.
    names: HashMap<String, Vec<(usize, Vec<String>)>>,
}

/// A word of ours as it is written.
struct Spelling {
    folded: String,
    letters: u32,
    meaning: Meaning,
}

/// Where a stem speaks for an entry, by number.
struct Mention {
    entry: usize,
    place: Place,
}

/// What of an entry a problem has words of.
#[derive(Default)]
struct Touched<'i> {
    words: Vec<(usize, f32)>,
    phrases: Vec<&'i [String]>,
    literal: Vec<&'i [String]>,
    pairs: BTreeSet<usize>,
    named: bool,
}

/// What a word of ours says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    /// A small word says nothing about the subject.
    Nothing,
    Stem(String),
}

/// Built once: neither the templates nor the vocabulary change while we run.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let offers = offers();
    Index::new(&offers, &beyond::services(&offers), beyond::topics())
});

/// Every subject with any fit, the best first. Of what can be built, only what is offered.
pub(super) fn rank(problem: &[Word], offers: &[Offer<'_>]) -> Vec<Fit> {
    let offered = |fit: &Fit| match fit.subject {
        Subject::Offer(one) => {
            offers.iter().any(|offer| offer.provider.id == one.provider.id && offer.kind() == one.kind())
        }
        Subject::NotYet(_) | Subject::Elsewhere(_) => true,
    };
    let mut fits = INDEX.fits(problem);
    fits.retain(offered);
    fits
}

/// Whether a word is one of ours, small words aside.
pub(super) fn is_known(word: &Word) -> bool {
    INDEX.stems.contains(&word.stem)
}

impl Index {
    fn new(offers: &[Offer<'static>], services: &[&'static Service], topics: &'static [Topic]) -> Self {
        let offered = offers.iter().map(|offer| {
            let mut entry = Entry::new(Subject::Offer(*offer));
            let wizard = &offer.template.wizard;
            entry.names = [offer.provider.name, offer.provider.id].map(query::name).into();
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
            entry.names = service.names.iter().map(|name| query::name(name)).collect();
            if let Some(provider) = &service.of {
                entry.names.insert(query::name(provider));
            }
            service.words.iter().for_each(|phrase| entry.synonym(phrase));
            entry.pairs(&service.pairs);
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
            .chain(topics.iter().flat_map(|topic| &topic.words).map(String::as_str).filter(|word| word.len() > SHORT))
            .chain(offers.iter().flat_map(|offer| offer.template.wizard.pairs.iter().flatten()).map(String::as_str))
            .chain(services.iter().flat_map(|service| service.pairs.iter().flatten()).map(String::as_str));
        let known = written.flat_map(words).filter(|word| !is_small(&word.folded));
        let mut vocabulary: BTreeMap<String, Meaning> =
            known.map(|word| (word.folded, Meaning::Stem(word.stem))).collect();
        vocabulary.extend(KNOWN.small.iter().map(|small| (small.to_string(), Meaning::Nothing)));
        let stems = vocabulary.values().filter_map(Meaning::stem).map(str::to_owned).collect();
        let mut spellings: HashMap<(char, usize), Vec<Spelling>> = HashMap::new();
        for (folded, meaning) in vocabulary {
            if let Some(first) = folded.chars().next() {
                let spelling = Spelling { letters: letters(&folded), folded, meaning };
                spellings.entry((first, spelling.folded.len())).or_default().push(spelling);
            }
        }
        let mut mentions: HashMap<String, Vec<Mention>> = HashMap::new();
        for (number, entry) in entries.iter().enumerate() {
            for (stem, place) in entry.places() {
                mentions.entry(stem.clone()).or_default().push(Mention { entry: number, place });
            }
        }
        let rarity = spread.into_iter().map(|(stem, spread)| (stem, rarity(spread, entries.len()))).collect();
        let mut names: HashMap<String, Vec<(usize, Vec<String>)>> = HashMap::new();
        for (number, entry) in entries.iter().enumerate() {
            for name in &entry.names {
                if let Some(first) = name.first() {
                    names.entry(first.clone()).or_default().push((number, name.clone()));
                }
            }
        }
        Self { entries, rarity, vocabulary: spellings, stems, mentions, names }
    }

    fn fits(&self, problem: &[Word]) -> Vec<Fit> {
        let terms = self.terms(problem);
        let mut query = Query::new(problem, &terms);
        // Who names a service that is not there means its pull requests, not ours.
        let abroad = self.names_another(&query);
        if abroad {
            query = query.without_pairs();
        }
        let in_trade = problem.iter().any(|word| KNOWN.trade.contains(&word.stem));
        let mut fits: Vec<_> = self
            .entries
            .iter()
            .zip(self.touched(&query))
            .map(|(entry, touched)| self.fit(entry, &touched, &query))
            .map(|fit| match fit.subject {
                Subject::Elsewhere(_) if in_trade => fit.weighed(ASIDE),
                Subject::Offer(_) if abroad && !fit.named => fit.weighed(ABROAD),
                _ => fit,
            })
            .filter(|fit| fit.score > 0.0)
            .collect();
        fits.sort_by(|a, b| b.standing().total_cmp(&a.standing()));
        fits
    }

    /// For each entry, what the problem has words of.
    fn touched(&self, query: &Query<'_>) -> Vec<Touched<'_>> {
        let mut touched: Vec<Touched<'_>> = self.entries.iter().map(|_| Touched::default()).collect();
        for (number, term) in query.terms.iter().enumerate() {
            for Mention { entry, place } in self.mentions.get(&term.stem).into_iter().flatten() {
                if let Place::Word(worth) = place {
                    touched[*entry].words.push((number, *worth));
                }
            }
        }
        for stem in query.any_stems() {
            for Mention { entry, place } in self.mentions.get(stem).into_iter().flatten() {
                match place {
                    Place::Word(_) => {}
                    Place::Phrase(phrase) => touched[*entry].phrases.push(phrase),
                    Place::Literal(phrase) => touched[*entry].literal.push(phrase),
                    Place::Pair(pair) => _ = touched[*entry].pairs.insert(*pair),
                }
            }
        }
        for (entry, name) in query.called_first().filter_map(|first| self.names.get(first)).flatten() {
            touched[*entry].named |= query.calls(name);
        }
        touched
    }

    /// Whether a service is called by its name that cannot be read yet.
    fn names_another(&self, query: &Query<'_>) -> bool {
        let another =
            |entry: usize| matches!(self.entries[entry].subject, Subject::NotYet(service) if service.of.is_none());
        query
            .written_first()
            .filter_map(|first| self.names.get(first))
            .flatten()
            .any(|(entry, name)| another(*entry) && query.spells(name))
    }

    fn terms(&self, problem: &[Word]) -> Vec<Term> {
        let aside = problem
            .iter()
            .skip(1)
            .find(|word| one_of(&KNOWN.aside, &word.folded))
            .map_or(usize::MAX, |word| word.start);
        let occasions = occasions(problem);
        problem
            .iter()
            .filter(|word| !is_small(&word.folded) && !word.folded.starts_with(|c: char| c.is_ascii_digit()))
            // A particle hung onto a word: "ce mois-ci".
            .filter(|word| !(word.sign == Some('-') && word.folded.len() <= 2))
            .flat_map(|word| {
                let weight = if word.start > aside || occasions.contains(&word.start) { ASIDE } else { 1.0 };
                let known = |stem: &str, folded: &str, worth: f32| Term {
                    stem: stem.to_owned(),
                    folded: folded.to_owned(),
                    worth: worth * weight,
                    word: word.start,
                    name: false,
                };
                if self.rarity.contains_key(&word.stem) || self.stems.contains(&word.stem) {
                    return vec![known(&word.stem, &word.folded, 1.0)];
                }
                match self.misspelt(&word.folded) {
                    Some((folded, Meaning::Stem(meant))) => return vec![known(meant, folded, MISSPELT)],
                    Some((_, Meaning::Nothing)) => return Vec::new(),
                    None => {}
                }
                let parts: Vec<_> = self.parts(&word.folded).iter().map(|stem| known(stem, stem, COMPOUND)).collect();
                if parts.is_empty() {
                    // Written large in mid-sentence and unknown: somebody's name.
                    let name = word.capital && word.start > 0;
                    return vec![Term { name, ..known(&word.stem, &word.folded, 1.0) }];
                }
                parts
            })
            .collect()
    }

    /// What was meant by a word we do not know: one edit away, two in long words. People get
    /// the first letter right, and leave letters out more often than they add some. Of two as
    /// near, the small word is the likelier.
    fn misspelt(&self, folded: &str) -> Option<(&str, &Meaning)> {
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
        let first = folded.chars().next()?;
        let letters = letters(folded);
        // An edit takes one letter away and brings one at most.
        let alike = |known: &Spelling| (known.letters ^ letters).count_ones() as usize <= 2 * allowed;
        (folded.len() - allowed..=folded.len() + allowed)
            .filter_map(|length| self.vocabulary.get(&(first, length)))
            .flatten()
            .filter(|known| alike(known) && likely(&known.folded))
            .map(|known| (distance(&known.folded, folded), &known.folded, &known.meaning))
            .filter(|(edits, ..)| *edits <= allowed)
            .min_by_key(|(edits, known, meaning)| {
                (*edits, **meaning != Meaning::Nothing, std::cmp::Reverse(known.len()))
            })
            .map(|(_, known, meaning)| (known.as_str(), meaning))
    }

    /// The known words a compound begins or ends with: `Kartenzahlungen` has `zahlung`.
    fn parts(&self, folded: &str) -> Vec<String> {
        let stem = stems(folded).pop().unwrap_or_default();
        let cuts = stem.char_indices().map(|(at, _)| at);
        let mut parts: Vec<&str> = cuts
            .flat_map(|at| {
                let (head, tail) = stem.split_at(at);
                let begins = head.len() >= SHORTEST_PART && tail.len() >= REST_OF_COMPOUND;
                let ends = tail.len() >= SHORTEST_PART && head.len() >= REST_OF_COMPOUND;
                [begins.then_some(head), ends.then_some(tail)].into_iter().flatten()
            })
            .filter(|part| self.stems.contains(*part))
            .collect();
        // The longest say most; `payment` inside `repayment` needs no second opinion.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.truncate(2);
        parts.into_iter().map(str::to_owned).collect()
    }

    fn fit(&self, entry: &Entry, touched: &Touched<'_>, query: &Query<'_>) -> Fit {
        let mut tally = Tally::default();
        self.count_words(entry, touched, query, &mut tally);
        self.count_phrases(touched, query, &mut tally);
        count_literals(entry, touched, query, &mut tally);
        count_pairs(entry, touched, query, &mut tally);
        let named = entry.is_signed(query) || touched.named;
        if named {
            count_name(entry, query, &mut tally);
        }
        tally.hear(query, |term| KNOWN.work.contains(&term.stem));
        let Tally { score, anchor, sure, speaking } = tally;
        let coverage = if query.asked() == 0 { 0.0 } else { speaking.len() as f32 / query.asked() as f32 };
        Fit { subject: entry.subject, score, anchor, sure, named, coverage: coverage.min(1.0) }
    }

    fn count_words(&self, entry: &Entry, touched: &Touched<'_>, query: &Query<'_>, tally: &mut Tally) {
        let mut counted: HashSet<&str> = HashSet::new();
        for (term, worth) in touched.words.iter().map(|(number, worth)| (&query.terms[*number], worth)) {
            tally.speaking.insert(term.word);
            if counted.insert(&term.stem) {
                let value = worth * term.worth * sure(&term.stem) * self.rarity(&term.stem);
                tally.score += value;
                if entry.is_synonym(&term.stem) {
                    tally.anchor(&term.stem, value);
                }
            }
        }
    }

    /// Longer phrases first; a word stands together with others only once.
    fn count_phrases(&self, touched: &Touched<'_>, query: &Query<'_>, tally: &mut Tally) {
        let mut together: Vec<_> = touched.phrases.iter().filter(|phrase| query.has_near(phrase)).collect();
        together.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let mut bonded: HashSet<&str> = HashSet::new();
        for stem in together.into_iter().copied().flatten() {
            if bonded.insert(stem) {
                let value = sure(stem) * self.rarity(stem);
                tally.score += TOGETHER * value;
                tally.anchor(stem, value);
            }
        }
    }

    fn rarity(&self, stem: &str) -> f32 {
        self.rarity.get(stem).copied().unwrap_or_else(|| rarity(1, self.entries.len()))
    }
}

/// The fewer entries a stem stands in, the more it says.
fn rarity(spread: u32, entries: usize) -> f32 {
    let (spread, entries) = (spread as f32, entries as f32);
    ((entries - spread + 0.5) / (spread + 0.5)).ln_1p()
}

/// What speaks for an entry, as it is found.
#[derive(Default)]
struct Tally {
    score: f32,
    anchor: f32,
    sure: f32,
    /// Where the words start that speak for it.
    speaking: HashSet<usize>,
}

impl Tally {
    fn anchor(&mut self, stem: &str, value: f32) {
        self.anchor += value;
        if !is_ambiguous(stem) {
            self.sure += value;
        }
    }

    fn hear(&mut self, query: &Query<'_>, speaks: impl Fn(&Term) -> bool) {
        self.speaking.extend(query.terms.iter().filter(|term| speaks(term)).map(|term| term.word));
    }
}

fn count_literals(entry: &Entry, touched: &Touched<'_>, query: &Query<'_>, tally: &mut Tally) {
    for phrase in touched.literal.iter().filter(|phrase| query.says(phrase)) {
        let said_already = phrase.iter().any(|stem| entry.is_synonym(stem));
        if !said_already {
            tally.score += LITERAL;
            tally.anchor += LITERAL;
        }
        tally.hear(query, |term| phrase.contains(&term.stem));
    }
}

fn count_pairs(entry: &Entry, touched: &Touched<'_>, query: &Query<'_>, tally: &mut Tally) {
    let (near, far, reach) = match entry.subject {
        Subject::Elsewhere(_) => (FOREIGN_PAIR, 0.0, APART),
        Subject::Offer(_) | Subject::NotYet(_) => (PAIR, FAR_PAIR, FAR_APART),
    };
    for together in touched.pairs.iter().filter_map(|pair| query.together(&entry.pairs[*pair], reach)) {
        let value = if together.apart <= APART { near } else { far };
        tally.score += value;
        tally.anchor += value;
        tally.sure += value;
        tally.hear(query, |term| together.words.contains(&term.word));
    }
}

/// A kind of data we lack is only meant when it is called by its own word.
fn count_name(entry: &Entry, query: &Query<'_>, tally: &mut Tally) {
    let own = !matches!(entry.subject, Subject::NotYet(service) if service.of.is_some());
    if own || tally.anchor > 0.0 {
        let foreign = matches!(entry.subject, Subject::NotYet(Service { provider: None, of: None, .. }));
        let name = if foreign { FOREIGN_NAME } else { NAME };
        tally.score += name;
        tally.anchor += name / 2.0;
        tally.hear(query, |term| entry.names.iter().flatten().any(|name| name == query::singular(&term.folded)));
    }
}

/// Where the words start that only say on what occasion: "at every meeting".
fn occasions(problem: &[Word]) -> HashSet<usize> {
    (0..problem.len())
        .filter_map(|at| {
            let occasion = KNOWN.occasions.iter().find(|occasion| starts_with(&problem[at..], occasion))?;
            Some(problem.get(at + occasion.split(' ').count())?.start)
        })
        .collect()
}

/// The letters of a word, one bit each: words that differ in many are far apart.
fn letters(folded: &str) -> u32 {
    folded.bytes().fold(0, |letters, byte| letters | 1 << (byte % 32))
}
