//! What is due next without the user: reading the problem, asking, composing, deploying.

use std::time::Instant;

use domain::{
    connection::{ConnectionState, ProviderCard},
    wizard::{Discovery, WizardError, WizardInput, WizardStage},
};
use serde_json::{Value, json};

use super::{
    ConversationError,
    talk::{Talk, stated_mut},
};
use crate::{
    connections::{self, OptionsError},
    planner::{
        Asking, Composing, Discovering, Facts, Heard, Next, Planned, Understood, builtin, offers, open_questions,
        sources,
    },
    providers::{self, template::OptionsSpec},
    widgets,
};

/// What the conversation waits for, when it is not the user.
enum Due {
    Reading,
    Question,
    Schema,
    Widget,
}

impl Talk {
    /// Does what is due until it is the user's turn.
    pub(super) async fn advance(&mut self) -> Result<(), ConversationError> {
        while let Some(due) = self.due() {
            match due {
                Due::Reading => self.understand(|_| {}).await?,
                Due::Question => match self.next_step().await? {
                    Some(input) => self.note(input).await?,
                    // The provider has to be connected first.
                    None => return Ok(()),
                },
                Due::Schema => {
                    let input = self.compose().await?;
                    self.note(input).await?;
                }
                Due::Widget => self.deploy().await?,
            }
        }
        Ok(())
    }

    fn due(&self) -> Option<Due> {
        let state = self.state();
        match state.stage {
            WizardStage::ProblemDiscovery => {
                (state.problem.is_some() && state.discovery.is_none()).then_some(Due::Reading)
            }
            WizardStage::ClarifyingQuestions => state.question.is_none().then_some(Due::Question),
            WizardStage::Visualization => None,
            WizardStage::Preview => state.schema.is_none().then_some(Due::Schema),
            WizardStage::Deploy => state.widget_id.is_none().then_some(Due::Widget),
        }
    }

    /// Reads the problem and tells what is heard on the way.
    pub(super) async fn understand(&mut self, tell: impl FnMut(Heard) + Send) -> Result<(), ConversationError> {
        let Some(problem) = self.state().problem.clone() else { return Ok(()) };
        let begun = Instant::now();
        let cards = connections::list(&self.services, self.actor).await?;
        let connected: Vec<String> =
            cards.iter().filter(|card| is_connected(card)).map(|card| card.id.clone()).collect();
        let standing = widgets::list(&self.services, self.actor).await?;
        let offers = offers();
        let discovering = Discovering { problem: &problem, offers: &offers, connected: &connected, widgets: &standing };

        let Understood { mut discovery, planner, fallback } = self.planners().await?.discover(discovering, tell).await;
        self.read_choices(&problem, &mut discovery, &connected).await;
        let took_ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.note(WizardInput::Discovered { discovery: Box::new(discovery), planner, took_ms, fallback }).await
    }

    /// Which repositories are meant, only the account can say: what it does not offer is
    /// asked for, what it offers and the problem names is known.
    async fn read_choices(&self, problem: &str, discovery: &mut Discovery, connected: &[String]) {
        let Discovery::Widget { inferred, .. } = &*discovery else { return };
        let provider = inferred.provider.clone();
        let Some(template) = providers::template(&provider, &inferred.kind) else { return };
        let Some(stated) = stated_mut(discovery) else { return };
        for question in &template.wizard.questions {
            let OptionsSpec::From(source) = &question.options else { continue };
            stated.remove(&question.field);
            if !connected.contains(&provider) {
                continue;
            }
            let options = match connections::options(&self.services, self.actor, &provider, source).await {
                Ok(options) => options,
                Err(error) => {
                    tracing::info!(error = &error as &dyn std::error::Error, source, "no choices to compare with");
                    continue;
                }
            };
            let named = builtin::named(problem, &options);
            if !named.is_empty() {
                stated.insert(question.field.clone(), json!(named));
            }
        }
    }

    /// The next question, or that nothing is missing; `None` while the account that has the
    /// choices is not connected.
    async fn next_step(&self) -> Result<Option<WizardInput>, ConversationError> {
        let state = self.state();
        let offer = self.offer().ok_or(WizardError::NotSuggested)?;
        let problem = state.problem.as_deref().unwrap_or_default();
        let Some(next) = open_questions(offer.template, &state.details).next() else {
            return Ok(Some(WizardInput::DetailsComplete));
        };
        let needs_account = matches!(next.options, OptionsSpec::From(_));

        let mut facts = Facts::new();
        let mut unread = None;
        for source in sources(offer.template, &state.details) {
            match connections::options(&self.services, self.actor, offer.provider.id, source).await {
                Ok(options) => {
                    facts.insert(source.to_owned(), options);
                }
                Err(OptionsError::NotConnected) if needs_account => return Ok(None),
                Err(OptionsError::NotConnected) => {}
                Err(OptionsError::Db(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::info!(error = &error as &dyn std::error::Error, source, "choices could not be read");
                    unread = Some(format!(
                        "{} could not be asked for the choices: {error}. Type the answer, or reload to try again.",
                        offer.provider.name
                    ));
                }
            }
        }
        let asking = Asking { problem, offer, details: &state.details, facts: &facts };
        let Planned { what, fallback } = self.planners().await?.next_question(asking).await;
        Ok(Some(match what {
            Next::Complete => WizardInput::DetailsComplete,
            Next::Ask(mut question) => {
                let named = builtin::named(problem, &question.options);
                if question.default.is_none() && !named.is_empty() {
                    question.default = Some(Value::from(named));
                }
                if question.options.is_empty() && unread.is_some() {
                    question.hint = unread;
                }
                WizardInput::Ask { question: *question, fallback }
            }
        }))
    }

    async fn compose(&self) -> Result<WizardInput, ConversationError> {
        let state = self.state();
        let offer = self.offer().ok_or(WizardError::NotSuggested)?;
        let composing = Composing {
            problem: state.problem.as_deref().unwrap_or_default(),
            offer,
            details: &state.details,
            layout: state.visualization.unwrap_or(offer.template.wizard.recommended.layout),
            intent: &state.intent.clone().unwrap_or_default(),
        };
        let Planned { what, fallback } = self.planners().await?.compose(composing, &providers::catalogue()).await;
        Ok(WizardInput::Composed { schema: Box::new(what), fallback })
    }

    /// Puts the widget on the dashboard. When it does not fit there, the preview is open
    /// again, to put right what is wrong.
    async fn deploy(&mut self) -> Result<(), ConversationError> {
        if let Err(error) = self.put_up().await {
            self.note(WizardInput::Back).await?;
            return Err(error);
        }
        Ok(())
    }
}

pub(super) fn is_connected(card: &ProviderCard) -> bool {
    card.connection.as_ref().is_some_and(|connection| connection.state == ConnectionState::Connected)
}
