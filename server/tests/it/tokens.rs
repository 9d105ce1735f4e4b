//! Personal tokens and their scopes.

use reqwest::Method;
use serde_json::json;
use sqlx::PgPool;

use crate::{Answer, TestApp};

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_token_is_shown_once(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let made = maja.post("/api/tokens", json!({ "name": "cron", "scope": "read" })).await.expect(201);
    let token = made["token"].as_str().unwrap();

    let listed = maja.get("/api/tokens").await;
    assert_eq!(listed.expect(200)["tokens"][0]["name"], "cron");
    assert!(!listed.text.contains(token));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_token_that_may_read_changes_nothing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let script = maja.script("read").await;

    script.get("/api/auth/me").await.expect(200);
    script.get("/api/widgets").await.expect(200);
    let id = uuid::Uuid::nil();
    let connect = json!({ "provider": "github", "sandbox": true });
    script.post("/api/providers/connect", connect).await.problem(403);
    script.post("/api/tokens", json!({ "name": "more", "scope": "write" })).await.problem(403);
    script.post("/api/ai/widget-creation/express", json!({ "problem": "pull requests" })).await.problem(403);
    script.delete(&format!("/api/widgets/{id}")).await.problem(403);
    assert_eq!(app.value("select count(*) from connections").await, 0);
    assert_eq!(app.value("select count(*) from tokens").await, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_revoked_or_invented_token_is_refused_at_once(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let script = maja.script("write").await;
    let id = maja.get("/api/tokens").await.expect(200)["tokens"][0]["id"].as_str().unwrap().to_owned();

    maja.delete(&format!("/api/tokens/{id}")).await.expect(204);
    script.get("/api/widgets").await.problem(401);
    maja.delete(&format!("/api/tokens/{id}")).await.problem(404);

    let invented = app.stranger().request(Method::GET, "/api/schemas/widget.json").bearer_auth("adp_invented");
    Answer::to(invented).await.problem(401);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_token_has_a_name_and_a_scope(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let nameless = maja.post("/api/tokens", json!({ "name": " ", "scope": "read" })).await.problem(422);
    assert_eq!(nameless["errors"][0]["pointer"], "/name");
    let scopeless = maja.post("/api/tokens", json!({ "name": "cron", "scope": "admin" })).await.problem(422);
    assert_eq!(scopeless["errors"][0]["pointer"], "/scope");
}
