//! Which file a filled form belongs to.
//!
//! A tool that asks for the file's number says so itself: the item is prefilled with it. To every other tool the door
//! adds two questions of its own, before those of the tool: the number of the file, and the name of the person when a
//! record is about one. They are no answers of the record.

use super::paths::ROOT;
use super::submission::Submission;
use super::xml::Out;
use domain::instrument::{Answer, Answers, Fact, Instrument, Prefill};

/// The group of the door's own questions.
pub(super) const GROUP: &str = "kinkeeper_file";
const NUMBER: &str = "number";
const PERSON: &str = "person";

/// What a number looks like: three groups of four, whatever stands between them, in either digits.
const PATTERN: &str = "regex(., '^ *([0-9A-Fa-f០-៩][ ._–-]*){12}$')";

/// Words of the door's own questions: what, in English and in Khmer.
struct Words {
    what: &'static str,
    en: &'static str,
    km: &'static str,
}

const WORDS: [Words; 6] = [
    Words {
        what: "", en: "Whose file?", km: "សំណុំឯកសាររបស់អ្នកណា?"
    },
    Words {
        what: "/number", en: "Number of the family's file", km: "លេខសំណុំឯកសារគ្រួសារ"
    },
    Words {
        what: "/number:hint",
        en: "It stands on every printed page, for example 7F3A-92C1-08BE. Unknown: leave it empty, and choose the file \
             in Kinkeeper afterwards.",
        km: "មានលើទំព័របោះពុម្ពទាំងអស់ ឧទាហរណ៍ 7F3A-92C1-08BE។ បើមិនដឹង សូមទុកទទេ រួចជ្រើសសំណុំឯកសារក្នុង Kinkeeper ពេលក្រោយ។",
    },
    Words {
        what: "/number:no",
        en: "Twelve digits and letters from A to F, for example 7F3A-92C1-08BE.",
        km: "តួលេខ និងអក្សរពី A ដល់ F ចំនួនដប់ពីរ ឧទាហរណ៍ 7F3A-92C1-08BE។",
    },
    Words {
        what: "/person", en: "Name of the person whom it is about", km: "ឈ្មោះបុគ្គលដែលពាក់ព័ន្ធ"
    },
    Words {
        what: "/person:hint",
        en: "As it is written in the family's file.",
        km: "ដូចដែលបានសរសេរក្នុងសំណុំឯកសារគ្រួសារ។",
    },
];

/// Which questions the door adds to a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Added {
    number: bool,
    person: bool,
}

fn prefilled(instrument: &Instrument, wanted: Fact) -> Option<&str> {
    let from = |prefill: &Option<Prefill>| matches!(prefill, Some(Prefill::File { fact }) if *fact == wanted);
    instrument.items().find(|(_, item)| from(&item.prefill)).map(|(_, item)| item.code.as_str())
}

/// A tool may have a group of that name itself, with whatever questions: what is answered there is its own.
pub(super) fn has_own(instrument: &Instrument) -> bool {
    instrument.sections.iter().any(|section| section.code == GROUP)
        || instrument.items().any(|(_, item)| item.code == GROUP)
}

impl Added {
    pub(super) fn to(instrument: &Instrument) -> Self {
        let free = !has_own(instrument);
        Self {
            number: free && prefilled(instrument, Fact::FamilyNumber).is_none(),
            person: free
                && instrument.subject.is_one_person()
                && prefilled(instrument, Fact::SubjectName).is_none(),
        }
    }

    fn asked(self) -> impl Iterator<Item = &'static str> {
        [(self.number, NUMBER), (self.person, PERSON)].into_iter().filter_map(|(on, name)| on.then_some(name))
    }

    pub(super) fn any(self) -> bool {
        self.number || self.person
    }

    pub(super) fn nodes(self, out: &mut Out) {
        if self.any() {
            out.open(GROUP, &[]);
            self.asked().for_each(|name| out.empty(name, &[]));
            out.close(GROUP);
        }
    }

    /// The texts in one language: the first of a form's is English, the second Khmer.
    pub(super) fn itext(self, language: usize, out: &mut Out) {
        for words in WORDS.iter().filter(|_| self.any()) {
            out.open("text", &[("id", &format!("/{ROOT}/{GROUP}{}", words.what))]);
            out.leaf("value", if language == 1 { words.km } else { words.en });
            out.close("text");
        }
    }

    pub(super) fn binds(self, out: &mut Out) {
        for name in self.asked() {
            let path = format!("/{ROOT}/{GROUP}/{name}");
            let mut bind = vec![("nodeset", path.as_str()), ("type", "string")];
            let message = format!("jr:itext('{path}:no')");
            if name == NUMBER {
                bind.extend([("constraint", PATTERN), ("jr:constraintMsg", message.as_str())]);
            }
            out.empty("bind", &bind);
        }
    }

    pub(super) fn controls(self, out: &mut Out) {
        if !self.any() {
            return;
        }
        let group = format!("/{ROOT}/{GROUP}");
        out.open("group", &[("ref", &group), ("appearance", "field-list")]);
        out.empty("label", &[("ref", &format!("jr:itext('{group}')"))]);
        for name in self.asked() {
            let path = format!("{group}/{name}");
            out.open("input", &[("ref", &path)]);
            out.empty("label", &[("ref", &format!("jr:itext('{path}')"))]);
            out.empty("hint", &[("ref", &format!("jr:itext('{path}:hint')"))]);
            out.close("input");
        }
        out.close("group");
    }
}

/// What a submission says of where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filed {
    /// The number of the family's file, as it was written.
    pub number: Option<String>,
    /// The name of the person whom it is about, as it was written.
    pub person: Option<String>,
}

/// Which file a submission belongs to, by the door's own questions or by the tool's.
pub fn filed(instrument: &Instrument, submission: &Submission, answers: &Answers) -> Filed {
    let group = submission.root.children.iter().find(|node| node.name == GROUP && !has_own(instrument));
    let written = |name: &str| {
        let node = group?.children.iter().find(|node| node.name == name)?;
        Some(node.text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let answered = |fact| {
        let Some(Answer::Text { text }) = answers.get(prefilled(instrument, fact)?) else { return None };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let person = if instrument.subject.is_one_person() {
        answered(Fact::SubjectName).or_else(|| written(PERSON))
    } else {
        None
    };
    Filed { number: answered(Fact::FamilyNumber).or_else(|| written(NUMBER)), person }
}
