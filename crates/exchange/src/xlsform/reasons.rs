//! Why an expression cannot be read, and where programs disagree about one: in words, in both languages.

use domain::instrument::expr::{ParseErrorKind, WarningKind};
use domain::khmer::Lang;

macro_rules! words {
    ($($name:literal $en:literal $km:literal)*) => {
        /// What stands for a name in the details of a finding.
        pub(super) fn why(name: &str, lang: Lang) -> Option<&'static str> {
            Some(match (name, lang) {
                $(($name, Lang::En) => $en, ($name, Lang::Km) => $km,)*
                _ => return None,
            })
        }

        #[cfg(test)]
        const ALL: &[&str] = &[$($name),*];
    };
}

words! {
    "empty" "there is no expression." "គ្មានកន្សោមទេ។"
    "too_long" "the expression is too long." "កន្សោមវែងពេក។"
    "too_deep" "parentheses lie too deep in one another." "វង់ក្រចកស្ថិតក្នុងគ្នាជ្រៅពេក។"
    "character" "this character has no place in an expression:" "តួអក្សរនេះមិនអាចនៅក្នុងកន្សោមបានទេ៖"
    "unclosed_text" "a quote is opened and never closed." "សញ្ញាសម្រង់បានបើក ប៉ុន្តែមិនបានបិទទេ។"
    "unclosed_reference" "after ${ the } is missing." "បន្ទាប់ពី ${ ខ្វះ }។"
    "bad_reference" "this is not the name of a question:" "នេះមិនមែនជាឈ្មោះសំណួរទេ៖"
    "bad_number" "this number is too large." "លេខនេះធំពេក។"
    "unexpected" "this cannot stand here:" "អ្វីនេះមិនអាចនៅទីនេះបានទេ៖"
    "unexpected_end" "the expression ends too early." "កន្សោមចប់មុនពេល។"
    "unknown_function" "there is no such function:" "គ្មានអនុគមន៍នេះទេ៖"
    "unsupported_function" "this function is not supported:" "អនុគមន៍នេះមិនអាចប្រើបានទេ៖"
    "arity" "the function has too few or too many arguments:" "អនុគមន៍មានអាគុយម៉ង់តិចពេក ឬច្រើនពេក៖"
    "unknown_axis" "this path is not possible:" "ផ្លូវនេះមិនអាចប្រើបានទេ៖"
    "unknown_node_test" "this node test is not possible:" "ការសាកល្បងនេះមិនអាចប្រើបានទេ៖"
    "not_nodes" "only a path to questions can stand here." "នៅទីនេះអាចមានតែផ្លូវទៅសំណួរប៉ុណ្ណោះ។"
    "pattern" "this pattern of regex() is not supported:" "លំនាំ regex() នេះមិនអាចប្រើបានទេ៖"
    "choice_name" "jr:choice-name() needs the question in quotes: '${question}'." "jr:choice-name() ត្រូវការសំណួរក្នុងសញ្ញាសម្រង់៖ '${question}'។"
    "position" "a position such as [2] is counted differently. Use indexed-repeat()." "លំដាប់ដូចជា [2] ត្រូវបានរាប់ខុសគ្នា។ សូមប្រើ indexed-repeat()។"
    "pattern_anchors" "begin the pattern of regex() with ^ and end it with $." "សូមចាប់ផ្តើមលំនាំ regex() ដោយ ^ ហើយបញ្ចប់ដោយ $។"
    "round_half" "round() of a negative half differs." "round() នៃលេខអវិជ្ជមានពាក់កណ្តាលមានលទ្ធផលខុសគ្នា។"
    "quoted_date" "write date('2026-11-28') instead of a date in quotes." "សូមសរសេរ date('2026-11-28') ជំនួសកាលបរិច្ឆេទក្នុងសញ្ញាសម្រង់។"
    "day_arithmetic" "counting with days differs by the time of day. Put int() or format-date() around it." "ការគណនាជាមួយថ្ងៃខុសគ្នាតាមម៉ោង។ សូមប្រើ int() ឬ format-date() ជុំវិញវា។"
    "blank_numbers" "blank answers are counted differently. Put coalesce(…, 0) around them." "ចម្លើយទទេត្រូវបានរាប់ខុសគ្នា។ សូមប្រើ coalesce(…, 0) ជុំវិញវា។"
    "long_mark" "substring-after() with more than one character differs." "substring-after() ដែលមានតួអក្សរលើសពីមួយមានលទ្ធផលខុសគ្នា។"
    "number_choice" "write the option in quotes: selected(…, '1')." "សូមសរសេរជម្រើសក្នុងសញ្ញាសម្រង់៖ selected(…, '1')។"
    "true_in_capitals" "write 'true' in small letters." "សូមសរសេរ 'true' ជាអក្សរតូច។"
    "checklist_limit" "the limit -1 is not understood everywhere." "ដែនកំណត់ -1 មិនត្រូវបានយល់គ្រប់កន្លែងទេ។"
    "repeat_index" "an index of 0 or less differs." "លិបិក្រម 0 ឬតូចជាងនេះមានលទ្ធផលខុសគ្នា។"
    "number_as_date" "give format-date() a date, not a number." "សូមឱ្យកាលបរិច្ឆេទទៅ format-date() មិនមែនលេខទេ។"
    "time_zone" "time zones are counted differently." "ល្វែងម៉ោងត្រូវបានរាប់ខុសគ្នា។"
    "axis" "this path is refused by ODK Collect." "ODK Collect មិនទទួលផ្លូវនេះទេ។"
    "filter" "a union, or steps after parentheses, are refused by ODK Collect." "ODK Collect មិនទទួលការបូករួមផ្លូវ ឬជំហានក្រោយវង់ក្រចកទេ។"
    "not_in_javarosa" "ODK Collect does not have this function." "ODK Collect គ្មានអនុគមន៍នេះទេ។"
    "not_here" "this function gives nothing here." "អនុគមន៍នេះមិនឱ្យលទ្ធផលនៅទីនេះទេ។"
    "once" "once() is calculated again at different times." "once() ត្រូវបានគណនាឡើងវិញនៅពេលខុសគ្នា។"
}

