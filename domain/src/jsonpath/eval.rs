//! Running a path over data.

use serde_json::Value;

use super::{
    ast::{Anchor, Logical, Operand, PatternSource, Query, Segment, Selector, TextTest},
    regexp::Pattern,
};
use crate::budget::{Budget, OutOfBudget};

/// What compiling a regular expression found in the data costs, in steps.
const COMPILE_COST: u64 = 2_000;

pub(super) struct Run<'a, 'b> {
    pub(super) root: &'a Value,
    pub(super) budget: &'b mut Budget,
}

impl<'a> Run<'a, '_> {
    pub(super) fn query(&mut self, query: &Query, current: &'a Value) -> Result<Vec<&'a Value>, OutOfBudget> {
        let start = match query.anchor {
            Anchor::Root => self.root,
            Anchor::Current => current,
        };
        let mut nodes = vec![start];
        for segment in &query.segments {
            let mut selected = Vec::new();
            for node in nodes {
                self.segment(segment, node, &mut selected)?;
            }
            nodes = selected;
        }
        Ok(nodes)
    }

    fn segment(&mut self, segment: &Segment, node: &'a Value, out: &mut Vec<&'a Value>) -> Result<(), OutOfBudget> {
        if !segment.descends {
            return self.selectors(&segment.selectors, node, out);
        }
        // Depth first, parents before children; a stack of our own, because data may be deep.
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            self.selectors(&segment.selectors, node, out)?;
            let first_child = waiting.len();
            waiting.extend(children(node));
            waiting[first_child..].reverse();
        }
        Ok(())
    }

    fn selectors(
        &mut self,
        selectors: &[Selector],
        node: &'a Value,
        out: &mut Vec<&'a Value>,
    ) -> Result<(), OutOfBudget> {
        for selector in selectors {
            self.budget.spend(1)?;
            match selector {
                Selector::Name(name) => out.extend(node.get(name)),
                Selector::Index(index) => out.extend(at(node, *index)),
                Selector::Wildcard => {
                    self.budget.spend(child_count(node))?;
                    out.extend(children(node));
                }
                Selector::Slice { start, end, step } => self.slice(node, (*start, *end, *step), out)?,
                Selector::Filter(logical) => {
                    for child in children(node) {
                        self.budget.spend(1)?;
                        if self.holds(logical, child)? {
                            out.push(child);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn slice(
        &mut self,
        node: &'a Value,
        (start, end, step): (Option<i64>, Option<i64>, i64),
        out: &mut Vec<&'a Value>,
    ) -> Result<(), OutOfBudget> {
        let Value::Array(items) = node else { return Ok(()) };
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let from_end = |index: i64| if index < 0 { length + index } else { index };
        // Bounds as in section 2.3.4.2.2 of the standard.
        let (mut index, stop) = match step {
            0 => return Ok(()),
            1.. => (from_end(start.unwrap_or(0)).clamp(0, length), from_end(end.unwrap_or(length)).clamp(0, length)),
            _ => (
                start.map_or(length - 1, from_end).clamp(-1, length - 1),
                end.map_or(-1, from_end).clamp(-1, length - 1),
            ),
        };
        while (step > 0 && index < stop) || (step < 0 && index > stop) {
            self.budget.spend(1)?;
            out.extend(usize::try_from(index).ok().and_then(|index| items.get(index)));
            index = index.saturating_add(step);
        }
        Ok(())
    }

    fn holds(&mut self, logical: &Logical, current: &'a Value) -> Result<bool, OutOfBudget> {
        self.budget.spend(1)?;
        Ok(match logical {
            Logical::Or(parts) => {
                for part in parts {
                    if self.holds(part, current)? {
                        return Ok(true);
                    }
                }
                false
            }
            Logical::And(parts) => {
                for part in parts {
                    if !self.holds(part, current)? {
                        return Ok(false);
                    }
                }
                true
            }
            Logical::Not(inner) => !self.holds(inner, current)?,
            Logical::Exists(query) => !self.query(query, current)?.is_empty(),
            Logical::Compare(left, comparison, right) => {
                let left = self.operand(left, current)?;
                let right = self.operand(right, current)?;
                self.compare(left.as_ref(), *comparison, right.as_ref())?
            }
            Logical::Matches(test) => self.matches(test, current)?,
        })
    }

    /// `None` is the standard's Nothing.
    fn operand(&mut self, operand: &Operand, current: &'a Value) -> Result<Option<Found<'a>>, OutOfBudget> {
        Ok(match operand {
            Operand::Literal(value) => Some(Found::Made(value.clone())),
            Operand::Query(query) => self.query(query, current)?.first().map(|node| Found::There(node)),
            Operand::ValueOf(query) => match self.query(query, current)?.as_slice() {
                [node] => Some(Found::There(node)),
                _ => None,
            },
            Operand::Count(query) => Some(Found::Made(self.query(query, current)?.len().into())),
            Operand::Length(inner) => {
                let value = self.operand(inner, current)?;
                let length = match value.as_ref().map(Found::get) {
                    Some(Value::String(text)) => Some(text.chars().count()),
                    Some(Value::Array(items)) => Some(items.len()),
                    Some(Value::Object(members)) => Some(members.len()),
                    _ => None,
                };
                length.map(|length| Found::Made(length.into()))
            }
        })
    }

    fn matches(&mut self, test: &TextTest, current: &'a Value) -> Result<bool, OutOfBudget> {
        let text = self.operand(&test.text, current)?;
        let Some(Value::String(text)) = text.as_ref().map(Found::get) else { return Ok(false) };
        let compiled;
        let pattern = match &test.pattern {
            PatternSource::Fixed(pattern) => pattern.as_ref(),
            PatternSource::Computed(operand) => {
                self.budget.spend(COMPILE_COST)?;
                let source = self.operand(operand, current)?;
                compiled = match source.as_ref().map(Found::get) {
                    Some(Value::String(source)) if source.len() <= super::MAX_LENGTH => {
                        Pattern::compile(source, test.extent)
                    }
                    _ => None,
                };
                compiled.as_ref()
            }
        };
        let Some(pattern) = pattern else { return Ok(false) };
        self.budget.spend(pattern.cost(text))?;
        Ok(pattern.matches(text))
    }
}

/// A value of the data, or one that was computed.
pub(super) enum Found<'a> {
    There(&'a Value),
    Made(Value),
}

impl Found<'_> {
    pub(super) fn get(&self) -> &Value {
        match self {
            Self::There(value) => value,
            Self::Made(value) => value,
        }
    }
}

fn children(node: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match node {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn child_count(node: &Value) -> u64 {
    match node {
        Value::Array(items) => items.len() as u64,
        Value::Object(members) => members.len() as u64,
        _ => 0,
    }
}

fn at(node: &Value, index: i64) -> Option<&Value> {
    let items = node.as_array()?;
    let position = if index < 0 {
        items.len().checked_sub(usize::try_from(-index).ok()?)?
    } else {
        usize::try_from(index).ok()?
    };
    items.get(position)
}
