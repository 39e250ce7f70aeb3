//! From a path to the words.

use super::{Quality, Seniority, Sex, Step, StepKind};
use Seniority::{Elder, Younger};
use Sex::{Female, Male, Unknown};
use StepKind::{Child, Parent, Sibling, Spouse};
use serde::{Deserialize, Serialize};

/// What a relative is called, seen from ego.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct KinWord {
    /// Khmer.
    pub km: String,
    /// English, with the path in brackets where one word says too little.
    pub en: String,
}

/// The word for the relative at the end of `path`; `None` for an empty path. A path that has no word of its own
/// is described through one that has ("the wife of …").
pub fn kin_word(path: &[Step]) -> Option<KinWord> {
    if path.is_empty() {
        return None;
    }
    Some(KinWord { km: khmer(path), en: english(path) })
}

/// ប្រុស and ស្រី after a noun.
const fn sex_km(sex: Sex) -> &'static str {
    match sex {
        Female => "ស្រី",
        Male => "ប្រុស",
        Unknown => "",
    }
}

/// One of three by sex.
const fn by_sex(sex: Sex, female: &'static str, male: &'static str, unknown: &'static str) -> &'static str {
    match sex {
        Female => female,
        Male => male,
        Unknown => unknown,
    }
}

/// What the whole path rests on: the first bond on it that is not of birth.
fn quality(path: &[Step]) -> Quality {
    path.iter().map(|step| step.quality).find(|q| *q != Quality::Birth).unwrap_or(Quality::Birth)
}

const fn quality_km(quality: Quality) -> &'static str {
    match quality {
        Quality::Birth => "",
        Quality::Step => "ចុង",
        Quality::Adoptive | Quality::Foster => "ចិញ្ចឹម",
        Quality::Ritual => "ធម៌",
    }
}

/// The side of the family: ខាងម្តាយ or ខាងឪពុក.
const fn side(parent: &Step) -> &'static str {
    by_sex(parent.sex, "ខាងម្តាយ", "ខាងឪពុក", "")
}

/// បង, ប្អូន, or both when nobody knows who is older.
const fn elder_younger(seniority: Option<Seniority>) -> &'static str {
    match seniority {
        Some(Elder) => "បង",
        Some(Younger) => "ប្អូន",
        None => "បងប្អូន",
    }
}

fn khmer(path: &[Step]) -> String {
    known_km(path).unwrap_or_else(|| {
        let (head, tail) = split(path, |part| known_km(part).is_some());
        format!("{}របស់{}", khmer(&tail), khmer(&head))
    })
}

/// Where to cut a path that has no word: after the shortest beginning that leaves two parts with words, else
/// after the first step; but somebody's wife or husband is called so. What the end said of its age was said from ego, so it goes unless it is a sibling's.
fn split(path: &[Step], has_word: impl Fn(&[Step]) -> bool) -> (Vec<Step>, Vec<Step>) {
    let cut = |at: usize| {
        let (head, tail) = path.split_at(at.min(path.len()));
        let mut tail = tail.to_vec();
        if let Some(last) = tail.last_mut().filter(|last| last.kind != Sibling) {
            last.seniority = None;
        }
        (head.to_vec(), tail)
    };
    if path.last().is_some_and(|last| last.kind == Spouse) {
        return cut(path.len() - 1);
    }
    (1..path.len()).map(cut).find(|(head, tail)| has_word(head) && has_word(tail)).unwrap_or_else(|| cut(1))
}

