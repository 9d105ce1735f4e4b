//! Two users, every route: what is one's is neither shown to the other nor changed by them.
//!
//! The routes come out of the router itself: pages, server functions and API alike. A new
//! one is part of this test without a line being added here.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use services::Services;
use sqlx::PgPool;

use crate::{Answer, Person, TestApp, app::site, templates::schema};

/// Words that stand in what belongs to the owner, and nowhere else.
const MARKS: [&str; 4] =
    ["owner-of-secrets", "Widget nobody else sees", "a problem told in confidence", "token of the owner"];

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// What the owner has.
struct Things {
    widget: String,
    conversation: String,
    token: String,
    session: String,
}

async fn furnish(app: &TestApp, owner: &Person) -> Things {
    owner.connect_sandbox("github").await;
    let mut secret = schema("github", "pr-list", "list");
    secret["metadata"]["name"] = MARKS[1].into();
    let widget = owner.deploy(secret).await;
    let chat =
        json!({ "message": format!("pull requests wait too long, {}", MARKS[2]), "currentStage": "problem_discovery" });
    let reply = owner.post("/api/ai/widget-creation/chat", chat).await.expect(200);
    let conversation = reply["conversationId"].as_str().unwrap().to_owned();
    let token = owner.post("/api/tokens", json!({ "name": MARKS[3], "scope": "read" })).await.expect(201);
    let session = app.value("select id from sessions").await;
    Things {
        widget,
        conversation,
        token: token["id"].as_str().unwrap().to_owned(),
        session: session.as_str().unwrap().to_owned(),
    }
}

/// Everything of the owner's, as the database has it.
async fn state(app: &TestApp) -> Value {
    let owner = format!("(select id from users where email = '{}@example.org')", MARKS[0]);
    let mut state =
        json!({ "account": app.value(&format!("select jsonb_agg(u) from users u where id = {owner}")).await });
    for (table, but) in [
        ("widget_instances", ""),
        ("wizard_conversations", ""),
        ("connections", ""),
        ("tokens", " - 'last_used_at'"),
        ("sessions", " - 'last_seen_at'"),
        ("event_history", ""),
    ] {
        let rows = format!("select jsonb_agg(to_jsonb(t){but} order by t.id) from {table} t where user_id = {owner}");
        state[table] = app.value(&rows).await;
    }
    state
}

/// The paths of the router, as it prints them.
fn routes(services: &Services) -> BTreeSet<String> {
    let printed = format!("{:?}", server::router(services, &site()));
    let paths = printed.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/'));
    paths.map(str::to_owned).filter(|path| !path.contains("__private")).collect()
}

/// The path with the owner's ids in it, one for each kind of thing it may mean.
fn addresses(path: &str, things: &Things) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (name, after) = rest.split_once('}').expect("a parameter ends");
    let values = match name {
        "provider" => vec!["github"],
        _ => vec![&*things.widget, &things.conversation, &things.token, &things.session],
    };
    values.into_iter().map(|value| format!("{before}{value}{after}")).collect()
}

/// Every argument a call may have, naming the owner's things.
fn bodies(things: &Things) -> Vec<Value> {
    let arguments = |id: &str| {
        json!({
            "id": id, "widget": things.widget, "conversation": things.conversation,
            "conversationId": things.conversation, "conversation_id": things.conversation,
            "session": things.session, "token": things.token, "provider": "github", "name": "stolen", "title": "stolen",
            "schema": "{}", "problem": "stolen", "message": "stolen", "currentStage": "problem_discovery",
            "position": 0, "columns": 4, "placement": { "position": 0, "columns": 4 }, "answer": "yes",
            "field_name": "repositories", "value": ["stolen"], "press": "all", "input": "{\"input\":\"confirm\"}",
            "problem_solved": "stolen", "pain_point": "stolen", "goal": "stolen", "expected_outcome": "stolen",
            "time_zone": "UTC", "locale": "en", "scope": "write", "sandbox": true, "text": "{}",
        })
    };
    [&things.widget, &things.conversation, &things.token, &things.session].map(|id| arguments(id)).into()
}

