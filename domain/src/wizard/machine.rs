//! The stage machine.

use super::{WizardInput, WizardStage, WizardState};

/// Why an input does not fit the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WizardError {
    #[error("this step is not possible at this stage")]
    NotNow { stage: WizardStage },
}

/// The state after `input`.
///
/// # Errors
///
/// A [`WizardError`] when the input does not fit; `state` is to be kept then.
pub fn transition(state: WizardState, _input: WizardInput) -> Result<WizardState, WizardError> {
    Err(WizardError::NotNow { stage: state.stage })
}
