//! Stripe's API, as far as the product reads it.
//!
//! Lists come in Stripe's envelope and are paged by `limit` and `starting_after`;
//! `created[gte]` and its kin filter, `expand` puts objects in place of their ids, a
//! parameter Stripe does not know is refused, and so is everything in Stripe's words.

mod data;
mod json;

use std::collections::HashMap;

use axum::{
    Extension, Json, Router,
    extract::{OriginalUri, RawQuery},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use crate::{
    access::{self, Door, Memory, Mood, RETRY_AFTER, Refusal},
    address::Query,
    world::Clock,
};

pub(crate) fn router(memory: Memory) -> Router {
    Router::new()
        .route("/v1/account", get(async || Json(json::account())))
        .route("/v1/balance", get(async || Json(json::balance())))
        .route("/v1/charges", get(charges))
        .route("/v1/payment_intents", get(payment_intents))
        .route("/v1/customers", get(customers))
        .route("/v1/subscriptions", get(subscriptions))
        .route("/v1/refunds", get(refunds))
        .route("/v1/disputes", get(disputes))
        .fallback(unknown)
        .layer(from_fn_with_state(Door { memory, refuse }, access::admit))
}

fn refuse(refusal: Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::NoToken => (StatusCode::UNAUTHORIZED, "You did not provide an API key."),
        Refusal::BadToken => (StatusCode::UNAUTHORIZED, "Invalid API Key provided: sk_test_****"),
        Refusal::Forbidden => {
            (StatusCode::FORBIDDEN, "The provided key does not have the required permissions for this endpoint.")
        }
        Refusal::Limited => (StatusCode::TOO_MANY_REQUESTS, "Request rate limit exceeded."),
        Refusal::Down => (StatusCode::SERVICE_UNAVAILABLE, "Sorry, we could not process this."),
    };
    let kind = if refusal == Refusal::Down { "api_error" } else { "invalid_request_error" };
    let mut response = problem(status, json!({ "type": kind, "message": message }));
    if refusal == Refusal::Limited {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

#[expect(clippy::needless_pass_by_value, reason = "built for this call")]
fn problem(status: StatusCode, error: Value) -> Response {
    access::json(status, &json!({ "error": error }))
}

async fn unknown(method: Method, OriginalUri(uri): OriginalUri) -> Response {
    let message = format!("Unrecognized request URL ({method}: {}).", uri.path());
    problem(StatusCode::NOT_FOUND, json!({ "type": "invalid_request_error", "message": message }))
}

async fn charges(RawQuery(raw): RawQuery, Extension(mood): Extension<Mood>) -> Response {
    let clock = Clock::read();
    let mut rows: Vec<_> = data::charges().iter().map(|charge| json::charge(charge, clock)).collect();
    if mood == Mood::Hostile {
        rows.iter_mut().for_each(spoil);
    }
    List { path: "/v1/charges", name: "charge", filters: &["customer", "payment_intent"], rows }
        .answer(raw.as_deref(), clock)
}

async fn payment_intents(RawQuery(raw): RawQuery) -> Response {
    let clock = Clock::read();
    let rows = data::charges().iter().map(|charge| json::payment_intent(charge, clock)).collect();
    List { path: "/v1/payment_intents", name: "payment_intent", filters: &["customer"], rows }
        .answer(raw.as_deref(), clock)
}

async fn customers(RawQuery(raw): RawQuery) -> Response {
    let clock = Clock::read();
    let rows = data::CUSTOMERS.iter().map(|customer| json::customer(customer, clock)).collect();
    List { path: "/v1/customers", name: "customer", filters: &["email"], rows }.answer(raw.as_deref(), clock)
}

async fn refunds(RawQuery(raw): RawQuery) -> Response {
    let clock = Clock::read();
    let rows = data::charges().iter().filter_map(|charge| json::refund(charge, clock)).collect();
    List { path: "/v1/refunds", name: "refund", filters: &["charge", "payment_intent"], rows }
        .answer(raw.as_deref(), clock)
}

async fn disputes(RawQuery(raw): RawQuery) -> Response {
    let clock = Clock::read();
    let rows = data::charges().iter().filter_map(|charge| json::dispute(charge, clock)).collect();
    List { path: "/v1/disputes", name: "dispute", filters: &["charge", "payment_intent"], rows }
        .answer(raw.as_deref(), clock)
}

async fn subscriptions(RawQuery(raw): RawQuery) -> Response {
    let clock = Clock::read();
    let query = Query::parse(raw.as_deref());
    let status = query.get("status");
    let rows = data::subscriptions()
        .iter()
        .filter(|subscription| match status {
            Some("all") => true,
            Some("ended") => subscription.status == "canceled",
            Some(status) => subscription.status == status,
            None => subscription.status != "canceled",
        })
        .map(|subscription| json::subscription(subscription, clock))
        .collect();
    List { path: "/v1/subscriptions", name: "subscription", filters: &["customer", "status"], rows }
        .answer(raw.as_deref(), clock)
}

/// All rows of a kind, and how one may ask for some of them.
struct List<'a> {
    path: &'a str,
    /// One of them, in Stripe's refusals.
    name: &'a str,
    /// Parameters that must equal the row's field of the same name. `status` has been applied.
    filters: &'a [&'a str],
    rows: Vec<Value>,
}