/// The Khmer word, where there is one.
fn known_km(path: &[Step]) -> Option<String> {
    let last = path.last()?;
    let (sex, by) = (last.sex, quality_km(quality(path)));
    let word = match path {
        [p] => return Some(nearest_km(p)),
        [a, b] => match (a.kind, b.kind) {
            (Parent, Parent) => format!("{}{by}{}", by_sex(sex, "យាយ", "តា", "តាឬយាយ"), side(a)),
            (Parent, Child) => nearest_km(&Step { kind: Sibling, ..*b }),
            (Parent, Sibling) => uncle_km(a, b, by),
            (Parent, Spouse) => nearest_km(&Step::parent(sex).by(Quality::Step)),
            (Child, Child) => format!("ចៅ{}{by}", sex_km(sex)),
            (Child, Spouse) => format!("កូនប្រសា{}", sex_km(sex)),
            (Sibling, Child) => format!("ក្មួយ{}{by}", sex_km(sex)),
            // Called by the rank of the sibling, not by her own age.
            (Sibling, Spouse) => format!("{}ថ្លៃ{}", elder_younger(a.seniority), sex_km(sex)),
            (Spouse, Sibling) => format!("{}ថ្លៃ{}", elder_younger(b.seniority), sex_km(sex)),
            (Spouse, Parent) => format!("{}ក្មេក", by_sex(sex, "ម្តាយ", "ឪពុក", "ឪពុកឬម្តាយ")),
            (Spouse, Child) => format!("កូនចុង{}", sex_km(sex)),
            (Child | Sibling, Parent | Sibling) | (Spouse, Spouse) => return None,
        },
        [a, b, c] => match (a.kind, b.kind, c.kind) {
            (Parent, Parent, Parent) => format!("{}ទួត{by}", by_sex(sex, "យាយ", "តា", "ជី")),
            (Child, Child, Child) => format!("ចៅទួត{}{by}", sex_km(sex)),
            (Parent, Sibling, Child) => {
                format!("{}{}ជីដូនមួយ{by}", elder_younger(c.seniority), sex_km(sex))
            }
            (Parent, Sibling, Spouse) => uncles_spouse_km(b, c)?,
            (Parent, Spouse, Child) => format!("{}{}ចុង", elder_younger(c.seniority), sex_km(sex)),
            (Parent, Parent, Spouse) => format!("{}ចុង", by_sex(sex, "យាយ", "តា", "តាឬយាយ")),
            (Sibling, Child, Spouse) => format!("ក្មួយប្រសា{}", sex_km(sex)),
            (Spouse, Sibling, Child) => format!("ក្មួយថ្លៃ{}", sex_km(sex)),
            (Child, Spouse, Parent) => format!("ដន្លង{}", sex_km(sex)),
            (Child, Child, Spouse) => format!("ចៅប្រសា{}", sex_km(sex)),
            _ => return None,
        },
        [a, b, c, d] => match (a.kind, b.kind, c.kind, d.kind) {
            (Parent, Parent, Parent, Parent) => format!("{}លួត{by}", by_sex(sex, "យាយ", "តា", "ជី")),
            (Child, Child, Child, Child) => format!("ចៅលួត{}{by}", sex_km(sex)),
            (Parent, Sibling, Child, Child) => format!("ក្មួយ{}ជីដូនមួយ{by}", sex_km(sex)),
            _ => return None,
        },
        [a, b, c, d, e] if [a, b, c, d, e].map(|s| s.kind) == [Parent, Parent, Sibling, Child, Child] => {
            format!("{}{}ជីទួតមួយ{by}", elder_younger(e.seniority), sex_km(sex))
        }
        _ => return None,
    };
    Some(word)
}

/// One step away.
fn nearest_km(step: &Step) -> String {
    let by = quality_km(step.quality);
    match step.kind {
        Parent => format!("{}{by}", by_sex(step.sex, "ម្តាយ", "ឪពុក", "ឪពុកឬម្តាយ")),
        // កូនប្រុស, but កូនចិញ្ចឹមប្រុស and កូនចុងប្រុស.
        Child => format!("កូន{by}{}", sex_km(step.sex)),
        Sibling => format!("{}{}{by}", elder_younger(step.seniority), sex_km(step.sex)),
        Spouse => by_sex(step.sex, "ប្រពន្ធ", "ប្តី", "ប្តីឬប្រពន្ធ").to_owned(),
    }
}

/// A parent's brother or sister: អ៊ំ when older than the parent, else ពូ or មីង.
fn uncle_km(parent: &Step, uncle: &Step, by: &str) -> String {
    let side = side(parent);
    let word = match (uncle.seniority, uncle.sex) {
        (Some(Elder), sex) => return format!("អ៊ំ{}{by}{side}", sex_km(sex)),
        (Some(Younger), Male) => "ពូ",
        (Some(Younger), Female) => "មីង",
        (Some(Younger), Unknown) => "ពូឬមីង",
        (None, Male) => "អ៊ំប្រុសឬពូ",
        (None, Female) => "អ៊ំស្រីឬមីង",
        (None, Unknown) => "អ៊ំ ពូ ឬមីង",
    };
    format!("{word}{by}{side}")
}

/// The husband or wife of an uncle or aunt; `None` when nobody knows who is older, as then the word is unsure.
fn uncles_spouse_km(uncle: &Step, spouse: &Step) -> Option<String> {
    match uncle.seniority? {
        Elder => Some(format!("អ៊ំថ្លៃ{}", sex_km(spouse.sex))),
        Younger => Some(by_sex(spouse.sex, "មីងថ្លៃ", "ពូថ្លៃ", "ពូឬមីងថ្លៃ").to_owned()),
    }
}

