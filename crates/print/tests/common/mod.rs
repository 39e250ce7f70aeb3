//! Invented families in real villages, for tests and for looking at.
#![allow(dead_code, reason = "each test file uses a part of it")]

use kinkeeper_print::{
    AccessDoc, AccessGroup, AccessLine, Action, AnnexDoc, AnnexRole, AnnexRow, CasePlanDoc, ClosedGoal,
    ClosingDoc, ConsentDoc, Contact, Digits, ErasureDoc, Goal, Lang, Person, PrintError, ReaderDay,
    ReaderLine, ReadersDoc, Share, View, access_pdf, annex_pdf, case_plan_pdf, closing_pdf, consent_pdf,
    erasure_pdf, readers_pdf,
};

fn s(text: &str) -> String {
    text.to_owned()
}

fn person(name: &str, kin: &str, age: &str) -> Person {
    Person { name: s(name), kin_word: s(kin), age_text: s(age) }
}

fn step(what: &str, who: &str, by: &str, done: bool) -> Action {
    Action { what: s(what), who: s(who), by: s(by), done }
}

fn contact(label: &str, phone: &str) -> Contact {
    Contact { label: s(label), phone: s(phone) }
}

pub const GENOGRAM: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" font-family="Noto Sans Khmer, Noto Sans" font-size="12">
<g fill="none" stroke="#2b2520" stroke-width="2"><rect x="80" y="20" width="40" height="40"/><circle cx="300" cy="40" r="20"/>
<path d="M120 40H280M200 40V110M120 110H280M120 110V130M280 110V130"/><rect x="100" y="130" width="40" height="40"/><circle cx="280" cy="150" r="20"/></g>
<g text-anchor="middle"><text x="100" y="80">សុខ ដារ៉ា</text><text x="300" y="80">ចាន់ ស្រីមុំ</text><text x="120" y="190">Vanna 9</text><text x="280" y="190">ស្រីនាង ៦</text></g></svg>"##;

pub fn plan_en() -> CasePlanDoc {
    CasePlanDoc {
        lang: Lang::En,
        digits: Digits::Latin,
        family_label: s("Family of Grandmother Chan Sopheap"),
        file_no: s("BTB-2026-0147"),
        village_line: s("Kbal Khmaoch village, Ou Char commune, Battambang district, Battambang"),
        printed_on: s("2026-11-22"),
        agreed_on: Some(s("2026-11-18")),
        worker: s("Meas Chanthy"),
        organisation: s("Hands Together for Families"),
        people: vec![
            person("Chan Sopheap", "grandmother", "about 62 years"),
            person("Sok Vanna", "eldest grandson", "13 years"),
            person("Sok Sreymom", "granddaughter", "10 years"),
            person("Sok Dara", "grandson, deaf", "8 years"),
            person("Sok Sreyneang", "youngest granddaughter", "4 years"),
        ],
        strengths: vec![
            s("Grandmother has raised five grandchildren with love and never missed a clinic day."),
            s("Vanna helps his little brother to understand with signs they made up themselves."),
            s("The neighbour, Aunt Phally, looks after the little one on market days."),
        ],
        goals: vec![
            Goal {
                words: s("I want Dara to go to a school where someone can talk with him."),
                for_whom: s("Dara"),
                why: vec![
                    s("Learning and school"),
                    s("Dara is alone at home when Grandmother is at the market"),
                ],
                actions: vec![
                    step(
                        "Visit the class for deaf children together, to see if Dara likes it",
                        "Grandmother and Chanthy",
                        "2026-11-25",
                        true,
                    ),
                    step(
                        "Ask the commune for Dara’s birth certificate",
                        "Grandmother, with the village chief",
                        "2026-12-04",
                        false,
                    ),
                    step(
                        "Learn ten signs at home, one each evening",
                        "Vanna and Sreymom",
                        "before New Year",
                        false,
                    ),
                ],
                status_text: s("Dara has seen the class and laughed a lot. He wants to go back."),
            },
            Goal {
                words: s("We want to eat rice and fish every day, also in the dry season."),
                for_whom: s("The whole family"),
                why: vec![s("Food"), s("Sreyneang lost weight in March and April")],
                actions: vec![
                    step(
                        "Plant morning glory and long beans behind the house",
                        "Sreymom and Grandmother",
                        "2026-12-10",
                        false,
                    ),
                    step("Take Sreyneang to be weighed every month", "Grandmother", "", false),
                ],
                status_text: String::new(),
            },
        ],
        next_review: Some(s("2027-01-15")),
        genogram_svg: Some(s(GENOGRAM)),
        contacts: vec![
            contact("Meas Chanthy, social worker", "012 555 014"),
            contact("Child helpline, day and night, free", "1280"),
        ],
    }
}

