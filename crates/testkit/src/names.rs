//! Common Cambodian names in both scripts. Put together at random they are nobody's.

use crate::dice::Dice;
use domain::kinship::Sex;

/// A name in Khmer and in Latin letters.
pub type Name = (&'static str, &'static str);

/// Family names.
pub const FAMILY: [Name; 44] = [
    ("សុខ", "Sok"),
    ("ចាន់", "Chan"),
    ("ហេង", "Heng"),
    ("លឹម", "Lim"),
    ("គឹម", "Kim"),
    ("ស៊ុន", "Sun"),
    ("ម៉ៅ", "Mao"),
    ("ឈឹម", "Chhim"),
    ("ប៉ែន", "Pen"),
    ("នួន", "Nuon"),
    ("យឹម", "Yim"),
    ("ទេព", "Tep"),
    ("កែវ", "Keo"),
    ("ឡុង", "Long"),
    ("មាស", "Meas"),
    ("ប្រាក់", "Prak"),
    ("ឈួន", "Chhuon"),
    ("អ៊ុក", "Ouk"),
    ("ស៊ឹម", "Sim"),
    ("រស់", "Ros"),
    ("ឌិន", "Din"),
    ("ម៉ម", "Mom"),
    ("ផាន់", "Phan"),
    ("វង្ស", "Vong"),
    ("ញ៉ែម", "Nhem"),
    ("ជា", "Chea"),
    ("អ៊ិន", "In"),
    ("ទូច", "Touch"),
    ("សៅ", "Sao"),
    ("ពេជ្រ", "Pich"),
    ("ឃុន", "Khun"),
    ("សំ", "Sam"),
    ("ព្រំ", "Prum"),
    ("ឈុន", "Chhun"),
    ("ងិន", "Ngin"),
    ("យិន", "Yin"),
    ("ម៉ែន", "Men"),
    ("កង", "Kong"),
    ("ទឹម", "Tim"),
    ("ប៊ុន", "Bun"),
    ("អ៊ុំ", "Oum"),
    ("សួន", "Suon"),
    ("ឡាយ", "Lay"),
    ("ថន", "Thon"),
];

/// Given names of women and girls.
pub const FEMALE: [Name; 52] = [
    ("ស្រីមុំ", "Sreymom"),
    ("ស្រីពេជ្រ", "Sreypich"),
    ("បុប្ផា", "Bopha"),
    ("ច័ន្ទនី", "Channy"),
    ("ចន្ធូ", "Chanthou"),
    ("ដាលីន", "Dalin"),
    ("គន្ធា", "Kunthea"),
    ("កល្យាណ", "Kalyan"),
    ("លីដា", "Lyda"),
    ("មាលី", "Maly"),
    ("មុន្នី", "Monny"),
    ("នារី", "Neary"),
    ("និមល", "Nimol"),
    ("ផល្លា", "Phalla"),
    ("ពៅ", "Pov"),
    ("រតនា", "Ratana"),
    ("រំដួល", "Romduol"),
    ("សុភា", "Sophea"),
    ("សុខា", "Sokha"),
    ("សុជាតា", "Socheata"),
    ("សុគន្ធា", "Sokunthea"),
    ("ស្រីនាង", "Sreyneang"),
    ("ស្រីលក្ខណ៍", "Sreyleak"),
    ("ស្រីនិច", "Sreynich"),
    ("ស្រីរ័ត្ន", "Sreyroth"),
    ("ធីតា", "Thida"),
    ("ទេវី", "Tevy"),
    ("វណ្ណា", "Vanna"),
    ("វាសនា", "Veasna"),
    ("ឡៃហៀង", "Layheang"),
    ("មករា", "Makara"),
    ("ចិន្តា", "Chenda"),
    ("ចរិយា", "Chakriya"),
    ("កញ្ញា", "Kanha"),
    ("ម៉ារ៉ា", "Mara"),
    ("សុវណ្ណី", "Sovanny"),
    ("សុភាព", "Sopheap"),
    ("ពិសី", "Pisey"),
    ("រស្មី", "Rasmey"),
    ("ស្រីអូន", "Sreyoun"),
    ("ស្រីពៅ", "Sreypov"),
    ("ស្រីណា", "Sreyna"),
    ("ភារុណ", "Pheakrun"),
    ("អេងលី", "Engly"),
    ("សាវី", "Savy"),
    ("ធារី", "Theary"),
    ("សុម៉ាលី", "Somaly"),
    ("នីតា", "Nita"),
    ("យ៉ាត", "Yat"),
    ("ធី", "Thy"),
    ("ឈុំ", "Chhom"),
    ("ម៉ៃ", "Mai"),
];

