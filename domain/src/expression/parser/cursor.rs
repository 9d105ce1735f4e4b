//! Where the parser stands, and what it says when it cannot go on.

use super::{MAX_NODES, Parser};
use crate::expression::{ParseError, lexer::Token};

impl Parser {
    pub(super) fn count_node(&mut self) -> Result<(), ParseError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES { Err(ParseError::TooDeep) } else { Ok(()) }
    }

    pub(super) fn close(&mut self, sign: &'static str) -> Result<(), ParseError> {
        if self.take(sign) { Ok(()) } else { Err(self.refuse(&format!("expected `{sign}`"))) }
    }

    pub(super) fn name(&mut self, otherwise: &str) -> Result<String, ParseError> {
        match self.tokens.get(self.at) {
            Some((Token::Name(name), _)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => Err(self.refuse(otherwise)),
        }
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_at(0, sign)
    }

    pub(super) fn is_sign_at(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some((Token::Sign(found), _)) if *found == sign)
    }

    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some((Token::Name(found), _)) if found == word)
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(0, word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn refuse(&self, message: &str) -> ParseError {
        self.refuse_at(self.at, message, "")
    }

    pub(super) fn refuse_at(&self, token: usize, message: &str, hint: &str) -> ParseError {
        let at = self.tokens.get(token).map_or(self.end, |(_, at)| *at);
        ParseError::At { message: message.to_owned(), at, hint: hint.to_owned() }
    }
}
