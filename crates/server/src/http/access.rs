//! `GET /api/v1/families/{id}/access` and `…/access.pdf`: who may read a family's file now, by which rule, until when.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Circumstances, PathId, Query};
use super::papers::{self, PaperQuery};
use crate::app::access::{self, KeptOut, Packet, Rule, Seer};
use crate::app::families::names_of;
use crate::app::printing::{self, file_no};
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::time::Day;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Somebody who works in the network.
#[derive(Serialize, ToSchema)]
struct Known {
    worker: String,
    name_km: String,
    name_latin: String,
    /// Her role.
    role: Option<&'static str>,
    organisation_km: String,
    organisation_latin: String,
    /// She works for the organisation that holds the file.
    own: bool,
}

/// A row of the sharing protocol.
#[derive(Serialize, ToSchema)]
struct SightRule {
    /// Its name.
    row: String,
    /// `lead`, `specialist`, `supervisor`, `anyone`, `shared`, `break_glass`, `consulted`.
    relation: &'static str,
    because_km: String,
    because_en: String,
}

/// Somebody of the team.
#[derive(Serialize, ToSchema)]
struct SightName {
    name_km: String,
    name_latin: String,
}

/// Somebody who may read.
#[derive(Serialize, ToSchema)]
struct SightSeer {
    who: Known,
    /// The nearest to the family first.
    rules: Vec<SightRule>,
    sections: Vec<&'static str>,
    /// In milliseconds; absent where it does not end by itself.
    until: Option<i64>,
    /// For a supervisor: whose work she answers for.
    through: Vec<SightName>,
}

/// Somebody who is kept out.
#[derive(Serialize, ToSchema)]
struct SightKeptOut {
    who: Known,
    /// `own_relative`.
    reason: &'static str,
}

/// What was told to a service and may be read there now.
#[derive(Serialize, ToSchema)]
struct SightPacket {
    referral: String,
    /// The organisation of the network that reads it; both empty for a service outside it.
    organisation_km: String,
    organisation_latin: String,
    sections: Vec<&'static str>,
    /// The last day on which it may be read there.
    #[schema(value_type = String)]
    until: Day,
    /// Until when a link opens it for whoever has the code, in milliseconds; absent where there is none.
    link: Option<i64>,
}

/// Who may read a family's file now.
#[derive(Serialize, ToSchema)]
struct FamilySight {
    family: String,
    /// The number on its papers.
    number: String,
    /// Official code of the village, and its name.
    village: String,
    village_km: String,
    village_latin: String,
    organisation_km: String,
    organisation_latin: String,
    /// The nearest to the family first.
    seers: Vec<SightSeer>,
    kept_out: Vec<SightKeptOut>,
    /// The latest first.
    packets: Vec<SightPacket>,
    /// Sections that are closed to everybody without clearance.
    sealed: Vec<&'static str>,
    /// About how many people the rules were asked.
    asked: usize,
    /// How many of them may not see it.
    closed_to: usize,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/access",
            summary: "Who may read a family's file now, by which rule, which sections, until when; and who is kept out.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<FamilySight>),
            decides: Decides::Policy(
                "see_access; read of every section, for everybody who works in the network",
            ),
            audits: Audits::Row("family.see_access"),
            problems: &[],
            route: get(sight),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/access.pdf",
            summary: "The same on paper, for the family.",
            query: &["lang", "digits"],
            takes: Content::Nothing,
            gives: Content::Pdf,
            decides: Decides::Policy("see_access; print"),
            audits: Audits::Row("family.see_access; family.read (purpose print)"),
            problems: &[],
            route: get(paper),
        },
    ]
}

async fn paper(
    State(app): State<App>,
    signed: Signed,
    about: Circumstances,
    PathId(id): PathId<StreamId>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    let (lang, khmer_digits) = papers::look(&about, &query)?;
    let pdf = printing::print_sight(&app, &signed, id, lang, khmer_digits).await?;
    Ok(papers::pdf(pdf))
}

async fn sight(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
) -> Result<Json<FamilySight>, Problem> {
    let sight = access::sight(&app, &signed, id).await?;
    let organisations: BTreeMap<OrganisationId, (String, String)> =
        app.store.organisations().await?.into_iter().map(|o| (o.org, (o.name_km, o.name_en))).collect();
    let gazetteer = app.gazetteer.get(&app).await?;
    let place = sight.village.parse().ok().and_then(|code| gazetteer.index.get(&code));
    let (village_km, village_latin) =
        place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
    let holder = sight.organisation;
    let known = |worker: WorkerId, organisation: OrganisationId, role: Option<Role>| {
        let (name_km, name_latin) = names_of(&signed, worker);
        let (organisation_km, organisation_latin) =
            organisations.get(&organisation).cloned().unwrap_or_default();
        Known {
            worker: worker.to_string(),
            name_km,
            name_latin,
            role: role.map(Role::code),
            organisation_km,
            organisation_latin,
            own: organisation == holder,
        }
    };
    let rule = |rule: Rule| SightRule {
        row: rule.id,
        relation: rule.relation.code(),
        because_km: rule.because_km,
        because_en: rule.because,
    };
    let name = |worker: WorkerId| {
        let (name_km, name_latin) = names_of(&signed, worker);
        SightName { name_km, name_latin }
    };
    let seer = |seer: Seer| SightSeer {
        who: known(seer.worker, seer.organisation, seer.role),
        rules: seer.rules.into_iter().map(rule).collect(),
        sections: seer.sections.iter().map(|section| section.code()).collect(),
        until: seer.until.map(|until| until.0),
        through: seer.through.into_iter().map(name).collect(),
    };
    let kept_out = |one: KeptOut| SightKeptOut {
        who: known(one.worker, one.organisation, one.role),
        reason: one.reason.code(),
    };
    let packet = |one: Packet| {
        let name = one.organisation.and_then(|id| organisations.get(&id).cloned());
        let (organisation_km, organisation_latin) = name.unwrap_or_default();
        SightPacket {
            referral: one.referral.to_string(),
            organisation_km,
            organisation_latin,
            sections: one.sections.iter().map(|section| section.code()).collect(),
            until: one.until,
            link: one.link.map(|until| until.0),
        }
    };
    let (organisation_km, organisation_latin) = organisations.get(&holder).cloned().unwrap_or_default();
    Ok(Json(FamilySight {
        family: sight.family.to_string(),
        number: file_no(sight.family),
        village: sight.village,
        village_km,
        village_latin,
        organisation_km,
        organisation_latin,
        seers: sight.seers.into_iter().map(seer).collect(),
        kept_out: sight.kept_out.into_iter().map(kept_out).collect(),
        packets: sight.packets.into_iter().map(packet).collect(),
        sealed: sight.sealed.iter().map(|section| section.code()).collect(),
        asked: sight.asked,
        closed_to: sight.closed_to,
    }))
}
