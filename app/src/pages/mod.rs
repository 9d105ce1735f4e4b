//! A folder or a file per page, with the parts that only it uses.

mod not_found;

pub use not_found::NotFoundPage;
