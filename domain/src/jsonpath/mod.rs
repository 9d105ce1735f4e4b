//! JSONPath, [RFC 9535](https://www.rfc-editor.org/rfc/rfc9535), all of it.
//!
//! Paths are written by users and run over what providers send, so both sides are bounded:
//! a path is at most [`MAX_LENGTH`] characters, a regular expression compiles to at most a
//! few hundred kilobytes, and every node looked at takes one step off a [`Budget`]. A path
//! that wants more (`$..*..*..*`) ends with an error in words, soon, and never with a full
//! memory.
//!
//! Why our own: the crates of this field have no such budget. The whole compliance suite
//! of the standard passes, see `domain/tests/jsonpath_compliance.rs`.

mod ast;
mod compare;
mod eval;
mod filter;
mod parser;
mod regexp;
mod strings;

use std::str::FromStr;

use serde_json::Value;

use crate::budget::{Budget, OutOfBudget};

/// The longest a path may be, in characters.
pub const MAX_LENGTH: usize = 512;

/// A path that parsed, ready to be run any number of times.
#[derive(Debug, Clone)]
pub struct JsonPath {
    query: ast::Query,
}

/// Not a JSONPath: what stands there instead of what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    /// `at` counts characters from 1.
    #[error("expected {expected} at {at}")]
    Expected { expected: String, at: usize },
}

impl JsonPath {
    /// The nodes this path selects in `root`, in the order of the standard.
    ///
    /// # Errors
    ///
    /// [`OutOfBudget`] when `budget` is used up. There is no partial answer.
    pub fn find<'a>(&self, root: &'a Value, budget: &mut Budget) -> Result<Vec<&'a Value>, OutOfBudget> {
        eval::Run { root, budget }.query(&self.query, root)
    }

    /// Selects at most one node, whatever the data: `$.data`, `$.items[0]`.
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.query.is_singular()
    }

    /// The same without its last segment. `None` when it has none.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let mut query = self.query.clone();
        query.segments.pop().map(|_| Self { query })
    }

    /// The path at the beginning of `text`, and how many bytes of it belong to the path.
    pub(crate) fn parse_prefix(text: &str) -> Result<(Self, usize), ParseError> {
        let mut parser = parser::Parser::new(text);
        let query = parser.absolute()?;
        if text[..parser.position()].chars().count() > MAX_LENGTH {
            return Err(ParseError::TooLong);
        }
        Ok((Self { query }, parser.position()))
    }
}

impl FromStr for JsonPath {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().count() > MAX_LENGTH {
            return Err(ParseError::TooLong);
        }
        let mut parser = parser::Parser::new(text);
        let query = parser.absolute()?;
        parser.end()?;
        Ok(Self { query })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &Value) {
        let root = json!({ "a": [{ "b": 1, "tag": "x" }, { "b": 2, "tag": "why" }], "n": null, "it's": true });
        let found = path.parse::<JsonPath>().unwrap().find(&root, &mut Budget::new(10_000)).unwrap();
        assert_eq!(&json!(found), expected, "{path}");
    }

    #[track_caller]
    fn check_refused(path: &str, message: &str) {
        assert_eq!(path.parse::<JsonPath>().unwrap_err().to_string(), message, "{path}");
    }

    #[test]
    fn paths_select() {
        check("$.a[*].b", &json!([1, 2]));
        check("$.a[-1:].tag", &json!(["why"]));
        check("$.a[?@.b > 1].tag", &json!(["why"]));
        check("$.a[?search(@.tag, 'h.')].b", &json!([2]));
        check("$.n", &json!([null]));
        check("$.nowhere", &json!([]));
        check("$['it\\'s']", &json!([true]));
        check("$..b", &json!([1, 2]));
    }

    #[test]
    fn a_refusal_says_what_was_expected_and_where() {
        check_refused("$.a[0", "expected `]` at 6");
        check_refused("a.b", "expected `$` at 1");
        check_refused("$.a.", "expected a name or `*` at 5");
        check_refused("$.a[]", "expected a name in quotes, an index, `*` or `?` at 5");
        check_refused("$.a b", "expected the end at 4");
        check_refused("$[?@.a == ]", "expected a value at 11");
        check_refused("$[01]", "expected a whole number without leading zeros at 3");
        check_refused(&format!("$.{}", "a".repeat(600)), "longer than 512 characters");
    }

    #[test]
    fn filters_as_deep_as_they_get_fit_on_the_stack_of_a_worker() {
        let path = format!("$[*]{}{}", "[?@".repeat(12), "]".repeat(12));
        let mut nested = json!([1]);
        for _ in 0..14 {
            nested = json!([nested]);
        }
        let found = path.parse::<JsonPath>().unwrap().find(&nested, &mut Budget::new(100_000));
        assert_eq!(found.map(|nodes| nodes.len()), Ok(1));
    }

    #[test]
    fn a_bomb_ends_with_an_error_and_soon() {
        let mut deep = json!(1);
        for _ in 0..60 {
            deep = json!({ "a": deep, "b": [1, 2, 3] });
        }
        let regex = "$[?search(@, '((a{1,200}){1,200}){1,200}')]";
        let nested = format!("$[?{}@{}]", "(".repeat(200), ")".repeat(200));
        let began = Instant::now();

        for path in ["$..*..*..*..*..*..*", "$..[*,*,*,*,*,*,*,*]..[*,*,*,*,*,*]..*", "$..[?@..[?@..[?@..*]]]"] {
            let found = path.parse::<JsonPath>().unwrap().find(&deep, &mut Budget::new(200_000));
            assert_eq!(found, Err(OutOfBudget), "{path}");
        }
        let found = regex.parse::<JsonPath>().unwrap();
        assert_eq!(found.find(&json!(["aaaa"]), &mut Budget::new(10_000)), Ok(vec![]));
        assert!(nested.parse::<JsonPath>().is_err());

        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}
