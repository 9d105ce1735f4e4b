//! The rules of filters: `?@.draft == false && count(@.reviews) > 1`.
//!
//! Functions are checked while parsing, as the standard wants: `length(@..a) == 1` is
//! refused because `length` takes one value, and `@..a` may be many.

use serde_json::{Number, Value};

use super::{
    ParseError,
    ast::{Comparison, Extent, Logical, Operand, PatternSource, Query, TextTest},
    parser::Parser,
    regexp::Pattern,
};

/// What may stand on either side of an operator, or alone.
enum Term {
    Literal(Value),
    Query(Query),
    /// Of `length`, `count`, `value`: has a value.
    Call(Operand),
    /// Of `match`, `search`: true or false.
    Test(TextTest),
}

impl Parser<'_> {
    pub(super) fn logical(&mut self) -> Result<Logical, ParseError> {
        let mut alternatives = vec![self.conjunction()?];
        while self.take_operator("||") {
            alternatives.push(self.conjunction()?);
        }
        Ok(if alternatives.len() == 1 { alternatives.swap_remove(0) } else { Logical::Or(alternatives) })
    }

    fn conjunction(&mut self) -> Result<Logical, ParseError> {
        let mut parts = vec![self.basic()?];
        while self.take_operator("&&") {
            parts.push(self.basic()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Logical::And(parts) })
    }

    fn basic(&mut self) -> Result<Logical, ParseError> {
        if self.take('!') {
            self.skip_blanks();
            let negated = if self.peek() == Some('(') {
                self.parenthesised()?
            } else {
                let term = self.term()?;
                self.test(term)?
            };
            return Ok(Logical::Not(Box::new(negated)));
        }
        if self.peek() == Some('(') {
            return self.parenthesised();
        }

        let left = self.term()?;
        let before = self.position();
        self.skip_blanks();
        let Some(comparison) = self.comparison() else {
            self.back_to(before);
            return self.test(left);
        };
        let left = self.operand(left)?;
        self.skip_blanks();
        let right = self.term()?;
        Ok(Logical::Compare(left, comparison, self.operand(right)?))
    }

    fn parenthesised(&mut self) -> Result<Logical, ParseError> {
        self.advance();
        self.skip_blanks();
        let inner = self.nested(Self::logical)?;
        self.skip_blanks();
        if self.take(')') { Ok(inner) } else { Err(self.expected("`)`")) }
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        let before = self.position();
        self.skip_blanks();
        if self.take_text(operator) {
            self.skip_blanks();
            return true;
        }
        self.back_to(before);
        false
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const SIGNS: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let (_, comparison) = SIGNS.into_iter().find(|(sign, _)| self.take_text(sign))?;
        Some(comparison)
    }

    fn test(&self, term: Term) -> Result<Logical, ParseError> {
        match term {
            Term::Query(query) => Ok(Logical::Exists(query)),
            Term::Test(test) => Ok(Logical::Matches(test)),
            Term::Literal(_) | Term::Call(_) => Err(self.expected("a comparison")),
        }
    }

    fn operand(&self, term: Term) -> Result<Operand, ParseError> {
        match term {
            Term::Literal(value) => Ok(Operand::Literal(value)),
            Term::Call(call) => Ok(call),
            Term::Query(query) if query.is_singular() => Ok(Operand::Query(query)),
            Term::Query(_) => Err(self.expected("a path to one value only")),
            Term::Test(_) => Err(self.expected("a value")),
        }
    }

    fn term(&mut self) -> Result<Term, ParseError> {
        match self.peek() {
            Some('$' | '@') => Ok(Term::Query(self.nested(Self::query)?)),
            Some('\'' | '"') => Ok(Term::Literal(Value::String(self.string()?))),
            Some(c) if c.is_ascii_digit() || c == '-' => Ok(Term::Literal(Value::Number(self.number()?))),
            Some(c) if c.is_ascii_lowercase() => self.word(),
            _ => Err(self.expected("a value")),
        }
    }

    /// `true`, `false`, `null` or a function.
    fn word(&mut self) -> Result<Term, ParseError> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..length];
        let is_call = rest[length..].starts_with('(');
        let literal = match word {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            _ => None,
        };
        match literal {
            Some(value) if !is_call => {
                self.skip(length);
                Ok(Term::Literal(value))
            }
            _ if is_call => self.call(word),
            _ => Err(self.expected("a value")),
        }
    }

    fn call(&mut self, name: &str) -> Result<Term, ParseError> {
        let called_at = self.expected("a function: length, count, value, match or search");
        self.skip(name.len() + 1);
        self.skip_blanks();
        let term = match name {
            "length" => Term::Call(Operand::Length(Box::new(self.value_argument()?))),
            "count" => Term::Call(Operand::Count(self.nodes_argument()?)),
            "value" => Term::Call(Operand::ValueOf(self.nodes_argument()?)),
            "match" => Term::Test(self.text_test(Extent::Whole)?),
            "search" => Term::Test(self.text_test(Extent::Anywhere)?),
            _ => return Err(called_at),
        };
        self.skip_blanks();
        if self.take(')') { Ok(term) } else { Err(self.expected("`)`")) }
    }

    fn text_test(&mut self, extent: Extent) -> Result<TextTest, ParseError> {
        let text = self.value_argument()?;
        self.skip_blanks();
        if !self.take(',') {
            return Err(self.expected("`,`"));
        }
        self.skip_blanks();
        let pattern = match self.value_argument()? {
            Operand::Literal(Value::String(source)) => PatternSource::Fixed(Pattern::compile(&source, extent)),
            Operand::Literal(_) => PatternSource::Fixed(None),
            computed => PatternSource::Computed(computed),
        };
        Ok(TextTest { text, pattern, extent })
    }

    fn value_argument(&mut self) -> Result<Operand, ParseError> {
        let term = self.nested(Self::term)?;
        self.operand(term)
    }

    fn nodes_argument(&mut self) -> Result<Query, ParseError> {
        match self.peek() {
            Some('$' | '@') => self.nested(Self::query),
            _ => Err(self.expected("a path")),
        }
    }

    /// As in JSON.
    fn number(&mut self) -> Result<Number, ParseError> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let number = rest[..length].parse().map_err(|_| self.expected("a number"))?;
        self.skip(length);
        Ok(number)
    }
}
