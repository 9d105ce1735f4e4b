//! Looking around: a furnished dashboard within one request, and nothing left of it after a day.

use domain::{
    account::AccountKind,
    connection::Source,
    wizard::{Planner, WizardInput},
};
use sandbox::claude::StandIn;
use services::{
    accounts::{self, LogInError, SignUpError},
    connections, jobs,
    widgets::{self, Freshness},
    wizard,
};
use sqlx::PgPool;

use crate::{
    TestApp,
    app::{origin, secret},
};

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_visitor_does_not_spend_what_claude_costs(owner: PgPool) {
    let claude = StandIn::default();
    let address = claude.listen("127.0.0.1:0").await.unwrap();
    let app = TestApp::start_with(owner, |config| {
        config.anthropic.api_key = Some(secret("sk-ant-a-secret"));
        config.anthropic.base_url = format!("http://{address}").parse().unwrap();
    })
    .await;
    let describe = async |actor| {
        let id = wizard::start(&app.services, actor).await.unwrap();
        let problem = "pull requests wait too long".to_owned();
        let understood = wizard::input(&app.services, actor, id, WizardInput::Describe { problem }).await.unwrap();
        wizard::input(&app.services, actor, id, WizardInput::Confirm).await.unwrap();
        understood.state.planner
    };

    let visit = accounts::look_around(&app.services, &origin()).await.unwrap();
    let visitor = accounts::present(&app.services, &visit.token).await.unwrap().unwrap().actor;
    assert_eq!(describe(visitor).await, Some(Planner::BuiltIn));
    assert_eq!(claude.requests().len(), 0);
    assert_eq!(app.count("llm_usage").await, 0);

    let maja = app.person("maja@example.org").await;
    assert_eq!(describe(maja.actor).await, Some(Planner::Claude));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_visitor_finds_a_furnished_dashboard_with_rows(owner: PgPool) {
    let app = TestApp::start(owner).await;

    let visit = accounts::look_around(&app.services, &origin()).await.unwrap();

    assert_eq!(visit.account.kind, AccountKind::Visitor);
    let actor = accounts::present(&app.services, &visit.token).await.unwrap().unwrap().actor;
    let cards = connections::list(&app.services, actor).await.unwrap();
    assert!(cards.iter().all(|card| card.connection.as_ref().is_some_and(|it| it.source == Source::Sandbox)));

    let widgets = widgets::list(&app.services, actor).await.unwrap();
    assert_eq!(widgets.len(), 6);
    for widget in &widgets {
        let name = &widget.schema.metadata.name;
        assert!(widget.intent.is_some(), "{name} says why it is here");
        let data = widgets::data(&app.services, actor, widget.id, Freshness::Interval).await.unwrap();
        assert_eq!(data.failure, None, "{name}");
        let rendered = data.rendered.unwrap();
        assert!(!rendered.rows.is_empty(), "{name}");
        assert_eq!(rendered.notes, [""; 0], "{name}");
        let errors: Vec<_> =
            rendered.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.error.as_ref()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    let layouts: std::collections::HashSet<_> = widgets.iter().map(|widget| widget.schema.layout.kind).collect();
    assert_eq!(layouts.len(), 4, "every layout is to be seen");
    assert_eq!(app.count("event_history where event_name = 'widget.created' and user_intent is not null").await, 6);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_visit_is_over_after_a_day(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let visit = accounts::look_around(&app.services, &origin()).await.unwrap();
    assert_eq!(
        app.count("sessions where expires_at between now() + interval '23 hours' and now() + interval '24 hours'")
            .await,
        1
    );
    let by_password = accounts::log_in(&app.services, &visit.account.email, &secret("Visitor"), &origin()).await;
    assert!(matches!(by_password, Err(LogInError::Wrong)), "there is no way back in");
    assert_eq!(jobs::clean(&app.services).await.unwrap().visitors, 0, "not before");

    app.as_owner("update users set created_at = created_at - interval '25 hours'").await;
    assert_eq!(jobs::clean(&app.services).await.unwrap().visitors, 1);
    assert!(accounts::present(&app.services, &visit.token).await.unwrap().is_none());
    for table in app.tables_of_users().await {
        assert_eq!(app.count(&table).await, 0, "{table}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn without_sample_data_nobody_looks_around(owner: PgPool) {
    let app = TestApp::start_with(owner, |config| config.sandbox = false).await;

    let refused = accounts::look_around(&app.services, &origin()).await.err();

    assert!(matches!(refused, Some(SignUpError::SandboxOff)));
    assert_eq!(app.count("users").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn half_a_dashboard_is_no_account(owner: PgPool) {
    let app =
        TestApp::start_with(owner, |config| config.sandbox_url = Some("http://127.0.0.1:9".parse().unwrap())).await;

    let refused = accounts::look_around(&app.services, &origin()).await.err();

    assert!(matches!(refused, Some(SignUpError::Furnish(_))), "{refused:?}");
    assert_eq!(app.count("users").await, 0);
    assert_eq!(app.count("event_history").await, 0);
}
