//! The dashboard at a glance: every widget with what is known of it already.
//!
//! One look into the database serves all of them, and a provider is waited for only for a
//! moment, where rows are missing or older than they should be. What it says after that,
//! whoever draws the page asks for.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::{
    WidgetId,
    connection::{Connection, Source},
    widget::{Failure, Rendered, Viewing, Widget, WidgetData},
};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::{
    Freshness, data, failure,
    upstream::{Asked, Fetched},
};
use crate::{
    Actor, Services,
    bounded::Bounded,
    db::{self, widgets::Kept},
};

/// How long the page waits for widgets that have nothing to show yet.
const FIRST_ROWS: Duration = Duration::from_millis(800);
/// How long it waits for newer rows where there are some.
const NEWER_ROWS: Duration = Duration::from_millis(250);
/// Widgets that are asked about at the same time, and answers held in memory at once: each
/// may be as large as an answer may be.
const AT_ONCE: usize = 8;

const KEPT_DRAWINGS: usize = 5_000;
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// A widget and what is known of its data.
#[derive(Debug)]
pub struct Glance {
    pub widget: Widget,
    /// `None` while nothing was ever fetched for it.
    pub data: Option<WidgetData>,
    /// There may be something newer; nobody has been asked for it.
    pub is_due: bool,
}

/// What was drawn lately, so that a page that is opened again draws nothing anew.
#[derive(Debug)]
pub(crate) struct Drawings(std::sync::Mutex<Bounded<Drawing, Arc<Rendered>>>);

/// What a drawing depends on. Texts such as "3 days ago" depend on the minute.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Drawing {
    widget: WidgetId,
    revision: i32,
    fetched_at: Timestamp,
    minute: i64,
    time_zone: Option<String>,
    locale: String,
}