/// Given names of men and boys.
pub const MALE: [Name; 50] = [
    ("ដារ៉ា", "Dara"),
    ("រិទ្ធី", "Rithy"),
    ("វិចិត្រ", "Vichet"),
    ("វុទ្ធី", "Vuthy"),
    ("សុផល", "Sophal"),
    ("សុខុម", "Sokhom"),
    ("សំណាង", "Samnang"),
    ("ពិសិដ្ឋ", "Piseth"),
    ("ពុទ្ធា", "Puthea"),
    ("បូរ៉ា", "Bora"),
    ("ប៊ុនធឿន", "Bunthoeun"),
    ("ចំរើន", "Chamroeun"),
    ("ចាន់ថា", "Chantha"),
    ("កុសល", "Kosal"),
    ("គឹមហុង", "Kimhong"),
    ("គន្ធី", "Kunthy"),
    ("មករា", "Makara"),
    ("មុនី", "Mony"),
    ("ណារិន", "Narin"),
    ("ណារ៉ុង", "Narong"),
    ("ភារម្យ", "Phearom"),
    ("ផល្លី", "Phally"),
    ("រតនៈ", "Ratanak"),
    ("រដ្ឋា", "Ratha"),
    ("សាវឿន", "Savoeun"),
    ("សុជាតិ", "Socheat"),
    ("សុវណ្ណ", "Sovann"),
    ("សុភ័ក្រ", "Sopheak"),
    ("តារា", "Tara"),
    ("ធារិទ្ធ", "Thearith"),
    ("ទូច", "Touch"),
    ("វិរៈ", "Virak"),
    ("វាសនា", "Veasna"),
    ("វណ្ណៈ", "Vannak"),
    ("ហេងលី", "Hengly"),
    ("ឡុង", "Long"),
    ("ចន្ថា", "Chanthou"),
    ("អាង", "Ang"),
    ("សារឿន", "Saroeun"),
    ("សារ៉ាត់", "Sarat"),
    ("សំអឿន", "Sam Oeun"),
    ("ម៉េង", "Meng"),
    ("លីហួរ", "Lyhour"),
    ("ភក្ដី", "Pheakdey"),
    ("ឧត្ដម", "Oudom"),
    ("ចាន់", "Chan"),
    ("ធឿន", "Thoeun"),
    ("សុខហេង", "Sokheng"),
    ("រ៉ាវី", "Ravy"),
    ("ឌីណា", "Dina"),
];

/// First parts of given names that are made of two.
const FIRST: [Name; 26] = [
    ("សុខ", "Sok"),
    ("ច័ន្ទ", "Chan"),
    ("វណ្ណ", "Vann"),
    ("ប៊ុន", "Bun"),
    ("គឹម", "Kim"),
    ("លី", "Ly"),
    ("ម៉េង", "Meng"),
    ("ហេង", "Heng"),
    ("សុវណ្ណ", "Sovann"),
    ("រតនា", "Ratana"),
    ("ពេជ្រ", "Pich"),
    ("ធារ", "Thear"),
    ("សារ", "Sar"),
    ("ណារ", "Nar"),
    ("វិ", "Vi"),
    ("មុនី", "Mony"),
    ("ចំណាន", "Chamnan"),
    ("ផល្លា", "Phalla"),
    ("រស្មី", "Rasmey"),
    ("សុភ័ក្រ", "Sopheak"),
    ("ឧត្ដម", "Oudom"),
    ("វាសនា", "Veasna"),
    ("កញ្ញា", "Kanha"),
    ("ដារ៉ា", "Dara"),
    ("បូ", "Bo"),
    ("ឡាយ", "Lay"),
];

/// Second parts of given names that are made of two.
const SECOND: [Name; 24] = [
    ("ណា", "na"),
    ("នី", "ny"),
    ("រ៉ា", "ra"),
    ("ដា", "da"),
    ("លីន", "lin"),
    ("ណេត", "net"),
    ("រិទ្ធ", "rith"),
    ("ធី", "thy"),
    ("ពៅ", "pov"),
    ("មុំ", "mom"),
    ("ហុង", "hong"),
    ("លាង", "leang"),
    ("ធឿន", "thoeun"),
    ("រ៉ុង", "rong"),
    ("សែន", "sen"),
    ("ផល", "phal"),
    ("វី", "vy"),
    ("ជាតិ", "cheat"),
    ("មាស", "meas"),
    ("ចាន់", "chan"),
    ("លក្ខណ៍", "leak"),
    ("វឌ្ឍ", "voath"),
    ("ស័ក្ដិ", "sak"),
    ("រ័ត្ន", "roth"),
];

/// A person's name: family name and given name, in both scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    /// Family name.
    pub family: Name,
    /// Given name in Khmer.
    pub given_km: String,
    /// Given name in Latin letters.
    pub given_latin: String,
}

impl FullName {
    /// The whole name in Khmer.
    pub fn km(&self) -> String {
        format!("{} {}", self.family.0, self.given_km)
    }
    /// The whole name in Latin letters.
    pub fn latin(&self) -> String {
        format!("{} {}", self.family.1, self.given_latin)
    }
}

/// A given name from the common ones, none of `taken` (in Latin letters).
pub fn common(dice: &mut Dice, family: Name, sex: Sex, taken: &[String]) -> FullName {
    let list: &[Name] = match sex {
        Sex::Female | Sex::Unknown => &FEMALE,
        Sex::Male => &MALE,
    };
    let free: Vec<&Name> = list.iter().filter(|name| !taken.iter().any(|t| t == name.1)).collect();
    let (km, latin) = dice.one(&free).map_or(("សុខា", "Sokha"), |name| **name);
    FullName { family, given_km: km.to_owned(), given_latin: latin.to_owned() }
}

/// A family name.
pub fn family(dice: &mut Dice) -> Name {
    dice.one(&FAMILY).copied().unwrap_or(("សុខ", "Sok"))
}

/// One of tens of thousands of names: for benches, where a search must have something to sort out.
pub fn any(dice: &mut Dice, family: Name, sex: Sex) -> FullName {
    if dice.chance(25) {
        return common(dice, family, sex, &[]);
    }
    let first = dice.one(&FIRST).copied().unwrap_or(("សុខ", "Sok"));
    let second = dice.one(&SECOND).copied().unwrap_or(("ណា", "na"));
    FullName {
        family,
        given_km: format!("{}{}", first.0, second.0),
        given_latin: format!("{}{}", first.1, second.1),
    }
}
