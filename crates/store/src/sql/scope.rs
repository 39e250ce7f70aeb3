//! Scopes as SQL. Each arm (one permit) becomes a query of its own that begins at an index: the arms of a list are
//! a UNION, never one long OR, which would look at every family there is. Conditions fail closed: an arm shows only
//! what all its conditions let through, and a scope without arms shows nothing.

use crate::dialect::both;
use crate::scope::ListScope;
use domain::ids::{StreamId, WorkerId};
use domain::time::Millis;
use policy::scope::{Arm, Cond};
use sqlx::QueryBuilder;

/// How well a condition leads to few families by an index; `None`: it can only be tested.
fn leads(condition: &Cond) -> Option<u8> {
    match condition {
        Cond::OneOf(_) => Some(0),
        Cond::Team { .. } | Cond::Partner(_) => Some(1),
        Cond::Shared { .. } => Some(2),
        Cond::Organisation(_) => Some(MANY),
        Cond::Always
        | Cond::Never
        | Cond::Excluded(_)
        | Cond::Sealed(_)
        | Cond::Not(_)
        | Cond::All(_)
        | Cond::Any(_) => None,
    }
}

/// The condition of an arm to begin at.
fn leader(arm: &Arm) -> Option<usize> {
    let ranked = arm.all.iter().enumerate().filter_map(|(at, condition)| Some((leads(condition)?, at)));
    ranked.min().map(|(_, at)| at)
}

/// Whether an arm begins at what leads to few families, each found by its stream.
pub(crate) fn leads_to_few(arm: &Arm) -> bool {
    let leader = leader(arm).and_then(|at| arm.all.get(at));
    leader.and_then(leads).is_some_and(|rank| rank < MANY)
}

/// The rank of a condition that leads to many.
const MANY: u8 = 3;

/// Of those who work on a file for another organisation.
const PARTNERS: &str = " AND t.role = 'partner'";

/// Which rows of `family_team` count.
fn hats(lead: bool, specialist: bool) -> &'static str {
    match (lead, specialist) {
        (true, true) => " AND t.role IN ('lead', 'opened', 'specialist')",
        // Whoever opened a file stands in for the lead while there is none.
        (true, false) => " AND t.role IN ('lead', 'opened')",
        (false, true) => " AND t.role = 'specialist'",
        (false, false) => " AND 1 = 0",
    }
}

fn worker_bytes(workers: &[WorkerId]) -> Vec<Vec<u8>> {
    workers.iter().map(|id| id.as_bytes().to_vec()).collect()
}

fn stream_bytes(streams: &[StreamId]) -> Vec<Vec<u8>> {
    streams.iter().map(|id| id.as_bytes().to_vec()).collect()
}

