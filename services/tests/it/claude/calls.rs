//! What comes of a call when the other side fails, in each way it can.

use std::time::Duration;

use futures::StreamExt;
use sandbox::claude::Behaviour;
use services::claude::{ClaudeError, Heard, ModelMistake, Usage};
use sqlx::PgPool;

use super::{App, call, say, status, stop};

/// How a call failed and how many requests that took.
async fn failure(app: &App, script: Vec<Behaviour>) -> (&'static str, usize) {
    let before = app.stand_in.requests().len();
    app.script(script);
    let outcome = app.claude.ask(app.payer, call()).await.map_or_else(|error| error.outcome(), |_| "answered");
    (outcome, app.stand_in.requests().len() - before)
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_answer_is_whole_and_counted(owner: PgPool) {
    let app = App::start(owner).await;
    app.script([say("{\"message\":\"Grüße, 世界\"}")]);

    let reply = app.claude.ask(app.payer, call()).await.unwrap();

    assert_eq!(reply.text, "{\"message\":\"Grüße, 世界\"}");
    assert_eq!(reply.model, super::FAST_MODEL);
    let charged = app.stand_in.requests()[0].usage.unwrap();
    assert_eq!(
        reply.usage,
        Usage { input_tokens: charged.input_tokens, output_tokens: charged.output_tokens, ..Usage::default() }
    );
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_passes_is_tried_four_times_and_what_does_not_once(owner: PgPool) {
    let app = App::start(owner).await;
    let error = |kind: &str| Behaviour::Error { kind: kind.to_owned(), after: "{\"mess".to_owned() };
    let reset = Behaviour::Reset { after: "{\"mess".to_owned() };
    let spend_limit = Behaviour::Status {
        status: 429,
        retry_after: None,
        error_code: Some("enforced_spend_limit_reached".to_owned()),
    };

    let cases = [
        (status(529), "overloaded", 4),
        (status(429), "rate_limited", 4),
        (status(408), "server_error", 4),
        (status(409), "server_error", 4),
        (status(500), "server_error", 4),
        (status(503), "server_error", 4),
        (error("overloaded_error"), "overloaded", 4),
        (error("api_error"), "server_error", 4),
        (reset, "network", 4),
        (spend_limit, "spend_limit", 1),
        (error("invalid_request_error"), "invalid", 1),
        (status(400), "invalid", 1),
        (status(401), "unauthorized", 1),
        (status(402), "billing", 1),
        (status(403), "forbidden", 1),
        (status(404), "unknown_model", 1),
        (status(413), "context_overflow", 1),
        (stop("refusal"), "refused", 1),
        (stop("max_tokens"), "cut_off", 1),
        (stop("model_context_window_exceeded"), "context_overflow", 1),
    ];
    for (behaviour, outcome, requests) in cases {
        let script = vec![behaviour.clone(); 6];
        assert_eq!(failure(&app, script).await, (outcome, requests), "{behaviour:?}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn after_a_failure_that_passed_the_answer_comes(owner: PgPool) {
    let app = App::start(owner).await;
    let answer = say("{\"message\":\"Hi\"}");
    assert_eq!(failure(&app, vec![status(529), status(500), status(429), answer]).await, ("answered", 4));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn retry_after_is_taken_at_its_word(owner: PgPool) {
    let app = App::start(owner).await;
    let limited = |seconds| Behaviour::Status { status: 429, retry_after: Some(seconds), error_code: None };

    let started = tokio::time::Instant::now();
    assert_eq!(failure(&app, vec![limited(1), say("{}")]).await, ("answered", 2));
    assert!(Duration::from_secs(1) <= started.elapsed());
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_wait_beyond_the_deadline_is_not_begun(owner: PgPool) {
    let app = App::start(owner).await;
    app.script([Behaviour::Status { status: 429, retry_after: Some(60), error_code: None }]);

    let started = tokio::time::Instant::now();
    let error = app.claude.ask(app.payer, call()).await.unwrap_err();

    let ClaudeError::RateLimited { retry_after } = error else { panic!("{error}") };
    assert_eq!(retry_after, Some(Duration::from_secs(60)));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(app.stand_in.requests().len(), 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_call_ends_at_its_deadline(owner: PgPool) {
    let app = App::start(owner).await.with(|settings| settings.patience.deadline = Duration::from_millis(200));
    let hang = |after: &str| Behaviour::Hang { after: after.to_owned() };
    assert_eq!(failure(&app, vec![hang("")]).await, ("deadline", 1));
    assert_eq!(failure(&app, vec![hang("{\"message\":")]).await, ("deadline", 1));
    assert_eq!(failure(&app, vec![Behaviour::Slow { pause_ms: 150 }]).await, ("answered", 1));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn after_two_failures_in_a_row_it_is_left_alone(owner: PgPool) {
    let app = App::start(owner).await.with(|settings| settings.patience.rest = Duration::from_secs(60));
    assert_eq!(failure(&app, vec![status(529); 4]).await, ("overloaded", 4));
    assert_eq!(failure(&app, vec![status(529); 4]).await, ("overloaded", 4));
    assert_eq!(failure(&app, vec![]).await, ("resting", 0));
    assert_eq!(app.ledger().await.len(), 8);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_call_may_have_a_shorter_deadline_of_its_own(owner: PgPool) {
    let app = App::start(owner).await;
    app.script([Behaviour::Hang { after: String::new() }]);
    let hurried = services::claude::Call { deadline: Duration::from_millis(100), ..call() };

    let started = tokio::time::Instant::now();
    assert_eq!(app.claude.ask(app.payer, hurried).await.unwrap_err().outcome(), "deadline");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn once_something_was_said_a_failure_is_final(owner: PgPool) {
    let app = App::start(owner).await;
    for behaviour in [
        Behaviour::Reset { after: "{\"message\":\"You".to_owned() },
        Behaviour::Error { kind: "overloaded_error".to_owned(), after: "{\"message\":\"You".to_owned() },
    ] {
        app.script([behaviour.clone()]);
        let before = app.stand_in.requests().len();

        let pieces: Vec<_> = app.claude.stream(app.payer, call()).collect().await;

        let (last, said) = pieces.split_last().unwrap();
        let said: String = said
            .iter()
            .map(|piece| match piece {
                Ok(Heard::Text(text)) => text.as_str(),
                _ => "?",
            })
            .collect();
        assert_eq!(said, "{\"message\":\"You", "{behaviour:?}");
        assert!(last.is_err(), "{behaviour:?}");
        assert_eq!(app.stand_in.requests().len() - before, 1, "{behaviour:?}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn nobody_there_is_a_network_failure_that_costs_nothing(owner: PgPool) {
    let app = App::start(owner).await.with(|settings| {
        settings.base_url = "http://127.0.0.1:1".parse().unwrap();
    });

    assert_eq!(app.claude.ask(app.payer, call()).await.unwrap_err().outcome(), "network");
    assert!(app.ledger().await.iter().all(|line| line.outcome == "network" && line.cost_micro_usd == 0));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_key_is_sent_and_not_shown(owner: PgPool) {
    let mut shown = String::new();
    let app = App::start(owner).await.with(|settings| shown = format!("{settings:?}"));

    app.script([say("{}")]);
    app.claude.ask(app.payer, call()).await.unwrap();

    assert_eq!(app.stand_in.requests()[0].headers["x-api-key"], super::KEY);
    assert!(!shown.contains(super::KEY), "{shown}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn models_are_held_against_the_list(owner: PgPool) {
    let app = App::start(owner).await;
    assert!(app.claude.check_models().await.is_ok());

    let app = app.with(|settings| settings.fast_model = "claude-haiku-9".to_owned());
    let mistakes = app.claude.check_models().await.unwrap_err();
    let [mistake] = mistakes.as_slice() else { panic!("{mistakes:?}") };
    assert_eq!(
        mistake.to_string(),
        "ANTHROPIC_FAST_MODEL names `claude-haiku-9`, which this API key cannot use; it can use: \
         claude-fable-5-1, claude-opus-5-5, claude-sonnet-5-5, claude-haiku-5-5"
    );

    let app = app.with(|settings| settings.api_key = "revoked".to_owned().into());
    let mistakes = app.claude.check_models().await.unwrap_err();
    assert!(matches!(mistakes.as_slice(), [ModelMistake::Key]), "{mistakes:?}");
}
