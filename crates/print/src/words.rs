//! Every fixed word that our printed papers carry, in English and in Khmer.
//!
//! The templates hold no wording of their own: they ask for a key of this table. A test reads the
//! templates and fails if a key is missing here, is unused, or lacks one of the two languages.

use std::collections::BTreeMap;

use crate::model::Lang;

/// One fixed word or sentence of a printed paper.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The name that the templates use.
    pub key: &'static str,
    /// The English wording.
    pub en: &'static str,
    /// The Khmer wording.
    pub km: &'static str,
}

const fn word(key: &'static str, en: &'static str, km: &'static str) -> Word {
    Word { key, en, km }
}

/// The whole table. Grouped by paper; what more than one paper uses comes first.
pub const WORDS: &[Word] = &[
    // shared by all papers
    word("file_no", "Family file number", "លេខឯកសារគ្រួសារ"),
    word("printed_on", "Printed on", "ថ្ងៃបោះពុម្ព"),
    word("worker", "Social worker", "បុគ្គលិកសង្គមកិច្ច"),
    word("page", "Page {x} of {y}", "ទំព័រ {x} នៃ {y}"),
    word(
        "private",
        "This paper is private. It belongs to the family and to the people they choose to show it to.",
        "ឯកសារនេះជាឯកសារសម្ងាត់។ វាជារបស់គ្រួសារ និងអ្នកដែលគ្រួសារយល់ព្រមឱ្យមើល។",
    ),
    word("found_call", "To ask for help, call", "បើត្រូវការជំនួយ សូមទូរស័ព្ទទៅ"),
    word("contacts", "Who we can call", "អ្នកដែលយើងអាចទូរស័ព្ទទៅបាន"),
    word("sign_hint", "Sign, or press your thumb in the box.", "សូមចុះហត្ថលេខា ឬផ្តិតមេដៃក្នុងប្រអប់។"),
    word("thumb", "Thumb or signature", "ស្នាមមេដៃ ឬហត្ថលេខា"),
    word("name", "Name", "ឈ្មោះ"),
    word("date", "Date", "ថ្ងៃខែឆ្នាំ"),
    word("sig_caregiver", "Parent or caregiver", "ឪពុកម្តាយ ឬអ្នកថែទាំ"),
    word("sig_child", "Child, if able and willing", "កុមារ (បើអាចធ្វើបាន និងស្ម័គ្រចិត្ត)"),
    word("sig_worker", "Social worker", "បុគ្គលិកសង្គមកិច្ច"),
    word("sig_witness", "Witness: village chief or CCWC", "សាក្សី៖ មេភូមិ ឬ គ.ក.ន.ក."),
    word("done", "Done", "ធ្វើរួចហើយ"),
    word("quote_open", "“", "«"),
    word("quote_close", "”", "»"),
    word(
        "attachment",
        "The text of this paper, for copying and for computers",
        "អត្ថបទនៃឯកសារនេះ សម្រាប់ចម្លង និងសម្រាប់កុំព្យូទ័រ",
    ),
    // case plan
    word("plan_title", "Our family’s plan", "ផែនការគ្រួសាររបស់យើង"),
    word(
        "plan_lead",
        "We made this plan together. It is ours, in our own words.",
        "យើងបានរៀបចំផែនការនេះជាមួយគ្នា។ វាជារបស់យើង និងជាពាក្យរបស់យើងផ្ទាល់។",
    ),
    word("plan_agreed_on", "Agreed on", "ថ្ងៃព្រមព្រៀង"),
    word("plan_draft", "Not yet agreed", "មិនទាន់បានព្រមព្រៀង"),
    word("plan_people", "Who we are", "សមាជិកគ្រួសាររបស់យើង"),
    word("plan_drawing", "Our family drawing", "គំនូរគ្រួសាររបស់យើង"),
    word("plan_strengths", "What is strong in our family", "ចំណុចខ្លាំងរបស់គ្រួសារយើង"),
    word("plan_strengths_none", "Let us write down together what is strong.", "ចូរយើងសរសេរចំណុចខ្លាំងជាមួយគ្នា។"),
    word("plan_goals", "What we want, and our small steps", "អ្វីដែលយើងចង់បាន និងជំហានតូចៗរបស់យើង"),
    word("plan_goals_none", "Let us write down together what we want.", "ចូរយើងសរសេរអ្វីដែលយើងចង់បានជាមួយគ្នា។"),
    word("plan_goal", "Goal {n}", "គោលដៅទី {n}"),
    word("plan_for", "For", "សម្រាប់"),
    word("plan_steps", "Our small steps", "ជំហានតូចៗរបស់យើង"),
    word("plan_who", "Who does it", "អ្នកធ្វើ"),
    word("plan_by", "By when", "ត្រឹមថ្ងៃណា"),
    word("plan_steps_none", "What could be the first small step?", "តើជំហានតូចដំបូងអាចជាអ្វី?"),
    word("plan_why", "Why this matters", "ហេតុអ្វីរឿងនេះសំខាន់"),
    word("plan_status", "How it is going", "ដំណើរការមកដល់ពេលនេះ"),
    word(
        "plan_review",
        "We will look at this plan together again on",
        "យើងនឹងពិនិត្យមើលផែនការនេះជាមួយគ្នាម្តងទៀត នៅថ្ងៃទី",
    ),
    word("plan_sign", "We agree with this plan", "យើងយល់ព្រមនឹងផែនការនេះ"),
    // consent
    word("consent_title", "What we say yes to", "អ្វីដែលយើងយល់ព្រម"),
    word(
        "consent_lead",
        "This paper says what we agreed to, after it was explained to us and our questions were answered.",
        "ឯកសារនេះកត់ត្រាអ្វីដែលយើងយល់ព្រម ក្រោយពីយើងបានស្តាប់ការពន្យល់ និងទទួលបានចម្លើយចំពោះសំណួររបស់យើង។",
    ),
    word("consent_person", "Who decides", "អ្នកសម្រេចចិត្ត"),
    word("consent_for", "On behalf of", "តំណាងឱ្យ"),
    word("consent_purpose", "What it is for", "គោលបំណង"),
    word("consent_explained_by", "Explained by", "អ្នកពន្យល់"),
    word("consent_language", "In which language", "ពន្យល់ជាភាសា"),
    word("consent_given_on", "Date of the decision", "ថ្ងៃសម្រេចចិត្ត"),
    word("consent_shares", "What is shared, and with whom", "អ្វីដែលចែករំលែក និងចែករំលែកជាមួយអ្នកណា"),
    word("consent_with", "With whom", "ជាមួយអ្នកណា"),
    word("consent_what", "What is shared", "អ្វីដែលចែករំលែក"),
    word("consent_yes", "Yes", "យល់ព្រម"),
    word("consent_no", "No", "មិនយល់ព្រម"),
    word(
        "consent_shares_none",
        "Nothing is shared outside the team that works with us.",
        "គ្មានអ្វីត្រូវចែករំលែកទៅក្រៅក្រុមដែលធ្វើការជាមួយយើងឡើយ។",
    ),
    word("consent_until", "Until when", "យល់ព្រមដល់ពេលណា"),
    word(
        "consent_until_open",
        "Until the work with our family ends, or until we change our mind",
        "រហូតដល់ការងារជាមួយគ្រួសារយើងបញ្ចប់ ឬរហូតដល់យើងប្តូរចិត្ត",
    ),
    word("consent_child", "What the child says", "ពាក្យរបស់កុមារ"),
    word("consent_rights", "Good to know", "អ្វីដែលគួរដឹង"),
    word(
        "consent_right_no",
        "You may say no. You need not give a reason.",
        "អ្នកអាចនិយាយថាមិនយល់ព្រមបាន ដោយមិនចាំបាច់ប្រាប់មូលហេតុឡើយ។",
    ),
    word(
        "consent_right_withdraw",
        "You may change your mind at any time. Tell the social worker, or call a number on this paper. From then on nothing more is shared.",
        "អ្នកអាចប្តូរចិត្តបានគ្រប់ពេល។ សូមប្រាប់បុគ្គលិកសង្គមកិច្ច ឬទូរស័ព្ទទៅលេខនៅលើឯកសារនេះ។ ចាប់ពីពេលនោះទៅ យើងនឹងលែងចែករំលែកទៀត។",
    ),
    word(
        "consent_right_see",
        "You may ask to see what is written about you, and ask for mistakes to be put right.",
        "អ្នកអាចសុំមើលអ្វីដែលសរសេរអំពីអ្នក ហើយអាចសុំកែកំហុសបាន។",
    ),
    word(
        "consent_right_danger",
        "If a child is in serious danger, we must tell the people who can protect the child. We tell you first whenever that is safe.",
        "ប្រសិនបើកុមារស្ថិតក្នុងគ្រោះថ្នាក់ធ្ងន់ធ្ងរ យើងត្រូវតែប្រាប់អ្នកដែលអាចការពារកុមារ។ យើងនឹងប្រាប់អ្នកជាមុន នៅពេលដែលមានសុវត្ថិភាព។",
    ),
    word("consent_sign", "Our decision", "ការសម្រេចចិត្តរបស់យើង"),
    // closing summary
    word("closing_title", "What our family has achieved", "អ្វីដែលគ្រួសារយើងសម្រេចបាន"),
    word(
        "closing_lead",
        "Our regular visits have come to an end. The door stays open.",
        "ការចុះជួបជាប្រចាំបានបញ្ចប់ហើយ ប៉ុន្តែយើងនៅតែស្វាគមន៍គ្រួសារជានិច្ច។",
    ),
    word("closing_opened_on", "We began on", "ថ្ងៃចាប់ផ្តើម"),
    word("closing_closed_on", "We finished on", "ថ្ងៃបញ្ចប់"),
    word("closing_outcome", "How things are now", "ស្ថានភាពបច្ចុប្បន្ន"),
    word("closing_achieved", "We are proud of", "អ្វីដែលយើងមានមោទនភាព"),
    word("closing_goals", "Our goals", "គោលដៅរបស់យើង"),
    word("closing_child", "In the child’s own words", "ពាក្យផ្ទាល់របស់កុមារ"),
    word("closing_caregiver", "In the caregiver’s own words", "ពាក្យផ្ទាល់របស់អ្នកថែទាំ"),
    word("closing_views_none", "Space for your own words", "កន្លែងសម្រាប់សរសេរពាក្យរបស់អ្នក"),
    word("closing_handed", "Who goes on helping us", "អ្នកដែលបន្តជួយយើង"),
    word("closing_follow_up", "We will come and see you once more on", "យើងនឹងមកសួរសុខទុក្ខម្តងទៀត នៅថ្ងៃទី"),
    word("closing_sign", "We have read this together", "យើងបានអានឯកសារនេះជាមួយគ្នា"),
    word("sig_supervisor", "Supervisor", "អ្នកគ្រប់គ្រងផ្ទាល់"),
    // who opened the file
    word("readers_title", "Who opened our file", "អ្នកដែលបានបើកឯកសាររបស់យើង"),
    word(
        "readers_lead",
        "The family may always ask who has read its file, when and why. Nobody can change this list, not even \
         those who look after the system.",
        "គ្រួសារអាចសួរបានជានិច្ចថា អ្នកណាបានអានឯកសាររបស់ខ្លួន ពេលណា និងដើម្បីអ្វី។ គ្មាននរណាអាចកែបញ្ជីនេះបានទេ \
         សូម្បីតែអ្នកថែទាំប្រព័ន្ធ។",
    ),
    word("readers_parts", "Parts of the file", "ផ្នែកនៃឯកសារ"),
    word("readers_refused", "Was not let in", "មិនត្រូវបានអនុញ្ញាត"),
    word("readers_none", "Nobody has opened this file yet.", "មិនទាន់មាននរណាបើកឯកសារនេះនៅឡើយទេ។"),
    word(
        "readers_more",
        "What was read before is kept as well. Ask us for it.",
        "អ្វីដែលបានអានពីមុន ក៏ត្រូវបានរក្សាទុកដែរ។ សូមសួរយើង។",
    ),
    word(
        "readers_ask",
        "Is there a name here that you do not expect? Please tell us. We will find out and answer you.",
        "តើមានឈ្មោះណាដែលអ្នកមិនបានរំពឹងទុកទេ? សូមប្រាប់យើង។ យើងនឹងស្វែងរកហេតុផល ហើយឆ្លើយជូនអ្នក។",
    ),
    // who may see the file
    word("access_title", "Who may see our file", "អ្នកណាអាចមើលឯកសាររបស់យើង"),
    word(
        "access_lead",
        "The system’s own rules were asked on the day of printing. Whoever is not named here cannot open the file.",
        "បានសួរច្បាប់របស់ប្រព័ន្ធនៅថ្ងៃបោះពុម្ព។ អ្នកដែលគ្មានឈ្មោះនៅទីនេះ មិនអាចបើកឯកសារបានទេ។",
    ),
    word("access_until", "until", "រហូតដល់"),
    word("access_kept_out", "Never sees it", "មិនឃើញឡើយ"),
    word(
        "access_kept_out_none",
        "Nobody is kept out. If a relative or somebody else must not see the file, please tell us.",
        "គ្មាននរណាត្រូវបានហាមទេ។ បើមានសាច់ញាតិ ឬអ្នកណាម្នាក់មិនត្រូវឃើញឯកសារ សូមប្រាប់យើង។",
    ),
    word(
        "access_ask",
        "Is there a name here that you do not want? Please tell us: you can take a consent back at any time, and we \
         can keep somebody out.",
        "តើមានឈ្មោះណាដែលអ្នកមិនចង់ឱ្យមើលទេ? សូមប្រាប់យើង៖ អ្នកអាចដកការយល់ព្រមវិញបានគ្រប់ពេល ហើយយើងអាចហាមមិនឱ្យគេមើល។",
    ),
    // annex: the information-sharing protocol
    word("annex_title", "Who may see and do what with a family’s file", "អ្នកណាអាចមើល និងធ្វើអ្វីខ្លះជាមួយសំណុំឯកសារគ្រួសារ"),
    word(
        "annex_lead",
        "Annex to the information-sharing protocol of the network. The system enforces exactly this version; what no line grants, nobody may.",
        "ឧបសម្ព័ន្ធនៃពិធីសារចែករំលែកព័ត៌មានរបស់បណ្ដាញ។ ប្រព័ន្ធអនុវត្តតាមកំណែនេះយ៉ាងពិតប្រាកដ។ អ្វីដែលគ្មានក្នុងបញ្ជី គ្មាននរណាអាចធ្វើបានទេ។",
    ),
    word("annex_version", "Version", "កំណែ"),
    word("annex_state", "State", "ស្ថានភាព"),
    word("annex_reason", "Why it was changed", "មូលហេតុនៃការកែប្រែ"),
    word("annex_hash", "Fingerprint of this version (SHA-256)", "ស្នាមសម្គាល់នៃកំណែនេះ"),
    word("annex_reads", "Reads", "អាន"),
    word("annex_does", "Does", "ធ្វើ"),
    word("annex_lists", "Finds the family in", "ឃើញគ្រួសារក្នុង"),
    word("annex_always", "What holds whatever this protocol says", "អ្វីដែលត្រូវគោរពជានិច្ច ទោះពិធីសារនេះចែងយ៉ាងណា"),
    word("annex_signatures", "Signatures", "ហត្ថលេខា"),
    word(
        "annex_sign_lead",
        "Each director signs for the organisation, after comparing the fingerprint with the one on the screen.",
        "នាយកម្នាក់ៗចុះហត្ថលេខាជំនួសអង្គការ ក្រោយពីផ្ទៀងផ្ទាត់ស្នាមសម្គាល់ជាមួយអេក្រង់។",
    ),
    word("annex_director", "Name and position", "ឈ្មោះ និងតួនាទី"),
    word("annex_stamp", "Signature and stamp", "ហត្ថលេខា និងត្រា"),
    // erasure
    word("erasure_title", "This file was erased", "ឯកសារនេះត្រូវបានលុបចោលហើយ"),
    word(
        "erasure_lead",
        "The key to the family's file was destroyed. What was written in it cannot be read any more, by anybody.",
        "សោរបស់ឯកសារគ្រួសារត្រូវបានបំផ្លាញ។ អ្វីដែលបានសរសេរក្នុងនោះ គ្មាននរណាអាចអានបានទៀតទេ។",
    ),
    word("erasure_on", "Erased on", "ថ្ងៃលុប"),
    word("erasure_why", "Why", "មូលហេតុ"),
    word("erasure_entries", "Entries that were closed for ever", "ចំនួនកំណត់ត្រាដែលបិទជារៀងរហូត"),
    word("erasure_by", "Carried out by", "អនុវត្តដោយ"),
    word("erasure_approved", "Approved by", "អនុម័តដោយ"),
    word(
        "erasure_backups",
        "Copies of the whole system are kept for a while, so that a broken machine loses nobody's work. They are \
         locked away, and this file is erased again before anybody works with such a copy.",
        "ច្បាប់ចម្លងនៃប្រព័ន្ធទាំងមូលត្រូវបានរក្សាទុកមួយរយៈ ដើម្បីកុំឱ្យបាត់ការងារពេលម៉ាស៊ីនខូច។ ច្បាប់ចម្លងទាំងនោះ\
         ត្រូវបានចាក់សោ ហើយឯកសារនេះនឹងត្រូវលុបម្តងទៀត មុនពេលនរណាម្នាក់ប្រើច្បាប់ចម្លងនោះ។",
    ),
    word("erasure_signed", "For whoever checks it by computer", "សម្រាប់អ្នកផ្ទៀងផ្ទាត់ដោយកុំព្យូទ័រ"),
];