impl Drawings {
    pub(crate) fn new() -> Self {
        Self(std::sync::Mutex::new(Bounded::new(KEPT_DRAWINGS, KEPT_BYTES)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Bounded<Drawing, Arc<Rendered>>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What is on the dashboard, in reading order.
pub async fn dashboard(services: &Services, actor: Actor) -> sqlx::Result<Vec<Glance>> {
    let mut tx = services.db().begin_as(actor).await?;
    let viewing = data::viewing(services, &mut tx, actor).await?;
    let kept = db::widgets::list_kept(&mut tx, actor).await?;
    let connections = db::connections::list(&mut tx, actor).await?;
    tx.commit().await?;

    let mut glances = Vec::with_capacity(kept.len());
    let mut known = kept.into_iter().map(|kept| Known::of(services, kept, &connections, &viewing)).peekable();
    while known.peek().is_some() {
        let some: Vec<Known> = known.by_ref().take(AT_ONCE).collect();
        let mut responses = responses(services, actor, &some, &viewing).await?;
        for known in some {
            let response = responses.remove(&known.id());
            glances.push(known.draw(services, actor, response, &viewing).await);
        }
    }
    let began = Instant::now();
    let renewed = glances.into_iter().map(|glance| renewed(services, actor, glance, began));
    Ok(stream::iter(renewed).buffered(AT_ONCE).collect().await)
}

/// Kept rows are read only when they are drawn for the first time in this minute.
async fn responses(
    services: &Services,
    actor: Actor,
    known: &[Known],
    viewing: &Viewing,
) -> sqlx::Result<HashMap<WidgetId, Value>> {
    let missing: Vec<WidgetId> =
        known.iter().filter(|known| known.lacks_drawing(services, viewing)).map(Known::id).collect();
    if missing.is_empty() {
        return Ok(HashMap::new());
    }
    let mut tx = services.db().begin_as(actor).await?;
    db::widget_rows::responses(&mut tx, actor, &missing).await
}

/// What is due is asked for, with a moment's patience. What comes too late is kept by the
/// flight that goes on, for whoever asks next.
async fn renewed(services: &Services, actor: Actor, glance: Glance, began: Instant) -> Glance {
    if !glance.is_due {
        return glance;
    }
    let patience = if glance.data.is_some() { NEWER_ROWS } else { FIRST_ROWS };
    let asked = data(services, actor, glance.widget.id, Freshness::Interval);
    match tokio::time::timeout_at(began + patience, asked).await {
        Ok(Ok(data)) => Glance { data: Some(data), is_due: false, ..glance },
        Ok(Err(_)) | Err(_) => glance,
    }
}

/// What can be said of a widget's data without asking anybody.
struct Known {
    kept: Kept,
    rows: Rows,
    failure: Option<Failure>,
    source: Option<Source>,
    is_due: bool,
}

enum Rows {
    None,
    /// In the database, from this time.
    Kept(Timestamp),
    /// In memory, and newer.
    Fetched(Arc<Fetched>),
}

impl Rows {
    fn at(&self) -> Option<Timestamp> {
        match self {
            Self::None => None,
            Self::Kept(at) => Some(*at),
            Self::Fetched(fetched) => Some(fetched.at),
        }
    }
}

impl Known {
    fn of(services: &Services, kept: Kept, connections: &[Connection], viewing: &Viewing) -> Self {
        let rows = kept.fetched_at.map_or(Rows::None, Rows::Kept);
        let Some(data_source) = &kept.widget.schema.data_source else {
            return Self { kept, rows: Rows::None, failure: None, source: None, is_due: false };
        };
        let connection = connections.iter().find(|connection| connection.provider == data_source.provider);
        let source = connection.map(|connection| connection.source);
        let whom = data::whom(&kept.widget.schema, data_source, Freshness::Interval, connection, |known| known.state);
        let (rows, failure, is_due) = match whom {
            Err(failure) => (rows, Some(failure), false),
            Ok((provider, _, connection)) => {
                let max_age = data::interval(data_source);
                let asked = Asked::new(connection.id, data_source);
                match services.upstream().peek(&asked, max_age, viewing.now) {
                    Some(Ok(fetched)) => (Rows::Fetched(fetched), None, false),
                    Some(Err(refused)) => {
                        let failure = failure::refused(provider.info(), &refused, rows.at(), viewing);
                        (rows, Some(failure), false)
                    }
                    None => {
                        let is_due = rows.at().is_none_or(|at| viewing.now.duration_since(at) >= max_age);
                        (rows, None, is_due)
                    }
                }
            }
        };
        Self { kept, rows, failure, source, is_due }
    }

    fn id(&self) -> WidgetId {
        self.kept.widget.id
    }

    fn lacks_drawing(&self, services: &Services, viewing: &Viewing) -> bool {
        match self.rows {
            Rows::Kept(at) => services.drawings().lock().get(&self.drawing(at, viewing)).is_none(),
            Rows::None | Rows::Fetched(_) => false,
        }
    }

    fn drawing(&self, fetched_at: Timestamp, viewing: &Viewing) -> Drawing {
        Drawing {
            widget: self.id(),
            revision: self.kept.revision,
            fetched_at,
            minute: viewing.now.as_second().div_euclid(60),
            time_zone: viewing.time_zone.iana_name().map(str::to_owned),
            locale: viewing.locale.clone(),
        }
    }

    async fn draw(self, services: &Services, actor: Actor, response: Option<Value>, viewing: &Viewing) -> Glance {
        let fetched_at = self.rows.at();
        let rendered = match fetched_at {
            None => None,
            Some(at) => {
                let drawing = self.drawing(at, viewing);
                let known = services.drawings().lock().get(&drawing).cloned();
                match (known, &self.rows, response) {
                    (Some(known), _, _) => Some(known),
                    (None, Rows::Fetched(fetched), _) => {
                        self.draw_anew(services, actor, drawing, (Arc::clone(fetched), viewing)).await
                    }
                    (None, Rows::Kept(at), Some(response)) => {
                        let fetched = Arc::new(Fetched { response, at: *at });
                        self.draw_anew(services, actor, drawing, (fetched, viewing)).await
                    }
                    // Drawn when it was looked for, and forgotten meanwhile: as if never fetched.
                    (None, Rows::Kept(_) | Rows::None, _) => None,
                }
            }
        };
        let is_unknown = rendered.is_none() && self.failure.is_none() && self.kept.widget.schema.data_source.is_some();
        let data = (!is_unknown).then(|| WidgetData {
            fetched_at: rendered.is_some().then_some(fetched_at).flatten(),
            rendered: rendered.map(|rendered| Rendered::clone(&rendered)),
            now: viewing.now,
            source: self.source,
            failure: self.failure,
        });
        Glance { widget: self.kept.widget, is_due: self.is_due || is_unknown, data }
    }

    async fn draw_anew(
        &self,
        services: &Services,
        actor: Actor,
        drawing: Drawing,
        (fetched, viewing): (Arc<Fetched>, &Viewing),
    ) -> Option<Arc<Rendered>> {
        let schema = self.kept.widget.schema.clone();
        let rendered = data::render(services, actor, schema, fetched, viewing.clone()).await?;
        let rendered = Arc::new(rendered);
        let bytes = weight(&rendered);
        services.drawings().lock().insert(drawing, Arc::clone(&rendered), bytes);
        Some(rendered)
    }
}

/// Roughly the memory a drawing takes.
fn weight(rendered: &Rendered) -> usize {
    const CELL: usize = 120;
    let cells = rendered.rows.iter().flat_map(|row| &row.cells);
    CELL + cells.map(|cell| CELL + cell.text.len()).sum::<usize>()
}
