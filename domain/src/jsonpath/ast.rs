//! What a path says, as the grammar of RFC 9535 divides it.

use serde_json::Value;

use super::regexp::Pattern;

#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) anchor: Anchor,
    pub(super) segments: Vec<Segment>,
}

impl Query {
    /// Selects at most one node, whatever the data: only names and indices.
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            !segment.descends && matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// `$`
    Root,
    /// `@`
    Current,
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Begins with `..`.
    pub(super) descends: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Debug, Clone)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Logical),
}

#[derive(Debug, Clone)]
pub(super) enum Logical {
    Or(Vec<Logical>),
    And(Vec<Logical>),
    Not(Box<Logical>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    Matches(TextTest),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What has a value, or is Nothing.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Literal(Value),
    /// Singular.
    Query(Query),
    Length(Box<Operand>),
    Count(Query),
    ValueOf(Query),
}

/// `match` and `search`.
#[derive(Debug, Clone)]
pub(super) struct TextTest {
    pub(super) text: Operand,
    pub(super) pattern: PatternSource,
    pub(super) extent: Extent,
}

#[derive(Debug, Clone)]
pub(super) enum PatternSource {
    /// Compiled once. `None` when it is no regular expression: matches nothing.
    Fixed(Option<Pattern>),
    /// Read from the data.
    Computed(Operand),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// `match`
    Whole,
    /// `search`
    Anywhere,
}
