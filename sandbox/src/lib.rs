//! Local stand-ins for the providers, with sample data.

/// All of it: each provider under its id, `/github/…`.
pub fn router() -> axum::Router {
    axum::Router::new()
}
