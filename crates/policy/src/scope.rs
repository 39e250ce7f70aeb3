//! Which families a list shows: what is left of the policies when everything but the family is known, as a small
//! tree of conditions on families. No SQL: the store turns it into a query.

use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};

/// How wide a list somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Her own families.
    Mine,
    /// Her team's.
    Team,
    /// The organisation's: all that she may see.
    Organisation,
}

/// Lists that the policies know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Her own families.
    Mine,
    /// Her team's.
    Team,
    /// All that she may see.
    Organisation,
    /// What her device keeps for offline work. What is not on a device cannot be lost with it.
    Device,
}

impl List {
    /// Every list.
    pub const ALL: [List; 4] = [Self::Mine, Self::Team, Self::Organisation, Self::Device];
    /// The stable name, as the sharing protocol writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Team => "team",
            Self::Organisation => "organisation",
            Self::Device => "device",
        }
    }
}

impl From<Wanted> for List {
    fn from(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Mine => Self::Mine,
            Wanted::Team => Self::Team,
            Wanted::Organisation => Self::Organisation,
        }
    }
}

/// A condition on a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// Every family.
    Always,
    /// No family.
    Never,
    /// This organisation holds the file.
    Organisation(OrganisationId),
    /// One of these works with it.
    Team {
        /// As its lead (or as who opened it, while nobody leads).
        lead: bool,
        /// As a specialist.
        specialist: bool,
        /// Who, sorted.
        workers: Vec<WorkerId>,
    },
    /// One of these works on it for another organisation (a joint case). Sorted.
    Partner(Vec<WorkerId>),
    /// One of these must not see it. Sorted.
    Excluded(Vec<WorkerId>),
    /// It shares this section with this organisation for this purpose, now.
    Shared {
        /// With whom.
        organisation: OrganisationId,
        /// What for.
        purpose: String,
        /// What.
        section: Section,
    },
    /// This section of it is sealed.
    Sealed(Section),
    /// It is one of these. Sorted.
    OneOf(Vec<StreamId>),
    /// Not so.
    Not(Box<Cond>),
    /// All of them.
    All(Vec<Cond>),
    /// At least one of them.
    Any(Vec<Cond>),
}

impl Cond {
    /// Not so. What is known is folded.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Not(inner) => *inner,
            Self::Organisation(_)
            | Self::Team { .. }
            | Self::Partner(_)
            | Self::Excluded(_)
            | Self::Shared { .. }
            | Self::Sealed(_)
            | Self::OneOf(_)
            | Self::All(_)
            | Self::Any(_) => Self::Not(Box::new(self)),
        }
    }

    /// All of them: flat, without what is always so, never when one of them is never so.
    #[must_use]
    pub fn all(conditions: impl IntoIterator<Item = Cond>) -> Self {
        let mut flat: Vec<Cond> = Vec::new();
        for condition in conditions {
            if condition == Self::Never {
                return Self::Never;
            }
            for one in condition.conjuncts() {
                if !flat.contains(&one) {
                    flat.push(one);
                }
            }
        }
        match flat.len() {
            0 => Self::Always,
            1 => flat.remove(0),
            _ => Self::All(flat),
        }
    }

    /// At least one of them: flat, without what is never so. One team under two hats is one condition.
    #[must_use]
    pub fn any(conditions: impl IntoIterator<Item = Cond>) -> Self {
        let mut flat: Vec<Cond> = Vec::new();
        for condition in conditions {
            if condition == Self::Always {
                return Self::Always;
            }
            if let Self::Any(inner) = condition {
                inner.into_iter().for_each(|one| Self::join(&mut flat, one));
            } else if condition != Self::Never {
                Self::join(&mut flat, condition);
            }
        }
        match flat.len() {
            0 => Self::Never,
            1 => flat.remove(0),
            _ => Self::Any(flat),
        }
    }

    /// What must all hold: nothing, when it is always so.
    fn conjuncts(self) -> Vec<Cond> {
        if let Self::All(all) = self {
            all
        } else if self == Self::Always {
            Vec::new()
        } else {
            vec![self]
        }
    }

    fn join(flat: &mut Vec<Cond>, one: Cond) {
        if let Self::Team { lead, specialist, workers } = &one {
            for held in flat.iter_mut() {
                if let Self::Team { lead: as_lead, specialist: as_specialist, workers: same } = held
                    && same == workers
                {
                    *as_lead |= lead;
                    *as_specialist |= specialist;
                    return;
                }
            }
        }
        if !flat.contains(&one) {
            flat.push(one);
        }
    }

    /// The same where `known` hold: a conjunct that was stated once need not be tested again.
    #[must_use]
    pub fn given(self, known: &[Cond]) -> Self {
        if known.contains(&self) {
            return Self::Always;
        }
        match self {
            Self::Not(inner) => inner.given(known).negated(),
            Self::All(inner) => Self::all(inner.into_iter().map(|one| one.given(known))),
            Self::Any(inner) => Self::any(inner.into_iter().map(|one| one.given(known))),
            same @ (Self::Always
            | Self::Never
            | Self::Organisation(_)
            | Self::Team { .. }
            | Self::Partner(_)
            | Self::Excluded(_)
            | Self::Shared { .. }
            | Self::Sealed(_)
            | Self::OneOf(_)) => same,
        }
    }
}

