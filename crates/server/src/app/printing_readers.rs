//! Papers that are not about what the file says: who opened it, and who may see it.

use super::access::{Seer, Sight};
use super::printing_docs::Writer;
use super::readers::{Manner, Reading, ReadingDay};
use domain::entry::Section;
use domain::ids::{OrganisationId, WorkerId};
use domain::time::Millis;
use policy::engine::RowRelation;
use print::{AccessDoc, AccessGroup, AccessLine, ReaderDay, ReaderLine, ReadersDoc};
use std::collections::BTreeMap;

/// Names of organisations: Khmer, Latin.
pub type Organisations = BTreeMap<OrganisationId, (String, String)>;

/// The time of day in Cambodia, `14:05`.
fn clock(at: Millis) -> String {
    let minutes = at.minute_of_day();
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Writer<'_> {
    /// Who opened the file.
    pub fn readers(&self, days: &[ReadingDay], more: bool, organisations: &Organisations) -> ReadersDoc {
        ReadersDoc {
            lang: self.print_lang(),
            digits: self.digits(),
            family_label: self.family_label(),
            file_no: self.file_no(),
            village_line: self.village_line(),
            printed_on: self.today.to_string(),
            organisation: self.pick(&self.organisation.0, &self.organisation.1),
            days: days
                .iter()
                .map(|day| ReaderDay {
                    day: day.day.to_string(),
                    lines: day.readings.iter().map(|one| self.reader_line(one, organisations)).collect(),
                })
                .collect(),
            more,
            contacts: self.contacts(),
        }
    }

    /// Who may see the file.
    pub fn sight(&self, sight: &Sight, organisations: &Organisations) -> AccessDoc {
        let mut groups: Vec<(RowRelation, AccessGroup)> = Vec::new();
        for seer in &sight.seers {
            let Some(nearest) = seer.rules.first().map(|rule| rule.relation) else { continue };
            let line = self.seer_line(seer, organisations);
            match groups.last_mut().filter(|(relation, _)| *relation == nearest) {
                Some((_, group)) => group.lines.push(line),
                None => {
                    let title = self.say(&format!("paper-sight-{}", nearest.code()));
                    groups.push((nearest, AccessGroup { title, lines: vec![line] }));
                }
            }
        }
        let kept_out = sight.kept_out.iter().map(|one| AccessLine {
            who: self.worker_name(one.worker),
            role: self.role_line(one.worker, one.organisation, organisations),
            ..AccessLine::default()
        });
        AccessDoc {
            lang: self.print_lang(),
            digits: self.digits(),
            family_label: self.family_label(),
            file_no: self.file_no(),
            village_line: self.village_line(),
            printed_on: self.today.to_string(),
            organisation: self.pick(&self.organisation.0, &self.organisation.1),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            kept_out: kept_out.collect(),
            contacts: self.contacts(),
        }
    }

    fn seer_line(&self, seer: &Seer, organisations: &Organisations) -> AccessLine {
        let whole = Section::ALL.iter().all(|section| seer.sections.contains(section));
        let parts = seer.sections.iter().map(|section| self.say(&format!("section-{}", section.code())));
        AccessLine {
            who: self.worker_name(seer.worker),
            role: self.role_line(seer.worker, seer.organisation, organisations),
            parts: if whole { self.say("paper-sight-whole") } else { parts.collect::<Vec<_>>().join(", ") },
            until: seer.until.map(|until| until.day().to_string()),
            because: seer.rules.iter().map(|rule| self.pick(&rule.because_km, &rule.because)).collect(),
        }
    }

    /// As what somebody works, and for whom.
    fn role_line(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        organisations: &Organisations,
    ) -> String {
        let role = self.directory.get(worker).and_then(|c| c.row.roles.first());
        let role = role.and_then(|role| self.words.find(self.lang, &format!("paper-role-{role}"), None));
        let agency = organisations.get(&organisation).map(|(km, latin)| self.pick(km, latin));
        role.into_iter().chain(agency).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn reader_line(&self, reading: &Reading, organisations: &Organisations) -> ReaderLine {
        let colleague = self.directory.get(reading.worker);
        let role = colleague
            .and_then(|c| c.row.roles.first())
            .and_then(|role| self.words.find(self.lang, &format!("paper-role-{role}"), None));
        let by_link = reading.manner == Manner::ByLink;
        // Whoever comes with a link has no account: the row is kept by the organisation that sent the packet.
        let agency = organisations.get(&reading.home(self.directory)).filter(|_| !by_link);
        let agency = agency.map(|(km, latin)| self.pick(km, latin));
        let (first, last) = (clock(reading.first), clock(reading.last));
        let when = if first == last { first } else { format!("{first}–{last}") };
        // In a list there is only a name; naming parts of the file would say too much.
        let whole =
            matches!(reading.manner, Manner::Opened | Manner::OnDevice | Manner::Copied | Manner::Printed);
        let parts = if whole { reading.sections.as_slice() } else { &[] };
        ReaderLine {
            who: if by_link { self.say("paper-reader-receiver") } else { self.worker_name(reading.worker) },
            role: [role, agency]
                .into_iter()
                .flatten()
                .filter(|s| !s.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            what: self.say(&format!("paper-manner-{}", reading.manner.code())),
            why: self
                .words
                .find(self.lang, &format!("paper-purpose-{}", reading.purpose), None)
                .unwrap_or_default(),
            parts: parts
                .iter()
                .map(|section| self.say(&format!("section-{}", section.code())))
                .collect::<Vec<_>>()
                .join(", "),
            when,
            refused: !reading.allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_cambodias() {
        assert_eq!(clock(Millis(1_795_323_600_000)), "12:00");
        assert_eq!(clock(Millis(1_795_323_600_000 + 61 * 60_000)), "13:01");
    }
}
