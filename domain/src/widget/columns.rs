//! Which fields a widget shows, in which order and under which name, as a person edits
//! them: a list to move, rename and hide. What that means for the layout's roles is
//! decided here, once, for the wizard's preview and for plain forms alike.

use serde::{Deserialize, Serialize};

use super::{FieldType, LayoutType, WidgetSchema};

/// A field, as a person arranges it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    /// Name of a field of the schema.
    pub name: String,
    pub label: String,
    /// A form sends nothing for an unticked box.
    #[serde(default)]
    pub shown: bool,
}

impl WidgetSchema {
    /// Every field: the shown ones in the order they are read, then the hidden ones.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnChoice> {
        let shown = self.shown_fields();
        let choice = |name: &str, is_shown| {
            let field = self.fields.iter().find(|field| field.name == name)?;
            Some(ColumnChoice { name: field.name.clone(), label: field.label.clone(), shown: is_shown })
        };

        let hidden = self.fields.iter().map(|field| &field.name).filter(|name| !shown.contains(name));
        shown
            .iter()
            .filter_map(|name| choice(name, true))
            .chain(hidden.filter_map(|name| choice(name, false)))
            .collect()
    }

    /// Whether columns can be moved and hidden. Elsewhere each role has its own meaning,
    /// and only labels are edited.
    #[must_use]
    pub fn columns_can_move(&self) -> bool {
        matches!(self.layout.kind, LayoutType::List | LayoutType::Table | LayoutType::Cards)
    }

    /// The schema with these labels, and with these columns shown in this order.
    ///
    /// A list and cards have room for three texts and a date: the first three shown fields
    /// become first, second and third line, and a date at the end stands where dates stand.
    /// What finds no room is hidden. At least one column stays. Names the schema does not
    /// know and empty labels are left alone.
    #[must_use]
    pub fn with_columns(mut self, columns: &[ColumnChoice]) -> Self {
        for field in &mut self.fields {
            let label = columns.iter().find(|column| column.name == field.name).map(|column| column.label.trim());
            if let Some(label) = label.filter(|label| !label.is_empty()) {
                label.clone_into(&mut field.label);
            }
        }

        let known = |name: &str| self.fields.iter().any(|field| field.name == name);
        let mut shown: Vec<String> = columns
            .iter()
            .filter(|column| column.shown && known(&column.name))
            .map(|column| column.name.clone())
            .collect();
        if shown.is_empty() || !self.columns_can_move() {
            return self;
        }

        let roles = &mut self.layout.fields;
        if self.layout.kind == LayoutType::Table {
            roles.columns = Some(shown);
            return self;
        }

        let is_date =
            |name: &String| self.fields.iter().any(|field| field.name == *name && field.kind == FieldType::Date);
        roles.timestamp = if shown.len() > 1 { shown.pop_if(|last| is_date(last)) } else { None };
        let mut texts = shown.into_iter();
        roles.primary = texts.next();
        roles.secondary = texts.next();
        roles.tertiary = texts.next();
        self
    }

    /// The columns after one was moved by one place among the shown ones.
    #[must_use]
    pub fn moved(mut columns: Vec<ColumnChoice>, index: usize, towards: Towards) -> Vec<ColumnChoice> {
        let other = match towards {
            Towards::Start => index.checked_sub(1),
            Towards::End => index.checked_add(1),
        };
        if let Some(other) = other
            && index < columns.len()
            && other < columns.len()
        {
            columns.swap(index, other);
        }
        columns
    }

    fn shown_fields(&self) -> Vec<String> {
        let roles = &self.layout.fields;
        let one_by_one = [
            &roles.primary,
            &roles.title,
            &roles.secondary,
            &roles.tertiary,
            &roles.column,
            &roles.x,
            &roles.y,
            &roles.series,
            &roles.start,
            &roles.end,
            &roles.value,
            &roles.timestamp,
        ];

        let mut shown: Vec<String> = match (self.layout.kind, &roles.columns) {
            (LayoutType::Table, Some(columns)) => columns.clone(),
            (LayoutType::Table, None) => self.fields.iter().map(|field| field.name.clone()).collect(),
            _ => one_by_one.into_iter().flatten().cloned().collect(),
        };
        let mut seen = std::collections::BTreeSet::new();
        shown.retain(|name| seen.insert(name.clone()));
        shown
    }
}

