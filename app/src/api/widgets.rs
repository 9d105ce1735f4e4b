//! The dashboard: widgets and their data.

use domain::{UserIntent, WidgetId, widget::WidgetData};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::ApiError;
use crate::widgets::Face;

/// A widget as the dashboard lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    pub id: WidgetId,
    pub face: Face,
    /// Why it is here. `None` for one made in the editor.
    pub intent: Option<UserIntent>,
    /// How many of the twelve it takes.
    pub columns: u8,
    /// "3 November", on the user's own calendar.
    pub since: String,
    /// What is known of its data; `None` while nothing was ever fetched.
    pub known: Option<CardData>,
    /// There may be something newer.
    pub is_due: bool,
}

/// What a card shows right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardData {
    pub data: WidgetData,
    pub times: Times,
}

/// The moments of a [`WidgetData`] on the user's own clock, so that server and browser say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    pub now: String,
    pub fetched: Option<String>,
    pub retry: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Helped {
    Yes,
    ALittle,
    NotReally,
}

/// In reading order, with what is known of each.
#[server(prefix = "/fn", endpoint = "widgets")]
pub async fn load_widgets() -> Result<Vec<Deployed>, ApiError> {
    use crate::ssr::{internal, on_calendar, on_card, signed_in, zone_of};

    let me = signed_in()?;
    let (zone, now) = (zone_of(&me).await?, me.services.now());
    let glances = services::widgets::dashboard(&me.services, me.actor).await.map_err(internal)?;
    let deployed = glances.into_iter().map(|glance| Deployed {
        id: glance.widget.id,
        face: Face::from(&glance.widget.schema),
        intent: glance.widget.intent,
        columns: glance.widget.placement.columns,
        since: on_calendar(glance.widget.created_at, now, &zone),
        known: glance.data.map(|data| on_card(data, &zone)),
        is_due: glance.is_due,
    });
    Ok(deployed.collect())
}

/// What a widget has to show, no older than its interval.
#[server(prefix = "/fn", endpoint = "widget-data")]
pub async fn load_widget(id: WidgetId) -> Result<CardData, ApiError> {
    crate::ssr::card_data(id, services::widgets::Freshness::Interval).await
}

/// What a widget has to show, fetched now.
#[server(prefix = "/fn", endpoint = "refresh-widget")]
pub async fn refresh_widget(id: WidgetId) -> Result<CardData, ApiError> {
    crate::ssr::card_data(id, services::widgets::Freshness::Now).await
}

/// Moves a widget to `position` and gives it `columns` of the twelve.
#[server(prefix = "/fn", endpoint = "place-widget")]
pub async fn place_widget(id: WidgetId, position: u32, columns: u8) -> Result<(), ApiError> {
    use domain::widget::Placement;

    let me = crate::ssr::signed_in()?;
    services::widgets::place(&me.services, me.actor, id, Placement { position, columns }).await?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "delete-widget")]
pub async fn delete_widget(id: WidgetId) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    Ok(services::widgets::delete(&me.services, me.actor, id).await?)
}

/// Undo of [`delete_widget`].
#[server(prefix = "/fn", endpoint = "restore-widget")]
pub async fn restore_widget(id: WidgetId) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    services::widgets::restore(&me.services, me.actor, id).await?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "did-it-help")]
pub async fn did_it_help(id: WidgetId, answer: Helped) -> Result<(), ApiError> {
    let me = crate::ssr::signed_in()?;
    let answer = match answer {
        Helped::Yes => "yes",
        Helped::ALittle => "a-little",
        Helped::NotReally => "not-really",
    };
    Ok(services::widgets::did_it_help(&me.services, me.actor, id, answer).await?)
}
