//! The edge: HTTP in, pages and problems out.
//!
//! [`router`] has every route on one page; `api` is the public HTTP API; everything a request
//! can do is done by `services`. The program around it is `main.rs`; the tests serve the same
//! router on a database of their own.

#![recursion_limit = "512"]

mod api;
mod body;
pub mod environment;
mod headers;
mod health;
mod limits;
mod postgres;
mod problem;
mod router;
mod serve;
mod session;
mod site;
pub mod start;
pub mod telemetry;

pub use router::router;
pub use serve::accept;
