//! Cleaning throws away what is over, and nothing else.

use services::jobs::{self, Cleaned};
use sqlx::PgPool;

use crate::TestApp;

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_is_over_goes_and_the_rest_stays(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await.actor.user;
    let visitor = app.person("visitor@example.org").await.actor.user;
    app.as_owner(&format!(
        "update users set kind = 'visitor', password_hash = null, created_at = now() - interval '25 hours' where id = '{visitor}'"
    ))
    .await;
    app.as_owner(&format!(
        "insert into sessions (id, user_id, token_hash, user_agent, created_at, last_seen_at, expires_at)
         values (gen_random_uuid(), '{maja}', sha256('old'), '', now(), now(), now() - interval '1 second')"
    ))
    .await;
    for (age, deleted) in
        [("null", false), ("now() - interval '23 hours'", false), ("now() - interval '25 hours'", true)]
    {
        app.as_owner(&format!(
            "insert into widget_instances (id, user_id, schema, position, columns, created_at, updated_at, deleted_at)
             values (gen_random_uuid(), '{maja}', '{{\"goes\": {deleted}}}', 0, 6, now(), now(), {age})"
        ))
        .await;
    }
    app.as_owner(
        "insert into login_attempts values ('account', 'old', 1, now() - interval '2 days'), ('account', 'new', 1, now())",
    )
    .await;

    let cleaned = jobs::clean(&app.services).await.unwrap();

    assert_eq!(cleaned, Cleaned { sessions: 1, login_attempts: 1, widgets: 1, visitors: 1, event_months: 0 });
    assert_eq!(app.count(&format!("users where id = '{maja}'")).await, 1);
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.count("sessions").await, 1, "the visitor's went too, Maja's own stays");
    assert_eq!(app.count("widget_instances where schema->>'goes' = 'false'").await, 2);
    assert_eq!(app.count("widget_instances").await, 2);
    assert_eq!(app.count("login_attempts where kind = 'account'").await, 1);
    assert_eq!(jobs::clean(&app.services).await.unwrap(), Cleaned::default(), "a second round finds nothing");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_month_is_dropped_when_all_of_it_is_old_enough(owner: PgPool) {
    let app = TestApp::start(owner).await;
    for months in [2, 5] {
        app.as_owner(&format!(
            "do $$ declare month date := date_trunc('month', now()) - interval '{months} months';
             begin
                 execute format('create table event_history_%s partition of event_history for values from (%L) to (%L)',
                     to_char(month, 'YYYY_MM'), month, month + interval '1 month');
                 call keep_users_apart(format('event_history_%s', to_char(month, 'YYYY_MM'))::regclass);
             end $$"
        ))
        .await;
    }
    let partitions = "pg_inherits where inhparent = 'event_history'::regclass";
    let before = app.count(partitions).await;

    let cleaned = jobs::clean(&app.services).await.unwrap();

    assert_eq!(cleaned.event_months, 1, "five months ago is over 90 days, two months ago is not");
    assert_eq!(app.count(partitions).await, before - 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn several_processes_can_clean_at_once(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await.actor.user;
    app.as_owner(&format!("update sessions set expires_at = now() - interval '1 second' where user_id = '{maja}'"))
        .await;

    let rounds = futures::future::join_all((0..8).map(|_| jobs::clean(&app.services))).await;

    let thrown: u64 = rounds.into_iter().map(|round| round.unwrap().sessions).sum();
    assert_eq!(thrown, 1);
}
