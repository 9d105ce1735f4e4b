//! The services against a real PostgreSQL: every test has a database of its own.

mod app;
mod isolation;

use app::TestApp;
