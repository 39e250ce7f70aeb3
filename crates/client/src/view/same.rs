//! Two people who may be one, other files of the family, and what crossed on the way: for whoever decides.

use super::{Msg, Name};
use crate::core::Core;
use domain::duplicates::{Likeness, Who};
use domain::family::Family;
use domain::family::crossed::Met;
use domain::family::people::Person;
use domain::family::same::{Said, Standing};
use domain::ids::{PersonId, StreamId};
use domain::kinship::Sex;
use domain::time::{Birth, Millis};
use serde::Serialize;
use tsify::Tsify;

/// Within one file, people less alike than this are not asked about.
const WORTH_A_LOOK: f32 = 0.8;

/// Two people of a file who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct SameLine {
    /// The family.
    pub family: StreamId,
    /// By whose name it is called.
    pub label: Name,
    /// One of the two, as written.
    pub one: TwinView,
    /// The other.
    pub other: TwinView,
    /// `alike` (nobody has said anything), `proposed`, `agreed`.
    pub state: String,
    /// What speaks for it: keys `alike-…`.
    pub reasons: Vec<Msg>,
    /// Who said so, oldest first.
    pub said: Vec<SaidLine>,
    /// The reader said so herself: somebody else must look.
    pub mine: bool,
    /// The reader may say what they are.
    pub can: bool,
}

/// One of two who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TwinView {
    /// Who.
    pub id: PersonId,
    /// Her name.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Birth, if known.
    pub birth: Option<Birth>,
    /// Who wrote her down.
    pub by: Name,
    /// When, by her device.
    pub at: Millis,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct SaidLine {
    /// Who.
    pub by: Name,
    /// When.
    pub at: Millis,
    /// Why; may be empty.
    pub words: String,
}

/// Another file that may be of the same family.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct FileLine {
    /// The other file.
    pub other: StreamId,
    /// By whose name it is called, if it lies on this device.
    pub label: Option<Name>,
    /// This one stands.
    pub stands: bool,
    /// `proposed` or `agreed`.
    pub state: String,
    /// Who said so, oldest first.
    pub said: Vec<SaidLine>,
    /// The reader said so herself: somebody else must look.
    pub mine: bool,
    /// How much came to the one that was folded away since somebody looked, if it lies on this device.
    pub came: u32,
}

/// Something that crossed on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct CrossedLine {
    /// The entry.
    pub entry: String,
    /// What was written: the command's name.
    pub what: String,
    /// `closing`, `closed` or `assessment`.
    pub met: String,
    /// Who wrote it.
    pub by: Name,
    /// When, by her device.
    pub at: Millis,
    /// Who wrote what it met.
    pub other_by: Name,
    /// When.
    pub other_at: Millis,
}

/// Without the family name that two people share: brothers and sisters all do.
fn given<'a>(name: &'a str, other: &str) -> &'a str {
    match (name.split_once(' '), other.split_once(' ')) {
        (Some((family, given)), Some((same, _))) if family == same => given,
        (Some(_) | None, Some(_) | None) => name,
    }
}

fn who<'a>(person: &'a Person, beside: &Person) -> Who<'a> {
    let birth = person.birth();
    let [km, latin] = [(&person.name_km, &beside.name_km), (&person.name_latin, &beside.name_latin)]
        .map(|(name, other)| (name.get().map_or("", String::as_str), other.get().map_or("", String::as_str)));
    Who {
        name_km: given(km.0, km.1),
        name_latin: given(latin.0, latin.1),
        sex: Some(person.sex()),
        birth_year: birth.map(|birth| birth.year()),
        birth_estimated: birth.is_some_and(|birth| birth.is_estimated()),
        village: None,
    }
}

/// Whether comparing their names is worth the time: most people of a family differ in sex or age.
fn may_be(one: &Person, other: &Person) -> bool {
    let sexes = [one.sex(), other.sex()];
    let years = one.birth().zip(other.birth()).map_or(0, |(a, b)| (a.year() - b.year()).abs());
    (sexes.contains(&Sex::Unknown) || one.sex() == other.sex()) && years <= 3
}

const fn code(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Proposed => Some("proposed"),
        Standing::Agreed => Some("agreed"),
        Standing::Apart => None,
    }
}

impl Core {
    /// The file as its entries tell it, with everybody as she was written down.
    fn written(&self, id: StreamId) -> Option<&Family> {
        self.streams.get(&id)?.shown().family().map(|stream| &stream.state)
    }

