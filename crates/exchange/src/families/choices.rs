//! The words that a cell may choose from: a stable code, English, Khmer, and what else people write.

use super::plan::{FileStatus, IdPoor, KnownSource, Relation, Risk, SchoolState, Sex, UnionState};
use crate::text::same_bare;

/// One possible answer.
pub(crate) struct Choice<T: 'static> {
    pub value: T,
    /// Stable; what exports write.
    pub code: &'static str,
    pub km: &'static str,
    /// Other spellings that are accepted.
    pub also: &'static [&'static str],
}

/// A type that a cell chooses a value of.
pub(crate) trait Chosen: Copy + PartialEq + 'static {
    const CHOICES: &'static [Choice<Self>];
}

/// What the dropdown offers: `high / ខ្ពស់`.
pub(crate) fn offered<T: Chosen>() -> Vec<String> {
    T::CHOICES.iter().map(|choice| format!("{} / {}", choice.code, choice.km)).collect()
}

/// The codes, for messages.
pub(crate) fn codes<T: Chosen>() -> String {
    T::CHOICES.iter().map(|choice| choice.code).collect::<Vec<_>>().join(", ")
}

/// The value that a text chooses: its code, its word in either language, or both with a slash between.
pub(crate) fn choose<T: Chosen>(text: &str) -> Option<T> {
    if let Some(value) = choose_one(text) {
        return Some(value);
    }
    let mut parts = text.split('/').filter(|part| !part.trim().is_empty()).map(choose_one::<T>);
    let first = parts.next().flatten()?;
    parts.all(|part| part == Some(first)).then_some(first)
}

fn choose_one<T: Chosen>(text: &str) -> Option<T> {
    let fits = |word: &str| same_bare(word, text);
    T::CHOICES
        .iter()
        .find(|choice| fits(choice.code) || fits(choice.km) || choice.also.iter().any(|word| fits(word)))
        .map(|choice| choice.value)
}

macro_rules! chosen {
    ($($type:ty { $($value:expr, $code:literal, $km:literal, [$($also:literal),*];)* })*) => {$(
        impl Chosen for $type {
            const CHOICES: &'static [Choice<Self>] =
                &[$(Choice { value: $value, code: $code, km: $km, also: &[$($also),*] }),*];
        }
    )*};
}

