//! What every test starts from.

use services::{Services, config::Config, vault::Key};
use sqlx::PgPool;

/// A running system on the test's own database.
pub(crate) struct TestApp {
    pub(crate) services: Services,
    /// The owner's view, past row-level security: for what a test sets up or looks up
    /// behind the product's back.
    pub(crate) owner: PgPool,
}

impl TestApp {
    pub(crate) async fn start(owner: PgPool) -> Self {
        let config = Config {
            database: Some((*owner.connect_options()).clone()),
            encryption_keys: vec![Key::generate()],
            ..Config::defaults()
        };
        let services = Services::start(config).await.expect("the system starts");
        Self { services, owner }
    }
}
