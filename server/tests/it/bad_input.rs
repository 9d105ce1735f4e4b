//! What nobody should send, and what somebody will: each is a clear refusal, nothing is
//! lost, and nobody else waits.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{Answer, TestApp, templates::schema};

const CHAT: &str = "/api/ai/widget-creation/chat";
const DEPLOY: &str = "/api/ai/widget-creation/deploy";

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn malformed_json_is_told_with_line_and_column(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    for (body, place) in [("{\n  ,}", "line 2, column 3"), ("", "line 1"), ("\u{feff}{}", "line 1"), ("nul", "line 1")]
    {
        for path in [CHAT, DEPLOY, "/api/auth/login", "/api/tokens", "/api/providers/connect", "/api/widgets/validate"]
        {
            let problem = maja.post_raw(path, "application/json", body).await.problem(400);
            assert!(problem["detail"].as_str().unwrap().contains(place), "{path} {body}: {problem}");
        }
    }
    let deep = "[".repeat(200_000);
    maja.post_raw("/api/widgets/validate", "application/json", deep).await.problem(400);
    maja.post_raw(CHAT, "application/json", vec![0xff, 0xfe, b'"']).await.problem(400);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn wrong_types_and_unknown_members_are_told_with_a_pointer(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    for (path, body, pointer) in [
        (CHAT, json!({ "message": 7, "currentStage": "problem_discovery" }), "/message"),
        (CHAT, json!({ "message": "x", "currentStage": "somewhere" }), "/currentStage"),
        (
            CHAT,
            json!({ "message": "x", "currentStage": "problem_discovery", "conversationId": "x" }),
            "/conversationId",
        ),
        (CHAT, json!({ "message": " ", "currentStage": "problem_discovery" }), "/message"),
        (CHAT, json!({ "message": "x", "currentStage": "preview" }), "/conversationId"),
        (
            DEPLOY,
            json!({ "schema": schema("github", "pr-list", "list"), "userIntent": { "goal": 1 } }),
            "/userIntent/goal",
        ),
        ("/api/auth/login", json!({ "email": ["a"], "password": "b" }), "/email"),
        ("/api/ai/widget-creation/express", json!({ "problem": "" }), "/problem"),
    ] {
        let problem = maja.post(path, body.clone()).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{path} {body}: {problem}");
    }
    let unknown = maja.post("/api/tokens", json!({ "name": "a", "scope": "read", "admin": true })).await.problem(422);
    assert!(unknown["detail"].as_str().unwrap().contains("admin"), "{unknown}");
    maja.post(CHAT, json!([])).await.problem(422);
    assert_eq!(app.value("select count(*) from wizard_conversations").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn large_bodies_wrong_media_types_methods_and_addresses_are_refused(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let large = format!("{{\"message\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    for path in [CHAT, DEPLOY, "/api/auth/signup", "/api/widgets/validate"] {
        maja.post_raw(path, "application/json", large.clone()).await.problem(413);
    }
    // Without a length in advance.
    let chunks = (0..64).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 32 * 1024]));
    let unannounced = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
    maja.post_raw(CHAT, "application/json", unannounced).await.problem(413);

    maja.post_raw(CHAT, "text/plain", "{}").await.problem(415);
    maja.post_raw(CHAT, "application/x-www-form-urlencoded", "message=x").await.problem(415);
    for (method, path) in [(Method::GET, CHAT), (Method::PUT, "/api/widgets"), (Method::POST, "/api/auth/me")] {
        let refused = Answer::to(maja.request(method, path)).await;
        refused.problem(405);
        assert!(!refused.header("allow").is_empty());
    }
    for path in ["/api/", "/api/nothing", "/api/widgets/x/y/z", "/api/v2/widgets", "/api/widgets/%00"] {
        maja.get(path).await.problem(404);
    }
    maja.get("/api/widgets/not-an-id").await.problem(404);
}

/// Deploys or previews something that asks for a lot of work, and wants an answer soon.
async fn shown(app: &TestApp, change: impl FnOnce(&mut Value)) -> Answer {
    let maja = app.person("maja").await;
    maja.connect_sandbox("github").await;
    let mut bomb = schema("github", "pr-list", "list");
    change(&mut bomb);
    let asked = Instant::now();
    let deployed = maja.post(DEPLOY, json!({ "schema": bomb })).await;
    let answer = match deployed.status {
        201 => {
            let id = deployed.expect(201)["widgetId"].as_str().unwrap().to_owned();
            maja.get(&format!("/api/widgets/{id}/data")).await
        }
        _ => deployed,
    };
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    maja.get("/api/widgets").await.expect(200);
    answer
}

/// Either the schema is refused where it is wrong, or the cell says what is wrong.
#[track_caller]
fn refused_or_told(answer: &Answer, pointer: &str) {
    if answer.status == 422 {
        let problem = answer.problem(422);
        let pointers = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap());
        assert!(pointers.into_iter().any(|found| found.starts_with(pointer)), "{problem}");
        return;
    }
    let data = answer.expect(200);
    let told = data["notes"].is_array() || data["rows"].as_array().unwrap().iter().all(|row| row["title"].is_null());
    assert!(told, "{data}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_expression_that_grows_without_end_is_stopped(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let answer = shown(&app, |schema| schema["fields"][0]["transform"] = "'a' * 10**9".into()).await;
    refused_or_told(&answer, "/schema/fields/0/transform");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_filter_that_grows_without_end_is_stopped(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let answer = shown(&app, |schema| schema["view"] = json!({ "filter": "('a' * 10**9) == ''" })).await;
    refused_or_told(&answer, "/schema/view/filter");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_path_that_visits_everything_again_and_again_is_stopped(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let bomb = "$..[?$..[?$..[?$..*]]]";
    let answer = shown(&app, |schema| schema["fields"][0]["path"] = bomb.into()).await;
    refused_or_told(&answer, "/schema/fields/0/path");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn markup_and_script_addresses_of_a_provider_stay_text(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let credentials = json!({ "token": "ghp_sandbox_hostile" });
    maja.post("/api/providers/connect", json!({ "provider": "github", "credentials": credentials })).await.expect(200);
    let id = maja.deploy(schema("github", "pr-list", "list")).await;

    let data = maja.get(&format!("/api/widgets/{id}/data")).await;
    data.expect(200);
    assert!(data.text.contains("<script") || data.text.contains("<img"), "the sandbox is hostile: {}", data.text);

    let page = maja.get("/dashboard").await;
    assert_eq!(page.status, 200);
    for attack in ["<script>alert", "<img src=x", "href=\"javascript:", "src=\"javascript:"] {
        assert!(!page.text.contains(attack), "{attack} stands in the page");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn headers_that_never_end_are_not_waited_for(owner: PgPool) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let app = TestApp::start(owner).await;
    let address = app.base.strip_prefix("http://").unwrap();
    let mut slow = tokio::net::TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let started = Instant::now();
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut answer)).await.expect("it is cut off").unwrap();
    assert!(Duration::from_secs(5) < started.elapsed(), "{:?}", started.elapsed());
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
}