pub fn plan_km() -> CasePlanDoc {
    CasePlanDoc {
        lang: Lang::Km,
        digits: Digits::Khmer,
        family_label: s("គ្រួសារលោកយាយ ចាន់ សុភាព"),
        file_no: s("BTB-2026-0147"),
        village_line: s("ភូមិក្បាលខ្មោច សង្កាត់អូរចារ ក្រុងបាត់ដំបង ខេត្តបាត់ដំបង"),
        printed_on: s("2026-11-22"),
        agreed_on: Some(s("2026-11-18")),
        worker: s("មាស ចាន់ធី"),
        organisation: s("អង្គការដៃគូដើម្បីគ្រួសារ"),
        people: vec![
            person("ចាន់ សុភាព", "ជីដូន", "ប្រហែល 62 ឆ្នាំ"),
            person("សុខ វណ្ណា", "ចៅប្រុសច្បង", "13 ឆ្នាំ"),
            person("សុខ ស្រីមុំ", "ចៅស្រី", "10 ឆ្នាំ"),
            person("សុខ ដារ៉ា", "ចៅប្រុស ពិការការស្តាប់", "8 ឆ្នាំ"),
            person("សុខ ស្រីនាង", "ចៅស្រីពៅ", "4 ឆ្នាំ"),
        ],
        strengths: vec![
            s("លោកយាយបានចិញ្ចឹមចៅប្រាំនាក់ដោយក្តីស្រឡាញ់ ហើយមិនដែលខកថ្ងៃទៅមណ្ឌលសុខភាពឡើយ។"),
            s("វណ្ណាជួយប្អូនប្រុសឱ្យយល់ ដោយប្រើសញ្ញាដៃដែលពួកគេបង្កើតដោយខ្លួនឯង។"),
            s("អ្នកជិតខាង មីងផល្លី ជួយមើលចៅពៅនៅថ្ងៃដែលលោកយាយទៅផ្សារ។"),
        ],
        goals: vec![
            Goal {
                words: s("ខ្ញុំចង់ឱ្យដារ៉ាបានទៅសាលា ដែលមានគេអាចនិយាយជាមួយវាបាន។"),
                for_whom: s("ដារ៉ា"),
                why: vec![s("ការសិក្សា និងសាលារៀន"), s("ដារ៉ានៅផ្ទះម្នាក់ឯង ពេលលោកយាយទៅផ្សារ")],
                actions: vec![
                    step(
                        "ទៅមើលថ្នាក់រៀនសម្រាប់កុមារថ្លង់ជាមួយគ្នា ដើម្បីដឹងថាដារ៉ាចូលចិត្តឬអត់",
                        "លោកយាយ និងចាន់ធី",
                        "2026-11-25",
                        true,
                    ),
                    step("សុំសំបុត្រកំណើតឱ្យដារ៉ានៅសាលាសង្កាត់", "លោកយាយ ជាមួយមេភូមិ", "2026-12-04", false),
                    step("រៀនសញ្ញាដៃដប់នៅផ្ទះ មួយល្ងាចមួយសញ្ញា", "វណ្ណា និងស្រីមុំ", "មុនចូលឆ្នាំ", false),
                ],
                status_text: s("ដារ៉ាបានទៅមើលថ្នាក់រៀន ហើយសើចសប្បាយណាស់។ វាចង់ទៅទៀត។"),
            },
            Goal {
                words: s("យើងចង់មានបាយ និងត្រីហូបគ្រប់ថ្ងៃ ទោះនៅរដូវប្រាំងក៏ដោយ។"),
                for_whom: s("គ្រួសារទាំងមូល"),
                why: vec![s("អាហារ"), s("ស្រីនាងស្រកទម្ងន់នៅខែមីនា និងមេសា")],
                actions: vec![
                    step("ដាំត្រកួន និងសណ្តែកកួរនៅក្រោយផ្ទះ", "ស្រីមុំ និងលោកយាយ", "2026-12-10", false),
                    step("យកស្រីនាងទៅថ្លឹងទម្ងន់រៀងរាល់ខែ", "លោកយាយ", "", false),
                ],
                status_text: String::new(),
            },
        ],
        next_review: Some(s("2027-01-15")),
        genogram_svg: Some(s(GENOGRAM)),
        contacts: vec![
            contact("មាស ចាន់ធី បុគ្គលិកសង្គមកិច្ច", "012 555 014"),
            contact("ខ្សែទូរស័ព្ទជំនួយកុមារ ២៤ ម៉ោង ឥតគិតថ្លៃ", "1280"),
        ],
    }
}

