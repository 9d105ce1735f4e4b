//! From words to [`Node`]: one function per level of precedence, the loosest first. What
//! binds closest, from names to filters, is in [`terms`].

mod cursor;
mod terms;

use super::{
    Names, ParseError,
    ast::{Arithmetic, Comparison, Node},
    lexer::{Placed, tokens},
};

/// How deep parentheses may nest. Each level is a dozen functions on the stack.
const MAX_DEPTH: usize = 24;

/// How many parts an expression may have.
const MAX_NODES: usize = 300;

/// How deep what was parsed may be; `a + b + c` is as deep as it is long. Running takes a few
/// kilobytes of stack for each level.
const MAX_TREE_DEPTH: usize = 64;

pub(super) fn parse(text: &str, names: Names) -> Result<Node, ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end: text.chars().count() + 1, depth: 0, nodes: 0, names };
    let node = parser.choice()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.refuse("expected an operator or the end"));
    }
    if node.depth() > MAX_TREE_DEPTH { Err(ParseError::TooDeep) } else { Ok(node) }
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
}
