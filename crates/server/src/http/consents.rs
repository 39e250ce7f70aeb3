//! `GET /api/v1/protection/consents` and `…/files`: consents that end, and files by their number, for whoever watches
//! over the protection of data. No names of families.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::Query;
use crate::app::consents;
use crate::app::places::Gazetteer;
use crate::app::printing::file_no;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use store::consents::FileRow;
use utoipa::ToSchema;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor {
    cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbered {
    number: String,
}

/// A family's file without names: its number, where, whom to ask.
#[derive(Serialize, ToSchema)]
pub(super) struct FileLine {
    family: String,
    /// The number on its papers.
    number: String,
    /// Official code of the village, and its name.
    village: String,
    village_km: String,
    village_latin: String,
    /// Who answers for it; empty when nobody does.
    lead_km: String,
    lead_latin: String,
    lead_phone: String,
    /// At which stage it is.
    stage: String,
}

/// How a file is told to whoever watches over it.
pub(super) fn file_line(signed: &Signed, gazetteer: &Gazetteer, file: FileRow) -> FileLine {
    let place = file.village.parse().ok().and_then(|code| gazetteer.index.get(&code));
    let (village_km, village_latin) =
        place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
    let lead = file.lead.and_then(|worker| signed.directory.get(worker)).map(|c| &c.row);
    FileLine {
        family: file.stream.to_string(),
        number: file_no(file.stream),
        village: file.village,
        village_km,
        village_latin,
        lead_km: lead.map(|row| row.name_km.clone()).unwrap_or_default(),
        lead_latin: lead.map(|row| row.name_en.clone()).unwrap_or_default(),
        lead_phone: lead.map(|row| row.phone.clone()).unwrap_or_default(),
        stage: file.stage,
    }
}

/// A consent that ends, or has ended while what rests on it goes on.
#[derive(Serialize, ToSchema)]
struct ConsentLine {
    file: FileLine,
    consent: String,
    /// A code of the protocol's list, and its words.
    purpose: String,
    purpose_km: String,
    purpose_en: String,
    /// The organisation of the network that it names; empty when none.
    recipient_km: String,
    recipient_latin: String,
    /// Its last day.
    #[schema(value_type = String)]
    until: Day,
    /// Days from today to its last day; less than nothing when it has ended.
    days: i64,
    /// What goes on that rests on it: `work`, `sharing`, `referral`, `consultation`, `transfer`.
    uses: Vec<&'static str>,
}

/// Consents that need somebody, the longest ended first.
#[derive(Serialize, ToSchema)]
struct ConsentLines {
    consents: Vec<ConsentLine>,
    /// Those that end within so many days are shown.
    within_days: u16,
    /// Hand it in as `cursor` for more.
    next: Option<String>,
}

/// Files with a number.
#[derive(Serialize, ToSchema)]
struct FileLines {
    files: Vec<FileLine>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/protection/consents",
            summary: "Consents of the organisation's files that end soon, or have ended while something goes on.",
            query: &["cursor"],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ConsentLines>),
            decides: Decides::Policy("watch_over; list"),
            audits: Audits::Row("consents.read"),
            problems: &[Code::NotAllowed],
            route: get(ending),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/protection/files",
            summary: "The organisation's files with a number, without names.",
            query: &["number"],
            takes: Content::Nothing,
            gives: Content::Json(shape::<FileLines>),
            decides: Decides::Policy("watch_over; list"),
            audits: Audits::Row("files.numbered"),
            problems: &[Code::NotAllowed],
            route: get(numbered),
        },
    ]
}

async fn ending(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<Cursor>,
) -> Result<Json<ConsentLines>, Problem> {
    let ending = consents::ending(&app, &signed, query.cursor.as_deref()).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let organisations = app.store.organisations().await?;
    let protocol = &signed.directory.protocol;
    let lines = ending.consents.into_iter().map(|one| {
        let purpose = protocol.consent.purposes.iter().find(|choice| choice.code == one.purpose);
        let (purpose_km, purpose_en) =
            purpose.map(|choice| (choice.label.km.clone(), choice.label.en.clone())).unwrap_or_default();
        let recipient = one.recipient.and_then(|id| organisations.iter().find(|known| known.org == id));
        ConsentLine {
            file: file_line(&signed, &gazetteer, one.file),
            consent: one.consent.to_string(),
            purpose: one.purpose,
            purpose_km,
            purpose_en,
            recipient_km: recipient.map(|known| known.name_km.clone()).unwrap_or_default(),
            recipient_latin: recipient.map(|known| known.name_en.clone()).unwrap_or_default(),
            until: one.until,
            days: ending.today.days_until(one.until),
            uses: one.uses.iter().map(|used| used.code()).collect(),
        }
    });
    let within_days = protocol.protection.consent_ends_within_days;
    Ok(Json(ConsentLines { consents: lines.collect(), within_days, next: ending.next }))
}

async fn numbered(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<Numbered>,
) -> Result<Json<FileLines>, Problem> {
    let found = consents::numbered(&app, &signed, &query.number).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let files = found.into_iter().map(|file| file_line(&signed, &gazetteer, file)).collect();
    Ok(Json(FileLines { files }))
}
