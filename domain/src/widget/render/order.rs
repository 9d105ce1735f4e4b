//! The order of the rows.

use std::cmp::Ordering;

use super::{
    Work,
    plan::{FieldPlan, Plan},
    reading::{Reading, read},
    rows::Row,
};
use crate::widget::Order;

/// Sorts by the fields of `view.sort`, the first one first. Stable: rows that are equal stay
/// as the provider sent them. What is empty or cannot be read comes last in either order.
pub(super) fn sort(rows: &mut Vec<Row<'_>>, plan: &Plan<'_>, work: &mut Work<'_>) {
    let wanted = plan.schema.view.as_ref().map_or(&[][..], |view| &view.sort);
    let mut by: Vec<(&FieldPlan<'_>, Order)> = Vec::new();
    for sort in wanted {
        match plan.field(&sort.field) {
            Some(field) => by.push((field, sort.order)),
            None => work.notes.push(format!("There is no field `{}` to sort by.", sort.field)),
        }
    }
    if by.is_empty() {
        return;
    }

    let mut keyed: Vec<(Vec<Reading>, Row<'_>)> = rows
        .iter()
        .map(|row| {
            let keys = by.iter().map(|(field, _)| read(field, row, work).unwrap_or(Reading::Empty));
            (keys.collect(), *row)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let orders = a.iter().zip(b).zip(&by).map(|((a, b), (_, order))| compare(a, b, *order));
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    *rows = keyed.into_iter().map(|(_, row)| row).collect();
}

fn compare(a: &Reading, b: &Reading, order: Order) -> Ordering {
    match (a, b) {
        (Reading::Empty, Reading::Empty) => Ordering::Equal,
        (Reading::Empty, _) => Ordering::Greater,
        (_, Reading::Empty) => Ordering::Less,
        _ if order == Order::Desc => b.compare(a),
        _ => a.compare(b),
    }
}