/// Twelve goals, twelve children with names of forty clusters.
pub fn plan_long() -> CasePlanDoc {
    let mut plan = plan_km();
    let name = "ស្រី".repeat(8) + &"ដារ៉ា".repeat(8) + &"ភក្ដី".repeat(8);
    plan.people = (1..=12).map(|n| person(&name, "ចៅប្រុស", &format!("{n} ឆ្នាំ"))).collect();
    plan.people.push(person(&"Supercalifragilistic".repeat(4), "friend", "9"));
    let goals: Vec<Goal> = plan.goals.iter().cloned().cycle().take(12).collect();
    plan.goals = goals;
    for goal in &mut plan.goals {
        goal.for_whom = name.clone();
        goal.actions.push(step(
            &"ជួយគ្នារៀបចំផ្ទះឱ្យបានស្អាត និងមានសុវត្ថិភាពសម្រាប់កុមារទាំងអស់ ".repeat(4),
            &name,
            "2027-02-03",
            false,
        ));
        goal.actions.push(step(&"W".repeat(120), &"x".repeat(60), &"9".repeat(40), false));
    }
    plan
}

/// A family too wide for a page that stands upright.
pub fn plan_wide() -> CasePlanDoc {
    let mut svg = s(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1400 500" font-size="13">"#);
    for n in 0..12 {
        let x = 60 + n * 115;
        svg += &format!(
            r##"<path d="M{x} 200V300M700 100V200" stroke="#222"/><circle cx="{x}" cy="320" r="20" fill="none" stroke="#222"/><text x="{x}" y="360" text-anchor="middle">សុខ ស្រីនាង {n}</text>"##
        );
    }
    CasePlanDoc { genogram_svg: Some(svg + r##"<path d="M60 200H1325" stroke="#222"/></svg>"##), ..plan_km() }
}

pub fn plan_empty(lang: Lang) -> CasePlanDoc {
    CasePlanDoc {
        lang,
        family_label: s("Family"),
        file_no: s("1"),
        printed_on: s("2026-11-22"),
        ..CasePlanDoc::default()
    }
}

pub fn consent_en() -> ConsentDoc {
    let plan = plan_en();
    ConsentDoc {
        lang: Lang::En,
        digits: Digits::Latin,
        family_label: plan.family_label,
        file_no: plan.file_no,
        village_line: plan.village_line,
        printed_on: plan.printed_on,
        organisation: plan.organisation,
        person: s("Chan Sopheap"),
        on_behalf_of: vec![s("Sok Dara"), s("Sok Sreymom")],
        purpose: s(
            "So that the school for deaf children and the health centre can help Dara, we let our social worker tell them what they need to know.",
        ),
        explained_by: s("Meas Chanthy"),
        explained_in: s("Khmer"),
        given_on: Some(s("2026-11-18")),
        shares: vec![
            Share {
                with_whom: s("School for deaf children, Battambang"),
                what: s("Dara’s name, age and hearing"),
                agreed: Some(true),
            },
            Share {
                with_whom: s("Ou Char health centre"),
                what: s("Weight and vaccinations of Sreyneang"),
                agreed: Some(true),
            },
            Share {
                with_whom: s("A donor’s report"),
                what: s("Our story, without names"),
                agreed: Some(false),
            },
            Share {
                with_whom: s("Commune (CCWC)"),
                what: s("That we are asking for birth certificates"),
                agreed: None,
            },
        ],
        until: Some(s("2027-11-18")),
        withdraw_how: None,
        child_views: vec![View {
            name: s("Sreymom, 10 years"),
            words: s("You can tell my teacher. Please do not tell my friends."),
        }],
        contacts: plan.contacts,
    }
}

pub fn consent_km() -> ConsentDoc {
    let plan = plan_km();
    ConsentDoc {
        lang: Lang::Km,
        digits: Digits::Khmer,
        family_label: plan.family_label,
        file_no: plan.file_no,
        village_line: plan.village_line,
        printed_on: plan.printed_on,
        organisation: plan.organisation,
        person: s("ចាន់ សុភាព"),
        on_behalf_of: vec![s("សុខ ដារ៉ា"), s("សុខ ស្រីមុំ")],
        purpose: s(
            "ដើម្បីឱ្យសាលាកុមារថ្លង់ និងមណ្ឌលសុខភាពអាចជួយដារ៉ាបាន យើងយល់ព្រមឱ្យបុគ្គលិកសង្គមកិច្ចប្រាប់ពួកគេនូវអ្វីដែលពួកគេចាំបាច់ត្រូវដឹង។",
        ),
        explained_by: s("មាស ចាន់ធី"),
        explained_in: s("ខ្មែរ"),
        given_on: Some(s("2026-11-18")),
        shares: vec![
            Share {
                with_whom: s("សាលាកុមារថ្លង់ បាត់ដំបង"),
                what: s("ឈ្មោះ អាយុ និងការស្តាប់របស់ដារ៉ា"),
                agreed: Some(true),
            },
            Share {
                with_whom: s("មណ្ឌលសុខភាពអូរចារ"),
                what: s("ទម្ងន់ និងការចាក់វ៉ាក់សាំងរបស់ស្រីនាង"),
                agreed: Some(true),
            },
            Share {
                with_whom: s("របាយការណ៍ជូនម្ចាស់ជំនួយ"),
                what: s("រឿងរ៉ាវរបស់យើង ដោយគ្មានឈ្មោះ"),
                agreed: Some(false),
            },
            Share {
                with_whom: s("គ.ក.ន.ក. សង្កាត់"), what: s("យើងកំពុងស្នើសុំសំបុត្រកំណើត"), agreed: None
            },
        ],
        until: None,
        withdraw_how: None,
        child_views: vec![View {
            name: s("ស្រីមុំ ១០ ឆ្នាំ"), words: s("ប្រាប់អ្នកគ្រូខ្ញុំបាន តែសូមកុំប្រាប់មិត្តភក្តិខ្ញុំ។")
        }],
        contacts: plan.contacts,
    }
}

pub fn closing_en() -> ClosingDoc {
    let plan = plan_en();
    ClosingDoc {
        lang: Lang::En,
        digits: Digits::Latin,
        family_label: plan.family_label,
        file_no: plan.file_no,
        village_line: plan.village_line,
        printed_on: s("2027-11-22"),
        opened_on: Some(s("2026-09-03")),
        closed_on: Some(s("2027-11-20")),
        worker: plan.worker,
        organisation: plan.organisation,
        outcome: s("All five children live with their grandmother, go to school and eat three times a day."),
        achieved: vec![
            s("Dara goes to school every day and has two friends there."),
            s("The garden feeds the family, and there is something to sell on Saturdays."),
        ],
        goals: vec![
            ClosedGoal {
                words: s("I want Dara to go to a school where someone can talk with him."),
                ended: s("Reached in March 2027"),
                reached: true,
            },
            ClosedGoal {
                words: s("We want birth certificates for all five."),
                ended: s("Four of five; the commune goes on with the last one"),
                reached: false,
            },
        ],
        child_views: vec![View { name: s("Dara, with signs"), words: s("School good. Grandmother good.") }],
        caregiver_views: vec![],
        handed_over: vec![View {
            name: s("Ou Char health centre"),
            words: s("monthly weighing of Sreyneang"),
        }],
        follow_up_on: Some(s("2028-02-20")),
        contacts: plan.contacts,
    }
}

pub fn closing_km() -> ClosingDoc {
    let plan = plan_km();
    ClosingDoc {
        lang: Lang::Km,
        digits: Digits::Khmer,
        family_label: plan.family_label,
        file_no: plan.file_no,
        village_line: plan.village_line,
        printed_on: s("2027-11-22"),
        opened_on: Some(s("2026-09-03")),
        closed_on: Some(s("2027-11-20")),
        worker: plan.worker,
        organisation: plan.organisation,
        outcome: s("កុមារទាំងប្រាំនាក់រស់នៅជាមួយលោកយាយ បានទៅសាលា និងមានអាហារហូបបីពេលក្នុងមួយថ្ងៃ។"),
        achieved: vec![
            s("ដារ៉ាទៅសាលារាល់ថ្ងៃ ហើយមានមិត្តពីរនាក់នៅទីនោះ។"),
            s("សួនបន្លែផ្តល់អាហារដល់គ្រួសារ ហើយនៅសល់លក់រៀងរាល់ថ្ងៃសៅរ៍។"),
        ],
        goals: vec![
            ClosedGoal {
                words: s("ខ្ញុំចង់ឱ្យដារ៉ាបានទៅសាលា ដែលមានគេអាចនិយាយជាមួយវាបាន។"),
                ended: s("សម្រេចបាននៅខែមីនា ២០២៧"),
                reached: true,
            },
            ClosedGoal {
                words: s("យើងចង់បានសំបុត្រកំណើតសម្រាប់ចៅទាំងប្រាំ។"),
                ended: s("បានបួនក្នុងចំណោមប្រាំ សង្កាត់បន្តជួយសម្រាប់ច្បាប់ចុងក្រោយ"),
                reached: false,
            },
        ],
        child_views: vec![View {
            name: s("ដារ៉ា ដោយសញ្ញាដៃ"), words: s("សាលាល្អ។ យាយល្អ។")
        }],
        caregiver_views: vec![],
        handed_over: vec![View {
            name: s("មណ្ឌលសុខភាពអូរចារ"), words: s("ថ្លឹងទម្ងន់ស្រីនាងរៀងរាល់ខែ")
        }],
        follow_up_on: Some(s("2028-02-20")),
        contacts: plan.contacts,
    }
}

pub type Sample = (&'static str, Result<Vec<u8>, PrintError>);

pub fn samples() -> Vec<Sample> {
    vec![
        ("plan-en.pdf", case_plan_pdf(&plan_en())),
        ("plan-km.pdf", case_plan_pdf(&plan_km())),
        ("plan-long.pdf", case_plan_pdf(&plan_long())),
        ("plan-wide.pdf", case_plan_pdf(&plan_wide())),
        ("plan-empty.pdf", case_plan_pdf(&plan_empty(Lang::Km))),
        ("consent-en.pdf", consent_pdf(&consent_en())),
        ("consent-km.pdf", consent_pdf(&consent_km())),
        ("closing-en.pdf", closing_pdf(&closing_en())),
        ("closing-km.pdf", closing_pdf(&closing_km())),
        ("readers-en.pdf", readers_pdf(&readers(Lang::En))),
        ("readers-km.pdf", readers_pdf(&readers(Lang::Km))),
        ("access-en.pdf", access_pdf(&access(Lang::En))),
        ("access-km.pdf", access_pdf(&access(Lang::Km))),
        ("erasure-en.pdf", erasure_pdf(&erasure(Lang::En))),
        ("erasure-km.pdf", erasure_pdf(&erasure(Lang::Km))),
        ("annex-en.pdf", annex_pdf(&annex(Lang::En))),
        ("annex-km.pdf", annex_pdf(&annex(Lang::Km))),
    ]
}

pub fn readers(lang: Lang) -> ReadersDoc {
    let km = lang == Lang::Km;
    let pick = |km_words: &str, en: &str| s(if km { km_words } else { en });
    let line = |who: String, what: String, refused: bool| ReaderLine {
        who,
        role: pick("បុគ្គលិកសង្គមកិច្ចជាន់ខ្ពស់, ដៃជួយគ្រួសារ", "senior social worker, Hands Together for Families"),
        what,
        why: pick("ដើម្បីជួយ និងពិនិត្យការងារនោះ", "to support and check that work"),
        parts: pick(
            "ព័ត៌មានអំពីមនុស្សក្នុងគ្រួសារ, ការងារជាមួយគ្នា, សុខភាព និងពិការភាព",
            "Who the people are, The work together, Health and disability",
        ),
        when: s("09:05–16:40"),
        refused,
    };
    let day = |day: &str| ReaderDay {
        day: s(day),
        lines: vec![
            line(pick("មាស ចន្ធី", "Meas Chanthy"), pick("បានបើកឯកសារ", "opened the file"), false),
            line(pick("លី ដារ៉ា", "Ly Dara"), pick("បានបោះពុម្ពឯកសារ", "printed a paper"), false),
            line(pick("កែវ រតនា", "Keo Ratana"), pick("ចង់បើកឯកសារ", "wanted to open the file"), true),
        ],
    };
    ReadersDoc {
        lang,
        digits: if km { Digits::Khmer } else { Digits::Latin },
        family_label: pick("គ្រួសារ ចាន់ សុភាព", "Family of Chan Sopheap"),
        file_no: s("BTB-2026-0147"),
        village_line: pick("ភូមិក្បាលខ្មោច ឃុំអូរចារ", "Kbal Khmaoch village, Ou Char commune"),
        printed_on: s("2026-11-22"),
        organisation: pick("ដៃជួយគ្រួសារ", "Hands Together for Families"),
        days: vec![day("2026-11-22"), day("2026-11-20"), day("2026-11-03")],
        more: true,
        contacts: vec![contact("Meas Chanthy", "012 345 678")],
    }
}

pub fn access(lang: Lang) -> AccessDoc {
    let km = lang == Lang::Km;
    let pick = |km_words: &str, en: &str| s(if km { km_words } else { en });
    let line = |who: String, until: Option<&str>| AccessLine {
        who,
        role: pick("បុគ្គលិកសង្គមកិច្ចជាន់ខ្ពស់, ដៃជួយគ្រួសារ", "senior social worker, Hands Together for Families"),
        parts: pick("អានបានទាំងមូល", "Reads the whole file"),
        until: until.map(s),
        because: vec![pick("គាត់ទទួលខុសត្រូវលើករណីនេះ។", "She answers for the case.")],
    };
    let readers = readers(lang);
    AccessDoc {
        lang,
        digits: readers.digits,
        family_label: readers.family_label,
        file_no: s("7F3A-92C1-08BE"),
        village_line: readers.village_line,
        printed_on: readers.printed_on,
        organisation: readers.organisation,
        groups: vec![
            AccessGroup {
                title: pick("ទទួលបន្ទុកគ្រួសារ", "Answers for the family"),
                lines: vec![line(pick("មាស ចន្ធី", "Meas Chanthy"), None)],
            },
            AccessGroup {
                title: pick("បានបើកពេលមានអាសន្ន", "Opened it in an emergency"),
                lines: vec![line(pick("លី ដារ៉ា", "Ly Dara"), Some("2026-11-23"))],
            },
        ],
        kept_out: vec![AccessLine {
            who: pick("កែវ រតនា", "Keo Ratana"), ..AccessLine::default()
        }],
        contacts: readers.contacts,
    }
}

pub fn erasure(lang: Lang) -> ErasureDoc {
    let km = lang == Lang::Km;
    let pick = |km_words: &str, en: &str| s(if km { km_words } else { en });
    ErasureDoc {
        lang,
        digits: if km { Digits::Khmer } else { Digits::Latin },
        file_no: s("00AB-12CD-34EF"),
        printed_on: s("2026-11-22"),
        organisation: pick("ដៃជួយគ្រួសារ", "Hands Together for Families"),
        erased_on: s("2026-11-21"),
        reason: pick("គ្រួសារបានស្នើសុំ", "the family asked for it"),
        carried_out_by: pick("កែវ រតនា", "Keo Ratana"),
        approved_by: pick("លី ដារ៉ា", "Ly Dara"),
        entries: s("147"),
        certificate: s(
            "{\"certificate\":\"{…}\",\"signature\":\"mN8q…\",\"key\":\"kinkeeper/0123456789abcdef+00112233+AQ…\"}",
        ),
        contacts: Vec::new(),
    }
}

pub fn annex(lang: Lang) -> AnnexDoc {
    let km = lang == Lang::Km;
    let pick = |km_words: &str, en: &str| s(if km { km_words } else { en });
    AnnexDoc {
        lang,
        digits: if km { Digits::Khmer } else { Digits::Latin },
        organisation: pick("ដៃជួយគ្រួសារ", "Hands Together for Families"),
        printed_on: s("2026-11-22"),
        version: pick("កំណែទី 2", "Version 2"),
        state: pick("បានអនុម័ត", "Approved"),
        reason: pick("តាមកិច្ចប្រជុំ", "agreed in the meeting"),
        hash: "0123456789abcdef".repeat(4),
        roles: vec![AnnexRole {
            name: pick("បុគ្គលិកសង្គមកិច្ចភូមិ", "Village social worker"),
            rows: vec![AnnexRow {
                standing: pick("គ្រួសារដែលខ្លួនទទួលបន្ទុក", "Families for which she answers"),
                reads: pick("អ្នកក្នុងគ្រួសារជានរណា", "who the people are"),
                does: pick("បោះពុម្ព", "print"),
                lists: pick("បញ្ជីរបស់ខ្លួន", "her own list"),
                because: pick("គាត់ទទួលខុសត្រូវលើករណីនេះ។", "She answers for the case."),
            }],
        }],
        always: vec![pick("ផ្នែកដែលបានបិទត្រា នៅតែបិទ។", "Sealed sections stay closed.")],
        signatures: vec![pick("ដៃជួយគ្រួសារ", "Hands Together for Families")],
        matrix: s("{}"),
    }
}
