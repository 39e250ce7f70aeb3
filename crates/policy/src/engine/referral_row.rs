//! Rows about referrals to services. A referral has two sides: the organisation that holds the family's file, and the
//! one that receives the packet, while the family's consent lasts.

use super::LoadError;
use super::matrix::{Permit, RowRelation};
use domain::organisation::Role;
use serde::{Deserialize, Serialize};

/// One row: who, standing on which side, may do what with a referral to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralRow {
    /// Its stable name: the id of the policy that is made of it.
    pub id: String,
    /// Working as what.
    pub role: Role,
    /// On which side.
    pub side: RowSide,
    /// `read`.
    pub acts: Vec<String>,
    /// Sorts of commands that she may give: a sender refers, a receiver serves.
    pub commands: Vec<String>,
    /// Why.
    pub because: String,
    /// Why, in Khmer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because_km: String,
}

/// On which side of a referral somebody stands, as a row says it. All but the last are of the organisation that holds
/// the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSide {
    /// Answers for the family.
    Lead,
    /// Visits it beside the lead.
    Specialist,
    /// Somebody on its team reports to her.
    Supervisor,
    /// Works for the same organisation.
    Colleague,
    /// Works for the organisation that receives it.
    Receiver,
}

impl RowSide {
    fn cedar(self) -> Vec<String> {
        let relation = match self {
            Self::Lead => RowRelation::Lead,
            Self::Specialist => RowRelation::Specialist,
            Self::Supervisor => RowRelation::Supervisor,
            Self::Colleague => RowRelation::Anyone,
            Self::Receiver => return vec!["resource.receivers.contains(principal.organisation)".to_owned()],
        };
        let mut whens = vec!["resource.family.organisation == principal.organisation".to_owned()];
        whens.extend(relation.cedar().map(str::to_owned));
        whens
    }
}

impl ReferralRow {
    pub(super) fn check(&self) -> Result<(), LoadError> {
        let bad = |what| Err(LoadError::Row { row: self.id.clone(), what });
        let sort = match self.side {
            RowSide::Lead | RowSide::Specialist | RowSide::Supervisor | RowSide::Colleague => "refer",
            RowSide::Receiver => "serve",
        };
        if !self.commands.iter().all(|command| command == sort) {
            return bad("a sender refers, a receiver serves; it knows no other command");
        }
        if self.acts.as_slice() != ["read"] {
            return bad("whoever works with a referral reads it, and there is no other act");
        }
        Ok(())
    }

    pub(super) fn cedar(&self, out: &mut String) {
        let read = self.acts.iter().map(|act| format!("{act}_referral"));
        let give = self.commands.iter().map(|sort| format!("give_{sort}"));
        let names = read.chain(give).collect();
        Permit { id: &self.id, role: self.role, names, kind: "ServiceReferral", whens: self.side.cedar() }
            .write(out);
    }
}
