//! Parses, prints and evaluates whatever comes. `cargo +nightly fuzz run expression`
#![no_main]

use domain::instrument::expr::{Date, DateTime, Expr, Instances, Tree, World, evaluate, names, warnings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(expr) = Expr::parse(text) else { return };
    assert_eq!(Expr::parse(&expr.to_string()).as_ref(), Ok(&expr));
    let _ = (names(&expr), warnings(&expr));
    let mut tree = Tree::new("data");
    let root = tree.root();
    let context = tree.add_leaf(root, "a", "1");
    for value in ["", "2026-11-29", "red green"] {
        let child = tree.add_repeat(root, "child");
        tree.add_leaf(child, "b", value);
    }
    let instances = Instances::new();
    let today = Date::new(2026, 11, 29).unwrap();
    let now = DateTime::new(today, 0, 120).unwrap();
    let world = World { tree: &tree, instances: &instances, today, now, choice_name: &|_, _| None };
    let _ = evaluate(&expr, &world, context).map(|value| value.to_text(&world).len());
});
