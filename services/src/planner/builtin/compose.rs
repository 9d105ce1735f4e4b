//! From a template and what is known to the widget's schema.

use domain::widget::WidgetSchema;

use super::stated::LIMIT;
use crate::planner::Composing;

/// The template with its parameters filled and in the chosen layout. What the endpoint does
/// not declare is left out; rows are cut in the view, so that a filter sees them all.
pub(super) fn compose(composing: Composing<'_>) -> WidgetSchema {
    let template = &composing.offer.template.schema;
    let mut schema = if template.layout.kind == composing.layout {
        template.clone()
    } else {
        template.with_layout(composing.layout)
    };
    if let Some(source) = &mut schema.data_source {
        let endpoint = composing.offer.provider.endpoint(source.method, &source.endpoint);
        for (name, value) in composing.details {
            let declared = endpoint.and_then(|endpoint| endpoint.param(name));
            if name != LIMIT && declared.is_some_and(|param| param.kind.check(value).is_ok()) {
                source.params.insert(name.clone(), value.clone());
            }
        }
    }
    if let Some(limit) = composing.details.get(LIMIT).and_then(serde_json::Value::as_u64) {
        schema.view.get_or_insert_default().limit = u32::try_from(limit).ok();
    }
    schema
}