fn english(path: &[Step]) -> String {
    let full = literal(path);
    match headword(path) {
        Some(word) if path.len() == 1 => word,
        Some(word) if tells_all(path) => word,
        Some(word) => format!("{word} ({full})"),
        None => full,
    }
}

/// The English word alone is exact.
fn tells_all(path: &[Step]) -> bool {
    match path {
        [a, b] => {
            matches!((a.kind, b.kind), (Spouse, Parent | Child) | (Child, Spouse) | (Parent, Spouse | Child))
        }
        _ => false,
    }
}

/// "mother's elder brother's wife".
fn literal(path: &[Step]) -> String {
    path.iter().map(nearest_en).collect::<Vec<_>>().join("'s ")
}

fn nearest_en(step: &Step) -> String {
    let noun = match step.kind {
        Parent => by_sex(step.sex, "mother", "father", "parent"),
        Child => by_sex(step.sex, "daughter", "son", "child"),
        Sibling => by_sex(step.sex, "sister", "brother", "sibling"),
        Spouse => by_sex(step.sex, "wife", "husband", "spouse"),
    };
    let bond = match step.quality {
        Quality::Birth => "",
        Quality::Step => "step",
        Quality::Adoptive => "adoptive ",
        Quality::Foster => "foster ",
        Quality::Ritual => "ritual ",
    };
    let age = match step.seniority {
        Some(Elder) if step.kind == Sibling => "elder ",
        Some(Younger) if step.kind == Sibling => "younger ",
        Some(Elder | Younger) | None => "",
    };
    format!("{age}{bond}{noun}")
}

