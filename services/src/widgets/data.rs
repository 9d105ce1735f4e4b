//! Data for widgets: fetched, cached, shared, and stale rather than empty.
//!
//! A widget shows the provider's answer if there is one, else the last good one with its
//! age and the reason. No failure of a provider is an error here, and none of one provider
//! delays the widgets of another: calls end within the outgoing client's limits, and no
//! place in the database is held while one is under way.

use std::sync::Arc;

use domain::{
    WidgetId,
    connection::{ConnectionState, Source},
    provider::{Endpoint, ParamKind, When},
    widget::{self, DataSource, Failure, Rendered, Viewing, WidgetData, WidgetSchema},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Map, Value};

use super::{
    WidgetError, failure, find_live,
    upstream::{Asked, Call, Fetched},
};
use crate::{
    Actor, Services, connections,
    db::{self, connections::Stored},
    providers::{self, Access, Provider, ProviderError},
};

/// How fresh the data must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// No older than the widget's refresh interval.
    Interval,
    /// Asked for by a person just now; shared with whoever asks at the same moment.
    Now,
}

/// What the widget has to show. A provider's failure is in the answer, never an error.
pub async fn data(
    services: &Services,
    actor: Actor,
    id: WidgetId,
    freshness: Freshness,
) -> Result<WidgetData, WidgetError> {
    let mut tx = services.db().begin_as(actor).await?;
    let schema = find_live(&mut tx, actor, id).await?.widget.schema;
    let kept_at = db::widget_rows::age(&mut tx, actor, id).await?;
    let viewing = viewing(services, &mut tx, actor).await?;
    let Some(source) = schema.data_source.clone() else { return Ok(nothing(&viewing)) };
    let stored = db::connections::find(&mut tx, actor, &source.provider).await?;
    tx.commit().await?;

    let asked_by = stored.as_ref().map(|stored| (stored.connection.id, stored.connection.source));
    let answer = ask(services, actor, &schema, &source, stored, (freshness, kept_at), &viewing).await?;
    match answer {
        Ok(fetched) => {
            if let Some((connection, _)) = asked_by
                && kept_at.is_none_or(|kept_at| kept_at < fetched.at)
            {
                let mut tx = services.db().begin_as(actor).await?;
                let kept = storable(&fetched.response);
                db::widget_rows::keep(&mut tx, actor, id, (&source, connection), (&kept, fetched.at)).await?;
                tx.commit().await?;
            }
            Ok(shown(services, actor, schema, (Some(fetched), None, asked_by.map(|asked_by| asked_by.1)), viewing)
                .await)
        }
        Err(failure) => {
            let mut tx = services.db().begin_as(actor).await?;
            let kept = db::widget_rows::find(&mut tx, actor, id).await?;
            tx.commit().await?;
            let kept = kept.map(|(response, at)| Arc::new(Fetched { response, at }));
            Ok(shown(services, actor, schema, (kept, Some(failure), asked_by.map(|asked_by| asked_by.1)), viewing)
                .await)
        }
    }
}

/// What a schema that is not deployed would show.
pub async fn preview(services: &Services, actor: Actor, schema: &WidgetSchema) -> sqlx::Result<WidgetData> {
    let mut tx = services.db().begin_as(actor).await?;
    let viewing = viewing(services, &mut tx, actor).await?;
    let Some(source) = &schema.data_source else { return Ok(nothing(&viewing)) };
    let stored = db::connections::find(&mut tx, actor, &source.provider).await?;
    tx.commit().await?;

    let from = stored.as_ref().map(|stored| stored.connection.source);
    let (fetched, failure) =
        match ask(services, actor, schema, source, stored, (Freshness::Interval, None), &viewing).await? {
            Ok(fetched) => (Some(fetched), None),
            Err(failure) => (None, Some(failure)),
        };
    Ok(shown(services, actor, schema.clone(), (fetched, failure, from), viewing).await)
}

/// How many rows the filters let through, in the order given: what a person hoped to see,
/// held against what is there. `None` where a filter cannot be read, or there are no rows.
pub async fn matching(
    services: &Services,
    actor: Actor,
    schema: &WidgetSchema,
    filters: Vec<String>,
) -> sqlx::Result<Vec<Option<u32>>> {
    let nothing = vec![None; filters.len()];
    let mut tx = services.db().begin_as(actor).await?;
    let viewing = viewing(services, &mut tx, actor).await?;
    let Some(source) = &schema.data_source else { return Ok(nothing) };
    let stored = db::connections::find(&mut tx, actor, &source.provider).await?;
    tx.commit().await?;

    let Ok(fetched) = ask(services, actor, schema, source, stored, (Freshness::Interval, None), &viewing).await? else {
        return Ok(nothing);
    };
    let schema = schema.clone();
    let turn = services.turns().take(actor.user).await;
    let counted = tokio::task::spawn_blocking(move || {
        let _until_done = turn;
        let count = |filter: &String| widget::matching(&schema, &fetched.response, filter, &viewing).ok();
        filters.iter().map(count).collect()
    });
    Ok(counted.await.unwrap_or(nothing))
}

