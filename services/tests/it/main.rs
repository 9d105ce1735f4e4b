//! The services against a real PostgreSQL: every test has a database of its own.

mod app;
mod claude;
mod isolation;

use app::TestApp;
