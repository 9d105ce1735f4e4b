//! A problem as the index hears it: which of our words it says, and where they stand.

use std::collections::{HashMap, HashSet};

use super::text::{Word, words};

/// A word of the problem, as the index knows it.
pub(super) struct Term {
    pub(super) stem: String,
    /// As it was written, or meant.
    pub(super) folded: String,
    pub(super) worth: f32,
    /// Where its word starts, to tell two parts of one word from two words.
    pub(super) word: usize,
    /// Somebody's name: says nothing about the subject.
    pub(super) name: bool,
}

/// Where each stem stands, in order.
type Places<'s> = HashMap<&'s str, Vec<usize>>;

/// A problem, looked up once for everything that is compared with it.
pub(super) struct Query<'s> {
    pub(super) terms: &'s [Term],
    problem: &'s [Word],
    /// Among the terms.
    stems: Places<'s>,
    /// Among all words, small ones too, as they were said.
    said: Places<'s>,
    /// Whole words among the terms, and among all words: a name has no endings but its plural.
    called: Places<'s>,
    written: Places<'s>,
    /// Among all words, as they were said or meant.
    heard: Places<'s>,
    signs: HashSet<char>,
    asked: usize,
}

/// Two words of a pair, by where they start, and how many words they stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Together {
    pub(super) words: [usize; 2],
    pub(super) apart: usize,
}

impl<'s> Query<'s> {
    pub(super) fn new(problem: &'s [Word], terms: &'s [Term]) -> Self {
        let said = places(problem.iter().enumerate().map(|(at, word)| (word.stem.as_str(), at)));
        let at: HashMap<usize, usize> = problem.iter().enumerate().map(|(at, word)| (word.start, at)).collect();
        let meant = terms.iter().map(|term| (term.stem.as_str(), at[&term.word]));
        Self {
            terms,
            problem,
            stems: places(terms.iter().enumerate().map(|(at, term)| (term.stem.as_str(), at))),
            heard: places(problem.iter().enumerate().map(|(at, word)| (word.stem.as_str(), at)).chain(meant)),
            said,
            called: places(terms.iter().enumerate().map(|(at, term)| (singular(&term.folded), at))),
            written: places(problem.iter().enumerate().map(|(at, word)| (singular(&word.folded), at))),
            signs: problem
                .iter()
                .filter(|word| word.folded.starts_with(char::is_alphabetic))
                .filter_map(|word| word.sign)
                .collect(),
            asked: terms.iter().filter(|term| !term.name).map(|term| term.word).collect::<HashSet<_>>().len(),
        }
    }

    /// Words a name may begin with, among the terms and among all words.
    pub(super) fn called_first(&self) -> impl Iterator<Item = &'s str> {
        self.called.keys().copied()
    }

    pub(super) fn written_first(&self) -> impl Iterator<Item = &'s str> {
        self.written.keys().copied()
    }

    /// Each stem once, whether it was said or meant.
    pub(super) fn any_stems(&self) -> impl Iterator<Item = &'s str> {
        self.stems.keys().copied().chain(self.said.keys().copied().filter(|stem| !self.stems.contains_key(stem)))
    }

    /// Pairs are not heard: what stands together belongs to somebody else.
    pub(super) fn without_pairs(self) -> Self {
        Self { heard: HashMap::new(), ..self }
    }

    /// How many words say something, names aside.
    pub(super) fn asked(&self) -> usize {
        self.asked
    }

    pub(super) fn has_sign(&self, sign: char) -> bool {
        self.signs.contains(&sign)
    }

    /// Whether a name is called, its words in a row, small words aside.
    pub(super) fn calls(&self, name: &[String]) -> bool {
        in_a_row(&self.called, name)
    }

    /// Whether a name is called, its words in a row, spelt as it is.
    pub(super) fn spells(&self, name: &[String]) -> bool {
        in_a_row(&self.written, name)
    }

    /// Whether a phrase is said, its words in a row.
    pub(super) fn says(&self, phrase: &[String]) -> bool {
        in_a_row(&self.said, phrase)
    }

    /// Whether the phrase's words stand near each other, in any order: "charges that were declined".
    pub(super) fn has_near(&self, phrase: &[String]) -> bool {
        let window = phrase.len() + 2;
        let Some(places) = phrase.iter().map(|stem| self.stems.get(stem.as_str())).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let within = |from: usize| {
            places.iter().all(|places| {
                let next = places.partition_point(|at| *at < from);
                places.get(next).is_some_and(|at| *at < from + window)
            })
        };
        places.iter().copied().flatten().any(|from| within(*from))
    }

    /// One word of each kind, the two that stand nearest, at most `apart` words from each other.
    pub(super) fn together(&self, pair: &[Vec<String>; 2], apart: usize) -> Option<Together> {
        let [ones, others] = pair.each_ref().map(|kind| -> Vec<usize> {
            kind.iter().filter_map(|stem| self.heard.get(stem.as_str())).flatten().copied().collect()
        });
        let start = |at: &usize| self.problem[*at].start;
        ones.iter()
            .flat_map(|one| others.iter().map(move |other| (one, other)))
            .map(|(one, other)| Together { words: [start(one), start(other)], apart: one.abs_diff(*other) })
            .filter(|together| (1..=apart).contains(&together.apart))
            .min_by_key(|together| together.apart)
    }
}

/// The words of a name, made comparable: whole, so that `OpenAI` is not `open`.
pub(super) fn name(natural: &str) -> Vec<String> {
    words(natural).into_iter().map(|word| singular(&word.folded).to_owned()).collect()
}

/// `calendars` → `calendar`; short words are themselves.
pub(super) fn singular(folded: &str) -> &str {
    folded.strip_suffix('s').filter(|rest| rest.len() >= SHORTEST_NAME).unwrap_or(folded)
}

/// A name keeps at least so much of it, in bytes.
const SHORTEST_NAME: usize = 4;

fn places<'s>(stems: impl Iterator<Item = (&'s str, usize)>) -> Places<'s> {
    let mut places = Places::new();
    for (stem, at) in stems {
        places.entry(stem).or_default().push(at);
    }
    places
}

fn in_a_row(places: &Places<'_>, phrase: &[String]) -> bool {
    let stands = |stem: &String, at: usize| places.get(stem.as_str()).is_some_and(|places| places.contains(&at));
    let Some(first) = phrase.first().and_then(|first| places.get(first.as_str())) else { return false };
    first.iter().any(|from| phrase.iter().enumerate().all(|(next, stem)| stands(stem, from + next)))
}
