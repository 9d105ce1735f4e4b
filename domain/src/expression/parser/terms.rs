//! What binds closest: values, names, calls, members, filters and tests.

use super::{Parsed, Parser};
use crate::{
    expression::{
        ParseError,
        ast::{Node, Test},
        filters, functions,
        lexer::Token,
    },
    suggest::{did_you_mean, instead},
};

const RESERVED: [&str; 8] = ["and", "or", "not", "in", "is", "if", "else", "none"];

impl Parser {
    pub(super) fn postfix(&mut self) -> Parsed {
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
    pub(super) fn filters(&mut self, mut node: Node) -> Parsed {
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
        let known = self.names.iter().copied().chain(["now"]);
        match known.clone().find(|known| *known == name) {
            Some(known) => Ok(Node::Name(known)),
            None if RESERVED.contains(&name) => Err(self.refuse_at(at, "expected a value", "")),
            None => Err(self.refuse_at(at, &format!("no name `{name}`"), &instead(name, known))),
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
}
