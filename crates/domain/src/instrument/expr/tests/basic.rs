use super::*;

fn check(rows: &[(&str, &str)]) {
    let tree = sample();
    for (text, expected) in rows {
        assert_eq!(answer(text, &tree, tree.root()), *expected, "{text}");
    }
}

#[test]
fn arithmetic_and_precedence() {
    check(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("7 mod 4", "3"),
        ("-7 mod 4", "-3"),
        ("7 div 2", "3.5"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("--3", "3"),
        ("- 3 + 5", "2"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 = 1 and 2 > 1 or false()", "true"),
        ("1 < 2 < 3", "true"),
        ("3 > 2 > 1", "false"),
        ("100000 * 10000000000000000", "1000000000000000000000"),
        ("1 div 10000000", "0.0000001"),
    ]);
}

#[test]
fn questions_paths_and_repeats() {
    let tree = sample();
    let bob = tree.children(tree.root()).filter(|n| tree.name(*n) == "child").nth(1).unwrap();
    let age = tree.named("age")[1];
    let kite = tree.named("what")[1];
    for (text, context, expected) in [
        ("${a} + ${b}", tree.root(), "3"),
        ("${in}", tree.root(), "5"),
        ("count(${child})", age, "3"),
        ("${name}", age, "Bob"),
        ("count(${name})", tree.root(), "3"),
        ("count(${name})", age, "1"),
        ("count(${what})", tree.root(), "3"),
        ("count(${what})", age, "2"),
        ("${what}", kite, "kite"),
        ("${name}", kite, "Bob"),
        ("${name}[2]", tree.root(), "Bob"),
        ("sum(${age})", tree.root(), "22"),
        ("${child}[${a} + 1]/name", tree.root(), "Bob"),
        ("${child}[name = 'Cid']/age", tree.root(), "11"),
        ("count(${child}[age > 5])", tree.root(), "2"),
        ("../name", age, "Bob"),
        (". + 1", age, "8"),
        ("position(..)", age, "2"),
        ("position(..)", kite, "2"),
        ("/data/child[3]/name", age, "Cid"),
        ("/data/child[last()]/name", age, "Cid"),
        ("//what[. = 'kite']/../../name", age, "Bob"),
        ("count(//toy)", age, "3"),
        ("count(//*)", age, "23"),
        ("count(//text())", age, "14"),
        ("string(/data/a/text())", age, "1"),
        ("name(..)", age, "child"),
        ("current()/../name", age, "Bob"),
        ("count(/data/child[age > current()])", age, "1"),
        ("indexed-repeat(${name}, ${child}, 3)", age, "Cid"),
        ("indexed-repeat(${what}, ${child}, 2, ${toy}, 2)", age, "kite"),
        ("indexed-repeat(${what}, ${child}, 2, ${toy}, 3)", age, ""),
        ("count(ancestor::*)", kite, "3"),
        ("name(ancestor::*[1])", kite, "toy"),
        ("count(preceding-sibling::node())", bob, "7"),
        ("name(preceding-sibling::*[1])", bob, "child"),
        ("name(following-sibling::*[1])", age, "toy"),
        ("instance('cities')/root/item[country = 'ua'][2]/name", age, "Lviv"),
        ("instance('cities')/root/item[name = 'Oslo']/country", age, "no"),
        ("count(${a} | ${b} | //a)", age, "2"),
        ("instance('x')/root", age, "eval: there is no instance \"x\""),
        ("jr:choice-name('r', '${colour}')", age, "Red"),
        ("jr:choice-name('r', ' /data/colour ')", age, "Red"),
        ("jr:choice-name('x', '/data/colour')", age, ""),
    ] {
        assert_eq!(answer(text, &tree, context), expected, "{text}");
    }
}

#[test]
fn no_path_leads_to_what_was_taken_out() {
    let mut tree = Tree::new("data");
    let root = tree.root();
    let rows: Vec<NodeId> = ["1", "2", "3"]
        .map(|value| {
            let row = tree.add_repeat(root, "row");
            tree.add_leaf(row, "number", value);
            row
        })
        .into();
    let after = tree.add_leaf(root, "after", "x");
    tree.detach(rows[1]);
    assert_eq!(tree.children(root).collect::<Vec<_>>(), [rows[0], rows[2], after]);
    assert_eq!(tree.named("number").len(), 2, "nor to what is in it");
    tree.detach(rows[0]);
    tree.detach(rows[2]);
    assert_eq!(tree.children(root).collect::<Vec<_>>(), [after]);
    tree.detach(after);
    assert_eq!(tree.children(root).count(), 0);
    let again = tree.add(root, "row");
    assert_eq!(tree.children(root).collect::<Vec<_>>(), [again]);
}
