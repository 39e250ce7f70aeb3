//! Assessment tools as files: reading a workbook or a document and saying everything that is wrong with it.

use anyhow::{Context, Result, bail};
use domain::instrument::{Instrument, latest, parse};
use domain::khmer::Lang;
use exchange::xlsform::{self, Options};
use exchange::xlsform_out;
use std::io::Write;
use std::path::Path;

/// Says what is wrong with a file, and writes the document that a sound workbook amounts to.
///
/// # Errors
/// When the file cannot be read, or something is wrong with it.
pub fn check(file: &Path, tolerant: bool, khmer: bool, to: Option<&Path>) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut out = std::io::stdout().lock();
    if file.extension().is_some_and(|extension| extension == "json") {
        let text = String::from_utf8(bytes).context("the document is no UTF-8")?;
        let tool = parse(&text)?;
        writeln!(out, "{} {}: sound", tool.code, tool.version)?;
        return Ok(());
    }
    let lang = if khmer { Lang::Km } else { Lang::En };
    let imported = match xlsform::import(&bytes, &Options { tolerant, ..Options::default() }) {
        Ok(imported) => imported,
        Err(faults) => {
            for fault in &faults {
                writeln!(out, "{}", fault.message(lang))?;
            }
            bail!("{} places must be put right; nothing was written", faults.len());
        }
    };
    for warning in &imported.warnings {
        writeln!(out, "{}", warning.message(lang))?;
    }
    for kept in &imported.kept {
        writeln!(out, "{}", kept.fault.message(lang))?;
    }
    let Instrument { code, version, .. } = &imported.instrument;
    let items = imported.instrument.items().count();
    writeln!(
        out,
        "{code} {version}: {items} items, {} to look at",
        imported.warnings.len() + imported.kept.len()
    )?;
    if let Some(to) = to {
        let document = serde_json::to_string_pretty(&imported.instrument)?;
        std::fs::write(to, document + "\n").with_context(|| format!("{} cannot be written", to.display()))?;
    }
    Ok(())
}

/// Writes the newest version of a tool of the library as an XLSForm workbook.
///
/// # Errors
/// When there is no such tool, or the file cannot be written.
pub fn export(code: &str, to: &Path) -> Result<()> {
    let tool = latest(code).with_context(|| format!("there is no tool {code:?}; instruments/ lists them"))?;
    let workbook = xlsform_out::export(tool)?;
    std::fs::write(to, workbook).with_context(|| format!("{} cannot be written", to.display()))
}
