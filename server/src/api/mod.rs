//! The public HTTP API: a file per area, each a router of thin handlers over `services`.

use axum::Router;
use http::StatusCode;

use crate::{problem::Problem, router::App};

pub(crate) fn router() -> Router<App> {
    Router::new().fallback(nothing_here)
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address")
}
