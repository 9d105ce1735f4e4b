//! Events a widget publishes, and events it acts on.

use serde_json::Value as Json;

use super::{EVENT_FILTER_NAMES, EVENT_NAMES, Problems, ROW_NAMES, WidgetSchema, params, source};
use crate::{
    provider::{Catalogue, EndpointKind},
    suggest::listed,
    widget::{Action, ActionKind},
};

pub(super) fn check(schema: &WidgetSchema, catalogue: &Catalogue, problems: &mut Problems) {
    if let Some(select) = schema.interactions.as_ref().and_then(|interactions| interactions.on_select.as_ref()) {
        if !select.event_name.split('.').all(is_segment) {
            let message =
                "not an event name: words of a-z, 0-9, `_` and `-` with dots between, like `payment.received`";
            problems.add("/interactions/onSelect/eventName", message);
        }
        problems.template("/interactions/onSelect/payload", &Json::Object(select.payload.clone()), ROW_NAMES);
    }
    for (at, subscription) in schema.subscriptions.iter().enumerate() {
        let pointer = format!("/subscriptions/{at}");
        pattern(&subscription.pattern, &format!("{pointer}/pattern"), problems);
        if let Some(condition) = &subscription.condition {
            problems.expression(format!("{pointer}/condition"), condition, EVENT_NAMES);
        }
        action(&subscription.action, catalogue, &format!("{pointer}/action"), problems);
    }
}

fn is_segment(segment: &str) -> bool {
    !segment.is_empty()
        && segment.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

fn pattern(pattern: &str, pointer: &str, problems: &mut Problems) {
    let segments: Vec<&str> = pattern.split('.').collect();
    for (at, segment) in segments.iter().enumerate() {
        let message = match *segment {
            "*" => continue,
            "**" if at + 1 == segments.len() => continue,
            "**" => "`**` stands for the rest of a name, so it comes last",
            segment if is_segment(segment) => continue,
            _ => "not an event pattern: words with dots between, `*` for one word, `**` for the rest",
        };
        problems.add(pointer, message);
        return;
    }
}

fn action(action: &Action, catalogue: &Catalogue, pointer: &str, problems: &mut Problems) {
    let given = [
        ("provider", action.provider.is_some()),
        ("endpoint", action.endpoint.is_some()),
        ("method", action.method.is_some()),
        ("body", action.body.is_some()),
        ("filter", action.filter.is_some()),
        ("title", action.title.is_some()),
        ("message", action.message.is_some()),
    ];
    let (name, needed, optional): (_, &[&str], &[&str]) = match action.kind {
        ActionKind::ApiCall => ("api-call", &["provider", "endpoint"], &["method", "body"]),
        ActionKind::Refresh => ("refresh", &[], &[]),
        ActionKind::Filter => ("filter", &["filter"], &[]),
        ActionKind::Notify => ("notify", &["title"], &["message"]),
    };
    for (key, is_given) in given {
        if is_given && !needed.contains(&key) && !optional.contains(&key) {
            let known = listed(needed.iter().chain(optional).copied());
            problems.add(format!("{pointer}/{key}"), format!("`{name}` has no `{key}`; it takes {known}"));
        } else if !is_given && needed.contains(&key) {
            problems.add(format!("{pointer}/{key}"), format!("missing; `{name}` needs it"));
        }
    }

    if let Some(filter) = &action.filter {
        problems.expression(format!("{pointer}/filter"), filter, EVENT_FILTER_NAMES);
    }
    for (key, text) in [("title", &action.title), ("message", &action.message)] {
        if let Some(text) = text {
            problems.template(&format!("{pointer}/{key}"), &Json::String(text.clone()), EVENT_NAMES);
        }
    }
    if action.kind == ActionKind::ApiCall {
        call(action, catalogue, pointer, problems);
    }
}

fn call(action: &Action, catalogue: &Catalogue, pointer: &str, problems: &mut Problems) {
    let body = action.body.clone().unwrap_or_default();
    problems.template(&format!("{pointer}/body"), &Json::Object(body.clone()), EVENT_NAMES);
    let (Some(id), Some(path)) = (&action.provider, &action.endpoint) else { return };
    let Some(provider) = source::provider(id, catalogue, &format!("{pointer}/provider"), problems) else { return };
    let effects = || provider.endpoints.iter().filter(|endpoint| endpoint.kind == EndpointKind::Effect);
    match effects().find(|endpoint| endpoint.path == path) {
        Some(endpoint) => {
            if action.method.is_some_and(|method| method != endpoint.method) {
                problems.add(format!("{pointer}/method"), format!("`{path}` is called with another method"));
            }
            params::check(&body, endpoint.params, &format!("{pointer}/body"), params::Holes::Allowed, problems);
        }
        None if effects().count() == 0 => {
            problems.add(format!("{pointer}/endpoint"), format!("{} can only be read", provider.name));
        }
        None => problems.add(format!("{pointer}/endpoint"), source::no_endpoint(provider, path, EndpointKind::Effect)),
    }
}
