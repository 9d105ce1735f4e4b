//! From words to [`Node`]: one function per level of precedence, the loosest first.

use super::{
    Names, ParseError,
    ast::{Arithmetic, Comparison, Node, Test},
    filters, functions,
    lexer::{Placed, Token, tokens},
};
use crate::suggest::did_you_mean;

/// How deep parentheses may nest. Each level is a dozen functions on the stack.
const MAX_DEPTH: usize = 24;

/// How many parts an expression may have. Bounds the depth of chains like `a + b + c`.
const MAX_NODES: usize = 300;

const RESERVED: [&str; 8] = ["and", "or", "not", "in", "is", "if", "else", "none"];

pub(super) fn parse(text: &str, names: Names) -> Result<Node, ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end: text.chars().count() + 1, depth: 0, nodes: 0, names };
    let node = parser.choice()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.refuse("expected an operator or the end"));
    }
    Ok(node)
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    /// Where the text ends, in characters from 1.
    end: usize,
    depth: usize,
    nodes: usize,
    names: Names,
}

type Parsed = Result<Node, ParseError>;

impl Parser {
    /// `a if b else c`
    fn choice(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep);
        }
        let mut node = self.disjunction()?;
        while self.take_word("if") {
            let condition = Box::new(self.disjunction()?);
            let otherwise = if self.take_word("else") { Some(Box::new(self.choice()?)) } else { None };
            node = Node::Choice { condition, then: Box::new(node), otherwise };
        }
        self.depth -= 1;
        Ok(node)
    }

    fn disjunction(&mut self) -> Parsed {
        let mut left = self.conjunction()?;
        while self.take_word("or") {
            left = Node::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.take_word("and") {
            left = Node::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        let mut negations = 0_usize;
        while self.take_word("not") {
            negations += 1;
        }
        let node = self.comparison()?;
        Ok(match negations {
            0 => node,
            odd if odd % 2 == 1 => Node::Not(Box::new(node)),
            _ => Node::Not(Box::new(Node::Not(Box::new(node)))),
        })
    }

    fn comparison(&mut self) -> Parsed {
        let first = self.join()?;
        let mut rest = Vec::new();
        while let Some(comparison) = self.take_comparison() {
            rest.push((comparison, self.join()?));
        }
        Ok(if rest.is_empty() { first } else { Node::Compare(Box::new(first), rest) })
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        const SIGNS: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        if self.take_word("in") {
            return Some(Comparison::In);
        }
        if self.is_word(0, "not") && self.is_word(1, "in") {
            self.at += 2;
            return Some(Comparison::NotIn);
        }
        SIGNS.into_iter().find(|(sign, _)| self.take(sign)).map(|(_, comparison)| comparison)
    }

    /// Looser than in Jinja, so that `'Sum: ' ~ a + b` adds first.
    fn join(&mut self) -> Parsed {
        self.chain(Self::sum, &[("~", Arithmetic::Join)])
    }

    fn sum(&mut self) -> Parsed {
        self.chain(Self::product, &[("+", Arithmetic::Add), ("-", Arithmetic::Subtract)])
    }

    fn product(&mut self) -> Parsed {
        const SIGNS: [(&str, Arithmetic); 4] = [
            ("*", Arithmetic::Multiply),
            ("//", Arithmetic::DivideWhole),
            ("/", Arithmetic::Divide),
            ("%", Arithmetic::Remainder),
        ];
        self.chain(Self::power, &SIGNS)
    }

    fn power(&mut self) -> Parsed {
        self.chain(Self::unary, &[("**", Arithmetic::Power)])
    }

    fn chain(&mut self, operand: fn(&mut Self) -> Parsed, signs: &[(&str, Arithmetic)]) -> Parsed {
        let mut left = operand(self)?;
        while let Some((_, operator)) = signs.iter().find(|(sign, _)| self.take(sign)) {
            left = Node::Arithmetic(*operator, Box::new(left), Box::new(operand(self)?));
        }
        Ok(left)
    }

    /// As in Jinja, a filter takes the sign with it: `-1 | abs` is 1.
    fn unary(&mut self) -> Parsed {
        let mut minuses = 0_usize;
        loop {
            if self.take("-") {
                minuses += 1;
            } else if !self.take("+") {
                break;
            }
        }
        let node = self.postfix()?;
        let signed = match minuses {
            0 => node,
            odd if odd % 2 == 1 => Node::Negate(Box::new(node)),
            _ => Node::Negate(Box::new(Node::Negate(Box::new(node)))),
        };
        self.filters(signed)
    }

    fn postfix(&mut self) -> Parsed {
        let mut node = self.primary()?;
        loop {
            if self.take(".") {
                let name = self.name("expected a name after the dot")?;
                if self.is_sign("(") {
                    return Err(self.refuse(&format!("there are no methods, a filter is written `| {name}`,")));
                }
                self.count_node()?;
                node = Node::Attribute(Box::new(node), name);
            } else if self.take("[") {
                self.count_node()?;
                node = self.index(node)?;
            } else {
                return Ok(node);
            }
        }
    }

    /// What stands in brackets, the opening one taken already: a key, a position or a part.
    fn index(&mut self, of: Node) -> Parsed {
        let of = Box::new(of);
        let from = if self.is_sign(":") { None } else { Some(Box::new(self.choice()?)) };
        if self.take(":") {
            let to = if self.is_sign("]") { None } else { Some(Box::new(self.choice()?)) };
            self.close("]")?;
            return Ok(Node::Slice(of, from, to));
        }
        self.close("]")?;
        from.map(|index| Node::Index(of, index)).ok_or_else(|| self.refuse("expected a key or a position"))
    }

    /// Filters and tests.
    fn filters(&mut self, mut node: Node) -> Parsed {
        loop {
            if self.take("|") {
                self.count_node()?;
                let at = self.at;
                let name = self.name("expected a filter")?;
                let known = || filters::ALL.iter().map(|filter| filter.name);
                let filter = filters::ALL
                    .iter()
                    .find(|filter| filter.name == name)
                    .ok_or_else(|| self.refuse_at(at, &format!("no filter `{name}`"), &did_you_mean(&name, known())))?;
                let mut parts = vec![node];
                if self.take("(") {
                    parts.extend(self.arguments(")", filter.parameters)?);
                }
                self.check_count(at, filter.name, parts.len() - 1, (filter.required, filter.parameters.len()))?;
                node = Node::Filter(filter, parts);
            } else if self.take_word("is") {
                self.count_node()?;
                node = Node::Test(Box::new(node), self.test()?);
            } else {
                return Ok(node);
            }
        }
    }

    fn test(&mut self) -> Result<Test, ParseError> {
        let negated = self.take_word("not");
        let at = self.at;
        let name = self.name("expected `defined` or `none`")?;
        match (name.as_str(), negated) {
            ("defined", false) | ("undefined", true) => Ok(Test::Defined),
            ("defined", true) | ("undefined", false) => Ok(Test::Undefined),
            ("none", false) => Ok(Test::None),
            ("none", true) => Ok(Test::NotNone),
            _ => Err(self.refuse_at(at, "expected `defined`, `undefined` or `none`", "")),
        }
    }

    fn primary(&mut self) -> Parsed {
        self.count_node()?;
        let Some((token, _)) = self.tokens.get(self.at).cloned() else {
            return Err(self.refuse("expected a value"));
        };
        let at = self.at;
        self.at += 1;
        match token {
            Token::Int(int) => Ok(Node::Int(int)),
            Token::Float(float) => Ok(Node::Float(float)),
            Token::Text(text) => Ok(Node::Text(text)),
            Token::Path(path) if self.names.contains(&"item") => Ok(Node::Path(path)),
            Token::Path(_) => Err(self.refuse_at(at, "there is no row here for a path that starts with `$`,", "")),
            Token::Sign("(") => {
                let inner = self.choice()?;
                self.close(")")?;
                Ok(inner)
            }
            Token::Sign("[") => Ok(Node::List(self.arguments("]", &[])?)),
            Token::Name(name) if self.is_sign("(") => self.call(&name, at),
            Token::Name(name) => self.word(&name, at),
            Token::Sign(_) => Err(self.refuse_at(at, "expected a value", "")),
        }
    }

    fn word(&mut self, name: &str, at: usize) -> Parsed {
        match name {
            "true" | "True" => return Ok(Node::Bool(true)),
            "false" | "False" => return Ok(Node::Bool(false)),
            "none" | "None" | "null" => return Ok(Node::None),
            _ => {}
        }
        let mut known = self.names.iter().copied().chain(["now"]);
        match known.clone().find(|known| *known == name) {
            Some(known) => Ok(Node::Name(known)),
            None if RESERVED.contains(&name) => Err(self.refuse_at(at, "expected a value", "")),
            None => {
                let near = did_you_mean(name, known.clone());
                let hint = if near.is_empty() { format!("; there are {}", listed(&mut known)) } else { near };
                Err(self.refuse_at(at, &format!("no name `{name}`"), &hint))
            }
        }
    }

    fn call(&mut self, name: &str, at: usize) -> Parsed {
        let known = || functions::ALL.iter().map(|function| function.name);
        let Some(function) = functions::ALL.iter().find(|function| function.name == name) else {
            return Err(self.refuse_at(at, &format!("no function `{name}`"), &did_you_mean(name, known())));
        };
        self.at += 1;
        let arguments = self.arguments(")", function.parameters)?;
        let count = function.parameters.len();
        self.check_count(at, function.name, arguments.len(), (count, count))?;
        Ok(Node::Call(function, arguments))
    }

    /// What stands between the brackets, the opening one taken already. A parameter may be
    /// named, in its own place: `round(precision=2)`.
    fn arguments(&mut self, closing: &'static str, parameters: &[&str]) -> Result<Vec<Node>, ParseError> {
        let mut arguments = Vec::new();
        while !self.take(closing) {
            if !arguments.is_empty() && !self.take(",") {
                return Err(self.refuse(&format!("expected `,` or `{closing}`")));
            }
            if parameters.get(arguments.len()).is_some_and(|name| self.is_word(0, name)) && self.is_sign_at(1, "=") {
                self.at += 2;
            }
            if arguments.is_empty() || !self.is_sign(closing) {
                arguments.push(self.choice()?);
            }
        }
        Ok(arguments)
    }

    fn check_count(
        &self,
        at: usize,
        name: &str,
        given: usize,
        (least, most): (usize, usize),
    ) -> Result<(), ParseError> {
        if (least..=most).contains(&given) {
            return Ok(());
        }
        let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
        Err(self.refuse_at(at, &format!("`{name}` takes {wanted} values in brackets, not {given},"), ""))
    }

    fn count_node(&mut self) -> Result<(), ParseError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES { Err(ParseError::TooDeep) } else { Ok(()) }
    }

    fn close(&mut self, sign: &'static str) -> Result<(), ParseError> {
        if self.take(sign) { Ok(()) } else { Err(self.refuse(&format!("expected `{sign}`"))) }
    }

    fn name(&mut self, otherwise: &str) -> Result<String, ParseError> {
        match self.tokens.get(self.at) {
            Some((Token::Name(name), _)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => Err(self.refuse(otherwise)),
        }
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_at(0, sign)
    }

    fn is_sign_at(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some((Token::Sign(found), _)) if *found == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some((Token::Name(found), _)) if found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(0, word);
        self.at += usize::from(found);
        found
    }

    fn refuse(&self, message: &str) -> ParseError {
        self.refuse_at(self.at, message, "")
    }

    fn refuse_at(&self, token: usize, message: &str, hint: &str) -> ParseError {
        let at = self.tokens.get(token).map_or(self.end, |(_, at)| *at);
        ParseError::At { message: message.to_owned(), at, hint: hint.to_owned() }
    }
}

fn listed(names: &mut dyn Iterator<Item = &'static str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