impl List<'_> {
    fn answer(self, raw: Option<&str>, clock: Clock) -> Response {
        let query = Query::parse(raw);
        if let Some(unknown) = query.names().find(|name| !self.knows(name)) {
            let message = format!("Received unknown parameter: {unknown}");
            return problem(
                StatusCode::BAD_REQUEST,
                json!({ "type": "invalid_request_error", "code": "parameter_unknown", "message": message, "param": unknown }),
            );
        }

        let mut rows = self.rows;
        rows.retain(|row| in_range(&query, row["created"].as_i64().unwrap_or_default()));
        for filter in self.filters.iter().filter(|filter| **filter != "status") {
            if let Some(wanted) = query.get(filter) {
                rows.retain(|row| row[*filter] == wanted);
            }
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row["created"].as_i64()));
        if let Some(after) = query.get("starting_after") {
            let Some(place) = rows.iter().position(|row| row["id"] == after) else {
                let message = format!("No such {}: '{after}'", self.name);
                return problem(
                    StatusCode::BAD_REQUEST,
                    json!({ "type": "invalid_request_error", "code": "resource_missing", "message": message, "param": "starting_after" }),
                );
            };
            rows.drain(..=place);
        }

        let limit = query.number("limit", 10, 1..=100);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let expand: Vec<_> =
            query.names().filter(|name| name.starts_with("expand[")).filter_map(|name| query.get(name)).collect();
        for what in expand {
            if let Some(field) = what.strip_prefix("data.")
                && !rows.iter_mut().all(|row| expand_field(row, field, clock))
            {
                let message = format!("This property cannot be expanded ({field}).");
                return problem(
                    StatusCode::BAD_REQUEST,
                    json!({ "type": "invalid_request_error", "message": message }),
                );
            }
        }
        Json(json!({ "object": "list", "url": self.path, "has_more": has_more, "data": rows })).into_response()
    }

    fn knows(&self, name: &str) -> bool {
        self.filters.contains(&name)
            || matches!(
                name,
                "limit" | "starting_after" | "created[gte]" | "created[gt]" | "created[lte]" | "created[lt]"
            )
            || name.starts_with("expand[")
    }
}

fn in_range(query: &Query, created: i64) -> bool {
    let bound = |name: &str| query.get(name).and_then(|value| value.parse::<i64>().ok());
    bound("created[gte]").is_none_or(|bound| created >= bound)
        && bound("created[gt]").is_none_or(|bound| created > bound)
        && bound("created[lte]").is_none_or(|bound| created <= bound)
        && bound("created[lt]").is_none_or(|bound| created < bound)
}

/// Puts the object in place of its id. `false` for a field that holds no such id.
fn expand_field(row: &mut Value, field: &str, clock: Clock) -> bool {
    let objects: HashMap<String, Value> = match field {
        "customer" => data::CUSTOMERS.iter().map(|customer| (customer.id(), json::customer(customer, clock))).collect(),
        "charge" | "latest_charge" => {
            data::charges().iter().map(|charge| (charge.id.clone(), json::charge(charge, clock))).collect()
        }
        "payment_intent" => data::charges()
            .iter()
            .map(|charge| (format!("pi_{}", charge.stem()), json::payment_intent(charge, clock)))
            .collect(),
        _ => return false,
    };
    match row.get_mut(field) {
        Some(slot) => {
            if let Some(object) = slot.as_str().and_then(|id| objects.get(id)) {
                *slot = object.clone();
            }
            true
        }
        None => false,
    }
}

/// What somebody who means harm could put there.
fn spoil(row: &mut Value) {
    row["billing_details"]["name"] = json!("<script>alert(1)</script>");
    row["description"] = json!("<img src=x onerror=alert(2)>");
    row["receipt_url"] = json!("javascript:alert(3)");
}
