//! Lists by partial evaluation: everything is known but the family, and what is left of each policy is translated to
//! conditions on families. Fails closed: a permit with a part that is not known here is left out, a forbid with such a
//! part empties the list, and both are named in the scope.

use super::{Asker, Engine, matrix};
use crate::request::{Context, Purpose};
use crate::scope::{Cond, List, Scope, Untranslatable};
use cedar_policy::pst::{BinaryOp, Clause, EntityUID, Expr, Literal, UnaryOp, Var};
use cedar_policy::{Effect, Entities, PartialEntities, PartialEntityUid, PartialRequest, Policy, PolicyId};
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Lists show who the people are: what is left of the policies is read for that section.
const SHOWN: Section = Section::Identity;

/// The families that a list may contain.
pub(super) fn scope(asker: &Asker, list: List, purpose: Purpose) -> Scope {
    evaluate(asker, list, purpose).unwrap_or_else(|what| {
        let policy = "all".to_owned();
        Scope::new(Vec::new(), Vec::new(), vec![Untranslatable::Forbid { policy, what }])
    })
}

fn evaluate(asker: &Asker, list: List, purpose: Purpose) -> Result<Scope, &'static str> {
    let engine: &Engine = asker.engine();
    let me = asker.principal();
    let entity = asker.entity().ok_or("who asks")?.clone();
    let name = matrix::list_action(list);
    let action = engine.actions.get(name).ok_or("the list's action")?.clone();
    let policies = engine.sets.get(name).ok_or("the list's policies")?;
    let context = engine.context(me, purpose, Context::default()).ok_or("the circumstances")?.clone();
    let request = PartialRequest::new(
        PartialEntityUid::from_concrete(engine.types.worker(me.worker)),
        action,
        PartialEntityUid::new(engine.types.section.clone(), None),
        Some(context),
        &engine.schema,
    )
    .map_err(|_| "the request")?;
    let known = Entities::from_entities([entity], None).map_err(|_| "who asks")?;
    let known = PartialEntities::from_concrete(known, &engine.schema).map_err(|_| "who asks")?;
    let response = policies.tpe(&request, &known, &engine.schema).map_err(|_| "partial evaluation")?;

    let mut permits: Vec<(usize, String, Cond)> = Vec::new();
    let mut forbids: Vec<(usize, Cond)> = Vec::new();
    let mut untranslatable = Vec::new();
    let place = |id: &PolicyId| engine.infos.get(id).map_or(usize::MAX, |info| info.place);
    for id in response.true_permits() {
        permits.push((place(id), id.to_string(), Cond::Always));
    }
    for id in response.true_forbids() {
        forbids.push((place(id), Cond::Always));
    }
    // Cedar skips a forbid that fails; here it empties the list.
    for id in response.error_forbids() {
        let what = "it fails while it is evaluated";
        untranslatable.push(Untranslatable::Forbid { policy: id.to_string(), what });
        forbids.push((place(id), Cond::Always));
    }
    for policy in response.residual_policies() {
        let id = policy.id().clone();
        match (policy.effect(), condition(&policy)) {
            (Effect::Permit, Ok(condition)) => permits.push((place(&id), id.to_string(), condition)),
            (Effect::Forbid, Ok(condition)) => forbids.push((place(&id), condition)),
            (Effect::Permit, Err(what)) => {
                untranslatable.push(Untranslatable::Permit { policy: id.to_string(), what });
            }
            (Effect::Forbid, Err(what)) => {
                untranslatable.push(Untranslatable::Forbid { policy: id.to_string(), what });
                forbids.push((place(&id), Cond::Always));
            }
        }
    }
    // One order for one principal, whatever order Cedar answers in.
    permits.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    forbids.sort_by_key(|(place, _)| *place);
    let permits = permits.into_iter().map(|(_, id, condition)| (id, condition)).collect();
    let forbids = forbids.into_iter().map(|(_, condition)| condition).collect();
    Ok(Scope::new(permits, forbids, untranslatable))
}

/// What is left of one policy.
fn condition(policy: &Policy) -> Result<Cond, &'static str> {
    let pst = policy.to_pst().map_err(|_| "its form")?;
    let clauses = pst.body().clauses().iter().map(|clause| match clause {
        Clause::When(expression) => truth(expression),
        Clause::Unless(expression) => truth(expression).map(Cond::negated),
    });
    clauses.collect::<Result<Vec<_>, _>>().map(Cond::all)
}

