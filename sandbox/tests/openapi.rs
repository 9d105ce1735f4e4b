//! The stand-ins' answers against GitHub's and Stripe's own API descriptions.

use std::{fs, path::Path};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// `None` where the vendors' files are not beside the project.
fn specification(provider: &str) -> Option<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files =
        here.ancestors().map(|folder| folder.join(format!("shared/contracts/specs/{provider}.openapi.json")));
    let Some(file) = files.find(|file| file.is_file()) else {
        eprintln!("skipped: there is no shared/contracts beside the project");
        return None;
    };
    Some(serde_json::from_str(&fs::read_to_string(file).expect("it can be read")).expect("it is JSON"))
}

/// OpenAPI 3.0 says `nullable` where JSON Schema says `null`.
fn with_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(with_null),
        Value::Object(members) => {
            members.values_mut().for_each(with_null);
            if members.remove("nullable") == Some(json!(true)) {
                let schema = std::mem::take(members);
                members.insert("anyOf".into(), json!([schema, { "type": "null" }]));
            }
        }
        _ => {}
    }
}

/// What today's API no longer sends, though the newest description that could be had requires
/// it: Stripe moved these to the subscription's items.
fn without_what_is_gone(specification: &mut Value) {
    let required = specification.pointer_mut("/components/schemas/subscription/required").and_then(Value::as_array_mut);
    if let Some(required) = required {
        required.retain(|name| name != "current_period_start" && name != "current_period_end");
    }
}

async fn answer(router: &Router, path: &str) -> (StatusCode, Value) {
    let request =
        Request::get(path).header(header::AUTHORIZATION, "Bearer sandbox").body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, serde_json::from_slice(&body).expect("it is JSON"))
}

/// Holds the answer of each address against the description of its operation.
async fn check(provider: &str, operations: &[(&str, &str)]) {
    let Some(mut specification) = specification(provider) else { return };
    without_what_is_gone(&mut specification);
    with_null(&mut specification["components"]["schemas"]);
    let router = sandbox::router();
    for (operation, address) in operations {
        let (status, body) = answer(&router, &format!("/{provider}{address}")).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        let mut schema =
            specification["paths"][*operation]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                .clone();
        assert!(schema.is_object(), "{operation} is described");
        with_null(&mut schema);
        let schema = json!({ "allOf": [schema], "components": specification["components"] });
        let validator = jsonschema::draft4::new(&schema).expect("it is a schema");
        let mistakes: Vec<_> = validator
            .iter_errors(&body)
            .take(5)
            .map(|error| format!("{}: {error:.300}", error.instance_path()))
            .collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{provider}{address}");
    }
}

#[tokio::test]
async fn githubs_answers_are_what_github_describes() {
    check(
        "github",
        &[
            ("/user", "/user"),
            ("/user/repos", "/user/repos?per_page=100"),
            ("/repos/{owner}/{repo}/pulls", "/repos/tidewell/booking-api/pulls?state=all&per_page=100"),
            ("/repos/{owner}/{repo}/issues", "/repos/tidewell/web/issues?state=all&per_page=100"),
            ("/search/issues", "/search/issues?q=is:open&per_page=100"),
            ("/repos/{owner}/{repo}/actions/runs", "/repos/tidewell/booking-api/actions/runs?per_page=100"),
            ("/notifications", "/notifications?all=true"),
            ("/repos/{owner}/{repo}/commits", "/repos/tidewell/web/commits?per_page=100"),
            ("/repos/{owner}/{repo}/releases", "/repos/tidewell/web/releases"),
        ],
    )
    .await;
}

#[tokio::test]
async fn stripes_answers_are_what_stripe_describes() {
    check(
        "stripe",
        &[
            ("/v1/charges", "/v1/charges?limit=100"),
            ("/v1/payment_intents", "/v1/payment_intents?limit=100"),
            ("/v1/customers", "/v1/customers?limit=100"),
            ("/v1/subscriptions", "/v1/subscriptions?limit=100&status=all"),
            ("/v1/refunds", "/v1/refunds?limit=100"),
            ("/v1/balance", "/v1/balance"),
        ],
    )
    .await;
}

#[tokio::test]
async fn lists_go_on_where_the_page_before_ended() {
    let router = sandbox::router();
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let (_, page) = answer(&router, &format!("/stripe/v1/charges?limit=60{after}")).await;
        let ids =
            page["data"].as_array().expect("a list").iter().map(|row| row["id"].as_str().expect("an id").to_owned());
        seen.extend(ids);
        if page["has_more"] == false {
            break;
        }
        after = format!("&starting_after={}", seen.last().expect("a page has rows"));
    }
    let (_, whole) = answer(&router, "/stripe/v1/charges?limit=100").await;
    assert_eq!(seen.len(), 158);
    assert_eq!(seen[99], whole["data"][99]["id"]);
}

#[tokio::test]
async fn who_is_refused_hears_it_in_the_providers_words() {
    let router = sandbox::router();
    let ask = async |path: &str, token: Option<&str>| {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response =
            router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        (response.status().as_u16(), response.headers().get(header::RETRY_AFTER).cloned())
    };
    for path in ["/github/user", "/stripe/v1/balance"] {
        assert_eq!(ask(path, None).await.0, 401);
        assert_eq!(ask(path, Some("ghp_real")).await.0, 401);
        assert_eq!(ask(path, Some("sandbox-revoked")).await.0, 401);
        assert_eq!(ask(path, Some("sandbox-forbidden")).await.0, 403);
        assert_eq!(ask(path, Some("sandbox-limited")).await, (429, Some("30".parse().expect("a header"))));
        assert_eq!(ask(path, Some("sandbox")).await.0, 200);
    }
    let (status, body) = answer(&router, "/stripe/v1/charges?colour=red").await;
    assert_eq!((status.as_u16(), &body["error"]["code"]), (400, &json!("parameter_unknown")));
}
