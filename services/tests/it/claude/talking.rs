//! Claude in the wizard, from the configuration to the stored conversation.

use domain::wizard::{Conversation, Planner};
use futures::StreamExt;
use sandbox::claude::StandIn;
use services::wizard::{self, Progress};
use sqlx::PgPool;

use super::status;
use crate::TestApp;

const PROBLEM: &str = "We lose track of pull requests across 3 repositories.";

async fn start(owner: PgPool) -> (TestApp, StandIn) {
    let stand_in = StandIn::default();
    let address = stand_in.listen("127.0.0.1:0").await.unwrap();
    let app = TestApp::start_with(owner, |config| {
        config.anthropic.api_key = Some("sandbox".to_owned().into());
        config.anthropic.base_url = format!("http://{address}").parse().unwrap();
    })
    .await;
    (app, stand_in)
}

/// What was said after the last restart, why there were any, and what is stored.
async fn describe(app: &TestApp) -> (String, Vec<String>, Conversation) {
    let maja = app.person("maja@tidewell.example").await.actor;
    let id = wizard::start(&app.services, maja).await.unwrap();
    let mut progress = wizard::describe(&app.services, maja, id, PROBLEM.to_owned()).await.unwrap();
    let (mut words, mut restarts) = (String::new(), Vec::new());
    while let Some(step) = progress.next().await {
        match step {
            Progress::Text(text) => words.push_str(&text),
            Progress::Restart(why) => {
                words.clear();
                restarts.push(why);
            }
            Progress::Done(conversation) => return (words, restarts, *conversation),
            Progress::Failed(why) => panic!("{why}"),
        }
    }
    panic!("it ended without an end");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_problem_is_read_by_claude_and_paid_for_by_its_conversation(owner: PgPool) {
    let (app, stand_in) = start(owner).await;

    let (words, restarts, conversation) = describe(&app).await;

    assert_eq!(conversation.state.planner, Some(Planner::Claude));
    assert_eq!(conversation.state.fallback, None);
    assert_eq!(words, services::planner::message(conversation.state.discovery.as_ref().unwrap()));
    assert!(restarts.is_empty());
    assert_eq!(stand_in.requests().len(), 1);
    let paid = format!("llm_usage where outcome = 'answered' and conversation_id = '{}'", conversation.id);
    assert_eq!(app.count(&paid).await, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn when_claude_cannot_the_conversation_goes_on_and_says_why(owner: PgPool) {
    let (app, stand_in) = start(owner).await;
    stand_in.script([status(402)]);

    let (words, restarts, conversation) = describe(&app).await;

    let why = "Claude's account has a billing problem that the operator can solve.";
    assert_eq!(restarts, [why]);
    assert_eq!(conversation.state.planner, Some(Planner::BuiltIn));
    assert_eq!(conversation.state.fallback.as_deref(), Some(why));
    assert_eq!(conversation.state.problem.as_deref(), Some(PROBLEM));
    assert_eq!(words, services::planner::message(conversation.state.discovery.as_ref().unwrap()));
}
