//! From text to [`Query`]: recursive descent, one function per rule of the grammar.

use super::{
    ParseError,
    ast::{Anchor, Query, Segment, Selector},
};

/// How deep filters and brackets may nest.
const MAX_DEPTH: usize = 24;

/// The whole numbers every JSON implementation agrees on.
const MAX_SAFE: i64 = (1 << 53) - 1;

pub(super) struct Parser<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Bytes taken so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn end(&self) -> Result<(), ParseError> {
        if self.at == self.text.len() { Ok(()) } else { Err(self.expected("the end")) }
    }

    pub(super) fn absolute(&mut self) -> Result<Query, ParseError> {
        if self.peek() != Some('$') {
            return Err(self.expected("`$`"));
        }
        self.query()
    }

    /// `$` or `@`, and segments.
    pub(super) fn query(&mut self) -> Result<Query, ParseError> {
        let anchor = match self.peek() {
            Some('$') => Anchor::Root,
            Some('@') => Anchor::Current,
            _ => return Err(self.expected("`$` or `@`")),
        };
        self.advance();

        let mut segments = Vec::new();
        loop {
            // White space belongs to the path only when a segment follows.
            let before = self.at;
            self.skip_blanks();
            match self.peek() {
                Some('.' | '[') => segments.push(self.segment()?),
                _ => {
                    self.at = before;
                    return Ok(Query { anchor, segments });
                }
            }
        }
    }

    fn segment(&mut self) -> Result<Segment, ParseError> {
        let descends = self.take_text("..");
        if !descends && self.peek() == Some('.') {
            self.advance();
            return Ok(Segment { descends: false, selectors: vec![self.shorthand()?] });
        }
        let selectors = if self.peek() == Some('[') { self.bracketed()? } else { vec![self.shorthand()?] };
        Ok(Segment { descends, selectors })
    }

    fn shorthand(&mut self) -> Result<Selector, ParseError> {
        if self.take('*') {
            return Ok(Selector::Wildcard);
        }
        let rest = &self.text[self.at..];
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        if !rest.starts_with(is_first) {
            return Err(self.expected("a name or `*`"));
        }
        let length = rest.find(|c: char| !is_first(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += length;
        Ok(Selector::Name(rest[..length].to_owned()))
    }

    fn bracketed(&mut self) -> Result<Vec<Selector>, ParseError> {
        self.advance();
        let mut selectors = Vec::new();
        loop {
            self.skip_blanks();
            selectors.push(self.selector()?);
            self.skip_blanks();
            if self.take(']') {
                return Ok(selectors);
            }
            if !self.take(',') {
                return Err(self.expected("`]`"));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, ParseError> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.advance();
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.advance();
                self.skip_blanks();
                Ok(Selector::Filter(self.nested(Self::logical)?))
            }
            Some(c) if c.is_ascii_digit() || c == '-' || c == ':' => self.index_or_slice(),
            _ => Err(self.expected("a name in quotes, an index, `*` or `?`")),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, ParseError> {
        let start = self.optional_integer()?;
        let before = self.at;
        self.skip_blanks();
        if !self.take(':') {
            self.at = before;
            return start.map(Selector::Index).ok_or_else(|| self.expected("an index"));
        }
        self.skip_blanks();
        let end = self.optional_integer()?;
        self.skip_blanks();
        let step = if self.take(':') {
            self.skip_blanks();
            self.optional_integer()?
        } else {
            None
        };
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn optional_integer(&mut self) -> Result<Option<i64>, ParseError> {
        let rest = &self.text[self.at..];
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest[sign..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - sign);
        if sign + digits == 0 {
            return Ok(None);
        }
        let number = &rest[..sign + digits];
        if digits == 0 || number == "-0" || (digits > 1 && number[sign..].starts_with('0')) {
            return Err(self.expected("a whole number without leading zeros"));
        }
        match number.parse::<i64>() {
            Ok(integer) if (-MAX_SAFE..=MAX_SAFE).contains(&integer) => {
                self.at += number.len();
                Ok(Some(integer))
            }
            _ => Err(self.expected("a whole number below 2^53")),
        }
    }

    /// Runs `rule` one level deeper.
    pub(super) fn nested<T>(&mut self, rule: fn(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.expected("less nesting"));
        }
        self.depth += 1;
        let parsed = rule(self);
        self.depth -= 1;
        parsed
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn advance(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Undoes what was taken since `position` was asked for.
    pub(super) fn back_to(&mut self, position: usize) {
        self.at = position;
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_text(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    pub(super) fn skip_blanks(&mut self) {
        let rest = self.rest();
        let blanks = rest.find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).unwrap_or(rest.len());
        self.at += blanks;
    }

    pub(super) fn expected(&self, what: &str) -> ParseError {
        ParseError::Expected { expected: what.to_owned(), at: self.text[..self.at].chars().count() + 1 }
    }
}