/// The provider's answer, asked for or known, or why there is none. `since` is when what
/// would be shown instead was fetched.
async fn ask(
    services: &Services,
    actor: Actor,
    schema: &WidgetSchema,
    source: &DataSource,
    stored: Option<Stored>,
    (freshness, since): (Freshness, Option<Timestamp>),
    viewing: &Viewing,
) -> sqlx::Result<Result<Arc<Fetched>, Failure>> {
    let (provider, endpoint, stored) = match whom(schema, source, freshness, stored, |stored| stored.connection.state) {
        Ok(found) => found,
        Err(failure) => return Ok(Err(failure)),
    };
    let info = provider.info();
    let was = stored.connection.state;
    let access = match connections::access(services, actor, provider, &stored) {
        Ok(Some(access)) => access,
        Ok(None) => return Ok(Err(failure::not_connected(info, &schema.metadata.name))),
        Err(_) => return Ok(Err(failure::sealed(info))),
    };

    let call = Call {
        asked: Asked::new(stored.connection.id, source),
        max_age: interval(source),
        freshness,
        now: viewing.now,
        time_limit: services.config().outgoing.total,
    };
    let params = absolute(endpoint, &source.params, viewing);
    let outcome = services.upstream().get(call, fetch(provider, access, endpoint, params)).await;

    let is = match &outcome {
        Err(refused) if refused.error == ProviderError::Unauthorized => ConnectionState::NeedsReconnect,
        _ => ConnectionState::Connected,
    };
    // An answer shows that they are accepted again; silence shows nothing.
    if was != is && (is == ConnectionState::NeedsReconnect || outcome.is_ok()) {
        let mut tx = services.db().begin_as(actor).await?;
        db::connections::set_state(&mut tx, actor, stored.connection.id, is).await?;
        tx.commit().await?;
    }
    Ok(outcome.map_err(|refused| failure::refused(info, &refused, since, viewing)))
}

async fn fetch(
    provider: &'static dyn Provider,
    access: Access,
    endpoint: &'static Endpoint,
    params: Map<String, Value>,
) -> Result<Value, ProviderError> {
    provider.request(&access, endpoint, &params).await
}

/// How old rows may become.
pub(super) fn interval(source: &DataSource) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(source.refresh_interval).unwrap_or(i64::MAX))
}

/// Whom to ask for what and with which connection, or why asking would be in vain.
pub(super) fn whom<C>(
    schema: &WidgetSchema,
    source: &DataSource,
    freshness: Freshness,
    connection: Option<C>,
    state: impl FnOnce(&C) -> ConnectionState,
) -> Result<(&'static dyn Provider, &'static Endpoint, C), Failure> {
    let (provider, endpoint) = declared(source)?;
    let info = provider.info();
    let connection = connection.ok_or_else(|| failure::not_connected(info, &schema.metadata.name))?;
    // A page that refreshes by itself does not keep showing refused credentials.
    if state(&connection) == ConnectionState::NeedsReconnect && freshness == Freshness::Interval {
        return Err(failure::needs_reconnect(info));
    }
    Ok((provider, endpoint, connection))
}

/// A schema may be older than this build, so what it names is looked up each time.
fn declared(source: &DataSource) -> Result<(&'static dyn Provider, &'static Endpoint), Failure> {
    let provider = providers::find(&source.provider).ok_or_else(|| {
        failure::invalid(format!("There is no provider called {}. Edit the widget.", source.provider))
    })?;
    let endpoint = provider.info().endpoint(source.method, &source.endpoint).ok_or_else(|| {
        failure::invalid(format!("{} has no {}. Edit the widget.", provider.info().name, source.endpoint))
    })?;
    match endpoint.check(&source.params).first() {
        None => Ok((provider, endpoint)),
        Some(problem) => {
            let name = problem.pointer.trim_start_matches('/');
            Err(failure::invalid(format!("{name} {}. Edit the widget.", problem.message)))
        }
    }
}

/// With every date as a moment, whole minutes: what is asked twice within one is the same.
fn absolute(endpoint: &Endpoint, params: &Map<String, Value>, viewing: &Viewing) -> Map<String, Value> {
    let mut params = params.clone();
    for (name, value) in &mut params {
        let is_date = endpoint.param(name).is_some_and(|param| param.kind == ParamKind::Date);
        if is_date && let Some(when) = value.as_str().and_then(|raw| raw.parse::<When>().ok()) {
            let at = when.resolve(viewing.now, &viewing.time_zone);
            let minute = Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at);
            *value = Value::String(minute.to_string());
        }
    }
    params
}

pub(super) async fn viewing(services: &Services, conn: &mut sqlx::PgConnection, actor: Actor) -> sqlx::Result<Viewing> {
    let account = db::users::get(conn, actor).await?;
    Ok(Viewing {
        now: services.now(),
        time_zone: TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC),
        locale: account.locale,
    })
}

async fn shown(
    services: &Services,
    actor: Actor,
    schema: WidgetSchema,
    (fetched, failure, source): (Option<Arc<Fetched>>, Option<Failure>, Option<Source>),
    viewing: Viewing,
) -> WidgetData {
    let now = viewing.now;
    let fetched_at = fetched.as_ref().map(|fetched| fetched.at);
    let rendered = match fetched {
        None => None,
        Some(fetched) => render(services, actor, schema, fetched, viewing).await,
    };
    WidgetData { rendered, fetched_at, now, source, failure }
}

/// Rendering runs the expressions of whoever wrote the schema, so it happens where it
/// cannot hold up anybody else's request, and when it is this user's turn.
pub(super) async fn render(
    services: &Services,
    actor: Actor,
    schema: WidgetSchema,
    fetched: Arc<Fetched>,
    viewing: Viewing,
) -> Option<Rendered> {
    let turn = services.turns().take(actor.user).await;
    tokio::task::spawn_blocking(move || {
        let _until_done = turn;
        widget::render(&schema, &fetched.response, &viewing)
    })
    .await
    .ok()
}

/// Of a widget without a data source.
fn nothing(viewing: &Viewing) -> WidgetData {
    WidgetData { rendered: None, fetched_at: None, now: viewing.now, source: None, failure: None }
}

/// PostgreSQL's JSON holds every character but NUL.
fn storable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "")),
        Value::Array(items) => items.iter().map(storable).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.replace('\0', ""), storable(member))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