both! {
    /// A condition tested on the family `f`.
    fn test(query: &mut QueryBuilder<Db>, condition: &Cond, at: Millis) {
        match condition {
            Cond::Always => {
                query.push("1 = 1");
            }
            Cond::Never => {
                query.push("1 = 0");
            }
            Cond::Organisation(id) => {
                query.push(UNINDEXED_ORG).push_bind(id.as_bytes().to_vec());
            }
            Cond::Team { lead, specialist, workers } => {
                query.push("EXISTS (SELECT 1 FROM family_team t WHERE t.stream = f.stream AND t.worker");
                push_in(query, worker_bytes(workers));
                query.push(hats(*lead, *specialist)).push(")");
            }
            Cond::Partner(workers) => {
                query.push("EXISTS (SELECT 1 FROM family_team t WHERE t.stream = f.stream AND t.worker");
                push_in(query, worker_bytes(workers));
                query.push(PARTNERS).push(")");
            }
            Cond::Excluded(workers) => {
                query.push("EXISTS (SELECT 1 FROM family_excluded x WHERE x.stream = f.stream AND x.worker");
                push_in(query, worker_bytes(workers));
                query.push(")");
            }
            Cond::Shared { organisation, purpose, section } => {
                query.push("EXISTS (SELECT 1 FROM family_shares x WHERE x.stream = f.stream AND x.org = ");
                query.push_bind(organisation.as_bytes().to_vec());
                query.push(" AND x.purpose = ").push_bind(purpose.clone());
                query.push(" AND x.section = ").push_bind(section.code());
                query.push(" AND x.until > ").push_bind(at.0).push(")");
            }
            Cond::Sealed(section) => {
                query.push("EXISTS (SELECT 1 FROM family_sealed x WHERE x.stream = f.stream AND x.section = ");
                query.push_bind(section.code()).push(")");
            }
            Cond::OneOf(streams) => {
                query.push("f.stream");
                push_in(query, stream_bytes(streams));
            }
            Cond::Not(inner) => {
                query.push("NOT (");
                test(query, inner, at);
                query.push(")");
            }
            Cond::All(all) => joined(query, all, " AND ", "1 = 1", at),
            Cond::Any(any) => joined(query, any, " OR ", "1 = 0", at),
        }
    }

    fn joined(query: &mut QueryBuilder<Db>, conditions: &[Cond], by: &str, empty: &str, at: Millis) {
        if conditions.is_empty() {
            query.push(empty);
            return;
        }
        query.push("(");
        for (place, condition) in conditions.iter().enumerate() {
            if place > 0 {
                query.push(by);
            }
            test(query, condition, at);
        }
        query.push(")");
    }

    /// A condition to begin at: its families are found by an index.
    fn lead(query: &mut QueryBuilder<Db>, condition: &Cond, at: Millis) {
        match condition {
            Cond::Organisation(id) => {
                query.push("f.org = ").push_bind(id.as_bytes().to_vec());
            }
            Cond::Team { lead, specialist, workers } => {
                query.push("f.stream IN (SELECT t.stream FROM family_team t WHERE t.worker");
                push_in(query, worker_bytes(workers));
                query.push(hats(*lead, *specialist)).push(")");
            }
            Cond::Partner(workers) => {
                query.push("f.stream IN (SELECT t.stream FROM family_team t WHERE t.worker");
                push_in(query, worker_bytes(workers));
                query.push(PARTNERS).push(")");
            }
            Cond::Shared { organisation, purpose, section } => {
                query.push("f.stream IN (SELECT x.stream FROM family_shares x WHERE x.org = ");
                query.push_bind(organisation.as_bytes().to_vec());
                query.push(" AND x.purpose = ").push_bind(purpose.clone());
                query.push(" AND x.section = ").push_bind(section.code());
                query.push(" AND x.until > ").push_bind(at.0).push(")");
            }
            Cond::OneOf(_) | Cond::Always | Cond::Never | Cond::Excluded(_) | Cond::Sealed(_) | Cond::Not(_)
            | Cond::All(_) | Cond::Any(_) => test(query, condition, at),
        }
    }

    /// All conditions of an arm, on `family_rows f`.
    pub(crate) fn arm(query: &mut QueryBuilder<Db>, arm: &Arm, at: Millis) {
        let begin = leader(arm);
        match begin.and_then(|place| arm.all.get(place)) {
            Some(condition) => lead(query, condition, at),
            None => {
                query.push("1 = 1");
            }
        }
        for (place, condition) in arm.all.iter().enumerate() {
            if Some(place) != begin {
                query.push(" AND ");
                test(query, condition, at);
            }
        }
    }

    /// The same without an arm before it having shown the family: arms that share nothing can be counted.
    pub(crate) fn arm_alone(query: &mut QueryBuilder<Db>, scope: &ListScope, place: usize) {
        let Some((this, before)) = scope.arms().get(place).map(|this| (this, scope.arms().get(..place).unwrap_or_default()))
        else {
            query.push("1 = 0");
            return;
        };
        arm(query, this, scope.at());
        for other in before {
            query.push(" AND NOT ");
            joined(query, &other.all, " AND ", "1 = 1", scope.at());
        }
    }

    /// Whether any arm shows the family `f`, tested family by family: for where few are asked about.
    pub(crate) fn shows(query: &mut QueryBuilder<Db>, scope: &ListScope) {
        query.push("(1 = 0");
        for arm in scope.arms() {
            query.push(" OR ");
            joined(query, &arm.all, " AND ", "1 = 1", scope.at());
        }
        query.push(")");
    }

    /// Whether any arm shows the family that `column` names. Arms that lead to few families are made a set once;
    /// the others are tested family by family.
    pub(crate) fn shows_stream(query: &mut QueryBuilder<Db>, scope: &ListScope, column: &str) {
        let (few, many): (Vec<&Arm>, Vec<&Arm>) = scope.arms().iter().partition(|arm| leads_to_few(arm));
        query.push("(1 = 0");
        if !many.is_empty() {
            query.push(" OR EXISTS (SELECT 1 FROM family_rows f WHERE f.stream = ").push(column).push(" AND (1 = 0");
            for arm in many {
                query.push(" OR ");
                joined(query, &arm.all, " AND ", "1 = 1", scope.at());
            }
            query.push("))");
        }
        if !few.is_empty() {
            query.push(" OR ").push(column).push(" IN (");
            for (place, one) in few.into_iter().enumerate() {
                query.push(if place > 0 { " UNION " } else { "" });
                query.push("SELECT f.stream FROM family_rows f").push(BY_STREAM).push(" WHERE ");
                arm(query, one, scope.at());
            }
            query.push(")");
        }
        query.push(")");
    }

    /// The streams that a scope shows, as a query.
    pub(crate) fn streams(query: &mut QueryBuilder<Db>, scope: &ListScope, columns: &str) {
        for (place, one) in scope.arms().iter().enumerate() {
            query.push(if place > 0 { " UNION SELECT " } else { "SELECT " });
            query.push(columns).push(" FROM family_rows f WHERE ");
            arm(query, one, scope.at());
        }
    }
}
