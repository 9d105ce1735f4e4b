//! Who is logged in on this page, and what happens when they no longer are.

use domain::account::Account;
use leptos::prelude::*;

use crate::{
    api::{ApiError, accounts::me},
    loaded::{Loaded, load},
};

/// The page's session. One for the whole page, so that everything learns at once that it ended.
#[derive(Clone, Copy)]
pub struct Session {
    account: Loaded<Result<Account, ApiError>>,
    ended: RwSignal<bool>,
    /// Goes up with each new log-in; what was loaded for the one before is loaded again.
    login: RwSignal<u32>,
}

impl Session {
    /// Loaded before the first byte of a page is sent, because a stranger is sent away instead.
    pub(crate) fn provide() {
        let login = RwSignal::new(0);
        let account = load(move || login.get(), |_| me());
        provide_context(Self { account, ended: RwSignal::new(false), login });
    }

    #[must_use]
    pub fn account(self) -> Loaded<Result<Account, ApiError>> {
        self.account
    }

    /// A source for resources: what depends on it is loaded again after a new log-in.
    #[must_use]
    pub fn login(self) -> u32 {
        self.login.get()
    }

    /// Whether the dialog that asks for a new log-in is open.
    #[must_use]
    pub fn ended(self) -> RwSignal<bool> {
        self.ended
    }

    /// Looks at a refusal: when the session has ended, the page asks for a new log-in, and
    /// keeps what was typed.
    pub fn heed(self, error: &ApiError) {
        if *error == ApiError::SignedOut {
            self.ended.try_set(true);
        }
    }

    /// Somebody has logged in again.
    pub(crate) fn renew(self) {
        self.ended.set(false);
        self.login.update(|login| *login += 1);
    }
}

/// The page's session; every page of a signed-in user has one.
#[must_use]
pub fn use_session() -> Session {
    expect_context()
}
