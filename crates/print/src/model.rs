//! What goes onto paper: plain data, independent of the domain's types.
//!
//! Whoever asks for a paper translates its records into these structs. Text is printed exactly as
//! given and is never read as markup. A date is either an ISO day (`2026-11-22`), which is then
//! written out in the language and digits of the paper, or any other text, which is printed as it
//! stands ("before Khmer New Year").

use serde::{Deserialize, Serialize};

/// The language of a paper's fixed words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// Khmer.
    #[default]
    Km,
}

/// The digits that dates, ages and page numbers are written in. File and telephone numbers are
/// always printed as given: they are copied onto keypads and into search boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    /// ០១២៣៤៥៦៧៨៩
    #[default]
    Khmer,
    /// 0123456789
    Latin,
}

/// Somebody whom the family can call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Who answers ("Social worker Chan Sophea", "Child helpline").
    pub label: String,
    /// The number, printed as given.
    pub phone: String,
}

/// A member of the family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// The name, family name first.
    pub name: String,
    /// What the family calls this person ("grandmother", "younger brother"). May be empty.
    pub kin_word: String,
    /// The age in words ("9 years", "about 60 years"); its digits are rewritten. May be empty.
    pub age_text: String,
}

/// A small step towards a goal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Action {
    /// What will be done.
    pub what: String,
    /// Who does it.
    pub who: String,
    /// By when: a date, or any text. May be empty.
    pub by: String,
    /// Whether it has been done.
    pub done: bool,
}

/// A goal of the family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Goal {
    /// The family's own words.
    pub words: String,
    /// Whom the goal is for. May be empty.
    pub for_whom: String,
    /// The factors and dangers that the goal answers, in plain words.
    pub why: Vec<String>,
    /// The small steps, in the order in which they are printed.
    pub actions: Vec<Action>,
    /// How it is going. May be empty.
    pub status_text: String,
}

/// The case plan as the family signs and keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CasePlanDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates, ages and page numbers.
    pub digits: Digits,
    /// How the family is named ("Family of Sok Dara").
    pub family_label: String,
    /// The number of the family's file.
    pub file_no: String,
    /// Village, commune, district and province in one line.
    pub village_line: String,
    /// The day of printing.
    pub printed_on: String,
    /// The day on which the family agreed. `None` prints the plan as not yet agreed.
    pub agreed_on: Option<String>,
    /// The social worker's name.
    pub worker: String,
    /// The agency's name.
    pub organisation: String,
    /// Who belongs to the family.
    pub people: Vec<Person>,
    /// What is strong in the family.
    pub strengths: Vec<String>,
    /// The goals, in the family's order.
    pub goals: Vec<Goal>,
    /// When the plan is looked at again.
    pub next_review: Option<String>,
    /// The genogram as an SVG document.
    pub genogram_svg: Option<String>,
    /// Whom to call; the first one is repeated at the foot of each page.
    pub contacts: Vec<Contact>,
}

/// One thing that may be shared with one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Share {
    /// Who receives it.
    pub with_whom: String,
    /// What is shared.
    pub what: String,
    /// The decision; `None` leaves both boxes empty for the pen.
    pub agreed: Option<bool>,
}

/// Words that a person said, with the name of who said them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct View {
    /// Who said it. May be empty.
    pub name: String,
    /// What was said.
    pub words: String,
}

/// A consent (with the child's assent) on paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConsentDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates and page numbers.
    pub digits: Digits,
    /// How the family is named.
    pub family_label: String,
    /// The number of the family's file.
    pub file_no: String,
    /// Village, commune, district and province in one line.
    pub village_line: String,
    /// The day of printing.
    pub printed_on: String,
    /// The agency's name.
    pub organisation: String,
    /// Who decides.
    pub person: String,
    /// For whom this person decides (the children's names).
    pub on_behalf_of: Vec<String>,
    /// What the consent is for.
    pub purpose: String,
    /// Who explained it.
    pub explained_by: String,
    /// In which language it was explained.
    pub explained_in: String,
    /// The day of the decision; `None` leaves a line for the pen.
    pub given_on: Option<String>,
    /// What is shared with whom. Empty prints that nothing is shared.
    pub shares: Vec<Share>,
    /// The last day of validity; `None` prints that it lasts until the work ends.
    pub until: Option<String>,
    /// How to withdraw, where it differs from the usual sentence.
    pub withdraw_how: Option<String>,
    /// What the children said when they were asked.
    pub child_views: Vec<View>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// A goal at the end of the work.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClosedGoal {
    /// The family's own words.
    pub words: String,
    /// How it ended ("reached", "the health centre goes on with it").
    pub ended: String,
    /// Whether the goal was reached.
    pub reached: bool,
}

