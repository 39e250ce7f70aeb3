//! `/api/v1/workers`: the administrator's list of people who sign in.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::session::Signed;
use crate::app::workers;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::WorkerId;
use domain::organisation::{Role, Worker};
use domain::place::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A worker as the administrator writes her.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkerForm {
    /// Lower-case letters, digits, `.` and `-`.
    account: String,
    name_km: String,
    name_latin: String,
    #[schema(value_type = String)]
    role: Role,
    #[schema(value_type = Option<String>)]
    supervisor: Option<WorkerId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    areas: Vec<PlaceCode>,
    #[serde(default)]
    phone: String,
    #[serde(default = "yes")]
    active: bool,
}

const fn yes() -> bool {
    true
}

impl WorkerForm {
    fn into_worker(self, id: WorkerId) -> Worker {
        Worker {
            id,
            account: self.account,
            name_km: self.name_km,
            name_latin: self.name_latin,
            role: self.role,
            supervisor: self.supervisor,
            areas: self.areas,
            phone: self.phone,
            active: self.active,
        }
    }
}

/// A worker in the list.
#[derive(Serialize, ToSchema)]
struct WorkerItem {
    worker: String,
    account: String,
    name_km: String,
    name_latin: String,
    roles: Vec<String>,
    supervisor: Option<String>,
    areas: Vec<String>,
    phone: String,
    active: bool,
}

/// Everybody.
#[derive(Serialize, ToSchema)]
struct WorkerList {
    workers: Vec<WorkerItem>,
}

/// A first passphrase, shown once.
#[derive(Serialize, ToSchema)]
struct FirstPassphrase {
    worker: String,
    passphrase: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let decides = Decides::Policy("manage_workers");
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/workers",
            summary: "Everybody of the administrator's organisation.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<WorkerList>),
            decides,
            audits: Audits::Row("workers.read"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/workers",
            summary: "Adds a worker; answers with a first passphrase that is shown once.",
            query: &[],
            takes: Content::Json(shape::<WorkerForm>),
            gives: Content::Json(shape::<FirstPassphrase>),
            decides,
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::AccountTaken],
            route: post(create),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}",
            summary: "Changes a worker; one who is no longer active is signed out everywhere.",
            query: &[],
            takes: Content::Json(shape::<WorkerForm>),
            gives: Content::Nothing,
            decides,
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::AccountTaken],
            route: post(change),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}/passphrase",
            summary: "Gives a worker a new first passphrase and signs her out everywhere.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<FirstPassphrase>),
            decides,
            audits: Audits::Row("passphrase_reset"),
            problems: &[Code::NotAllowed],
            route: post(reset),
        },
    ]
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<WorkerList>, Problem> {
    let workers = workers::list(&app, &signed)
        .await?
        .into_iter()
        .map(|colleague| WorkerItem {
            worker: colleague.row.worker.to_string(),
            account: colleague.row.account,
            name_km: colleague.row.name_km,
            name_latin: colleague.row.name_en,
            roles: colleague.row.roles,
            supervisor: colleague.row.supervisor.map(|supervisor| supervisor.to_string()),
            areas: colleague.row.areas,
            phone: colleague.row.phone,
            active: colleague.row.active,
        })
        .collect();
    Ok(Json(WorkerList { workers }))
}

async fn create(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<WorkerForm>,
) -> Result<Json<FirstPassphrase>, Problem> {
    let worker = body.into_worker(WorkerId::from_uuid(app.new_id()?));
    let (worker, passphrase) = workers::create(&app, &signed, worker).await?;
    Ok(Json(FirstPassphrase { worker: worker.to_string(), passphrase }))
}

async fn change(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<WorkerForm>,
) -> Result<StatusCode, Problem> {
    workers::change(&app, &signed, body.into_worker(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
) -> Result<Json<FirstPassphrase>, Problem> {
    let passphrase = workers::reset(&app, &signed, id).await?;
    Ok(Json(FirstPassphrase { worker: id.to_string(), passphrase }))
}
