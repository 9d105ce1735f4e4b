//! Words, made comparable: case, accents, umlauts and endings do not matter.

use std::{borrow::Borrow, ops::Deref};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// A word of a text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents: `Rückerstattungen` → `ruckerstattungen`.
    pub(super) folded: String,
    /// What is left without endings: `ruckerstattung`.
    pub(super) stem: String,
    /// The sign right before it: `#` of a channel, `$` of an amount, `@` of a mention.
    pub(super) sign: Option<char>,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Byte range in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words of a text. Digits and letters are words of their own (`30min` is two), a number
/// keeps its separators (`1.5`).
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            before = Some(first);
            continue;
        }
        let digits = first.is_ascii_digit();
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let inside = if digits {
                let separates = matches!(next, '.' | ',') && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                next.is_ascii_digit() || separates
            } else {
                next.is_alphanumeric() || is_mark(next)
            };
            if !inside {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let folded = fold(&text[start..end]);
        words.push(Word {
            stem: stem(&folded),
            folded,
            sign: before.filter(|sign| !sign.is_whitespace()),
            capital: first.is_uppercase(),
            start,
            end,
        });
        before = None;
    }
    words
}

/// The stems of a phrase.
pub(super) fn stems(phrase: &str) -> Vec<String> {
    words(phrase).into_iter().map(|word| word.stem).collect()
}

/// Lower case without accents; `ß` is `ss`, and an umlaut that was typed as two letters is the
/// one it stands for, so that `Rueckerstattung` and `Rückerstattung` are the same word.
pub(super) fn fold(word: &str) -> String {
    let plain: String =
        word.nfkd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).fold(String::new(), |mut plain, c| {
            match c {
                'ß' => plain.push_str("ss"),
                'ø' => plain.push('o'),
                'œ' => plain.push_str("oe"),
                'æ' => plain.push_str("ae"),
                'ł' => plain.push('l'),
                _ => plain.push(c),
            }
            plain
        });
    // Short words are themselves: `does`, `due`.
    if plain.len() < 6 { plain } else { without_spelt_umlauts(&plain) }
}

/// `zurueck` → `zuruck`; but not `issues`, `revenue` or `request`, whose `ue` is no umlaut.
fn without_spelt_umlauts(plain: &str) -> String {
    let mut short = String::with_capacity(plain.len());
    let mut before = None;
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.clone().nth(1);
        let spelt = matches!(c, 'a' | 'o' | 'u')
            && chars.peek() == Some(&'e')
            && before != Some('q')
            && after.is_some_and(|after| !matches!(after, 'a' | 'e' | 'i' | 'o' | 'u' | 's' | 'd'));
        short.push(c);
        if spelt {
            chars.next();
        }
        before = Some(c);
    }
    short
}

/// Words of a vocabulary, folded when the file is read, so that it can be written naturally.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "String")]
pub(super) struct Phrase(String);

impl From<String> for Phrase {
    fn from(natural: String) -> Self {
        Self(joined(&words(&natural)))
    }
}

impl Borrow<str> for Phrase {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Deref for Phrase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

pub(super) fn one_of(phrases: &[Phrase], folded: &str) -> bool {
    phrases.iter().any(|phrase| **phrase == *folded)
}

/// The words as one text, folded.
pub(super) fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Endings that carry number, gender or tense in the languages we read, longest first.
const ENDINGS: [&str; 15] = ["ing", "ern", "ed", "en", "er", "es", "os", "as", "s", "e", "n", "o", "a", "i", "y"];
/// So short a word keeps its ending.
const SHORTEST: usize = 4;
/// A plural keeps at least so much: `PRs`, `bugs`.
const SHORTEST_PLURAL: usize = 2;

/// Light stemming without knowing the language: endings go until none is left or the word
/// gets short. What ends in `ion` is a noun and stays.
fn stem(folded: &str) -> String {
    let mut stem = folded;
    while !stem.ends_with("ion") {
        match ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending).filter(|rest| rest.len() >= SHORTEST)) {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    if stem.len() <= SHORTEST {
        return stem.strip_suffix('s').filter(|rest| rest.len() >= SHORTEST_PLURAL).unwrap_or(stem).to_owned();
    }
    // `committ` of `committed` is `commit`.
    let mut letters = stem.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(doubled)) if last == doubled && last.is_alphabetic() => {
            stem[..stem.len() - last.len_utf8()].to_owned()
        }
        _ => stem.to_owned(),
    }
}

/// Sentences, without their full stops. Abbreviations are not known, so that a short piece
/// may be cut off; nothing is lost.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '\n' | ';' | '。' => true,
            '.' | '!' | '?' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            // A question keeps its mark: it would read as a statement without.
            let to = if c == '?' { at + 1 } else { at };
            sentences.push(&text[from..to]);
            from = at + c.len_utf8();
        }
    }
    sentences.push(&text[from..]);
    sentences.into_iter().map(str::trim).filter(|sentence| sentence.chars().any(char::is_alphanumeric)).collect()
}

/// Edits between two words, a swap of neighbours counting as one.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = last.clone();
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        // The oldest row's memory is the next one's.
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Rückerstattungen", "Rueckerstattung")]
    #[case("payments", "Payment")]
    #[case("committed", "commits")]
    #[case("merging", "merged")]
    #[case("paiements échoués", "paiement échoué")]
    #[case("pagos fallidos", "pago fallido")]
    #[case("offenen", "offene")]
    #[case("abgelehnte", "abgelehnt")]
    #[case("issues", "issue")]
    #[case("PRs", "PR")]
    #[case("revisiones", "revisión")]
    #[case("repositories", "repository")]
    #[case("zurueckgezahlt", "zurückgezahlt")]
    fn forms_of_a_word_have_one_stem(#[case] a: &str, #[case] b: &str) {
        assert_eq!(stems(a), stems(b));
    }

    #[test]
    fn numbers_units_and_signs_come_apart() {
        let words = words("30min, $1,500.50 in #sales-team");
        let folded: Vec<_> = words.iter().map(|word| (word.sign, word.folded.as_str())).collect();
        assert_eq!(
            folded,
            [
                (None, "30"),
                (None, "min"),
                (Some('$'), "1,500.50"),
                (None, "in"),
                (Some('#'), "sales"),
                (Some('-'), "team"),
            ]
        );
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance("refnud", "refund"), 1);
        assert_eq!(distance("payment", "payment"), 0);
        assert_eq!(distance("revnue", "revenue"), 1);
    }

    #[test]
    fn a_text_is_cut_into_sentences_without_breaking_numbers() {
        assert_eq!(
            sentences("We lose 1.5 hours. Why? Nobody knows!\nReally"),
            ["We lose 1.5 hours", "Why?", "Nobody knows", "Really"]
        );
    }
}
