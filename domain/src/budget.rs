//! How much work something from outside may cause.
//!
//! Paths and expressions are written by users and run over what providers send. Both take
//! their steps from a budget, so that none of them can take long, whatever the data.

/// How many more steps may be taken. One step is about one node looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    steps: u64,
}

/// More work was asked for than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this looks at too much of the data")]
pub struct OutOfBudget;

impl Budget {
    #[must_use]
    pub const fn new(steps: u64) -> Self {
        Self { steps }
    }

    /// # Errors
    ///
    /// [`OutOfBudget`] when fewer than `steps` are left; then none are taken.
    pub fn spend(&mut self, steps: u64) -> Result<(), OutOfBudget> {
        self.steps = self.steps.checked_sub(steps).ok_or(OutOfBudget)?;
        Ok(())
    }

    /// Runs `work` with at most `most` of the steps there are, and gets back what it leaves.
    pub fn lend<T>(&mut self, most: u64, work: impl FnOnce(&mut Self) -> T) -> T {
        let lent = most.min(self.steps);
        let mut part = Self { steps: lent };
        let done = work(&mut part);
        self.steps -= lent - part.steps;
        done
    }
}
