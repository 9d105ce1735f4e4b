//! For whoever watches this process.

use axum::extract::State;
use http::StatusCode;
use services::Services;

/// The process runs.
pub(crate) async fn process() -> &'static str {
    "ok\n"
}

/// Requests can be served: the database answers. Migrations were applied before the first
/// request could arrive.
pub(crate) async fn ready(State(services): State<Services>) -> (StatusCode, &'static str) {
    match services.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
