//! Deliveries are believed exactly when the provider's own library believes them.

use std::{fs, path::Path};

use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use serde::Deserialize;
use services::providers::{self, Delivery, DeliveryId, Forged};

#[derive(Deserialize)]
struct Vectors {
    header: String,
    good: Vec<Case>,
    bad: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    secret: String,
    body: String,
    header: String,
    /// Where the scheme has a clock.
    now: Option<i64>,
}

impl Case {
    fn verify(&self, provider: &str, header: &str) -> Result<DeliveryId, Forged> {
        let mut headers = HeaderMap::new();
        headers.insert("x-github-delivery", HeaderValue::from_static("72d3162e-cc78-11e3-81ab-4c9367dc0958"));
        let name: HeaderName = header.parse().expect("a header's name");
        headers.insert(name, self.header.parse().expect("a header's value"));
        let delivery = Delivery { headers: &headers, body: self.body.as_bytes() };
        let now = Timestamp::from_second(self.now.unwrap_or_default()).expect("a time");
        providers::find(provider).expect("a provider").verify_webhook(&delivery, &self.secret, now)
    }
}

/// `None` where the vendors' files are not beside the project.
fn vectors(provider: &str) -> Option<Vectors> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = here.ancestors().map(|folder| folder.join(format!("shared/contracts/vectors/{provider}.json")));
    let Some(file) = files.find(|file| file.is_file()) else {
        eprintln!("skipped: there is no shared/contracts beside the project");
        return None;
    };
    Some(serde_json::from_str(&fs::read_to_string(file).expect("it can be read")).expect("it is JSON"))
}

#[test]
fn deliveries_are_believed_exactly_when_the_vendors_library_believes_them() {
    for provider in providers::all().iter().map(|provider| provider.info().id) {
        let Some(vectors) = vectors(provider) else { continue };
        for case in &vectors.good {
            // A body without an id was signed all the same.
            let verdict = case.verify(provider, &vectors.header);
            assert!(matches!(verdict, Ok(_) | Err(Forged::NoId)), "{provider}: {}: {verdict:?}", case.name);
        }
        for case in &vectors.bad {
            let verdict = case.verify(provider, &vectors.header);
            assert!(
                matches!(verdict, Err(Forged::Unsigned | Forged::BadSignature | Forged::Stale)),
                "{provider}: {}: {verdict:?}",
                case.name
            );
        }
    }
}

#[test]
fn a_delivery_without_a_signature_is_nobodys() {
    for provider in providers::all() {
        let headers = HeaderMap::new();
        let delivery = Delivery { headers: &headers, body: b"{}" };
        assert_eq!(provider.verify_webhook(&delivery, "secret", Timestamp::UNIX_EPOCH), Err(Forged::Unsigned));
    }
}
