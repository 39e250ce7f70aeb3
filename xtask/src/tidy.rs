//! House rules that clippy cannot see.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell::Place;

/// Longer files are listed, so that somebody splits them; they do not fail the check.
const LONG: usize = 600;

/// A word that must not appear in the code of some crates.
struct Ban {
    word: &'static str,
    why: &'static str,
    /// Whether the rule binds the file at this path (relative to the root, with `/`).
    binds: fn(&str) -> bool,
}

const BANS: &[Ban] = &[
    Ban {
        word: "sqlx",
        why: "SQL lives in crates/store only",
        binds: |path| !path.starts_with("crates/store/"),
    },
    Ban {
        word: "cedar_policy",
        why: "policies are asked through crates/policy only",
        binds: |path| !path.starts_with("crates/policy/"),
    },
    Ban { word: "SystemTime", why: "the domain has no clock; take the time as an argument", binds: in_pure },
    Ban { word: "Instant", why: "the domain has no clock; take the time as an argument", binds: in_pure },
    Ban { word: "getrandom", why: "the domain has no randomness; take it as an argument", binds: in_pure },
    Ban { word: "rand", why: "the domain has no randomness; take it as an argument", binds: in_pure },
    Ban { word: "tokio", why: "the domain does no I/O", binds: in_pure },
    Ban { word: "std::fs", why: "the domain does no I/O", binds: in_pure },
    Ban { word: "std::net", why: "the domain does no I/O", binds: in_pure },
];

fn in_pure(path: &str) -> bool {
    path.starts_with("crates/domain/") || path.starts_with("crates/client/")
}

/// Checks every Rust file and every manifest of the workspace.
///
/// # Errors
/// When a rule is broken; every place is named first.
pub fn check(place: &Place) -> Result<()> {
    let mut found = Vec::new();
    let mut long = Vec::new();
    for folder in ["crates", "xtask"] {
        for file in files(&place.root.join(folder))? {
            let path = relative(&place.root, &file);
            let text = fs::read_to_string(&file)?;
            found.extend(broken(&path, &text));
            let lines = text.lines().count();
            if lines > LONG && path.ends_with(".rs") {
                long.push((lines, path));
            }
        }
    }
    long.sort_by(|a, b| b.cmp(a));
    for (lines, path) in long {
        println!("long: {path} has {lines} lines");
    }
    if found.is_empty() {
        return Ok(());
    }
    for line in &found {
        println!("{line}");
    }
    bail!("{} house rules are broken", found.len())
}

/// The lines of one file that break a rule. Comments may name what the code may not use.
fn broken(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // This file names the words; tests of any crate may use what they like.
    let test = path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs");
    if path == "xtask/src/tidy.rs" || test {
        return found;
    }
    let manifest = path.ends_with("Cargo.toml");
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if (manifest && line == "[dev-dependencies]") || line == "#[cfg(test)]" {
            break;
        }
        if line.starts_with("//") || line.starts_with('#') {
            continue;
        }
        for ban in BANS {
            if (ban.binds)(path) && has_word(line, ban.word) {
                found.push(format!("{path}:{}: `{}`: {}", number + 1, ban.word, ban.why));
            }
        }
    }
    found
}

/// Whether `word` stands in `line` on its own, not inside a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") || path.ends_with("Cargo.toml") {
                all.push(path);
            }
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_the_store_is_found() {
        let line = "let row = sqlx::query(\"select 1\");";
        assert_eq!(broken("crates/server/src/app.rs", line).len(), 1);
        assert!(broken("crates/store/src/lib.rs", line).is_empty());
        assert!(broken("crates/server/src/app.rs", "// sqlx is for the store").is_empty());
    }

    #[test]
    fn a_clock_in_the_domain_is_found_but_not_inside_a_longer_word() {
        assert_eq!(broken("crates/domain/src/a.rs", "let t = SystemTime::now();").len(), 1);
        assert!(broken("crates/domain/src/a.rs", "let brand = operand(strand);").is_empty());
        assert_eq!(broken("crates/domain/Cargo.toml", "rand.workspace = true").len(), 1);
        assert!(broken("crates/domain/Cargo.toml", "[dev-dependencies]\nrand.workspace = true").is_empty());
    }
}