/// The summary that the family keeps when the work ends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClosingDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates and page numbers.
    pub digits: Digits,
    /// How the family is named.
    pub family_label: String,
    /// The number of the family's file.
    pub file_no: String,
    /// Village, commune, district and province in one line.
    pub village_line: String,
    /// The day of printing.
    pub printed_on: String,
    /// The day on which the work began.
    pub opened_on: Option<String>,
    /// The day on which the work ended.
    pub closed_on: Option<String>,
    /// The social worker's name.
    pub worker: String,
    /// The agency's name.
    pub organisation: String,
    /// How things are now, in a sentence or two. May be empty.
    pub outcome: String,
    /// What the family is proud of.
    pub achieved: Vec<String>,
    /// The goals and how they ended.
    pub goals: Vec<ClosedGoal>,
    /// The children's own words. Empty prints lines for the pen.
    pub child_views: Vec<View>,
    /// The caregivers' own words. Empty prints lines for the pen.
    pub caregiver_views: Vec<View>,
    /// Who goes on helping: who, and with what.
    pub handed_over: Vec<View>,
    /// A last visit, where one is planned.
    pub follow_up_on: Option<String>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// What one person did with a family's file on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReaderLine {
    /// Who.
    pub who: String,
    /// As what, and for which agency. May be empty.
    pub role: String,
    /// What she did ("opened the file", "printed a paper").
    pub what: String,
    /// What for. May be empty.
    pub why: String,
    /// Which parts of the file. May be empty.
    pub parts: String,
    /// The time of day; its digits are rewritten. May be empty.
    pub when: String,
    /// She was not let in.
    pub refused: bool,
}

/// A day on which a family's file was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReaderDay {
    /// The day.
    pub day: String,
    /// Who, the latest first.
    pub lines: Vec<ReaderLine>,
}

/// Who opened a family's file, when and why: the paper for the family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadersDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates, times and page numbers.
    pub digits: Digits,
    /// How the family is named.
    pub family_label: String,
    /// The number of the family's file.
    pub file_no: String,
    /// Village, commune, district and province in one line.
    pub village_line: String,
    /// The day of printing.
    pub printed_on: String,
    /// The agency's name.
    pub organisation: String,
    /// The days, the latest first.
    pub days: Vec<ReaderDay>,
    /// There is more, before the last day that is printed.
    pub more: bool,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// Somebody who may see a family's file, or may not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessLine {
    /// Her name.
    pub who: String,
    /// Her role and organisation.
    pub role: String,
    /// What she may read.
    pub parts: String,
    /// The last day on which she may, where it ends by itself.
    pub until: Option<String>,
    /// Why: the rules' own words.
    pub because: Vec<String>,
}

/// People whom the same thing lets in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessGroup {
    /// What lets them in.
    pub title: String,
    /// The people.
    pub lines: Vec<AccessLine>,
}

/// Who may see a family's file, and why: the paper for the family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates and page numbers.
    pub digits: Digits,
    /// How the family is named.
    pub family_label: String,
    /// The number of the family's file.
    pub file_no: String,
    /// Village, commune, district and province in one line.
    pub village_line: String,
    /// The day of printing.
    pub printed_on: String,
    /// The agency's name.
    pub organisation: String,
    /// Who may, the nearest to the family first.
    pub groups: Vec<AccessGroup>,
    /// Who is kept out.
    pub kept_out: Vec<AccessLine>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// The certificate that a family's file was erased. It names no member of the family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ErasureDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates and page numbers.
    pub digits: Digits,
    /// The number of the family's file.
    pub file_no: String,
    /// The day of printing.
    pub printed_on: String,
    /// The agency's name.
    pub organisation: String,
    /// The day of the erasure.
    pub erased_on: String,
    /// Why, in words.
    pub reason: String,
    /// Who carried it out.
    pub carried_out_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// How many entries can no longer be read.
    pub entries: String,
    /// The signed certificate, as JSON.
    pub certificate: String,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// One version of the information-sharing protocol, in words. It names no family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnnexDoc {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Digits of dates and page numbers.
    pub digits: Digits,
    /// The name of the agency that prints it.
    pub organisation: String,
    /// The day of printing.
    pub printed_on: String,
    /// Its number, in words.
    pub version: String,
    /// What became of it, through whom and when.
    pub state: String,
    /// Why it was proposed; empty for what came with the software.
    pub reason: String,
    /// SHA-256 of the canonical form, 64 characters.
    pub hash: String,
    /// Who may see and do what.
    pub roles: Vec<AnnexRole>,
    /// What holds whatever the protocol says.
    pub always: Vec<String>,
    /// Organisations whose directors sign.
    pub signatures: Vec<String>,
    /// The canonical form, of which the hash is made: only in the attachment.
    pub matrix: String,
}

/// What people of one role may.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnnexRole {
    /// The role.
    pub name: String,
    /// How she stands, and what she may then.
    pub rows: Vec<AnnexRow>,
}

/// One row of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnnexRow {
    /// To which families, or what else.
    pub standing: String,
    /// What she reads.
    pub reads: String,
    /// What she does.
    pub does: String,
    /// Where she finds the families.
    pub lists: String,
    /// Why.
    pub because: String,
}
