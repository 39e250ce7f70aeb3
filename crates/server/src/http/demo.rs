//! `GET /api/v1/demo/accounts`: in demonstration mode, whom one can sign in as.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

/// The passphrase of every demonstration account. The invented network holds nobody's data.
pub const DEMO_PASSPHRASE: &str = "rice river lotus home";

/// An account of the invented network.
#[derive(Serialize, ToSchema)]
struct DemoAccount {
    account: String,
    name_km: String,
    name_latin: String,
    role: String,
    organisation_km: String,
    organisation_latin: String,
}

/// All of them.
#[derive(Serialize, ToSchema)]
struct DemoAccounts {
    accounts: Vec<DemoAccount>,
    /// The same for all.
    passphrase: String,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/demo/accounts",
        summary: "The accounts of the invented network; only in demonstration mode.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<DemoAccounts>),
        decides: Decides::Open("demonstration mode only: invented people"),
        audits: Audits::Nothing("invented people"),
        problems: &[Code::NotFound],
        route: get(accounts),
    }
}

async fn accounts(State(app): State<App>) -> Result<Json<DemoAccounts>, Problem> {
    if !app.config.demo {
        return Err(Problem::new(Code::NotFound));
    }
    let organisations = app.store.organisations().await?;
    let mut rows: Vec<_> = app.store.workers(None).await?.into_iter().filter(|row| row.active).collect();
    rows.sort_by(|a, b| (a.org, &a.roles, &a.account).cmp(&(b.org, &b.roles, &b.account)));
    let accounts = rows
        .into_iter()
        .map(|row| {
            let organisation = organisations.iter().find(|organisation| organisation.org == row.org);
            DemoAccount {
                organisation_km: organisation.map(|o| o.name_km.clone()).unwrap_or_default(),
                organisation_latin: organisation.map(|o| o.name_en.clone()).unwrap_or_default(),
                role: row.roles.first().cloned().unwrap_or_default(),
                account: row.account,
                name_km: row.name_km,
                name_latin: row.name_en,
            }
        })
        .collect();
    Ok(Json(DemoAccounts { accounts, passphrase: DEMO_PASSPHRASE.to_owned() }))
}
