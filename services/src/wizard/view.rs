//! A conversation as the page shows it: with rows, with checks, with what is missing.

use std::time::Duration;

use domain::{
    connection::ProviderCard,
    widget::{Failure, FailureKind, LayoutType, WidgetData, WidgetSchema},
    wizard::{AimCheck, AlreadySolved, Conversation, Preview, Thumbnail, WizardStage},
};

use super::{advance::is_connected, talk::Talk};
use crate::{
    connections,
    planner::{Composing, Offer, builtin},
    widgets,
};

/// So many hopes are held against the rows.
const MAX_CHECKS: usize = 3;
/// How long a page waits for rows of a provider.
const PATIENCE: Duration = Duration::from_secs(3);

impl Talk {
    pub(super) async fn view(&self) -> sqlx::Result<Conversation> {
        let state = self.state().clone();
        let mut conversation = Conversation {
            id: self.id,
            saved_at: self.stored.saved_at,
            connect: None,
            thumbnails: Vec::new(),
            preview: None,
            already: None,
            state,
        };
        let Some(offer) = self.offer().filter(|_| self.state().widget_id.is_none()) else { return Ok(conversation) };

        let card = self.card(offer).await?;
        let connected = card.as_ref().is_some_and(is_connected);
        conversation.connect = card.filter(|card| !is_connected(card));
        conversation.already = self.already(offer).await?;
        if self.state().stage == WizardStage::Visualization {
            conversation.thumbnails = self.thumbnails(offer).await?;
        }
        // Before there is anything to decide about it, only rows make a preview worth a look.
        if connected || self.state().stage >= WizardStage::Preview {
            conversation.preview = self.preview(offer).await?;
        }
        Ok(conversation)
    }

    async fn card(&self, offer: Offer<'_>) -> sqlx::Result<Option<ProviderCard>> {
        let cards = connections::list(&self.services, self.actor).await?;
        Ok(cards.into_iter().find(|card| card.id == offer.provider.id))
    }

    /// A widget of the same template that stands on the dashboard.
    async fn already(&self, offer: Offer<'_>) -> sqlx::Result<Option<AlreadySolved>> {
        let standing = widgets::list(&self.services, self.actor).await?;
        Ok(standing
            .into_iter()
            .find(|widget| {
                let metadata = &widget.schema.metadata;
                metadata.provider.as_deref() == Some(offer.provider.id) && metadata.id == offer.kind()
            })
            .map(|widget| AlreadySolved { widget: widget.id, name: widget.schema.metadata.name }))
    }

    /// The recommended layout first. All show the same answer of the provider, which the
    /// first one fetched.
    async fn thumbnails(&self, offer: Offer<'_>) -> sqlx::Result<Vec<Thumbnail>> {
        let recommended = &offer.template.wizard.recommended;
        let others = LayoutType::OFFERED.into_iter().filter(|layout| *layout != recommended.layout);
        let mut thumbnails = Vec::new();
        for layout in std::iter::once(recommended.layout).chain(others) {
            let Some(schema) = self.schema(offer, layout) else { continue };
            let data = self.rows(offer, &schema).await?;
            let why = (layout == recommended.layout).then(|| recommended.why.clone());
            thumbnails.push(Thumbnail { schema, data, why });
        }
        Ok(thumbnails)
    }

    async fn preview(&self, offer: Offer<'_>) -> sqlx::Result<Option<Preview>> {
        let layout = self.state().visualization.unwrap_or(offer.template.wizard.recommended.layout);
        let composed = self.state().schema.clone().or_else(|| self.schema(offer, layout));
        let Some(schema) = composed else { return Ok(None) };
        let data = self.rows(offer, &schema).await?;
        let checks = self.checks(offer, &schema, &data).await?;
        Ok(Some(Preview { schema, data, checks }))
    }

    /// What the schema shows, or that the provider has not answered yet: the call goes on,
    /// and the page asks again.
    async fn rows(&self, offer: Offer<'_>, schema: &WidgetSchema) -> sqlx::Result<WidgetData> {
        let asked = widgets::preview(&self.services, self.actor, schema);
        let Ok(data) = tokio::time::timeout(PATIENCE, asked).await else {
            let failure = Failure {
                kind: FailureKind::Unavailable,
                title: format!("{} has not answered yet.", offer.provider.name),
                detail: "Your rows appear here as soon as it has.".to_owned(),
                retry_at: None,
            };
            let now = self.services.now();
            return Ok(WidgetData { rendered: None, fetched_at: None, now, source: None, failure: Some(failure) });
        };
        data
    }

    /// What the widget would be with what is known; `None` while something required is not.
    fn schema(&self, offer: Offer<'_>, layout: LayoutType) -> Option<WidgetSchema> {
        let state = self.state();
        let schema = builtin::BuiltIn.write(Composing {
            problem: state.problem.as_deref().unwrap_or_default(),
            offer,
            details: &state.details,
            layout,
            intent: &state.intent.clone().unwrap_or_default(),
        });
        let source = schema.data_source.as_ref()?;
        let endpoint = offer.provider.endpoint(source.method, &source.endpoint)?;
        endpoint.check(&source.params).is_empty().then_some(schema)
    }

    /// The hopes that the problem shows, held against the rows there are.
    async fn checks(&self, offer: Offer<'_>, schema: &WidgetSchema, data: &WidgetData) -> sqlx::Result<Vec<AimCheck>> {
        if data.rendered.is_none() {
            return Ok(Vec::new());
        }
        let problem = self.state().problem.as_deref().unwrap_or_default();
        let aims: Vec<_> = builtin::aims(problem, offer).into_iter().take(MAX_CHECKS).collect();
        // Only rows the widget shows can match.
        let shown = schema.view.as_ref().and_then(|view| view.filter.as_deref());
        let among_shown =
            |filter: &String| shown.map_or_else(|| filter.clone(), |shown| format!("({shown}) and ({filter})"));
        let filters: Vec<_> = aims.iter().filter_map(|aim| aim.filter.as_ref()).map(among_shown).collect();
        let mut counted = widgets::matching(&self.services, self.actor, schema, filters).await?.into_iter();
        Ok(aims
            .into_iter()
            .map(|aim| AimCheck {
                wanted: format!("You wanted {}", aim.wanted),
                rows: aim.filter.as_ref().and_then(|_| counted.next().flatten()),
            })
            .collect())
    }
}
