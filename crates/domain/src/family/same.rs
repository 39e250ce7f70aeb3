//! Two people of a file who are one: the same child written down on two phones. Two people must say so, each for
//! herself; anybody of them may say that it is not so. The ledger and the people stay as they were written: what is
//! shown is put together when it is read ([`Family::seen`]), so that taking two apart again gives what was there before,
//! with what was written since (ADR 26).

use super::photo::PhotoOf;
use super::{Family, people};
use crate::entry::{FieldPath, Rejection};
use crate::ids::{EntryId, PersonId};
use crate::register::{Register, Stamp, Step};
use crate::sorted::Put;
use crate::stream::Effect;
use people::{Person, UnionFacts};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What somebody said about whether two are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Said {
    /// Who and when.
    pub by: Stamp,
    /// They are one.
    pub same: bool,
    /// Why; may be empty.
    pub words: String,
}

/// How it stands after what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// One person says that they are one: somebody else must look.
    Proposed,
    /// Two people say so.
    Agreed,
    /// Somebody says that they are not, and nobody has said otherwise since.
    Apart,
}

/// How it stands after what was said.
pub fn standing(said: &[Said]) -> Standing {
    let mut since = said.iter().rev().take_while(|one| one.same).map(|one| one.by.author);
    match since.next() {
        None => Standing::Apart,
        Some(last) if since.any(|author| author != last) => Standing::Agreed,
        Some(_) => Standing::Proposed,
    }
}

/// One more says that they are one. Nobody counts twice.
pub(super) fn agree(said: &mut Vec<Said>, words: &str, step: &Step) -> Result<(), Rejection> {
    let hers = said.last().is_some_and(|last| last.same && last.by.author == step.stamp.author);
    if hers && standing(said) == Standing::Proposed {
        return Err(Rejection::FourEyes);
    }
    said.push(Said { by: step.stamp, same: true, words: words.trim().to_owned() });
    Ok(())
}

/// Two people of the file, and what was said of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Pair {
    /// The one whose id is smaller.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// What was said, oldest first.
    pub said: Vec<Said>,
}

impl Pair {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        standing(&self.said)
    }
}

/// A value of one of several who are one, which somebody replaced or decided against. It counts for as long as the two are
/// one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Aside {
    /// The field's name, such as `name_km`.
    pub field: String,
    /// The entry that set the value.
    pub entry: EntryId,
    /// Whose value stands instead.
    pub by: PersonId,
}

fn impossible(why: &str) -> Rejection {
    Rejection::NotPossible { field: "same".into(), why: why.into() }
}

