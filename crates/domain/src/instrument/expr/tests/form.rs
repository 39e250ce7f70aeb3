use super::*;

fn error(text: &str) -> (ParseErrorKind, u32) {
    let error = Expr::parse(text).unwrap_err();
    (error.kind, error.at)
}

#[test]
fn says_what_is_wrong_and_where() {
    use ParseErrorKind as K;
    for (text, kind, at) in [
        ("", K::Empty, 0),
        ("  ", K::Empty, 0),
        ("1 +", K::UnexpectedEnd, 3),
        ("ї # 2", K::UnexpectedCharacter('#'), 2),
        ("'abc", K::UnclosedText, 0),
        ("${a", K::UnclosedReference, 0),
        ("1 + ${a b}", K::BadReference("a b".into()), 4),
        ("$a", K::UnexpectedCharacter('$'), 0),
        ("1 2", K::Unexpected("2".into()), 2),
        ("(1", K::UnexpectedEnd, 2),
        ("a[1", K::UnexpectedEnd, 3),
        ("1 * * 2 *", K::Unexpected("2".into()), 6),
        ("foo(1)", K::UnknownFunction("foo".into()), 0),
        ("1 + lang('en')", K::UnsupportedFunction("lang".into()), 4),
        ("jr:itext('a')", K::UnsupportedFunction("jr:itext".into()), 0),
        ("not()", K::Arity { function: "not".into(), least: 1, most: Some(1), given: 0 }, 0),
        ("concat()", K::Arity { function: "concat".into(), least: 1, most: None, given: 0 }, 0),
        (
            "indexed-repeat(a, b, 1, c)",
            K::Arity { function: "indexed-repeat".into(), least: 3, most: Some(11), given: 4 },
            0,
        ),
        (
            "weighted-checklist(1, 2, 3)",
            K::Arity { function: "weighted-checklist".into(), least: 2, most: None, given: 3 },
            0,
        ),
        ("following::a", K::UnknownAxis("following".into()), 0),
        ("@a", K::UnknownAxis("@".into()), 0),
        ("comment()", K::UnknownNodeTest("comment".into()), 0),
        ("1 | a", K::NotNodes, 0),
        ("'a'/b", K::NotNodes, 0),
        ("(1 + 2)[1]", K::NotNodes, 0),
        ("regex(., '(?=a)')", K::UnsupportedPattern("(?=a)".into()), 9),
        ("regex(., '(a)\\1')", K::UnsupportedPattern("(a)\\1".into()), 9),
        ("regex(., '\\p{L}')", K::UnsupportedPattern("\\p{L}".into()), 9),
        ("regex(., '[a')", K::UnsupportedPattern("[a".into()), 9),
        ("regex(., '(((a{99}){99}){99}){99}')", K::UnsupportedPattern("(((a{99}){99}){99}){99}".into()), 9),
        ("jr:choice-name('a', ${b})", K::ChoiceNameQuestion, 0),
    ] {
        assert_eq!(error(text), (kind, at), "{text}");
    }
    assert_eq!(error(&"1".repeat(400)).0, K::BadNumber);
    assert_eq!(error(&" ".repeat(70_000)).0, K::TooLong);
    assert_eq!(error(&"(".repeat(30_000)).0, K::TooDeep);
    assert_eq!(error(&"not(".repeat(10_000)).0, K::TooDeep);
    assert_eq!(error(&"a[".repeat(10_000)).0, K::TooDeep);
    assert!(Expr::parse(&format!("{}1{}", "(".repeat(100), ")".repeat(100))).is_ok());
}

#[test]
fn long_is_not_deep() {
    let tree = sample();
    for text in [
        "1 + ".repeat(16_000) + "1",
        "-".repeat(60_000) + "1",
        "./".repeat(30_000) + ".",
        "a | ".repeat(10_000) + "a",
    ] {
        let expr = Expr::parse(&text).unwrap();
        assert_eq!(Expr::parse(&expr.to_string()), Ok(expr));
        assert!(!answer(&text, &tree, tree.root()).starts_with("parse"));
    }
}

#[test]
fn hostile_work_ends() {
    let mut tree = Tree::new("data");
    for _ in 0..3000 {
        let root = tree.root();
        tree.add_leaf(root, "a", "x");
    }
    let context = tree.root();
    for text in [
        "count(//*[count(//*) > 1])",
        "//a = //a[. = 'y'] or //a != //a",
        "//*[//*[//*[. = 'no']]]",
        "count(/data/a[count(preceding-sibling::a[count(preceding-sibling::a) > 5]) > 5])",
    ] {
        assert_eq!(answer(text, &tree, context), "eval: the expression takes too much work", "{text}");
    }
}

