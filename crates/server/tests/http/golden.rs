//! Golden files: what every endpoint rests on, and the OpenAPI document. A difference is for a person to read.

use kinkeeper_server::http::endpoint::{Audits, Decides};
use kinkeeper_server::http::{endpoints, openapi_document};
use kinkeeper_server::problem::Code;
use std::fmt::Write as _;

/// Endpoints that rest on no decision. The list may only shrink.
const OPEN: [&str; 14] = [
    "/api/v1/sign-in",
    "/api/v1/sign-in/passkey/begin",
    "/api/v1/sign-in/passkey",
    "/api/v1/providers",
    "/api/v1/providers/begin",
    "/api/v1/providers/callback",
    "/api/v1/demo/accounts",
    "/api/v1/openapi.json",
    // With a link, a code and a limit on guesses; one referral and nothing else.
    "/api/v1/received/{token}",
    // A phone by its own key: one word about itself, and that it is done.
    "/api/v1/device/state",
    "/api/v1/device/wiped",
    // By its own key and with the PIN; alone the share opens nothing.
    "/api/v1/device/pin",
    "/healthz",
    "/metrics",
];

#[test]
fn every_endpoint_says_what_it_rests_on() {
    let mut out = String::new();
    for endpoint in endpoints() {
        out.push_str(&endpoint.lines());
    }
    writeln!(out, "\nproblems that no endpoint names by itself:").unwrap();
    let named: Vec<Code> = endpoints().iter().flat_map(|endpoint| endpoint.all_problems()).collect();
    for code in Code::ALL.iter().filter(|code| !named.contains(code)) {
        writeln!(out, "    {}", code.name()).unwrap();
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("endpoints", out);
    });
}

#[test]
fn nothing_new_is_open_to_everybody() {
    for endpoint in endpoints() {
        if matches!(endpoint.decides, Decides::Open(_)) {
            assert!(OPEN.contains(&endpoint.path), "{} is open", endpoint.path);
        }
        // What shows a family's content leaves a row.
        if endpoint.path.contains("/families/{id}") {
            assert!(!matches!(endpoint.audits, Audits::Nothing(_)), "{} leaves no trace", endpoint.path);
            assert!(matches!(endpoint.decides, Decides::Policy(_)), "{}", endpoint.path);
        }
    }
}

#[test]
fn the_openapi_document_is_as_agreed() {
    let document = openapi_document();
    let paths: std::collections::BTreeSet<&str> = endpoints().iter().map(|endpoint| endpoint.path).collect();
    assert_eq!(document.paths.paths.len(), paths.len());
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("openapi", document.to_pretty_json().unwrap());
    });
}
