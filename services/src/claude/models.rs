//! Whether the configured models exist, asked once at the start.

use super::{Claude, ClaudeError, refusal, wire::ModelList};

/// What is wrong with the configured models, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ModelMistake {
    #[error("{variable} names `{model}`, which this API key cannot use; it can use: {offered}")]
    Unknown { variable: &'static str, model: String, offered: String },
    #[error("ANTHROPIC_API_KEY is not accepted; the built-in planner answers until it is replaced")]
    Key,
    #[error(
        "ANTHROPIC_MODEL and ANTHROPIC_FAST_MODEL could not be checked; the built-in planner stands in until Claude answers"
    )]
    NotChecked(#[source] ClaudeError),
}

impl Claude {
    /// Holds both models against the list the API gives.
    ///
    /// # Errors
    ///
    /// Every mistake at once.
    pub async fn check_models(&self) -> Result<(), Vec<ModelMistake>> {
        let list = self.list_models().await.map_err(|error| match error {
            ClaudeError::Unauthorized => vec![ModelMistake::Key],
            error => vec![ModelMistake::NotChecked(error)],
        })?;
        let ids: Vec<_> = list.data.iter().map(|model| model.id.as_str()).collect();
        let settings = &self.0.settings;
        let mistakes: Vec<_> = [("ANTHROPIC_MODEL", &settings.model), ("ANTHROPIC_FAST_MODEL", &settings.fast_model)]
            .into_iter()
            .filter(|(_, model)| !ids.contains(&model.as_str()))
            .map(|(variable, model)| ModelMistake::Unknown { variable, model: model.clone(), offered: ids.join(", ") })
            .collect();
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
    }

    async fn list_models(&self) -> Result<ModelList, ClaudeError> {
        let client = &self.0;
        let ask = async {
            let response =
                client.http.get(client.address("/v1/models?limit=1000")).send().await.map_err(ClaudeError::Network)?;
            if !response.status().is_success() {
                return Err(refusal(response, &client.settings.model).await);
            }
            response.json().await.map_err(ClaudeError::Network)
        };
        tokio::time::timeout(client.settings.patience.deadline, ask).await.unwrap_or(Err(ClaudeError::Deadline))
    }
}
