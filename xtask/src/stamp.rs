//! Skipping work whose inputs have not changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A fingerprint of a step's inputs, kept beside what the step made.
///
/// It is made of the bytes of the files, not of their times: a fresh checkout of the same
/// commit, or a branch switched there and back, costs nothing.
pub struct Stamp {
    file: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// Reads all `inputs` (files, or folders with everything below them).
    ///
    /// # Errors
    /// When an input exists but cannot be read.
    pub fn of(file: PathBuf, inputs: &[PathBuf], extra: &str) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        extra.hash(&mut hasher);
        for input in inputs {
            feed(input, &mut hasher)?;
        }
        Ok(Self { file, fingerprint: format!("{:016x}", hasher.finish()) })
    }

    /// Whether the step was last finished with exactly these inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept.trim() == self.fingerprint)
    }

    /// Remembers that the step is finished.
    ///
    /// # Errors
    /// When the stamp cannot be written.
    pub fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.fingerprint)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

fn feed(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    if path.is_dir() {
        for child in sorted(path)? {
            feed(&child, hasher)?;
        }
    } else if path.exists() {
        path.hash(hasher);
        fs::read(path).with_context(|| format!("cannot read {}", path.display()))?.hash(hasher);
    }
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_makes_the_step_due_again() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        fs::write(input.join("a"), "one").unwrap();
        let stamp = || Stamp::of(folder.path().join("stamp"), std::slice::from_ref(&input), "v1").unwrap();
        assert!(!stamp().is_fresh());
        stamp().keep().unwrap();
        assert!(stamp().is_fresh());
        fs::write(input.join("a"), "two").unwrap();
        assert!(!stamp().is_fresh());
        stamp().keep().unwrap();
        fs::write(input.join("b"), "").unwrap();
        assert!(!stamp().is_fresh(), "a new file counts too");
    }
}