/// Where a column moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(layout: &serde_json::Value) -> WidgetSchema {
        serde_json::from_value(serde_json::json!({
            "metadata": { "id": "pulls", "name": "Pulls", "version": "1.0.0" },
            "fields": [
                { "name": "title", "label": "Title", "path": "$.title", "type": "string" },
                { "name": "repo", "label": "Repository", "path": "$.repo", "type": "string" },
                { "name": "author", "label": "Author", "path": "$.author", "type": "string" },
                { "name": "state", "label": "State", "path": "$.state", "type": "badge" },
                { "name": "opened", "label": "Opened", "path": "$.opened", "type": "date" },
            ],
            "layout": layout,
        }))
        .expect("the schema is well formed")
    }

    fn list() -> WidgetSchema {
        schema(&serde_json::json!({
            "type": "list",
            "fields": { "primary": "title", "secondary": "repo", "timestamp": "opened", "url": "title" },
        }))
    }

    fn shown(schema: &WidgetSchema) -> Vec<String> {
        schema.columns().into_iter().filter(|column| column.shown).map(|column| column.name).collect()
    }

    #[test]
    fn a_table_without_columns_shows_every_field() {
        let table = schema(&serde_json::json!({ "type": "table" }));

        assert_eq!(shown(&table), ["title", "repo", "author", "state", "opened"]);
    }

    #[test]
    fn shown_fields_come_first_and_hidden_ones_stay_on_offer() {
        let names: Vec<_> = list().columns().into_iter().map(|column| (column.name, column.shown)).collect();

        assert_eq!(
            names,
            [
                ("title".into(), true),
                ("repo".into(), true),
                ("opened".into(), true),
                ("author".into(), false),
                ("state".into(), false)
            ]
        );
    }

    #[test]
    fn arranging_what_stands_there_changes_nothing() {
        let before = list();

        assert_eq!(before.clone().with_columns(&before.columns()), before);
    }

    #[test]
    fn moving_the_second_up_makes_it_the_first_line() {
        let columns = WidgetSchema::moved(list().columns(), 1, Towards::Start);
        let after = list().with_columns(&columns);

        assert_eq!(after.layout.fields.primary.as_deref(), Some("repo"));
        assert_eq!(after.layout.fields.secondary.as_deref(), Some("title"));
        assert_eq!(after.layout.fields.timestamp.as_deref(), Some("opened"));
        assert_eq!(after.layout.fields.url.as_deref(), Some("title"));
    }

    #[test]
    fn a_date_in_front_is_a_line_like_any_other() {
        let mut columns = list().columns();
        columns.rotate_right(3);
        columns.sort_by_key(|column| (!column.shown, column.name != "opened"));
        let after = list().with_columns(&columns);

        assert_eq!(after.layout.fields.primary.as_deref(), Some("opened"));
        assert_eq!(after.layout.fields.timestamp, None);
    }

    #[test]
    fn the_last_column_cannot_be_hidden() {
        let mut columns = list().columns();
        for column in &mut columns {
            column.shown = false;
        }

        assert_eq!(shown(&list().with_columns(&columns)), shown(&list()));
    }

    #[test]
    fn a_label_is_renamed_and_an_empty_one_is_not() {
        let mut columns = list().columns();
        columns[0].label = "  Review ".into();
        columns[1].label = " ".into();
        let after = list().with_columns(&columns);

        assert_eq!(after.fields[0].label, "Review");
        assert_eq!(after.fields[1].label, "Repository");
    }

    #[test]
    fn a_metric_keeps_its_roles() {
        let metric = schema(&serde_json::json!({ "type": "metric", "fields": { "aggregate": "count" } }));
        let mut columns = metric.columns();
        columns[0].shown = true;

        assert_eq!(metric.clone().with_columns(&columns), metric);
    }

    #[test]
    fn the_first_does_not_move_further_up() {
        let columns = list().columns();

        assert_eq!(WidgetSchema::moved(columns.clone(), 0, Towards::Start), columns);
    }
}
