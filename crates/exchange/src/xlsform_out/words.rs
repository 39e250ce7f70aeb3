//! Texts of a form, and those that the form adds to what the document says.

use domain::instrument::Voice;

/// One text in every language of a form: English, Khmer, then the further ones; blank where it is not translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl Words {
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        Self(texts.map(str::to_owned).collect())
    }

    /// Both, one after the other, where both are said.
    pub(crate) fn beside(&self, between: &str, other: &Words) -> Words {
        let both = self.0.iter().zip(&other.0).map(|(one, two)| match (one.is_empty(), two.is_empty()) {
            (false, false) => format!("{one}{between}{two}"),
            (true, _) => two.clone(),
            (_, true) => one.clone(),
        });
        Words(both.collect())
    }

    /// Put into a frame with `{}`: the words of the language, or those of the first where it has none.
    pub(crate) fn within(&self, frame: [&str; 2]) -> Words {
        let framed = self.0.iter().enumerate().map(|(at, text)| {
            let frame = frame.get(at).copied().unwrap_or("{}");
            if text.is_empty() { String::new() } else { frame.replace("{}", text) }
        });
        Words(framed.collect())
    }

    /// The texts, each given to a function.
    pub(crate) fn each(&self, change: impl Fn(&str) -> String) -> Words {
        Words(self.0.iter().map(|text| change(text)).collect())
    }
}

pub(crate) const YES: [&str; 2] = ["Yes", "បាទ/ចាស"];
pub(crate) const NO: [&str; 2] = ["No", "ទេ"];
pub(crate) const UNKNOWN: [&str; 2] = ["Not known", "មិនដឹង"];
pub(crate) const NOT_APPLICABLE: [&str; 2] = ["Does not apply? {}", "មិនពាក់ព័ន្ធ? {}"];
pub(crate) const WHY_NOT: [&str; 2] = ["Why does it not apply?", "ហេតុអ្វីមិនពាក់ព័ន្ធ?"];
pub(crate) const REASON: [&str; 2] = ["Reason: {}", "មូលហេតុ៖ {}"];
pub(crate) const EVIDENCE: [&str; 2] = ["What was seen or heard: {}", "អ្វីដែលបានឃើញ ឬបានឮ៖ {}"];
pub(crate) const RIEL: [&str; 2] = ["{} (riel)", "{} (រៀល)"];
pub(crate) const DOLLARS: [&str; 2] = ["{} (dollars)", "{} (ដុល្លារ)"];
pub(crate) const GUESSED: [&str; 2] = ["Guessed? {}", "ប៉ាន់ស្មាន? {}"];
pub(crate) const WHO_SIGNS: [&str; 2] = ["Who signs? {}", "អ្នកណាចុះហត្ថលេខា? {}"];
pub(crate) const THUMB: [&str; 2] = ["Thumbprint on paper instead? {}", "ផ្តិតមេដៃលើក្រដាសជំនួស? {}"];
pub(crate) const MORE: [&str; 2] = ["Further photographs: {}", "រូបថតបន្ថែម៖ {}"];
pub(crate) const RATER: [&str; 2] = ["Who gives the number?", "អ្នកណាឲ្យពិន្ទុ?"];
pub(crate) const WHO: [&str; 2] = ["Name", "ឈ្មោះ"];
pub(crate) const SCORE: [&str; 2] = ["Number from 0 to 10", "លេខពី 0 ដល់ 10"];
pub(crate) const WHY_SCORE: [&str; 2] =
    ["Why this number and not a lower one?", "ហេតុអ្វីលេខនេះ មិនមែនលេខទាបជាង?"];
pub(crate) const ONE_HIGHER: [&str; 2] = ["What would make it one higher?", "តើអ្វីនឹងធ្វើឲ្យលេខនេះឡើងមួយ?"];
pub(crate) const ABOUT_ROW: [&str; 2] = ["About which one?", "អំពីមួយណា?"];
pub(crate) const SET: [&str; 2] =
    ["Another band, if you judge otherwise: {}", "កម្រិតផ្សេង បើអ្នកវាយតម្លៃខុសពីនេះ៖ {}"];
pub(crate) const WHY_SET: [&str; 2] = ["Why another band? {}", "ហេតុអ្វីកម្រិតផ្សេង? {}"];
pub(crate) const NOT_FUTURE: [&str; 2] = ["Not after today.", "មិនអាចក្រោយថ្ងៃនេះទេ។"];
pub(crate) const PARTIAL: [&str; 2] =
    ["A year, a month or a day: 2026, 2026-11 or 2026-11-28.", "ឆ្នាំ ខែ ឬថ្ងៃ៖ 2026, 2026-11 ឬ 2026-11-28។"];
pub(crate) const VILLAGE: [&str; 2] = ["The official code, 2 to 8 digits.", "លេខកូដផ្លូវការ ពី 2 ដល់ 8 ខ្ទង់។"];
pub(crate) const TWICE: [&str; 2] = ["Each only once.", "ម្តងប៉ុណ្ណោះសម្រាប់នីមួយៗ។"];
pub(crate) const AT_LEAST: [&str; 2] = ["At least {}.", "យ៉ាងតិច {}។"];
pub(crate) const AT_MOST: [&str; 2] = ["At most {}.", "យ៉ាងច្រើន {}។"];
pub(crate) const DECIMALS: [&str; 2] = ["At most {} digits after the point.", "យ៉ាងច្រើន {} ខ្ទង់ក្រោយចំណុច។"];
pub(crate) const BETWEEN: [&str; 2] = ["0 = {low}; 10 = {high}", "0 = {low}; 10 = {high}"];

/// Who speaks.
pub(crate) fn voice(voice: Voice) -> (&'static str, [&'static str; 2]) {
    match voice {
        Voice::Child => ("child", ["Child", "កុមារ"]),
        Voice::Caregiver => ("caregiver", ["Caregiver", "អ្នកថែទាំ"]),
        Voice::Network => ("network", ["Relatives and neighbours", "សាច់ញាតិ និងអ្នកជិតខាង"]),
        Voice::Worker => ("worker", ["Social worker", "បុគ្គលិកសង្គម"]),
        Voice::Supervisor => ("supervisor", ["Supervisor", "អ្នកគ្រប់គ្រង"]),
    }
}

/// Everybody who may give a number.
pub(crate) const VOICES: [Voice; 5] =
    [Voice::Child, Voice::Caregiver, Voice::Network, Voice::Worker, Voice::Supervisor];

/// A frame with a number in it.
pub(crate) fn framed(frame: [&str; 2], number: &str) -> [String; 2] {
    frame.map(|frame| frame.replace("{}", number))
}
