//! Where the data comes from.

use super::{Problems, WidgetSchema, params};
use crate::{
    jsonpath::JsonPath,
    provider::{Catalogue, EndpointKind, ProviderInfo},
    suggest::{instead, listed},
    widget::LayoutType,
};

pub(super) fn check(schema: &WidgetSchema, catalogue: &Catalogue, problems: &mut Problems) {
    if let Some(provider) = &schema.metadata.provider {
        self::provider(provider, catalogue, "/metadata/provider", problems);
    }
    let Some(source) = &schema.data_source else {
        if schema.layout.kind != LayoutType::None {
            problems.add("/dataSource", "missing; only the layout `none` does without one");
        }
        return;
    };
    match &schema.metadata.provider {
        None => problems.add("/metadata/provider", format!("missing; the data comes from `{}`", source.provider)),
        Some(named) if *named != source.provider && catalogue.provider(named).is_some() => {
            problems.add("/metadata/provider", format!("`{named}`, but the data comes from `{}`", source.provider));
        }
        Some(_) => {}
    }
    if let Some(path) = &source.items_path
        && let Err(error) = path.parse::<JsonPath>()
    {
        problems.add("/dataSource/itemsPath", format!("not a JSONPath: {error}"));
    }

    let Some(provider) = provider(&source.provider, catalogue, "/dataSource/provider", problems) else { return };
    let by_path = provider.endpoints.iter().filter(|endpoint| endpoint.path == source.endpoint);
    let readable = || provider.endpoints.iter().filter(|endpoint| endpoint.kind == EndpointKind::Read);
    match by_path.clone().find(|endpoint| endpoint.kind == EndpointKind::Read) {
        Some(endpoint) => {
            if endpoint.method != source.method {
                problems.add("/dataSource/method", format!("`{}` is read with another method", source.endpoint));
            }
            params::check(&source.params, endpoint.params, "/dataSource/params", params::Holes::Refused, problems);
        }
        None if by_path.count() > 0 => problems.add(
            "/dataSource/endpoint",
            format!(
                "`{}` changes something at {}, so it cannot be a data source; readable are {}",
                source.endpoint,
                provider.name,
                listed(readable().map(|endpoint| endpoint.path))
            ),
        ),
        None => problems.add("/dataSource/endpoint", no_endpoint(provider, &source.endpoint, EndpointKind::Read)),
    }
}

/// The provider of the catalogue, or a problem at `pointer`.
pub(super) fn provider(
    id: &str,
    catalogue: &Catalogue,
    pointer: &str,
    problems: &mut Problems,
) -> Option<&'static ProviderInfo> {
    let found = catalogue.provider(id);
    if found.is_none() {
        let hint = instead(id, catalogue.providers.iter().map(|provider| provider.id));
        problems.add(pointer, format!("there is no provider `{id}`{hint}"));
    }
    found
}

pub(super) fn no_endpoint(provider: &ProviderInfo, path: &str, kind: EndpointKind) -> String {
    let paths = provider.endpoints.iter().filter(|endpoint| endpoint.kind == kind).map(|endpoint| endpoint.path);
    format!("{} has no endpoint `{path}`{}", provider.name, instead(path, paths))
}
