//! The public HTTP API: a file per area, each a router of thin handlers over `services`.

mod accounts;
mod providers;
mod tokens;
mod widgets;
mod wizard;

use axum::{Json, Router, routing::get};
use domain::widget::WidgetSchema;
use http::StatusCode;
use serde_json::Value;

use crate::{problem::Problem, router::App};

pub(crate) fn router() -> Router<App> {
    Router::new()
        .nest("/auth", accounts::router())
        .nest("/tokens", tokens::router())
        .nest("/ai/widget-creation", wizard::router())
        .nest("/widgets", widgets::router())
        .nest("/providers", providers::router())
        .route("/schemas/widget.json", get(widget_schema))
        .fallback(nothing_here)
}

/// JSON Schema of a widget schema, for editors.
async fn widget_schema() -> Json<Value> {
    Json(WidgetSchema::json_schema())
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address")
}