/// The table of one language, as the templates receive it.
#[must_use]
pub fn table(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    WORDS.iter().map(|w| (w.key, pick(w, lang))).collect()
}

const fn pick(word: &Word, lang: Lang) -> &'static str {
    match lang {
        Lang::En => word.en,
        Lang::Km => word.km,
    }
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_KM: [&str; 12] =
    ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"];

/// Name of a month, 1 to 12. `None` for any other number.
#[must_use]
pub fn month(lang: Lang, number: u8) -> Option<&'static str> {
    let names = match lang {
        Lang::En => &MONTHS_EN,
        Lang::Km => &MONTHS_KM,
    };
    names.get(usize::from(number).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn khmer(c: char) -> bool {
        ('\u{1780}'..='\u{17FF}').contains(&c)
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_word_is_there_in_both_languages() {
        for w in WORDS {
            assert!(!w.en.trim().is_empty() && !w.km.trim().is_empty(), "{}", w.key);
            assert!(!w.en.chars().any(khmer), "{}: Khmer in the English wording", w.key);
            assert!(w.km.chars().any(khmer) || w.km.chars().all(|c| !c.is_alphabetic()), "{}", w.key);
            assert!(
                !w.km.chars().any(|c| c.is_ascii_alphabetic() && placeholders(w.km).is_empty()),
                "{}",
                w.key
            );
            assert!(!w.km.contains('\u{200B}'), "{}: zero-width space", w.key);
            assert_eq!(placeholders(w.en), placeholders(w.km), "{}", w.key);
        }
        let keys: BTreeSet<_> = WORDS.iter().map(|w| w.key).collect();
        assert_eq!(keys.len(), WORDS.len(), "a key stands twice");
        for lang in [Lang::En, Lang::Km] {
            assert_eq!(table(lang).len(), WORDS.len());
            assert!(
                (1..=12).all(|n| month(lang, n).is_some())
                    && month(lang, 0).is_none()
                    && month(lang, 13).is_none()
            );
        }
    }

    #[test]
    fn the_templates_ask_for_these_words_and_no_others() {
        let templates: String = crate::typeset::template_texts().collect();
        let known: BTreeSet<_> = WORDS.iter().map(|w| w.key).collect();
        let name = |rest: &str| -> String {
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        // `words.key`, but not `goal.words.len()`; `words.at(key)`; `fill-in("key", ..)`.
        let mut asked: BTreeSet<String> = templates
            .match_indices("words.")
            .filter(|(at, _)| !templates[..*at].ends_with('.'))
            .map(|(at, found)| name(&templates[at + found.len()..]))
            .filter(|key| !key.is_empty() && key != "at")
            .collect();
        asked.extend(templates.split("fill-in(\"").skip(1).map(name));
        for key in &asked {
            assert!(known.contains(key.as_str()), "{key} is not in the table");
        }
        for key in known {
            assert!(
                asked.contains(key) || templates.contains(&format!("\"{key}\"")),
                "{key} is never printed"
            );
        }
    }
}
