use domain::{UserId, account::Scope};

/// On whose behalf something is done. Without one, no user's data can be reached: the
/// transaction carries it to row-level security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub scope: Scope,
}
