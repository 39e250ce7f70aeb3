//! `/metrics`: counts by outcome and latencies by route template, in Prometheus' text format. No label ever
//! holds an id, a name or anything that somebody typed. They are the operator's all the same: how often a question from
//! elsewhere was answered, or how much the log has grown, tells somebody who waits for it what she must not learn.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Labels of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

impl Labels {
    /// Labels of a request to a route template.
    pub fn new(method: &Method, route: &str, status: u16) -> Self {
        let method = match *method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::HEAD => "HEAD",
            _ => "other",
        };
        Self { method, route: route.to_owned(), status }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// All metrics.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    latency: Family<Route, Histogram, fn() -> Histogram>,
    outcomes: Family<Outcome, Counter>,
    sign_ins: Family<Outcome, Counter>,
    stored: Family<Outcome, Gauge>,
    policies: Family<Outcome, Counter>,
}

fn buckets() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Metrics that have counted nothing yet.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("kinkeeper");
        let requests = Family::<Labels, Counter>::default();
        let latency = Family::<Route, Histogram, fn() -> Histogram>::new_with_constructor(buckets);
        let outcomes = Family::<Outcome, Counter>::default();
        let sign_ins = Family::<Outcome, Counter>::default();
        let stored = Family::<Outcome, Gauge>::default();
        let policies = Family::<Outcome, Counter>::default();
        registry.register("requests", "Requests by route template and status", requests.clone());
        registry.register("request_seconds", "Time to answer, by route template", latency.clone());
        registry.register("entries", "Entries pushed, by what became of them", outcomes.clone());
        registry.register("sign_ins", "Attempts to sign in, by result", sign_ins.clone());
        registry.register("stored", "Rows in the store, by kind", stored.clone());
        registry.register("policies", "Policies that lists had to leave out", policies.clone());
        Self { registry, requests, latency, outcomes, sign_ins, stored, policies }
    }
    /// Counts a request.
    pub fn request(&self, labels: Labels, took: Duration) {
        self.latency.get_or_create(&Route { route: labels.route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&labels).inc();
    }
    /// Counts an entry by its outcome.
    pub fn entry(&self, outcome: &'static str) {
        self.outcomes.get_or_create(&Outcome { outcome }).inc();
    }
    /// Counts an attempt to sign in.
    pub fn sign_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&Outcome { outcome }).inc();
    }
    /// Counts a policy that could not be turned into a list, by what was done instead.
    pub fn policy(&self, outcome: &'static str) {
        self.policies.get_or_create(&Outcome { outcome }).inc();
    }
    fn holds(&self, outcome: &'static str, number: u64) {
        self.stored.get_or_create(&Outcome { outcome }).set(i64::try_from(number).unwrap_or(i64::MAX));
    }
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/metrics",
        summary: "Counts and latencies for Prometheus.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Numbers,
        decides: Decides::Open("from this machine, or with the operator's token"),
        audits: Audits::Nothing("numbers without ids or names"),
        problems: &[Code::NotFound],
        route: get(metrics),
    }
}

/// Whether the operator asks.
fn is_operator(app: &App, about: &Circumstances, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    match (&app.config.metrics_token, given.and_then(|given| given.strip_prefix("Bearer "))) {
        (Some(token), Some(given)) => given.as_bytes().ct_eq(token.as_bytes()).into(),
        (Some(_), None) => false,
        (None, _) => about.peer.is_some_and(|peer| peer.to_canonical().is_loopback()),
    }
}

async fn metrics(State(app): State<App>, about: Circumstances, headers: HeaderMap) -> Response {
    if !is_operator(&app, &about, &headers) {
        return Problem::new(Code::NotFound).into_response();
    }
    if let Ok(counts) = app.store.counts().await {
        for (kind, number) in [
            ("streams", counts.streams),
            ("entries", counts.entries),
            ("families", counts.families),
            ("tray", counts.tray),
            ("audit", counts.audit),
            ("sessions", counts.sessions),
        ] {
            app.metrics.holds(kind, number);
        }
    }
    let mut text = String::new();
    if encode(&mut text, &app.metrics.registry).is_err() {
        return Problem::broken("metrics could not be written").into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
