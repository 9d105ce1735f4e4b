//! Words that are known whatever a problem is about: small ones, ambiguous ones, those of any
//! work or trade, and how people abbreviate. They stand in `words.json`.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::text::{self, Phrase, Word, stems};

#[derive(Deserialize)]
struct Words {
    /// Words that say nothing about the subject, by language; separated by spaces.
    small: BTreeMap<String, String>,
    ambiguous: String,
    /// Words of any work, by language: they speak for nothing, but not for another world either.
    work: BTreeMap<String, String>,
    /// Words of people who run something: another subject is then what they deal in.
    trade: String,
    /// What follows one of these is about the circumstances.
    aside: Vec<Phrase>,
    /// What follows one of these at once is only when it happens: "at every meeting".
    occasions: Vec<Phrase>,
    /// How people abbreviate.
    short: HashMap<String, String>,
}

pub(super) struct Known {
    /// Folded.
    pub(super) small: HashSet<Phrase>,
    /// Stems.
    pub(super) ambiguous: HashSet<String>,
    /// Stems.
    pub(super) work: HashSet<String>,
    /// Stems.
    pub(super) trade: HashSet<String>,
    pub(super) aside: Vec<Phrase>,
    pub(super) occasions: Vec<Phrase>,
    /// Folded abbreviation → the word, folded, and its stem.
    pub(super) short: HashMap<String, (String, String)>,
}

pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| {
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
        trade: stems(&words.trade).into_iter().collect(),
        aside: words.aside,
        occasions: words.occasions,
        short: words
            .short
            .into_iter()
            .filter_map(|(short, long)| Some((short, text::words(&long).pop()?)))
            .map(|(short, long)| (short, (long.folded, long.stem)))
            .collect(),
    }
});

/// The words with abbreviations written out: `gh` is `github`.
pub(super) fn written_out(mut words: Vec<Word>) -> Vec<Word> {
    for word in &mut words {
        if let Some((folded, stem)) = KNOWN.short.get(&word.folded) {
            word.folded.clone_from(folded);
            word.stem.clone_from(stem);
        }
    }
    words
}

/// A word that means something else elsewhere counts half.
pub(super) fn sure(stem: &str) -> f32 {
    if is_ambiguous(stem) { 0.5 } else { 1.0 }
}

pub(super) fn is_ambiguous(stem: &str) -> bool {
    KNOWN.ambiguous.contains(stem)
}

/// Words that say something about the subject.
pub(super) fn content(words: &[Word]) -> Vec<String> {
    words.iter().filter(|word| !is_small(&word.folded)).map(|word| word.stem.clone()).collect()
}

pub(super) fn is_small(folded: &str) -> bool {
    KNOWN.small.contains(folded)
}
