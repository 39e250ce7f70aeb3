//! The words on the screen: `words/en` and `words/km` must say the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::shell::Place;

/// A message key with the names of the arguments that its text uses.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// Checks that both languages have the same files, keys and arguments, that every file reads
/// without an error, and that every key which the shell asks for by name exists.
///
/// # Errors
/// When something is missing; every place is named first.
pub fn check(place: &Place) -> Result<()> {
    let mut wrong = Vec::new();
    let english = read(&place.root.join("words/en"), &mut wrong)?;
    let khmer = read(&place.root.join("words/km"), &mut wrong)?;
    wrong.extend(differences(&english, &khmer));
    for (file, key) in asked(&place.web().join("src"))? {
        if !english.contains_key(&key) {
            wrong.push(format!("{file} asks for `{key}`, which no words/en file has"));
        }
    }
    if wrong.is_empty() {
        println!("{} messages, each in English and Khmer", english.len());
        return Ok(());
    }
    for line in &wrong {
        println!("{line}");
    }
    bail!("{} messages are missing or wrong", wrong.len())
}

fn read(folder: &Path, wrong: &mut Vec<String>) -> Result<Messages> {
    let mut all = Messages::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "ftl") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        // Zero-width spaces break search and line-breaking on some phones.
        if text.contains('\u{200b}') {
            wrong.push(format!("{} has a zero-width space", path.display()));
        }
        for (key, args) in messages(&text, &path.display().to_string(), wrong) {
            if all.insert(key.clone(), args).is_some() {
                wrong.push(format!("`{key}` is there twice in {}", folder.display()));
            }
        }
    }
    Ok(all)
}

fn messages(text: &str, name: &str, wrong: &mut Vec<String>) -> Vec<(String, BTreeSet<String>)> {
    let resource = match parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            wrong.extend(errors.iter().map(|error| format!("{name}: {error}")));
            resource
        }
    };
    let mut all = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut args = BTreeSet::new();
        match &message.value {
            Some(pattern) => arguments(pattern, &mut args),
            None if message.attributes.is_empty() => {
                wrong.push(format!("{name}: `{}` has no text", message.id.name));
            }
            None => {}
        }
        for attribute in &message.attributes {
            let mut args = BTreeSet::new();
            arguments(&attribute.value, &mut args);
            all.push((format!("{}.{}", message.id.name, attribute.id.name), args));
        }
        all.push((message.id.name.to_owned(), args));
    }
    all
}

fn arguments(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, args);
        }
    }
}

fn in_expression(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, args),
        Expression::Select { selector, variants } => {
            in_inline(selector, args);
            for variant in variants {
                arguments(&variant.value, args);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| in_inline(argument, args));
        }
        InlineExpression::Placeable { expression } => in_expression(expression, args),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

fn differences(english: &Messages, khmer: &Messages) -> Vec<String> {
    let mut wrong = Vec::new();
    for (key, args) in english {
        match khmer.get(key) {
            None => wrong.push(format!("`{key}` has no Khmer")),
            // Khmer has one plural form, so it may leave out a count that English only selects by.
            Some(other) if !other.is_subset(args) => {
                wrong.push(format!("`{key}`: Khmer uses {other:?}, English {args:?}"));
            }
            Some(_) => {}
        }
    }
    wrong.extend(
        khmer.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("`{key}` has no English")),
    );
    wrong
}

/// The keys in `t('…')` calls of the shell. A key made at run time cannot be found this way;
/// the shell shows such a gap loudly while developing.
fn asked(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    if !folder.is_dir() {
        return Ok(all);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(asked(&path)?);
        } else if path.extension().is_some_and(|e| e == "svelte" || e == "ts") {
            let text = fs::read_to_string(&path)?;
            all.extend(keys_in(&text).into_iter().map(|key| (path.display().to_string(), key)));
        }
    }
    Ok(all)
}

fn keys_in(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (at, _) in text.match_indices("t('") {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let rest = text.get(at + 3..).unwrap_or_default();
        if let Some((key, _)) = rest.split_once('\'') {
            keys.push(key.to_owned());
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Messages {
        let mut wrong = Vec::new();
        let all = messages(text, "test", &mut wrong).into_iter().collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        all
    }

    #[test]
    fn a_missing_translation_and_a_wrong_argument_are_found() {
        let english =
            of("a = One\nb = { $name } came\nc = { $count ->\n  [one] one\n *[other] { $count }\n }\n");
        let khmer = of("b = { $nam } មក\nc = ច្រើន\nd = ផ្សេង\n");
        let wrong = differences(&english, &khmer);
        assert_eq!(wrong.len(), 3, "{wrong:?}");
    }

    #[test]
    fn keys_of_the_shell_are_found() {
        assert_eq!(keys_in("{t('today-title')} {format('no')} {x.t('no')} {t(key)}"), ["today-title"]);
    }

    #[test]
    fn a_broken_file_is_reported() {
        let mut wrong = Vec::new();
        messages("= nothing\n", "test", &mut wrong);
        assert!(!wrong.is_empty());
    }
}
