//! Two users, every route: what is one's is neither shown to the other nor changed by them.
//!
//! The routes come out of the router itself: pages, server functions and API alike. A new
//! one is part of this test by itself, and if it takes a body, [`bodies`] has to say which.

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

/// Every way to send this route something, complete and valid, with the owner's ids where one
/// is to be named: only then is it the id that is refused.
fn bodies(path: &str, things: &Things) -> Vec<Value> {
    let Things { widget, conversation, token, session } = things;
    let list = schema("github", "pr-list", "list");
    let text = list.to_string();
    let problem = "pull requests wait too long";
    let account = json!({ "email": "stolen@example.org", "password": "tidewell-at-dawn" });
    match path {
        "/api/auth/signup" | "/api/auth/login" | "/fn/sign-up" | "/fn/log-in" | "/fn/log-in-again" => vec![account],
        "/api/tokens" | "/fn/create-token" => vec![json!({ "name": "stolen", "scope": "write" })],
        "/api/ai/widget-creation/chat" => [
            ("problem_discovery", problem),
            ("clarifying_questions", "yes"),
            ("visualization", "list"),
            ("preview", "yes"),
            ("preview", &text),
        ]
        .map(|(stage, message)| json!({ "conversationId": conversation, "message": message, "currentStage": stage }))
        .into(),
        "/api/ai/widget-creation/deploy" => vec![json!({ "schema": list, "conversationId": conversation })],
        "/api/ai/widget-creation/express" | "/fn/wizard/express" | "/fn/wizard/begin" => {
            vec![json!({ "problem": problem })]
        }
        "/api/widgets/validate" => vec![json!({ "schema": list })],
        "/api/widgets/{id}" => {
            let placement = json!({ "position": 0, "columns": 4 });
            vec![
                json!({ "schema": list }),
                json!({ "placement": placement }),
                json!({ "schema": list, "placement": placement }),
            ]
        }
        "/api/providers/connect" => vec![
            json!({ "provider": "github", "sandbox": true }),
            json!({ "provider": "github", "credentials": { "token": "ghp_sandbox" } }),
        ],

        "/fn/update-account" => vec![json!({ "name": "stolen", "time_zone": "UTC", "locale": "en" })],
        "/fn/choose-theme" => vec![json!({ "theme": "dark" })],
        "/fn/delete-account" => vec![json!({ "confirmation": format!("{}@example.org", MARKS[0]) })],
        "/fn/revoke-session" => vec![json!({ "session": session })],
        "/fn/revoke-token" => vec![json!({ "token": token })],
        "/fn/connect" => vec![json!({ "provider": "github", "credentials": { "token": "ghp_sandbox" } })],
        "/fn/use-sample-data" | "/fn/disconnect" => vec![json!({ "provider": "github" })],
        "/fn/editor/open" => vec![json!({ "widget": widget })],
        "/fn/editor/check" | "/fn/editor/create" => vec![json!({ "schema": text })],
        "/fn/editor/save" => vec![json!({ "id": widget, "schema": text })],
        "/fn/widget-data" | "/fn/refresh-widget" | "/fn/delete-widget" | "/fn/restore-widget" => {
            vec![json!({ "id": widget })]
        }
        "/fn/place-widget" => vec![json!({ "id": widget, "position": 0, "columns": 4 })],
        "/fn/did-it-help" => vec![json!({ "id": widget, "answer": "yes" })],
        "/fn/wizard/get" => vec![json!({ "id": conversation })],
        "/fn/wizard/describe" | "/fn/wizard/tell" => vec![json!({ "id": conversation, "problem": problem })],
        "/fn/wizard/step" => ["confirm", "back", "reset", "accept", "undone"]
            .map(|input| json!({ "id": conversation, "input": json!({ "input": input }).to_string() }))
            .into(),
        "/fn/wizard/intent" => vec![json!({
            "id": conversation, "problem_solved": "stolen", "pain_point": "stolen", "goal": "stolen",
            "expected_outcome": "stolen",
        })],
        "/fn/wizard/answer" => vec![json!({ "id": conversation, "field_name": "repositories", "press": "all" })],
        "/fn/wizard/arrange" => vec![json!({ "id": conversation, "name": "stolen" })],
        "/fn/wizard/schema" => vec![json!({ "id": conversation, "schema": text })],
        "/fn/wizard/connect" => {
            vec![json!({ "id": conversation, "provider": "github", "credentials": { "token": "ghp_sandbox" } })]
        }
        "/fn/wizard/sample" => vec![json!({ "id": conversation, "provider": "github" })],
        _ => Vec::new(),
    }
}

/// What is called without a body, or takes none; every other route stands in [`bodies`].
const WITHOUT_BODY: [&str; 15] = [
    "/api/auth/logout",
    "/fn/connections",
    "/fn/door",
    "/fn/editor/language",
    "/fn/export-account",
    "/fn/log-out",
    "/fn/look-around",
    "/fn/me",
    "/fn/server-facts",
    "/fn/sessions",
    "/fn/theme",
    "/fn/tokens",
    "/fn/widgets",
    "/fn/wizard/list",
    "/fn/wizard/start",
];

