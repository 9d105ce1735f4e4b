//! Sign up, log in, log out, over HTTP.

use serde_json::json;
use sqlx::PgPool;

use crate::TestApp;

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn signing_up_logs_in_and_logging_out_ends_it(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.stranger();
    maja.get("/api/auth/me").await.problem(401);

    let form = json!({ "email": "maja@example.org", "password": "tidewell-at-dawn", "name": "Maja" });
    let signed_up = maja.post("/api/auth/signup", form).await;
    assert_eq!(signed_up.expect(201)["email"], "maja@example.org");
    let cookie = signed_up.header("set-cookie");
    for part in ["session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!signed_up.text.contains("tidewell-at-dawn"));
    assert_eq!(maja.get("/api/auth/me").await.expect(200)["name"], "Maja");

    maja.post("/api/auth/logout", json!({})).await.expect(204);
    maja.get("/api/auth/me").await.problem(401);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_session_ends_on_the_server_and_not_only_in_the_browser(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let form = json!({ "email": "maja@example.org", "password": "tidewell-at-dawn" });
    let signed_up = app.stranger().post("/api/auth/signup", form).await;
    let cookie = signed_up.header("set-cookie").split(';').next().unwrap().to_owned();
    let with_cookie = |method, path| app.stranger().request(method, path).header("cookie", &cookie);

    crate::Answer::to(with_cookie(reqwest::Method::GET, "/api/auth/me")).await.expect(200);
    crate::Answer::to(with_cookie(reqwest::Method::POST, "/api/auth/logout")).await.expect(204);
    crate::Answer::to(with_cookie(reqwest::Method::GET, "/api/auth/me")).await.problem(401);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn mistakes_of_the_form_are_told_together_and_leave_nothing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let refused = app.stranger().post("/api/auth/signup", json!({ "email": "maja", "password": "short" })).await;

    let problem = refused.problem(422);
    let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/email", "/password"]);
    assert_eq!(refused.header("set-cookie"), "");
    assert_eq!(app.value("select count(*) from users").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_address_has_one_account(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja").await;
    let form = json!({ "email": "MAJA@example.org", "password": "another-password" });
    app.stranger().post("/api/auth/signup", form).await.problem(409);
    assert_eq!(app.value("select count(*) from users").await, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn guessing_passwords_is_throttled_with_a_time_to_come_back(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja").await;
    let stranger = app.stranger();
    let guess = json!({ "email": "maja@example.org", "password": "is-it-this-one" });

    let mut answers = Vec::new();
    for _ in 0..30 {
        let answer = stranger.post("/api/auth/login", guess.clone()).await;
        answers.push(answer.status);
        if answer.status == 429 {
            answer.problem(429);
            assert!(0 < answer.header("retry-after").parse::<u64>().unwrap());
            break;
        }
        answer.problem(401);
    }
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja").await;
    let stranger = app.stranger();
    let known =
        stranger.post("/api/auth/login", json!({ "email": "maja@example.org", "password": "wrong-password" })).await;
    let unknown =
        stranger.post("/api/auth/login", json!({ "email": "nobody@example.org", "password": "wrong-password" })).await;
    assert_eq!(known.problem(401), unknown.problem(401));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_address_that_made_too_many_accounts_is_told_when_to_come_back(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja").await;
    sqlx::query("update login_attempts set failures = 900, blocked_until = now() + interval '1 minute'")
        .execute(&app.owner)
        .await
        .unwrap();

    let form = json!({ "email": "tomas@example.org", "password": "tidewell-at-dawn" });
    for path in ["/api/auth/signup", "/fn/sign-up"] {
        let email = "email=tomas%40example.org&password=tidewell-at-dawn";
        let request = app.stranger().request(reqwest::Method::POST, path);
        let refused = crate::Answer::to(match path.starts_with("/fn/") {
            true => request.header("content-type", "application/x-www-form-urlencoded").body(email),
            false => request.json(&form),
        })
        .await;
        assert_eq!(refused.status, 429, "{path}: {}", refused.text);
        assert!((1..=60).contains(&refused.header("retry-after").parse::<u32>().unwrap()), "{path}");
    }
    let visit = crate::Answer::to(app.stranger().request(reqwest::Method::POST, "/fn/look-around")).await;
    assert_eq!(visit.status, 429, "{}", visit.text);
    assert_eq!(app.value("select count(*) from users").await, 1);
}
