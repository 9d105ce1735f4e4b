//! What a request carries, turned into types or refused in words.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
};
use domain::widget;
use http::{StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::problem::Problem;

/// A JSON body.
///
/// Refusals: another media type is 415; what is no JSON is 400 with line and column; JSON of
/// another shape is 422 with a pointer to the first value that does not fit.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body must be JSON, sent with the header `Content-Type: application/json`",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| unreadable(&rejection))?;
        parse(&bytes).map(Self)
    }
}

/// One id in the path. An id that cannot be one is answered like one that does not exist.
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Send + Sync, T: std::str::FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let raw = path.map_err(|_| Problem::not_found("thing"))?;
        raw.parse().map(Self).map_err(|_| Problem::not_found("thing"))
    }
}

fn is_json(request: &Request) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn unreadable(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "the body ended before it was complete"),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            return Problem::invalid(vec![widget::Problem::new(pointer, without_position(&error))]);
        }
        malformed(&error)
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (what, line, column) = (without_position(error), error.line(), error.column());
    Problem::new(StatusCode::BAD_REQUEST, format!("this is not JSON: {what} at line {line}, column {column}"))
}

/// serde_json ends its messages with ` at line 1 column 2`.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(what, _)| what.to_owned())
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is asked")]
    struct Shelf {
        books: Vec<u8>,
    }

    #[track_caller]
    fn check(body: &str, status: u16, expected: &str) {
        check_as::<Shelf>(body, status, expected);
    }

    #[track_caller]
    fn check_as<T: DeserializeOwned + std::fmt::Debug>(body: &str, status: u16, expected: &str) {
        let problem = format!("{:?}", parse::<T>(body.as_bytes()).unwrap_err());
        assert!(problem.contains(&format!("status: {status}")), "{problem}");
        assert!(problem.contains(expected), "{problem}");
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        check("{\n  \"books\": [1,]\n}", 400, "trailing comma at line 2, column 15");
        check("", 400, "at line 1, column 0");
        check("{\"books\": []} {}", 400, "trailing characters at line 1, column 15");
    }

    #[test]
    fn what_has_another_shape_is_told_with_a_pointer() {
        check(r#"{"books": [1, "two"]}"#, 422, r#"pointer: "/books/1""#);
        check(r#"{"books": [1], "colour": "red"}"#, 422, "unknown field `colour`");
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        check_as::<serde_json::Value>(&"[".repeat(100_000), 400, "recursion limit exceeded");
    }
}
