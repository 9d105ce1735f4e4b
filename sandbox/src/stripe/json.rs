//! tidewell's things as Stripe writes them.

use serde_json::{Value, json};

use super::data::{BALANCE, Charge, Customer, Subscription};
use crate::world::{Clock, Dice};

const D: i64 = 24 * 60;

pub(super) fn account() -> Value {
    json!({
        "id": "acct_1Tidewell000Sandbox", "object": "account", "country": "PT", "default_currency": "eur",
        "email": "office@tidewell.example", "type": "standard", "charges_enabled": true, "payouts_enabled": true,
        "details_submitted": true, "business_profile": { "name": "tidewell", "url": "https://tidewell.example" },
        "settings": { "dashboard": { "display_name": "tidewell", "timezone": "Europe/Lisbon" } },
    })
}

pub(super) fn balance() -> Value {
    let amounts = |which: fn(&(&str, i64, i64)) -> i64| -> Vec<_> {
        let amounts = BALANCE.iter().map(
            |entry| json!({ "amount": which(entry), "currency": entry.0, "source_types": { "card": which(entry) } }),
        );
        amounts.collect()
    };
    json!({
        "object": "balance", "livemode": false,
        "available": amounts(|entry| entry.1),
        "pending": amounts(|entry| entry.2),
    })
}

