//! The stand-in's answers against Anthropic's own specification (May 2026), and its refusals
//! against what the current models refuse.

use std::{fs, path::Path};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use sandbox::claude::{Behaviour, StandIn};
use serde_json::{Value, json};
use tower::ServiceExt;

/// `None` where the vendors' files are not beside the project.
fn validator(name: &str) -> Option<jsonschema::Validator> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = here.ancestors().map(|folder| folder.join("shared/contracts/specs/anthropic.openapi.json"));
    let Some(file) = file.into_iter().find(|file| file.is_file()) else {
        eprintln!("skipped: there is no shared/contracts beside the project");
        return None;
    };
    let spec: Value = serde_json::from_str(&fs::read_to_string(file).expect("it can be read")).expect("it is JSON");
    let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": spec["components"] });
    Some(jsonschema::validator_for(&schema).expect("it is a schema"))
}

fn check(validator: &jsonschema::Validator, answer: &Value) {
    let mistakes: Vec<_> =
        validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(mistakes, Vec::<String>::new(), "{answer}");
}

fn request() -> Value {
    let schema = json!({
        "type": "object", "properties": { "field": { "type": "string" } }, "required": ["field"],
        "additionalProperties": false,
    });
    json!({
        "model": "claude-haiku-5-5", "max_tokens": 100, "stream": true,
        "messages": [{ "role": "user", "content": "Hello" }],
        "output_config": { "format": { "type": "json_schema", "schema": schema } },
    })
}

async fn send(stand_in: &StandIn, key: &str, body: &Value) -> (StatusCode, String) {
    let request = Request::post("/v1/messages")
        .header("x-api-key", key)
        .header("anthropic-version", "2023-06-01")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let response = stand_in.router().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a whole answer");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

fn events(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).expect("an event is JSON")).collect()
}

#[tokio::test]
async fn a_stream_is_one_the_specification_allows() {
    let Some(validator) = validator("MessageStreamEvent") else { return };
    let stand_in = StandIn::default();
    let long = Behaviour::Say { text: "Long enough for a ping in between. ".repeat(5) };
    let refusal = Behaviour::Stop { reason: "refusal".to_owned(), text: String::new() };
    stand_in.script([Behaviour::Sensible, long, refusal]);
    for _ in 0..3 {
        let (status, stream) = send(&stand_in, "sandbox", &request()).await;
        assert_eq!(status, StatusCode::OK);
        let events = events(&stream);
        assert_eq!(events.last().expect("events")["type"], "message_stop");
        events.iter().for_each(|event| check(&validator, event));
    }
}

#[tokio::test]
async fn an_error_is_one_the_specification_allows() {
    let Some(validator) = validator("ErrorResponse") else { return };
    let stand_in = StandIn::default();
    for status in [400, 401, 402, 403, 404, 429, 500, 504, 529] {
        stand_in.script([Behaviour::Status { status, retry_after: None, error_code: None }]);
        let (answered, body) = send(&stand_in, "sandbox", &request()).await;
        assert_eq!(answered.as_u16(), status);
        check(&validator, &serde_json::from_str(&body).expect("an error is JSON"));
    }
}

#[tokio::test]
async fn what_the_current_models_refuse_is_refused() {
    let stand_in = StandIn::default();
    let open_object = json!({ "format": { "type": "json_schema", "schema": { "type": "object", "properties": {} } } });
    let range = json!({ "format": { "type": "json_schema", "schema": { "type": "integer", "minimum": 1 } } });
    let prefill = json!([{ "role": "user", "content": "Hi" }, { "role": "assistant", "content": "{" }]);
    let cases = [
        ("temperature", json!(0.2), 400),
        ("top_p", json!(0.9), 400),
        ("tool_choice", json!({ "type": "tool", "name": "answer" }), 400),
        ("thinking", json!({ "type": "disabled" }), 400),
        ("messages", prefill, 400),
        ("messages", json!([]), 400),
        ("output_config", open_object, 400),
        ("output_config", range, 400),
        ("max_tokens", json!(0), 400),
        ("model", json!("claude-2"), 404),
    ];
    for (name, value, expected) in cases {
        let mut request = request();
        request[name] = value;
        assert_eq!(send(&stand_in, "sandbox", &request).await.0.as_u16(), expected, "{name}");
    }
    assert_eq!(send(&stand_in, "", &request()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&stand_in, "sandbox", &request()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_script_is_set_over_http() {
    let stand_in = StandIn::default();
    let script = Request::post("/script")
        .header("content-type", "application/json")
        .body(Body::from(r#"[{"behaviour":"status","status":529},{"behaviour":"say","text":"Hi"}]"#))
        .expect("a request");
    assert_eq!(stand_in.router().oneshot(script).await.expect("an answer").status(), StatusCode::NO_CONTENT);

    assert_eq!(send(&stand_in, "sandbox", &request()).await.0.as_u16(), 529);
    assert!(send(&stand_in, "sandbox", &request()).await.1.contains("\"text\":\"Hi\""));
    assert_eq!(stand_in.requests().len(), 2);
}
