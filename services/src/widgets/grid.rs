//! Where a widget goes on a grid of twelve columns that is filled in reading order.

use domain::widget::{LayoutType, WidgetSchema};

const COLUMNS: u8 = 12;
/// A table with more columns than this takes the whole width.
const NARROW_TABLE: usize = 4;

/// How wide a widget is when nobody has said yet.
pub(super) fn default_columns(schema: &WidgetSchema) -> u8 {
    match schema.layout.kind {
        LayoutType::Metric | LayoutType::None => 4,
        LayoutType::List | LayoutType::Cards => 6,
        LayoutType::Chart => 8,
        LayoutType::Board | LayoutType::Calendar => COLUMNS,
        LayoutType::Table => {
            let shown = schema.layout.fields.columns.as_ref().map_or(schema.fields.len(), Vec::len);
            if shown > NARROW_TABLE { COLUMNS } else { 8 }
        }
    }
}

/// The first place where a card of this width fits without anything else moving: at the end
/// of the first row with room, or after everything. `widths` are those that stand, in order.
pub(super) fn first_free(widths: &[u8], wanted: u8) -> usize {
    let mut used = 0;
    for (place, width) in widths.iter().enumerate() {
        if used + width > COLUMNS {
            if used + wanted <= COLUMNS {
                return place;
            }
            used = 0;
        }
        used += width;
    }
    widths.len()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nothing_stands(&[], 6, 0)]
    #[case::beside_the_last(&[6], 6, 1)]
    #[case::below_the_last(&[8], 6, 1)]
    #[case::gap_in_the_first_row(&[8, 12], 4, 1)]
    #[case::gap_too_narrow(&[8, 12], 5, 2)]
    #[case::gap_in_the_second_row(&[12, 4, 4, 6], 4, 3)]
    #[case::full_rows(&[6, 6, 4, 8], 4, 4)]
    fn a_widget_goes_where_nothing_has_to_move(#[case] widths: &[u8], #[case] wanted: u8, #[case] place: usize) {
        assert_eq!(first_free(widths, wanted), place);
    }
}