pub(super) fn customer(customer: &Customer, clock: Clock) -> Value {
    json!({
        "id": customer.id(), "object": "customer", "address": address(customer), "balance": 0,
        "created": clock.ago(customer.since * D).as_second(), "currency": customer.currency,
        "default_source": null, "delinquent": false, "description": null, "discount": null,
        "email": customer.email, "invoice_prefix": Dice::new(customer.email).hex(8).to_uppercase(),
        "invoice_settings": { "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null },
        "livemode": false, "metadata": {}, "name": customer.name, "phone": null, "preferred_locales": [],
        "shipping": null, "tax_exempt": "none", "test_clock": null,
    })
}

fn address(customer: &Customer) -> Value {
    json!({ "city": null, "country": customer.country, "line1": null, "line2": null, "postal_code": null, "state": null })
}

pub(super) fn charge(charge: &Charge, clock: Clock) -> Value {
    let customer = charge.customer();
    let paid = charge.declined.is_none();
    let refunded = charge.refund.map_or(0, |refund| refund.amount);
    let outcome = match charge.declined {
        None => json!({
            "network_status": "approved_by_network", "reason": null, "risk_level": "normal",
            "seller_message": "Payment complete.", "type": "authorized",
        }),
        Some(decline) => json!({
            "network_status": "declined_by_network", "reason": decline.reason, "risk_level": "normal",
            "seller_message": "The bank did not return any further details with this decline.", "type": "issuer_declined",
        }),
    };
    json!({
        "id": charge.id, "object": "charge", "amount": charge.amount,
        "amount_captured": if paid { charge.amount } else { 0 }, "amount_refunded": refunded,
        "application": null, "application_fee": null, "application_fee_amount": null,
        "balance_transaction": paid.then(|| format!("txn_{}", charge.stem())),
        "billing_details": { "address": address(customer), "email": customer.email, "name": customer.name, "phone": null },
        "calculated_statement_descriptor": "TIDEWELL", "captured": paid,
        "created": clock.ago(charge.at).as_second(), "currency": customer.currency, "customer": customer.id(),
        "description": charge.description, "disputed": charge.disputed,
        "failure_balance_transaction": null,
        "failure_code": charge.declined.map(|decline| decline.code),
        "failure_message": charge.declined.map(|decline| decline.message),
        "fraud_details": {}, "invoice": null, "livemode": false, "metadata": {}, "on_behalf_of": null,
        "outcome": outcome, "paid": paid,
        "payment_intent": format!("pi_{}", charge.stem()), "payment_method": format!("pm_{}", charge.stem()),
        "payment_method_details": {
            "card": {
                "brand": customer.brand,
                "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
                "country": customer.country, "exp_month": 8, "exp_year": 2029,
                "fingerprint": Dice::new(customer.email).word(16), "funding": "credit", "installments": null,
                "last4": customer.last4, "mandate": null, "network": customer.brand, "three_d_secure": null, "wallet": null,
            },
            "type": "card",
        },
        "receipt_email": customer.email, "receipt_number": null,
        "receipt_url": paid.then(|| format!("https://pay.stripe.example/receipts/{}", charge.stem())),
        "refunded": charge.refund.is_some() && refunded == charge.amount,
        "review": null, "shipping": null, "source_transfer": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": if paid { "succeeded" } else { "failed" },
        "transfer_data": null, "transfer_group": null,
    })
}

pub(super) fn payment_intent(charge: &Charge, clock: Clock) -> Value {
    let customer = charge.customer();
    let paid = charge.declined.is_none();
    let last_error = charge.declined.map(|decline| {
        json!({ "type": "card_error", "code": decline.code, "decline_code": decline.reason, "message": decline.message, "charge": charge.id })
    });
    json!({
        "id": format!("pi_{}", charge.stem()), "object": "payment_intent", "amount": charge.amount,
        "amount_capturable": 0, "amount_details": { "tip": {} }, "amount_received": if paid { charge.amount } else { 0 },
        "application": null, "application_fee_amount": null, "automatic_payment_methods": null,
        "canceled_at": null, "cancellation_reason": null, "capture_method": "automatic", "client_secret": null,
        "confirmation_method": "automatic", "created": clock.ago(charge.at + 1).as_second(),
        "currency": customer.currency, "customer": customer.id(), "description": charge.description, "invoice": null,
        "last_payment_error": last_error, "latest_charge": charge.id, "livemode": false, "metadata": {},
        "next_action": null, "on_behalf_of": null, "payment_method": paid.then(|| format!("pm_{}", charge.stem())),
        "payment_method_options": {}, "payment_method_types": ["card"], "processing": null,
        "receipt_email": customer.email, "review": null, "setup_future_usage": null, "shipping": null, "source": null,
        "statement_descriptor": null, "statement_descriptor_suffix": null,
        "status": if paid { "succeeded" } else { "requires_payment_method" },
        "transfer_data": null, "transfer_group": null,
    })
}

/// `None` for a charge that was not refunded.
pub(super) fn refund(charge: &Charge, clock: Clock) -> Option<Value> {
    let refund = charge.refund?;
    Some(json!({
        "id": format!("re_{}", charge.stem()), "object": "refund", "amount": refund.amount,
        "balance_transaction": format!("txn_re{}", charge.stem()), "charge": charge.id,
        "created": clock.ago(refund.at).as_second(), "currency": charge.customer().currency, "metadata": {},
        "payment_intent": format!("pi_{}", charge.stem()), "reason": refund.reason, "receipt_number": null,
        "source_transfer_reversal": null, "status": refund.status, "transfer_reversal": null,
    }))
}

/// `None` for a charge nobody disputes.
pub(super) fn dispute(charge: &Charge, clock: Clock) -> Option<Value> {
    charge.disputed.then(|| {
        json!({
            "id": format!("dp_{}", charge.stem()), "object": "dispute", "amount": charge.amount,
            "balance_transactions": [], "charge": charge.id, "created": clock.ago(charge.at - 2 * D).as_second(),
            "currency": charge.customer().currency, "evidence": {},
            "evidence_details": { "due_by": clock.ago(charge.at - 16 * D).as_second(), "has_evidence": false, "past_due": false, "submission_count": 0 },
            "is_charge_refundable": false, "livemode": false, "metadata": {},
            "payment_intent": format!("pi_{}", charge.stem()), "reason": "product_not_received", "status": "needs_response",
        })
    })
}

pub(super) fn subscription(subscription: &Subscription, clock: Clock) -> Value {
    let (customer, plan) = (subscription.customer(), subscription.plan());
    let started = clock.ago(subscription.started * D).as_second();
    let period_end = clock.ago(-subscription.renews_in * D).as_second();
    let period = if plan.interval == "year" { 365 } else { 30 };
    let canceled = subscription.status == "canceled";
    let item = format!("si_{}", subscription.id.trim_start_matches("sub_"));
    let product = format!("prod_{}", Dice::new(plan.name).word(14));
    let price = format!("price_{}", Dice::new(&format!("{} {}", plan.name, customer.currency)).word(24));
    json!({
        "id": subscription.id, "object": "subscription", "application": null, "application_fee_percent": null,
        "automatic_tax": { "enabled": false, "liability": null }, "billing_cycle_anchor": started,
        "cancel_at": null, "cancel_at_period_end": subscription.ends_with_period,
        "canceled_at": canceled.then_some(period_end),
        "cancellation_details": { "comment": null, "feedback": null, "reason": canceled.then_some("cancellation_requested") },
        "collection_method": "charge_automatically", "created": started, "currency": customer.currency,
        "customer": customer.id(), "days_until_due": null, "default_payment_method": null, "default_source": null,
        "default_tax_rates": [], "description": null, "ended_at": canceled.then_some(period_end),
        "items": {
            "object": "list", "has_more": false, "url": format!("/v1/subscription_items?subscription={}", subscription.id),
            "data": [{
                "id": item, "object": "subscription_item", "created": started, "metadata": {},
                "current_period_start": period_end - period * D * 60, "current_period_end": period_end,
                "price": {
                    "id": price, "object": "price", "active": true, "billing_scheme": "per_unit", "created": started,
                    "currency": customer.currency, "custom_unit_amount": null, "livemode": false, "lookup_key": null,
                    "metadata": {}, "nickname": plan.name, "product": product,
                    "recurring": { "interval": plan.interval, "interval_count": 1, "trial_period_days": null, "usage_type": "licensed" },
                    "tax_behavior": "inclusive", "tiers_mode": null, "transform_quantity": null, "type": "recurring",
                    "unit_amount": subscription.unit_amount(), "unit_amount_decimal": subscription.unit_amount().to_string(),
                },
                "quantity": subscription.quantity, "subscription": subscription.id, "tax_rates": [],
            }],
        },
        "latest_invoice": null, "livemode": false, "metadata": {}, "next_pending_invoice_item_invoice": null,
        "on_behalf_of": null, "pause_collection": null, "pending_invoice_item_interval": null,
        "pending_setup_intent": null, "pending_update": null, "schedule": null, "start_date": started,
        "status": subscription.status, "test_clock": null, "transfer_data": null,
        "trial_end": (subscription.status == "trialing").then_some(period_end),
        "trial_start": (subscription.status == "trialing").then_some(started),
    })
}