/// The English word for such a path, if there is one.
fn headword(path: &[Step]) -> Option<String> {
    let last = path.last()?;
    let sex = last.sex;
    let cousins_age = match last.seniority {
        Some(Elder) => "elder ",
        Some(Younger) => "younger ",
        None => "",
    };
    let word = match path.iter().map(|step| step.kind).collect::<Vec<_>>().as_slice() {
        [_] => return Some(nearest_en(last)),
        [Parent, Parent] => by_sex(sex, "grandmother", "grandfather", "grandparent"),
        [Parent, Parent, Parent] => {
            by_sex(sex, "great-grandmother", "great-grandfather", "great-grandparent")
        }
        [Parent, Child] => return Some(nearest_en(&Step { kind: Sibling, ..*last })),
        [Parent, Sibling] | [Parent, Sibling, Spouse] => by_sex(sex, "aunt", "uncle", "aunt or uncle"),
        [Parent, Sibling, Child] => return Some(format!("{cousins_age}cousin")),
        [Parent, Parent, Sibling, Child, Child] => return Some(format!("{cousins_age}second cousin")),
        [Parent, Parent, Sibling] => by_sex(sex, "great-aunt", "great-uncle", "great-aunt or great-uncle"),
        [Parent, Spouse] => by_sex(sex, "stepmother", "stepfather", "step-parent"),
        [Parent, Spouse, Child] => by_sex(sex, "stepsister", "stepbrother", "stepsibling"),
        [Child, Child] => by_sex(sex, "granddaughter", "grandson", "grandchild"),
        [Child, Child, Child] => by_sex(sex, "great-granddaughter", "great-grandson", "great-grandchild"),
        [Child, Spouse] => by_sex(sex, "daughter-in-law", "son-in-law", "child-in-law"),
        [Spouse, Parent] => by_sex(sex, "mother-in-law", "father-in-law", "parent-in-law"),
        [Spouse, Child] => by_sex(sex, "stepdaughter", "stepson", "stepchild"),
        [Spouse, Sibling] | [Sibling, Spouse] => {
            by_sex(sex, "sister-in-law", "brother-in-law", "sibling-in-law")
        }
        [Sibling, Child] | [Spouse, Sibling, Child] => by_sex(sex, "niece", "nephew", "niece or nephew"),
        _ => return None,
    };
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const E: Option<Seniority> = Some(Elder);
    const Y: Option<Seniority> = Some(Younger);

    fn check(path: &[Step], km: &str, en: &str) {
        let word = kin_word(path).unwrap();
        assert_eq!((word.km.as_str(), word.en.as_str()), (km, en), "{path:?}");
    }
    fn p(sex: Sex) -> Step {
        Step::parent(sex)
    }
    fn c(sex: Sex) -> Step {
        Step::child(sex)
    }
    fn s(sex: Sex, seniority: Option<Seniority>) -> Step {
        Step::sibling(sex, seniority)
    }
    fn sp(sex: Sex) -> Step {
        Step::spouse(sex)
    }
    /// A cousin-like last step with an age.
    fn aged(sex: Sex, seniority: Option<Seniority>) -> Step {
        Step { seniority, ..c(sex) }
    }

    #[test]
    fn the_household() {
        check(&[p(Female)], "ម្តាយ", "mother");
        check(&[p(Male)], "ឪពុក", "father");
        check(&[p(Unknown)], "ឪពុកឬម្តាយ", "parent");
        check(&[c(Female)], "កូនស្រី", "daughter");
        check(&[c(Unknown)], "កូន", "child");
        check(&[sp(Male)], "ប្តី", "husband");
        check(&[sp(Female)], "ប្រពន្ធ", "wife");
        check(&[s(Male, E)], "បងប្រុស", "elder brother");
        check(&[s(Female, Y)], "ប្អូនស្រី", "younger sister");
        check(&[s(Unknown, E)], "បង", "elder sibling");
        check(&[s(Male, None)], "បងប្អូនប្រុស", "brother");
        check(&[s(Unknown, None)], "បងប្អូន", "sibling");
    }

    #[test]
    fn grandparents_and_grandchildren() {
        check(&[p(Female), p(Female)], "យាយខាងម្តាយ", "grandmother (mother's mother)");
        check(&[p(Male), p(Male)], "តាខាងឪពុក", "grandfather (father's father)");
        check(&[p(Unknown), p(Male)], "តា", "grandfather (parent's father)");
        check(&[p(Female), p(Male), p(Female)], "យាយទួត", "great-grandmother (mother's father's mother)");
        check(&[p(Female), p(Male), p(Unknown)], "ជីទួត", "great-grandparent (mother's father's parent)");
        check(&[c(Female), c(Male)], "ចៅប្រុស", "grandson (daughter's son)");
        check(&[c(Male), c(Unknown)], "ចៅ", "grandchild (son's child)");
        check(&[c(Male), c(Male), c(Female)], "ចៅទួតស្រី", "great-granddaughter (son's son's daughter)");
    }

    #[test]
    fn uncles_and_aunts_go_by_the_age_of_the_parent() {
        check(&[p(Female), s(Male, E)], "អ៊ំប្រុសខាងម្តាយ", "uncle (mother's elder brother)");
        check(&[p(Male), s(Female, E)], "អ៊ំស្រីខាងឪពុក", "aunt (father's elder sister)");
        check(&[p(Male), s(Male, Y)], "ពូខាងឪពុក", "uncle (father's younger brother)");
        check(&[p(Female), s(Female, Y)], "មីងខាងម្តាយ", "aunt (mother's younger sister)");
        check(&[p(Female), s(Female, None)], "អ៊ំស្រីឬមីងខាងម្តាយ", "aunt (mother's sister)");
        check(&[p(Female), s(Unknown, None)], "អ៊ំ ពូ ឬមីងខាងម្តាយ", "aunt or uncle (mother's sibling)");
        check(&[p(Female), s(Male, E), sp(Female)], "អ៊ំថ្លៃស្រី", "aunt (mother's elder brother's wife)");
        check(&[p(Female), s(Male, Y), sp(Female)], "មីងថ្លៃ", "aunt (mother's younger brother's wife)");
        check(&[p(Male), s(Female, Y), sp(Male)], "ពូថ្លៃ", "uncle (father's younger sister's husband)");
        check(&[p(Male), s(Female, None), sp(Male)], "ប្តីរបស់អ៊ំស្រីឬមីងខាងឪពុក", "uncle (father's sister's husband)");
    }

    #[test]
    fn cousins_nephews_and_nieces() {
        let uncle = [p(Female), s(Male, Y)];
        let cousin = |last| [uncle[0], uncle[1], last];
        check(&cousin(aged(Male, E)), "បងប្រុសជីដូនមួយ", "elder cousin (mother's younger brother's son)");
        check(&cousin(aged(Female, Y)), "ប្អូនស្រីជីដូនមួយ", "younger cousin (mother's younger brother's daughter)");
        check(&cousin(c(Unknown)), "បងប្អូនជីដូនមួយ", "cousin (mother's younger brother's child)");
        check(
            &[p(Male), p(Male), s(Female, E), c(Male), aged(Female, E)],
            "បងស្រីជីទួតមួយ",
            "elder second cousin (father's father's elder sister's son's daughter)",
        );
        check(&[s(Female, E), c(Male)], "ក្មួយប្រុស", "nephew (elder sister's son)");
        check(&[s(Male, None), c(Unknown)], "ក្មួយ", "niece or nephew (brother's child)");
        check(&[sp(Male), s(Female, E), c(Female)], "ក្មួយថ្លៃស្រី", "niece (husband's elder sister's daughter)");
        check(&[s(Male, Y), c(Male), sp(Female)], "ក្មួយប្រសាស្រី", "younger brother's son's wife");
        check(
            &[p(Female), s(Female, E), c(Female), c(Male)],
            "ក្មួយប្រុសជីដូនមួយ",
            "mother's elder sister's daughter's son",
        );
    }

    #[test]
    fn families_by_marriage() {
        check(&[sp(Male), p(Female)], "ម្តាយក្មេក", "mother-in-law");
        check(&[sp(Female), p(Male)], "ឪពុកក្មេក", "father-in-law");
        check(&[c(Male), sp(Female)], "កូនប្រសាស្រី", "daughter-in-law");
        check(&[sp(Male), s(Male, E)], "បងថ្លៃប្រុស", "brother-in-law (husband's elder brother)");
        check(&[s(Female, Y), sp(Male)], "ប្អូនថ្លៃប្រុស", "brother-in-law (younger sister's husband)");
        check(&[s(Female, None), sp(Male)], "បងប្អូនថ្លៃប្រុស", "brother-in-law (sister's husband)");
        check(&[c(Female), sp(Male), p(Female)], "ដន្លងស្រី", "daughter's husband's mother");
        check(&[sp(Female), s(Male, E), sp(Female)], "ប្រពន្ធរបស់បងថ្លៃប្រុស", "wife's elder brother's wife");
    }

    #[test]
    fn step_adoptive_foster_and_ritual_bonds() {
        check(&[p(Male).by(Quality::Step)], "ឪពុកចុង", "stepfather");
        check(&[p(Female), sp(Male)], "ឪពុកចុង", "stepfather");
        check(&[sp(Male), c(Female)], "កូនចុងស្រី", "stepdaughter");
        check(&[c(Unknown).by(Quality::Adoptive)], "កូនចិញ្ចឹម", "adoptive child");
        check(&[c(Male).by(Quality::Foster)], "កូនចិញ្ចឹមប្រុស", "foster son");
        check(&[p(Female).by(Quality::Foster)], "ម្តាយចិញ្ចឹម", "foster mother");
        check(&[p(Female).by(Quality::Ritual)], "ម្តាយធម៌", "ritual mother");
        check(&[c(Female).by(Quality::Ritual)], "កូនធម៌ស្រី", "ritual daughter");
        check(&[s(Male, E).by(Quality::Ritual)], "បងប្រុសធម៌", "elder ritual brother");
        check(&[p(Female), sp(Male), aged(Male, E)], "បងប្រុសចុង", "stepbrother (mother's husband's son)");
        check(
            &[p(Female).by(Quality::Foster), p(Female)],
            "យាយចិញ្ចឹមខាងម្តាយ",
            "grandmother (foster mother's mother)",
        );
    }

    #[test]
    fn what_has_no_word_is_described() {
        check(
            &[p(Female), p(Female), s(Female, E)],
            "អ៊ំស្រីខាងម្តាយរបស់ម្តាយ",
            "great-aunt (mother's mother's elder sister)",
        );
        check(
            &[p(Male), p(Female), s(Male, Y), aged(Male, E)],
            "បងប្អូនប្រុសជីដូនមួយរបស់ឪពុក",
            "father's mother's younger brother's son",
        );
        check(&[c(Female), p(Male)], "ឪពុករបស់កូនស្រី", "daughter's father");
        assert_eq!(kin_word(&[]), None);
    }

    /// Whatever the path: a word in both languages, Khmer without Latin letters, and no word that claims to
    /// know an age nobody stated.
    #[test]
    fn every_path_of_up_to_five_steps_has_words() {
        let steps: Vec<Step> = [Parent, Child, Sibling, Spouse]
            .into_iter()
            .flat_map(|kind| [Female, Male, Unknown].map(|sex| Step::new(kind, sex)))
            .collect();
        let mut paths: Vec<Vec<Step>> = steps.iter().map(|step| vec![*step]).collect();
        for _ in 0..3 {
            for path in &paths {
                let word = kin_word(path).unwrap();
                assert!(!word.km.is_empty() && !word.km.chars().any(|c| c.is_ascii_alphabetic()), "{word:?}");
                assert!(!word.en.is_empty() && word.en.is_ascii(), "{word:?}");
                let alone = word.km.replace("បងប្អូន", "");
                assert!(!alone.contains("បង") && !alone.contains("ប្អូន"), "{path:?} {word:?}");
            }
            let longer = |path: &Vec<Step>| {
                let path = path.clone();
                steps.iter().map(move |step| path.iter().copied().chain([*step]).collect::<Vec<_>>())
            };
            paths = paths.iter().flat_map(longer).collect();
        }
    }
}
