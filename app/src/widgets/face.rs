//! What drawing needs to know of a widget's schema.

use domain::widget::{LayoutType, WidgetSchema};
use serde::{Deserialize, Serialize};

/// The part of a schema that shows. The dashboard is sent this one: paths, parameters and
/// actions are the server's business, and reading them would be a good part of its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    pub name: String,
    /// Of the template it was made from, or any other short name.
    pub template: String,
    pub provider: Option<String>,
    /// Between two refreshes. `None` for what has no data of its own.
    pub interval_ms: Option<u64>,
    pub layout: LayoutType,
    /// The fields in the roles of a list or a card, by name.
    pub primary: Option<String>,
    pub secondary: Option<String>,
    pub tertiary: Option<String>,
    pub timestamp: Option<String>,
    pub image: Option<String>,
    pub url: Option<String>,
    /// The fields of a table, by name.
    pub columns: Option<Vec<String>>,
}

impl From<&WidgetSchema> for Face {
    fn from(schema: &WidgetSchema) -> Self {
        let WidgetSchema { metadata, data_source, layout, .. } = schema;
        let fields = layout.fields.clone();
        Self {
            name: metadata.name.clone(),
            template: metadata.id.clone(),
            provider: metadata.provider.clone(),
            interval_ms: data_source.as_ref().map(|source| source.refresh_interval),
            layout: layout.kind,
            primary: fields.primary,
            secondary: fields.secondary,
            tertiary: fields.tertiary,
            timestamp: fields.timestamp,
            image: fields.image,
            url: fields.url,
            columns: fields.columns,
        }
    }
}
