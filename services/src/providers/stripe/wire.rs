//! Stripe's lists, page by page, and whose account it is.

use domain::wizard::QuestionOption;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};
use stripe_core::balance::RetrieveForMyAccountBalance;

use super::client::Client;
use crate::providers::{Access, ProviderError};

/// The most Stripe gives at once.
const PAGE: u64 = 100;
const DEFAULT_LIMIT: u64 = 100;

/// "Tidewell, test mode". A restricted key need not be allowed to read the account's name;
/// every key that is of use here may read the balance, which says whether it is live.
pub(super) async fn account(access: &Access) -> Result<String, ProviderError> {
    let client = Client(access);
    let balance = RetrieveForMyAccountBalance::new().customize().send(&client).await?;
    let mode = if balance.livemode { "live mode" } else { "test mode" };

    let name = match raw(&client, "/account", &()).await {
        Ok(account) => account["settings"]["dashboard"]["display_name"].as_str().map(str::to_owned),
        Err(_) => None,
    };
    Ok(format!("{}, {mode}", name.as_deref().unwrap_or("Stripe account")))
}

pub(super) async fn read(access: &Access, path: &str, params: &Map<String, Value>) -> Result<Value, ProviderError> {
    let client = Client(access);
    if path == "/balance" {
        return raw(&client, path, &()).await.map(with_kinds);
    }

    let limit = params.get("limit").and_then(Value::as_u64).unwrap_or(DEFAULT_LIMIT);
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let left = limit - rows.len() as u64;
        let after = rows.last().and_then(|row| row["id"].as_str()).map(str::to_owned);
        let page = raw(&client, path, &Query::new(params, left.min(PAGE), after.as_deref())).await?;
        let Value::Object(mut page) = page else {
            return Err(ProviderError::Unexpected { what: "no list".into() });
        };
        let Some(Value::Array(more)) = page.remove("data") else {
            return Err(ProviderError::Unexpected { what: "a list without data".into() });
        };
        let is_last = more.is_empty() || page.get("has_more") != Some(&Value::Bool(true));
        rows.extend(more);
        if is_last || rows.len() as u64 >= limit {
            page.insert("data".into(), Value::Array(rows));
            return Ok(Value::Object(page));
        }
    }
}

pub(super) fn options(source: &str) -> Result<Vec<QuestionOption>, ProviderError> {
    Err(ProviderError::NotFound { what: Some(source.to_owned()) })
}

#[derive(Serialize)]
struct Query<'a> {
    limit: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<Created>,
    /// Those that go to Stripe as they were declared.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Serialize)]
struct Created {
    #[serde(skip_serializing_if = "Option::is_none")]
    gte: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lt: Option<i64>,
}

impl<'a> Query<'a> {
    fn new(params: &Map<String, Value>, limit: u64, starting_after: Option<&'a str>) -> Self {
        let second = |name: &str| params.get(name)?.as_str()?.parse::<Timestamp>().ok().map(Timestamp::as_second);
        let (gte, lt) = (second("since"), second("until"));
        let ours = ["limit", "since", "until"];
        Self {
            limit,
            starting_after,
            created: (gte.is_some() || lt.is_some()).then_some(Created { gte, lt }),
            rest: params
                .iter()
                .filter(|(name, _)| !ours.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }
}

/// Stripe's answer as it is. async-stripe reads JSON without recursion, so depth cannot
/// hurt it; the second reader refuses what is nested deeper than 128.
async fn raw(client: &Client<'_>, path: &str, query: &impl Serialize) -> Result<Value, ProviderError> {
    let request = RequestBuilder::new(StripeMethod::Get, path).query(query);
    let value: miniserde::json::Value = request.customize().send(client).await?;
    serde_json::from_str(&miniserde::json::to_string(&value))
        .map_err(|_| ProviderError::Unexpected { what: "JSON that is nested too deeply".into() })
}

/// Says of each amount what the list it stands in says, since a row does not see its list.
fn with_kinds(mut balance: Value) -> Value {
    for kind in ["available", "pending"] {
        let amounts = balance.get_mut(kind).and_then(Value::as_array_mut).into_iter().flatten();
        for amount in amounts.filter_map(Value::as_object_mut) {
            amount.insert("kind".into(), json!(kind));
        }
    }
    balance
}
