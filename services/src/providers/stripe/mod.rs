//! Stripe: payments, balance, customers, subscriptions, refunds and disputes.
//!
//! Requests are built, versioned and typed by async-stripe; they travel through our own
//! client ([`client`]), so that limits, time-outs and error words are the same as for
//! every provider. Lists are Stripe's own envelope (`data`, `has_more`), with as many pages
//! put together as `limit` asks for.
//!
//! Amounts are in the currency's smallest unit, as Stripe sends them: 1999 is €19.99, and
//! 12800 is ¥12,800.
//!
//! Source: <https://docs.stripe.com/api>.

mod client;
mod webhook;
mod wire;

use domain::{
    provider::{CredentialField, Endpoint, EndpointKind, Method, Param, ParamKind, ProviderInfo, Secrecy},
    wizard::QuestionOption,
};
use futures::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Access, Delivery, DeliveryId, Forged, Provider, ProviderError,
    template::{Template, templates},
};
use crate::http::Rate;

pub(super) struct Stripe;

const INFO: ProviderInfo = ProviderInfo {
    id: "stripe",
    name: "Stripe",
    summary: "Payments, failed ones, revenue, balance, subscriptions and refunds.",
    credentials: &[CredentialField {
        name: "key",
        label: "Secret or restricted key",
        hint: "rk_live_…, sk_live_… or sk_test_…",
        secret: Secrecy::Secret,
    }],
    credentials_help: "On Stripe under Developers, API keys. A restricted key with read access to balance, charges, \
                       customers, subscriptions and refunds is enough.",
    endpoints: &[
        list("/charges", "Payments and attempts at one, newest first.", &[SINCE, UNTIL, CUSTOMER, EXPAND, LIMIT]),
        list(
            "/payment_intents",
            "Payments from intent to outcome, newest first.",
            &[SINCE, UNTIL, CUSTOMER, EXPAND, LIMIT],
        ),
        list("/balance", "What Stripe holds for this account, available and pending, by currency.", &[]),
        list(
            "/customers",
            "Customers, newest first.",
            &[
                SINCE,
                UNTIL,
                Param::optional("email", ParamKind::Text { max_chars: 512 }, "Exactly this e-mail address."),
                LIMIT,
            ],
        ),
        list(
            "/subscriptions",
            "Subscriptions, newest first.",
            &[
                Param::optional(
                    "status",
                    ParamKind::OneOf(&[
                        "active",
                        "trialing",
                        "past_due",
                        "unpaid",
                        "paused",
                        "incomplete",
                        "canceled",
                        "ended",
                        "all",
                    ]),
                    "All that are not cancelled without it.",
                ),
                SINCE,
                UNTIL,
                CUSTOMER,
                EXPAND,
                LIMIT,
            ],
        ),
        list(
            "/refunds",
            "Refunds, newest first.",
            &[
                SINCE,
                UNTIL,
                Param::optional("charge", ParamKind::Text { max_chars: 255 }, "Only of this charge."),
                EXPAND,
                LIMIT,
            ],
        ),
        list("/disputes", "Payments a customer disputes with the bank, newest first.", &[SINCE, UNTIL, EXPAND, LIMIT]),
    ],
};

const SINCE: Param = Param::optional("since", ParamKind::Date, "Only those created since then.");
const UNTIL: Param = Param::optional("until", ParamKind::Date, "Only those created before then.");
const CUSTOMER: Param =
    Param::optional("customer", ParamKind::Text { max_chars: 255 }, "Only of this customer: `cus_…`.");
const EXPAND: Param = Param::optional(
    "expand",
    ParamKind::TextList { max_items: 4 },
    "Objects to send whole instead of their ids: `data.customer`.",
);
const LIMIT: Param =
    Param::optional("limit", ParamKind::Integer { min: 1, max: 1000 }, "At most so many; 100 without it.");

const fn list(path: &'static str, summary: &'static str, params: &'static [Param]) -> Endpoint {
    Endpoint { method: Method::Get, path, summary, params, kind: EndpointKind::Read }
}

impl Provider for Stripe {
    fn info(&self) -> &'static ProviderInfo {
        &INFO
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.stripe.com"
    }

    /// Stripe allows 25 requests a second on a test key, and more on a live one.
    /// Source: <https://docs.stripe.com/rate-limits>.
    fn rate(&self) -> Rate {
        Rate { burst: 20, per_minute: 600 }
    }

    fn templates(&self) -> &'static [Template] {
        templates!["payment-list", "revenue-metric", "balance", "failed-payments", "subscription-list", "refund-list"]
    }

    fn validate_credentials<'a>(&'a self, access: &'a Access) -> BoxFuture<'a, Result<String, ProviderError>> {
        wire::account(access).boxed()
    }

    fn request<'a>(
        &'a self,
        access: &'a Access,
        endpoint: &'static Endpoint,
        params: &'a Map<String, Value>,
    ) -> BoxFuture<'a, Result<Value, ProviderError>> {
        wire::read(access, endpoint.path, params).boxed()
    }

    fn options<'a>(
        &'a self,
        _access: &'a Access,
        source: &'a str,
    ) -> BoxFuture<'a, Result<Vec<QuestionOption>, ProviderError>> {
        std::future::ready(wire::options(source)).boxed()
    }

    fn verify_webhook(&self, delivery: &Delivery<'_>, secret: &str, now: Timestamp) -> Result<DeliveryId, Forged> {
        webhook::verify(delivery, secret, now)
    }
}
