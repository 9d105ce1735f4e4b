//! What every test starts from.

use std::{collections::BTreeMap, time::Duration};

use http::HeaderMap;
use leptos::config::LeptosOptions;
use reqwest::{Client, Method, RequestBuilder, redirect::Policy};
use sandbox::Sandbox;
use serde_json::{Value, json};
use services::{Services, config::Config, vault::Key};
use sqlx::{AssertSqlSafe, PgPool};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const PASSWORD: &str = "tidewell-at-dawn";

/// Longer than anything here may take, a provider that hangs included.
const PATIENCE: Duration = Duration::from_secs(60);

/// The running application.
pub(crate) struct TestApp {
    pub(crate) base: String,
    /// The owner's view, past row-level security.
    pub(crate) owner: PgPool,
    pub(crate) services: Services,
    stopping: CancellationToken,
    _sandbox: Sandbox,
}

impl TestApp {
    pub(crate) async fn start(owner: PgPool) -> Self {
        Self::start_with(owner, |_| {}).await
    }

    /// With another configuration than the defaults.
    pub(crate) async fn start_with(owner: PgPool, change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        // Real connections go to the sandbox too, so that credentials can ask for trouble.
        let provider_url = |id: &str| format!("{}/{id}", sandbox.url()).parse().unwrap();
        let mut config = Config {
            database: Some((*owner.connect_options()).clone()),
            encryption_keys: vec![Key::generate()],
            sandbox_url: Some(sandbox.url().parse().unwrap()),
            provider_urls: BTreeMap::from(["github", "stripe"].map(|id| (id.to_owned(), provider_url(id)))),
            ..Config::defaults()
        };
        change(&mut config);
        let services = Services::start(config).await.expect("the system starts");

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stopping = CancellationToken::new();
        tokio::spawn(server::accept(listener, server::router(&services, &site()), stopping.clone()));
        Self { base, owner, services, stopping, _sandbox: sandbox }
    }

    /// A browser nobody was ever logged in with.
    pub(crate) fn stranger(&self) -> Person {
        let http = Client::builder().cookie_store(true).redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
        Person { http, base: self.base.clone(), bearer: None }
    }

    /// Somebody with an account, logged in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let person = self.stranger();
        let form = json!({ "email": format!("{name}@example.org"), "password": PASSWORD, "name": name });
        person.post("/api/auth/signup", form).await.expect(201);
        person
    }

    /// The first column of the first row, past row-level security.
    pub(crate) async fn value(&self, sql: &str) -> Value {
        sqlx::query_scalar(AssertSqlSafe(format!("select to_jsonb(({sql}))"))).fetch_one(&self.owner).await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

/// Where the browser's files would lie; tests over HTTP don't load them.
pub(crate) fn site() -> LeptosOptions {
    LeptosOptions::builder().output_name("dashboard").site_root("target/no-site").site_pkg_dir("pkg/test").build()
}

/// A browser or a script.
#[derive(Clone)]
pub(crate) struct Person {
    http: Client,
    base: String,
    bearer: Option<String>,
}

impl Person {
    /// The same account through a personal token, without the cookie.
    pub(crate) async fn script(&self, scope: &str) -> Self {
        let made = self.post("/api/tokens", json!({ "name": "script", "scope": scope })).await;
        let token = made.expect(201)["token"].as_str().unwrap().to_owned();
        Self {
            http: Client::builder().timeout(PATIENCE).build().unwrap(),
            base: self.base.clone(),
            bearer: Some(token),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(&body)).await
    }

    /// Bytes that may be no JSON at all.
    pub(crate) async fn post_raw(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        Answer::to(self.request(Method::POST, path).header("content-type", media_type).body(body)).await
    }

    pub(crate) async fn connect_sandbox(&self, provider: &str) {
        self.post("/api/providers/connect", json!({ "provider": provider, "sandbox": true })).await.expect(200);
    }

    /// Deploys a schema and gives the widget's id.
    pub(crate) async fn deploy(&self, schema: Value) -> String {
        let deployed = self.post("/api/ai/widget-creation/deploy", json!({ "schema": schema })).await.expect(201);
        assert_eq!(deployed["success"], true);
        deployed["widgetId"].as_str().unwrap().to_owned()
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the application answers");
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.expect("the answer is text"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body, when the status is this one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { serde_json::from_str(&self.text).expect("the answer is JSON") }
    }

    /// The body, when it is a refusal of this status in the form all refusals have.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["error"], problem["detail"]);
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
        assert!(problem["title"].is_string(), "{problem}");
        // A refusal tells about the request and never about us.
        let text = self.text.to_lowercase();
        for word in ["sqlx", "select ", "panicked", "postgres", ".rs:"] {
            assert!(!text.contains(word), "{problem}");
        }
        problem
    }
}
