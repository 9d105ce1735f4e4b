//! Logs: JSON for machines, lines for a person at a terminal.

use std::io::{self, IsTerminal as _};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::{Next, from_fn},
    response::Response,
};
use http::HeaderName;
use tower_http::{
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// `filter` in the syntax of `RUST_LOG`; parts that cannot be read are left out.
pub fn start(filter: &str) {
    let filter = EnvFilter::builder().parse_lossy(filter);
    let registry = tracing_subscriber::registry().with(filter);
    if io::stderr().is_terminal() {
        registry.with(fmt::layer().compact().with_target(false).with_writer(io::stderr)).init();
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(io::stderr)).init();
    }
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: Option<String>;
}

/// The id of the request this task answers.
pub(crate) fn request_id() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok().flatten()
}

/// Gives every request an id, puts it into the request's span and into the answer.
///
/// Addresses are logged as their route (`/widgets/{id}`): what a person looks at is not
/// for the log.
pub(crate) fn traced(router: Router) -> Router {
    router
        .layer(from_fn(with_id))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered).on_failure(()))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

async fn with_id(request: Request, next: Next) -> Response {
    let id = id(&request);
    CURRENT.scope(id, next.run(request)).await
}

fn id(request: &Request) -> Option<String> {
    Some(request.extensions().get::<RequestId>()?.header_value().to_str().ok()?.to_owned())
}

fn span(request: &Request) -> tracing::Span {
    let id = id(request);
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    tracing::info_span!("request", id, method = %request.method(), route)
}

fn answered(response: &Response, took: std::time::Duration, _: &tracing::Span) {
    tracing::info!(status = response.status().as_u16(), took_ms = took.as_millis(), "answered");
}
