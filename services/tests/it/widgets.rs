//! Widgets on a dashboard: deployed once, moved, changed, taken off and put back.

use domain::{
    ConversationId, UserIntent, WidgetId,
    widget::{Placement, Widget},
};
use serde_json::Value;
use services::{
    widgets::{self, Change, WidgetError},
    wizard,
};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{
    TestApp,
    app::{Person, schema},
};

fn intent() -> UserIntent {
    UserIntent {
        problem_solved: "My team is losing track of pull requests across 3 repos".to_owned(),
        pain_point: "We check each repo manually".to_owned(),
        goal: "One view".to_owned(),
        expected_outcome: "Nothing waits over a day".to_owned(),
        impact_metric: Some("Save 30 min/day".to_owned()),
    }
}

async fn deploy(app: &TestApp, person: &Person, name: &str) -> Widget {
    widgets::deploy(&app.services, person.actor, schema(name), None).await.unwrap()
}

/// Names on the dashboard, in reading order; the positions have no gaps.
async fn dashboard(app: &TestApp, person: &Person) -> Vec<String> {
    let widgets = widgets::list(&app.services, person.actor).await.unwrap();
    let positions: Vec<u32> = widgets.iter().map(|widget| widget.placement.position).collect();
    assert_eq!(positions, (0..u32::try_from(widgets.len()).unwrap()).collect::<Vec<_>>());
    widgets.into_iter().map(|widget| widget.schema.metadata.name).collect()
}