    fn said_lines(&self, family: &Family, said: &[Said]) -> Vec<SaidLine> {
        let since = said.iter().rposition(|one| !one.same).map_or(0, |at| at + 1);
        let line = |one: &Said| SaidLine {
            by: self.author(family, one.by.author),
            at: one.by.at,
            words: one.words.clone(),
        };
        said.iter().skip(since).map(line).collect()
    }

    fn is_mine(&self, said: &[Said]) -> bool {
        let me = self.me.as_ref().map(|me| me.worker);
        said.last().is_some_and(|last| last.same && Some(last.by.author) == me)
    }

    /// Whether the reader may say what they are.
    fn may_say(&self, id: StreamId, family: &Family) -> bool {
        self.rights(id, family).0.iter().any(|name| name == "family.persons_same")
    }

    /// Two people of a file who may be one, or were found to be: written on different devices, and alike.
    pub(crate) fn same_lines(&self, id: StreamId) -> Vec<SameLine> {
        let Some(family) = self.written(id) else { return Vec::new() };
        let people: Vec<&Person> = family.present().collect();
        let mut found: Vec<(&Person, &Person, &'static str, Vec<Msg>)> = Vec::new();
        for pair in &family.same {
            if let (Some(one), Some(other), Some(state)) =
                (family.people.get(&pair.one), family.people.get(&pair.other), code(pair.standing()))
            {
                found.push((one, other, state, Vec::new()));
            }
        }
        for (at, one) in people.iter().enumerate() {
            for other in people.iter().skip(at + 1) {
                let known = family.pair(one.id, other.id).is_some() || family.is_same(one.id, other.id);
                if known || one.added.device == other.added.device || !may_be(one, other) {
                    continue;
                }
                let alike = Likeness::between(&who(one, other), &who(other, one));
                if let Some(alike) = alike.filter(|alike| alike.score >= WORTH_A_LOOK) {
                    found.push((one, other, "alike", super::lists::reasons(&alike)));
                }
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        let label = self.summary(id).map(|summary| super::lists::label(&summary.people)).unwrap_or_default();
        let can = self.may_say(id, family);
        let twin = |person: &Person| TwinView {
            id: person.id,
            name: Name::of(person),
            sex: person.sex(),
            birth: person.birth(),
            by: self.author(family, person.added.author),
            at: person.added.at,
        };
        let line = |(one, other, state, reasons): (&Person, &Person, &'static str, Vec<Msg>)| {
            let said = family.pair(one.id, other.id).map(|pair| pair.said.as_slice()).unwrap_or_default();
            SameLine {
                family: id,
                label: label.clone(),
                one: twin(one),
                other: twin(other),
                state: state.to_owned(),
                reasons,
                said: self.said_lines(family, said),
                mine: self.is_mine(said),
                can,
            }
        };
        found.into_iter().map(line).collect()
    }

    /// Those of them that wait for the reader.
    pub(crate) fn same_to_say(&self, id: StreamId) -> Vec<SameLine> {
        let mut lines = self.same_lines(id);
        lines.retain(|line| line.can && line.state != "agreed" && !line.mine);
        lines
    }

    /// Other files of the family.
    pub(crate) fn file_lines(&self, family: &Family) -> Vec<FileLine> {
        let line = |link: &domain::family::folded::FileLink| {
            let state = code(link.standing())?;
            let other = self.family(link.other);
            let folded = if link.stands { other } else { Some(family) };
            Some(FileLine {
                other: link.other,
                label: self.summary(link.other).map(|summary| super::lists::label(&summary.people)),
                stands: link.stands,
                state: state.to_owned(),
                said: self.said_lines(family, &link.said),
                mine: self.is_mine(&link.said),
                came: folded.map_or(0, Family::came_after),
            })
        };
        family.files.iter().filter_map(line).collect()
    }

    /// What crossed on the way and waits for somebody to look.
    pub(crate) fn crossed_lines(&self, family: &Family) -> Vec<CrossedLine> {
        let line = |crossed: &domain::family::crossed::Crossed| CrossedLine {
            entry: crossed.by.entry.to_string(),
            what: crossed.what.clone(),
            met: match crossed.met {
                Met::Closing => "closing",
                Met::Closed => "closed",
                Met::Assessment => "assessment",
            }
            .to_owned(),
            by: self.author(family, crossed.by.author),
            at: crossed.by.at,
            other_by: self.author(family, crossed.other.author),
            other_at: crossed.other.at,
        };
        family.to_look_at().map(line).collect()
    }

    /// How much came to files that were folded into this one, as far as they lie on this device.
    pub(crate) fn came_there(&self, family: &Family) -> u32 {
        let folded = family.files.iter().filter(|link| link.stands && link.standing() == Standing::Agreed);
        folded.filter_map(|link| self.family(link.other)).map(Family::came_after).sum()
    }
}
