//! "Look around with sample data": a throwaway account that shows what the product is like.

use std::time::Duration;

use domain::{
    UserId,
    account::{Account, AccountKind},
    widget::{Placement, WidgetSchema},
};

use super::{LoggedIn, Origin, SignUpError, check_gate, open_account, own_account};
use crate::{
    Actor, Services,
    connections::{self, ConnectError},
    new_id,
    providers::{self, template::Showcase},
    widgets::{self, WidgetError},
};

/// How long a visit lasts at most; the account is thrown away after that.
pub(super) const LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a dashboard could not be furnished.
#[derive(Debug, thiserror::Error)]
pub enum FurnishError {
    #[error("sample data could not be connected")]
    Connect(#[from] ConnectError),
    #[error("a sample widget could not be put up")]
    Widget(#[from] WidgetError),
}

/// A throwaway account, the sandbox connected for every provider, a furnished dashboard.
/// When something is missing in the end there is no account at all.
///
/// # Errors
///
/// [`SignUpError::SandboxOff`] when this server offers no sample data,
/// [`SignUpError::Throttled`] when too many came from the same address lately,
/// [`SignUpError::Furnish`] when it could not be set up.
pub async fn look_around(services: &Services, origin: &Origin) -> Result<LoggedIn, SignUpError> {
    if !services.config().sandbox {
        return Err(SignUpError::SandboxOff);
    }
    check_gate(services, origin).await?;

    let now = services.now();
    let id = UserId(new_id(now));
    let visitor = Account {
        id,
        // `.invalid` is nobody's, by RFC 2606.
        email: format!("{id}@visitor.invalid"),
        name: "Visitor".to_owned(),
        kind: AccountKind::Visitor,
        time_zone: "UTC".to_owned(),
        locale: "en".to_owned(),
        created_at: now,
    };
    let visit = open_account(services, visitor, None, origin).await?.ok_or(SignUpError::EmailTaken)?;

    let actor = own_account(id);
    if let Err(error) = furnish(services, actor).await {
        super::delete(services, actor).await?;
        return Err(SignUpError::Furnish(error));
    }
    Ok(visit)
}

async fn furnish(services: &Services, actor: Actor) -> Result<(), FurnishError> {
    for provider in providers::all() {
        connections::connect_sandbox(services, actor, provider.info().id).await?;
    }
    for (template, showcase) in showcases() {
        let schema = furnished(template, showcase);
        let widget = widgets::deploy(services, actor, schema, Some(showcase.intent.clone())).await?;
        let placement = Placement { columns: showcase.columns, ..widget.placement };
        widgets::place(services, actor, widget.id, placement).await?;
    }
    Ok(())
}

/// What the templates bring along to be shown, in the order of the dashboard.
fn showcases() -> Vec<(&'static WidgetSchema, &'static Showcase)> {
    let mut found: Vec<_> = providers::all()
        .iter()
        .flat_map(|provider| provider.templates())
        .filter_map(|template| Some((&template.schema, template.showcase.as_ref()?)))
        .collect();
    found.sort_by_key(|(_, showcase)| showcase.place);
    found
}

fn furnished(template: &WidgetSchema, showcase: &Showcase) -> WidgetSchema {
    let mut schema = template.clone();
    schema.metadata.name.clone_from(&showcase.name);
    schema.layout = showcase.layout.clone();
    if let Some(source) = &mut schema.data_source {
        source.params.extend(showcase.params.clone());
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_showcase_is_a_valid_widget() {
        let catalogue = providers::catalogue();
        assert!(showcases().len() >= 6, "there is something to look at");
        for (template, showcase) in showcases() {
            let raw = serde_json::json!(furnished(template, showcase));
            let parsed = WidgetSchema::parse(&raw, &catalogue);
            assert!(parsed.is_ok(), "{}: {parsed:?}", showcase.name);
        }
    }

    #[test]
    fn the_showcases_fill_their_rows() {
        let mut used = 0;
        for (_, showcase) in showcases() {
            used += showcase.columns;
            assert!(used <= 12, "{} breaks the row", showcase.name);
            used %= 12;
        }
        assert_eq!(used, 0, "the last row is full");
    }
}
