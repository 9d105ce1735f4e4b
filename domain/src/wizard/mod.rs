//! The wizard: five stages from a problem in somebody's words to a widget.
//!
//! The machine is a pure value: [`transition`] takes a state and an input and gives the
//! next state or a typed refusal. It runs in the browser and is replayed on the server,
//! so the two cannot disagree about what comes next.

mod conversation;
mod machine;
mod state;

pub use conversation::{AlreadySolved, Conversation, ConversationSummary, Preview, Thumbnail};
pub use machine::{BadAnswer, MAX_ANSWER, MAX_CHOICES, MAX_PROBLEM, WizardError, deployed_by_hand, transition};
pub use state::{
    AimCheck, Alternative, Answered, Details, Discovery, Inferred, Nearest, Planner, Question, QuestionInput,
    QuestionOption, WizardInput, WizardStage, WizardState,
};
