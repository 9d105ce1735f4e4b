//! The wizard over HTTP: a conversation from a problem to a widget.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{Answer, Person, TestApp};

const CHAT: &str = "/api/ai/widget-creation/chat";
const DEPLOY: &str = "/api/ai/widget-creation/deploy";
const EXPRESS: &str = "/api/ai/widget-creation/express";
const PROBLEM: &str = "My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking \
                       each repo manually.";

async fn say(person: &Person, id: &Value, stage: &str, message: &str) -> Value {
    let body = json!({ "conversationId": id, "message": message, "currentStage": stage });
    person.post(CHAT, body).await.expect(200)
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn five_turns_lead_from_a_problem_to_a_widget_with_rows(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    maja.connect_sandbox("github").await;

    let body = json!({ "message": PROBLEM, "currentStage": "problem_discovery" });
    let understood = maja.post(CHAT, body).await.expect(200);
    let id = &understood["conversationId"];
    assert_eq!(understood["inferredWidget"]["provider"], "github");
    assert_eq!(understood["inferredWidget"]["type"], "pr-list");
    assert_eq!(understood["extractedIntent"]["impactMetric"], "Save 30 min/day");
    assert_eq!(understood["planner"], "built-in");
    assert_eq!(understood["nextStage"], "clarifying_questions");

    let asked = say(&maja, id, "clarifying_questions", "yes").await;
    assert_eq!(asked["question"]["fieldName"], "repositories");
    let options = asked["question"]["options"].as_array().unwrap();
    assert!(3 <= options.len(), "the choices are the account's own: {asked}");
    let three: Vec<_> = options.iter().take(3).map(|option| option["value"].clone()).collect();

    let mut reply = say(&maja, id, "clarifying_questions", &json!(three).to_string()).await;
    while reply["nextStage"] == "clarifying_questions" {
        reply = say(&maja, id, "clarifying_questions", "skip").await;
    }
    assert_eq!(reply["nextStage"], "visualization");
    let composed = say(&maja, id, "visualization", "list").await;
    assert_eq!(composed["nextStage"], "preview");
    assert_eq!(composed["schema"]["dataSource"]["params"]["repositories"], json!(three));

    let deployed = say(&maja, id, "preview", "looks good").await;
    let widget = deployed["widgetId"].as_str().unwrap();
    let data = maja.get(&format!("/api/widgets/{widget}/data")).await.expect(200);
    assert!(!data["rows"].as_array().unwrap().is_empty(), "{data}");

    let intent = app.value("select user_intent from event_history where event_name = 'widget.created'").await;
    assert_eq!(intent, understood["extractedIntent"]);
    let solved = intent["problemSolved"].as_str().unwrap();
    assert!(!solved.is_empty() && PROBLEM.starts_with(solved), "the user's own words: {solved}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_schema_of_a_conversation_can_be_deployed_by_hand_once(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    maja.connect_sandbox("github").await;
    let body = json!({ "message": PROBLEM, "currentStage": "problem_discovery" });
    let understood = maja.post(CHAT, body).await.expect(200);
    let deploy = json!({
        "schema": crate::templates::schema("github", "pr-list", "table"),
        "conversationId": understood["conversationId"],
    });

    let first = maja.post("/api/ai/widget-creation/deploy", deploy.clone()).await;
    let widget = first.expect(201)["widgetId"].clone();
    assert_eq!(first.header("location"), format!("/api/widgets/{}", widget.as_str().unwrap()));
    let again = maja.post("/api/ai/widget-creation/deploy", deploy).await.expect(201);
    assert_eq!(again["widgetId"], widget);
    assert_eq!(app.value("select count(*) from widget_instances").await, 1);
    let intent = app.value("select user_intent from event_history where event_name = 'widget.created'").await;
    assert_eq!(intent, understood["extractedIntent"]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn deploying_by_hand_ends_the_conversation(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let id = understood(&maja).await;
    let by_hand = crate::templates::schema("github", "pr-list", "table");
    let body = json!({ "schema": by_hand, "conversationId": id });

    let widget = maja.post(DEPLOY, body).await.expect(201)["widgetId"].clone();

    let state = app.value("select state from wizard_conversations").await;
    assert_eq!((&state["stage"], &state["widgetId"]), (&json!("deploy"), &widget));
    assert_eq!(state["schema"]["layout"]["type"], "table");
    for (stage, message) in [("clarifying_questions", "yes"), ("visualization", "list"), ("preview", "yes")] {
        let body = json!({ "conversationId": id, "message": message, "currentStage": stage });
        maja.post(CHAT, body).await.problem(409);
    }
    assert_eq!(app.value("select schema->'layout'->>'type' from widget_instances").await, "table");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn only_a_yes_confirms_and_deploys(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    maja.connect_sandbox("stripe").await;
    let body = json!({ "message": "What is our Stripe balance?", "currentStage": "problem_discovery" });
    let id = maja.post(CHAT, body).await.expect(200)["conversationId"].clone();
    let refuse = async |stage: &str, message: &str| {
        let body = json!({ "conversationId": id, "message": message, "currentStage": stage });
        let problem = maja.post(CHAT, body).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], "/message", "{problem}");
        problem["errors"][0]["message"].as_str().unwrap().to_owned()
    };

    for message in ["no", "not that one", "list"] {
        assert!(refuse("clarifying_questions", message).await.contains("`yes`"));
    }
    assert_eq!(app.value("select stage from wizard_conversations").await, "problem_discovery");
    assert_eq!(say(&maja, &id, "clarifying_questions", "").await["nextStage"], "visualization");

    let preview = say(&maja, &id, "visualization", "cards").await;
    let broken = "{\n  \"metadata\": {},\n}";
    assert!(refuse("preview", broken).await.contains("line 3 column 1"));
    refuse("preview", "[1]").await;
    assert!(refuse("preview", "no, wait").await.contains("`yes`"));
    assert_eq!(app.value("select count(*) from widget_instances").await, 0);

    let mut schema = preview["schema"].clone();
    schema["metadata"]["name"] = "What we have".into();
    let edited = say(&maja, &id, "preview", &schema.to_string()).await;
    assert_eq!(edited["schema"]["metadata"]["name"], "What we have");
    assert!(say(&maja, &id, "preview", "Yes, looks good!").await["widgetId"].is_string());
    assert_eq!(app.value("select schema->'metadata'->>'name' from widget_instances").await, "What we have");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn words_that_do_not_fit_are_told_with_their_place_and_leave_nothing_behind(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let long = "x".repeat(4001);
    let chat = json!({ "message": long, "currentStage": "problem_discovery" });
    for (path, body, pointer) in [
        (CHAT, chat.clone(), "/message"),
        (EXPRESS, json!({ "problem": long }), "/problem"),
        (EXPRESS, json!({ "problem": " \n" }), "/problem"),
    ] {
        let problem = maja.post(path, body.clone()).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        let streamed = maja.request(Method::POST, path).header("accept", "text/event-stream").json(&body);
        Answer::to(streamed).await.problem(422);
    }
    assert_eq!(app.value("select count(*) from wizard_conversations").await, 0);

    maja.connect_sandbox("github").await;
    let id = understood(&maja).await;
    let question = say(&maja, &id, "clarifying_questions", "yes").await["question"].clone();
    assert_eq!(question["fieldName"], "repositories");
    for (stage, message) in [("problem_discovery", &*long), ("clarifying_questions", "nobody/knows-this")] {
        let body = json!({ "conversationId": id, "message": message, "currentStage": stage });
        let problem = maja.post(CHAT, body).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], "/message", "{problem}");
    }
    assert_eq!(app.value("select stage from wizard_conversations").await, "clarifying_questions");
}

/// The id of a conversation that waits for a yes.
async fn understood(person: &Person) -> Value {
    let body = json!({ "message": PROBLEM, "currentStage": "problem_discovery" });
    person.post(CHAT, body).await.expect(200)["conversationId"].clone()
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_streamed_turn_ends_with_what_the_plain_one_answers(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let body = json!({ "message": PROBLEM, "currentStage": "problem_discovery" });
    let plain = maja.post(CHAT, body.clone()).await.expect(200);

    let request = maja.request(Method::POST, CHAT).header("accept", "text/event-stream").json(&body);
    let streamed = Answer::to(request).await;
    assert_eq!(streamed.status, 200);
    assert_eq!(streamed.header("content-type"), "text/event-stream");
    let events = events(&streamed.text);
    let (last, words) = events.split_last().unwrap();
    assert_eq!(last.0, "done");
    let words: String = words
        .iter()
        .map(|(name, data)| {
            assert_eq!(name, "text");
            data["text"].as_str().unwrap()
        })
        .collect();
    assert_eq!(words.trim(), last.1["message"].as_str().unwrap().trim());
    for member in ["message", "extractedIntent", "inferredWidget", "alternatives", "nextStage", "planner"] {
        assert_eq!(last.1[member], plain[member], "{member}");
    }
}

fn events(stream: &str) -> Vec<(String, Value)> {
    let events = stream.split("\n\n").filter(|event| event.starts_with("event:"));
    events
        .map(|event| {
            let (name, data) = event.split_once('\n').unwrap();
            let data = data.strip_prefix("data:").unwrap().trim();
            (name.strip_prefix("event:").unwrap().trim().to_owned(), serde_json::from_str(data).unwrap())
        })
        .collect()
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn exactly_one_outcome_stands_in_the_answer_to_a_problem(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    for problem in [PROBLEM, "I want to know when payments fail", "Water my plants when I am away", "asdf qwer zxcv"] {
        let body = json!({ "message": problem, "currentStage": "problem_discovery" });
        let reply = maja.post(CHAT, body).await.expect(200);
        let outcomes = ["inferredWidget", "inferredAutomation", "unsupported"];
        let there = outcomes.iter().filter(|outcome| !reply[**outcome].is_null()).count();
        assert_eq!(there, 1, "{problem}: {reply}");
        assert!(reply["alternatives"].is_array() && !reply["message"].as_str().unwrap().is_empty(), "{reply}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_turn_at_the_wrong_stage_is_refused_and_the_conversation_stays(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let body = json!({ "message": PROBLEM, "currentStage": "problem_discovery" });
    let id = maja.post(CHAT, body).await.expect(200)["conversationId"].clone();
    let before = app.value("select state from wizard_conversations").await;
    for (stage, message) in [("visualization", "list"), ("preview", "yes"), ("deploy", "yes")] {
        let body = json!({ "conversationId": id, "message": message, "currentStage": stage });
        maja.post(CHAT, body).await.problem(409);
    }
    assert_eq!(app.value("select state from wizard_conversations").await, before);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn express_deploys_or_says_what_is_missing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let express =
        async |problem: &str| maja.post("/api/ai/widget-creation/express", json!({ "problem": problem })).await;

    let missing = express("show me my payments").await.problem(422);
    assert!(!missing["errors"].as_array().unwrap().is_empty());
    assert!(missing["conversationId"].is_string(), "{missing}");
    assert_eq!(app.value("select count(*) from widget_instances").await, 0);

    maja.connect_sandbox("stripe").await;
    let granted = express("I need a list of my recent Stripe payments").await.expect(201);
    assert_eq!(granted["schema"]["dataSource"]["provider"], "stripe");
    assert!(granted["assumptions"].is_array() && granted["userIntent"]["problemSolved"].is_string(), "{granted}");
    maja.get(&format!("/api/widgets/{}", granted["widgetId"].as_str().unwrap())).await.expect(200);
}
