//! The same data in another layout.

use super::{Aggregate, Field, FieldType, Layout, LayoutFields, LayoutType, WidgetSchema};

impl WidgetSchema {
    /// The same data in another layout, with every role filled from the fields there are.
    ///
    /// A role that the present layout fills keeps its field where the new one knows the role.
    /// Of a valid schema with a data source, each of [`LayoutType::OFFERED`] is valid again.
    #[must_use]
    pub fn with_layout(&self, layout: LayoutType) -> Self {
        if layout == self.layout.kind {
            return self.clone();
        }
        let fields = match layout {
            LayoutType::List | LayoutType::Cards => self.as_list(),
            LayoutType::Table => LayoutFields { columns: Some(self.as_columns()), ..LayoutFields::default() },
            LayoutType::Metric => self.as_metric(),
            LayoutType::Board => LayoutFields {
                column: self.of_type(FieldType::Badge).or_else(|| self.nth_text(1)),
                title: self.headline(),
                ..LayoutFields::default()
            },
            LayoutType::Calendar => LayoutFields {
                start: self.when(),
                end: self.names_of(FieldType::Date).nth(1),
                title: self.headline(),
                ..LayoutFields::default()
            },
            LayoutType::Chart => LayoutFields {
                x: self.when().or_else(|| self.headline()),
                y: self.of_type(FieldType::Number),
                ..LayoutFields::default()
            },
            LayoutType::None => LayoutFields::default(),
        };
        Self { layout: Layout { kind: layout, fields }, ..self.clone() }
    }

    fn as_list(&self) -> LayoutFields {
        let now = &self.layout.fields;
        let primary = self.headline();
        let timestamp = self.when();
        let mut rest = self
            .fields
            .iter()
            .filter(|field| !matches!(field.kind, FieldType::Url | FieldType::Image))
            .map(|field| field.name.clone())
            .filter(|name| Some(name) != primary.as_ref() && Some(name) != timestamp.as_ref())
            .collect::<Vec<_>>();
        let mut take = |kept: &Option<String>| {
            let at = kept.as_ref().and_then(|kept| rest.iter().position(|name| name == kept)).unwrap_or(0);
            (at < rest.len()).then(|| rest.remove(at))
        };
        let secondary = take(&now.secondary);
        let tertiary = take(&now.tertiary);
        LayoutFields {
            primary,
            secondary,
            tertiary,
            timestamp,
            image: now.image.clone().or_else(|| self.of_type(FieldType::Image)),
            url: now.url.clone().or_else(|| self.of_type(FieldType::Url)),
            ..LayoutFields::default()
        }
    }

    /// What a row is called, then the rest in the fields' order, without pictures and bare links:
    /// as many as a card holds, and in any case what the roles of a list would show.
    fn as_columns(&self) -> Vec<String> {
        const MOST: usize = 6;
        let list = self.as_list();
        let mut wanted: Vec<String> =
            [list.primary.clone(), list.secondary, list.tertiary, list.timestamp].into_iter().flatten().collect();
        let fits = |field: &&Field| !matches!(field.kind, FieldType::Url | FieldType::Image);
        for name in self.fields.iter().filter(fits).map(|field| &field.name) {
            if wanted.len() < MOST && !wanted.contains(name) {
                wanted.push(name.clone());
            }
        }
        let first = wanted.iter().position(|name| Some(name) == list.primary.as_ref()).map(|at| wanted.remove(at));
        let rest = self.fields.iter().map(|field| field.name.clone()).filter(|name| wanted.contains(name));
        first.into_iter().chain(rest).collect()
    }

    /// The sum of the first amount, else how many rows there are.
    fn as_metric(&self) -> LayoutFields {
        let amount = self.fields.iter().find(|field| field.format.as_deref() == Some("currency"));
        match amount {
            Some(field) => LayoutFields {
                value: Some(field.name.clone()),
                aggregate: Some(Aggregate::Sum),
                ..LayoutFields::default()
            },
            None => LayoutFields { aggregate: Some(Aggregate::Count), ..LayoutFields::default() },
        }
    }

    /// What a row is called.
    fn headline(&self) -> Option<String> {
        let now = &self.layout.fields;
        let kept = now.primary.clone().or_else(|| now.title.clone());
        kept.or_else(|| self.nth_text(0)).or_else(|| self.fields.first().map(|field| field.name.clone()))
    }

    fn when(&self) -> Option<String> {
        let now = &self.layout.fields;
        now.timestamp.clone().or_else(|| now.start.clone()).or_else(|| self.of_type(FieldType::Date))
    }

    fn nth_text(&self, n: usize) -> Option<String> {
        self.names_of(FieldType::String).nth(n)
    }

    fn of_type(&self, kind: FieldType) -> Option<String> {
        self.names_of(kind).next()
    }

    fn names_of(&self, kind: FieldType) -> impl Iterator<Item = String> {
        self.fields.iter().filter(move |field| field.kind == kind).map(|field| field.name.clone())
    }
}
