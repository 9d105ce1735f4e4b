//! Connections over HTTP.

use serde_json::json;
use sqlx::PgPool;

use crate::{TestApp, templates::schema};

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_provider_is_connected_to_the_sandbox_and_let_go(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let connection = async |id: &str| {
        let listed = maja.get("/api/providers").await.expect(200);
        let card = listed["providers"].as_array().unwrap().iter().find(|card| card["id"] == id).unwrap();
        card["connection"].clone()
    };
    assert!(connection("github").await.is_null());

    maja.connect_sandbox("github").await;
    assert_eq!(connection("github").await["source"], "sandbox");
    assert!(connection("stripe").await.is_null());

    maja.delete("/api/providers/github").await.expect(204);
    assert!(connection("github").await.is_null());
    maja.delete("/api/providers/github").await.problem(404);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn credentials_are_checked_before_they_are_kept_and_never_come_back(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let connect = async |token: &str| {
        maja.post("/api/providers/connect", json!({ "provider": "github", "credentials": { "token": token } })).await
    };

    connect("ghp_invented").await.problem(422);
    connect("ghp_sandbox_revoked").await.problem(422);
    assert_eq!(app.value("select count(*) from connections").await, 0);

    let secret = "ghp_sandbox_secret_7f3a";
    let connected = connect(secret).await;
    assert_eq!(connected.expect(200)["connection"]["endsWith"], "7f3a");
    let everything = [connected.text, maja.get("/api/providers").await.text];
    assert!(everything.iter().all(|text| !text.contains(secret)));
    assert_eq!(app.value("select count(*) from connections c where c::text like '%ghp_sandbox%'").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_is_no_connection_is_told_with_a_pointer(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    for (body, pointer) in [
        (json!({ "provider": "nowhere", "sandbox": true }), "/provider"),
        (json!({ "provider": "github" }), "/credentials"),
        (json!({ "provider": "github", "credentials": { "token": "" } }), "/credentials/token"),
        (json!({ "provider": "github", "credentials": { "token": "x", "colour": "red" } }), "/credentials/colour"),
        (json!({ "provider": "github", "credentials": { "token": 7 } }), "/credentials/token"),
    ] {
        let problem = maja.post("/api/providers/connect", body.clone()).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
}

/// Nobody waits for somebody else's provider.
#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_provider_that_hangs_delays_its_own_widget_only(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let (maja, tomas) = (app.person("maja").await, app.person("tomas").await);
    tomas.connect_sandbox("github").await;
    let quick = tomas.deploy(schema("github", "pr-list", "list")).await;

    // Checking the key already hangs: the sandbox never answers this one.
    let hanging = tokio::spawn({
        let maja = maja.clone();
        async move {
            let credentials = json!({ "token": "ghp_sandbox_hang" });
            maja.post("/api/providers/connect", json!({ "provider": "github", "credentials": credentials })).await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    for _ in 0..20 {
        let asked = std::time::Instant::now();
        tomas.get(&format!("/api/widgets/{quick}/data")).await.expect(200);
        maja.get("/api/widgets").await.expect(200);
        assert!(asked.elapsed() < std::time::Duration::from_secs(3), "{:?}", asked.elapsed());
    }
    assert!(!hanging.is_finished(), "the provider still hangs");
    hanging.await.unwrap().problem(502);
}