/// Families that one permit shows, with all that any forbid takes away already taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The permit's id.
    pub policy: String,
    /// All of them must hold.
    pub all: Vec<Cond>,
}

/// Something in the policies that cannot be turned into a condition. What it would have shown is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untranslatable {
    /// A permit: its families are left out.
    #[error("the permit {policy} is left out of lists: {what}")]
    Permit {
        /// Its id.
        policy: String,
        /// What is not known.
        what: &'static str,
    },
    /// A forbid: lists are empty.
    #[error("lists are empty because of the forbid {policy}: {what}")]
    Forbid {
        /// Its id.
        policy: String,
        /// What is not known.
        what: &'static str,
    },
}

impl Untranslatable {
    /// The stable name, for metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Permit { .. } => "permit_untranslatable",
            Self::Forbid { .. } => "forbid_untranslatable",
        }
    }
}

/// The families that a list, a search or a sync may contain. Only the policies make one.
///
/// ```compile_fail,E0451
/// let forged = kinkeeper_policy::Scope { arms: vec![], untranslatable: vec![] };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    arms: Vec<Arm>,
    untranslatable: Vec<Untranslatable>,
}

impl Scope {
    /// No family.
    pub const fn nothing() -> Self {
        Self { arms: Vec::new(), untranslatable: Vec::new() }
    }
    /// From permits and forbids.
    #[cfg(feature = "engine")]
    pub(crate) fn new(
        permits: Vec<(String, Cond)>,
        forbids: Vec<Cond>,
        untranslatable: Vec<Untranslatable>,
    ) -> Self {
        let mut arms: Vec<Arm> = Vec::new();
        for (policy, permit) in permits {
            let stated = permit.conjuncts();
            let bars = forbids.iter().map(|bar| bar.clone().given(&stated).negated());
            let whole = Cond::all(stated.iter().cloned().chain(bars));
            if whole == Cond::Never {
                continue;
            }
            let all = whole.conjuncts();
            if !arms.iter().any(|arm| arm.all == all) {
                arms.push(Arm { policy, all });
            }
        }
        Self { arms, untranslatable }
    }
    /// The same families, as far as this holds for them too.
    #[must_use]
    pub fn narrowed(&self, by: &Cond) -> Self {
        let narrow = |arm: &Arm| {
            let whole = Cond::all(arm.all.iter().cloned().chain([by.clone()]));
            (whole != Cond::Never).then(|| Arm { policy: arm.policy.clone(), all: whole.conjuncts() })
        };
        Self {
            arms: self.arms.iter().filter_map(narrow).collect(),
            untranslatable: self.untranslatable.clone(),
        }
    }
    /// What either shows.
    #[must_use]
    pub fn united(&self, other: &Self) -> Self {
        let mut arms = self.arms.clone();
        arms.extend(other.arms.iter().filter(|arm| !self.arms.contains(arm)).cloned());
        Self {
            arms,
            untranslatable: self.untranslatable.iter().chain(&other.untranslatable).cloned().collect(),
        }
    }
    /// A family is in the list when one of them shows it.
    pub fn arms(&self) -> &[Arm] {
        &self.arms
    }
    /// Whether it shows nothing whatever there is.
    pub fn is_nothing(&self) -> bool {
        self.arms.is_empty()
    }
    /// What could not be turned into a condition.
    pub fn untranslatable(&self) -> &[Untranslatable] {
        &self.untranslatable
    }
}
