//! GitHub's deliveries: HMAC-SHA256 over the raw body, in hex, in `X-Hub-Signature-256`.
//!
//! There is no timestamp: a repetition is told by `X-GitHub-Delivery` alone.
//!
//! Source: <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::providers::{Delivery, DeliveryId, Forged};

pub(super) fn verify(delivery: &Delivery<'_>, secret: &str) -> Result<DeliveryId, Forged> {
    let signature = delivery.headers.get("x-hub-signature-256").ok_or(Forged::Unsigned)?;
    let digits = signature.to_str().ok().and_then(|text| text.strip_prefix("sha256=")).ok_or(Forged::BadSignature)?;
    let signature = hex::decode(digits).map_err(|_| Forged::BadSignature)?;

    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Forged::BadSignature)?;
    mac.update(delivery.body);
    mac.verify_slice(&signature).map_err(|_| Forged::BadSignature)?;

    let id = delivery.headers.get("x-github-delivery").and_then(|id| id.to_str().ok()).ok_or(Forged::NoId)?;
    Ok(DeliveryId(id.to_owned()))
}