async fn conversation(app: &TestApp, person: &Person) -> ConversationId {
    let id = Uuid::from_u128(rand::random());
    app.as_owner(&format!(
        "insert into wizard_conversations (id, user_id, stage, state, started_at, saved_at)
         values ('{id}', '{}', 'preview', '{{}}', now(), now())",
        person.actor.user
    ))
    .await;
    ConversationId(id)
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_deployed_widget_stands_on_the_dashboard_and_its_event_tells_why(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;

    let widget = widgets::deploy(&app.services, maja.actor, schema("Open PRs"), Some(intent())).await.unwrap();

    assert_eq!(widget.placement, Placement { position: 0, columns: 6 });
    assert_eq!(widgets::list(&app.services, maja.actor).await.unwrap(), std::slice::from_ref(&widget));
    assert_eq!(widgets::get(&app.services, maja.actor, widget.id).await.unwrap(), widget);

    let event: Value =
        sqlx::query_scalar("select to_jsonb(event_history) from event_history").fetch_one(&app.owner).await.unwrap();
    assert_eq!(event["event_name"], "widget.created");
    assert_eq!(event["should_document"], true);
    assert_eq!(event["user_intent"], serde_json::to_value(intent()).unwrap());
    assert_eq!(event["payload"]["widgetId"], widget.id.to_string());
    assert_eq!(event["metadata"]["userId"], maja.actor.user.to_string());
    assert_eq!(event["correlation_id"], event["id"]);
    assert_eq!(event["causation_id"], Value::Null);
    assert_eq!(event["id"].as_str().unwrap().parse::<Uuid>().unwrap().get_version_num(), 7);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_conversation_is_one_widget_however_often_it_is_deployed(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let conversation = conversation(&app, &maja).await;

    let clicks = (0..8).map(|_| {
        let services = app.services.clone();
        async move {
            wizard::deploy(&services, maja.actor, conversation, schema("Open PRs"), Some(intent())).await.unwrap().id
        }
    });
    let ids = futures::future::join_all(clicks).await;

    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(dashboard(&app, &maja).await, ["Open PRs"]);
    assert_eq!(app.count("event_history").await, 1);
    assert_eq!(app.count("widget_revisions").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn deploying_again_after_undo_brings_the_same_widget_back(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let conversation = conversation(&app, &maja).await;
    let first = wizard::deploy(&app.services, maja.actor, conversation, schema("Open PRs"), None).await.unwrap();
    widgets::delete(&app.services, maja.actor, first.id).await.unwrap();

    let again =
        wizard::deploy(&app.services, maja.actor, conversation, schema("Waiting PRs"), Some(intent())).await.unwrap();

    assert_eq!(again.id, first.id);
    assert_eq!(again.intent, Some(intent()));
    assert_eq!(dashboard(&app, &maja).await, ["Waiting PRs"]);
    assert_eq!(app.count("event_history where event_name = 'widget.created'").await, 2);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_change_with_a_mistake_changes_nothing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let before = deploy(&app, &maja, "Open PRs").await;
    let place = |columns| Some(Placement { position: 0, columns });

    let half = Change { schema: Some(schema("Waiting PRs")), placement: place(3) };
    let Err(WidgetError::Invalid(problems)) = widgets::change(&app.services, maja.actor, before.id, half).await else {
        panic!("three columns are no width");
    };
    assert_eq!(problems[0].pointer, "/placement/columns");
    assert_eq!(widgets::get(&app.services, maja.actor, before.id).await.unwrap(), before);
    assert_eq!(app.count("widget_revisions").await, 0);

    let whole = Change { schema: Some(schema("Waiting PRs")), placement: place(12) };
    let after = widgets::change(&app.services, maja.actor, before.id, whole).await.unwrap();
    assert_eq!(widgets::get(&app.services, maja.actor, before.id).await.unwrap(), after);
    assert_eq!((&*after.schema.metadata.name, after.placement.columns), ("Waiting PRs", 12));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_conversation_of_somebody_else_does_not_exist(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    let conversation = conversation(&app, &maja).await;

    let refused = wizard::deploy(&app.services, tomas.actor, conversation, schema("Open PRs"), None).await;

    assert!(matches!(refused, Err(WidgetError::NoConversation)));
    assert_eq!(app.count("widget_instances").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_invalid_widget_leaves_no_trace(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let mut nul = schema("Open \0 PRs");
    nul.metadata.description = "fine".to_owned();
    let mut unknown = schema("Open PRs");
    unknown.data_source.as_mut().unwrap().endpoint = "/nothing".to_owned();
    let long = UserIntent { goal: "x".repeat(501), ..intent() };

    for (schema, intent) in [(nul, None), (unknown, None), (schema("Open PRs"), Some(long))] {
        let refused = widgets::deploy(&app.services, maja.actor, schema, intent).await;
        assert!(matches!(refused, Err(WidgetError::Invalid(ref problems)) if !problems.is_empty()), "{refused:?}");
    }
    assert_eq!(app.count("widget_instances").await, 0);
    assert_eq!(app.count("event_history").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_update_keeps_the_id_the_intent_and_the_version_before(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let widget = widgets::deploy(&app.services, maja.actor, schema("Open PRs"), Some(intent())).await.unwrap();

    let updated = widgets::update(&app.services, maja.actor, widget.id, schema("Waiting PRs")).await.unwrap();
    widgets::update(&app.services, maja.actor, widget.id, schema("Waiting PRs")).await.unwrap();

    assert_eq!(updated, Widget { schema: schema("Waiting PRs"), ..widget.clone() });
    assert_eq!(widgets::get(&app.services, maja.actor, widget.id).await.unwrap(), updated);
    let revisions: Vec<Value> =
        sqlx::query_scalar("select schema from widget_revisions").fetch_all(&app.owner).await.unwrap();
    assert_eq!(revisions, [serde_json::to_value(widget.schema).unwrap()], "the same again is no revision");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn rows_fetched_for_another_question_are_thrown_away(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let widget = deploy(&app, &maja, "Open PRs").await;
    app.as_owner(&format!("insert into widget_rows values ('{}', '{}', '[]', now())", maja.actor.user, widget.id))
        .await;

    widgets::update(&app.services, maja.actor, widget.id, schema("Waiting PRs")).await.unwrap();
    assert_eq!(app.count("widget_rows").await, 1, "another name is the same question");

    let mut other = schema("Waiting PRs");
    other.data_source.as_mut().unwrap().params.insert("repositories".to_owned(), serde_json::json!(["tidewell/infra"]));
    widgets::update(&app.services, maja.actor, widget.id, other).await.unwrap();
    assert_eq!(app.count("widget_rows").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn moving_a_widget_moves_the_others_aside(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(deploy(&app, &maja, name).await.id);
    }
    let place = async |id: WidgetId, position: u32, columns: u8| {
        widgets::place(&app.services, maja.actor, id, Placement { position, columns }).await
    };

    let widgets = place(ids[3], 1, 12).await.unwrap();
    assert_eq!(widgets[1].placement, Placement { position: 1, columns: 12 });
    assert_eq!(dashboard(&app, &maja).await, ["a", "d", "b", "c"]);
    place(ids[0], 4_000_000_000, 6).await.unwrap();
    assert_eq!(dashboard(&app, &maja).await, ["d", "b", "c", "a"]);

    assert!(matches!(place(ids[0], 0, 9).await, Err(WidgetError::Invalid(_))));
    assert_eq!(dashboard(&app, &maja).await, ["d", "b", "c", "a"]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn changes_from_many_tabs_leave_no_gap(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(deploy(&app, &maja, &format!("w{n}")).await.id);
    }

    let tabs = ids.iter().enumerate().map(|(n, id)| {
        let (services, id) = (app.services.clone(), *id);
        async move {
            match n % 3 {
                0 => widgets::delete(&services, maja.actor, id).await.unwrap(),
                1 => drop(
                    widgets::place(&services, maja.actor, id, Placement { position: 0, columns: 4 }).await.unwrap(),
                ),
                _ => drop(widgets::deploy(&services, maja.actor, schema("new"), None).await.unwrap()),
            }
        }
    });
    futures::future::join_all(tabs).await;

    assert_eq!(dashboard(&app, &maja).await.len(), 6 - 2 + 2);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_deleted_widget_can_be_put_back_where_it_stood(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(deploy(&app, &maja, name).await.id);
    }

    widgets::delete(&app.services, maja.actor, ids[1]).await.unwrap();
    assert_eq!(dashboard(&app, &maja).await, ["a", "c"]);
    assert!(matches!(widgets::get(&app.services, maja.actor, ids[1]).await, Err(WidgetError::NotFound)));
    assert!(matches!(widgets::delete(&app.services, maja.actor, ids[1]).await, Err(WidgetError::NotFound)));

    let restored = widgets::restore(&app.services, maja.actor, ids[1]).await.unwrap();
    assert_eq!(restored.placement.position, 1);
    assert_eq!(dashboard(&app, &maja).await, ["a", "b", "c"]);
    widgets::restore(&app.services, maja.actor, ids[1]).await.unwrap();
    let told: Vec<String> =
        sqlx::query_scalar("select event_name from event_history where payload->>'name' = 'b' order by id")
            .fetch_all(&app.owner)
            .await
            .unwrap();
    assert_eq!(told, ["widget.created", "widget.deleted", "widget.restored"]);

    widgets::delete(&app.services, maja.actor, ids[1]).await.unwrap();
    app.as_owner(
        "update widget_instances set deleted_at = deleted_at - interval '25 hours' where deleted_at is not null",
    )
    .await;
    assert!(matches!(widgets::restore(&app.services, maja.actor, ids[1]).await, Err(WidgetError::NotFound)));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_dashboard_holds_two_hundred(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let first = deploy(&app, &maja, "first").await;
    sqlx::raw_sql(AssertSqlSafe(format!(
        "insert into widget_instances (id, user_id, schema, position, columns, created_at, updated_at)
         select gen_random_uuid(), user_id, schema, n, columns, created_at, updated_at
         from widget_instances, generate_series(1, 199) n where id = '{}'",
        first.id
    )))
    .execute(&app.owner)
    .await
    .unwrap();

    let refused = widgets::deploy(&app.services, maja.actor, schema("one more"), None).await;
    assert!(matches!(refused, Err(WidgetError::TooMany)));

    widgets::delete(&app.services, maja.actor, first.id).await.unwrap();
    deploy(&app, &maja, "one more").await;
    assert!(matches!(widgets::restore(&app.services, maja.actor, first.id).await, Err(WidgetError::TooMany)));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_answer_to_did_it_help_is_kept(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let widget = deploy(&app, &maja, "Open PRs").await;

    widgets::did_it_help(&app.services, maja.actor, widget.id, "not yet").await.unwrap();
    widgets::did_it_help(&app.services, maja.actor, widget.id, " yes ").await.unwrap();
    for refused in ["", "  ", "\0", &"x".repeat(501)] {
        let answer = widgets::did_it_help(&app.services, maja.actor, widget.id, refused).await;
        assert!(matches!(answer, Err(WidgetError::Invalid(_))), "{refused:?}");
    }

    let kept: Vec<String> =
        sqlx::query_scalar("select answer from widget_feedback order by id").fetch_all(&app.owner).await.unwrap();
    assert_eq!(kept, ["not yet", "yes"]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn anothers_widget_does_not_exist(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    let id = deploy(&app, &maja, "Open PRs").await.id;
    let (services, actor) = (&app.services, tomas.actor);
    let placement = Placement { position: 0, columns: 12 };

    let answers = [
        widgets::get(services, actor, id).await.err(),
        widgets::update(services, actor, id, schema("mine")).await.err(),
        widgets::place(services, actor, id, placement).await.err(),
        widgets::delete(services, actor, id).await.err(),
        widgets::restore(services, actor, id).await.err(),
        widgets::did_it_help(services, actor, id, "yes").await.err(),
    ];

    assert!(answers.iter().all(|answer| matches!(answer, Some(WidgetError::NotFound))), "{answers:?}");
    assert!(widgets::list(services, actor).await.unwrap().is_empty());
    assert_eq!(dashboard(&app, &maja).await, ["Open PRs"], "and nothing happened to it");
}
