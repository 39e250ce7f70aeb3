//! Policies may use only what cannot fail while it is evaluated. A permit that fails grants nothing, but a forbid that
//! fails is skipped, and lets through what it was written to forbid. The strict validator refuses most of what could
//! fail; this refuses the rest: arithmetic (it overflows), tags, extension functions, templates' slots.

use super::LoadError;
use cedar_policy::Policy;
use cedar_policy::pst::{BinaryOp, Clause, Expr, UnaryOp};

/// Operators that have an answer for everything that passed the validator.
const SAFE: [BinaryOp; 12] = [
    BinaryOp::Eq,
    BinaryOp::NotEq,
    BinaryOp::Less,
    BinaryOp::LessEq,
    BinaryOp::Greater,
    BinaryOp::GreaterEq,
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::In,
    BinaryOp::Contains,
    BinaryOp::ContainsAll,
    BinaryOp::ContainsAny,
];

/// Refuses a policy that could fail.
pub(super) fn harmless(policy: &Policy) -> Result<(), LoadError> {
    let bad = |what: String| LoadError::Policy { policy: policy.id().to_string(), what };
    let pst = policy.to_pst().map_err(|error| bad(error.to_string()))?;
    for clause in pst.body().clauses() {
        let expression = match clause {
            Clause::When(expression) | Clause::Unless(expression) => expression,
        };
        if !is_harmless(expression) {
            return Err(bad(format!("it uses what could fail while it is evaluated: {clause}")));
        }
    }
    Ok(())
}

fn is_harmless(expression: &Expr) -> bool {
    if let Expr::Literal(_) | Expr::Var(_) = expression {
        true
    } else if let Expr::UnaryOp { op, expr } = expression {
        (*op == UnaryOp::Not || *op == UnaryOp::IsEmpty) && is_harmless(expr)
    } else if let Expr::BinaryOp { op, left, right } = expression {
        SAFE.contains(op) && is_harmless(left) && is_harmless(right)
    } else if let Expr::GetAttr { expr, .. } | Expr::HasAttr { expr, .. } | Expr::Like { expr, .. } =
        expression
    {
        is_harmless(expr)
    } else if let Expr::Is { expr, in_expr, .. } = expression {
        is_harmless(expr) && in_expr.as_ref().is_none_or(|inner| is_harmless(inner))
    } else if let Expr::IfThenElse { cond, then_expr, else_expr } = expression {
        is_harmless(cond) && is_harmless(then_expr) && is_harmless(else_expr)
    } else if let Expr::Set(members) = expression {
        members.iter().all(|member| is_harmless(member))
    } else if let Expr::Record(fields) = expression {
        fields.values().all(|field| is_harmless(field))
    } else {
        false
    }
}
