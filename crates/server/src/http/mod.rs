//! The border: one endpoint per file, each of which takes, decides, calls one use case and answers.

mod access;
mod alike;
mod around;
pub mod at_once;
mod caseload;
mod collect_key;
mod consents;
mod consultations;
pub mod demo;
mod device_codes;
mod device_state;
mod devices;
mod duplicates;
mod elsewhere;
mod emergencies;
pub mod endpoint;
mod events;
pub mod extract;
mod factors;
mod family;
mod health;
mod imports;
mod joints;
mod me;
pub mod metrics;
mod numbers;
mod openapi;
mod openrosa;
mod papers;
mod passkeys;
mod passphrase;
mod photos;
mod pins;
mod places;
mod programme;
mod providers;
mod readers;
mod received;
mod received_forms;
mod recoveries;
mod search;
mod security;
mod service_link;
mod service_referral;
mod sessions;
mod sharing;
mod sign_in;
pub mod statics;
mod sync;
mod team;
mod tools;
mod transfers;
mod tray;
mod unusual;
mod workers;

pub use openapi::document as openapi_document;

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use endpoint::Endpoint;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

/// Every endpoint.
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = vec![
        sign_in::sign_in_endpoint(),
        sign_in::sign_out_endpoint(),
        sign_in::prove_again_endpoint(),
        passphrase::endpoint(),
        me::endpoint(),
        demo::endpoint(),
        sync::push_endpoint(),
        sync::pull_endpoint(),
        events::endpoint(),
        caseload::endpoint(),
        search::endpoint(),
        duplicates::endpoint(),
        family::endpoint(),
        places::search_endpoint(),
        places::area_endpoint(),
        programme::endpoint(),
        team::endpoint(),
        tray::endpoint(),
        openapi::endpoint(),
        health::endpoint(),
        metrics::endpoint(),
    ];
    all.extend(consultations::endpoints());
    all.extend(elsewhere::endpoints());
    all.extend(emergencies::endpoints());
    all.extend(transfers::endpoints());
    all.extend(alike::endpoints());
    all.extend(joints::endpoints());
    all.push(service_referral::endpoint());
    all.push(service_link::endpoint());
    all.extend(received::endpoints());
    all.extend(papers::endpoints());
    all.extend(readers::endpoints());
    all.extend(access::endpoints());
    all.extend(consents::endpoints());
    all.extend(unusual::endpoints());
    all.extend(workers::endpoints());
    all.extend(imports::endpoints());
    all.extend(sessions::endpoints());
    all.extend(devices::endpoints());
    all.extend(device_codes::endpoints());
    all.extend(device_state::endpoints());
    all.extend(pins::endpoints());
    all.extend(photos::endpoints());
    all.extend(sharing::endpoints());
    all.extend(passkeys::endpoints());
    all.extend(factors::endpoints());
    all.extend(recoveries::endpoints());
    all.extend(providers::endpoints());
    all.extend(tools::endpoints());
    all.extend(collect_key::endpoints());
    all.extend(openrosa::endpoints());
    all.extend(received_forms::endpoints());
    all.push(numbers::endpoint());
    all
}

/// The whole application as a service.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for endpoint in endpoints() {
        router = router.route(endpoint.path, endpoint.route);
    }
    router
        .fallback(statics::serve)
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(DefaultBodyLimit::max(extract::SMALL))
        .layer(RequestDecompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), around::around))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// No handler panics on purpose; if one does, its request fails and nothing else does.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::broken("a handler panicked").into_response()
}
