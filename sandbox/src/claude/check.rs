//! What the real API would refuse, refused the same way.
//!
//! Source: <https://platform.claude.com/docs/en/api/errors>, the 5.5 models' migration guides and
//! "Structured outputs", read 2026-11-22.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The models there are.
pub const MODELS: [&str; 4] = ["claude-fable-5-1", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];

/// Keywords of JSON Schema that `output_config.format` compiles.
const SCHEMA_KEYWORDS: [&str; 14] = [
    "type",
    "description",
    "title",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
    "allOf",
    "$ref",
    "$defs",
    "format",
];

/// An error as the API words it.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// In seconds.
    pub(super) retry_after: Option<u64>,
    pub(super) error_code: Option<String>,
}

impl Refusal {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after: None, error_code: None }
    }

    fn kind(&self) -> &'static str {
        match self.status.as_u16() {
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            409 => "conflict_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 => "overloaded_error",
            500..=599 => "api_error",
            _ => "invalid_request_error",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let details = self.error_code.as_ref().map(|code| json!({ "error_code": code }));
        let error = json!({ "type": self.kind(), "message": self.message, "details": details });
        let body = Json(json!({ "type": "error", "error": error, "request_id": "req_sandbox" }));
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

pub(super) fn headers(headers: &HeaderMap) -> Result<(), Refusal> {
    let key = headers.get("x-api-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.contains("revoked") {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "invalid x-api-key"));
    }
    if headers.get("anthropic-version").is_none_or(|version| version != "2023-06-01") {
        return Err(Refusal::invalid("anthropic-version: header is required"));
    }
    Ok(())
}

pub(super) fn request(given: &HeaderMap, body: &Value) -> Result<(), Refusal> {
    headers(given)?;

    let model = body["model"].as_str().unwrap_or_default();
    if !MODELS.contains(&model) {
        return Err(Refusal::new(StatusCode::NOT_FOUND, format!("model: {model}")));
    }
    if body["max_tokens"].as_u64().is_none_or(|tokens| tokens == 0) {
        return Err(Refusal::invalid("max_tokens: Field required"));
    }
    for name in ["temperature", "top_p", "top_k"] {
        if !body[name].is_null() {
            return Err(Refusal::invalid(format!("{name}: not supported for this model.")));
        }
    }
    if ["any", "tool"].iter().any(|kind| body["tool_choice"]["type"] == *kind) {
        return Err(Refusal::invalid("tool_choice: type \"tool\" and \"any\" are not supported for this model."));
    }
    if ["enabled", "disabled"].iter().any(|kind| body["thinking"]["type"] == *kind) {
        return Err(Refusal::invalid("thinking: only adaptive thinking is supported for this model."));
    }
    if body["stream"] != true {
        return Err(Refusal::invalid("the stand-in streams only"));
    }
    turns(&body["messages"])?;
    system(&body["system"])?;
    match &body["output_config"]["format"] {
        Value::Null => Ok(()),
        format => schema(&format["schema"], "output_config.format.schema"),
    }
}

fn turns(messages: &Value) -> Result<(), Refusal> {
    let messages = messages.as_array().filter(|messages| !messages.is_empty());
    let messages = messages.ok_or_else(|| Refusal::invalid("messages: at least one message is required"))?;
    if messages.iter().any(|message| message["content"] == "") {
        return Err(Refusal::invalid("messages: text content blocks must be non-empty"));
    }
    if messages.last().is_some_and(|message| message["role"] == "assistant") {
        return Err(Refusal::invalid("This model does not support assistant message prefill."));
    }
    Ok(())
}

fn system(system: &Value) -> Result<(), Refusal> {
    let blocks = system.as_array().map(Vec::as_slice).unwrap_or_default();
    if blocks.iter().any(|block| block["text"] == "") {
        return Err(Refusal::invalid("system: text content blocks must be non-empty"));
    }
    if 4 < blocks.iter().filter(|block| !block["cache_control"].is_null()).count() {
        return Err(Refusal::invalid("A maximum of 4 blocks with cache_control may be provided."));
    }
    Ok(())
}

fn schema(schema: &Value, at: &str) -> Result<(), Refusal> {
    let Some(object) = schema.as_object() else {
        return Err(Refusal::invalid(format!("{at}: must be an object")));
    };
    if let Some(keyword) = object.keys().find(|keyword| !SCHEMA_KEYWORDS.contains(&keyword.as_str())) {
        return Err(Refusal::invalid(format!(
            "{at}: For '{}' type, property '{keyword}' is not supported",
            schema["type"]
        )));
    }
    if schema["type"] == "object" && schema["additionalProperties"] != false {
        return Err(Refusal::invalid(format!(
            "{at}: For 'object' type, 'additionalProperties' must be explicitly set to false"
        )));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        self::schema(property, &format!("{at}.properties.{name}"))?;
    }
    for alternative in schema["anyOf"].as_array().into_iter().flatten() {
        self::schema(alternative, &format!("{at}.anyOf"))?;
    }
    match &schema["items"] {
        Value::Null => Ok(()),
        items => self::schema(items, &format!("{at}.items")),
    }
}
