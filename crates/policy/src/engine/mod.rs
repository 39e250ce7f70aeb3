//! Cedar, in process: loading and checking the policies, point decisions, what is left of them for lists, and the
//! table of rights for the phone.

mod ask;
mod check;
mod explain;
mod facts;
mod grid;
mod matrix;
mod referral_row;
mod residual;
mod statements;
mod table;

pub use ask::Asker;
pub use grid::{Cell, Change, Standing, What, changes};
pub use matrix::{BesideRow, Condition, FamilyRow, Matrix, On, RowRelation};
pub use referral_row::{ReferralRow, RowSide};
pub use statements::{Broken, STATEMENTS, broken};

use crate::decision::Reason;
use crate::request::{Principal, Purpose};
use crate::rights::CIRCUMSTANCES;
use crate::scope::{List, Scope};
use cedar_policy::{
    ActionConstraint, Authorizer, Context, Effect, EntityUid, Policy, PolicyId, PolicySet,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use domain::organisation::Role;
use domain::wire::Rights;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The schema as shipped.
pub const SCHEMA: &str = include_str!("../../../../policies/schema.cedarschema");
/// The forbids as shipped.
pub const FORBIDS: &str = include_str!("../../../../policies/forbids.cedar");
/// The sharing protocol as shipped.
pub const SHARING_PROTOCOL: &str = include_str!("../../../../policies/sharing-protocol.v1.json");

/// Why policies were refused. A set that is refused is not used in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The matrix is not readable.
    #[error("the sharing protocol is not readable: {0}")]
    Matrix(String),
    /// A row of the matrix makes no sense.
    #[error("row {row} of the sharing protocol: {what}")]
    Row {
        /// Its name.
        row: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The schema is not readable.
    #[error("the policy schema is not readable: {0}")]
    Schema(String),
    /// The policies are not readable.
    #[error("the policies are not readable: {0}")]
    Policies(String),
    /// The policies do not fit the schema. Warnings count.
    #[error("the policies do not fit their schema: {0}")]
    Invalid(String),
    /// A policy lacks what every policy needs, or uses what could fail while it is evaluated: a forbid that fails is
    /// skipped, which would let through what it forbids.
    #[error("policy {policy}: {what}")]
    Policy {
        /// Its id.
        policy: String,
        /// What is wrong with it.
        what: String,
    },
}

impl LoadError {
    /// The row that is wrong, if it is about one.
    pub fn row(&self) -> Option<&str> {
        match self {
            Self::Row { row, .. } => Some(row),
            Self::Matrix(_)
            | Self::Schema(_)
            | Self::Policies(_)
            | Self::Invalid(_)
            | Self::Policy { .. } => None,
        }
    }
    /// What is wrong as a stable word, for the catalogue of words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Row { what, .. } => matrix::fault_code(what),
            Self::Matrix(_)
            | Self::Schema(_)
            | Self::Policies(_)
            | Self::Invalid(_)
            | Self::Policy { .. } => "not_readable",
        }
    }
}

/// What is kept of a policy beside Cedar's own form.
#[derive(Debug, Clone)]
struct Info {
    /// Its place among all of them.
    place: usize,
    /// Of a forbid: the reason that it stands for.
    reason: Option<Reason>,
    /// Of a permit: the role.
    role: Option<Role>,
}

/// What policies are made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Cedar schema.
    pub schema: &'a str,
    /// Cedar forbids.
    pub forbids: &'a str,
    /// The sharing protocol as JSON.
    pub matrix: &'a str,
}

impl Sources<'static> {
    /// As shipped.
    pub const SHIPPED: Self = Self { schema: SCHEMA, forbids: FORBIDS, matrix: SHARING_PROTOCOL };
}

type ScopeKey = (Principal, List, Purpose);

/// Most scopes kept.
const SCOPES_KEPT: usize = 8_192;

