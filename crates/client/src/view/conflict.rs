//! What must be decided or mended: fields with two values, and entries that could not take effect. A value is
//! told in the words of the screens, never in the codes of the ledger.

use super::{Msg, Name};
use crate::core::Core;
use crate::outbox::{Queued, Status};
use domain::entry::Entry;
use domain::family::Family;
use domain::family::conflict::Conflict;
use domain::family::people::{IdPoor, Schooling, UnionFacts};
use domain::family::plan::{ActionState, Doer, GoalState};
use domain::ids::{PersonId, StreamId};
use domain::instrument::Text;
use domain::read::Told;
use domain::register::Side;
use domain::time::{Birth, Day, Millis};
use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

/// The fields of a family that have more than one value.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ConflictsView {
    /// Each of them.
    pub lines: Vec<ConflictLine>,
    /// The reader may decide.
    pub may_decide: bool,
}

/// A field with more than one value.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ConflictLine {
    /// The family.
    pub family: StreamId,
    /// The path.
    pub field: String,
    /// The field's name: words under `field-…`.
    pub name: String,
    /// About whom, if about a person.
    pub person: Option<Name>,
    /// The values, the one in force first.
    pub sides: Vec<SideLine>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct SideLine {
    /// The entry that set it.
    pub entry: String,
    /// The value, part by part; empty when it was cleared.
    pub value: Vec<ValuePart>,
    /// Who set it.
    pub by: Name,
    /// When, by her device.
    pub at: Millis,
    /// She who reads this wrote it.
    pub mine: bool,
    /// It is not sent yet.
    pub unsent: bool,
    /// What its author had before her when she wrote it; none when there was nothing.
    pub seen: Option<SeenLine>,
}

/// What somebody had before her when she wrote another value.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct SeenLine {
    /// The value; empty when it was cleared.
    pub value: Vec<ValuePart>,
    /// Who had set it.
    pub by: Name,
    /// When, by that device.
    pub at: Millis,
}

/// A part of a value as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum ValuePart {
    /// As somebody wrote it.
    Said {
        /// The text.
        text: String,
    },
    /// A word of the catalogue.
    Word {
        /// Its key.
        word: Msg,
    },
    /// A day, or what is known of it.
    On {
        /// Year, month, day.
        day: String,
    },
    /// A birth.
    Born {
        /// Exact or about.
        birth: Birth,
    },
    /// Somebody.
    Who {
        /// Her name.
        name: Name,
    },
    /// A place.
    Where {
        /// With what lies around it.
        place: Text,
    },
}

/// An entry that could not take effect.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct RefusedLine {
    /// The entry.
    pub entry: String,
    /// The family's name.
    pub label: Name,
    /// The command; words under `event-…`.
    pub what: String,
    /// Who wrote it.
    pub by: Name,
    /// When, by her device.
    pub at: Millis,
    /// Why.
    pub reason: Msg,
    /// It is still on this device and can be sent again or put aside.
    pub here: bool,
    /// The entry itself as JSON, for handing it on as a file; absent when it is not on this device.
    pub whole: Option<String>,
}

impl ValuePart {
    fn said(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.trim().is_empty()).then_some(Self::Said { text })
    }
    fn word(prefix: &str, code: &str) -> Self {
        Self::Word { word: Msg::new(format!("{prefix}{code}")) }
    }
    fn on(day: Day) -> Self {
        Self::On { day: day.to_string() }
    }
}

/// A code of the catalogue, if the value is one.
fn coded(prefix: &str, value: &Value) -> Vec<ValuePart> {
    value.as_str().map(|code| ValuePart::word(prefix, code)).into_iter().collect()
}

/// The value as its type, if it can be read so.
fn read<T: Told>(value: &Value) -> Option<T> {
    T::told(value).ok()
}

/// A value of which no more is known than that it is one: its texts and numbers.
fn plain(value: &Value) -> Vec<ValuePart> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(yes) => vec![ValuePart::word("family-known-", if *yes { "yes" } else { "no" })],
        Value::Number(number) => ValuePart::said(number.to_string()).into_iter().collect(),
        Value::String(text) => ValuePart::said(text.as_str()).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(plain).collect(),
        Value::Object(fields) => fields.values().flat_map(plain).collect(),
    }
}

