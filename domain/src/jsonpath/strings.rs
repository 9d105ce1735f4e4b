//! String literals: quotes of either kind, escapes as in JSON.

use super::{ParseError, parser::Parser};

impl Parser<'_> {
    /// A string literal, the opening quote not yet taken.
    pub(super) fn string(&mut self) -> Result<String, ParseError> {
        let Some(quote @ ('\'' | '"')) = self.peek() else {
            return Err(self.expected("a name in quotes"));
        };
        self.advance();

        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.expected(&format!("the closing `{quote}`"))),
                Some(c) if c == quote => {
                    self.advance();
                    return Ok(text);
                }
                Some(c) if c < ' ' => return Err(self.expected("an escape in place of a control character")),
                Some('\\') => {
                    self.advance();
                    text.push(self.escaped(quote)?);
                }
                Some(c) => {
                    self.advance();
                    text.push(c);
                }
            }
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self, quote: char) -> Result<char, ParseError> {
        let c = match self.peek() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('/' | '\\')) => c,
            Some(c) if c == quote => c,
            Some('u') => {
                self.advance();
                return self.code_point();
            }
            _ => return Err(self.expected("an escape: b f n r t / \\ u or the quote")),
        };
        self.advance();
        Ok(c)
    }

    /// Four hex digits, or twice four for a surrogate pair.
    fn code_point(&mut self) -> Result<char, ParseError> {
        let first = self.four_hex_digits()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        if first >= 0xDC00 || !self.take_text("\\u") {
            return Err(self.expected("a surrogate pair"));
        }
        let second = self.four_hex_digits()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(self.expected("a surrogate pair"));
        }
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        char::from_u32(code).ok_or_else(|| self.expected("a character"))
    }

    fn four_hex_digits(&mut self) -> Result<u32, ParseError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| c.to_digit(16)).ok_or_else(|| self.expected("a hex digit"))?;
            code = code * 16 + digit;
            self.advance();
        }
        Ok(code)
    }
}
