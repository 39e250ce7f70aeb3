//! Tests of the expression engine.

mod basic;
mod corpus;
mod form;
mod functions;
mod random;

use super::*;

/// Sunday 2026-11-29, 14:05:06.007 on a clock two hours ahead of UTC, unless a test says otherwise.
pub(super) fn world<'a>(tree: &'a Tree, instances: &'a Instances, offset: i16) -> World<'a> {
    let today = Date::new(2026, 11, 29).unwrap();
    let millis = ((14 * 60 + 5) * 60 + 6) * 1000 + 7;
    let now = DateTime::new(today, millis, offset).unwrap();
    World {
        tree,
        instances,
        today,
        now,
        choice_name: &|question, value| (question == "colour" && value == "r").then(|| "Red".to_owned()),
    }
}

/// The value as text, or what went wrong.
pub(super) fn answer(text: &str, tree: &Tree, context: NodeId) -> String {
    answer_at(text, tree, context, 0)
}

pub(super) fn answer_at(text: &str, tree: &Tree, context: NodeId, offset: i16) -> String {
    let mut instances = Instances::new();
    let mut cities = Tree::new("root");
    for (name, country) in [("Dnipro", "ua"), ("Lviv", "ua"), ("Oslo", "no")] {
        let item = cities.add(cities.root(), "item");
        cities.add_leaf(item, "name", name);
        cities.add_leaf(item, "country", country);
    }
    instances.insert("cities", cities);
    let world = world(tree, &instances, offset);
    match Expr::parse(text) {
        Err(error) => format!("parse: {error}"),
        Ok(expr) => match evaluate(&expr, &world, context) {
            Err(error) => format!("eval: {error}"),
            Ok(value) => value.to_text(&world).into_owned(),
        },
    }
}

/// data: a=1 b=2 text="one two" date=2026-11-01 blank group(in=5) and three `child` repeats with name, age; the
/// second has two `toy` repeats with `what`.
pub(super) fn sample() -> Tree {
    let mut tree = Tree::new("data");
    let root = tree.root();
    tree.add_leaf(root, "a", "1");
    tree.add_leaf(root, "b", "2");
    tree.add_leaf(root, "text", "one two");
    tree.add_leaf(root, "date", "2026-11-01");
    tree.add(root, "blank");
    let group = tree.add(root, "group");
    tree.add_leaf(group, "in", "5");
    for (name, age, toys) in [("Ann", "4", &[][..]), ("Bob", "7", &["car", "kite"]), ("Cid", "11", &["ball"])]
    {
        let child = tree.add_repeat(root, "child");
        tree.add_leaf(child, "name", name);
        tree.add_leaf(child, "age", age);
        for what in toys {
            let toy = tree.add_repeat(child, "toy");
            tree.add_leaf(toy, "what", *what);
        }
    }
    tree
}
