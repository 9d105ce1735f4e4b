//! Regular expressions of `match` and `search`: I-Regexp, RFC 9485, on the `regex` crate,
//! whose matching time is linear in the text.

use regex::{Regex, RegexBuilder};

use super::ast::Extent;

/// The most a compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 256 * 1024;

/// How deep groups may nest.
const NEST_LIMIT: u32 = 32;

#[derive(Debug, Clone)]
pub(super) struct Pattern {
    regex: Regex,
    length: usize,
}

impl Pattern {
    /// `None` when `source` is no regular expression, or one that is too large.
    pub(super) fn compile(source: &str, extent: Extent) -> Option<Self> {
        let translated = dots_as_i_regexp(source);
        let anchored = match extent {
            Extent::Whole => format!("^(?:{translated})$"),
            Extent::Anywhere => translated,
        };
        let regex = RegexBuilder::new(&anchored)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .nest_limit(NEST_LIMIT)
            .build()
            .ok()?;
        Some(Self { regex, length: source.len() })
    }

    /// What one run over `text` costs, in steps.
    pub(super) fn cost(&self, text: &str) -> u64 {
        1 + (text.len() as u64).saturating_mul(self.length as u64) / 64
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// In I-Regexp a dot stands for anything but a line feed **or a carriage return**.
fn dots_as_i_regexp(source: &str) -> String {
    let mut translated = String::with_capacity(source.len());
    let mut in_class = false;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                translated.push(c);
                translated.extend(chars.next());
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '.' if !in_class => {
                translated.push_str(r"[^\n\r]");
                continue;
            }
            _ => {}
        }
        translated.push(c);
    }
    translated
}
