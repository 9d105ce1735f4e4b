//! Widgets over HTTP.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::TestApp;

/// A template's schema, with its required parameters filled.
fn pulls(name: &str) -> Value {
    let mut schema = crate::templates::schema("github", "pr-list", "list");
    schema["metadata"]["name"] = name.into();
    schema
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_widget_is_deployed_read_changed_moved_and_taken_off(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    maja.connect_sandbox("github").await;

    let first = maja.deploy(pulls("First")).await;
    let second = maja.deploy(pulls("Second")).await;
    let names = async || {
        let listed = maja.get("/api/widgets").await.expect(200);
        let names =
            listed["widgets"].as_array().unwrap().iter().map(|widget| widget["schema"]["metadata"]["name"].clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["First", "Second"]);

    let path = format!("/api/widgets/{first}");
    let renamed = maja.patch(&path, json!({ "schema": pulls("Renamed") })).await.expect(200);
    assert_eq!(renamed["id"], *first);
    maja.patch(&path, json!({ "placement": { "position": 1, "columns": 12 } })).await.expect(200);
    assert_eq!(names().await, ["Second", "Renamed"]);

    maja.delete(&path).await.expect(204);
    maja.get(&path).await.problem(404);
    maja.delete(&path).await.problem(404);
    assert_eq!(names().await, ["Second"]);
    maja.get(&format!("/api/widgets/{second}")).await.expect(200);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn data_says_its_rows_their_age_and_their_source(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    maja.connect_sandbox("github").await;
    let id = maja.deploy(pulls("Pulls")).await;

    let data = maja.get(&format!("/api/widgets/{id}/data")).await.expect(200);
    assert_eq!(data["source"], "sandbox");
    assert_eq!(data["stale"], false);
    assert!(data["fetchedAt"].is_string(), "{data}");
    let rows = data["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["title"].as_str().is_some_and(|title| !title.is_empty())), "{data}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_schema_with_mistakes_is_refused_with_all_of_them_and_nothing_is_stored(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let mut wrong = pulls("Wrong");
    wrong["fields"][0]["path"] = "$.title[".into();
    wrong["dataSource"]["endpoint"] = "/invented".into();

    let refused = maja.post("/api/ai/widget-creation/deploy", json!({ "schema": wrong })).await.problem(422);
    let pointers: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert!(pointers.contains(&"/schema/fields/0/path"), "{refused}");
    assert!(pointers.contains(&"/schema/dataSource/endpoint"), "{refused}");
    assert_eq!(maja.get("/api/widgets").await.expect(200), json!({ "widgets": [] }));
    assert_eq!(app.value("select count(*) from event_history where event_name = 'widget.created'").await, 0);

    let verdict = maja.post("/api/widgets/validate", wrong).await.expect(200);
    assert_eq!(verdict["valid"], false);
    assert!(
        verdict["errors"].as_array().unwrap().iter().any(|error| error["pointer"] == "/fields/0/path"),
        "{verdict}"
    );
    let verdict = maja.post("/api/widgets/validate", json!({ "schema": pulls("Right") })).await.expect(200);
    assert_eq!(verdict, json!({ "valid": true, "errors": [] }));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_widget_without_a_connection_says_what_to_do(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let id = maja.deploy(pulls("Pulls")).await;
    let data = maja.get(&format!("/api/widgets/{id}/data")).await.expect(200);
    assert_eq!(data["failure"]["kind"], "not_connected");
    assert_eq!(data["rows"], json!([]));
}