chosen! {
    bool {
        true, "yes", "បាទ/ចាស", ["y", "true", "1", "x", "បាទ", "ចាស", "ចាស/បាទ", "ចា៎ះ", "មាន", "មែន"];
        false, "no", "ទេ", ["n", "false", "0", "គ្មាន", "អត់", "អត់ទេ", "មិនមាន", "មិនមែន"];
    }
    Sex {
        Sex::Female, "f", "ស្រី", ["female", "woman", "girl", "នារី", "ស", "ភេទស្រី"];
        Sex::Male, "m", "ប្រុស", ["male", "man", "boy", "បុរស", "ប", "ភេទប្រុស"];
        Sex::Unknown, "unknown", "មិនដឹង", ["u", "not known", "មិនស្គាល់"];
    }
    IdPoor {
        IdPoor::NoCard, "none", "គ្មានប័ណ្ណ", ["no", "0", "no card", "គ្មាន", "ទេ"];
        IdPoor::Level1, "1", "ក្រ១", ["level 1", "idpoor 1", "poor 1", "១", "ក្រ1", "កម្រិត១", "ក្រីក្រកម្រិត១"];
        IdPoor::Level2, "2", "ក្រ២", ["level 2", "idpoor 2", "poor 2", "២", "ក្រ2", "កម្រិត២", "ក្រីក្រកម្រិត២"];
        IdPoor::AtRisk, "at_risk", "ងាយរងហានិភ័យ", [];
        IdPoor::Unknown, "unknown", "មិនដឹង", ["not known"];
    }
    Risk {
        Risk::High, "high", "ខ្ពស់", ["ហានិភ័យខ្ពស់"];
        Risk::Medium, "medium", "មធ្យម", ["moderate", "ហានិភ័យមធ្យម"];
        Risk::Low, "low", "ទាប", ["ហានិភ័យទាប"];
    }
    FileStatus {
        FileStatus::Referred, "referred", "បានបញ្ជូន", [];
        FileStatus::Accepted, "accepted", "បានទទួល", [];
        FileStatus::Active, "active", "កំពុងតាមដាន", ["open", "កំពុងធ្វើការ"];
        FileStatus::Closed, "closed", "បានបិទ", ["exited", "បានបញ្ចប់"];
    }
    KnownSource {
        KnownSource::VillageChief, "village_chief", "មេភូមិ", ["chief of village"];
        KnownSource::Ccwc, "ccwc", "គ.ក.ន.ក", ["គណៈកម្មាធិការឃុំទទួលបន្ទុកកិច្ចការនារីនិងកុមារ", "គណៈកម្មាធិការឃុំសង្កាត់ទទួលបន្ទុកកិច្ចការនារីនិងកុមារ"];
        KnownSource::School, "school", "សាលារៀន", ["teacher", "សាលា", "គ្រូបង្រៀន"];
        KnownSource::HealthCentre, "health_centre", "មណ្ឌលសុខភាព", ["health center", "hospital", "មន្ទីរពេទ្យ"];
        KnownSource::Family, "self", "គ្រួសារផ្ទាល់", ["family", "the family", "គ្រួសារ", "ខ្លួនឯង"];
        KnownSource::Neighbour, "neighbour", "អ្នកជិតខាង", ["neighbor"];
        KnownSource::Ngo, "ngo", "អង្គការ", ["organisation", "organization", "អង្គការក្រៅរដ្ឋាភិបាល"];
        KnownSource::Dosvy, "dosvy", "ការិយាល័យ ស.អ.យ", ["dosvy office", "មន្ទីរ ស.អ.យ", "posvy", "ការិយាល័យសង្គមកិច្ច", "មន្ទីរសង្គមកិច្ច"];
        KnownSource::Outreach, "outreach", "ការចុះតាមភូមិ", ["village worker", "field visit", "បុគ្គលិកភូមិ"];
    }
    SchoolState {
        SchoolState::Attending, "attending", "កំពុងរៀន", ["yes", "in school", "at school", "enrolled", "រៀន"];
        SchoolState::Irregular, "irregular", "រៀនមិនទៀងទាត់", ["sometimes"];
        SchoolState::DroppedOut, "dropped_out", "ឈប់រៀន", ["dropout", "drop out", "បោះបង់ការសិក្សា"];
        SchoolState::Never, "never", "មិនដែលចូលរៀន", ["never enrolled", "never went"];
        SchoolState::TooYoung, "too_young", "មិនទាន់ដល់អាយុចូលរៀន", [];
        SchoolState::Finished, "finished", "រៀនចប់", ["completed", "graduated"];
        SchoolState::Unknown, "unknown", "មិនដឹង", ["not known"];
    }
    Relation {
        Relation::ParentOf, "parent_of", "ជាឪពុកម្តាយបង្កើតរបស់", ["ជាឪពុកម្តាយរបស់", "ឪពុកម្តាយ", "ជាម្តាយរបស់", "ជាឪពុករបស់", "parent", "mother of", "father of"];
        Relation::PartnerOf, "partner_of", "ជាប្តីប្រពន្ធរបស់", ["ប្តីប្រពន្ធ", "ជាប្រពន្ធរបស់", "ជាប្តីរបស់", "partner", "wife of", "husband of"];
        Relation::SiblingOf, "sibling_of", "ជាបងប្អូនរបស់", ["បងប្អូន", "sibling", "sister of", "brother of"];
        Relation::GrandparentOf, "grandparent_of", "ជាជីដូនជីតារបស់", ["ជីដូនជីតា", "ជាជីដូនរបស់", "ជាជីតារបស់", "ជាយាយរបស់", "ជាតារបស់", "grandparent", "grandmother of", "grandfather of"];
        Relation::CarerOf, "carer_of", "ជាអ្នកថែទាំរបស់", ["អ្នកថែទាំ", "carer", "caregiver of"];
        Relation::StepParentOf, "step_parent_of", "ជាឪពុកម្តាយចុងរបស់", ["ឪពុកម្តាយចុង", "ជាឪពុកចុងរបស់", "ជាម្តាយចុងរបស់", "step parent", "stepparent of"];
        Relation::FosterParentOf, "foster_parent_of", "ជាឪពុកម្តាយធម៌របស់", ["ឪពុកម្តាយធម៌", "foster parent"];
        Relation::AdoptiveParentOf, "adoptive_parent_of", "ជាឪពុកម្តាយស្មុំរបស់", ["ឪពុកម្តាយស្មុំ", "ជាឪពុកម្តាយចិញ្ចឹមរបស់", "adoptive parent"];
        Relation::AuntOrUncleOf, "aunt_or_uncle_of", "ជាអ៊ំ ពូ មា ឬមីងរបស់", ["អ៊ំ", "ពូ", "មា", "មីង", "aunt or uncle", "aunt of", "uncle of"];
    }
    UnionState {
        UnionState::Married, "married", "បានរៀបការ", ["រៀបការ"];
        UnionState::LivingTogether, "living_together", "រស់នៅជាមួយគ្នា", ["together", "cohabiting"];
        UnionState::Separated, "separated", "រស់នៅបែកគ្នា", ["បែកគ្នា"];
        UnionState::Divorced, "divorced", "លែងលះ", ["បានលែងលះ"];
        UnionState::Widowed, "widowed", "ម្ខាងបានស្លាប់", ["ពោះម៉ាយ", "មេម៉ាយ"];
    }
}

macro_rules! public_code {
    ($($type:ty),*) => {$(
        impl $type {
            /// The stable code, as the template's dropdown writes it.
            pub fn code(self) -> &'static str {
                code_of(self)
            }
        }
    )*};
}
public_code!(IdPoor, FileStatus, KnownSource, SchoolState, Relation, UnionState);

fn code_of<T: Chosen>(value: T) -> &'static str {
    T::CHOICES.iter().find(|choice| choice.value == value).map_or("unknown", |choice| choice.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the dropdown offers must be understood, and nothing may mean two things.
    fn unambiguous<T: Chosen + std::fmt::Debug>() {
        for (index, choice) in T::CHOICES.iter().enumerate() {
            let mut words = vec![choice.code, choice.km];
            words.extend(choice.also);
            for word in words {
                assert_eq!(choose::<T>(word), Some(choice.value), "{word}");
            }
            assert_eq!(choose::<T>(&offered::<T>()[index]), Some(choice.value));
        }
    }

    #[test]
    fn every_offered_word_is_understood_and_means_one_thing() {
        unambiguous::<bool>();
        unambiguous::<Sex>();
        unambiguous::<IdPoor>();
        unambiguous::<Risk>();
        unambiguous::<FileStatus>();
        unambiguous::<KnownSource>();
        unambiguous::<SchoolState>();
        unambiguous::<Relation>();
        unambiguous::<UnionState>();
    }

    #[test]
    fn two_different_words_choose_nothing() {
        assert_eq!(choose::<Sex>("f / ប្រុស"), None);
        assert_eq!(choose::<Sex>("F"), Some(Sex::Female));
        assert_eq!(choose::<Relation>("Parent of"), Some(Relation::ParentOf));
        assert_eq!(choose::<Risk>("/"), None);
        assert_eq!(choose::<Risk>(""), None);
    }
}