/// As a form: what a server function takes unless it says otherwise.
fn form(body: &Value) -> String {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut form = Vec::new();
    for (name, value) in body.as_object().expect("arguments have names") {
        match value {
            Value::Object(members) => {
                let members =
                    members.iter().map(|(member, value)| format!("{name}[{member}]={}", encoded(&text(value))));
                form.extend(members);
            }
            _ => form.push(format!("{name}={}", encoded(&text(value)))),
        }
    }
    form.join("&")
}

/// A call, and whether it names something of the owner's.
struct Call {
    method: Method,
    address: String,
    body: Option<Value>,
    names_a_thing: bool,
}

impl Call {
    async fn by(&self, person: &Person) -> Answer {
        let request = person.request(self.method.clone(), &self.address);
        let reads_json = ["/fn/editor/check", "/fn/wizard/describe"].contains(&self.address.as_str());
        Answer::to(match &self.body {
            None => request,
            Some(body) if self.address.starts_with("/fn/") && !reads_json => {
                request.header("content-type", "application/x-www-form-urlencoded").body(form(body))
            }
            Some(body) => request.json(body),
        })
        .await
    }
}

/// Every call of a route: all methods, all bodies, and the owner's ids in its path.
fn calls(path: &str, things: &Things) -> Vec<Call> {
    let ids = [&things.widget, &things.conversation, &things.token, &things.session];
    let names_a_thing = |text: &str| ids.iter().any(|id| text.contains(id.as_str()));
    let bodies = bodies(path, things);
    let mut calls = Vec::new();
    for address in addresses(path, things) {
        for method in METHODS {
            let is_without = matches!(method, Method::GET | Method::DELETE) || bodies.is_empty();
            let bodies = if is_without { vec![None] } else { bodies.iter().cloned().map(Some).collect() };
            calls.extend(bodies.into_iter().map(|body| {
                let named = format!("{address} {}", body.as_ref().map(Value::to_string).unwrap_or_default());
                Call { method: method.clone(), address: address.clone(), names_a_thing: names_a_thing(&named), body }
            }));
        }
    }
    calls
}

/// Of the routes that take a body, none is left out.
#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_route_that_takes_something_is_sent_something(pool: PgPool) {
    let app = TestApp::start(pool).await;
    let owner = app.person(MARKS[0]).await;
    let things = furnish(&app, &owner).await;
    for path in routes(&app.services) {
        let is_told = !bodies(&path, &things).is_empty() || WITHOUT_BODY.contains(&path.as_str());
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            let address = addresses(&path, &things).remove(0);
            let status = Answer::to(app.stranger().request(method, &address).json(&json!({}))).await.status;
            let takes_something = ["/api/", "/fn/"].iter().any(|prefix| path.starts_with(prefix)) && status != 405;
            assert!(is_told || !takes_something || status == 404, "say in `bodies` what {path} takes");
        }
    }
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
            for call in calls(path, &things) {
                let answer = call.by(person).await;
                let shown = MARKS.iter().find(|mark| answer.text.contains(*mark));
                assert_eq!(shown, None, "{path}: {} {}", answer.status, answer.text);
                assert_ne!(answer.status, 500, "{path}: {}", answer.text);
            }
        }
        assert_eq!(state(&app).await, before, "{path} changed what is somebody else's");
    }
}

/// Nothing but the id is wrong with these calls, so it is the id that is refused: the owner
/// could make them.
#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_names_a_thing_of_somebody_elses_is_not_found(pool: PgPool) {
    let app = TestApp::start(pool).await;
    let owner = app.person(MARKS[0]).await;
    let things = furnish(&app, &owner).await;
    let other = app.person("other").await;
    other.connect_sandbox("github").await;
    let is_served = |path: &str, method: &Method| match path.starts_with("/fn/") {
        true => *method == Method::POST,
        false => path.starts_with("/api/"),
    };

    let mut refused = BTreeSet::new();
    for path in &routes(&app.services) {
        for call in calls(path, &things).iter().filter(|call| call.names_a_thing && is_served(path, &call.method)) {
            let answer = call.by(&other).await;
            if answer.status != 405 {
                assert_eq!(answer.status, 404, "{} {}: {}", call.method, call.address, answer.text);
                assert_eq!(call.by(&app.stranger()).await.status, 401, "{} {}", call.method, call.address);
                refused.insert((path.clone(), call.method.to_string()));
            }
        }
    }

    // Not what would take away what the other calls are about.
    let takes_away =
        |path: &str, method: &str| method == "DELETE" || path.contains("delete") || path.contains("revoke");
    for (path, method) in refused.iter().filter(|(path, method)| !takes_away(path, method)) {
        let mut allowed = false;
        for call in calls(path, &things).iter().filter(|call| call.names_a_thing && call.method.as_str() == method) {
            let answer = call.by(&owner).await;
            assert_ne!((answer.status, call.method == Method::GET), (422, false), "{path}: {}", answer.text);
            allowed |= matches!(answer.status, 200..400 | 409);
        }
        assert!(allowed, "the owner cannot {method} {path}");
    }
    assert!(refused.contains(&("/api/widgets/{id}".to_owned(), "PATCH".to_owned())), "{refused:?}");
    assert!(refused.contains(&("/api/ai/widget-creation/deploy".to_owned(), "POST".to_owned())), "{refused:?}");
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
