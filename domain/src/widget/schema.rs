//! The JSON definition of a widget.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::provider::Method;

/// The JSON definition of a widget: what data, which fields, which layout, which
/// interactions and subscriptions.
///
/// Holding one does not mean it is valid: that is what `WidgetSchema::parse` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Widget schema")]
pub struct WidgetSchema {
    /// What this widget is.
    pub metadata: Metadata,
    /// Where its rows come from. Absent on an automation, which shows nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_source: Option<DataSource>,
    /// What each row shows, in the order of a table's columns.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub fields: Vec<Field>,
    /// Which rows, in which order, how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// How the rows are laid out.
    pub layout: Layout,
    /// What happens when the user does something with a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactions: Option<Interactions>,
    /// What the widget does when events happen.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub subscriptions: Vec<Subscription>,
}

/// What a widget is, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// Of the template it was made from, or any other short name: `stripe-recent-payments`.
    #[schemars(length(min = 1, max = 64))]
    pub id: String,
    /// Its headline on the dashboard.
    #[schemars(length(min = 1, max = 80))]
    pub name: String,
    /// What it shows, in a sentence.
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub description: String,
    /// A provider of the catalogue; absent on an automation that has no source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What it is about: `business`, `development`.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub category: String,
    /// Semantic version of the schema language this was written in: `1.0.0`.
    #[schemars(length(max = 40))]
    pub version: String,
}

/// Where the rows come from, and how often they are asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataSource {
    /// Id of a provider of the catalogue.
    #[schemars(length(max = 64))]
    pub provider: String,
    /// One that the provider's adapter declares, and that only reads.
    #[schemars(length(max = 200))]
    pub endpoint: String,
    pub method: Method,
    /// As the endpoint declares them.
    #[serde(default)]
    pub params: Map<String, Value>,
    /// RFC 9535 JSONPath to the rows: `$.data[*]`. Without it, the response itself when it is an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512))]
    pub items_path: Option<String>,
    /// Milliseconds between two refreshes, from five seconds to a day.
    #[schemars(range(min = 5_000, max = 86_400_000))]
    pub refresh_interval: u64,
}

/// One column of the widget's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// What layouts and sorts call it. Unique.
    #[schemars(length(min = 1, max = 64))]
    pub name: String,
    /// What people read.
    #[schemars(length(min = 1, max = 80))]
    pub label: String,
    /// RFC 9535 JSONPath on one row: `$.user.login`. No match is an empty cell, several are joined.
    #[schemars(length(max = 512))]
    pub path: String,
    /// What kind of value the cell holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Of a number: `currency`, `percent` (of a ratio), `compact`, `bytes` or `duration` (of seconds).
    /// Of a date: `relative`, or a Unicode date pattern such as `MMM dd, yyyy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub format: Option<String>,
    /// ISO 4217 code for the format `currency`, where the row carries no `currency` of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 3, max = 3))]
    pub currency: Option<String>,
    /// An expression over `value` (what the path found) and `item` (the row), computed before the
    /// format: `value / 100`. Amounts in a currency's smallest unit: `major(value, item.currency)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2_000))]
    pub transform: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FieldType {
    String,
    Number,
    Boolean,
    /// ISO 8601, RFC 2822, or epoch seconds or milliseconds.
    Date,
    /// An http or https address.
    Url,
    /// The http or https address of a picture.
    Image,
    /// A word with a meaning: `paid`, `failed`.
    Badge,
}

/// What is left of the rows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct View {
    /// An expression over `item` (the row) and `now`: only rows for which it holds are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2_000))]
    pub filter: Option<String>,
    /// By which fields, the most important one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub sort: Vec<Sort>,
    /// How many rows are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000))]
    pub limit: Option<u32>,
}

/// One step of an order. What is empty comes last in either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sort {
    /// Name of a field.
    pub field: String,
    #[serde(default)]
    pub order: Order,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    #[default]
    Asc,
    Desc,
}

/// How the rows are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Layout {
    #[serde(rename = "type")]
    pub kind: LayoutType,
    /// Which field plays which role.
    #[serde(default)]
    pub fields: LayoutFields,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LayoutType {
    /// Needs `primary`; knows `secondary`, `tertiary`, `timestamp`, `image`, `url`.
    List,
    /// Needs `columns`.
    Table,
    /// The roles of a list.
    Cards,
    /// One figure: `value`, `aggregate`, `compare`.
    Metric,
    /// Grouped columns: needs `column` and `title`.
    Board,
    /// Needs `start` and `title`; knows `end`.
    Calendar,
    /// Needs `x` and `y`; knows `series` and `kind`.
    Chart,
    /// Shows nothing: an automation.
    None,
}

impl LayoutType {
    /// The four the wizard offers for everything.
    pub const OFFERED: [Self; 4] = [Self::List, Self::Table, Self::Cards, Self::Metric];
}

/// Roles to field names. Which roles a layout knows is checked by validation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LayoutFields {
    /// Of a list or cards: what a row is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<String>,
    /// Of a list or cards: the second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secondary: Option<String>,
    /// Of a list or cards: the third.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tertiary: Option<String>,
    /// Of a list or cards: a field of type `date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Of a list or cards: a field of type `image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Of a list or cards: a field of type `url`, where a row leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of a table: the fields shown, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 50))]
    pub columns: Option<Vec<String>>,
    /// Of a metric: the field that is aggregated. May be left out for `count`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Of a metric: how the rows become one figure; `sum` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// Of a metric: a field to compare with, aggregated the same way, or an expression over
    /// `value` (the figure) and `count` (the rows).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2_000))]
    pub compare: Option<String>,
    /// Of a board: the field by which rows are grouped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Of a board or a calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of a calendar: a field of type `date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Of a calendar: a field of type `date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Of a chart: what its points are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Of a chart: a field of type `number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Of a chart: the field by which lines or bars are told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Of a chart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ChartKind>,
}

/// How many rows become one figure. Amounts of unlike currencies are never added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Aggregate {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    First,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ChartKind {
    Line,
    Bar,
}

/// What happens when the user does something with a row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Interactions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_select: Option<OnSelect>,
}

/// Publishes an event when a row is chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OnSelect {
    /// Words with dots between: `payment.received`.
    #[schemars(length(min = 1, max = 100))]
    pub event_name: String,
    /// Strings may hold `{{ … }}` with `item`, or a JSONPath on the row: `{{$.id}}`.
    #[serde(default)]
    pub payload: Map<String, Value>,
}

/// A pattern over event names, an optional condition, and an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// Event name with `*` for one segment and `**` for the rest.
    #[schemars(length(min = 1, max = 100))]
    pub pattern: String,
    /// An expression over `event`: `event.amount >= 1000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2_000))]
    pub condition: Option<String>,
    pub action: Action,
}

/// What a subscription does. Which keys belong to which type is checked by validation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    #[serde(rename = "type")]
    pub kind: ActionKind,
    /// Of `api-call`: whose endpoint is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub provider: Option<String>,
    /// Of `api-call`: one that changes something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Of `api-call`: its parameters. Strings may hold `{{ … }}` with `event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Map<String, Value>>,
    /// Of `filter`: an expression over `item` and `event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2_000))]
    pub filter: Option<String>,
    /// Of `notify`. May hold `{{ … }}` with `event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub title: Option<String>,
    /// Of `notify`. May hold `{{ … }}` with `event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2_000))]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// Calls a provider's endpoint that changes something.
    ApiCall,
    /// Loads this widget again.
    Refresh,
    /// Sets this widget's filter from the event.
    Filter,
    /// Tells the user.
    Notify,
}
