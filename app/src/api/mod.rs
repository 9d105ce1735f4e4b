//! Server functions by area, and the one error they speak.
//!
//! Each goes through [`crate::ssr::signed_in`] before it does anything for a user.

pub mod accounts;
pub mod connections;
pub mod editor;
pub mod error;
pub mod widgets;
pub mod wizard;

pub use error::ApiError;
