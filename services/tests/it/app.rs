//! What every test starts from.

use domain::widget::WidgetSchema;
use sandbox::Sandbox;
use secrecy::SecretString;
use serde_json::json;
use services::{
    Actor, Services,
    accounts::{self, LoggedIn, NewAccount, Origin},
    config::Config,
    vault::Key,
};
use sqlx::{AssertSqlSafe, PgPool};

pub(crate) const PASSWORD: &str = "tidewell-at-dawn";

/// A running system on the test's own database.
pub(crate) struct TestApp {
    pub(crate) services: Services,
    /// The owner's view, past row-level security: for what a test sets up or looks up
    /// behind the product's back.
    pub(crate) owner: PgPool,
    /// Listens for as long as the test runs.
    pub(crate) sandbox: Sandbox,
}

/// Somebody with an account, logged in.
pub(crate) struct Person {
    pub(crate) actor: Actor,
    pub(crate) log_in: LoggedIn,
}

impl TestApp {
    pub(crate) async fn start(owner: PgPool) -> Self {
        Self::start_with(owner, |_| {}).await
    }

    pub(crate) async fn start_with(owner: PgPool, change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Sandbox::start().await.expect("a port is free");
        let mut config = Config {
            database: Some((*owner.connect_options()).clone()),
            encryption_keys: vec![Key::generate()],
            sandbox_url: Some(sandbox.url().parse().expect("is a URL")),
            ..Config::defaults()
        };
        change(&mut config);
        let services = Services::start(config).await.expect("the system starts");
        Self { services, owner, sandbox }
    }

    pub(crate) async fn person(&self, email: &str) -> Person {
        let new = NewAccount { email: email.to_owned(), password: secret(PASSWORD), name: None };
        let log_in = accounts::sign_up(&self.services, new, &origin()).await.expect("the address is free");
        let presented = accounts::present(&self.services, &log_in.token).await.unwrap().expect("the token is fresh");
        Person { actor: presented.actor, log_in }
    }

    /// Tables whose rows belong to users; partitions are reached through theirs.
    pub(crate) async fn tables_of_users(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select relname::text from pg_class join pg_attribute on attrelid = pg_class.oid
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
               and attname = 'user_id'
             order by relname",
        )
        .fetch_all(&self.owner)
        .await
        .unwrap()
    }

    /// The first column of a query, past row-level security.
    pub(crate) async fn count(&self, from: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {from}"))).fetch_one(&self.owner).await.unwrap()
    }

    pub(crate) async fn as_owner(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&self.owner).await.unwrap();
    }
}

pub(crate) fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

pub(crate) fn origin() -> Origin {
    origin_at("192.0.2.7")
}

pub(crate) fn origin_at(address: &str) -> Origin {
    Origin {
        address: address.parse().expect("is an address"),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
    }
}

/// A list of pull requests.
pub(crate) fn schema(name: &str) -> WidgetSchema {
    serde_json::from_value(json!({
        "metadata": { "id": "pr-list", "name": name, "provider": "github", "version": "1.0.0" },
        "dataSource": {
            "provider": "github", "endpoint": "/pulls", "method": "GET",
            "params": { "repositories": ["tidewell/web"] }, "refreshInterval": 300_000
        },
        "fields": [
            { "name": "title", "label": "Title", "path": "$.title", "type": "string" },
            { "name": "url", "label": "Link", "path": "$.html_url", "type": "url" }
        ],
        "layout": { "type": "list", "fields": { "primary": "title", "url": "url" } }
    }))
    .expect("is a schema")
}
