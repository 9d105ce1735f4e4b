//! The environment, read once.

use std::collections::BTreeMap;

use services::config::Config;

fn read(env: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let env: BTreeMap<_, _> = env.iter().copied().collect();
    Config::from_env(|name| env.get(name).map(|value| (*value).to_owned()))
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

#[test]
fn nothing_has_to_be_set() {
    let config = read(&[("SESSION_TTL", " "), ("DATABASE_URL", "")]).unwrap();
    assert!(config.database.is_none());
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:3000/");
    assert!(!config.secure_cookies());
    assert!(config.sandbox);
    assert!(config.anthropic.api_key.is_none());
    assert_eq!(config.monthly_budget, None);
}

#[test]
fn what_is_set_holds() {
    let config = read(&[
        ("DATABASE_URL", "postgres://dash@db.example/dash"),
        ("LISTEN_ADDR", "0.0.0.0:8080"),
        ("PUBLIC_URL", "https://dash.example/"),
        ("SESSION_TTL", "12h"),
        ("ENCRYPTION_KEY", &format!("{},{}", "ab".repeat(32), "cd".repeat(32))),
        ("LLM_MONTHLY_BUDGET_USD", "7.5"),
        ("SANDBOX", "off"),
        ("GITHUB_API_URL", "https://github.example/api/v3"),
    ])
    .unwrap();
    assert_eq!(config.database.unwrap().get_host(), "db.example");
    assert!(config.public_url.as_str() == "https://dash.example/");
    assert_eq!(config.session_ttl.as_secs(), 12 * 60 * 60);
    assert_eq!(config.encryption_keys.len(), 2);
    assert_eq!(config.monthly_budget, Some(7_500_000));
    assert!(!config.sandbox);
    assert_eq!(config.provider_urls["github"].as_str(), "https://github.example/api/v3");
}

#[test]
fn without_a_public_url_it_is_where_we_listen() {
    assert_eq!(read(&[("LISTEN_ADDR", "0.0.0.0:8080")]).unwrap().public_url.as_str(), "http://localhost:8080/");
    assert_eq!(read(&[("LISTEN_ADDR", "[::1]:8080")]).unwrap().public_url.as_str(), "http://[::1]:8080/");
}

#[test]
fn https_makes_cookies_secure() {
    assert!(read(&[("PUBLIC_URL", "https://dash.example")]).unwrap().secure_cookies());
}

#[test]
fn every_mistake_is_told_at_once_and_no_secret_with_it() {
    let mistakes = read(&[
        ("DATABASE_URL", "mysql://root:hunter2@db/dash"),
        ("LISTEN_ADDR", "everywhere"),
        ("PUBLIC_URL", "dash.example"),
        ("ENCRYPTION_KEY", "hunter2"),
        ("SESSION_TTL", "soon"),
        ("ANTHROPIC_API_KEY", "hunter2 hunter2"),
        ("LLM_MONTHLY_BUDGET_USD", "-1"),
        ("STRIPE_API_URL", "ftp://stripe.example"),
        ("SANDBOX", "perhaps"),
        ("EVENT_RETENTION_DAYS", "0"),
    ])
    .unwrap_err();

    let mut named: Vec<_> = mistakes.iter().map(|mistake| mistake.split(':').next().unwrap()).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "ANTHROPIC_API_KEY",
            "DATABASE_URL",
            "ENCRYPTION_KEY",
            "EVENT_RETENTION_DAYS",
            "LISTEN_ADDR",
            "LLM_MONTHLY_BUDGET_USD",
            "PUBLIC_URL",
            "SANDBOX",
            "SESSION_TTL",
            "STRIPE_API_URL",
        ]
    );
    assert!(!mistakes.concat().contains("hunter2"), "{mistakes:?}");
    assert!(mistakes.contains(&"SESSION_TTL: a duration like `30d` or `12h` is needed, not `soon`".to_owned()));
}

#[test]
fn the_configuration_does_not_print_its_secrets() {
    let config = read(&[
        ("DATABASE_URL", "postgres://dash:hunter2@db.example/dash"),
        ("ANTHROPIC_API_KEY", "hunter2"),
        ("ENCRYPTION_KEY", &"ab".repeat(32)),
    ])
    .unwrap();
    let printed = format!("{config:?}");
    assert!(!printed.contains("hunter2") && !printed.contains(&"ab".repeat(32)), "{printed}");
}
