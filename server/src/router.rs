//! Every route, on one page, and what stands around them.

use axum::{
    Router,
    body::Body,
    extract::{FromRef, Request, State},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
    routing::get,
};
use leptos::{config::LeptosOptions, context::provide_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list};
use services::Services;
use tower::ServiceExt as _;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer,
    services::ServeDir, timeout::RequestBodyTimeoutLayer,
};

use crate::{api, headers, health, limits, problem, session, telemetry};

/// What handlers are given.
#[derive(Clone, FromRef)]
pub(crate) struct App {
    pub(crate) services: Services,
    pub(crate) options: LeptosOptions,
}

pub fn router(services: &Services, options: &LeptosOptions) -> Router {
    let app = App { services: services.clone(), options: options.clone() };

    let pages = Router::new()
        .leptos_routes_with_context(&app, generate_route_list(app::App), page_context(services.clone()), {
            let options = options.clone();
            move || app::shell(options.clone())
        })
        .layer(map_response(app::ssr::with_status))
        .fallback(file_or_page);

    let routes = Router::new()
        .nest("/api", api::router().layer(headers::never_cached()))
        .merge(pages)
        .layer(from_fn_with_state(services.clone(), session::present))
        .route("/healthz", get(health::process))
        .route("/readyz", get(health::ready))
        .nest("/pkg", Router::new().fallback_service(files(options, "pkg")).layer(headers::cached_for_ever()))
        .with_state(app);
    // From the inside out.
    let bounded = routes
        .layer(RequestBodyLimitLayer::new(limits::BODY_BYTES))
        .layer(RequestBodyTimeoutLayer::new(limits::BODY_PAUSE))
        .layer(from_fn_with_state(limits::Limits::default(), limits::per_address))
        .layer(from_fn(limits::see_through_proxy))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn(problem::under_api))
        .layer(CompressionLayer::new());
    telemetry::traced(headers::secured(bounded, services.config().secure_cookies()))
}

/// What pages and server functions find in their context.
fn page_context(services: Services) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(services.clone());
        headers::page_policy();
    }
}

/// A file of `public/`, or the page that says there is nothing here.
async fn file_or_page(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let file = files(&app.options, "")
        .oneshot(Request::from_parts(parts.clone(), Body::empty()))
        .await
        .map(|response| response.map(Body::new));
    match file {
        Ok(response) if response.status().is_success() || response.status().is_redirection() => response,
        _ => {
            let options = app.options.clone();
            let page = leptos_axum::render_app_async_with_context(page_context(app.services.clone()), move || {
                app::shell(options.clone())
            });
            let mut response = page(Request::from_parts(parts, body)).await;
            if response.status().is_success() {
                *response.status_mut() = http::StatusCode::NOT_FOUND;
            }
            response
        }
    }
}

fn files(options: &LeptosOptions, folder: &str) -> ServeDir {
    ServeDir::new(std::path::Path::new(&*options.site_root).join(folder))
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
}
