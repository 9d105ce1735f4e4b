//! Data for widgets over real HTTP: what goes wrong at a provider is said on the card, and
//! nowhere else.

use std::time::{Duration, Instant};

use domain::{
    WidgetId,
    connection::{ConnectionState, Source},
    widget::{FailureKind, WidgetData, WidgetSchema},
};
use serde_json::{Value, json};
use services::{
    Actor, Services,
    connections::{self, ConnectError, OptionsError},
    providers::ProviderError,
    widgets::{self, Freshness, WidgetError},
};
use sqlx::PgPool;

use crate::{
    app::schema,
    sandboxed::{PATIENCE, Sandboxed, credentials},
};

const REFUSED: [(&str, &str); 2] = [("github", "token"), ("stripe", "key")];

fn payments() -> WidgetSchema {
    services::providers::template("stripe", "payment-list").expect("a template").schema.clone()
}

fn titles(data: &WidgetData) -> Vec<&str> {
    let rows = data.rendered.iter().flat_map(|rendered| &rendered.rows);
    rows.map(|row| row.cells[0].text.as_str()).collect()
}

impl Sandboxed {
    async fn deploy(&self, actor: Actor, schema: WidgetSchema) -> WidgetId {
        widgets::deploy(self.services(), actor, schema, None).await.expect("it is valid").id
    }

    async fn data(&self, actor: Actor, id: WidgetId, freshness: Freshness) -> WidgetData {
        widgets::data(self.services(), actor, id, freshness).await.expect("it is there")
    }

    async fn connect(&self, actor: Actor, provider: &str, token: &str) {
        connections::connect(self.services(), actor, provider, credentials(provider, token)).await.expect("it is good");
    }

