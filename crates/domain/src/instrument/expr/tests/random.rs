use super::*;
use proptest::prelude::*;

/// Expressions as texts, most of them proper.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[0-9]{1,3}(\\.[0-9]{1,2})?",
        "'[a-z -]{0,6}'",
        "\\$\\{(a|b|age|name|what|child|none)\\}",
        prop::sample::select(vec![
            ".",
            "..",
            "/",
            "../a",
            "//age",
            "/data/child",
            "*",
            "a/text()",
            "today()",
            "now()",
            "true()",
            "position()",
            "last()",
            "current()/..",
            "instance('cities')/root/item",
            "self::node()",
            "ancestor::*",
            "following-sibling::a",
            "preceding-sibling::node()",
            "descendant-or-self::node()",
            "'2026-02-03'",
            "'2026-02-03T04:05:06+07:00'",
            "''",
            "pi()",
        ])
        .prop_map(str::to_owned),
    ];
    let operators = vec!["+", "-", "*", " div ", " mod ", "=", "!=", "<", "<=", ">", ">=", " and ", " or "];
    let unary = vec![
        "not",
        "string",
        "number",
        "boolean",
        "floor",
        "round",
        "int",
        "abs",
        "sqrt",
        "exp",
        "log",
        "sin",
        "date",
        "date-time",
        "decimal-date-time",
        "decimal-time",
        "count-selected",
        "string-length",
        "normalize-space",
        "once",
        "concat",
        "max",
        "min",
        "exp10",
    ];
    let binary = vec![
        "concat",
        "contains",
        "starts-with",
        "substring-before",
        "substring-after",
        "substr",
        "substring",
        "selected",
        "selected-at",
        "round",
        "pow",
        "coalesce",
        "regex",
        "join",
        "format-date",
        "format-date-time",
        "checklist",
        "geofence",
        "atan2",
    ];
    leaf.prop_recursive(6, 40, 3, move |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(operators.clone()), inner.clone())
                .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            (prop::sample::select(unary.clone()), inner.clone()).prop_map(|(name, a)| format!("{name}({a})")),
            (prop::sample::select(binary.clone()), inner.clone(), inner.clone())
                .prop_map(|(name, a, b)| format!("{name}({a}, {b})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("if({a}, {b}, {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}[{b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}/{b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} | {b}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("randomize({a}, {b})")),
        ]
    })
}

/// Tokens in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = vec![
        "(",
        ")",
        "[",
        "]",
        ".",
        "..",
        "/",
        "//",
        "*",
        "+",
        "-",
        "=",
        "!=",
        "<",
        "|",
        ",",
        "::",
        "@",
        "$",
        "${a}",
        "${",
        "}",
        "a",
        "b",
        "and",
        "or",
        "div",
        "mod",
        "1",
        ".5",
        "'x'",
        "\"",
        "if(",
        "count(",
        "not(",
        "child::",
        "self::",
        "node()",
        "text()",
        " ",
        "ї",
        "instance('cities')",
        "current()",
        "position()",
        "last()",
        "regex(., '",
        "indexed-repeat(",
        ":",
        "jr:choice-name(",
    ];
    prop::collection::vec(prop::sample::select(words), 0..30).prop_map(|words| words.concat())
}

/// Parses, prints, parses again, looks at it in every way, and evaluates it for some nodes.
fn exercise(text: &str) -> Result<bool, TestCaseError> {
    let expr = match Expr::parse(text) {
        Ok(expr) => expr,
        Err(error) => {
            prop_assert!(error.at as usize <= text.chars().count());
            return Ok(false);
        }
    };
    let printed = expr.to_string();
    prop_assert!(Expr::parse(&printed) == Ok(expr.clone()), "{} became {}", text, printed);
    names(&expr);
    for warning in warnings(&expr) {
        prop_assert!((warning.at as usize) < text.chars().count());
    }
    let path = |name: &str| format!("/data/{name}");
    prop_assert!(Expr::parse(&to_xpath(&expr, &path)).is_ok());
    let tree = sample();
    for context in [tree.root(), tree.named("age")[1], tree.named("what")[0], tree.document()] {
        answer(text, &tree, context);
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,60}") {
        exercise(&text)?;
    }

    #[test]
    fn any_tokens_are_parsed_or_refused(text in soup()) {
        exercise(&text)?;
    }

    #[test]
    fn expressions_come_back_and_end(text in expression()) {
        exercise(&text)?;
    }

    #[test]
    fn any_pattern_is_compiled_or_refused(pattern in "[\\[\\](){}^$.|?*+,:=!<>\\\\&~ab0-9-]{0,16}", text in "[ab0-9 .-]{0,12}") {
        if let Some(pattern) = pattern::Pattern::new(&pattern) {
            pattern.is_found_in(&text);
        }
    }

    #[test]
    fn numbers_come_back(number in any::<f64>()) {
        let text = numbers::number_to_text(number);
        prop_assert!(!text.contains('e'));
        if number.is_finite() {
            prop_assert_eq!(numbers::text_to_number(&text), number);
        }
    }

    #[test]
    fn any_text_is_a_date_or_not(text in "[0-9TZ:.+-]{0,30}", zone in -840_i16..=840) {
        if let Some(local) = dates::parse_loosely(&text, zone) {
            dates::to_text(local, zone);
            dates::format(local, &text, true);
        }
        dates::decimal_time(&text, zone);
    }
}
