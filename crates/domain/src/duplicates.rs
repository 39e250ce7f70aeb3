//! Is this somebody we know already? Likeness of two people by name in either script, sex, birth year and
//! village, with the reasons, so that a worker can judge for herself. It warns; it never decides.

use crate::khmer::keys::name_similarity;
use crate::kinship::Sex;
use serde::{Deserialize, Serialize};

/// Names less alike than this are different names (Jaro-Winkler blended with sound, 0 to 1).
const SAME_NAME: f32 = 0.88;
/// Likeness below this is not worth a warning.
const WORTH_TELLING: f32 = 0.6;

/// What is known of one of the two.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// Name in Khmer; may be empty.
    pub name_km: &'a str,
    /// Name in Latin letters; may be empty.
    pub name_latin: &'a str,
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Year of birth, if known.
    pub birth_year: Option<i16>,
    /// Whether that year is an estimate.
    pub birth_estimated: bool,
    /// Code of the village, or of a larger place, if known.
    pub village: Option<&'a str>,
}

/// One thing that speaks for or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum LikenessReason {
    /// The same name, letter by letter (in at least one script).
    SameName,
    /// Nearly the same spelling in one script.
    SimilarName,
    /// One name is in Khmer, the other in Latin, and they sound alike.
    SoundsAlike,
    /// The same sex.
    SameSex,
    /// Different sexes.
    OtherSex,
    /// Born in the same year.
    SameYear,
    /// Born within one year, or three when a year is estimated.
    NearYear,
    /// Born further apart.
    OtherYear,
    /// The same village.
    SameVillage,
    /// The same commune.
    SameCommune,
    /// The same district.
    SameDistrict,
    /// Another district.
    OtherDistrict,
}

/// How alike two people are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, told::Told)]
pub struct Likeness {
    /// From 0.6 (perhaps) to 1 (everything agrees).
    pub score: f32,
    /// What was compared, the name first.
    pub reasons: Vec<LikenessReason>,
}

impl Likeness {
    /// Compares two people; `None` when their names differ or too much speaks against. What is not known of one
    /// of them is neither for nor against.
    pub fn between(a: &Who, b: &Who) -> Option<Likeness> {
        let (name, reason) = name(a, b)?;
        let mut reasons = vec![reason];
        // A name is shared by many: alone it is worth a warning only when it is the very same.
        let mut score = 0.62 + (name - SAME_NAME) / (1.0 - SAME_NAME) * 0.08;
        for (weight, reason) in [sex(a, b), year(a, b), village(a, b)].into_iter().flatten() {
            score += weight;
            reasons.push(reason);
        }
        (score >= WORTH_TELLING).then(|| Likeness { score: score.clamp(0.0, 1.0), reasons })
    }

    /// Most alike first.
    pub fn by_score(a: &Likeness, b: &Likeness) -> std::cmp::Ordering {
        b.score.total_cmp(&a.score)
    }
}

/// The best agreement of any name of one with any name of the other.
fn name(a: &Who, b: &Who) -> Option<(f32, LikenessReason)> {
    let mut best: Option<(f32, LikenessReason)> = None;
    for (one, other, reason) in [
        (a.name_km, b.name_km, LikenessReason::SimilarName),
        (a.name_latin, b.name_latin, LikenessReason::SimilarName),
        (a.name_km, b.name_latin, LikenessReason::SoundsAlike),
        (a.name_latin, b.name_km, LikenessReason::SoundsAlike),
    ] {
        let alike = name_similarity(one, other);
        let reason = if alike > 0.999 && reason == LikenessReason::SimilarName {
            LikenessReason::SameName
        } else {
            reason
        };
        if alike >= SAME_NAME && best.is_none_or(|(known, _)| alike > known) {
            best = Some((alike, reason));
        }
    }
    best
}

fn sex(a: &Who, b: &Who) -> Option<(f32, LikenessReason)> {
    match (a.sex?, b.sex?) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => None,
        (one, other) if one == other => Some((0.05, LikenessReason::SameSex)),
        // Sex is sometimes mistyped, so it lowers the score a good deal but does not end it.
        (Sex::Female | Sex::Male, Sex::Female | Sex::Male) => Some((-0.2, LikenessReason::OtherSex)),
    }
}

fn year(a: &Who, b: &Who) -> Option<(f32, LikenessReason)> {
    let apart = (i32::from(a.birth_year?) - i32::from(b.birth_year?)).abs();
    let near = if a.birth_estimated || b.birth_estimated { 3 } else { 1 };
    Some(if apart == 0 {
        (0.13, LikenessReason::SameYear)
    } else if apart <= near {
        (0.08, LikenessReason::NearYear)
    } else {
        // Ten years apart is another person, whatever else agrees.
        (if apart >= 10 { -0.5 } else { -0.15 }, LikenessReason::OtherYear)
    })
}

