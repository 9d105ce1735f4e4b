//! The catalogue as the model reads it: one template a line, the same bytes for everybody, so
//! that the API's cache of the prompt's beginning holds.

use domain::provider::{Endpoint, Need};
use serde::Serialize;

use super::super::Offer;

#[derive(Serialize)]
struct Line<'a> {
    template: String,
    name: &'a str,
    service: &'a str,
    when: &'a str,
    examples: &'a [String],
    parameters: Vec<Parameter<'a>>,
}

#[derive(Serialize)]
struct Parameter<'a> {
    name: &'a str,
    meaning: &'a str,
    value: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
}

/// `github/pr-list`: how the model names a template.
pub(super) fn key(offer: &Offer<'_>) -> String {
    format!("{}/{}", offer.provider.id, offer.kind())
}

pub(super) fn find<'a>(offers: &[Offer<'a>], wanted: &str) -> Option<Offer<'a>> {
    offers.iter().find(|offer| key(offer) == wanted).copied()
}

/// What the template's data source can be asked for.
pub(super) fn endpoint(offer: &Offer<'_>) -> Option<&'static Endpoint> {
    let source = offer.template.schema.data_source.as_ref()?;
    offer.provider.endpoint(source.method, &source.endpoint)
}

pub(super) fn text(offers: &[Offer<'_>]) -> String {
    let lines: Vec<_> = offers.iter().map(line).collect();
    lines.join("\n")
}

fn line(offer: &Offer<'_>) -> String {
    let parameters = endpoint(offer).map_or(&[][..], |endpoint| endpoint.params);
    let line = Line {
        template: key(offer),
        name: offer.name(),
        service: offer.provider.name,
        when: &offer.template.wizard.why,
        examples: &offer.template.wizard.problems,
        parameters: parameters
            .iter()
            .map(|param| Parameter {
                name: param.name,
                meaning: param.description,
                value: param.kind.expected(),
                required: param.need == Need::Required,
            })
            .collect(),
    };
    serde_json::to_string(&line).expect("a line of the catalogue is plain data")
}
