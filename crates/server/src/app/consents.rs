//! Consents that end, for whoever watches over the protection of data: which files, by when, what goes on that rests on
//! them, whom to ask. She need not open a file for it.

use super::lists;
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::family::number::FileNumber;
use domain::ids::{ConsentId, StreamId};
use domain::time::Day;
use policy::{Act, List};
use store::consents::{EndingAsk, EndingConsent, FileRow};

/// Rows of a page.
const PAGE: u32 = 50;

/// A page of consents that end.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Those that have ended while something goes on first, the longest ended first.
    pub consents: Vec<EndingConsent>,
    /// Hand it in for the next page.
    pub next: Option<String>,
    /// Today.
    pub today: Day,
}

/// Consents of her organisation's files that need somebody.
pub async fn ending(app: &App, signed: &Signed, cursor: Option<&str>) -> Result<Ending, Problem> {
    decide(signed, Act::WatchOver)?;
    let after = cursor.map(parse).transpose()?;
    let today = signed.about.at.day();
    let days = signed.directory.protocol.protection.consent_ends_within_days;
    let ask = EndingAsk {
        scope: lists::scope(app, signed, List::Organisation),
        org: signed.session.org,
        today,
        horizon: today.plus_days(i64::from(days)),
        after,
        limit: PAGE + 1,
    };
    let mut consents = app.store.consents_ending(&ask).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = if consents.len() > page {
        consents.truncate(page);
        consents.last().map(|last| format!("{}.{}.{}", last.until, last.file.stream, last.consent))
    } else {
        None
    };
    app.store.audit(vec![signed.showed("consents.read", consents.iter().map(|one| one.file.stream))]).await?;
    Ok(Ending { consents, next, today })
}

fn parse(cursor: &str) -> Result<(Day, StreamId, ConsentId), Problem> {
    let bad = || Problem::new(Code::BadValue).at("cursor");
    let mut parts = cursor.splitn(3, '.');
    let mut part = || parts.next().ok_or_else(bad);
    let (day, stream, consent) = (part()?, part()?, part()?);
    Ok((
        day.parse().map_err(|_| bad())?,
        stream.parse().map_err(|_| bad())?,
        consent.parse().map_err(|_| bad())?,
    ))
}

/// Files with a number: as a rule one or none.
pub async fn numbered(app: &App, signed: &Signed, number: &str) -> Result<Vec<FileRow>, Problem> {
    decide(signed, Act::WatchOver)?;
    let number: FileNumber = number.parse().map_err(|_| Problem::new(Code::BadValue).at("number"))?;
    let scope = lists::scope(app, signed, List::Organisation);
    let found = app.store.files_numbered(&scope, signed.session.org, number).await?;
    app.store.audit(vec![signed.showed("files.numbered", found.iter().map(|one| one.stream))]).await?;
    Ok(found)
}
