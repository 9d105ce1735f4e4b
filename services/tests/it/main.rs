//! The services against a real PostgreSQL: every test has a database of its own.

mod accounts;
mod app;
mod claude;
mod config;
mod isolation;
mod jobs;
mod vault;
mod widgets;

use app::TestApp;