fn village(a: &Who, b: &Who) -> Option<(f32, LikenessReason)> {
    let (one, other) = (a.village?, b.village?);
    let shared = |length: usize| one.get(..length).is_some_and(|code| other.get(..length) == Some(code));
    Some(if shared(8) {
        (0.12, LikenessReason::SameVillage)
    } else if shared(6) {
        (0.08, LikenessReason::SameCommune)
    } else if shared(4) {
        (0.03, LikenessReason::SameDistrict)
    } else if one.len().min(other.len()) < 4 {
        return None;
    } else {
        (-0.04, LikenessReason::OtherDistrict)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use LikenessReason::*;

    fn sophea() -> Who<'static> {
        Who {
            name_km: "សុខ សុភា",
            name_latin: "Sok Sophea",
            sex: Some(Sex::Female),
            birth_year: Some(2015),
            birth_estimated: false,
            village: Some("02040106"),
        }
    }

    fn score(other: &Who) -> f32 {
        Likeness::between(&sophea(), other).map_or(0.0, |l| l.score)
    }

    #[test]
    fn the_same_child_again_is_recognised_with_its_reasons() {
        let found = Likeness::between(&sophea(), &sophea()).unwrap();
        assert!(found.score > 0.98, "{found:?}");
        assert_eq!(found.reasons, [SameName, SameSex, SameYear, SameVillage]);
    }

    #[test]
    fn a_name_is_recognised_across_scripts() {
        let latin = Who { name_km: "", name_latin: "Sokh Sopia", ..sophea() };
        let khmer = Who { name_latin: "", ..sophea() };
        let found = Likeness::between(&khmer, &latin).unwrap();
        assert_eq!(found.reasons[0], SoundsAlike);
        assert!(found.score > 0.85, "{found:?}");
        let turned = Who { name_km: "", name_latin: "Sophea Sok", ..sophea() };
        assert!(score(&turned) > 0.9);
    }

    #[test]
    fn every_mismatch_lowers_the_score() {
        let same = score(&sophea());
        for (other, reason) in [
            (Who { sex: Some(Sex::Male), ..sophea() }, OtherSex),
            (Who { birth_year: Some(2016), ..sophea() }, NearYear),
            (Who { birth_year: Some(2018), ..sophea() }, OtherYear),
            (Who { birth_year: Some(2018), birth_estimated: true, ..sophea() }, NearYear),
            (Who { village: Some("02040101"), ..sophea() }, SameCommune),
            (Who { village: Some("02040201"), ..sophea() }, SameDistrict),
            (Who { village: Some("17010101"), ..sophea() }, OtherDistrict),
        ] {
            let found = Likeness::between(&sophea(), &other).unwrap();
            assert!(found.score < same && found.reasons.contains(&reason), "{reason:?} {found:?}");
            assert_eq!(Likeness::between(&other, &sophea()), Some(found), "either way round");
        }
    }

    #[test]
    fn different_people_do_not_warn() {
        let brother = Who {
            name_km: "សុខ ដារ៉ា", name_latin: "Sok Dara", sex: Some(Sex::Male), ..sophea()
        };
        assert_eq!(Likeness::between(&sophea(), &brother), None);
        let grandmother = Who { birth_year: Some(1955), ..sophea() };
        assert_eq!(Likeness::between(&sophea(), &grandmother), None);
        let nobody = Who { name_km: "", name_latin: "", ..sophea() };
        assert_eq!(Likeness::between(&nobody, &nobody), None);
        let far = Who { sex: Some(Sex::Male), village: Some("17010101"), ..sophea() };
        assert!(score(&far) < 0.7);
    }

    #[test]
    fn what_is_not_known_neither_helps_nor_harms() {
        let bare = Who { sex: None, birth_year: None, village: None, ..sophea() };
        let found = Likeness::between(&sophea(), &bare).unwrap();
        assert_eq!(found.reasons, [SameName]);
        assert!((0.6..0.8).contains(&found.score));
        let unknown = Who { sex: Some(Sex::Unknown), ..bare };
        assert_eq!(Likeness::between(&sophea(), &unknown), Some(found));
        let province = Who { village: Some("02"), ..bare };
        assert_eq!(Likeness::between(&sophea(), &province).unwrap().reasons, [SameName]);
    }
}