#[test]
fn printed_as_written() {
    for text in [
        "1 + 2 * 3",
        "(1 + 2) * 3",
        "1 - (2 - 3)",
        "1 - 2 - 3",
        "(1 = 2) = 3",
        "-(1 + 2)",
        "-${a} + 1",
        "--1",
        "not(${a} = 'x') and (${b} or ${c})",
        "../a",
        ".",
        "..",
        "/",
        "/data/*[1]/a",
        "//a//b",
        "(/) = 1",
        "a/descendant-or-self::node()",
        "a//descendant-or-self::node()/b",
        "descendant-or-self::node()/b",
        "/descendant-or-self::node()",
        "ancestor::a[2][. > 1]",
        "self::node()[1]",
        "text()",
        "instance('x')/root/item[name = current()/../a]/label",
        "(a | b)[1]/c",
        "a | (b)[1]",
        "${a}[. > ${b}]/c//d",
        "concat(\"it's\", 'a \"b\"')",
        "regex(., '^[a-z]+$')",
        "jr:choice-name(${a}, '${a}')",
        "div div div",
        "and and or or mod",
        "a-b - c",
        "* * *",
        "current()/../a",
    ] {
        let expr = Expr::parse(text).unwrap();
        assert_eq!(expr.to_string(), text);
        assert_eq!(Expr::parse(&expr.to_string()), Ok(expr));
    }
    for (text, printed) in [
        ("-(-1)", "--1"),
        ("---1", "-1"),
        ("((1))", "1"),
        ("child::a/parent::node()", "a/.."),
        ("(${a})", "${a}"),
        ("1.50", "1.5"),
    ] {
        assert_eq!(Expr::parse(text).unwrap().to_string(), printed);
    }
}

#[test]
fn printed_with_paths() {
    let path = |name: &str| if name == "in" { "../in".to_owned() } else { format!("/data/{name}") };
    for (text, printed) in [
        ("${a} > ${in}", "/data/a > ../in"),
        ("--${a}", "-(-/data/a)"),
        ("${r}[${in} = name]/x", "/data/r[current()/../in = name]/x"),
        (
            "instance('i')/root/item[k = ${in} and v = ${a}]",
            "instance('i')/root/item[k = current()/../in and v = /data/a]",
        ),
        ("jr:choice-name(${a}, '${a}')", "jr:choice-name(/data/a, '/data/a')"),
        ("jr:choice-name(${a}, '/x/b')", "jr:choice-name(/data/a, '/x/b')"),
    ] {
        assert_eq!(to_xpath(&Expr::parse(text).unwrap(), &path), printed);
    }
}

#[test]
fn what_it_refers_to() {
    let found = names(
        &Expr::parse("if(. > ${a}, ../b/c, instance('i')/root/item[k = current()/../d][. = 1]/v)").unwrap(),
    );
    let set = |names: &[&str]| {
        names.iter().map(|name| (*name).to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(found.questions, set(&["a"]));
    assert_eq!(found.paths, set(&["c", "k", "d", "v"]));
    assert_eq!(found.instances, set(&["i"]));
    assert!(found.own && !found.all && !found.clock);
    let of = |text: &str| names(&Expr::parse(text).unwrap());
    assert!(!of("/data/a[. = 1]").own);
    assert!(!of("position(..)").own);
    assert!(of("string-length() > 1").own);
    assert!(of("current() + 1").own);
    assert!(!of("current()/../x").own);
    assert!(of("../*").all);
    assert!(of("today() - 1").clock);
    assert_eq!(of("jr:choice-name('r', '${colour}')").questions, set(&["colour"]));
}

#[test]
fn warns_of_what_is_not_the_same_everywhere() {
    use WarningKind as K;
    for (text, expected) in [
        ("${a} + 1 > 2 and ../b = 'x'", vec![]),
        ("${a}[2]", vec![(K::Position, 5)]),
        ("${a}[position() = 2]/b", vec![(K::Position, 5)]),
        ("/data/a/b[2]", vec![(K::Position, 10)]),
        ("/data/r[2]/b", vec![]),
        ("regex(., 'a')", vec![(K::PatternAnchors, 0)]),
        ("regex(., '^a$')", vec![]),
        ("regex(., '^a|b$')", vec![(K::PatternAnchors, 0)]),
        ("1 + round(${a})", vec![(K::RoundHalf, 4)]),
        (". < '2026-01-01'", vec![(K::QuotedDate, 4)]),
        (". < date('2026-01-01')", vec![]),
        ("today() + 7", vec![(K::DayArithmetic, 0)]),
        ("today() - ${born}", vec![]),
        ("sum(${a})", vec![(K::BlankNumbers, 0)]),
        ("ancestor::a", vec![(K::Axis, 0)]),
        ("(a)[1]", vec![(K::Position, 4), (K::Filter, 1)]),
        ("floor(1)", vec![(K::NotInJavaRosa, 0)]),
        ("selected(., 1)", vec![(K::NumberChoice, 0)]),
        ("format-date(1, '%Y')", vec![(K::NumberAsDate, 0)]),
        ("uuid()", vec![(K::NotHere, 0)]),
    ] {
        let found: Vec<_> = warnings(&Expr::parse(text).unwrap())
            .into_iter()
            .map(|warning| (warning.kind, warning.at))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn nodes_added_out_of_order_are_found_in_order() {
    let mut tree = Tree::new("data");
    let root = tree.root();
    let first = tree.add_repeat(root, "r");
    let second = tree.add_repeat(root, "r");
    tree.add_leaf(second, "x", "3");
    tree.add_leaf(first, "x", "1");
    tree.add_leaf(first, "x", "2");
    for text in ["concat(${x})", "concat(//x)", "concat(/data/r/x)", "concat(//x | /data/r[1]/x)"] {
        assert_eq!(answer(text, &tree, root), "123", "{text}");
    }
    assert_eq!(answer("concat(${x})", &tree, first), "12");
}
