//! The widget engine, used as the rest of the product uses it.

#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "a test fails, and its tables read better")]

mod expressions;
mod layouts;
mod limits;
mod pictures;
mod properties;
mod rendering;
mod validation;

use domain::{
    provider::{Catalogue, Endpoint, EndpointKind, Method, Need, Param, ParamKind, ProviderInfo},
    widget::{Viewing, WidgetSchema},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const PARAMS: &[Param] = &[
    Param { name: "limit", kind: ParamKind::Integer { min: 1, max: 100 }, need: Need::Optional, description: "" },
    Param { name: "status", kind: ParamKind::OneOf(&["succeeded", "failed"]), need: Need::Optional, description: "" },
    Param { name: "since", kind: ParamKind::Date, need: Need::Optional, description: "" },
];

const ENDPOINTS: &[Endpoint] = &[
    Endpoint { method: Method::Get, path: "/charges", summary: "", params: PARAMS, kind: EndpointKind::Read },
    Endpoint { method: Method::Get, path: "/balance", summary: "", params: &[], kind: EndpointKind::Read },
    Endpoint {
        method: Method::Post,
        path: "/messages",
        summary: "",
        params: &[Param { name: "to", kind: ParamKind::Text { max_chars: 20 }, need: Need::Required, description: "" }],
        kind: EndpointKind::Effect,
    },
];

pub static CATALOGUE: Catalogue = Catalogue {
    providers: &[ProviderInfo {
        id: "stripe",
        name: "Stripe",
        summary: "",
        credentials: &[],
        credentials_help: "",
        endpoints: ENDPOINTS,
    }],
};

/// The example of the specification, with amounts that are right for every currency.
pub fn payments() -> Value {
    json!({
        "metadata": { "id": "stripe-recent-payments", "name": "Recent payments", "description": "",
                      "provider": "stripe", "category": "business", "version": "1.0.0" },
        "dataSource": { "provider": "stripe", "endpoint": "/charges", "method": "GET",
                        "params": { "limit": 10 }, "itemsPath": "$.data[*]", "refreshInterval": 60000 },
        "fields": [
            { "name": "amount", "label": "Amount", "path": "$.amount", "type": "number",
              "format": "currency", "transform": "major(value, item.currency)" },
            { "name": "customer", "label": "Customer", "path": "$.billing_details.name", "type": "string" },
            { "name": "status", "label": "Status", "path": "$.status", "type": "badge" },
            { "name": "created", "label": "Date", "path": "$.created", "type": "date", "format": "MMM dd, yyyy" },
            { "name": "receipt", "label": "Receipt", "path": "$.receipt_url", "type": "url" }
        ],
        "layout": { "type": "list",
                    "fields": { "primary": "customer", "secondary": "amount", "tertiary": "status", "timestamp": "created" } },
        "interactions": { "onSelect": { "eventName": "payment.received",
                          "payload": { "paymentId": "{{$.id}}", "customer": "{{$.billing_details}}" } } },
        "subscriptions": []
    })
}

pub fn schema(raw: &Value) -> WidgetSchema {
    WidgetSchema::parse(raw, &CATALOGUE).expect("the schema of a test is valid")
}

/// 1764590400 is 2025-12-01T12:00:00Z.
pub fn charges() -> Value {
    json!({ "data": [
        { "id": "ch_1", "amount": 124_000, "currency": "eur", "status": "succeeded", "created": 1_764_590_400,
          "billing_details": { "name": "Ines Caldeira" }, "receipt_url": "https://pay.example/r/1" },
        { "id": "ch_2", "amount": 12_800, "currency": "jpy", "status": "succeeded", "created": 1_764_586_800,
          "billing_details": { "name": "Kenji Sato" }, "receipt_url": "javascript:alert(1)" },
        { "id": "ch_3", "amount": 42_000, "currency": "usd", "status": "failed", "created": 1_764_504_000,
          "billing_details": { "name": "<b>Dana</b>" }, "receipt_url": null },
        { "id": "ch_4", "amount": 1_050, "currency": "eur", "status": "pending", "created": 1_764_417_600,
          "billing_details": {} }
    ] })
}

pub fn viewing() -> Viewing {
    Viewing {
        now: "2025-12-01T13:00:00Z".parse().expect("a timestamp"),
        time_zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        locale: "en".to_owned(),
    }
}
