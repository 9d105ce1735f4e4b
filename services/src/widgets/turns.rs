//! Whose widgets are drawn when.
//!
//! Drawing runs the expressions of whoever wrote the schema, and those may be written to take
//! long. One user's drawings take turns, so that they never occupy all cores, however many
//! are asked for: nobody else waits for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::available_parallelism,
};

use domain::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What each user may draw at once.
#[derive(Debug)]
pub(crate) struct Turns {
    each: usize,
    of: Mutex<HashMap<UserId, Weak<Semaphore>>>,
}

/// One drawing of a user; the next may begin when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    /// Half of the cores for each user.
    pub(crate) fn new() -> Self {
        Self::with(available_parallelism().map_or(1, |cores| cores.get().div_ceil(2)))
    }

    fn with(each: usize) -> Self {
        Self { each, of: Mutex::default() }
    }

    /// Waits until this user may draw once more.
    pub(super) async fn take(&self, user: UserId) -> Turn {
        let permit = self.of(user).acquire_owned().await.expect("nobody closes it");
        Turn { _permit: permit }
    }

    fn of(&self, user: UserId) -> Arc<Semaphore> {
        let mut known = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = known.get(&user).and_then(Weak::upgrade) {
            return turns;
        }
        // Only those who draw right now are remembered.
        known.retain(|_, turns| turns.strong_count() > 0);
        let turns = Arc::new(Semaphore::new(self.each));
        known.insert(user, Arc::downgrade(&turns));
        turns
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    #[test]
    fn one_users_drawings_wait_for_each_other_and_nobody_elses() {
        let turns = Turns::with(2);
        let first = turns.take(user(1)).now_or_never().expect("it is free");
        let second = turns.take(user(1)).now_or_never().expect("it is free");
        assert!(turns.take(user(1)).now_or_never().is_none(), "two at once are enough");
        assert!(turns.take(user(2)).now_or_never().is_some(), "somebody else does not wait");
        drop(first);
        assert!(turns.take(user(1)).now_or_never().is_some(), "the next one's turn");
        drop(second);
    }

    #[test]
    fn only_those_who_draw_are_remembered() {
        let turns = Turns::with(1);
        for number in 0..100 {
            drop(turns.take(user(number)).now_or_never());
        }
        assert_eq!(turns.of.lock().expect("nobody panicked").len(), 1);
    }
}
