//! "Is this family known already?" Names in either script, sex, birth year and village are compared. Of families
//! that the asker may open she learns which they are; of all others only that her organisation knows a
//! similar one, and whom to ask.

use super::families::may_open;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::Section;
use domain::family::summary::{CardPerson, Summary};
use domain::ids::{PersonId, StreamId, WorkerId};
use domain::khmer::keys::{name_similarity, search_tokens};
use domain::kinship::Sex;
use domain::place::{PlaceCode, PlaceLevel};
use policy::Act;
use std::collections::BTreeMap;

/// Somebody who may be known already.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Name in Khmer; may be empty.
    pub name_km: String,
    /// Name in Latin letters; may be empty.
    pub name_latin: String,
    /// Sex.
    pub sex: Sex,
    /// Year of birth, if known.
    pub birth_year: Option<i16>,
    /// Village.
    pub village: Option<PlaceCode>,
}

/// What speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The names are alike.
    Name,
    /// The birth years are the same, or one apart.
    BirthYear,
    /// The sex is the same.
    Sex,
    /// The village is the same.
    Village,
    /// The commune is the same.
    Commune,
}

impl Sign {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthYear => "birth_year",
            Self::Sex => "sex",
            Self::Village => "village",
            Self::Commune => "commune",
        }
    }
}

/// A likely duplicate among the families that the asker may open.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// The family.
    pub family: StreamId,
    /// The person who is alike.
    pub person: PersonId,
    /// 0 to 100.
    pub score: u8,
    /// What speaks for it.
    pub signs: Vec<Sign>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Those that she may open, the most alike first.
    pub likely: Vec<Likely>,
    /// Whether her organisation knows a similar family that she may not open.
    pub known_elsewhere: bool,
    /// Whom she can ask about it.
    pub ask: Option<WorkerId>,
}

/// Most candidates in one question.
const MOST: usize = 30;
/// From this score on a person is likely to be the same.
const LIKELY: u8 = 60;
/// Below this similarity two names are different names.
const ALIKE: f32 = 0.82;

/// Looks for likely duplicates.
pub async fn look(app: &App, signed: &Signed, candidates: &[Candidate]) -> Result<Answer, Problem> {
    super::team::decide(signed, Act::AskForDuplicates)?;
    if candidates.len() > MOST {
        return Err(Problem::new(Code::BadValue).at("people"));
    }
    let mut best: BTreeMap<StreamId, Likely> = BTreeMap::new();
    let mut answer = Answer::default();
    // Families that she may not open: she learns that there is one, not which.
    let mut hinted = Vec::new();
    for candidate in candidates {
        let keys = search_tokens(&candidate.name_km, &candidate.name_latin);
        if keys.is_empty() {
            continue;
        }
        for found in app.store.duplicates(signed.session.org, &keys, 50).await? {
            let Ok(summary) = serde_json::from_str::<Summary>(found.family.card.get()) else { continue };
            let Some(person) = summary.people.iter().find(|person| person.id == found.person) else {
                continue;
            };
            let village = found.family.village.as_deref().and_then(|code| code.parse().ok());
            let Some((score, signs)) = compare(candidate, person, village.as_ref()) else { continue };
            let Some(info) = app.store.stream_info(found.family.stream, signed.about.at).await? else {
                continue;
            };
            // Whoever is kept out of a file, or was not cleared for who they are, does not learn that it is there.
            let me = signed.session.worker;
            if info.access.excluded.contains(&me)
                || (!may_open(signed, &info) && info.access.sealed.contains(&Section::Identity))
            {
                continue;
            }
            if !may_open(signed, &info) {
                answer.known_elsewhere = true;
                hinted.push(info.id);
                continue;
            }
            let likely = Likely { family: info.id, person: found.person, score, signs };
            let held = best.entry(info.id).or_insert_with(|| likely.clone());
            if likely.score > held.score {
                *held = likely;
            }
        }
    }
    answer.likely = best.into_values().collect();
    answer.likely.sort_by(|a, b| b.score.cmp(&a.score).then(a.family.cmp(&b.family)));
    answer.likely.truncate(20);
    let mut rows = vec![signed.showed("duplicates", answer.likely.iter().map(|likely| likely.family))];
    if !hinted.is_empty() {
        rows.push(signed.showed("duplicates.hinted", hinted));
    }
    app.store.audit(rows).await?;
    answer.ask = signed.directory.supervisor_of(signed.session.worker).filter(|_| answer.known_elsewhere);
    Ok(answer)
}

