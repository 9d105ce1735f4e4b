//! Requests against Anthropic's own specification, and its own recorded streams.
//!
//! The specification is of May 2026; the files are data of others and not part of the
//! project, so these tests need `../shared/contracts` beside it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sandbox::claude::Behaviour;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{App, call, planning::Walk};

fn contracts() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().map(|folder| folder.join("shared/contracts")).find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: there is no shared/contracts beside the project");
    }
    found
}

fn validator(folder: &Path, name: &str) -> jsonschema::Validator {
    let spec = fs::read_to_string(folder.join("specs/anthropic.openapi.json")).expect("the specification is there");
    let spec: Value = serde_json::from_str(&spec).expect("it is JSON");
    let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": spec["components"] });
    jsonschema::validator_for(&schema).expect("it is a schema")
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_request_is_one_the_specification_allows(owner: PgPool) {
    let Some(folder) = contracts() else { return };
    let validator = validator(&folder, "CreateMessageParams");
    let app = App::start(owner).await;
    Walk::through(&app).await;

    let requests = app.stand_in.requests();
    assert!(3 <= requests.len());
    for request in requests {
        let mistakes: Vec<_> = validator.iter_errors(&request.body).map(|error| error.to_string()).collect();
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(request.headers["anthropic-version"], "2023-06-01");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn recorded_streams_are_understood(owner: PgPool) {
    let Some(folder) = contracts() else { return };
    let app = App::start(owner).await;
    let cases = [
        ("basic_response.sse", Ok("Hello there!")),
        ("stream-a-refusal.sse", Err("refused")),
        ("stream-a-toolrefusal.sse", Err("refused")),
        ("tool_use_response.sse", Err("interrupted")),
        ("incomplete_partial_json_response.sse", Err("cut_off")),
    ];
    for (file, expected) in cases {
        let events = fs::read_to_string(folder.join("samples/anthropic").join(file)).unwrap();
        app.script(vec![Behaviour::Raw { events }; 4]);
        let reply = app.claude.ask(app.payer, call()).await;
        let told = reply.as_ref().map(|reply| reply.text.as_str()).map_err(services::claude::ClaudeError::outcome);
        assert_eq!(told, expected, "{file}");
    }
}
