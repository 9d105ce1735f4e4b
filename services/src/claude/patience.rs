//! How often, how soon and how long a call is tried again.

use std::time::Duration;

/// Exponential backoff with full jitter, inside one deadline, and a rest when it was in vain.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Attempts after the first.
    pub retries: u32,
    /// Upper bound of the first wait; doubles with each one.
    pub first_wait: Duration,
    /// The longest any call may take.
    pub deadline: Duration,
    /// How long the API is left alone after it failed to answer twice in a row.
    pub rest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 3,
            first_wait: Duration::from_millis(500),
            deadline: Duration::from_secs(30),
            rest: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// How long to wait before attempt number `tried + 1`, or `None` when it is not worth it:
    /// no retries are left, or the wait alone would outlast `left`.
    ///
    /// `asked` is the API's own `retry-after` and is taken at its word; `jitter` is uniform in
    /// 0..=1 and spreads the clients that were turned away together.
    pub(super) fn wait(&self, tried: u32, asked: Option<Duration>, left: Duration, jitter: f64) -> Option<Duration> {
        if self.retries < tried {
            return None;
        }
        let wait = asked.unwrap_or_else(|| {
            let doublings = tried.saturating_sub(1).min(16);
            self.first_wait.saturating_mul(1 << doublings).mul_f64(jitter)
        });
        (wait < left).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn the_bound_doubles_with_each_try() {
        let patience = Patience::default();
        let bounds: Vec<_> = (1..=3).map(|tried| patience.wait(tried, None, LONG, 1.0)).collect();
        assert_eq!(bounds, [500, 1000, 2000].map(|ms| Some(Duration::from_millis(ms))));
    }

    #[test]
    fn after_the_third_retry_it_gives_up() {
        assert_eq!(Patience::default().wait(4, None, LONG, 0.0), None);
    }

    #[test]
    fn a_wait_that_outlasts_the_deadline_is_not_begun() {
        let asked = Some(Duration::from_secs(20));
        assert_eq!(Patience::default().wait(1, asked, Duration::from_secs(21), 0.5), asked);
        assert_eq!(Patience::default().wait(1, asked, Duration::from_secs(20), 0.5), None);
    }

    proptest! {
        #[test]
        fn jitter_only_shortens(tried in 1u32..=3, jitter in 0.0f64..=1.0) {
            let patience = Patience::default();
            prop_assert!(patience.wait(tried, None, LONG, jitter) <= patience.wait(tried, None, LONG, 1.0));
        }
    }
}
