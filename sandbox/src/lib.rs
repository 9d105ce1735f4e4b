//! Local stand-ins for what the product talks to.

pub mod claude;

/// The providers' stand-ins, each under its id: `/github/…`.
pub fn router() -> axum::Router {
    axum::Router::new()
}
