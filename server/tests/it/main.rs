//! The whole application over HTTP: its own PostgreSQL database and its own sandbox for
//! every test, nothing replaced.

#![allow(clippy::unwrap_used, reason = "helpers of tests; a failure is the test's")]

mod accounts;
mod app;
mod bad_input;
mod headers;
mod isolation;
mod providers;
mod templates;
mod tokens;
mod widgets;
mod wizard;

use app::{Answer, Person, TestApp};