/// Something that is not a truth value, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
enum Term {
    /// The section, which `resource` is.
    Resource,
    /// `resource.family`.
    Family,
    /// An attribute of the family.
    Of(Attribute),
    Text(String),
    Entity(EntityUID),
    Set(Vec<Term>),
    Record(BTreeMap<String, Term>),
}

/// Attributes of a family that lists know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Organisation,
    Leads,
    Specialists,
    Partners,
    Excluded,
    Shares,
    Sealed,
}

fn attribute(name: &str) -> Option<Attribute> {
    match name {
        "organisation" => Some(Attribute::Organisation),
        "leads" => Some(Attribute::Leads),
        "specialists" => Some(Attribute::Specialists),
        "partners" => Some(Attribute::Partners),
        "excluded" => Some(Attribute::Excluded),
        "shares" => Some(Attribute::Shares),
        "sealed" => Some(Attribute::Sealed),
        _ => None,
    }
}

fn term(expression: &Expr) -> Result<Term, &'static str> {
    if let Expr::Var(Var::Resource) = expression {
        Ok(Term::Resource)
    } else if let Expr::Literal(Literal::String(text)) = expression {
        Ok(Term::Text(text.to_string()))
    } else if let Expr::Literal(Literal::EntityUID(uid)) = expression {
        Ok(Term::Entity(uid.clone()))
    } else if let Expr::GetAttr { expr, attr } = expression {
        match (term(expr)?, attr.as_str()) {
            (Term::Resource, "family") => Ok(Term::Family),
            (Term::Resource, "name") => Ok(Term::Text(SHOWN.code().to_owned())),
            (Term::Family, name) => attribute(name).map(Term::Of).ok_or("an attribute of the family"),
            (Term::Record(mut fields), name) => fields.remove(name).ok_or("a field that is not there"),
            (Term::Resource | Term::Of(_) | Term::Text(_) | Term::Entity(_) | Term::Set(_), _) => {
                Err("an attribute of something else")
            }
        }
    } else if let Expr::Set(members) = expression {
        members.iter().map(|member| term(member)).collect::<Result<_, _>>().map(Term::Set)
    } else if let Expr::Record(fields) = expression {
        let field = |(name, value): (&String, &std::sync::Arc<Expr>)| Ok((name.clone(), term(value)?));
        fields.iter().map(field).collect::<Result<_, _>>().map(Term::Record)
    } else {
        Err("a value")
    }
}

fn truth(expression: &Expr) -> Result<Cond, &'static str> {
    if let Expr::Literal(Literal::Bool(known)) = expression {
        Ok(if *known { Cond::Always } else { Cond::Never })
    } else if let Expr::UnaryOp { op: UnaryOp::Not, expr } = expression {
        truth(expr).map(Cond::negated)
    } else if let Expr::BinaryOp { op, left, right } = expression {
        binary(*op, left, right)
    } else if let Expr::IfThenElse { cond, then_expr, else_expr } = expression {
        let (test, then, otherwise) = (truth(cond)?, truth(then_expr)?, truth(else_expr)?);
        Ok(Cond::any([Cond::all([test.clone(), then]), Cond::all([test.negated(), otherwise])]))
    } else {
        Err("a condition")
    }
}

fn binary(op: BinaryOp, left: &Expr, right: &Expr) -> Result<Cond, &'static str> {
    if op == BinaryOp::And {
        Ok(Cond::all([truth(left)?, truth(right)?]))
    } else if op == BinaryOp::Or {
        Ok(Cond::any([truth(left)?, truth(right)?]))
    } else if op == BinaryOp::Eq {
        equal(term(left)?, term(right)?)
    } else if op == BinaryOp::NotEq {
        equal(term(left)?, term(right)?).map(Cond::negated)
    } else if op == BinaryOp::Contains {
        contains(term(left)?, term(right)?)
    } else if op == BinaryOp::ContainsAny {
        contains_any(term(left)?, term(right)?)
    } else {
        Err("an operator")
    }
}

const fn known(truth: bool) -> Cond {
    if truth { Cond::Always } else { Cond::Never }
}

