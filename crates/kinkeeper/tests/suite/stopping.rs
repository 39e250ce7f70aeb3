//! Asked to stop, the server finishes what it was asked before.

use crate::http::Client;
use crate::program::{Place, ok};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn what_is_under_way_is_answered_before_the_end() {
    let place = Place::sqlite();
    let passphrase = place.add("field1", "village_social_worker", &[]);
    // A sign-in is the slowest request there is: here it takes a good part of a second.
    let slow = place.with("KINKEEPER_ARGON2__MEMORY_KIB", "65536").with("KINKEEPER_ARGON2__PASSES", "12");
    let said = slow.run(&["user", "passphrase", "field1"]);
    let new = said.trim().strip_prefix("field1: ").unwrap();
    assert_ne!(new, passphrase);
    let server = slow.serve();
    let mut client = Client::connect(&server.address).unwrap();
    let device = "00000000-0000-0000-0000-000000000001";
    let body =
        serde_json::json!({ "account": "field1", "passphrase": new, "device": device, "device_name": "" });
    client.hand_over("POST", "/api/v1/sign-in", "application/json", body.to_string().as_bytes()).unwrap();
    sleep(Duration::from_millis(100));
    server.terminate();
    // Nobody new is let in; whoever is in is answered.
    let mut refused = false;
    for _ in 0..50 {
        sleep(Duration::from_millis(10));
        refused = Client::connect(&server.address).is_err();
        if refused {
            break;
        }
    }
    let me = ok(&client.answer().unwrap());
    assert_eq!(me["account"], "field1");
    assert!(server.stop().success());
    assert!(refused);
    assert!(slow.run(&["verify"]).ends_with("\nsound\n"));
}
