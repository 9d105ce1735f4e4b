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

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is wrong with a filter in the syntax of `RUST_LOG`, part by part.
///
/// A word alone is the name of a module to the syntax, so that a misspelt level would switch
/// everything else off; one that has a level's letters is taken for a slip.
pub(crate) fn mistakes(filter: &str) -> Vec<String> {
    parts(filter)
        .filter_map(|part| match slip(part) {
            Some(level) => Some(format!("`{part}` is no level; `{level}` is one")),
            // Nothing after `=` would be read as everything.
            None => (part.ends_with('=') || EnvFilter::builder().parse(part).is_err())
                .then(|| format!("a filter like `info` or `services=debug` is needed, not `{part}`")),
        })
        .collect()
}

fn parts(filter: &str) -> impl Iterator<Item = &str> {
    filter.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// The level that was meant by a word with its letters in another order.
fn slip(word: &str) -> Option<&'static str> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.to_ascii_lowercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    LEVELS.into_iter().find(|level| !word.eq_ignore_ascii_case(level) && letters(word) == letters(level))
}

/// `filter` in the syntax of `RUST_LOG`, without [`mistakes`].
pub fn start(filter: &str) {
    let filter = EnvFilter::builder().parse_lossy(parts(filter).collect::<Vec<_>>().join(","));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_filter_that_cannot_be_read_is_told() {
        assert_eq!(
            mistakes("inof,,x=, services=lots"),
            [
                "`inof` is no level; `info` is one",
                "a filter like `info` or `services=debug` is needed, not `x=`",
                "a filter like `info` or `services=debug` is needed, not `services=lots`",
            ]
        );
        for filter in ["info", "INFO, services=debug", "sqlx", "off", "warn,server::limits=trace,", "3"] {
            assert_eq!(mistakes(filter), [""; 0], "{filter}");
        }
    }
}