/// As a form: what a server function takes unless it says otherwise.
fn form(body: &Value) -> String {
    let mut form = Vec::new();
    for (name, value) in body.as_object().expect("arguments have names") {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        match value {
            Value::Array(_) => form.push(format!("{name}[0]=stolen")),
            Value::Object(_) => form.push(format!("{name}[position]=0&{name}[columns]=4")),
            _ => form.push(format!("{name}={text}")),
        }
    }
    form.join("&")
}

async fn call_in_every_way(person: &Person, path: &str, things: &Things) -> Vec<Answer> {
    let mut answers = Vec::new();
    for address in addresses(path, things) {
        for method in METHODS {
            if matches!(method, Method::GET | Method::DELETE) {
                answers.push(Answer::to(person.request(method, &address)).await);
                continue;
            }
            for body in bodies(things) {
                let request = person.request(method.clone(), &address);
                if path.starts_with("/fn/") {
                    let form = request.header("content-type", "application/x-www-form-urlencoded").body(form(&body));
                    answers.push(Answer::to(form).await);
                }
                // Each API body alone is small and strict, so each member is tried by itself too.
                answers.push(Answer::to(person.request(method.clone(), &address).json(&body)).await);
            }
        }
    }
    answers
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn no_route_shows_or_changes_what_is_somebody_elses(pool: PgPool) {
    let app = TestApp::start(pool).await;
    let owner = app.person(MARKS[0]).await;
    let things = furnish(&app, &owner).await;
    let before = state(&app).await;

    let routes = routes(&app.services);
    assert!(
        routes.contains("/api/widgets/{id}/data") && routes.iter().any(|path| path.starts_with("/fn/")),
        "{routes:?}"
    );
    for path in &routes {
        // Somebody new each time: a route may log out or delete the account.
        let name = format!("other{}", uuid::Uuid::new_v4().simple());
        let other = app.person(&name).await;
        for person in [&other, &app.stranger()] {
            for answer in call_in_every_way(person, path, &things).await {
                let shown = MARKS.iter().find(|mark| answer.text.contains(*mark));
                assert_eq!(shown, None, "{path}: {} {}", answer.status, answer.text);
                assert!(answer.status != 500 || path.starts_with("/fn/"), "{path}: {}", answer.text);
            }
        }
        assert_eq!(state(&app).await, before, "{path} changed what is somebody else's");
    }
}

/// The test above would pass if nothing were ever shown to anybody.
#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_owner_sees_all_of_it_on_the_same_routes(pool: PgPool) {
    let app = TestApp::start(pool).await;
    let owner = app.person(MARKS[0]).await;
    let things = furnish(&app, &owner).await;

    let mut seen = BTreeSet::new();
    let mut blind = Vec::new();
    for path in routes(&app.services).iter().filter(|path| !path.starts_with("/fn/")) {
        let mut shown = false;
        for address in addresses(path, &things) {
            let answer = owner.get(&address).await;
            let marks = MARKS.iter().filter(|mark| answer.text.contains(**mark));
            seen.extend(marks.copied());
            shown |= (200..400).contains(&answer.status) || answer.status == 405;
        }
        // Where a nested router hangs there is nothing by itself.
        if !shown && !["/api", "/pkg"].contains(&path.as_str()) {
            blind.push(path.clone());
        }
    }
    assert_eq!(seen, BTreeSet::from(MARKS));
    assert!(blind.is_empty(), "nobody can reach {blind:?}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_foreign_id_is_answered_like_one_that_does_not_exist(pool: PgPool) {
    let app = TestApp::start(pool).await;
    let owner = app.person(MARKS[0]).await;
    let things = furnish(&app, &owner).await;
    let other = app.person("other").await;
    let nothing = uuid::Uuid::new_v4();

    for (path, id) in [("/api/widgets/", &things.widget), ("/api/tokens/", &things.token)] {
        let foreign = other.delete(&format!("{path}{id}")).await.problem(404);
        let invented = other.delete(&format!("{path}{nothing}")).await.problem(404);
        assert_eq!(foreign, invented);
    }
    let chat = |id: &str| json!({ "conversationId": id, "message": "list", "currentStage": "visualization" });
    let foreign = other.post("/api/ai/widget-creation/chat", chat(&things.conversation)).await.problem(404);
    let invented = other.post("/api/ai/widget-creation/chat", chat(&nothing.to_string())).await.problem(404);
    assert_eq!(foreign, invented);
}
