//! Accounts, from the first sign-up to the last row.

use std::time::Duration;

use domain::account::Scope;
use secrecy::ExposeSecret;
use services::accounts::{self, CreateTokenError, LogInError, NewAccount, SignUpError};
use sqlx::{AssertSqlSafe, PgPool};

use crate::{
    TestApp,
    app::{PASSWORD, origin, origin_at, secret},
};

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn who_signs_up_is_logged_in(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person(" Maja@Example.org ").await;

    let me = accounts::me(&app.services, maja.actor).await.unwrap();
    assert_eq!(me, maja.log_in.account);
    assert_eq!((me.email.as_str(), me.name.as_str()), ("maja@example.org", "maja"));

    let sessions = accounts::sessions(&app.services, maja.actor, Some(maja.log_in.session)).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].device, "Firefox on Linux");
    assert!(sessions[0].current);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_address_has_one_account_however_it_is_written(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja@example.org").await;

    let again = NewAccount { email: "MAJA@example.org".to_owned(), password: secret(PASSWORD), name: None };
    let refused = accounts::sign_up(&app.services, again, &origin()).await.err();

    assert!(matches!(refused, Some(SignUpError::EmailTaken)));
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.count("sessions").await, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_form_with_mistakes_leaves_no_trace(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let new = NewAccount { email: "maja\0@example.org".to_owned(), password: secret("short"), name: None };

    let Err(SignUpError::Invalid(problems)) = accounts::sign_up(&app.services, new, &origin()).await else {
        panic!("is refused");
    };

    let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(pointers, ["/email", "/password"]);
    assert_eq!(app.count("users").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn each_log_in_is_a_session_of_its_own(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;

    let phone = accounts::log_in(&app.services, "Maja@example.org", &secret(PASSWORD), &origin()).await.unwrap();

    assert_ne!(phone.token.expose_secret(), maja.log_in.token.expose_secret());
    let presented = accounts::present(&app.services, &phone.token).await.unwrap().unwrap();
    assert_eq!(presented.actor, maja.actor);
    assert_eq!(presented.session, Some(phone.session));
    let newest_first: Vec<_> =
        accounts::sessions(&app.services, maja.actor, None).await.unwrap().iter().map(|session| session.id).collect();
    assert_eq!(newest_first, [phone.session, maja.log_in.session]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn wrong_passwords_and_unknown_addresses_are_answered_alike(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja@example.org").await;

    for email in ["maja@example.org", "nobody@example.org", "", "\0", "' or true --"] {
        let answer = accounts::log_in(&app.services, email, &secret("not the password"), &origin()).await.err();
        assert!(matches!(answer, Some(LogInError::Wrong)), "{email:?}: {answer:?}");
    }
    assert_eq!(app.count("sessions").await, 1, "only the one of the sign-up");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn guessing_at_an_account_closes_its_door_for_a_while(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja@example.org").await;
    app.person("tomas@example.org").await;
    let log_in =
        async |email: &str, password: &str| accounts::log_in(&app.services, email, &secret(password), &origin()).await;
    for _ in 0..5 {
        assert!(matches!(log_in("maja@example.org", "a guess").await, Err(LogInError::Wrong)));
    }

    let Err(LogInError::Throttled { retry_after }) = log_in("Maja@example.org", PASSWORD).await else {
        panic!("the door is closed, even for the right password");
    };
    assert!(retry_after > Duration::from_secs(20) && retry_after <= Duration::from_secs(30), "{retry_after:?}");
    assert!(log_in("tomas@example.org", PASSWORD).await.is_ok(), "somebody else's door is open");

    app.as_owner("update login_attempts set blocked_until = now() - interval '1 second'").await;
    assert!(matches!(log_in("maja@example.org", "a guess").await, Err(LogInError::Wrong)));
    let Err(LogInError::Throttled { retry_after }) = log_in("maja@example.org", PASSWORD).await else {
        panic!("one more wrong guess closes it again");
    };
    assert!(retry_after > Duration::from_secs(50), "for twice as long: {retry_after:?}");

    app.as_owner("update login_attempts set blocked_until = now() - interval '1 second'").await;
    assert!(log_in("maja@example.org", PASSWORD).await.is_ok());
    assert!(matches!(log_in("maja@example.org", "a guess").await, Err(LogInError::Wrong)));
    assert!(log_in("maja@example.org", PASSWORD).await.is_ok(), "after a log-in, counting starts anew");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_address_makes_many_accounts_and_then_waits(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let sign_up = async |name: &str, origin| {
        let email = format!("{name}@example.org");
        let new = NewAccount { email, password: secret(PASSWORD), name: None };
        accounts::sign_up(&app.services, new, &origin).await
    };
    sign_up("maja", origin()).await.expect("the first");
    app.as_owner("update login_attempts set failures = 898 where kind = 'arrivals'").await;
    sign_up("tomas", origin()).await.expect("hundreds are fine");
    accounts::look_around(&app.services, &origin()).await.expect("a visit counts as one");
    let before = app.count("users").await;

    let Err(SignUpError::Throttled { retry_after }) = sign_up("lena", origin()).await else {
        panic!("the address made 900 accounts");
    };
    assert!(retry_after > Duration::from_secs(50) && retry_after <= Duration::from_secs(60), "{retry_after:?}");
    let visit = accounts::look_around(&app.services, &origin()).await.err();
    assert!(matches!(visit, Some(SignUpError::Throttled { .. })), "{visit:?}");
    assert_eq!(app.count("users").await, before);
    assert!(accounts::log_in(&app.services, "maja@example.org", &secret(PASSWORD), &origin()).await.is_ok());
    sign_up("lena", origin_at("198.51.100.3")).await.expect("another address is open");

    app.as_owner("update login_attempts set last_failure_at = now() - interval '2 hours', blocked_until = null").await;
    sign_up("ada", origin()).await.expect("after an hour of quiet it is open");
    assert_eq!(app.count("login_attempts where kind = 'arrivals' and failures = 1").await, 2);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn guesses_sent_all_at_once_meet_the_door_too(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja@example.org").await;

    let guesses = (0..24).map(|n| {
        let services = app.services.clone();
        async move { accounts::log_in(&services, "maja@example.org", &secret(&format!("guess {n}")), &origin()).await }
    });
    let answers = futures::future::join_all(guesses).await;

    let tried = answers.iter().filter(|answer| matches!(answer, Err(LogInError::Wrong))).count();
    let refused = answers.iter().filter(|answer| matches!(answer, Err(LogInError::Throttled { .. }))).count();
    assert_eq!(tried + refused, 24);
    assert!(tried <= 6, "{tried} guesses were tried");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn guessing_at_many_accounts_closes_the_address(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.person("maja@example.org").await;
    let log_in = async |email: &str, address: &str| {
        accounts::log_in(&app.services, email, &secret(PASSWORD), &origin_at(address)).await
    };
    for n in 0..50 {
        let answer = log_in(&format!("nobody-{n}@example.org"), "203.0.113.9").await;
        assert!(matches!(answer, Err(LogInError::Wrong)), "{n}");
    }

    assert!(matches!(log_in("maja@example.org", "203.0.113.9").await, Err(LogInError::Throttled { .. })));
    assert!(log_in("maja@example.org", "203.0.113.10").await.is_ok(), "from elsewhere it is open");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_revoked_session_is_dead_and_the_others_live(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    let phone = accounts::log_in(&app.services, "maja@example.org", &secret(PASSWORD), &origin()).await.unwrap();

    assert!(!accounts::revoke_session(&app.services, tomas.actor, phone.session).await.unwrap(), "not his to revoke");
    assert!(accounts::present(&app.services, &phone.token).await.unwrap().is_some());

    assert!(accounts::revoke_session(&app.services, maja.actor, phone.session).await.unwrap());
    assert!(accounts::present(&app.services, &phone.token).await.unwrap().is_none());
    assert!(accounts::present(&app.services, &maja.log_in.token).await.unwrap().is_some());
    assert!(!accounts::revoke_session(&app.services, maja.actor, phone.session).await.unwrap(), "once is enough");

    accounts::log_out(&app.services, maja.actor, maja.log_in.session).await.unwrap();
    assert!(accounts::present(&app.services, &maja.log_in.token).await.unwrap().is_none());
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_expired_session_opens_nothing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    app.as_owner("update sessions set expires_at = now() - interval '1 second'").await;

    assert!(accounts::present(&app.services, &maja.log_in.token).await.unwrap().is_none());
    assert!(accounts::sessions(&app.services, maja.actor, None).await.unwrap().is_empty());
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_is_no_token_of_ours_opens_nothing(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let other_kind = maja.log_in.token.expose_secret().replacen("ads_", "adp_", 1);

    for token in ["", "ads_", "adp_", "\0", "ads_\0", &"x".repeat(100_000), &other_kind] {
        assert!(accounts::present(&app.services, &secret(token)).await.unwrap().is_none(), "{token:.20?}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn last_seen_is_written_every_few_minutes_only(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let seen = || async {
        sqlx::query_scalar::<_, String>("select last_seen_at::text from sessions").fetch_one(&app.owner).await.unwrap()
    };

    let at_log_in = seen().await;
    accounts::present(&app.services, &maja.log_in.token).await.unwrap();
    assert_eq!(seen().await, at_log_in);

    app.as_owner("update sessions set last_seen_at = now() - interval '1 hour'").await;
    let an_hour_ago = seen().await;
    accounts::present(&app.services, &maja.log_in.token).await.unwrap();
    assert_ne!(seen().await, an_hour_ago);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_personal_token_opens_with_its_scope_until_it_is_revoked(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;

    let (info, token) = accounts::create_token(&app.services, maja.actor, " backup ", Scope::Read).await.unwrap();
    assert_eq!(info.name, "backup");
    assert!(token.expose_secret().starts_with(&info.prefix) && info.prefix.starts_with("adp_"));

    let presented = accounts::present(&app.services, &token).await.unwrap().unwrap();
    assert_eq!((presented.actor.user, presented.actor.scope), (maja.actor.user, Scope::Read));
    assert_eq!(presented.session, None);
    let listed = accounts::tokens(&app.services, maja.actor).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(listed[0].last_used_at.is_some());
    assert!(accounts::tokens(&app.services, tomas.actor).await.unwrap().is_empty());

    assert!(!accounts::revoke_token(&app.services, tomas.actor, info.id).await.unwrap(), "not his to revoke");
    assert!(accounts::revoke_token(&app.services, maja.actor, info.id).await.unwrap());
    assert!(accounts::present(&app.services, &token).await.unwrap().is_none());
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn there_are_at_most_twenty_tokens_even_when_asked_at_once(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let ask = (0..30).map(|n| {
        let services = app.services.clone();
        async move { accounts::create_token(&services, maja.actor, &format!("token {n}"), Scope::Read).await }
    });

    let answers = futures::future::join_all(ask).await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 20);
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Err(CreateTokenError::TooMany))).count(), 10);
    for name in ["", "   ", "two\nlines", &"x".repeat(61)] {
        let refused = accounts::create_token(&app.services, maja.actor, name, Scope::Read).await;
        assert!(matches!(refused, Err(CreateTokenError::Name)), "{name:?}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn neither_tokens_nor_passwords_stand_in_the_database(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let (_, token) = accounts::create_token(&app.services, maja.actor, "script", Scope::Write).await.unwrap();

    let mut stored = String::new();
    for table in ["users", "sessions", "tokens"] {
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(format!("select row_to_json({table})::text from {table}")))
                .fetch_all(&app.owner)
                .await
                .unwrap();
        stored.extend(rows);
    }
    assert!(stored.contains("$argon2id$"));
    for secret in [&maja.log_in.token, &token, &secret(PASSWORD)] {
        assert!(!stored.contains(secret.expose_secret()));
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn settings_are_kept_or_every_mistake_is_told(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;

    let account =
        accounts::update(&app.services, maja.actor, " Maja Lindqvist ", "Europe/Lisbon", "pt-PT").await.unwrap();
    assert_eq!(
        (account.name.as_str(), account.time_zone.as_str(), account.locale.as_str()),
        ("Maja Lindqvist", "Europe/Lisbon", "pt-PT")
    );

    let Err(SignUpError::Invalid(problems)) = accounts::update(&app.services, maja.actor, "", "Mars", "\0").await
    else {
        panic!("is refused");
    };
    assert_eq!(problems.len(), 3);
    assert_eq!(accounts::me(&app.services, maja.actor).await.unwrap(), account, "nothing has changed");
}

/// A row in every table, for Maja.
async fn fill(app: &TestApp, user: domain::UserId) {
    let seed = include_str!("seed.sql").replace("$1", &format!("'{user}'"));
    sqlx::raw_sql(AssertSqlSafe(seed)).execute(&app.owner).await.unwrap();
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn an_export_holds_everything_of_one_user_and_no_secret(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    fill(&app, maja.actor.user).await;
    fill(&app, tomas.actor.user).await;

    let export = accounts::export(&app.services, maja.actor).await.unwrap();

    assert_eq!(export["account"]["email"], "maja@example.org");
    for table in app.tables_of_users().await {
        assert_eq!(export[&table].as_array().map(Vec::len), Some(1), "{table}");
    }
    let text = export.to_string();
    for secret in ["password_hash", "token_hash", "sealed", "argon2", "tomas"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_deleted_account_leaves_nothing_and_takes_nothing_of_anothers(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    fill(&app, maja.actor.user).await;
    fill(&app, tomas.actor.user).await;
    let wrong = accounts::log_in(&app.services, "maja@example.org", &secret("a guess"), &origin()).await;
    assert!(wrong.is_err());

    accounts::delete(&app.services, maja.actor).await.unwrap();

    for table in app.tables_of_users().await {
        assert_eq!(app.count(&format!("{table} where user_id = '{}'", maja.actor.user)).await, 0, "{table}");
        assert_eq!(app.count(&format!("{table} where user_id = '{}'", tomas.actor.user)).await, 1, "{table}");
    }
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.count("login_attempts where kind = 'account'").await, 0);
    assert!(accounts::present(&app.services, &maja.log_in.token).await.unwrap().is_none());
    let gone = accounts::log_in(&app.services, "maja@example.org", &secret(PASSWORD), &origin()).await;
    assert!(matches!(gone, Err(LogInError::Wrong)));
}
