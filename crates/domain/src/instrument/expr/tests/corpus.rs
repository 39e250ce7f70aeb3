//! Agreement with ODK Web Forms' own engine over a corpus that it has answered (`odk/corpus.mjs`).

use super::*;
use serde_json::Value as Json;
use std::collections::BTreeMap;

const CORPUS: &str = include_str!("corpus.json");
const DIFFERENCES: &str = include_str!("differences.json");

fn fill(tree: &mut Tree, node: NodeId, inside: &Json) {
    if let Some(value) = inside.as_str() {
        return tree.set_value(node, value);
    }
    for child in inside.as_array().unwrap() {
        let name = child[0].as_str().unwrap();
        let id = if child[2] == true { tree.add_repeat(node, name) } else { tree.add(node, name) };
        fill(tree, id, &child[1]);
    }
}

fn tree_of(json: &Json) -> Tree {
    let mut tree = Tree::new(json[0].as_str().unwrap());
    let root = tree.root();
    fill(&mut tree, root, &json[1]);
    tree
}

fn path_of(world: &World<'_>, node: NodeRef) -> String {
    let tree = world.tree_of(node);
    let mut path = String::new();
    if node.text {
        path = "/text()".to_owned();
    }
    let mut at = node.node;
    while let Some(parent) = tree.parent(at) {
        let same: Vec<_> = tree.children(parent).filter(|each| tree.name(*each) == tree.name(at)).collect();
        let place = same.iter().position(|each| *each == at).unwrap() + 1;
        let here = if same.len() > 1 { format!("[{place}]") } else { String::new() };
        path = format!("/{}{here}{path}", tree.name(at));
        at = parent;
    }
    match (node.tree, path.is_empty()) {
        (0, true) => "/".to_owned(),
        (0, false) => path,
        _ => format!("/instance{path}"),
    }
}

fn same_number(a: f64, json: &Json) -> bool {
    let b = json
        .as_f64()
        .unwrap_or_else(|| json.as_str().unwrap_or("").replace("Infinity", "inf").parse().unwrap());
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= b.abs() * 1e-14
}

/// What we answer when it is not what ODK answers.
fn disagreement(case: &Json, world: &World<'_>) -> Option<String> {
    let (text, context) = (case["expr"].as_str().unwrap(), case["context"].as_str().unwrap());
    let place = Expr::parse(context).unwrap();
    let Ok(Value::Nodes(nodes)) = evaluate(&place, world, world.tree.root()) else { unreachable!() };
    let expr = match Expr::parse(text) {
        Ok(expr) => expr,
        Err(error) => return Some(error.to_string()),
    };
    assert_eq!(Expr::parse(&expr.to_string()).as_ref(), Ok(&expr), "{text}");
    let value = match evaluate(&expr, world, nodes[0].node) {
        Ok(value) => value,
        Err(error) => return Some(error.to_string()),
    };
    let odk = &case["odk"];
    let (same, ours) = match case["kind"].as_str().unwrap() {
        "number" => {
            let number = value.to_number(world);
            (!odk.is_object() && same_number(number, odk), number.to_string())
        }
        "text" => {
            let text = value.to_text(world).into_owned();
            (odk == text.as_str(), text)
        }
        "bool" => (odk == value.to_bool(), value.to_bool().to_string()),
        _ => {
            let Value::Nodes(nodes) = &value else { return Some("no nodes".to_owned()) };
            let paths = Json::from(nodes.iter().map(|node| path_of(world, *node)).collect::<Vec<_>>());
            (odk == &paths, paths.to_string())
        }
    };
    (!same).then_some(ours)
}

#[test]
fn agrees_with_odk_web_forms() {
    let corpus: Json = serde_json::from_str(CORPUS).unwrap();
    let known: Json = serde_json::from_str(DIFFERENCES).unwrap();
    let known: BTreeMap<(&str, &str), &str> = known["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                (row["expr"].as_str().unwrap(), row["context"].as_str().unwrap()),
                row["reason"].as_str().unwrap(),
            )
        })
        .collect();
    let tree = tree_of(&corpus["tree"]);
    let mut instances = Instances::new();
    for (id, json) in corpus["instances"].as_object().unwrap() {
        instances.insert(id.as_str(), tree_of(json));
    }
    // The corpus was answered on Monday 2026-11-30.
    let today = Date::new(2026, 11, 30).unwrap();
    let now = DateTime::new(today, ((14 * 60 + 5) * 60 + 6) * 1000 + 7, 0).unwrap();
    let world = World { today, now, ..world(&tree, &instances, 0) };
    let cases = corpus["cases"].as_array().unwrap();
    let mut found = Vec::new();
    for case in cases {
        if let Some(ours) = disagreement(case, &world) {
            found.push((
                case["expr"].as_str().unwrap(),
                case["context"].as_str().unwrap(),
                ours,
                &case["odk"],
            ));
        }
    }
    let new: Vec<String> = found
        .iter()
        .filter(|(expr, context, ..)| !known.contains_key(&(*expr, *context)))
        .map(|(expr, context, ours, odk)| {
            serde_json::json!({ "expr": expr, "context": context, "ours": ours, "odk": odk, "reason": "" })
                .to_string()
        })
        .collect();
    assert!(
        new.is_empty(),
        "{} of {} differ for no known reason:\n{}",
        new.len(),
        cases.len(),
        new.join(",\n")
    );
    assert_eq!(found.len(), known.len(), "differences.json holds what no longer differs");
    assert!(found.len() * 100 <= cases.len(), "{} of {} differ", found.len(), cases.len());
}
