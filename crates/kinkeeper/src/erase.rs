//! Erasing a family from the command line.

use crate::import::{said, signed};
use crate::open;
use anyhow::{Context, Result, bail};
use domain::ids::StreamId;
use print::{Digits, ErasureDoc, Lang};
use server::{App, Config};
use std::path::{Path, PathBuf};
use store::{Certificate, Erased};

/// What was asked.
pub struct Ask {
    /// The family's id.
    pub family: String,
    /// The account that carries it out.
    pub by: String,
    /// The account that approved it.
    pub approved_by: String,
    /// Why.
    pub reason: String,
    /// Where the certificate goes.
    pub certificate: PathBuf,
}

/// Erases, and writes the certificate.
pub async fn erase(settings: &Config, ask: Ask) -> Result<()> {
    let id: StreamId = ask.family.parse().context("that is no family's id")?;
    if ask.certificate.exists() {
        bail!("{} is there already", ask.certificate.display());
    }
    if !server::app::erase::REASONS.contains(&ask.reason.as_str()) {
        bail!("no such reason; there are: {}", server::app::erase::REASONS.join(", "));
    }
    let store = open::store(settings).await?;
    let app = App::new(settings.clone(), store.clone());
    let by = signed(&app, &ask.by).await?;
    let approver = signed(&app, &ask.approved_by).await?;
    // What cannot be written must be found out before there is no way back.
    std::fs::write(&ask.certificate, b"")
        .with_context(|| format!("{} cannot be written", ask.certificate.display()))?;
    let done = server::app::erase::erase(&app, &by, &approver, id, &ask.reason).await;
    let (erased, certificate) = match done {
        Ok(done) => done,
        Err(problem) => {
            let _gone = std::fs::remove_file(&ask.certificate);
            store.close().await;
            return Err(said(problem)).context("nothing was erased");
        }
    };
    std::fs::write(&ask.certificate, serde_json::to_vec_pretty(&certificate)?)
        .with_context(|| format!("{} cannot be written", ask.certificate.display()))?;
    for lang in [Lang::Km, Lang::En] {
        paper(&app, &ask.certificate, lang, (&erased, &certificate)).await?;
    }
    store.close().await;
    println!("{id} was erased: {} entries can no longer be read", erased.head);
    println!("the certificate is {}", ask.certificate.display());
    Ok(())
}

async fn paper(
    app: &App,
    beside: &Path,
    lang: Lang,
    (erased, certificate): (&Erased, &Certificate),
) -> Result<()> {
    let directory = app.directory.get(app).await.map_err(said)?;
    let (tag, says) = match lang {
        Lang::Km => ("km", server::words::Lang::Km),
        Lang::En => ("en", server::words::Lang::En),
    };
    let pick = |km: &str, latin: &str| {
        let (first, second) = if tag == "km" { (km, latin) } else { (latin, km) };
        if first.trim().is_empty() { second } else { first }.to_owned()
    };
    let name =
        |worker| directory.get(worker).map(|c| pick(&c.row.name_km, &c.row.name_en)).unwrap_or_default();
    let organisation = app.store.organisations().await?.into_iter().find(|o| o.org == erased.org);
    let doc = ErasureDoc {
        lang,
        digits: if tag == "km" { Digits::Khmer } else { Digits::Latin },
        file_no: server::app::printing::file_no(erased.stream),
        printed_on: app.now().day().to_string(),
        organisation: organisation.map(|o| pick(&o.name_km, &o.name_en)).unwrap_or_default(),
        erased_on: erased.at.day().to_string(),
        reason: app.words.say(says, &format!("paper-erased-{}", erased.reason), None),
        carried_out_by: name(erased.by),
        approved_by: name(erased.approved_by),
        entries: erased.head.to_string(),
        certificate: serde_json::to_string(certificate)?,
        contacts: Vec::new(),
    };
    let file = beside.with_extension(format!("{tag}.pdf"));
    std::fs::write(&file, print::erasure_pdf(&doc)?)
        .with_context(|| format!("{} cannot be written", file.display()))
}
