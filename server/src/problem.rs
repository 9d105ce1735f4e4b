//! Refusals of the HTTP API, as RFC 9457 `application/problem+json`.
//!
//! Beside the standard's members there is `errors`, which points into what was sent, and
//! `error`, the same text as `detail`, for clients that look for that name.

use std::{any::Any, error::Error, iter, time::Duration};

use axum::{
    Json,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{ConversationId, widget};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::telemetry;

const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
    errors: Vec<widget::Problem>,
    retry_after: Option<Duration>,
    conversation: Option<ConversationId>,
}

#[derive(Serialize)]
struct Wire<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    error: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [widget::Problem],
    #[serde(rename = "conversationId", skip_serializing_if = "Option::is_none")]
    conversation: Option<ConversationId>,
    #[serde(rename = "requestId", skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), retry_after: None, conversation: None }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }

    pub(crate) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "log in, or send a personal token as `Authorization: Bearer <token>`")
    }

    pub(crate) fn read_only() -> Self {
        Self::new(StatusCode::FORBIDDEN, "this token may only read; make one with the scope `write`")
    }

    /// What was sent has mistakes; each says where.
    pub(crate) fn invalid(errors: Vec<widget::Problem>) -> Self {
        let detail = match &*errors {
            [one] if one.pointer.is_empty() => one.message.clone(),
            [one] => format!("{}: {}", one.pointer, one.message),
            many => format!("what was sent has {} mistakes", many.len()),
        };
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub(crate) fn too_many(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too many requests; try again later")
        }
    }

    /// Something is wrong with us. The whole chain of causes goes to the log, once; the
    /// request's id stands there and in the answer.
    pub(crate) fn internal(error: impl Error + 'static) -> Self {
        let first: &dyn Error = &error;
        let chain: Vec<String> =
            iter::successors(Some(first), |&error| error.source()).map(ToString::to_string).collect();
        tracing::error!(error = chain.join(": "), "a request failed");
        Self::ours()
    }

    fn ours() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong here; the request's id is in the log")
    }

    /// Says in which conversation the user can go on.
    pub(crate) fn with_conversation(self, conversation: ConversationId) -> Self {
        Self { conversation: Some(conversation), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let wire = Wire {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            error: &self.detail,
            errors: &self.errors,
            conversation: self.conversation,
            request: self.status.is_server_error().then(telemetry::request_id).flatten(),
        };
        let mut response = (self.status, Json(wire)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Refusals that no handler made (routing, limits, CSRF) get the same form, under `/api`.
pub(crate) async fn under_api(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|media_type| media_type == MEDIA_TYPE);
    if !is_api || is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }

    let detail = match status {
        StatusCode::NOT_FOUND => "there is nothing at this address",
        StatusCode::METHOD_NOT_ALLOWED => "this address does not take this method",
        StatusCode::PAYLOAD_TOO_LARGE => "the body is larger than 1 MiB",
        StatusCode::FORBIDDEN => "this call comes from another site and is refused",
        StatusCode::REQUEST_TIMEOUT => "the body did not arrive in time",
        status => status.canonical_reason().unwrap_or("the request was refused"),
    };
    let mut problem = Problem::new(status, detail).into_response();
    // `Allow` and the like stay.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}

/// A panic in a handler costs its request, and nobody else's.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    // What it said and where stands above: the panic hook wrote it.
    tracing::error!("a handler panicked");
    Problem::ours().into_response()
}
