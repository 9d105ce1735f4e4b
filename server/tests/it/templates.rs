//! Every template in every layout the wizard offers: deployed over HTTP, showing the
//! sandbox's rows.

use serde_json::{Value, json};
use services::providers;
use sqlx::PgPool;

use crate::TestApp;

/// A template's schema in a layout, with the parameters its questions would have filled.
pub(crate) fn schema(provider: &str, template: &str, layout: &str) -> Value {
    let template = providers::template(provider, template).expect("the template exists");
    let layout = serde_json::from_value(json!(layout)).expect("the layout exists");
    let mut schema = serde_json::to_value(template.schema.with_layout(layout)).unwrap();
    for question in &template.wizard.questions {
        let answer = match (&question.default, question.field.as_str()) {
            (Some(default), _) => default.clone(),
            (None, "repositories") => json!(["tidewell/booking-api", "tidewell/web", "tidewell/harbor-app"]),
            (None, other) => panic!("{other} has no default; say here what a user would answer"),
        };
        schema["dataSource"]["params"][question.field.as_str()] = answer;
    }
    schema
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_template_deploys_in_every_layout_and_shows_rows(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let intent = json!({
        "problemSolved": "We check each repo by hand", "painPoint": "30 minutes every morning",
        "goal": "One view", "expectedOutcome": "Nothing waits over a day", "impactMetric": "Save 30 min/day",
    });

    let mut failures = Vec::new();
    let mut deployed = 0;
    for provider in providers::all() {
        maja.connect_sandbox(provider.info().id).await;
        for template in provider.templates() {
            for layout in ["list", "table", "cards", "metric"] {
                let name = format!("{}/{} as {layout}", provider.info().id, template.schema.metadata.id);
                let body = json!({
                    "schema": schema(provider.info().id, &template.schema.metadata.id, layout),
                    "userIntent": intent,
                });
                let answer = maja.post("/api/ai/widget-creation/deploy", body).await;
                if answer.status != 201 {
                    failures.push(format!("{name}: {}", answer.text));
                    continue;
                }
                let id = answer.expect(201)["widgetId"].as_str().unwrap().to_owned();
                deployed += 1;
                let data = maja.get(&format!("/api/widgets/{id}/data")).await.expect(200);
                failures.extend(complaint(layout, &data).map(|complaint| format!("{name}: {complaint}")));
            }
        }
    }

    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(48 <= deployed, "{deployed} deployed");
    let told = "select count(*) from event_history where event_name = 'widget.created'";
    assert_eq!(app.value(told).await, deployed);
    let whole = format!("{told} and user_intent = '{intent}'::jsonb and should_document");
    assert_eq!(app.value(&whole).await, deployed, "every event has the whole intent");
}

/// What is wrong with what a widget shows.
fn complaint(layout: &str, data: &Value) -> Option<String> {
    let rows = data["rows"].as_array()?;
    if data["source"] != "sandbox" || data["failure"] != Value::Null {
        return Some(format!("not from the sandbox: {data}"));
    }
    if rows.is_empty() || data["notes"] != Value::Null {
        return Some(format!("no rows, or notes: {data}"));
    }
    // A cell that could not be read is null; an empty one is an empty text.
    let broken = rows.iter().flat_map(|row| row.as_object().unwrap()).find(|(_, cell)| cell.is_null());
    if let Some((field, _)) = broken {
        return Some(format!("{field} cannot be read: {data}"));
    }
    let value = &data["metric"]["value"]["text"];
    (layout == "metric" && value.as_str().is_none_or(str::is_empty)).then(|| format!("no value: {data}"))
}
