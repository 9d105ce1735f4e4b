//! No call without its line, and none beyond the budget.

use std::time::Duration;

use futures::StreamExt;
use sandbox::claude::Behaviour;
use services::claude::{ClaudeError, Payer, Tier};
use sqlx::PgPool;

use super::{App, Line, call, say, status};

/// Long enough to be cached.
fn long_prompt() -> services::claude::Call {
    services::claude::Call { system: vec!["Plain words. ".repeat(300).into()], ..call() }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn each_call_has_a_line_with_what_it_cost(owner: PgPool) {
    let app = App::start(owner).await;
    app.script([say("{\"message\":\"one\"}"), status(529), say("{\"message\":\"two\"}"), super::stop("refusal")]);

    app.claude.ask(app.payer, long_prompt()).await.unwrap();
    app.claude.ask(app.payer, long_prompt()).await.unwrap();
    app.claude.ask(app.payer, services::claude::Call { tier: Tier::Writing, ..call() }).await.unwrap_err();

    let charged: Vec<_> = app.stand_in.requests().into_iter().map(|request| request.usage).collect();
    let [Some(first), None, Some(second), Some(third)] = charged[..] else { panic!("{charged:?}") };
    // 975 tokens of prefix, written once and read once.
    assert_eq!((first.cache_creation_input_tokens, first.cache_read_input_tokens), (975, 0));
    assert_eq!((second.cache_creation_input_tokens, second.cache_read_input_tokens), (0, 975));

    let haiku = |outcome: &str| Line {
        purpose: "test".to_owned(),
        model: "claude-haiku-5-5".to_owned(),
        input_tokens: 0,
        cache_write_tokens: 0,
        cache_read_tokens: 0,
        output_tokens: 0,
        cost_micro_usd: 0,
        outcome: outcome.to_owned(),
    };
    // $0.10 and $0.50 a million tokens: a tenth and a half of a micro-dollar each.
    let (input, output) = (first.input_tokens, first.output_tokens);
    let written = Line {
        input_tokens: signed(input),
        cache_write_tokens: 975,
        output_tokens: signed(output),
        cost_micro_usd: signed((input * 100 + 975 * 125 + output * 500).div_ceil(1000)),
        ..haiku("answered")
    };
    let (input, output) = (second.input_tokens, second.output_tokens);
    let read = Line {
        input_tokens: signed(input),
        cache_read_tokens: 975,
        output_tokens: signed(output),
        cost_micro_usd: signed((input * 100 + 975 * 10 + output * 500).div_ceil(1000)),
        ..haiku("answered")
    };
    let refused = Line {
        model: "claude-sonnet-5-5".to_owned(),
        input_tokens: signed(third.input_tokens),
        output_tokens: signed(third.output_tokens),
        cost_micro_usd: signed(third.input_tokens * 2 + third.output_tokens * 10),
        ..haiku("refused")
    };
    assert_eq!(app.ledger().await, [written, haiku("overloaded"), read, refused]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_does_not_fit_the_budget_is_not_sent(owner: PgPool) {
    // The answer alone could cost 250 micro-dollars.
    let app = App::start(owner).await.with(|settings| settings.monthly_budget = Some(250));

    let error = app.claude.ask(app.payer, call()).await.unwrap_err();

    assert!(matches!(error, ClaudeError::BudgetSpent));
    assert_eq!(app.stand_in.requests(), []);
    assert_eq!(app.ledger().await, []);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_budget_is_one_users_and_one_months(owner: PgPool) {
    let app = App::start(owner).await.with(|settings| settings.monthly_budget = Some(400));
    app.script((0..9).map(|_| say(&"x".repeat(1200))));
    while app.claude.ask(app.payer, call()).await.is_ok() {}
    let spent = app.stand_in.requests().len();
    assert!(0 < spent);

    let next_month = Payer { now: "2026-12-01T00:00:00Z".parse().unwrap(), ..app.payer };
    assert!(app.claude.ask(next_month, call()).await.is_ok());
    assert!(app.claude.ask(app.another_payer().await, call()).await.is_ok());
    assert!(matches!(app.claude.ask(app.payer, call()).await, Err(ClaudeError::BudgetSpent)));
    assert_eq!(app.stand_in.requests().len(), spent + 2);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn calls_at_the_same_time_cannot_overrun_a_budget_together(owner: PgPool) {
    // Each books a little more than 250: three fit, a fourth does not.
    let app = App::start(owner).await.with(|settings| settings.monthly_budget = Some(1_000));
    app.script((0..8).map(|_| Behaviour::Hang { after: String::new() }));

    let calls = futures::future::join_all((0..8).map(|_| app.claude.ask(app.payer, call()))).await;

    let stopped = calls.iter().filter(|call| matches!(call, Err(ClaudeError::BudgetSpent))).count();
    assert_eq!((stopped, app.stand_in.requests().len()), (5, 3));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_cost_is_written_down_when_nobody_listens_any_more(owner: PgPool) {
    let app = App::start(owner).await;
    app.script([Behaviour::Slow { pause_ms: 20 }]);
    let mut pieces = app.claude.stream(app.payer, asking_for_words());
    assert!(pieces.next().await.unwrap().is_ok());
    drop(pieces);

    let lines = app.ledger().await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.outcome, "abandoned");
    assert!(0 < line.cost_micro_usd);
}

/// The stand-in's answer to it is longer than a piece.
fn asking_for_words() -> services::claude::Call {
    let schema = serde_json::json!({
        "type": "object", "properties": { "template": { "type": "string" } }, "required": ["template"],
        "additionalProperties": false,
    });
    services::claude::Call { schema: schema.into(), ..call() }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_call_that_never_ended_is_charged_for_its_prompt(owner: PgPool) {
    let app = App::start(owner).await.with(|settings| settings.patience.deadline = Duration::from_millis(200));
    app.script([Behaviour::Hang { after: String::new() }]);
    app.claude.ask(app.payer, call()).await.unwrap_err();

    let lines = app.ledger().await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.outcome, "deadline");
    assert_eq!(line.input_tokens, signed(app.stand_in.requests()[0].usage.unwrap().input_tokens));
}

fn signed(number: u64) -> i64 {
    number.cast_signed()
}