/// The name of a reason, and what it is about.
pub(super) fn of_error(kind: &ParseErrorKind) -> (&'static str, String) {
    match kind {
        ParseErrorKind::Empty => ("empty", String::new()),
        ParseErrorKind::TooLong => ("too_long", String::new()),
        ParseErrorKind::TooDeep => ("too_deep", String::new()),
        ParseErrorKind::UnexpectedCharacter(c) => ("character", c.to_string()),
        ParseErrorKind::UnclosedText => ("unclosed_text", String::new()),
        ParseErrorKind::UnclosedReference => ("unclosed_reference", String::new()),
        ParseErrorKind::BadReference(name) => ("bad_reference", name.clone()),
        ParseErrorKind::BadNumber => ("bad_number", String::new()),
        ParseErrorKind::Unexpected(word) => ("unexpected", word.clone()),
        ParseErrorKind::UnexpectedEnd => ("unexpected_end", String::new()),
        ParseErrorKind::UnknownFunction(name) => ("unknown_function", name.clone()),
        ParseErrorKind::UnsupportedFunction(name) => ("unsupported_function", name.clone()),
        ParseErrorKind::Arity { function, .. } => ("arity", function.clone()),
        ParseErrorKind::UnknownAxis(name) => ("unknown_axis", name.clone()),
        ParseErrorKind::UnknownNodeTest(name) => ("unknown_node_test", name.clone()),
        ParseErrorKind::NotNodes => ("not_nodes", String::new()),
        ParseErrorKind::UnsupportedPattern(pattern) => ("pattern", pattern.clone()),
        ParseErrorKind::ChoiceNameQuestion => ("choice_name", String::new()),
    }
}

/// The name of what differs.
pub(super) fn of_warning(kind: WarningKind) -> &'static str {
    match kind {
        WarningKind::Position => "position",
        WarningKind::PatternAnchors => "pattern_anchors",
        WarningKind::RoundHalf => "round_half",
        WarningKind::QuotedDate => "quoted_date",
        WarningKind::DayArithmetic => "day_arithmetic",
        WarningKind::BlankNumbers => "blank_numbers",
        WarningKind::LongMark => "long_mark",
        WarningKind::NumberChoice => "number_choice",
        WarningKind::TrueInCapitals => "true_in_capitals",
        WarningKind::ChecklistLimit => "checklist_limit",
        WarningKind::RepeatIndex => "repeat_index",
        WarningKind::NumberAsDate => "number_as_date",
        WarningKind::TimeZone => "time_zone",
        WarningKind::Axis => "axis",
        WarningKind::Filter => "filter",
        WarningKind::NotInJavaRosa => "not_in_javarosa",
        WarningKind::NotHere => "not_here",
        WarningKind::Once => "once",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_khmer_too() {
        for name in ALL {
            let khmer = why(name, Lang::Km).unwrap_or("");
            assert!(khmer.chars().any(|c| ('\u{1780}'..='\u{17b3}').contains(&c)), "{name}");
        }
    }
}
