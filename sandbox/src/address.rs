//! The query of a request, with the last of several values of a name.

use std::collections::BTreeMap;

/// `?state=open&per_page=5`, decoded.
#[derive(Debug, Default)]
pub(crate) struct Query(BTreeMap<String, String>);

impl Query {
    pub(crate) fn parse(raw: Option<&str>) -> Self {
        Self(form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A whole number, held to a range, `default` when it is missing or no number.
    pub(crate) fn number(&self, name: &str, default: usize, range: std::ops::RangeInclusive<usize>) -> usize {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(default).clamp(*range.start(), *range.end())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The same with one value changed.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = self.0.clone();
        pairs.insert(name.to_owned(), value.to_owned());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}
