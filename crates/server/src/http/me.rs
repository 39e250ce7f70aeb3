//! `GET /api/v1/me`: who is signed in.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::Begun;
use crate::app::session::Signed;
use crate::app::sign_in::{self, Proof, Step};
use crate::app::team::capabilities;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::time::Millis;
use domain::wire::{CAPABILITY, Me, NamedOrganisation};
use serde::Serialize;
use store::people::OrganisationRow;

/// [`Me`] and what only the page needs to know.
#[derive(Debug, Serialize)]
pub struct MeAndMore {
    #[serde(flatten)]
    me: Me,
    /// Name of her supervisor in Khmer and in Latin letters.
    supervisor_names: [String; 2],
    /// What she can do beside working with one family.
    capabilities: Vec<&'static str>,
    /// She must choose another passphrase before going on.
    must_change_passphrase: bool,
    /// What is still to be done before the session is good for work.
    waits_for: Option<&'static str>,
    /// She must have a second factor, has none, and may go on without until then.
    second_factor_until: Option<Millis>,
    /// The public key with which this device must sign for her, in hexadecimal; none where it signs nothing.
    device_key: Option<String>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/me",
        summary: "Who is signed in, for whom she works, and what she can do.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Domain("wire::Me"),
        decides: Decides::Begun,
        audits: Audits::Nothing("it is about herself"),
        problems: &[],
        route: get(me),
    }
}

async fn me(State(app): State<App>, Begun(signed): Begun) -> Result<Json<MeAndMore>, Problem> {
    of(&app, &signed).await.map(Json)
}

/// What is known of whoever is signed in.
pub async fn of(app: &App, signed: &Signed) -> Result<MeAndMore, Problem> {
    let colleague = signed.colleague().ok_or(Problem::new(Code::NotSignedIn))?;
    let row = colleague.row.clone();
    let role = *colleague.roles.first().ok_or(Problem::new(Code::NotSignedIn))?;
    let named = |row: OrganisationRow| NamedOrganisation {
        id: row.org,
        name_km: row.name_km,
        name_latin: row.name_en,
    };
    let network: Vec<_> = app.store.organisations().await?.into_iter().map(named).collect();
    let own = network.iter().find(|organisation| organisation.id == row.org).cloned();
    let (org_name_km, org_name_latin) = own.map(|own| (own.name_km, own.name_latin)).unwrap_or_default();
    let must_change =
        app.store.credential(row.worker).await?.is_some_and(|credential| credential.must_change);
    let without = app.config.needs_second_factor(&colleague.roles)
        && signed.step().is_none()
        && signed.proofs() == [Proof::Passphrase];
    let second_factor_until =
        if without { Some(sign_in::grace_until(app, &row, signed.about.at).await?) } else { None };
    let supervisor = row.supervisor.and_then(|supervisor| signed.directory.get(supervisor));
    Ok(MeAndMore {
        supervisor_names: supervisor
            .map(|c| [c.row.name_km.clone(), c.row.name_en.clone()])
            .unwrap_or_default(),
        capabilities: capabilities(signed),
        must_change_passphrase: must_change,
        waits_for: signed.step().map(Step::code),
        second_factor_until,
        device_key: signed.session.on.public_key.as_ref().map(hex::encode),
        me: Me {
            worker: row.worker,
            account: row.account,
            name_km: row.name_km,
            name_latin: row.name_en,
            role,
            org: row.org,
            org_name_km,
            org_name_latin,
            supervisor: row.supervisor,
            areas: row.areas.iter().filter_map(|code| code.parse().ok()).collect(),
            server_time: signed.about.at,
            capability: CAPABILITY,
            demo: app.config.demo,
            rights: signed.asker.rights(),
            network,
        },
    })
}