fn equal(left: Term, right: Term) -> Result<Cond, &'static str> {
    match (left, right) {
        (Term::Text(a), Term::Text(b)) => Ok(known(a == b)),
        (Term::Of(Attribute::Organisation), Term::Entity(uid))
        | (Term::Entity(uid), Term::Of(Attribute::Organisation)) => {
            Ok(Cond::Organisation(id::<OrganisationId>(&uid, "Organisation")?))
        }
        (Term::Family, Term::Entity(uid)) | (Term::Entity(uid), Term::Family) => {
            Ok(Cond::OneOf(vec![id::<StreamId>(&uid, "Family")?]))
        }
        (_, _) => Err("an equation"),
    }
}

fn contains(set: Term, one: Term) -> Result<Cond, &'static str> {
    match (set, one) {
        (Term::Of(attribute), Term::Entity(uid)) => team(attribute, vec![id::<WorkerId>(&uid, "Worker")?]),
        (Term::Of(Attribute::Sealed), Term::Text(name)) => sealed(&name),
        (Term::Of(Attribute::Shares), Term::Record(mut share)) => {
            let (Some(Term::Entity(uid)), Some(Term::Text(purpose)), Some(Term::Text(section)), true) = (
                share.remove("organisation"),
                share.remove("purpose"),
                share.remove("section"),
                share.is_empty(),
            ) else {
                return Err("a share");
            };
            let organisation = id::<OrganisationId>(&uid, "Organisation")?;
            let section = Section::parse(&section).ok_or("a section")?;
            Ok(Cond::Shared { organisation, purpose, section })
        }
        (Term::Set(members), Term::Family) => {
            let mut ids = ids::<StreamId>(members, "Family")?;
            ids.sort_unstable();
            ids.dedup();
            Ok(if ids.is_empty() { Cond::Never } else { Cond::OneOf(ids) })
        }
        (Term::Set(members), Term::Text(text)) => {
            if !members.iter().all(|member| matches!(member, Term::Text(_))) {
                return Err("a set");
            }
            Ok(known(members.contains(&Term::Text(text))))
        }
        (_, _) => Err("a membership"),
    }
}

fn contains_any(left: Term, right: Term) -> Result<Cond, &'static str> {
    match (left, right) {
        (Term::Of(Attribute::Sealed), Term::Set(members))
        | (Term::Set(members), Term::Of(Attribute::Sealed)) => {
            let one = |member| if let Term::Text(name) = member { sealed(&name) } else { Err("a section") };
            members.into_iter().map(one).collect::<Result<Vec<_>, _>>().map(Cond::any)
        }
        (Term::Of(attribute), Term::Set(members)) | (Term::Set(members), Term::Of(attribute)) => {
            team(attribute, ids::<WorkerId>(members, "Worker")?)
        }
        (_, _) => Err("an intersection"),
    }
}

fn sealed(name: &str) -> Result<Cond, &'static str> {
    Section::parse(name).map(Cond::Sealed).ok_or("a section")
}

/// One of these workers is in one of the family's sets of workers.
fn team(attribute: Attribute, mut workers: Vec<WorkerId>) -> Result<Cond, &'static str> {
    workers.sort_unstable();
    workers.dedup();
    let nobody = workers.is_empty();
    let condition = match attribute {
        Attribute::Leads => Cond::Team { lead: true, specialist: false, workers },
        Attribute::Specialists => Cond::Team { lead: false, specialist: true, workers },
        Attribute::Partners => Cond::Partner(workers),
        Attribute::Excluded => Cond::Excluded(workers),
        Attribute::Organisation | Attribute::Shares | Attribute::Sealed => return Err("a set of workers"),
    };
    Ok(if nobody { Cond::Never } else { condition })
}

fn ids<T: FromStr>(members: Vec<Term>, kind: &str) -> Result<Vec<T>, &'static str> {
    let one = |member| if let Term::Entity(uid) = member { id(&uid, kind) } else { Err("a member") };
    members.into_iter().map(one).collect()
}

fn id<T: FromStr>(uid: &EntityUID, kind: &str) -> Result<T, &'static str> {
    if uid.ty.to_string() != kind {
        return Err("an entity of another type");
    }
    uid.eid.parse().map_err(|_| "an id")
}