/// Policies that were checked and are ready to be asked.
pub struct Engine {
    schema: Schema,
    authorizer: Authorizer,
    /// Per action, only the policies that speak about it.
    sets: HashMap<&'static str, PolicySet>,
    infos: HashMap<PolicyId, Info>,
    matrix: Matrix,
    cedar: String,
    version: String,
    types: facts::Types,
    actions: HashMap<&'static str, EntityUid>,
    /// Per purpose and circumstances.
    contexts: HashMap<(Purpose, u8), Context>,
    scopes: Mutex<HashMap<ScopeKey, Arc<Scope>>>,
    tables: Mutex<HashMap<table::Key, Rights>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("version", &self.version).finish_non_exhaustive()
    }
}

/// Every action, as the schema names it.
const ACTIONS: [&str; 53] = [
    "read",
    "list",
    "list_team",
    "list_mine",
    "keep_on_device",
    "print",
    "see_readers",
    "see_access",
    "review_emergency",
    "answer_elsewhere",
    "consult",
    "advise",
    "give_open",
    "give_care",
    "give_visit",
    "give_steer",
    "give_assign",
    "give_answer",
    "give_sign",
    "give_emergency",
    "give_review",
    "give_withdraw",
    "read_organisation",
    "open_in_emergency",
    "receive_families",
    "see_team",
    "read_numbers",
    "manage_workers",
    "import_families",
    "ask_for_duplicates",
    "ask_elsewhere",
    "see_tray",
    "see_team_tray",
    "manage_devices",
    "manage_team_devices",
    "watch_over",
    "judge_reading",
    "give_organise",
    "read_village",
    "give_community",
    "read_programme",
    "give_govern",
    "give_propose",
    "give_approve",
    "read_provider",
    "give_directory",
    "read_referral",
    "give_refer",
    "give_serve",
    "read_place",
    "give_survey",
    "read_staff",
    "give_appraise",
];

impl Engine {
    /// The policies as shipped, loaded once.
    pub fn shipped() -> Result<Arc<Self>, LoadError> {
        static SHIPPED: OnceLock<Result<Arc<Engine>, LoadError>> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::load(Sources::SHIPPED).map(Arc::new)).clone()
    }

    /// Reads policies and checks them: the schema strictly, without a warning; every policy with an id and a reason;
    /// nothing in them that could fail while it is evaluated.
    pub fn load(sources: Sources<'_>) -> Result<Self, LoadError> {
        let matrix = Matrix::read(sources.matrix)?;
        let (schema, warnings) = Schema::from_cedarschema_str(sources.schema)
            .map_err(|error| LoadError::Schema(error.to_string()))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(LoadError::Schema(warning.to_string()));
        }
        // Forbids first: their order is the order in which reasons are told.
        let cedar = format!("{}\n{}", sources.forbids, matrix.to_cedar());
        let read: PolicySet = cedar.parse().map_err(|error| LoadError::Policies(format!("{error}")))?;
        let (policies, infos) = named(&read)?;
        let all = PolicySet::from_policies(policies.iter().cloned())
            .map_err(|error| LoadError::Policies(error.to_string()))?;
        let validated = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
        if !validated.validation_passed_without_warnings() {
            let errors = validated.validation_errors().map(ToString::to_string);
            let warnings = validated.validation_warnings().map(ToString::to_string);
            return Err(LoadError::Invalid(errors.chain(warnings).collect::<Vec<_>>().join("; ")));
        }
        policies.iter().try_for_each(check::harmless)?;
        let types = facts::Types::new()?;
        let mut actions = HashMap::new();
        let mut sets = HashMap::new();
        for name in ACTIONS {
            let uid = types.action(name);
            let about = policies.iter().filter(|policy| speaks_about(policy, &uid)).cloned();
            let set = PolicySet::from_policies(about).map_err(|e| LoadError::Policies(e.to_string()))?;
            sets.insert(name, set);
            actions.insert(name, uid);
        }
        let version = {
            let mut hasher = Sha256::new();
            for part in [sources.schema, sources.forbids, &matrix.canonical()?] {
                hasher.update(part.len().to_be_bytes());
                hasher.update(part.as_bytes());
            }
            hex::encode(hasher.finalize())
        };
        Ok(Self {
            schema,
            authorizer: Authorizer::new(),
            sets,
            infos,
            matrix,
            cedar,
            version,
            types,
            actions,
            contexts: contexts()?,
            scopes: Mutex::default(),
            tables: Mutex::default(),
        })
    }

    /// The schema and forbids as shipped with another matrix.
    pub fn of_matrix(matrix: &str) -> Result<Arc<Self>, LoadError> {
        Self::load(Sources { matrix, ..Sources::SHIPPED }).map(Arc::new)
    }

    /// Which policies these are: a hash over all that they are made of.
    pub fn version(&self) -> &str {
        &self.version
    }
    /// The sharing protocol in force.
    pub const fn matrix(&self) -> &Matrix {
        &self.matrix
    }
    /// All policies as Cedar, forbids first.
    pub fn to_cedar(&self) -> &str {
        &self.cedar
    }

    fn cached_scope(&self, key: &ScopeKey) -> Option<Arc<Scope>> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }
    fn keep_scope(&self, key: ScopeKey, scope: &Arc<Scope>) {
        let mut held = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= SCOPES_KEPT {
            held.clear();
        }
        held.insert(key, Arc::clone(scope));
    }
}

