//! Widgets: their schema, what makes one valid, and what a person sees of one.
//!
//! [`WidgetSchema::parse`] is the only way from outside JSON to a schema; [`render`] turns
//! a provider's answer into [`Rendered`], in which every cell is already text. The browser
//! draws what was rendered and evaluates nothing.

mod check;
mod columns;
mod events;
mod layout;
mod live;
mod problem;
mod render;
mod rendered;
mod schema;

pub use check::{MAX_BYTES, VERSION};
pub use columns::{ColumnChoice, Towards};
pub use events::{Selected, selected};
pub use live::{Failure, FailureKind, Placement, Widget, WidgetData};
pub use problem::Problem;
pub use render::{MAX_EXAMINED, MAX_SHOWN, matching, render};
pub use rendered::{
    Align, Calendar, Cell, Chart, Column, Day, Entry, Metric, Point, Rendered, RenderedRow, Series, Tick, Tone, Week,
};
pub use schema::{
    Action, ActionKind, Aggregate, ChartKind, DataSource, Field, FieldType, Interactions, Layout, LayoutFields,
    LayoutType, Metadata, OnSelect, Order, Sort, Subscription, View, WidgetSchema,
};

pub use crate::format::Viewing;
