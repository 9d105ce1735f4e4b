//! Stripe's deliveries: `Stripe-Signature: t=…,v1=…`, checked by async-stripe.
//!
//! async-stripe checks signature and age first and reads the event only then, so an event
//! it cannot read ([`WebhookError::BadParse`], a newer API version) was still sent by
//! Stripe: it is accepted, and its id read from the envelope, or Stripe would repeat it for
//! days and a payment would be lost.
//!
//! Source: <https://docs.stripe.com/webhooks/signature>.

use jiff::Timestamp;
use serde::Deserialize;
use stripe_webhook::{Webhook, WebhookError};

use crate::providers::{Delivery, DeliveryId, Forged};

pub(super) fn verify(delivery: &Delivery<'_>, secret: &str, now: Timestamp) -> Result<DeliveryId, Forged> {
    let signature = delivery.headers.get("stripe-signature").ok_or(Forged::Unsigned)?;
    let signature = signature.to_str().map_err(|_| Forged::BadSignature)?;
    let body = std::str::from_utf8(delivery.body).map_err(|_| Forged::BadSignature)?;

    match Webhook::construct_event_with_timestamp(body, signature, secret, now.as_second()) {
        Ok(event) => Ok(DeliveryId(event.id.to_string())),
        Err(WebhookError::BadParse(_)) => {
            let envelope: Envelope = serde_json::from_str(body).map_err(|_| Forged::NoId)?;
            Ok(DeliveryId(envelope.id))
        }
        Err(WebhookError::BadTimestamp(_)) => Err(Forged::Stale),
        Err(WebhookError::BadSignature | WebhookError::BadHeader(_) | WebhookError::BadKey) => {
            Err(Forged::BadSignature)
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    id: String,
}
