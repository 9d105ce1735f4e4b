//! The services against a real PostgreSQL: every test has a database of its own.

#![expect(clippy::unwrap_used, reason = "what fails here should fail the test")]

mod accounts;
mod app;
mod claude;
mod config;
mod isolation;
mod jobs;
mod sandboxed;
mod templates;
mod vault;
mod visit;
mod webhooks;
mod widget_data;
mod widgets;
mod wizard;

use app::TestApp;
