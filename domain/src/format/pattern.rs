//! Unicode date patterns: `MMM dd, yyyy`.
//!
//! Source: [UTS 35](https://www.unicode.org/reports/tr35/tr35-dates.html), the fields people use.

use std::fmt::Write;

use jiff::Zoned;

use super::{Language, Viewing};
use crate::expression::Moment;

/// The longest a pattern may be, in characters.
const MAX_LENGTH: usize = 64;

/// How a date is written.
///
/// | letters | meaning |
/// | --- | --- |
/// | `y` `yyyy` `yy` | year, of two digits for `yy` |
/// | `M` `MM` `MMM` `MMMM` | month: 3, 03, Mar, March; `L` the same |
/// | `d` `dd` | day of the month |
/// | `E` `EEE` `EEEE` | weekday: Mon, Mon, Monday |
/// | `H` `HH` `h` `hh` `a` | hour of 24, of 12, AM or PM |
/// | `m` `mm` `s` `ss` | minute, second |
/// | `z` `Z` `XXX` | name of the zone, +0100, +01:00 |
/// | `'text'` `''` | as it stands, an apostrophe |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(char, usize),
}

impl Pattern {
    /// # Errors
    ///
    /// What is not part of a pattern, in words.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        if pattern.trim().is_empty() {
            return Err("an empty date pattern".to_owned());
        }
        if pattern.chars().count() > MAX_LENGTH {
            return Err(format!("a date pattern longer than {MAX_LENGTH} characters"));
        }
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match first {
                '\'' => quoted(rest)?,
                c if c.is_ascii_alphabetic() => {
                    let length = rest.find(|other| other != c).unwrap_or(rest.len());
                    (field(c, length)?, length)
                }
                c => (Part::Text(c.to_string()), c.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        Ok(Self { parts })
    }

    /// The one a language uses for a day.
    #[must_use]
    pub fn default_of(language: &Language) -> Self {
        Self::known(language.date_pattern)
    }

    /// The one a language uses for a day and its time, in full.
    #[must_use]
    pub fn full_of(language: &Language) -> Self {
        Self::known(language.full_pattern)
    }

    fn known(pattern: &str) -> Self {
        Self::parse(pattern).unwrap_or_else(|_| Self { parts: Vec::new() })
    }

    /// `moment` where the user is, in their language.
    #[must_use]
    pub fn format(&self, moment: Moment, viewing: &Viewing) -> String {
        let there = moment.at.to_zoned(viewing.time_zone.clone());
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Field(letter, width) => write_field(&mut text, (*letter, *width), &there, viewing.language()),
            }
        }
        text
    }
}

fn quoted(rest: &str) -> Result<(Part, usize), String> {
    if rest.starts_with("''") {
        return Ok((Part::Text("'".to_owned()), 2));
    }
    let mut text = String::new();
    let mut inside = rest.chars().skip(1).peekable();
    let mut length = 1;
    while let Some(c) = inside.next() {
        length += c.len_utf8();
        if c != '\'' {
            text.push(c);
        } else if inside.next_if_eq(&'\'').is_some() {
            length += 1;
            text.push(c);
        } else {
            return Ok((Part::Text(text), length));
        }
    }
    Err("a date pattern without a closing `'`".to_owned())
}

fn field(letter: char, width: usize) -> Result<Part, String> {
    let widest = match letter {
        'y' | 'M' | 'L' | 'E' => 4,
        'd' | 'H' | 'h' | 'm' | 's' => 2,
        'a' | 'z' | 'Z' => 1,
        'X' => 3,
        _ => return Err(format!("`{letter}` means nothing in a date pattern; text stands in quotes: `'{letter}'`")),
    };
    if width > widest {
        return Err(format!("`{}` is longer than a date pattern knows", letter.to_string().repeat(width)));
    }
    Ok(Part::Field(letter, width))
}

fn write_field(text: &mut String, (letter, width): (char, usize), there: &Zoned, language: &Language) {
    let month = usize::try_from(there.month() - 1).unwrap_or(0);
    let weekday = usize::try_from(there.weekday().to_monday_zero_offset()).unwrap_or(0);
    let hour = there.hour();
    let written = match (letter, width) {
        ('y', 2) => write!(text, "{:02}", there.year().rem_euclid(100)),
        ('y', _) => write!(text, "{:0width$}", there.year()),
        ('M' | 'L', 1 | 2) => write!(text, "{:0width$}", there.month()),
        ('M' | 'L', 3) => write!(text, "{}", language.months_short[month]),
        ('M' | 'L', _) => write!(text, "{}", language.months[month]),
        ('d', _) => write!(text, "{:0width$}", there.day()),
        ('E', 4) => write!(text, "{}", language.days[weekday]),
        ('E', _) => write!(text, "{}", language.days_short[weekday]),
        ('H', _) => write!(text, "{hour:0width$}"),
        ('h', _) => write!(text, "{:0width$}", (hour + 11) % 12 + 1),
        ('a', _) => write!(text, "{}", if hour < 12 { "AM" } else { "PM" }),
        ('m', _) => write!(text, "{:0width$}", there.minute()),
        ('s', _) => write!(text, "{:0width$}", there.second()),
        ('z', _) => write!(text, "{}", there.strftime("%Z")),
        ('Z', _) => write!(text, "{}", there.strftime("%z")),
        _ => write!(text, "{}", there.strftime("%:z")),
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[track_caller]
    fn check(locale: &str, pattern: &str, expected: &str) {
        let viewing = Viewing {
            now: "2026-11-23T12:00:00Z".parse().unwrap(),
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            locale: locale.to_owned(),
        };
        let moment = Moment { at: "2026-03-09T23:05:07Z".parse().unwrap(), day: None };
        assert_eq!(Pattern::parse(pattern).unwrap().format(moment, &viewing), expected);
    }

    #[test]
    fn patterns_speak_the_language_and_know_the_zone() {
        check("en", "MMM dd, yyyy", "Mar 10, 2026");
        check("de", "EEEE, d. MMMM y", "Dienstag, 10. März 2026");
        check("en", "yy-M-d h:mm a", "26-3-10 12:05 AM");
        check("en", "HH:mm:ss Z XXX z", "00:05:07 +0100 +01:00 CET");
        check("es", "d 'de' MMMM", "10 de marzo");
        check("en", "h 'o''clock'", "12 o'clock");
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        let refusal = |pattern| Pattern::parse(pattern).unwrap_err();
        assert_eq!(refusal("YYYY"), "`Y` means nothing in a date pattern; text stands in quotes: `'Y'`");
        assert_eq!(refusal("MMMMM"), "`MMMMM` is longer than a date pattern knows");
        assert_eq!(refusal("'open"), "a date pattern without a closing `'`");
        assert_eq!(refusal(" "), "an empty date pattern");
    }

    #[test]
    fn every_languages_own_patterns_are_patterns() {
        for locale in ["en", "en-GB", "de", "fr", "fr-CH", "es", "it", "pt", "pt-PT", "nl"] {
            let language = Language::find(locale);
            assert!(Pattern::parse(language.date_pattern).is_ok(), "{locale}");
            assert!(Pattern::parse(language.full_pattern).is_ok(), "{locale}");
        }
    }
}