impl Core {
    /// A value as a person reads it. `field` is the register's name, as in `field-…`.
    fn value_parts(&self, family: &Family, field: &str, value: &Value) -> Vec<ValuePart> {
        let parts = match field {
            "sex" => Some(coded("family-sex-", value)),
            "risk" => Some(coded("risk-", value)),
            "birth-certificate" | "family-book" => Some(coded("family-known-", value)),
            "village" => value.as_str().map(|code| vec![ValuePart::Where { place: self.place_line(code) }]),
            "died-on" | "by" => {
                read::<Option<Day>>(value).map(|day| day.map(ValuePart::on).into_iter().collect())
            }
            "birth" => read::<Option<Birth>>(value)
                .map(|birth| birth.map(|birth| ValuePart::Born { birth }).into_iter().collect()),
            "difficulties" => value.as_array().map(|codes| match codes.as_slice() {
                [] => vec![ValuePart::word("family-difficulty-", "none")],
                some => some.iter().flat_map(|code| coded("family-difficulty-", code)).collect(),
            }),
            "school" => read(value).map(schooling),
            "id-poor" => read(value).map(id_poor),
            "union" => read(value).map(|facts| union(family, &facts)),
            "doer" => read(value).map(|doer| self.doer(family, doer)),
            "state" => state(value),
            _ => None,
        };
        parts.unwrap_or_else(|| plain(value))
    }

    fn doer(&self, family: &Family, doer: Doer) -> Vec<ValuePart> {
        match doer {
            Doer::Person { person } => vec![who(family, person)],
            Doer::Worker { worker } => vec![ValuePart::Who { name: self.author(family, worker) }],
            Doer::Other { name } => ValuePart::said(name).into_iter().collect(),
        }
    }
}

fn who(family: &Family, person: PersonId) -> ValuePart {
    ValuePart::Who { name: family.person(person).map(Name::of).unwrap_or_default() }
}

fn schooling(school: Schooling) -> Vec<ValuePart> {
    let mut parts = vec![ValuePart::word("family-school-", &school.state)];
    parts.extend(ValuePart::said(school.school));
    if school.grade > 0 {
        let word = Msg::new("family-school-grade-is").with("grade", i64::from(school.grade));
        parts.push(ValuePart::Word { word });
    }
    parts
}

fn id_poor(card: IdPoor) -> Vec<ValuePart> {
    let mut parts = vec![ValuePart::word("family-idpoor-", &card.level)];
    parts.extend(ValuePart::said(card.card));
    parts.extend(card.until.map(ValuePart::on));
    parts
}

fn union(family: &Family, facts: &UnionFacts) -> Vec<ValuePart> {
    use domain::family::people::UnionState as S;
    let state = match facts.state {
        S::Together => "together",
        S::Separated => "separated",
        S::Divorced => "divorced",
        S::Widowed => "widowed",
    };
    let mut parts = vec![who(family, facts.a), who(family, facts.b), ValuePart::word("family-union-", state)];
    parts.extend([facts.from, facts.until].into_iter().flatten().map(ValuePart::on));
    parts
}

