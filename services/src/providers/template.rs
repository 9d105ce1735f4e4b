//! Templates: a widget schema and what the wizard needs to know about it, one JSON file each.
//!
//! The files are part of the binary ([`templates!`]), in the order the wizard offers them.

use std::collections::BTreeMap;

use domain::{
    UserIntent,
    widget::{Layout, LayoutType, WidgetSchema},
    wizard::{QuestionInput, QuestionOption},
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// `templates!["pr-list", "issue-list"]` → the files of these names in the adapter's
/// `templates` folder, parsed once.
macro_rules! templates {
    ($($id:literal),+ $(,)?) => {{
        static TEMPLATES: std::sync::LazyLock<Vec<$crate::providers::template::Template>> = std::sync::LazyLock::new(|| {
            vec![$($crate::providers::template::parse($id, include_str!(concat!("templates/", $id, ".json")))),+]
        });
        &TEMPLATES
    }};
}
pub(crate) use templates;

/// # Panics
///
/// When the file is not a template. It is part of the binary, and a test reads them all.
pub(crate) fn parse(id: &str, text: &str) -> Template {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("templates/{id}.json: {error}"))
}

/// A widget schema shipped with the product. Its id is `schema.metadata.id`: `pr-list`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
    pub schema: WidgetSchema,
    pub wizard: WizardPart,
    /// With one, it stands on the dashboard of whoever looks around with sample data.
    #[serde(default)]
    pub showcase: Option<Showcase>,
}

/// A template as a sample: filled in for the sandbox's world.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Showcase {
    /// Widgets with a lower one come first; templates of all providers are sorted by it.
    pub place: u8,
    /// Of the grid's twelve.
    pub columns: u8,
    pub name: String,
    pub layout: Layout,
    #[serde(default)]
    pub params: Map<String, Value>,
    pub intent: UserIntent,
}

/// How the wizard finds a template and what it asks before it is complete.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WizardPart {
    /// When this is the right one, in one sentence.
    pub why: String,
    /// Problems this solves, as people put them.
    pub problems: Vec<String>,
    /// Words that mean this, by language (`en`, `de`, `es`, `fr`, `it`, `pt`, `nl`).
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Two kinds of words, of any language, separated by spaces: one of each, near each other,
    /// mean this. "A card was refused" is one of `card payment charge` and one of `refused failed`.
    #[serde(default)]
    pub pairs: Vec<[String; 2]>,
    pub questions: Vec<QuestionSpec>,
    pub recommended: Recommended,
    /// What people hope to see, and the filter that finds it among the rows.
    #[serde(default)]
    pub aims: Vec<Aim>,
}

/// A question about one parameter of the data source, or about the view.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionSpec {
    /// Parameter of the endpoint that the answer fills.
    pub field: String,
    pub question: String,
    #[serde(default)]
    pub hint: Option<String>,
    pub input: QuestionInput,
    #[serde(default)]
    pub options: OptionsSpec,
    /// Without one, the question cannot be skipped.
    #[serde(default)]
    pub default: Option<Value>,
}

/// Where a question's choices come from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OptionsSpec {
    #[default]
    None,
    /// Of the connected account; a source its adapter knows: `repositories`.
    From(String),
    Fixed(Vec<QuestionOption>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recommended {
    pub layout: LayoutType,
    pub why: String,
}

/// One hope: "reviews waiting over a day".
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Aim {
    pub wanted: String,
    /// Words in the problem that show it; any of them.
    pub words: Vec<String>,
    /// Expression over `item` and `now`; `None` when it cannot be read off these rows.
    pub filter: Option<String>,
}
