//! From text to words.

use super::ParseError;
use crate::jsonpath::{self, JsonPath};

#[derive(Debug, Clone)]
pub(super) enum Token {
    Int(i64),
    Float(f64),
    Text(String),
    Name(String),
    Sign(&'static str),
    Path(JsonPath),
}

/// Longer ones first.
const SIGNS: [&str; 25] = [
    "==", "!=", "<=", ">=", "**", "//", "<", ">", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", ".", ",", "|", "=",
    ":", "{", "}",
];

/// A token and where it begins, in characters from 1.
pub(super) type Placed = (Token, usize);

pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ParseError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let at = text[..text.len() - rest.len()].chars().count() + 1;
        let refuse = |message: String| ParseError::at(message, at);
        let (token, length) = match first {
            '0'..='9' => number(rest).ok_or_else(|| refuse("a number that is not one".to_owned()))?,
            '\'' | '"' => quoted(rest, first).ok_or_else(|| refuse(format!("no closing `{first}` for the text")))?,
            '$' => JsonPath::parse_prefix(rest)
                .map(|(path, length)| (Token::Path(path), length))
                .map_err(|error| in_path(error, at))?,
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Token::Name(rest[..length].to_owned()), length)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
                let sign = sign.ok_or_else(|| refuse(format!("`{first}` means nothing here,")))?;
                (Token::Sign(sign), sign.len())
            }
        };
        tokens.push((token, at));
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn in_path(error: jsonpath::ParseError, path_at: usize) -> ParseError {
    match error {
        jsonpath::ParseError::TooLong => ParseError::at(format!("a path {error}"), path_at),
        jsonpath::ParseError::Expected { expected, at } => {
            ParseError::at(format!("expected {expected}"), path_at + at - 1)
        }
    }
}

fn number(rest: &str) -> Option<(Token, usize)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
    }
    let exponent = rest[length..].strip_prefix(['e', 'E']).map_or(0, |exponent| {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        match digits(&exponent[sign..]) {
            0 => 0,
            digits => 1 + sign + digits,
        }
    });
    length += exponent;

    let number = &rest[..length];
    match number.parse() {
        Ok(int) => Some((Token::Int(int), length)),
        Err(_) => {
            number.parse().ok().filter(|float: &f64| float.is_finite()).map(|float| (Token::Float(float), length))
        }
    }
}

fn quoted(rest: &str, quote: char) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                c => text.push(c),
            },
            c if c == quote => return Some((Token::Text(text), at + 1)),
            c => text.push(c),
        }
    }
    None
}