/// How a goal or a step stands: the two share what they can be, but for handing over and being done.
fn state(value: &Value) -> Option<Vec<ValuePart>> {
    let word = |code: &str| ValuePart::word("field-state-", code);
    if let Some(goal) = read::<GoalState>(value) {
        return Some(match goal {
            GoalState::Open => vec![word("open")],
            GoalState::Reached { on } => vec![word("reached"), ValuePart::on(on)],
            GoalState::HandedOver { to, on } => {
                [Some(word("handed-over")), ValuePart::said(to), Some(ValuePart::on(on))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            GoalState::Dropped { reason } => {
                [Some(word("dropped")), ValuePart::said(reason)].into_iter().flatten().collect()
            }
        });
    }
    read::<ActionState>(value).map(|step| match step {
        ActionState::Open => vec![word("open")],
        ActionState::Done { on } => vec![word("done"), ValuePart::on(on)],
        ActionState::Dropped { reason } => {
            [Some(word("dropped")), ValuePart::said(reason)].into_iter().flatten().collect()
        }
    })
}

impl Core {
    pub(crate) fn conflicts(&self, id: StreamId) -> Option<ConflictsView> {
        let family = self.family(id)?;
        let (can, _) = self.rights(id, family);
        let may_decide = can.iter().any(|name| name == "family.conflict_decided");
        let pending: Vec<Entry> = self.outbox.pending(id).cloned().collect();
        let lines = family.conflicts().into_iter().map(|one| self.conflict(id, family, one, &pending));
        Some(ConflictsView { lines: lines.collect(), may_decide })
    }

    fn conflict(&self, id: StreamId, family: &Family, one: Conflict, pending: &[Entry]) -> ConflictLine {
        let path = one.field.to_string();
        let mut parts = path.split('/');
        let kind = parts.next().unwrap_or_default().to_owned();
        let person = parts.clone().next().and_then(|id| id.parse().ok()).filter(|_| kind == "person");
        let last = path.rsplit('/').next().unwrap_or_default();
        let name = if kind == "union" { "union".to_owned() } else { last.replace('_', "-") };
        let seen = |entry| -> Option<SeenLine> {
            let file = self.streams.get(&id)?.before(entry, pending)?;
            let side = file.family()?.state.in_force(&one.field)?;
            Some(SeenLine {
                value: self.value_parts(family, &name, &side.value),
                by: self.author(family, side.by.author),
                at: side.by.at,
            })
        };
        let me = self.me.as_ref().map(|me| me.worker);
        let side = |side: &Side| SideLine {
            entry: side.by.entry.to_string(),
            value: self.value_parts(family, &name, &side.value),
            by: self.author(family, side.by.author),
            at: side.by.at,
            mine: me == Some(side.by.author),
            unsent: pending.iter().any(|entry| entry.id == side.by.entry),
            seen: seen(side.by.entry),
        };
        ConflictLine {
            family: id,
            person: person.and_then(|id| family.person(id)).map(Name::of),
            sides: one.sides.iter().map(side).collect(),
            name,
            field: path,
        }
    }

    pub(crate) fn refused_lines(&self, id: StreamId) -> Vec<RefusedLine> {
        let Some(stream) = self.streams.get(&id).and_then(|held| held.shown().family()) else {
            return Vec::new();
        };
        let label = self.summary(id).map(|s| super::lists::label(&s.people)).unwrap_or_default();
        let line = |refused: &domain::stream::Refused| RefusedLine {
            entry: refused.entry.to_string(),
            label: label.clone(),
            what: refused.action.clone(),
            by: self.worker_name(refused.author),
            at: refused.made_at,
            reason: Msg::rejection(&refused.reason),
            here: self.outbox.get(refused.entry).is_some(),
            whole: self.outbox.get(refused.entry).map(|q| domain::write::text(&q.entry)),
        };
        stream.log.refused.iter().map(line).collect()
    }

    pub(crate) fn tray_line(&self, queued: &Queued) -> RefusedLine {
        let code = match &queued.status {
            Status::Refused { code } => code.as_str(),
            Status::Kept | Status::Sent => "",
        };
        let label =
            self.summary(queued.entry.stream).map(|s| super::lists::label(&s.people)).unwrap_or_default();
        RefusedLine {
            entry: queued.entry.id.to_string(),
            label,
            what: queued.entry.action.name().to_owned(),
            by: self.worker_name(queued.entry.author),
            at: queued.entry.made_at,
            reason: Msg::new(format!("refused-{code}")),
            here: true,
            whole: Some(domain::write::text(&queued.entry)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(field: &str, json: &str) -> Vec<ValuePart> {
        let core = Core::new(&[7; 32]);
        core.value_parts(&Family::default(), field, &serde_json::from_str(json).unwrap())
    }
    fn word(id: &str) -> ValuePart {
        ValuePart::Word { word: Msg::new(id) }
    }

    #[test]
    fn values_are_told_in_words_and_never_in_codes() {
        assert_eq!(told("sex", r#""female""#), [word("family-sex-female")]);
        assert_eq!(told("risk", r#""high""#), [word("risk-high")]);
        assert_eq!(told("done", "true"), [word("family-known-yes")]);
        assert_eq!(told("difficulties", "[]"), [word("family-difficulty-none")]);
        assert_eq!(
            told("state", r#"{"is":"handed_over","to":"the aunt","on":"2026-11-02"}"#),
            [
                word("field-state-handed-over"),
                ValuePart::Said { text: "the aunt".into() },
                ValuePart::On { day: "2026-11-02".into() }
            ]
        );
        assert_eq!(
            told("birth", r#"{"known":"about","year":2015,"month":null}"#),
            [ValuePart::Born { birth: Birth::About { year: 2015, month: None } }]
        );
        assert_eq!(told("died-on", "null"), []);
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_it_stands() {
        assert_eq!(told("school", r#"{"unheard":"of"}"#), [ValuePart::Said { text: "of".into() }]);
    }
}
