//! What the browser is told about every answer.

use axum::{Router, response::Response};
use http::{HeaderName, HeaderValue, header};
use leptos::{context::use_context, nonce::use_nonce};
use leptos_axum::ResponseOptions;
use tower_http::set_header::SetResponseHeaderLayer;

/// For answers that are no pages: nothing in them may run, load or be framed.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Two years, the span browsers ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Puts the security headers on `router`'s answers. A page's own policy, which names its
/// nonce, stands.
pub(crate) fn secured(router: Router, https: bool) -> Router {
    let fixed = |name: HeaderName, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let router = router
        .layer(fixed(header::CONTENT_SECURITY_POLICY, NOTHING))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"));
    if https { router.layer(fixed(header::STRICT_TRANSPORT_SECURITY, HSTS)) } else { router }
}

/// The content policy of the page being rendered, with its nonce. Called in the page's context.
///
/// Inline scripts run with the nonce only; there are no inline styles. `'self'` stands beside
/// it because module preloads carry no nonce.
pub(crate) fn page_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).expect("a nonce is base64");
    response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    // A page shows one person's things; neither proxies nor the back button of the next
    // person at this computer may keep it.
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

/// For answers about one person's things.
pub(crate) fn never_cached() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))
}

/// For addresses that change with what they hold.
pub(crate) fn cached_for_ever() -> SetResponseHeaderLayer<impl Fn(&Response) -> Option<HeaderValue> + Clone> {
    SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, |response: &Response| {
        response.status().is_success().then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
    })
}
