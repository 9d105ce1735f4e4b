//! Widgets: deployed, changed, and given their data.
//!
//! Whatever changes the order of a dashboard holds the user's row until it commits, so that
//! positions have no gaps and no doubles, however many tabs are open.

mod data;
mod failure;
mod glance;
mod grid;
mod turns;
mod upstream;

use domain::{
    ConversationId, UserIntent, WidgetId,
    event::{Category, Context},
    widget::{Placement, Problem, Widget, WidgetSchema},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::{
    Actor, Services,
    db::{self, widgets::Stored},
    mesh::{self, NewEvent},
    new_id, providers,
};

pub use data::{Freshness, data, matching, preview};
pub(crate) use glance::Drawings;
pub use glance::{Glance, dashboard};
pub(crate) use turns::Turns;
pub(crate) use upstream::Upstream;

const MAX_WIDGETS: usize = 200;
/// How long a deleted widget can be put back.
const RESTORABLE: SignedDuration = SignedDuration::from_hours(24);
/// The longest answer to "did it help?", in characters.
const MAX_ANSWER: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum WidgetError {
    #[error("there is no such widget")]
    NotFound,
    #[error("there is no such conversation")]
    NoConversation,
    /// Pointers into the schema; into the intent below `/userIntent`.
    #[error("the widget has mistakes")]
    Invalid(Vec<Problem>),
    #[error("a dashboard holds at most 200 widgets")]
    TooMany,
    #[error("the widget could not be stored")]
    Db(#[from] sqlx::Error),
}

/// In reading order.
pub async fn list(services: &Services, actor: Actor) -> sqlx::Result<Vec<Widget>> {
    let mut tx = services.db().begin_as(actor).await?;
    db::widgets::list(&mut tx, actor).await
}

pub async fn get(services: &Services, actor: Actor, id: WidgetId) -> Result<Widget, WidgetError> {
    let mut tx = services.db().begin_as(actor).await?;
    Ok(find_live(&mut tx, actor, id).await?.widget)
}

/// What is to stand on the dashboard, and why.
pub(crate) struct NewWidget {
    pub(crate) schema: WidgetSchema,
    pub(crate) intent: Option<UserIntent>,
    /// Where it was talked about.
    pub(crate) conversation: Option<ConversationId>,
}

/// Puts a widget on the first free place. Row and `widget.created` event are one transaction.
/// What a conversation led to is deployed by [`wizard::deploy`](crate::wizard::deploy).
pub async fn deploy(
    services: &Services,
    actor: Actor,
    schema: WidgetSchema,
    intent: Option<UserIntent>,
) -> Result<Widget, WidgetError> {
    let mut tx = services.db().begin_as(actor).await?;
    let new = NewWidget { schema, intent, conversation: None };
    let widget = put_up(&mut tx, actor, new, services.now()).await?;
    tx.commit().await?;
    Ok(widget)
}

/// [`deploy`] within the transaction of `conn`.
///
/// With a conversation, deploying twice gives the same widget: unchanged, with the newer
/// schema, or back from having been deleted.
pub(crate) async fn put_up(
    conn: &mut PgConnection,
    actor: Actor,
    new: NewWidget,
    now: Timestamp,
) -> Result<Widget, WidgetError> {
    let NewWidget { schema, intent, conversation } = new;
    check(&schema, intent.as_ref())?;
    db::users::lock(&mut *conn, actor).await?;
    if let Some(stored) = find_deployed(&mut *conn, actor, conversation).await? {
        return redeploy(conn, actor, stored, schema, intent, now).await;
    }

    let standing = standing_with_room(&mut *conn, actor).await?;
    let columns = grid::default_columns(&schema);
    let widths: Vec<u8> = standing.iter().map(|widget| widget.placement.columns).collect();
    let place = grid::first_free(&widths, columns);
    let widget = Widget {
        id: WidgetId(new_id(now)),
        schema,
        intent,
        placement: Placement { position: position(place), columns },
        created_at: now,
    };
    db::widgets::insert(&mut *conn, actor, &widget, conversation).await?;
    put_in_order(&mut *conn, actor, &standing, widget.id, place).await?;
    mesh::publish(conn, actor, created(&widget), now).await?;
    Ok(widget)
}

/// What is to change about a widget; what is left out stays.
#[derive(Debug, Default)]
pub struct Change {
    pub schema: Option<WidgetSchema>,
    pub placement: Option<Placement>,
}

/// All of a change, or nothing of it.
///
/// # Errors
///
/// Every mistake at once; those of the placement are below `/placement`.
pub async fn change(services: &Services, actor: Actor, id: WidgetId, change: Change) -> Result<Widget, WidgetError> {
    let Change { schema, placement } = change;
    let mut problems = schema.as_ref().map(|schema| mistakes(schema, None)).unwrap_or_default();
    problems.extend(placement.and_then(check_width));
    if !problems.is_empty() {
        return Err(WidgetError::Invalid(problems));
    }

    let mut tx = services.db().begin_as(actor).await?;
    db::users::lock(&mut tx, actor).await?;
    let mut stored = find_live(&mut tx, actor, id).await?;
    if let Some(placement) = placement {
        move_to(&mut tx, actor, id, placement).await?;
        stored = find_live(&mut tx, actor, id).await?;
    }
    let widget = match schema {
        Some(schema) => replace(&mut tx, actor, stored, schema, services.now()).await?,
        None => stored.widget,
    };
    tx.commit().await?;
    Ok(widget)
}

/// The schema is replaced; the id stays, the version before is kept as a revision.
pub async fn update(
    services: &Services,
    actor: Actor,
    id: WidgetId,
    schema: WidgetSchema,
) -> Result<Widget, WidgetError> {
    change(services, actor, id, Change { schema: Some(schema), placement: None }).await
}

/// Moves a widget; the others close the gap and make room. A position beyond the end is the end.
pub async fn place(
    services: &Services,
    actor: Actor,
    id: WidgetId,
    placement: Placement,
) -> Result<Vec<Widget>, WidgetError> {
    if let Some(problem) = check_width(placement) {
        return Err(WidgetError::Invalid(vec![problem]));
    }
    let mut tx = services.db().begin_as(actor).await?;
    db::users::lock(&mut tx, actor).await?;
    find_live(&mut tx, actor, id).await?;
    move_to(&mut tx, actor, id, placement).await?;
    let widgets = db::widgets::list(&mut tx, actor).await?;
    tx.commit().await?;
    Ok(widgets)
}

/// Takes it off the dashboard. It can be restored for a day. Publishes `widget.deleted`.
pub async fn delete(services: &Services, actor: Actor, id: WidgetId) -> Result<(), WidgetError> {
    let mut tx = services.db().begin_as(actor).await?;
    take_off(&mut tx, actor, id, services.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// [`delete`] within the transaction of `conn`.
pub(crate) async fn take_off(
    conn: &mut PgConnection,
    actor: Actor,
    id: WidgetId,
    now: Timestamp,
) -> Result<(), WidgetError> {
    db::users::lock(&mut *conn, actor).await?;
    let widget = find_live(&mut *conn, actor, id).await?.widget;
    db::widgets::set_deleted(&mut *conn, actor, id, Some(now)).await?;
    let order: Vec<WidgetId> = db::widgets::list(&mut *conn, actor).await?.iter().map(|left| left.id).collect();
    db::widgets::set_order(&mut *conn, actor, &order).await?;
    mesh::publish(conn, actor, told("widget.deleted", &widget, "Taken off the dashboard"), now).await?;
    Ok(())
}

/// Undo of [`delete`], to the place it had. Publishes `widget.restored`, or the history would
/// end with a deletion that did not last. Nothing happens when it stands there already.
pub async fn restore(services: &Services, actor: Actor, id: WidgetId) -> Result<Widget, WidgetError> {
    let now = services.now();
    let mut tx = services.db().begin_as(actor).await?;
    db::users::lock(&mut tx, actor).await?;
    let stored = db::widgets::find(&mut tx, actor, id).await?.ok_or(WidgetError::NotFound)?;
    let Some(deleted_at) = stored.deleted_at else { return Ok(stored.widget) };
    if now.duration_since(deleted_at) > RESTORABLE {
        return Err(WidgetError::NotFound);
    }
    let widget = put_back(&mut tx, actor, stored.widget).await?;
    mesh::publish(&mut tx, actor, told("widget.restored", &widget, "Put back on the dashboard"), now).await?;
    tx.commit().await?;
    Ok(widget)
}

/// The first answer to "did it help?" and every later one; kept with the widget.
pub async fn did_it_help(services: &Services, actor: Actor, id: WidgetId, answer: &str) -> Result<(), WidgetError> {
    let answer = answer.trim();
    let fits = !answer.is_empty() && answer.chars().count() <= MAX_ANSWER && !answer.contains('\0');
    if !fits {
        return Err(WidgetError::Invalid(vec![Problem::new("/answer", "an answer has 1 to 500 characters")]));
    }

    let now = services.now();
    let mut tx = services.db().begin_as(actor).await?;
    find_live(&mut tx, actor, id).await?;
    db::widgets::insert_feedback(&mut tx, actor, id, new_id(now), answer, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn find_live(conn: &mut PgConnection, actor: Actor, id: WidgetId) -> Result<Stored, WidgetError> {
    db::widgets::find(conn, actor, id).await?.filter(|stored| stored.deleted_at.is_none()).ok_or(WidgetError::NotFound)
}

/// What this conversation led to before.
async fn find_deployed(
    conn: &mut PgConnection,
    actor: Actor,
    conversation: Option<ConversationId>,
) -> Result<Option<Stored>, WidgetError> {
    let Some(conversation) = conversation else { return Ok(None) };
    if !db::widgets::has_conversation(&mut *conn, actor, conversation).await? {
        return Err(WidgetError::NoConversation);
    }
    Ok(db::widgets::find_of_conversation(conn, actor, conversation).await?)
}

async fn redeploy(
    conn: &mut PgConnection,
    actor: Actor,
    stored: Stored,
    schema: WidgetSchema,
    intent: Option<UserIntent>,
    now: Timestamp,
) -> Result<Widget, WidgetError> {
    let was_deleted = stored.deleted_at.is_some();
    let mut widget = replace(&mut *conn, actor, stored, schema, now).await?;
    if widget.intent != intent {
        db::widgets::set_intent(&mut *conn, actor, widget.id, intent.as_ref()).await?;
        widget.intent = intent;
    }
    if was_deleted {
        widget = put_back(&mut *conn, actor, widget).await?;
        mesh::publish(conn, actor, created(&widget), now).await?;
    }
    Ok(widget)
}

/// With another schema; the same one again is no revision.
async fn replace(
    conn: &mut PgConnection,
    actor: Actor,
    stored: Stored,
    schema: WidgetSchema,
    now: Timestamp,
) -> sqlx::Result<Widget> {
    if stored.widget.schema == schema {
        return Ok(stored.widget);
    }
    db::widgets::replace_schema(&mut *conn, actor, &stored, &schema, now).await?;
    let widget = Widget { schema, ..stored.widget };
    mesh::publish(conn, actor, told("widget.updated", &widget, "Changed"), now).await?;
    Ok(widget)
}

/// Among the others, of which each keeps its width.
async fn move_to(conn: &mut PgConnection, actor: Actor, id: WidgetId, placement: Placement) -> sqlx::Result<()> {
    let mut others = db::widgets::list(&mut *conn, actor).await?;
    others.retain(|widget| widget.id != id);
    db::widgets::set_columns(&mut *conn, actor, id, placement.columns).await?;
    put_in_order(conn, actor, &others, id, index(placement.position)).await
}

/// A deleted widget, where it stood before.
async fn put_back(conn: &mut PgConnection, actor: Actor, widget: Widget) -> Result<Widget, WidgetError> {
    let standing = standing_with_room(&mut *conn, actor).await?;
    let place = index(widget.placement.position).min(standing.len());
    db::widgets::set_deleted(&mut *conn, actor, widget.id, None).await?;
    put_in_order(conn, actor, &standing, widget.id, place).await?;
    Ok(Widget { placement: Placement { position: position(place), ..widget.placement }, ..widget })
}

/// What stands on the dashboard, when one more fits.
async fn standing_with_room(conn: &mut PgConnection, actor: Actor) -> Result<Vec<Widget>, WidgetError> {
    let standing = db::widgets::list(conn, actor).await?;
    if standing.len() >= MAX_WIDGETS { Err(WidgetError::TooMany) } else { Ok(standing) }
}

/// `id` at `place` among the others.
async fn put_in_order(
    conn: &mut PgConnection,
    actor: Actor,
    others: &[Widget],
    id: WidgetId,
    place: usize,
) -> sqlx::Result<()> {
    let mut order: Vec<WidgetId> = others.iter().map(|widget| widget.id).collect();
    order.insert(place.min(order.len()), id);
    db::widgets::set_order(conn, actor, &order).await
}

fn created(widget: &Widget) -> NewEvent {
    let mut event = told("widget.created", widget, "Put on the dashboard");
    if let Some(context) = &mut event.context {
        context.category = Some(Category::Feature);
        context.outcome = widget.intent.as_ref().map(|intent| intent.expected_outcome.clone());
    }
    event
}

/// Something happened to a widget; the event says why it is there.
fn told(name: &'static str, widget: &Widget, decision: &str) -> NewEvent {
    let metadata = &widget.schema.metadata;
    NewEvent {
        name,
        payload: json!({
            "widgetId": widget.id,
            "name": metadata.name,
            "template": metadata.id,
            "provider": metadata.provider,
            "layout": widget.schema.layout.kind,
        }),
        source: "dashboard".to_owned(),
        intent: widget.intent.clone(),
        context: Some(Context { decision: Some(format!("{decision}: {}", metadata.name)), ..Context::default() }),
        causation: None,
    }
}

/// Holding a schema does not mean that it is valid.
fn check(schema: &WidgetSchema, intent: Option<&UserIntent>) -> Result<(), WidgetError> {
    let problems = mistakes(schema, intent);
    if problems.is_empty() { Ok(()) } else { Err(WidgetError::Invalid(problems)) }
}

fn mistakes(schema: &WidgetSchema, intent: Option<&UserIntent>) -> Vec<Problem> {
    let raw = json!(schema);
    let mut problems = WidgetSchema::parse(&raw, &providers::catalogue()).err().unwrap_or_default();
    problems.extend(nul_in(&raw, ""));
    problems.extend(intent.map(check_intent).unwrap_or_default());
    problems
}

fn check_width(placement: Placement) -> Option<Problem> {
    (!Placement::WIDTHS.contains(&placement.columns)).then(|| {
        Problem::new(
            "/placement/columns",
            format!("a widget is 4, 5, 6, 7, 8 or 12 columns wide, not {}", placement.columns),
        )
    })
}

fn check_intent(intent: &UserIntent) -> Vec<Problem> {
    let raw = json!(intent);
    let lines = raw.as_object().into_iter().flatten();
    let too_long = lines
        .filter(|(_, line)| line.as_str().is_some_and(|line| line.chars().count() > UserIntent::MAX_LINE))
        .map(|(name, _)| {
            Problem::new(
                format!("/userIntent/{name}"),
                format!("at most {} characters are possible", UserIntent::MAX_LINE),
            )
        });
    too_long.chain(nul_in(&raw, "/userIntent")).collect()
}

/// PostgreSQL's JSON holds every character but this one.
fn nul_in(value: &Value, pointer: &str) -> Option<Problem> {
    match value {
        Value::String(text) => text.contains('\0').then(|| Problem::new(pointer, "there is a NUL character inside")),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| nul_in(item, &format!("{pointer}/{index}")))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            if name.contains('\0') {
                return Some(Problem::new(pointer, "there is a NUL character in a name"));
            }
            nul_in(member, &format!("{pointer}/{escaped}"))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn position(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn index(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
