//! What the wizard knows at each stage.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    UserIntent, WidgetId,
    widget::{LayoutType, WidgetSchema},
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WizardStage {
    #[default]
    ProblemDiscovery,
    ClarifyingQuestions,
    Visualization,
    Preview,
    Deploy,
}

impl WizardStage {
    pub const ALL: [Self; 5] =
        [Self::ProblemDiscovery, Self::ClarifyingQuestions, Self::Visualization, Self::Preview, Self::Deploy];
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Planner {
    Claude,
    BuiltIn,
}

/// The template the planner thinks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inferred {
    /// A provider of the catalogue: `github`.
    pub provider: String,
    /// A template id of that provider: `pr-list`.
    #[serde(rename = "type")]
    pub kind: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// A template that would fit too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alternative {
    pub provider: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The template's name, for the button.
    pub name: String,
    /// When this one is the better choice, in one sentence.
    pub why: String,
}

/// The nearest thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nearest {
    pub provider: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
}

/// What the planner made of a problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Discovery {
    Widget {
        intent: UserIntent,
        inferred: Inferred,
        /// The template's name: "Open pull requests".
        name: String,
        /// Why this one, in a sentence.
        why: String,
        /// At most three.
        alternatives: Vec<Alternative>,
        /// Plays the intent back.
        message: String,
        /// Parameters already read from the words: `{"limit": 10}`, `{"repositories": ["a/b"]}`.
        stated: Details,
    },
    /// Nothing here can solve it, said honestly.
    Unsupported {
        message: String,
        nearest: Option<Nearest>,
        /// What was understood all the same, for whoever takes the nearest instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        intent: Option<UserIntent>,
    },
}

/// Parameter name to value: `repositories` → `["tidewell/web"]`.
pub type Details = BTreeMap<String, Value>;

/// One question, in the user's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// The parameter it fills.
    pub field_name: String,
    pub question: String,
    /// A sentence under it: "You said 3. These are the ones your account can read."
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    pub input_type: QuestionInput,
    /// For the selects: from the connected account or the template, never from a model.
    #[serde(default)]
    pub options: Vec<QuestionOption>,
    /// Makes "skip, use the default" possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionInput {
    Text,
    Number,
    Date,
    Boolean,
    SingleSelect,
    MultiSelect,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionOption {
    pub value: String,
    pub label: String,
    /// "3 open".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A question that has its answer; folded to a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    pub question: Question,
    /// The value as it went into the details.
    pub value: Value,
}

/// One thing the expected outcome asked for, held against the real rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AimCheck {
    /// "You wanted reviews waiting over a day".
    pub wanted: String,
    /// How many rows match; `None` when it cannot be read off the widget.
    pub rows: Option<u32>,
}

/// Everything the wizard holds. Stored as JSON after every input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WizardState {
    pub stage: WizardStage,
    /// The problem as typed.
    pub problem: Option<String>,
    pub discovery: Option<Discovery>,
    /// As understood, then as the user corrected it.
    pub intent: Option<UserIntent>,
    pub inferred: Option<Inferred>,
    /// Who answered last.
    pub planner: Option<Planner>,
    /// Why the built-in planner read the problem in place of Claude, in words for the page.
    pub fallback: Option<String>,
    /// The same of the open question, or of the schema.
    pub stood_in: Option<String>,
    /// How long the planner took, in milliseconds.
    pub took_ms: Option<u32>,
    /// Open question; only at `clarifying_questions`.
    pub question: Option<Question>,
    pub answered: Vec<Answered>,
    pub details: Details,
    pub visualization: Option<LayoutType>,
    pub schema: Option<WidgetSchema>,
    pub widget_id: Option<WidgetId>,
}

/// What can happen to a conversation. The first group comes from the user, the second
/// from the planner and the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum WizardInput {
    /// The problem, first or anew.
    Describe {
        problem: String,
    },
    /// A line of the intent card was edited. Possible until deployed.
    EditIntent {
        intent: UserIntent,
    },
    /// Another template than the suggested one.
    ChooseAlternative {
        provider: String,
        kind: String,
    },
    /// "Does this sound right?" Yes.
    Confirm,
    /// An answer to the open question.
    Answer {
        field_name: String,
        value: Value,
    },
    /// Skip, use the default.
    Skip {
        field_name: String,
    },
    ChooseVisualization {
        layout: LayoutType,
    },
    /// Name, columns or the whole JSON were edited in the preview.
    EditSchema {
        schema: Box<WidgetSchema>,
    },
    /// The preview is accepted.
    Accept,
    /// To the stage before, or the question before.
    Back,
    /// To a stage that is done; stage rail.
    GoTo {
        stage: WizardStage,
    },
    Reset,

    /// The planner understood (or did not).
    Discovered {
        discovery: Box<Discovery>,
        planner: Planner,
        took_ms: u32,
        fallback: Option<String>,
    },
    /// The planner asks.
    Ask {
        question: Question,
        fallback: Option<String>,
    },
    /// All required parameters are there.
    DetailsComplete,
    /// The planner wrote the schema for the chosen layout.
    Composed {
        schema: Box<WidgetSchema>,
        fallback: Option<String>,
    },
    /// The widget stands on the dashboard.
    Deployed {
        widget_id: WidgetId,
    },
    /// The deployed widget was taken back; the preview is open again.
    Undone,
}