    async fn state(&self, actor: Actor, provider: &str) -> Option<ConnectionState> {
        let cards = connections::list(self.services(), actor).await.unwrap();
        let card = cards.into_iter().find(|card| card.id == provider).expect("a provider");
        card.connection.map(|connection| connection.state)
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_widget_shows_live_rows_and_keeps_them(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let id = house.deploy(maja.actor, schema("Pull requests")).await;

    let data = house.data(maja.actor, id, Freshness::Interval).await;

    assert_eq!((data.failure.as_ref(), data.source), (None, Some(Source::Sandbox)));
    assert_eq!(
        titles(&data),
        ["Show the skipper's picture on the booking", "Calendar: week starts on Monday", "Voucher codes at checkout"]
    );
    assert_eq!(house.app.count("widget_rows").await, 1);
    let again = house.data(maja.actor, id, Freshness::Interval).await;
    assert_eq!(again.fetched_at, data.fetched_at, "within its interval the provider is not asked again");
    let now = house.data(maja.actor, id, Freshness::Now).await;
    assert!(now.fetched_at > data.fetched_at);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_dashboard_shows_what_is_known_and_says_what_is_due(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let pulls = house.deploy(maja.actor, schema("Pull requests")).await;
    let payments = house.deploy(maja.actor, payments()).await;

    let first = widgets::dashboard(house.services(), maja.actor).await.unwrap();
    let ids: Vec<_> = first.iter().map(|glance| glance.widget.id).collect();
    assert_eq!(ids, [pulls, payments]);
    assert!(first.iter().all(|glance| !glance.is_due), "what was never fetched is fetched for the page");
    let shown = house.data(maja.actor, pulls, Freshness::Interval).await;
    let known = first[0].data.as_ref().expect("rows");
    assert_eq!((&known.rendered, known.fetched_at, known.source), (&shown.rendered, shown.fetched_at, shown.source));

    // Another process knows only what is in the database, and a silent provider is not waited for.
    house.app.as_owner("update widget_rows set fetched_at = fetched_at - interval '2 hours'").await;
    let other = Services::start(house.services().config().clone()).await.expect("a second one");
    house.sandbox().ask_for(Some("hang"));
    let began = Instant::now();
    let later = widgets::dashboard(&other, maja.actor).await.unwrap();
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    house.sandbox().ask_for(None);
    let known = later[0].data.as_ref().expect("the kept rows");
    assert_eq!((&known.rendered, later[0].is_due, known.failure.as_ref()), (&shown.rendered, true, None));
    assert!(known.fetched_at < shown.fetched_at);

    connections::disconnect(house.services(), maja.actor, "github").await.unwrap();
    let gone = widgets::dashboard(house.services(), maja.actor).await.unwrap();
    let known = gone[0].data.as_ref().expect("why there is nothing");
    let kind = known.failure.as_ref().map(|failure| failure.kind);
    assert_eq!((kind, &known.rendered), (Some(FailureKind::NotConnected), &None));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_provider_that_is_not_connected_is_named_with_the_way_out(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;
    let id = house.deploy(maja.actor, schema("Pull requests")).await;

    let data = house.data(maja.actor, id, Freshness::Interval).await;

    let failure = data.failure.expect("nothing to show");
    assert_eq!((failure.kind, data.rendered), (FailureKind::NotConnected, None));
    assert_eq!(failure.title, "GitHub is not connected.");
    assert_eq!(failure.detail, "Connect it to see pull requests, or try with sample data first.");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn refused_credentials_are_not_stored(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;
    for (provider, field) in REFUSED {
        let connect = |token: &'static str| {
            connections::connect(house.services(), maja.actor, provider, credentials(provider, token))
        };

        assert!(matches!(connect("ghp_unknown_0001").await, Err(ConnectError::Refused(ProviderError::Unauthorized))));
        assert!(matches!(connect("sandbox-revoked").await, Err(ConnectError::Refused(ProviderError::Unauthorized))));
        assert!(matches!(
            connect("sandbox-forbidden").await,
            Err(ConnectError::Refused(ProviderError::Forbidden { missing_scope: Some(_) }))
        ));
        let limited = connect("sandbox-limited").await;
        assert!(
            matches!(limited, Err(ConnectError::Unreachable(ProviderError::RateLimited { retry_after })) if retry_after.as_secs() == 30)
        );
        assert!(matches!(connect("sandbox-down").await, Err(ConnectError::Unreachable(ProviderError::Unavailable))));
        assert!(matches!(
            connect("sandbox-garbled").await,
            Err(ConnectError::Unreachable(ProviderError::Unexpected { .. }))
        ));
        assert!(matches!(
            connect("sandbox-huge").await,
            Err(ConnectError::Unreachable(ProviderError::Unexpected { .. }))
        ));
        let empty = connect("  ").await;
        assert!(
            matches!(empty, Err(ConnectError::Invalid(problems)) if problems[0].to_string() == format!("`/{field}`: is required"))
        );
    }
    assert_eq!(house.app.count("connections").await, 0);
    assert_eq!(house.app.count("event_history").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn good_credentials_are_kept_sealed_and_documented(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;

    let connection =
        connections::connect(house.services(), maja.actor, "stripe", credentials("stripe", "sk_test_sandbox_0042"))
            .await
            .unwrap();

    assert_eq!(
        (connection.account.as_str(), connection.ends_with.as_str(), connection.source),
        ("tidewell, test mode", "0042", Source::Live)
    );
    assert_eq!(house.app.count("connections where position('sandbox' in encode(sealed, 'escape')) > 0").await, 0);
    assert_eq!(
        house
            .app
            .count("event_history where event_name = 'provider.connected' and payload ->> 'provider' = 'stripe'")
            .await,
        1
    );
    let everything: String =
        sqlx::query_scalar("select coalesce(string_agg(payload::text || context::text, ''), '') from event_history")
            .fetch_one(&house.app.owner)
            .await
            .unwrap();
    assert!(!everything.contains("0042") && !everything.contains("sandbox_"), "{everything}");

    let cards = connections::list(house.services(), maja.actor).await.unwrap();
    let connected: Vec<_> = cards.iter().map(|card| (card.id.as_str(), card.connection.is_some())).collect();
    assert_eq!(connected, [("github", false), ("stripe", true)]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn disconnecting_forgets_credentials_and_what_was_fetched_with_them(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let (pulls, paid) =
        (house.deploy(maja.actor, schema("Pull requests")).await, house.deploy(maja.actor, payments()).await);
    house.data(maja.actor, pulls, Freshness::Interval).await;
    house.data(maja.actor, paid, Freshness::Interval).await;
    assert_eq!(house.app.count("widget_rows").await, 2);

    assert!(connections::disconnect(house.services(), maja.actor, "github").await.unwrap());
    assert!(!connections::disconnect(house.services(), maja.actor, "github").await.unwrap());

    assert_eq!(house.app.count("widget_rows").await, 1, "Stripe's are untouched");
    let data = house.data(maja.actor, pulls, Freshness::Interval).await;
    assert_eq!((data.failure.map(|failure| failure.kind), data.rendered), (Some(FailureKind::NotConnected), None));
    assert_eq!(house.app.count("event_history where event_name = 'provider.disconnected'").await, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn choices_come_from_the_connected_account(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let tomas = house.app.person("tomas@tidewell.example").await;

    let choices = connections::options(house.services(), maja.actor, "github", "repositories").await.unwrap();
    assert_eq!(choices.len(), 14);
    assert_eq!((choices[0].value.as_str(), choices[0].note.as_deref()), ("tidewell/booking-api", Some("8 open")));

    let nobody = connections::options(house.services(), tomas.actor, "github", "repositories").await;
    assert!(matches!(nobody, Err(OptionsError::NotConnected)));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_key_revoked_before_choices_are_read_has_to_be_replaced(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    house.sandbox().ask_for(Some("revoked"));
    let refused = connections::options(house.services(), maja.actor, "github", "repositories").await;
    assert!(matches!(refused, Err(OptionsError::NotConnected)));
    assert_eq!(house.state(maja.actor, "github").await, Some(ConnectionState::NeedsReconnect));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_provider_that_stumbles_once_is_asked_again(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;
    house.connect(maja.actor, "github", "ghp_flaky_1").await;
    house.connect(maja.actor, "stripe", "sk_test_flaky_1").await;
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn provider_data_is_text_and_its_addresses_are_web_addresses(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;
    house.connect(maja.actor, "github", "ghp_hostile").await;
    house.connect(maja.actor, "stripe", "sk_test_hostile").await;

    for schema in [schema("Pull requests"), payments()] {
        let data = widgets::preview(house.services(), maja.actor, &schema).await.unwrap();
        assert_eq!(data.failure, None);
        let rendered = data.rendered.expect("rows");
        let cells: Vec<_> = rendered.rows.iter().flat_map(|row| &row.cells).collect();
        assert!(cells.iter().any(|cell| cell.text.contains("<script>alert(1)</script>")), "shown as it is");
        assert!(cells.iter().all(|cell| cell.href.is_none()), "no javascript: address is a link");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_revoked_key_is_said_once_and_mended_by_a_new_one(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let id = house.deploy(maja.actor, payments()).await;
    let good = house.data(maja.actor, id, Freshness::Interval).await;

    house.sandbox().ask_for(Some("revoked"));
    let refused = house.data(maja.actor, id, Freshness::Now).await;

    let failure = refused.failure.as_ref().expect("it was refused");
    assert_eq!((failure.kind, failure.retry_at), (FailureKind::NeedsReconnect, None));
    assert_eq!(failure.title, "Stripe no longer accepts this key.");
    assert_eq!(failure.detail, "Enter a new key. Nothing is lost.");
    assert_eq!((&refused.rendered, refused.fetched_at), (&good.rendered, good.fetched_at), "the last rows stay");
    assert_eq!(house.state(maja.actor, "stripe").await, Some(ConnectionState::NeedsReconnect));
    assert_eq!(house.state(maja.actor, "github").await, Some(ConnectionState::Connected));

    let asked = house.sandbox().requests();
    house.data(maja.actor, id, Freshness::Interval).await;
    assert_eq!(house.sandbox().requests(), asked, "a refused key is not tried again by itself");

    house.sandbox().ask_for(None);
    house.connect(maja.actor, "stripe", "sk_test_sandbox_0042").await;
    let mended = house.data(maja.actor, id, Freshness::Interval).await;
    assert_eq!((mended.failure, mended.source), (None, Some(Source::Live)));
    assert_eq!(house.state(maja.actor, "stripe").await, Some(ConnectionState::Connected));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_goes_wrong_at_a_provider_is_said_in_words_over_the_last_rows(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    for (trouble, kind, says) in [
        (
            "forbidden",
            FailureKind::Forbidden,
            "GitHub does not allow this. The credentials lack a permission: pull_requests=read.",
        ),
        ("limited", FailureKind::RateLimited, "GitHub is limiting requests until "),
        ("down", FailureKind::Unavailable, "GitHub did not answer. Next try at "),
        (
            "garbled",
            FailureKind::Unexpected,
            "GitHub answered something unexpected. It sent not the JSON it documents. Next try at ",
        ),
        (
            "huge",
            FailureKind::Unexpected,
            "GitHub answered something unexpected. It sent more than 10 MiB at once. Next try at ",
        ),
    ] {
        // A widget each, since a failing call is left alone for a while.
        let mut schema = schema("Pull requests");
        schema.data_source.as_mut().unwrap().params.insert("limit".into(), json!(10 + says.len()));
        let id = house.deploy(maja.actor, schema).await;
        let good = house.data(maja.actor, id, Freshness::Interval).await;

        house.sandbox().ask_for(Some(trouble));
        let bad = house.data(maja.actor, id, Freshness::Now).await;
        house.sandbox().ask_for(None);

        let failure = bad.failure.as_ref().unwrap_or_else(|| panic!("{trouble} is a failure"));
        let words = format!("{} {}", failure.title, failure.detail);
        assert_eq!(failure.kind, kind, "{trouble}");
        assert!(words.contains(says), "{trouble}: {words}");
        if matches!(kind, FailureKind::RateLimited | FailureKind::Unavailable) {
            assert!(words.starts_with("Data from "), "{trouble}: {words}");
        }
        assert!(failure.retry_at.is_some_and(|at| at > bad.now), "{trouble}");
        assert_eq!((&bad.rendered, bad.fetched_at), (&good.rendered, good.fetched_at), "{trouble}: the last rows stay");
        assert_eq!(house.state(maja.actor, "github").await, Some(ConnectionState::Connected), "{trouble}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_failing_provider_is_not_asked_again_before_its_time(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let id = house.deploy(maja.actor, schema("Pull requests")).await;
    house.sandbox().ask_for(Some("limited"));
    let first = house.data(maja.actor, id, Freshness::Interval).await.failure.expect("limited");

    house.sandbox().ask_for(None);
    let asked = house.sandbox().requests();
    let impatient = house.data(maja.actor, id, Freshness::Now).await.failure.expect("the provider said wait");

    assert_eq!((impatient.kind, impatient.retry_at), (FailureKind::RateLimited, first.retry_at));
    assert_eq!(house.sandbox().requests(), asked);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_provider_that_hangs_delays_only_its_own_widgets(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.app.person("maja@tidewell.example").await;
    house.connect(maja.actor, "github", "ghp_sandbox_1").await;
    house.connect(maja.actor, "stripe", "sk_test_sandbox_1").await;
    let (pulls, paid) =
        (house.deploy(maja.actor, schema("Pull requests")).await, house.deploy(maja.actor, payments()).await);
    house.sandbox().ask_for(Some("hang"));
    let start = Instant::now();
    let hanging = house.data(maja.actor, pulls, Freshness::Interval);
    let other = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        house.sandbox().ask_for(None);
        let data = house.data(maja.actor, paid, Freshness::Interval).await;
        (data, start.elapsed())
    };

    let (hanging, (paid, took)) = tokio::join!(hanging, other);

    assert!(took < PATIENCE, "{took:?}");
    assert_eq!((paid.failure.as_ref(), titles(&paid)[0]), (None, "Ines Caldeira"));
    assert!(start.elapsed() < PATIENCE + Duration::from_secs(2));
    let failure = hanging.failure.expect("it hangs");
    assert_eq!((failure.kind, failure.title.as_str()), (FailureKind::Unavailable, "GitHub did not answer."));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn twenty_viewers_of_the_same_data_cost_one_call(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let one = house.deploy(maja.actor, schema("Pull requests")).await;
    let two = house.deploy(maja.actor, schema("The same again")).await;
    let asked = house.sandbox().requests();

    let views = (0..20).map(|view| house.data(maja.actor, if view % 2 == 0 { one } else { two }, Freshness::Interval));
    let shown = futures::future::join_all(views).await;

    assert!(shown.iter().all(|data| data.failure.is_none() && titles(data).len() == 3));
    assert_eq!(house.sandbox().requests() - asked, 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn two_users_never_share_an_answer(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let tomas = house.app.person("tomas@tidewell.example").await;
    house.connect(tomas.actor, "github", "ghp_hostile").await;
    let (hers, his) = (house.deploy(maja.actor, schema("Hers")).await, house.deploy(tomas.actor, schema("His")).await);

    let (hers_shown, his_shown) = (
        house.data(maja.actor, hers, Freshness::Interval).await,
        house.data(tomas.actor, his, Freshness::Interval).await,
    );

    assert!(titles(&hers_shown).iter().all(|title| !title.contains("<script>")));
    assert!(titles(&his_shown).iter().all(|title| title.contains("<script>")));
    let taken = widgets::data(house.services(), tomas.actor, hers, Freshness::Interval).await;
    assert!(matches!(taken, Err(WidgetError::NotFound)));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_repository_that_is_not_there_is_named(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let mut schema = schema("Pull requests");
    schema.data_source.as_mut().unwrap().params.insert("repositories".into(), json!(["tidewell/web", "tidewell/wep"]));

    let failure =
        widgets::preview(house.services(), maja.actor, &schema).await.unwrap().failure.expect("one is missing");

    assert_eq!((failure.kind, failure.title.as_str()), (FailureKind::NotFound, "GitHub has no tidewell/wep."));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_schema_that_asks_for_what_is_not_declared_never_reaches_the_provider(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let asked = house.sandbox().requests();
    let changes: [(&str, Value); 4] = [
        ("provider", json!("gitlab")),
        ("endpoint", json!("/secrets")),
        ("params", json!({ "repositories": ["tidewell/web"], "limit": 100_000 })),
        ("params", json!({ "repositories": "tidewell/web" })),
    ];
    for (key, value) in changes {
        let mut raw = json!(schema("Pull requests"));
        raw["dataSource"][key] = value;
        let schema: WidgetSchema = serde_json::from_value(raw).unwrap();

        let failure =
            widgets::preview(house.services(), maja.actor, &schema).await.unwrap().failure.expect("not declared");
        assert_eq!(failure.kind, FailureKind::Invalid, "{key}");
    }
    assert_eq!(house.sandbox().requests(), asked);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_path_of_a_repository_leads_nowhere_else(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let asked = house.sandbox().requests();
    for repository in ["../../user", "tidewell/web/../../..", "tidewell/web?x=1#", "//evil.example/x", "a/b/c"] {
        let mut schema = schema("Pull requests");
        schema.data_source.as_mut().unwrap().params.insert("repositories".into(), json!([repository]));
        let failure =
            widgets::preview(house.services(), maja.actor, &schema).await.unwrap().failure.expect("no repository");
        assert_eq!(failure.kind, FailureKind::Invalid, "{repository}");
    }
    assert_eq!(house.sandbox().requests(), asked);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn rows_of_an_edited_widget_are_those_it_asks_for_now(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let id = house.deploy(maja.actor, schema("Pull requests")).await;
    house.data(maja.actor, id, Freshness::Interval).await;
    let mut other = schema("Pull requests");
    other.data_source.as_mut().unwrap().params.insert("repositories".into(), json!(["tidewell/tide-data"]));
    widgets::update(house.services(), maja.actor, id, other).await.unwrap();

    house.sandbox().ask_for(Some("down"));
    let data = house.data(maja.actor, id, Freshness::Interval).await;

    assert!(data.failure.is_some());
    assert_eq!(data.rendered, None, "rows of another repository would be a lie");
}
