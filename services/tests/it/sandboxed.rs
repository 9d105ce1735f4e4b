//! A running system beside a sandbox, reached by real HTTP.

use std::time::Duration;

use sandbox::Sandbox;
use services::{
    Services,
    connections::{self, Credentials},
    http::Limits,
    providers,
};
use sqlx::PgPool;

use crate::{
    TestApp,
    app::{Person, secret},
};

/// How long a call may take here, so that a provider that hangs does not hold up the tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// The product; its providers' real addresses are the sandbox's too, so that a token can ask for trouble.
pub(crate) struct Sandboxed {
    pub(crate) app: TestApp,
}

impl Sandboxed {
    pub(crate) async fn start(owner: PgPool) -> Self {
        let app = TestApp::start_with(owner, |config| {
            let sandbox = config.sandbox_url.clone().expect("the sandbox listens");
            let ids = providers::all().iter().map(|provider| provider.info().id);
            config.provider_urls = ids.map(|id| (id.to_owned(), sandbox.join(id).expect("an address"))).collect();
            config.outgoing = Limits { total: PATIENCE, ..Limits::default() };
        });
        Self { app: app.await }
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.app.sandbox
    }

    pub(crate) fn services(&self) -> &Services {
        &self.app.services
    }

    /// Somebody with sample data from every provider.
    pub(crate) async fn maja(&self) -> Person {
        let maja = self.app.person("maja@tidewell.example").await;
        for provider in providers::all() {
            connections::connect_sandbox(self.services(), maja.actor, provider.info().id)
                .await
                .expect("the sandbox takes everybody");
        }
        maja
    }
}

/// `token` for the first credential the provider asks for.
pub(crate) fn credentials(provider: &str, token: &str) -> Credentials {
    let provider = providers::find(provider).expect("a provider");
    Credentials::from([(provider.info().credentials[0].name.to_owned(), secret(token))])
}
