//! Manual mode: schemas written by hand, without any planner.

use domain::{
    WidgetId,
    widget::{Problem, WidgetData, WidgetSchema},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

use super::error::ApiError;

/// What the editor opens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manuscript {
    /// The schema as formatted JSON.
    pub text: String,
    /// The widget's name, when one is edited.
    pub widget: Option<String>,
    /// What one can start from.
    pub templates: Vec<TemplateLink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLink {
    /// `github/pr-list`.
    pub address: String,
    pub name: String,
    /// The provider's own name.
    pub provider: String,
}

/// A widget's schema, a template's, or an example to change. An unknown template is the
/// example.
#[server(prefix = "/fn", endpoint = "editor/open")]
pub async fn open_manuscript(widget: Option<WidgetId>, template: Option<String>) -> Result<Manuscript, ApiError> {
    use services::providers;

    let me = crate::ssr::signed_in()?;
    let templates = providers::all()
        .iter()
        .flat_map(|provider| provider.templates().iter().map(|template| (provider.info(), template)))
        .map(|(info, template)| TemplateLink {
            address: format!("{}/{}", info.id, template.schema.metadata.id),
            name: template.schema.metadata.name.clone(),
            provider: info.name.to_owned(),
        })
        .collect();

    let (schema, widget) = match widget {
        Some(id) => {
            let widget = services::widgets::get(&me.services, me.actor, id).await?;
            let name = widget.schema.metadata.name.clone();
            (widget.schema, Some(name))
        }
        None => {
            let chosen = template.as_deref().and_then(|address| address.split_once('/'));
            let template = chosen.and_then(|(provider, id)| providers::template(provider, id));
            (template.map_or_else(crate::ssr::example_schema, |template| template.schema.clone()), None)
        }
    };
    let text = serde_json::to_string_pretty(&schema).map_err(crate::ssr::internal)?;
    Ok(Manuscript { text, widget, templates })
}

/// The JSON Schema that completion reads.
#[server(prefix = "/fn", endpoint = "editor/language")]
pub async fn schema_language() -> Result<serde_json::Value, ApiError> {
    crate::ssr::signed_in()?;
    Ok(WidgetSchema::json_schema())
}

/// What a schema text is worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// Every problem at once. Empty: the schema is valid.
    pub problems: Vec<Problem>,
    /// What it would show, with the user's own rows; only of a valid one.
    pub preview: Option<(WidgetSchema, WidgetData)>,
}

/// Validates a schema while it is being typed, and shows what it would show.
#[server(prefix = "/fn", endpoint = "editor/check", input = Json)]
pub async fn check_schema(schema: String) -> Result<Checked, ApiError> {
    let me = crate::ssr::signed_in()?;
    match crate::ssr::read_schema(&schema) {
        Ok(valid) => {
            let data =
                services::widgets::preview(&me.services, me.actor, &valid).await.map_err(crate::ssr::internal)?;
            Ok(Checked { problems: Vec::new(), preview: Some((valid, data)) })
        }
        Err(ApiError::Invalid { problems }) => Ok(Checked { problems, preview: None }),
        Err(error) => Err(error),
    }
}

/// Puts a widget on the dashboard and leads there.
#[server(prefix = "/fn", endpoint = "editor/create")]
pub async fn create_widget(schema: String) -> Result<WidgetId, ApiError> {
    let me = crate::ssr::signed_in()?;
    let schema = crate::ssr::read_schema(&schema)?;
    let widget = services::widgets::deploy(&me.services, me.actor, schema, None).await?;
    leptos_axum::redirect(&format!("/dashboard#widget-{}", widget.id));
    Ok(widget.id)
}

/// Replaces a widget's schema, keeps the version before as a revision, and leads to it.
#[server(prefix = "/fn", endpoint = "editor/save")]
pub async fn save_widget(id: WidgetId, schema: String) -> Result<WidgetId, ApiError> {
    let me = crate::ssr::signed_in()?;
    let schema = crate::ssr::read_schema(&schema)?;
    services::widgets::update(&me.services, me.actor, id, schema).await?;
    leptos_axum::redirect(&format!("/dashboard#widget-{id}"));
    Ok(id)
}