/// How alike two people are; `None` when that is not worth a warning.
pub(super) fn compare(
    candidate: &Candidate,
    person: &CardPerson,
    village: Option<&PlaceCode>,
) -> Option<(u8, Vec<Sign>)> {
    likeness(candidate, person, village).filter(|(score, _)| *score >= LIKELY)
}

/// How alike their names are, in whichever script they are most alike: 0 to 1.
pub(super) fn names_alike(candidate: &Candidate, person: &CardPerson) -> f32 {
    let names = [&candidate.name_km, &candidate.name_latin];
    names
        .into_iter()
        .filter(|name| !name.trim().is_empty())
        .flat_map(|name| [(name, &person.name_km), (name, &person.name_latin)])
        .filter(|(_, other)| !other.trim().is_empty())
        .map(|(name, other)| name_similarity(name, other))
        .fold(0.0_f32, f32::max)
}

/// How alike two people are whose names are alike, in points of a hundred; `None` when the names are not.
pub(super) fn likeness(
    candidate: &Candidate,
    person: &CardPerson,
    village: Option<&PlaceCode>,
) -> Option<(u8, Vec<Sign>)> {
    let similarity = names_alike(candidate, person);
    if similarity < ALIKE {
        return None;
    }
    let mut signs = vec![Sign::Name];
    // 0.82 gives 40 points, a name that is the same 55.
    let mut score: i32 = if similarity >= 0.97 {
        55
    } else if similarity >= 0.9 {
        48
    } else {
        40
    };
    match (candidate.sex, person.sex) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => {}
        (a, b) if a == b => {
            signs.push(Sign::Sex);
            score += 8;
        }
        (_, _) => score -= 25,
    }
    if let (Some(a), Some(b)) = (candidate.birth_year, person.birth.map(|birth| birth.year())) {
        match (a - b).abs() {
            0 | 1 => {
                signs.push(Sign::BirthYear);
                score += 20;
            }
            2 | 3 => {}
            _ => score -= 25,
        }
    }
    if let (Some(a), Some(b)) = (&candidate.village, village) {
        if a == b {
            signs.push(Sign::Village);
            score += 17;
        } else if a.at(PlaceLevel::Commune).is_some_and(|commune| commune.contains(b)) {
            signs.push(Sign::Commune);
            score += 8;
        }
    }
    let score = u8::try_from(score.clamp(0, 100)).unwrap_or(0);
    signs.sort();
    Some((score, signs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Birth;

    fn person(km: &str, latin: &str, sex: Sex, year: i16) -> CardPerson {
        CardPerson {
            id: PersonId::from_u128(1),
            name_km: km.to_owned(),
            name_latin: latin.to_owned(),
            sex,
            birth: Some(Birth::About { year, month: None }),
            in_focus: true,
            cares: false,
            died: false,
        }
    }

    fn candidate(km: &str, latin: &str, sex: Sex, year: Option<i16>) -> Candidate {
        Candidate {
            name_km: km.to_owned(),
            name_latin: latin.to_owned(),
            sex,
            birth_year: year,
            village: "02040101".parse().ok(),
        }
    }

    #[test]
    fn the_same_girl_in_the_other_script_is_found() {
        let village: PlaceCode = "02040101".parse().unwrap();
        let known = person("សុខ សុភា", "", Sex::Female, 2016);
        let (score, signs) =
            compare(&candidate("", "Sok Sophea", Sex::Female, Some(2016)), &known, Some(&village)).unwrap();
        assert!(score >= 85, "{score}");
        assert_eq!(signs, [Sign::Name, Sign::BirthYear, Sign::Sex, Sign::Village]);
    }

    #[test]
    fn a_name_alone_is_not_enough_when_all_else_differs() {
        let known = person("", "Sok Sophea", Sex::Male, 1980);
        assert_eq!(compare(&candidate("", "Sok Sophea", Sex::Female, Some(2016)), &known, None), None);
        let other = person("", "Chan Dara", Sex::Female, 2016);
        assert_eq!(compare(&candidate("", "Sok Sophea", Sex::Female, Some(2016)), &other, None), None);
    }
}
