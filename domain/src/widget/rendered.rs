//! What a person sees of a widget: every cell is text already, formatted for their locale
//! and time zone, so that server and browser cannot disagree about it.

use serde::{Deserialize, Serialize};

use super::ChartKind;

/// A provider's answer, as a widget shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rendered {
    /// One per field of the schema, in its order.
    pub columns: Vec<Column>,
    /// After filter, sort and limit.
    pub rows: Vec<RenderedRow>,
    /// Rows that passed the filter, before `view.limit`.
    pub matching: u32,
    /// Rows the provider sent.
    pub received: u32,
    /// Of the metric layout only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<Metric>,
    /// Of the chart layout only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<Chart>,
    /// Of the calendar layout only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// Something about the whole, not one cell, could not be read: a filter that failed, an `itemsPath` without a match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Rendered {
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Field name.
    pub name: String,
    pub label: String,
    pub kind: super::FieldType,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Align {
    Start,
    /// Numbers.
    End,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenderedRow {
    /// Stable across refreshes when the row has an `id`, else its position.
    pub key: String,
    /// As many as there are columns.
    pub cells: Vec<Cell>,
}

/// One value, ready to be drawn. Never markup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    pub text: String,
    /// The whole value where `text` is short for it: the full date behind "3 h".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of `url` and `image`: an http(s) address. Anything else never gets here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    /// Why there is no value. `text` is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What a badge's value means to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    Neutral,
    Ok,
    Warn,
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    pub value: Cell,
    /// What was counted or summed: "Sum of Amount, 12 rows".
    pub label: String,
    /// Against what, when the layout compares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Cell>,
    /// More than one currency was met: one value each, the one with the most rows first; never added up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Cell>,
}

/// Points on axes, ready to be drawn. Heights are thousandths of the plot's, from its bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chart {
    pub kind: ChartKind,
    /// The places along the x axis, in order.
    pub labels: Vec<String>,
    /// The largest first.
    pub series: Vec<Series>,
    /// Lines across, from the bottom up.
    pub ticks: Vec<Tick>,
    /// The height of nothing; above the bottom where there are negative values.
    pub zero: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    pub name: String,
    /// One for each label; `None` where there is no value.
    pub points: Vec<Option<Point>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    pub at: u16,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tick {
    pub at: u16,
    pub text: String,
}

/// Whole weeks without a gap, this week among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    /// Short names, from Monday.
    pub weekdays: Vec<String>,
    pub weeks: Vec<Week>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Week {
    /// Seven, from Monday.
    pub days: Vec<Day>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// `2026-11-23`.
    pub date: String,
    /// Of the month.
    pub number: u8,
    /// "November 2026".
    pub month: String,
    pub is_today: bool,
    /// Whole days first, then by the clock.
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Index of the rendered row.
    pub row: u32,
    /// "14:00–15:30", "14:00", or nothing for a whole day.
    pub time: String,
}
