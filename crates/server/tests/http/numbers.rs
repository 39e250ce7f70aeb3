//! Numbers about the work: whoever counts gets counts and no family, and nothing is proposed from too few.

use crate::harness::*;
use crate::structural::open_case;
use serde_json::{Value, json};

#[tokio::test]
async fn whoever_counts_gets_counts_and_nothing_of_a_family() {
    let world = World::new().await;
    open_case(&world).await;
    for account in ["numbers", "chanthy", "dara"] {
        let found = world.sign_in(account).await.get("/api/v1/numbers").await;
        let text = String::from_utf8(found.bytes.clone()).unwrap();
        let found: Value = found.ok();
        assert_eq!(found["families"], Value::Null, "one family is too few to be counted");
        assert_eq!(found["change"]["pairs"], Value::Null);
        let refused = &found["index"]["refused"];
        assert_eq!((&refused["why"], &found["index"]["proposal"]), (&json!("too_little"), &Value::Null));
        assert!(refused["short"].as_array().unwrap().iter().all(|one| one["needed"].as_u64() > Some(50)));
        assert_eq!(found["index"]["items"].as_array().unwrap().len(), 27);
        for name in ["សុខ សុភា", "Sok Sophea", "02040101"] {
            assert!(!text.contains(name), "{name}");
        }
    }
    for account in ["sophea", "vanna", "admin", "guardian"] {
        world.sign_in(account).await.get("/api/v1/numbers").await.is_problem("not-allowed");
    }
    let read = world.app.store.audit_rows(OURS, None, 200).await.unwrap();
    let counted = read.iter().filter(|row| row.event.action == "numbers.read" && row.event.allowed);
    assert_eq!(counted.count(), 3, "also when it was counted before");
}