/// Whether a policy's scope lets an action through.
fn speaks_about(policy: &Policy, action: &EntityUid) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(actions) => actions.contains(action),
        ActionConstraint::Eq(only) => only == *action,
    }
}

/// The policies under the ids that they give themselves, and what else they say of themselves.
fn named(read: &PolicySet) -> Result<(Vec<Policy>, HashMap<PolicyId, Info>), LoadError> {
    if read.templates().next().is_some() {
        return Err(LoadError::Policies("a template links to nothing".to_owned()));
    }
    let mut policies = Vec::new();
    let mut infos = HashMap::new();
    // Cedar numbers them in the order of the text.
    let mut numbered: Vec<&Policy> = read.policies().collect();
    numbered.sort_by_key(|policy| {
        let id: &str = policy.id().as_ref();
        id.trim_start_matches("policy").parse::<usize>().unwrap_or(usize::MAX)
    });
    for (place, policy) in numbered.into_iter().enumerate() {
        let anonymous: &str = policy.id().as_ref();
        let bad = |what: &str| LoadError::Policy { policy: anonymous.to_owned(), what: what.to_owned() };
        let id = policy.annotation("id").ok_or_else(|| bad("it has no @id"))?;
        let bad = |what: &str| LoadError::Policy { policy: id.to_owned(), what: what.to_owned() };
        let reason = policy.annotation("reason").ok_or_else(|| bad("it has no @reason"))?;
        let info = match policy.effect() {
            Effect::Forbid => {
                let reason = Reason::of_forbid(reason).ok_or_else(|| bad("nobody knows its @reason"))?;
                Info { place, reason: Some(reason), role: None }
            }
            Effect::Permit => {
                let role = policy.annotation("role").and_then(Role::parse);
                let role = role.ok_or_else(|| bad("a permit is for a @role"))?;
                Info { place, reason: None, role: Some(role) }
            }
        };
        let id = PolicyId::new(id);
        policies.push(policy.new_id(id.clone()));
        if infos.insert(id, info).is_some() {
            return Err(bad("its @id is there twice"));
        }
    }
    Ok((policies, infos))
}

/// Every context that a question can have.
fn contexts() -> Result<HashMap<(Purpose, u8), Context>, LoadError> {
    let mut all = HashMap::new();
    for purpose in Purpose::ALL {
        for at in 0..CIRCUMSTANCES {
            let fact = |bit: u8| RestrictedExpression::new_bool(at & (1 << bit) != 0);
            let pairs = [
                ("purpose".to_owned(), RestrictedExpression::new_string(purpose.code().to_owned())),
                ("asked_by_herself".to_owned(), fact(0)),
                ("assigns_herself".to_owned(), fact(1)),
                ("has_no_lead".to_owned(), fact(2)),
            ];
            let context = Context::from_pairs(pairs).map_err(|error| LoadError::Schema(error.to_string()))?;
            all.insert((purpose, at), context);
        }
    }
    Ok(all)
}
