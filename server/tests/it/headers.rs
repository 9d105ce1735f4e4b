//! What the browser is told, and what other sites cannot do.

use reqwest::Method;
use serde_json::json;
use sqlx::PgPool;

use crate::{Answer, TestApp};

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_answer_has_the_security_headers(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let stranger = app.stranger();
    for path in ["/login", "/nothing/here", "/api/widgets", "/api/nothing", "/healthz", "/readyz", "/pkg/nothing.js"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: not over http");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn scripts_of_a_page_carry_the_nonce_of_its_policy_and_another_page_has_another(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = app.stranger().get("/login").await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let inline = page.text.matches("<script").count();
        assert!(0 < inline);
        assert_eq!(page.text.matches(&format!("nonce=\"{nonce}\"")).count(), inline, "{}", page.text);
        assert!(!page.text.contains(" style=\""), "a style attribute is refused by the policy");
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn behind_https_cookies_are_for_https_and_browsers_stay_there(owner: PgPool) {
    let app = TestApp::start_with(owner, |config| config.public_url = "https://dash.example".parse().unwrap()).await;
    let form = json!({ "email": "maja@example.org", "password": "tidewell-at-dawn" });
    let signed_up = app.stranger().post("/api/auth/signup", form).await;
    let cookie = signed_up.header("set-cookie");
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; Secure"), "{cookie}");
    assert!(signed_up.header("strict-transport-security").starts_with("max-age="));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn another_site_cannot_call_with_the_users_cookie(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    let from = |name, value: &str| {
        let request = maja.request(Method::POST, "/api/providers/connect").header(name, value.to_owned());
        Answer::to(request.json(&json!({ "provider": "github", "sandbox": true })))
    };
    from("origin", "https://evil.example").await.problem(403);
    from("sec-fetch-site", "cross-site").await.problem(403);
    from("sec-fetch-site", "same-site").await.problem(403);
    assert_eq!(app.value("select count(*) from connections").await, 0);
    from("origin", &app.base).await.expect(200);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_belongs_to_a_person_is_kept_by_no_cache(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja").await;
    for path in ["/dashboard", "/api/widgets", "/api/auth/me"] {
        let answer = maja.get(path).await;
        assert!(answer.header("cache-control").contains("no-store"), "{path}: {}", answer.header("cache-control"));
    }
}
