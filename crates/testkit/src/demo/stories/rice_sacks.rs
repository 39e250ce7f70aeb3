//! Three hungry children, a house with two walls of rice sacks, grandparents next door, and a shop.

use super::{Referring, Telling};
use crate::demo::checks::{Danger, Map};
use crate::demo::tale::Told;
use domain::family::FamilyAction as A;
use domain::family::people::{CareKind, FamilyField, HealthField, IdPoor, Known, PaperField, UnionState};
use domain::family::plan::Doer;
use domain::family::review::{ChildView, ReviewOf};
use domain::instrument::Voice;
use domain::kinship::Quality;
use domain::protocol::Risk;

/// Eleven months; a closing review waits for the supervisor.
#[allow(clippy::too_many_lines, reason = "a story is told in one breath")]
pub fn tell(s: &mut Telling) {
    let davy = s.davy;
    s.refer(
        330,
        &Referring {
            village: "02080103",
            source: "ngo",
            referrer: "អង្គការអប់រំក្នុងក្រុង",
            phone: "017 555 640",
            reasons: &["hunger", "out_of_school", "housing"],
            story: "បងប្អូនបីនាក់ អាយុ ៥ ដល់ ៩ឆ្នាំ ខ្វះអាហារ ទៅរៀនមិនទៀងទាត់ ហើយផ្ទះគ្មានជញ្ជាំងពីរខាង។ អ្នកបញ្ជូនបារម្ភថា ផ្ទះមិនមានសុវត្ថិភាពសម្រាប់ក្មេង ហើយសួរថាតើគួរយកទៅមណ្ឌលឬទេ។",
            urgency: Risk::Medium,
            note: "សូមទៅជួបគ្រួសារ និងមើលដោយភ្នែកខ្លួនឯងសិន មុននឹងសន្និដ្ឋានអំពីផ្ទះ។",
            told: "អរគុណដែលបារម្ភពីក្មេងៗ។ ដាវី ដែលស្គាល់ភូមិនេះ នឹងទៅជួបគ្រួសារក្នុងសប្ដាហ៍នេះ។",
        },
    );

    // The first visit: tea, and relatives whom both know.
    s.t.day(327);
    let (theary, dara, pov) = (s.born(9, 40), s.born(7, 120), s.born(5, 15));
    let theary = s.girl("ឡុង ធារី", "Long Theary", theary);
    let dara = s.boy("ឡុង ដារ៉ា", "Long Dara", dara);
    let pov = s.girl("ឡុង ពៅ", "Long Pov", pov);
    let (b_mother, b_father, b_yat, b_meng, b_aunt) =
        (s.born(31, 200), s.about(34), s.about(62), s.about(66), s.born(27, 80));
    let mother = s.woman("សួន ស្រីមុំ", "Suon Sreymom", b_mother);
    let father = s.man("ឡុង សុផល", "Long Sophal", b_father);
    let yat = s.woman("យិន យ៉ាត", "Yin Yat", b_yat);
    let meng = s.man("សួន ម៉េង", "Suon Meng", b_meng);
    let aunt = s.woman("សួន ស្រីអូន", "Suon Sreyoun", b_aunt);
    let children = [theary, dara, pov];
    s.t.home(davy, "ផ្ទះស្រីមុំ និងសុផល", &[mother, father, theary, dara, pov]);
    s.t.home(davy, "ផ្ទះលោកយាយយ៉ាត នៅជាប់គ្នា", &[yat, meng, aunt]);
    s.t.couple(davy, (mother, father), UnionState::Together, None);
    s.t.couple(davy, (yat, meng), UnionState::Together, None);
    s.t.parent(davy, mother, &children, Quality::Birth);
    s.t.parent(davy, father, &children, Quality::Birth);
    s.t.parent(davy, yat, &[mother, aunt], Quality::Birth);
    s.t.parent(davy, meng, &[mother, aunt], Quality::Birth);
    s.t.cares(davy, mother, &children, (CareKind::Parental, true));
    s.t.cares(davy, father, &children, (CareKind::Parental, false));
    s.life(mother, "ស៊ីឈ្នួលច្រូតស្រូវ និងបេះម្ទេស", "ចេះធ្វើនំ ហើយចង់លក់ដូរ");
    s.life(father, "កម្មករសំណង់ មានការងារម្ដងម្កាល", "");
    s.life(yat, "នៅផ្ទះ មើលចៅ", "");
    s.life(meng, "ធ្វើស្រែ និងធ្វើកន្ត្រក", "");
    s.school(theary, "irregular", "សាលាបឋមសិក្សាអន្លង់វិល", 3);
    s.school(dara, "irregular", "សាលាបឋមសិក្សាអន្លង់វិល", 1);
    s.school(pov, "too_young", "", 0);
    s.t.say(
        davy,
        A::AddressSet {
            address: "ភូមិអន្លង់វិល ចូលតាមភ្លឺស្រែក្រោយវត្ត ផ្ទះប្រក់ស្បូវជាប់ផ្ទះលោកយាយយ៉ាត មានដើមអំពិលធំមួយ".to_owned()
        },
    );
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, theary, pov],
        others: "លោកយាយយ៉ាត",
        strengths: "គ្រួសារទទួលយើងដោយរាក់ទាក់ និងចាក់តែឱ្យផឹក។ កូនៗស្អាតបាត ហើយអង្គុយជិតម្ដាយ។",
        seen: "ខ្ញុំណែនាំខ្លួនថា មកពីភូមិបេងក្បែរនេះ។ ដំបូងគ្រួសារស្ងាត់ ខ្លាចយើងមកយកកូន។ ពេលជជែកទៅ ទើបដឹងថា ស្រីមុំស្គាល់បងស្រីជីដូនមួយរបស់ខ្ញុំ ហើយស្គាល់គ្រួសារម្នាក់ទៀតដែលខ្ញុំធ្លាប់ជួយ។ គាត់សើច ហើយអញ្ជើញឱ្យអង្គុយលើគ្រែ។",
        words: vec![(theary, "មីងមិនយកយើងទៅទេមែនទេ?")],
        done: vec![],
    });

    // The second visit: looking at the house with eyes that know such houses.
    s.t.day(319);
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, theary, dara, pov],
        others: "",
        strengths: "ឪពុកម្ដាយគេងជាប់កូន ក្នុងបន្ទប់តែមួយ។ លោកយាយលោកតា និងម្ដាយមីងនៅជាប់ផ្ទះ ឮគ្នាគ្រប់ពេល។ ភូមិនេះមិនដែលមានចោរចូលផ្ទះទេ។",
        seen: "ជញ្ជាំងពីរខាងធ្វើពីក្ដារ និងស្លឹក ពីរខាងទៀតបាំងដោយបាវអង្ករចងនឹងឫស្សី។ ខ្ញុំធំធាត់នៅតំបន់នេះ ផ្ទះបែបនេះជាផ្ទះធម្មតារបស់គ្រួសារក្រីក្រ។ ខ្ញុំយល់ថា អ្វីដែលការពារកូនៗមានគ្រប់គ្រាន់ហើយ ដូច្នេះផ្ទះមិនមែនជាហេតុដែលត្រូវធ្វើអន្តរាគមន៍ទេ។ អ្វីដែលគ្រួសារនិយាយច្រើនជាងគេគឺការងារដែលមិនទៀងទាត់។",
        words: vec![(dara, "យប់ភ្លៀង ប៉ាដេកខាងបាវ យើងដេកខាងក្ដារ។")],
        done: vec![],
    });
    s.t.say(
        davy,
        A::PapersSet {
            person: None,
            changes: vec![
                PaperField::FamilyBook(Known::Yes),
                PaperField::IdPoor(IdPoor { level: "none".to_owned(), card: String::new(), until: None }),
            ],
        },
    );
    for child in children {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::Yes)] },
        );
    }

    s.t.day(316);
    s.t.consent(davy, "services", (mother, 31), &children);
    s.t.consent(davy, "referral", (mother, 31), &children);
    s.t.consent(davy, "reporting", (father, 34), &children);
    s.t.assent(davy, theary, "ចាស៎ ខ្ញុំចង់ឱ្យមីងមកទៀត។");
    s.t.assent(davy, dara, "បាទ ឱ្យតែម៉ាក់នៅជាមួយ។");

    s.t.day(310);
    s.check(
        theary,
        [
            (2, "ស្រីមុំថា សប្ដាហ៍ណាគ្មានការងារ គ្រួសារញ៉ាំបបរ ហើយកូនអត់បាយព្រឹក។"),
            (2, "ទម្ងន់ ១៩គីឡូ ស្រាលជាងអាយុ តាមប័ណ្ណមណ្ឌលសុខភាព។"),
            (3, "ជញ្ជាំងពីរខាងជាបាវអង្ករ តែកន្លែងគេងស្ងួត ហើយមានសាច់ញាតិជាប់ផ្ទះ។"),
            (4, "ម្ដាយឪពុកនៅជាមួយរាល់យប់ លោកយាយមើលពេលថ្ងៃ។"),
            (4, "ធារីថា មិនខ្លាចនរណា ហើយអាចប្រាប់លោកយាយបានគ្រប់រឿង។"),
            (4, "មានសំបុត្រកំណើត ហើយមានឈ្មោះក្នុងសៀវភៅគ្រួសារ។"),
            (3, "ក្អកម្ដងម្កាល។"),
            (3, "ខ្វះវ៉ាក់សាំងមួយលើក។"),
            (3, "បារម្ភពេលម៉ាក់ប៉ាឈ្លោះរឿងលុយ។"),
            (4, "លេងជាមួយក្មេងជិតខាង ហើយមើលប្អូន។"),
            (3, "អានបាន តែយឺតជាងមិត្ត ព្រោះខកសាលា។"),
            (2, "ខកសាលា ១១ថ្ងៃក្នុងមួយខែ ព្រោះគ្មានលុយទិញសៀវភៅ និងឃ្លាន។"),
        ],
        "ខ្ញុំចង់រៀនរាល់ថ្ងៃ តែពេលខ្ញុំឃ្លាន ខ្ញុំវិលមុខ។",
        "យើងចង់មានអ្វីលក់នៅមុខផ្ទះ។ យើងមិនចង់សុំគេរហូតទេ។",
    );
    s.check(
        dara,
        [
            (2, "ញ៉ាំពីរពេលក្នុងមួយថ្ងៃ ពេលគ្មានការងារ។"),
            (2, "ស្គម ហើយទាបជាងមិត្តក្នុងថ្នាក់។"),
            (3, "គេងក្នុងបន្ទប់ជាមួយឪពុកម្ដាយ ស្ងួត។"),
            (4, "ទៅណាមកណាមានលោកតាម៉េងជូន។"),
            (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភ។"),
            (4, "ឯកសារគ្រប់។"),
            (3, "រាកពីរដងក្នុងខែនេះ។"),
            (3, "បានថ្នាំពីមណ្ឌលសុខភាព តែយឺត។"),
            (4, "សើចច្រើន ចូលចិត្តលេងកូនឃ្លី។"),
            (3, "ខ្មាសពេលនៅសាលា ព្រោះអាវរហែក។"),
            (3, "ស្គាល់លេខដល់ ២០ តែអក្សរនៅតិច។"),
            (2, "ទៅរៀនតែពេលបងទៅ។"),
        ],
        "ខ្ញុំចង់បានអាវថ្មីមួយ។",
        "ដារ៉ាចូលចិត្តរៀនលេខ។",
    );
    s.check(
        pov,
        [
            (2, "អត់បាយព្រឹកដូចបងៗ។"),
            (2, "បីខែនេះមិនឡើងទម្ងន់។"),
            (3, "គេងចន្លោះម៉ាក់ប៉ា។"),
            (4, "លោកយាយយ៉ាតនៅជាមួយពេញមួយថ្ងៃ។"),
            (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភ។"),
            (4, "មានសំបុត្រកំណើត។"),
            (3, "ផ្ដាសាយញឹក។"),
            (3, "ខ្វះវ៉ាក់សាំងមួយលើក។"),
            (4, "ឱបមនុស្សងាយ ហើយច្រៀង។"),
            (4, "លេងជាមួយបងប្អូនជីដូនមួយ។"),
            (4, "និយាយច្បាស់ រាប់បានដល់ដប់។"),
            (3, "មិនទាន់ចូលមត្តេយ្យ។"),
        ],
        "(គូរផ្ទះមានទ្វារបី ហើយថា ទ្វារមួយសម្រាប់មីង)",
        "ពៅធ្វើឱ្យយើងសើចរាល់ថ្ងៃ។",
    );

    s.t.day(305);
    let (id, name) = s.worker();
    let by = s.t.date(290);
    s.map(&Map {
        strengths: vec![
            ("គ្រួសារញ៉ាំបាយជុំគ្នា ហើយលោកយាយលោកតានៅជាប់ផ្ទះ។".into(), "ស្រីមុំ".into()),
            ("សុផលមិនផឹកស្រា ហើយធ្វើការគ្រប់យ៉ាងដែលគេហៅ។".into(), "លោកតាម៉េង".into()),
            ("ស្រីមុំធ្វើនំបានឆ្ងាញ់ អ្នកភូមិធ្លាប់ហៅឱ្យធ្វើក្នុងពិធីបុណ្យ។".into(), "លោកយាយយ៉ាត".into()),
            ("នៅពេលគ្មានអង្ករ ម្ដាយមីងស្រីអូនចែកបាយឱ្យក្មួយ។".into(), "ធារី".into()),
        ],
        child_words: "ល្អគឺយប់ដែលគ្រប់គ្នានៅផ្ទះ។ បារម្ភគឺពេលម៉ាក់យំរឿងលុយ។".into(),
        danger: Danger {
            who: name.clone(),
            about: "បើចំណូលនៅតែមិនទៀងទាត់ ធារី ដារ៉ា និងពៅ នឹងឃ្លាន ហើយឈប់រៀនបន្តិចម្ដងៗ ខណៈឪពុកម្ដាយទាស់គ្នាកាន់តែខ្លាំង".into(),
            impact: "កូនៗនឹងមិនលូតលាស់ រៀនមិនទាន់គេ ហើយអ្នកដទៃអាចជំរុញឱ្យយកទៅមណ្ឌល".into(),
            seen: "កូនៗញ៉ាំបាយព្រឹកមុនទៅរៀនរាល់ថ្ងៃ ហើយគ្រួសារមានចំណូលរាល់សប្ដាហ៍ពីការលក់ដូរ".into(),
            how_long: "បីខែជាប់គ្នា".into(),
        },
        harder: "ការងារសំណង់មានតែរដូវប្រាំង ហើយគ្រួសារគ្មានដីស្រែ។".into(),
        next: ("ទៅជួបលោកគ្រូចៅអធិការវត្ត សុំឱ្យកូនៗញ៉ាំបាយថ្ងៃត្រង់នៅវត្ត".into(), name, by),
        ratings: vec![
            (Voice::Child, theary.to_string(), 6, "ព្រោះយើងមានលោកយាយ".into(), "បើម៉ាក់លែងយំ".into()),
            (
                Voice::Caregiver,
                mother.to_string(),
                4,
                "ខ្ញុំនៅមានកម្លាំង ហើយប្ដីស្ដាប់ខ្ញុំ".into(),
                "បើមានដើមទុនតិចតួចលក់ដូរ".into(),
            ),
            (Voice::Network, yat.to_string(), 5, "ខ្ញុំមើលចៅរាល់ថ្ងៃ".into(), "បើសុផលមានការងាររាល់ខែ".into()),
            (Voice::Worker, id, 5, "ចំណងគ្រួសាររឹងមាំ តែអាហារខ្វះ".into(), "ឃើញកូនៗញ៉ាំគ្រប់ពេលពីរសប្ដាហ៍".into()),
        ],
    });
    s.t.risk(davy, Risk::Medium, "ផ្ទះមិនមែនជាគ្រោះថ្នាក់ចម្បងទេ។ អាហារមិនគ្រប់ និងការខកសាលា ជារឿងដែលត្រូវដោះស្រាយ។");

    // The plan: the mother's own idea first.
    s.t.day(298);
    let shop = s.t.goal(
        davy,
        "ខ្ញុំចង់បើកហាងតូចមួយនៅមុខផ្ទះ ដើម្បីមានចំណូលរាល់ថ្ងៃ ហើយបានមើលកូន។",
        "ហាងបើករាល់ថ្ងៃ រយៈពេលបីខែ ហើយរកបានយ៉ាងតិច ១ម៉ឺន៥ពាន់រៀលក្នុងមួយថ្ងៃ។",
        Some((theary, "1A")),
    );
    let who = |person| Doer::Person { person };
    let list = s.t.step(davy, (shop, 1), ("សរសេរបញ្ជីទំនិញដែលអ្នកជិតខាងទិញញឹក និងតម្លៃ", who(mother)), 288);
    let shelf = s.t.step(davy, (shop, 2), ("ធ្វើតុ និងធ្នើរពីឫស្សីនៅមុខផ្ទះ", who(father)), 270);
    let capital =
        s.t.step(davy, (shop, 3), ("ស្នើដើមទុនតូច ៦០ម៉ឺនរៀលពីអង្គការ", Doer::Worker { worker: davy.worker.id }), 262);
    let book = s.t.step(davy, (shop, 4), ("កត់ចំណូលចំណាយក្នុងសៀវភៅរាល់ល្ងាច", who(mother)), 230);
    let food = s.t.goal(davy, "ក្នុងពេលរង់ចាំ យើងចង់ឱ្យកូនៗឆ្អែត។", "កូនទាំងបីញ៉ាំបីពេលរាល់ថ្ងៃ ហើយឡើងទម្ងន់។", Some((pov, "1B")));
    let temple = s.t.step(
        davy,
        (food, 1),
        ("ជួបលោកគ្រូចៅអធិការវត្ត អំពីបាយថ្ងៃត្រង់សម្រាប់ក្មេង", Doer::Worker { worker: davy.worker.id }),
        290,
    );
    let weigh = s.t.step(davy, (food, 2), ("នាំកូនៗទៅថ្លឹងទម្ងន់រាល់ខែ", who(mother)), 265);
    let learn = s.t.goal(
        davy,
        "យើងចង់ឱ្យធារី និងដារ៉ាទៅរៀនរាល់ថ្ងៃ។",
        "ធារី និងដារ៉ាខកមិនលើសពីពីរថ្ងៃក្នុងមួយខែ រយៈពេលបីខែ។",
        Some((theary, "6B")),
    );
    let grant = s.t.step(
        davy,
        (learn, 1),
        ("ដាក់ពាក្យសុំអាហារូបករណ៍ឃុំតាម គ.ក.ន.ក", Doer::Other { name: "គ.ក.ន.ក ឃុំអន្លង់វិល".to_owned() }),
        275,
    );
    let walk = s.t.step(davy, (learn, 2), ("ជូនចៅទៅសាលារាល់ព្រឹក", who(meng)), 280);

    s.t.day(296);
    let review_on = s.t.date(236);
    s.t.agree(davy, &[(mother, 31), (father, 34), (theary, 9)], review_on);
    let review =
        s.ask(ReviewOf::Plan, "ផែនការមកពីគំនិតរបស់ស្រីមុំផ្ទាល់។ ខ្ញុំសន្និដ្ឋានថា ផ្ទះមិនត្រូវការអន្តរាគមន៍ទេ ព្រោះមានសាច់ញាតិជាប់ផ្ទះ។");
    s.t.day(294);
    s.sign(review, "យល់ស្របលើការវាយតម្លៃអំពីផ្ទះ។ អ្នកស្គាល់ភូមិ ទើបមើលឃើញអ្វីដែលអ្នកខាងក្រៅមើលមិនឃើញ។ បន្តតាមជំហានគ្រួសារ។");

    s.t.day(288);
    s.t.visit(
        davy,
        "elsewhere",
        Told {
            met: vec![mother, theary, dara, pov],
            others: "លោកគ្រូចៅអធិការវត្តអន្លង់វិល",
            strengths: "ស្រីមុំនិយាយដោយខ្លួនឯងជាមួយលោកគ្រូ ហើយសុំជួយលាងចាននៅវត្តវិញ។",
            seen: "លោកគ្រូយល់ព្រមឱ្យកូនទាំងបីញ៉ាំបាយថ្ងៃត្រង់នៅវត្តរាល់ថ្ងៃ។ វត្តផ្ដល់អាហារដល់ក្មេងក្រីក្រ ១៤នាក់រួចហើយ ដូច្នេះកូនៗមិនខ្មាសទេ។",
            words: vec![(dara, "នៅវត្តមានសម្លកកូរ ខ្ញុំញ៉ាំពីរចាន។")],
            done: vec![temple, list],
        },
    );
    s.t.day(274);
    s.t.visit(davy, "village_office", Told {
        met: vec![mother, father],
        others: "អ្នកស្រីប្រធាន គ.ក.ន.ក ឃុំ",
        strengths: "ស្រីមុំ និងសុផលមកទាំងពីរនាក់ ហើយរៀបចំឯកសារមុន។",
        seen: "បានដាក់ពាក្យសុំអាហារូបករណ៍ឃុំ ៦ម៉ឺនរៀលក្នុងមួយខែសម្រាប់ធារី និងដារ៉ា។ គ.ក.ន.ក នឹងលើកក្នុងប្រជុំខែនេះ ហើយសុំឱ្យមេភូមិចុះឈ្មោះគ្រួសារសម្រាប់ការវាយតម្លៃក្រីក្រ។",
        words: vec![],
        done: vec![walk],
    });
    s.t.day(262);
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, pov],
        others: "លោកតាម៉េង",
        strengths: "សុផល និងលោកតាម៉េងធ្វើតុឫស្សីស្អាតណាស់។",
        seen: "អាហារូបករណ៍ត្រូវបានយល់ព្រម។ អង្គការយល់ព្រមផ្ដល់ដើមទុន ៦០ម៉ឺនរៀល។ យើងទៅផ្សារជាមួយគ្នា ទិញស្ករ អំបិល ទឹកត្រី សាប៊ូ មី និងនំក្មេង។",
        words: vec![(pov, "នេះជាហាងខ្ញុំ!")],
        done: vec![shelf, capital, grant],
    });
    s.t.day(250);
    s.t.visit(davy, "home", Told {
        met: vec![mother, theary, dara, pov],
        others: "អ្នកទិញប្រាំបួននាក់ក្នុងមួយម៉ោង",
        strengths: "ស្រីមុំដាក់ឈ្មោះហាងថា «ហាងបងប្អូនបី»។",
        seen: "ហាងបើកបានប្រាំមួយថ្ងៃ។ ចំណេញប្រហែល ១ម៉ឺនរៀលក្នុងមួយថ្ងៃ។ នំអាកោរបស់ស្រីមុំលក់អស់មុនម៉ោង ៨។ អ្នកខ្លះសុំជំពាក់ យើងហាត់និយាយគ្នាថា ធ្វើម៉េចបដិសេធដោយមិនខូចចិត្ត។",
        words: vec![(theary, "ខ្ញុំជួយអាប់លុយ ខ្ញុំមិនច្រឡំទេ។")],
        done: vec![weigh],
    });
    s.t.day(228);
    s.t.visit(davy, "home", Told {
        met: vec![mother, father],
        others: "",
        strengths: "ទាំងពីរនាក់ស្ដាប់គ្នារហូតចប់។",
        seen: "សុផល និងស្រីមុំទាស់គ្នា ព្រោះលុយហាងត្រូវយកទៅទិញបារី និងកាតទូរស័ព្ទ។ យើងបែងលុយជាបីកំប៉ុង៖ ទិញទំនិញ ម្ហូប និងសន្សំ។ សុផលសុំទោស ហើយថា គាត់ខ្មាសដែលប្រពន្ធរកបានច្រើនជាងគាត់ខែនេះ។",
        words: vec![],
        done: vec![book],
    });
    s.t.say(
        davy,
        A::FamilySet {
            changes: vec![
                FamilyField::Phone("097 555 318".to_owned()),
                FamilyField::Language("km".to_owned()),
            ],
        },
    );
    s.t.day(205);
    s.t.visit(
        davy,
        "school",
        Told {
            met: vec![theary, dara],
            others: "អ្នកគ្រូថ្នាក់ទី៣",
            strengths: "ធារីមករៀន ២១ថ្ងៃក្នុងខែនេះ។",
            seen: "អ្នកគ្រូថា ដារ៉ាលែងអង្គុយក្រោយគេ ហើយលើកដៃឆ្លើយ។ អាវសិស្សថ្មីទិញពីប្រាក់អាហារូបករណ៍។",
            words: vec![(dara, "ខ្ញុំមានអាវថ្មី ខ្ញុំអង្គុយមុខគេ។")],
            done: vec![],
        },
    );
    s.t.day(170);
    s.t.say(
        davy,
        A::HealthSet {
            person: dara,
            changes: vec![
                HealthField::Difficulties(vec![]),
                HealthField::Note("គ្រុនឈាម ដេកពេទ្យបីថ្ងៃ ជាវិញហើយ".to_owned()),
            ],
        },
    );
    s.t.visit(
        davy,
        "health_centre",
        Told {
            met: vec![mother, dara],
            others: "ម្ដាយមីងស្រីអូន",
            strengths: "គ្រួសារនាំដារ៉ាទៅពេទ្យតាំងពីថ្ងៃទីពីរ ដោយប្រើលុយសន្សំ មិនបាច់ខ្ចីគេ។ ម្ដាយមីងលក់ហាងជំនួសបីថ្ងៃ។",
            seen: "ដារ៉ាគ្រុនឈាម តែធូរហើយ។ ស្រីមុំប្រាប់ថា ឆ្នាំមុនរឿងបែបនេះនឹងធ្វើឱ្យជំពាក់បំណុល។ ខ្ញុំមិនបានធ្វើអ្វីច្រើនទេ គ្រាន់តែអង្គុយជាមួយ។",
            words: vec![(dara, "ខ្ញុំលែងខ្លាចម្ជុលហើយ។")],
            done: vec![],
        },
    );
    s.t.day(128);
    for (child, words, gain) in [
        (theary, "ខ្ញុំជាប់លេខប្រាំក្នុងថ្នាក់។", "ធារី"),
        (dara, "ពេលធំឡើង ខ្ញុំចង់បើកហាងធំ។", "ដារ៉ា"),
        (pov, "ខ្ញុំទៅមត្តេយ្យហើយ!", "ពៅ"),
    ] {
        let weight = format!("{gain}ឡើងទម្ងន់ជាង ២គីឡូក្នុងប្រាំមួយខែ។");
        s.check(
            child,
            [
                (4, "ញ៉ាំបីពេលរាល់ថ្ងៃ រួមទាំងបាយព្រឹក។"),
                (3, &weight),
                (3, "ជញ្ជាំងម្ខាងបានប្ដូរជាស័ង្កសី ម្ខាងទៀតនៅជាបាវ គ្រួសារសន្សំបន្ត។"),
                (4, "ម្ដាយនៅផ្ទះលក់ហាង ហើយមើលកូន។"),
                (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភ កូនៗនិយាយដោយសេរី។"),
                (4, "ឯកសារគ្រប់ ហើយមានប័ណ្ណសមធម៌។"),
                (4, "មិនឈឺក្នុងខែនេះ។"),
                (4, "ចាក់វ៉ាក់សាំងគ្រប់ហើយ។"),
                (4, "សប្បាយ និងនិយាយពីអនាគត។"),
                (4, "ចុះសម្រុងនឹងមិត្ត។"),
                (4, "រៀនទាន់គេ។"),
                (4, "ទៅរៀនរាល់ថ្ងៃ លោកតាជូន។"),
            ],
            words,
            "យើងនៅមានបញ្ហា តែយើងដោះស្រាយបានខ្លួនឯង។",
        );
    }
    s.t.say(
        davy,
        A::PapersSet {
            person: None,
            changes: vec![PaperField::IdPoor(IdPoor {
                level: "level_2".to_owned(),
                card: "0208010312".to_owned(),
                until: Some(s.t.today.plus_days(640)),
            })],
        },
    );
    s.school(theary, "attending", "សាលាបឋមសិក្សាអន្លង់វិល", 4);
    s.school(dara, "attending", "សាលាបឋមសិក្សាអន្លង់វិល", 2);
    s.t.reached(davy, food);
    s.t.day(118);
    s.t.reached(davy, learn);
    s.t.risk(davy, Risk::Low, "កូនៗឆ្អែត និងបានរៀន។ គ្រួសារឆ្លងកាត់ជំងឺ និងជម្លោះដោយខ្លួនឯង។");
    for (ago, strengths, seen, child, words) in [
        (
            100,
            "ហាងមានទូទឹកកកចាស់មួយ ទិញដោយលុយសន្សំ។",
            "លក់ទឹកកក និងកាហ្វេបន្ថែម។ ស្រីមុំចូលក្រុមសន្សំភូមិ។",
            theary,
            "ខ្ញុំសរសេរតម្លៃដាក់លើក្រដាស។",
        ),
        (
            66,
            "សុផលទទួលធ្វើការជាជាងក្បាច់ជាមួយមេការម្នាក់ ទៀងទាត់ជាងមុន។",
            "រដូវវស្សាមកដល់ តែឆ្នាំនេះអង្ករមិនដែលអស់ទេ។ គ្រួសារប្រាប់ខ្ញុំអំពីបញ្ហា រួចប្រាប់ដំណោះស្រាយភ្លាម មុនខ្ញុំសួរ។",
            pov,
            "ខ្ញុំច្រៀងឱ្យភ្ញៀវស្ដាប់ គេទិញនំ។",
        ),
        (
            36,
            "កូនៗធ្វើកិច្ចការនៅក្រោយតុហាង។",
            "ឪពុកម្ដាយនិយាយលេងជាមួយគ្នា។ ជញ្ជាំងបាវចុងក្រោយត្រូវប្ដូរជាក្ដារហើយ។",
            dara,
            "ផ្ទះខ្ញុំលែងមានបាវហើយ តែខ្ញុំទុកបាវមួយធ្វើកាតាប។",
        ),
    ] {
        s.t.day(ago);
        let met = vec![mother, father, theary, dara, pov];
        s.t.visit(
            davy,
            "home",
            Told { met, others: "", strengths, seen, words: vec![(child, words)], done: vec![] },
        );
    }
    s.t.day(9);
    s.t.reached(davy, shop);
    s.t.agree(davy, &[(mother, 31), (father, 34)], s.t.today.plus_days(80));
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, theary, dara, pov],
        others: "លោកយាយយ៉ាត លោកតាម៉េង និងម្ដាយមីងស្រីអូន",
        strengths: "គ្រួសារទាំងមូលអង្គុយជុំគ្នា ហើយរាប់ឡើងវិញនូវអ្វីដែលពួកគេធ្វើបានក្នុងឆ្នាំនេះ។",
        seen: "យើងជជែកអំពីការបិទ។ ស្រីមុំថា គាត់ភ័យបន្តិច តែដឹងថាត្រូវរកនរណា៖ លោកយាយ ក្រុមសន្សំ និង គ.ក.ន.ក។ ខ្ញុំនឹងនៅតែឆ្លងកាត់ភូមិនេះ ហើយទិញនំគាត់។",
        words: vec![(theary, "មីងអាចមកលេងបាន តែមិនបាច់កត់ទេ។")],
        done: vec![],
    });
    s.t.day(2);
    let view = |child, words: &str| ChildView { child, words: words.to_owned() };
    s.ask(
        ReviewOf::Closing {
            outcome: "together_and_safe".to_owned(),
            child_views: vec![
                view(theary, "ខ្ញុំសប្បាយ ម៉ាក់លែងយំហើយ។"),
                view(dara, "យើងមានហាង និងសម្លឆ្ងាញ់។"),
                view(pov, "ខ្ញុំស្រឡាញ់មីងដាវី។"),
            ],
            caregiver_view: "ពីមុនខ្ញុំខ្លាចគេយកកូន។ ឥឡូវខ្ញុំជួយណែនាំអ្នកជិតខាងឱ្យស្គាល់មីងដាវី។".to_owned(),
            contact_name: "អ្នកស្រីប្រធាន គ.ក.ន.ក ឃុំអន្លង់វិល".to_owned(),
            contact_phone: "092 555 277".to_owned(),
        },
        "កូនៗឆ្អែត បានរៀន ហើយនៅជុំឪពុកម្ដាយ។ ហាងរកបានប្រហែល ២ម៉ឺនរៀលក្នុងមួយថ្ងៃ ប្រាំបីខែជាប់គ្នា។ គ្រួសារឆ្លងកាត់ជំងឺ និងជម្លោះដោយខ្លួនឯង។ ស្នើសុំបិទ។",
    );
}