/// Every id once, in the order in which they came.
fn once(ids: &mut Vec<PersonId>, to: &dyn Fn(&mut PersonId)) {
    for id in std::mem::take(ids) {
        let mut id = id;
        to(&mut id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}

impl Family {
    fn agreed(&self) -> impl Iterator<Item = &Pair> {
        self.same.iter().filter(|pair| pair.standing() == Standing::Agreed)
    }

    /// What was said of two people.
    pub fn pair(&self, a: PersonId, b: PersonId) -> Option<&Pair> {
        self.same.iter().find(|pair| (pair.one, pair.other) == (a.min(b), a.max(b)))
    }

    /// Everybody who is the same as somebody, she too; the one who stands for all first.
    pub fn group(&self, id: PersonId) -> Vec<PersonId> {
        let mut all = vec![id];
        let mut at = 0;
        while let Some(here) = all.get(at).copied() {
            for pair in self.agreed() {
                let next = if pair.one == here { pair.other } else { pair.one };
                if (pair.one == here || pair.other == here) && !all.contains(&next) {
                    all.push(next);
                }
            }
            at += 1;
        }
        all.put();
        all
    }

    /// Who stands for somebody: herself, unless she was found to be the same as others.
    pub fn stand(&self, id: PersonId) -> PersonId {
        if self.same.is_empty() { id } else { self.group(id).first().copied().unwrap_or(id) }
    }

    /// Whether two ids are one person.
    pub fn is_same(&self, a: PersonId, b: PersonId) -> bool {
        a == b || (!self.same.is_empty() && self.stand(a) == self.stand(b))
    }

    /// Whether the author knew that these are one.
    pub(super) fn knew(&self, group: &[PersonId], step: &Step) -> bool {
        self.agreed()
            .filter(|pair| group.contains(&pair.one))
            .all(|pair| pair.said.last().is_some_and(|last| step.had_seen(&last.by)))
    }

    /// Whether the two are parent and child, however far apart, or a couple: then they are not one.
    fn related(&self, a: PersonId, b: PersonId) -> bool {
        let couple = |facts: &UnionFacts| {
            (self.is_same(facts.a, a) && self.is_same(facts.b, b))
                || (self.is_same(facts.a, b) && self.is_same(facts.b, a))
        };
        self.descends(a, b, 12)
            || self.descends(b, a, 12)
            || self.unions.values().filter_map(Register::get).any(couple)
    }

    pub(super) fn persons_same(
        &mut self,
        (a, b): (PersonId, PersonId),
        words: &str,
        step: &Step,
    ) -> Result<Effect, Rejection> {
        self.known(a)?;
        self.known(b)?;
        if a == b {
            return Err(impossible("self_relation"));
        }
        if self.is_same(a, b) {
            return Err(Rejection::AlreadyThere { what: "same".into() });
        }
        if self.related(a, b) {
            return Err(impossible("related"));
        }
        match self.same.iter_mut().find(|pair| (pair.one, pair.other) == (a.min(b), a.max(b))) {
            Some(pair) => agree(&mut pair.said, words, step)?,
            None => {
                let mut said = Vec::new();
                agree(&mut said, words, step)?;
                self.same.push(Pair { one: a.min(b), other: a.max(b), said });
            }
        }
        let contested = if self.is_same(a, b) { self.contested_of(self.stand(a)) } else { Vec::new() };
        Ok(Effect { contested, ..Effect::default() })
    }

    pub(super) fn persons_not_same(
        &mut self,
        (a, b): (PersonId, PersonId),
        words: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.known(a)?;
        self.known(b)?;
        if a == b {
            return Err(impossible("self_relation"));
        }
        let said = Said { by: step.stamp, same: false, words: words.trim().to_owned() };
        let direct = self.pair(a, b).map(Pair::standing);
        if direct != Some(Standing::Agreed) && self.is_same(a, b) {
            return Err(impossible("through_others"));
        }
        match self.same.iter_mut().find(|pair| (pair.one, pair.other) == (a.min(b), a.max(b))) {
            Some(_) if direct == Some(Standing::Apart) => return Err(Rejection::AlreadyDecided),
            Some(pair) => pair.said.push(said),
            None => self.same.push(Pair { one: a.min(b), other: a.max(b), said: vec![said] }),
        }
        Ok(())
    }

    /// Somebody as she is shown: put together from everybody who is the same.
    pub(super) fn joined(&self, id: PersonId) -> Option<Cow<'_, Person>> {
        if self.same.is_empty() {
            return self.people.get(&id).map(Cow::Borrowed);
        }
        let group = self.group(id);
        let parts: Vec<&Person> = group.iter().filter_map(|id| self.people.get(id)).collect();
        let (first, rest) = parts.split_first()?;
        if rest.is_empty() {
            return Some(Cow::Borrowed(first));
        }
        let mut person = (*first).clone();
        macro_rules! join {
            ($($field:ident),+) => {$(
                let aside = |entry: EntryId| {
                    let is = |aside: &Aside| aside.field == stringify!($field) && aside.entry == entry;
                    self.aside.iter().any(|aside| is(aside) && group.contains(&aside.by))
                };
                person.$field = Register::joined(&mut parts.iter().map(|part| &part.$field), &aside);
            )+};
        }
        join!(name_km, name_latin, sex, birth, died_on, phone, in_focus, school, occupation, note);
        join!(difficulties, health_note, birth_certificate, family_book);
        if parts.iter().any(|part| part.withdrawn.is_none()) {
            person.withdrawn = None;
        }
        Some(Cow::Owned(person))
    }

    /// A file of nobody but one person, as she is shown.
    fn alone(&self, id: PersonId) -> Family {
        let mut file = Family::default();
        file.people.extend(self.joined(id).map(|person| (id, person.into_owned())));
        file
    }

    /// Which fields of somebody have more than one value, as she is shown.
    pub(super) fn contested_of(&self, id: PersonId) -> Vec<FieldPath> {
        self.alone(id).conflicts().into_iter().map(|conflict| conflict.field).collect()
    }

    /// A value of one of several who are one was set: what its author had seen of the others' gives way.
    pub(super) fn overrides(&mut self, id: PersonId, field: &str, step: &Step) {
        if self.same.is_empty() {
            return;
        }
        let group = self.group(id);
        if group.len() > 1 && self.knew(&group, step) {
            self.lay_aside(&group, field, (id, step.stamp.entry), step);
        }
    }

    /// Lays aside what the author had seen of a field of everybody in a group, but for what stands: whose, and by which
    /// entry.
    fn lay_aside(&mut self, group: &[PersonId], field: &str, (by, stands): (PersonId, EntryId), step: &Step) {
        let mut gone: Vec<EntryId> = Vec::new();
        for id in group {
            let path = FieldPath(format!("person/{id}/{field}"));
            self.look(&mut |here, register| {
                if here() == path {
                    let seen = register.stamps().into_iter().filter(|stamp| step.had_seen(stamp));
                    gone.extend(seen.map(|stamp| stamp.entry).filter(|entry| *entry != stands));
                }
            });
        }
        self.aside.retain(|aside| aside.field != field || aside.entry != stands);
        let field = || field.to_owned();
        self.aside.extend(gone.into_iter().map(|entry| Aside { field: field(), entry, by }));
    }

    /// Decides about a field of several who are one.
    pub(super) fn decided_together(
        &mut self,
        (group, field): (&[PersonId], &str),
        keep: EntryId,
        step: &Step,
    ) -> Result<(), Rejection> {
        let stand = group.first().copied().unwrap_or_else(|| PersonId::from_u128(0));
        let path = FieldPath(format!("person/{stand}/{field}"));
        let mut met = None;
        self.alone(stand).look(&mut |here, register| {
            if here() == path {
                met = Some(register.sides().iter().any(|side| side.by.entry == keep));
            }
        });
        if !met.ok_or_else(|| Rejection::UnknownThing { what: "field".into() })? {
            return Err(Rejection::AlreadyDecided);
        }
        // Of those whom the author held for different people she decides about the one only.
        let paths: Vec<_> = group.iter().map(|id| (*id, FieldPath(format!("person/{id}/{field}")))).collect();
        let mut owner = stand;
        self.reach(&mut |here, register| {
            if let Some((id, _)) = paths.iter().find(|(_, path)| here() == *path)
                && register.stamps().iter().any(|stamp| stamp.entry == keep)
            {
                owner = *id;
                register.decide(keep, step);
            }
        });
        let group = if self.knew(group, step) { group } else { &[owner] };
        self.lay_aside(group, field, (owner, keep), step);
        Ok(())
    }

    /// The file as it is read: those who are one are one. Everything that tells of them tells of the one who stands for
    /// them, and where they differ there is something to decide.
    pub fn seen(&self) -> Cow<'_, Family> {
        let both = |pair: &Pair| self.people.contains_key(&pair.one) && self.people.contains_key(&pair.other);
        if !self.agreed().any(both) {
            return Cow::Borrowed(self);
        }
        let mut file = self.clone();
        file.people.clear();
        for id in self.people.keys() {
            let stand = self.stand(*id);
            if !file.people.contains_key(&stand) {
                file.people.extend(self.joined(stand).map(|person| (stand, person.into_owned())));
            }
        }
        file.retell(&|id: &mut PersonId| *id = self.stand(*id));
        Cow::Owned(file)
    }

    /// Everything that names a person names who stands for her.
    fn retell(&mut self, to: &dyn Fn(&mut PersonId)) {
        for stay in self.households.values_mut().flat_map(|home| &mut home.stays) {
            to(&mut stay.person);
        }
        for home in self.households.values_mut() {
            let mut lives: Vec<PersonId> = Vec::new();
            home.stays.retain(|stay| {
                let again = stay.until.is_none() && lives.contains(&stay.person);
                lives.extend((stay.until.is_none() && !again).then_some(stay.person));
                !again
            });
        }
        let mut couples: Vec<UnionFacts> = Vec::new();
        self.unions.retain(|_, union| {
            union.each(&mut |facts| {
                to(&mut facts.a);
                to(&mut facts.b);
            });
            // The same couple written down twice is one; where the two say different things, both are shown.
            let Some(facts) = union.get() else { return true };
            let again = couples.contains(facts) || facts.a == facts.b;
            couples.push(facts.clone());
            !again
        });
        for parentage in &mut self.parentages {
            to(&mut parentage.child);
            to(&mut parentage.parent);
        }
        let mut parents = Vec::new();
        self.parentages.retain(|one| {
            let bond = (one.child, one.parent, one.quality, one.until);
            let again = parents.contains(&bond) || one.child == one.parent;
            parents.push(bond);
            !again
        });
        for relation in self.relations.values_mut() {
            to(&mut relation.from);
            to(&mut relation.to);
        }
        self.relations.retain(|_, relation| relation.from != relation.to);
        for (elder, younger) in &mut self.seniorities {
            to(elder);
            to(younger);
        }
        self.seniorities.retain(|(elder, younger)| elder != younger);
        for caring in &mut self.carers {
            to(&mut caring.child);
            to(&mut caring.caregiver);
        }
        let mut cares = Vec::new();
        self.carers.retain(|one| {
            let bond = (one.child, one.caregiver, one.until);
            let again = cares.contains(&bond) || one.child == one.caregiver;
            cares.push(bond);
            !again
        });
        self.retell_work(to);
    }

    fn retell_work(&mut self, to: &dyn Fn(&mut PersonId)) {
        for record in &mut self.referrals {
            once(&mut record.referral.people, to);
        }
        for record in &mut self.consents {
            to(&mut record.given.by);
            once(&mut record.given.covers, to);
        }
        for record in &mut self.assents {
            to(&mut record.given.child);
        }
        for record in &mut self.photos {
            match &mut record.taken.of {
                PhotoOf::Person { person } | PhotoOf::Paper { person: Some(person) } => to(person),
                PhotoOf::Paper { person: None } | PhotoOf::Home {} => {}
            }
        }
        for record in &mut self.withheld {
            to(&mut record.asked.by);
            once(&mut record.asked.people, to);
        }
        for subject in self.assessments.iter_mut().filter_map(|record| record.completed.subject.as_mut()) {
            to(subject);
        }
        for goal in self.goals.values_mut() {
            once(&mut goal.new.for_people, to);
            for subject in goal.new.links.iter_mut().filter_map(|link| link.subject.as_mut()) {
                to(subject);
            }
        }
        for visit in self.visits.values_mut() {
            if let super::visit::VisitState::Made { recorded, .. } = &mut visit.state {
                once(&mut recorded.met, to);
            }
        }
        for concern in self.concerns.values_mut() {
            once(&mut concern.raised.about, to);
        }
        for record in self.service_referrals.values_mut() {
            once(&mut record.sent.people, to);
        }
    }
}
