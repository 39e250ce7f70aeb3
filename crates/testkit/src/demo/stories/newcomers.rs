//! A couple back from Thailand, in debt to a clinic, ill, and with two children who have never been to school.

use super::{Referring, Telling};
use crate::demo::checks::{Danger, Map};
use crate::demo::tale::Told;
use domain::family::FamilyAction as A;
use domain::family::people::{
    CareKind, FamilyField, HealthField, HouseholdMove, IdPoor, Known, PaperField, UnionState,
};
use domain::family::plan::Doer;
use domain::family::review::{ChildView, Closing, ReviewOf};
use domain::family::visit::NewTask;
use domain::instrument::Voice;
use domain::kinship::Quality;
use domain::protocol::Risk;

/// Ten months, closed three weeks ago.
#[allow(clippy::too_many_lines, reason = "a story is told in one breath")]
pub fn tell(s: &mut Telling) {
    let davy = s.davy;
    s.refer(
        318,
        &Referring {
            village: "02080106",
            source: "other",
            referrer: "មេការសំណង់ ឈឹម ធឿន",
            phone: "089 555 733",
            reasons: &["poverty_debt", "out_of_school", "illness", "migration"],
            story: "កម្មករម្នាក់ឈឺពោះញឹកញាប់ មកធ្វើការមិនទៀងទាត់។ ប្រពន្ធកូននៅបន្ទប់ជួលក្បែរការដ្ឋាន កូនពីរនាក់មិនដែលបានទៅរៀន។ គេមកពីព្រៃវែង ហើយទើបត្រឡប់ពីថៃ។ ខ្ញុំមិនចង់បញ្ឈប់គាត់ទេ តែចង់ឱ្យមានគេជួយ។",
            urgency: Risk::Medium,
            note: "គ្រួសារមិនមែនជាអ្នកភូមិ ដូច្នេះមិនមាននៅក្នុងបញ្ជីអ្វីទេ។ ដាវីសូមទៅល្ងាច ពេលឪពុកចេញពីធ្វើការ។",
            told: "យើងនឹងទៅជួបគ្រួសារ។ អរគុណដែលនៅតែឱ្យគាត់ធ្វើការ។",
        },
    );

    s.t.day(315);
    let (b_son, b_daughter) = (s.born(10, 60), s.born(7, 190));
    let samnang = s.boy("ផាន់ សំណាង", "Phan Samnang", b_son);
    let pov = s.girl("ផាន់ ស្រីពៅ", "Phan Sreypov", b_daughter);
    let (b_mother, b_father, b_mai) = (s.about(35), s.about(37), s.about(64));
    let mother = s.woman("ម៉ែន ផល្លា", "Men Phalla", b_mother);
    let father = s.man("ផាន់ វិចិត្រ", "Phan Vichet", b_father);
    let mai = s.woman("ឈុន ម៉ៃ", "Chhun Mai", b_mai);
    let children = [samnang, pov];
    let room = s.t.home(davy, "បន្ទប់ជួលក្បែរការដ្ឋាន", &[mother, father, samnang, pov]);
    let far = s.t.home(davy, "ផ្ទះលោកយាយម៉ៃ នៅព្រៃវែង", &[]);
    s.t.moved(
        davy,
        HouseholdMove {
            person: mai,
            household: far,
            from: None,
            until: None,
            whereabouts: "ខេត្តព្រៃវែង ទូរស័ព្ទទាក់ទងបាន".to_owned(),
        },
    );
    s.t.couple(davy, (mother, father), UnionState::Together, None);
    s.t.parent(davy, mother, &children, Quality::Birth);
    s.t.parent(davy, father, &children, Quality::Birth);
    s.t.parent(davy, mai, &[mother], Quality::Birth);
    s.t.cares(davy, mother, &children, (CareKind::Parental, true));
    s.t.cares(davy, father, &children, (CareKind::Parental, false));
    s.life(father, "កម្មករសំណង់ ៣ម៉ឺនរៀលក្នុងមួយថ្ងៃ", "ឈឺក្រពះរ៉ាំរ៉ៃ ធ្វើការបានប្រហែល ១៦ថ្ងៃក្នុងមួយខែ");
    s.life(mother, "គ្មានចំណូល មើលកូន", "ឈឺបីឆ្នាំហើយ មិនដែលហ៊ានប្រាប់ពេទ្យ");
    s.school(samnang, "never", "", 0);
    s.school(pov, "never", "", 0);
    s.t.say(
        davy,
        A::AddressSet {
            address: "ភូមិជំនីក ក្បែរការដ្ឋានសំណង់ បន្ទប់ជួលលេខ ៤ ជួរខាងក្រោយ សួររកបងផល្លា".to_owned()
        },
    );
    s.t.say(
        davy,
        A::FamilySet {
            changes: vec![
                FamilyField::Phone("096 555 204".to_owned()),
                FamilyField::Language("km".to_owned()),
            ],
        },
    );
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, samnang, pov],
        others: "",
        strengths: "គ្រួសារមិនដែលបែកគ្នាទេ ទោះនៅថៃ ទោះនៅទីនេះ។ បន្ទប់តូច តែបោសស្អាត។",
        seen: "វិចិត្រអង្គុយឱបពោះ។ ផល្លានិយាយតិចៗ ហើយមើលទៅទ្វារ។ កូនពីរនាក់លេងដុំស៊ីម៉ង់ត៍ក្នុងការដ្ឋាន។ ពួកគេគិតថា យើងជាអ្នកមកទារលុយ។ យើងសុំមកម្ដងទៀតថ្ងៃអាទិត្យ។",
        words: vec![(samnang, "ខ្ញុំចេះជួយប៉ារែកខ្សាច់។ ខ្ញុំមិនចេះអក្សរទេ។")],
        done: vec![],
    });
    s.t.day(310);
    s.t.visit(davy, "home", Told {
        met: vec![mother, father, samnang, pov],
        others: "",
        strengths: "ផល្លាចាំចំនួនបំណុលគ្រប់ខ្ទង់ ទោះមិនចេះអាន។ វិចិត្រប្រគល់ថ្លៃឈ្នួលឱ្យប្រពន្ធទាំងអស់។",
        seen: "បំណុល ៦លានរៀលមកពីព្យាបាលសំណាងនៅគ្លីនិកឯកជន បួនឆ្នាំមុន។ ដោយសារបំណុលនេះ ទើបទៅថៃ ហើយធ្វើការដោយគ្មានឯកសារពីរឆ្នាំ។ ផល្លាដើរសួរសាលាបីហើយ គេថាពេញ ឬសុំសំបុត្រកំណើត។ កូនទាំងពីរគ្មានសំបុត្រកំណើត។",
        words: vec![(pov, "ខ្ញុំមើលក្មេងសាលាពីរបង។ ពួកគេមានកាតាប។")],
        done: vec![],
    });
    s.t.consent(davy, "services", (mother, 35), &children);
    s.t.consent(davy, "referral", (mother, 35), &children);
    s.t.consent(davy, "reporting", (father, 37), &children);
    s.t.assent(davy, samnang, "បាទ ខ្ញុំចង់ចេះអក្សរ។");
    s.t.assent(davy, pov, "ចាស៎ ខ្ញុំចង់បានកាតាប។");
    for child in children {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::No)] },
        );
    }
    s.t.say(
        davy,
        A::PapersSet {
            person: None,
            changes: vec![
                PaperField::FamilyBook(Known::No),
                PaperField::IdPoor(IdPoor { level: "none".to_owned(), card: String::new(), until: None }),
            ],
        },
    );

    s.t.day(305);
    s.check(
        samnang,
        [
            (2, "ថ្ងៃដែលឪពុកឈឺ គ្រួសារញ៉ាំមី និងបាយសល់។"),
            (3, "ស្គមបន្តិច តែរឹងមាំ។"),
            (2, "បន្ទប់ ៣ម៉ែត្រ គុណ ៣ម៉ែត្រ បួននាក់ ជិតការដ្ឋានមានដែកគោល។"),
            (4, "ម្ដាយនៅជាមួយពេញមួយថ្ងៃ។"),
            (3, "លេង និងរែកខ្សាច់ក្នុងការដ្ឋាន អាចរបួស។"),
            (2, "គ្មានសំបុត្រកំណើត ហើយសាលាមិនទទួលដោយសារមូលហេតុនេះ។"),
            (4, "ជាពីជំងឺចាស់ ឥឡូវមិនឈឺទេ។"),
            (2, "គ្រួសារមិនហ៊ានទៅពេទ្យ ខ្លាចជំពាក់ទៀត។"),
            (3, "ខ្មាសពេលក្មេងដទៃសួរថារៀនថ្នាក់ទីប៉ុន្មាន។"),
            (3, "លេងតែជាមួយប្អូន ព្រោះមិនស្គាល់អ្នកណា។"),
            (2, "មិនស្គាល់អក្សរ តែគិតលេខក្នុងចិត្តលឿន។"),
            (1, "មិនធ្លាប់ចូលរៀន។"),
        ],
        "ខ្ញុំចង់ដឹងថា ផ្លាកនៅផ្លូវសរសេរអ្វី។",
        "យើងចង់ឱ្យកូនចេះអក្សរ កុំឱ្យគេបោកដូចយើង។",
    );
    s.check(
        pov,
        [
            (2, "ញ៉ាំតាមឪពុកម្ដាយ ថ្ងៃខ្លះពីរពេល។"),
            (3, "តូចជាងអាយុបន្តិច។"),
            (2, "បន្ទប់ចង្អៀត ក្ដៅ។"),
            (4, "នៅជិតម៉ាក់ជានិច្ច។"),
            (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភក្នុងគ្រួសារ។"),
            (2, "គ្មានសំបុត្រកំណើត។"),
            (3, "ឈឺធ្មេញ។"),
            (2, "វ៉ាក់សាំងមិនគ្រប់ ព្រោះនៅថៃ។"),
            (4, "សើច ហើយសួរច្រើន។"),
            (3, "ខ្មាស តែចូលលេងពេលគេហៅ។"),
            (3, "និយាយច្បាស់ ចាំចម្រៀងថៃ និងខ្មែរ។"),
            (1, "មិនធ្លាប់ចូលរៀន។"),
        ],
        "ខ្ញុំនឹងដាក់សៀវភៅក្នុងកាតាប ហើយដាក់ផ្លែស្វាយមួយ។",
        "កូនស្រីចង់រៀនខ្លាំងណាស់។",
    );

    s.t.day(302);
    let (id, name) = s.worker();
    let by = s.t.date(292);
    s.map(&Map {
        strengths: vec![
            ("ប្ដីប្រពន្ធមិនដែលទុកកូនចោល ទោះត្រូវឆ្លងព្រំដែន។".into(), "លោកយាយម៉ៃ តាមទូរស័ព្ទ".into()),
            ("វិចិត្រមានជំនាញរៀបឥដ្ឋ ហើយមេការទុកចិត្ត។".into(), "មេការធឿន".into()),
            ("ផល្លាពូកែគិតលេខ ហើយចំណាយដោយប្រយ័ត្ន។".into(), "ដាវី".into()),
        ],
        child_words: "ល្អគឺប៉ាម៉ាក់នៅជាមួយ។ បារម្ភគឺប៉ាឈឺពោះ។ ស្រមៃគឺមានកាតាបពីរ។".into(),
        danger: Danger {
            who: name.clone(),
            about: "បើវិចិត្រឈឺរហូតធ្វើការមិនបាន គ្រួសារនឹងខ្ចីថែម ហើយត្រូវទៅថៃវិញដោយគ្មានឯកសារ ឬទុកកូនចោលនៅទីនេះ".into(),
            impact: "សំណាង និងស្រីពៅ នឹងមិនបានរៀន ហើយអាចត្រូវបង្ខំឱ្យធ្វើការ ឬបែកពីឪពុកម្ដាយ".into(),
            seen: "ឪពុកម្ដាយបានព្យាបាល កូនទៅរៀន ហើយបំណុលថយចុះរាល់ខែ".into(),
            how_long: "បួនខែជាប់គ្នា".into(),
        },
        harder: "គ្មានឯកសារ គ្មានសាច់ញាតិនៅជិត ហើយការងារមិនទៀងទាត់។".into(),
        next: ("ទៅមន្ទីរពេទ្យបង្អែកជាមួយគ្នា សួរអំពីមូលនិធិសមធម៌".into(), name, by),
        ratings: vec![
            (Voice::Child, samnang.to_string(), 5, "យើងនៅជុំគ្នា".into(), "បើប៉ាលែងឈឺ".into()),
            (Voice::Caregiver, mother.to_string(), 3, "យើងមិនទាន់សុំទានគេ".into(), "បើដឹងថាមានពេទ្យណាថោក".into()),
            (Voice::Worker, id, 4, "គ្រួសារស្និទ្ធស្នាល តែគ្មានខែលការពារអ្វីពេលមានគ្រោះ".into(), "វិចិត្របានព្យាបាល".into()),
        ],
    });
    s.t.risk(davy, Risk::Medium, "ជំងឺ និងបំណុលអាចបង្ខំគ្រួសារឱ្យធ្វើចំណាកស្រុកម្ដងទៀត។");

    s.t.day(298);
    let who = |person| Doer::Person { person };
    let me = Doer::Worker { worker: davy.worker.id };
    let read = s.t.goal(
        davy,
        "យើងចង់ឱ្យកូនទាំងពីរចេះអក្សរ។",
        "សំណាង និងស្រីពៅទៅរៀនរាល់ថ្ងៃ រយៈពេលពីរខែ ហើយសរសេរឈ្មោះខ្លួនឯងបាន។",
        Some((samnang, "6B")),
    );
    let witness = s.t.step(davy, (read, 1), ("ទូរស័ព្ទសុំលោកយាយម៉ៃ និងមេភូមិនៅព្រៃវែងធ្វើលិខិតបញ្ជាក់កំណើត", who(mother)), 285);
    let papers = s.t.step(davy, (read, 2), ("ជូនទៅសាលាឃុំធ្វើសំបុត្រកំណើត", me.clone()), 268);
    let enrol = s.t.step(davy, (read, 3), ("ចុះឈ្មោះនៅសាលាអង្គការដែលមានថ្នាក់ពន្លឿន", me.clone()), 275);
    let health = s.t.goal(
        davy,
        "យើងចង់ជាពីជំងឺ ដើម្បីធ្វើការបាន។",
        "វិចិត្រធ្វើការបានយ៉ាងតិច ២២ថ្ងៃក្នុងមួយខែ រយៈពេលបីខែ ហើយផល្លាលែងឈឺ។",
        Some((pov, "2B")),
    );
    let hospital = s.t.step(davy, (health, 1), ("ជូនវិចិត្រទៅពិនិត្យក្រពះនៅមន្ទីរពេទ្យបង្អែក", me.clone()), 288);
    let hers = s.t.step(davy, (health, 2), ("ជូនផល្លាទៅជួបគ្រូពេទ្យស្រី", me.clone()), 280);
    let debt = s.t.goal(
        davy,
        "យើងចង់សងបំណុលអស់ ដោយមិនបាច់ទៅថៃវិញ។",
        "សងបានរាល់ខែ ប្រាំខែជាប់គ្នា ហើយមានលុយសន្សំ ៣០ម៉ឺនរៀល។",
        Some((samnang, "1A")),
    );
    let list = s.t.step(davy, (debt, 1), ("គូររូបចំណូលចំណាយមួយខែជាមួយគ្នា", who(mother)), 282);
    let talk = s.t.step(davy, (debt, 2), ("ចរចាជាមួយគ្លីនិក សុំសងជាដំណាក់កាល គ្មានការប្រាក់", who(father)), 260);
    let save = s.t.step(davy, (debt, 3), ("ដាក់លុយ ៥ពាន់រៀលក្នុងកំប៉ុង រាល់ថ្ងៃបើកប្រាក់", who(mother)), 250);
    s.t.day(296);
    let review_on = s.t.date(236);
    s.t.agree(davy, &[(mother, 35), (father, 37), (samnang, 10)], review_on);
    let review = s.ask(ReviewOf::Plan, "ផែនការបីគោលដៅ។ គ្រួសារជ្រើសឱ្យការរៀនរបស់កូនជាគោលដៅទីមួយ មុនជំងឺរបស់ខ្លួន។");
    s.t.day(293);
    s.sign(review, "យល់ព្រម។ សូមនាំវិចិត្រទៅពេទ្យក្នុងសប្ដាហ៍នេះ កុំរង់ចាំឯកសារ។");

    s.t.day(289);
    s.t.visit(davy, "health_centre", Told {
        met: vec![father, mother],
        others: "គ្រូពេទ្យប្រចាំការ",
        strengths: "មេការឱ្យឈប់មួយថ្ងៃដោយមិនកាត់ប្រាក់។",
        seen: "វិចិត្រមានដំបៅក្រពះ។ ថ្នាំពីរសប្ដាហ៍ ហើយមូលនិធិសមធម៌ចេញឱ្យជិតទាំងអស់។ ផល្លាបានជួបគ្រូពេទ្យស្រី ហើយនិយាយរឿងដែលលាក់បីឆ្នាំ។ គាត់យំ ហើយថា «បើដឹងតែថោកប៉ុណ្ណេះ»។",
        words: vec![],
        done: vec![hospital, hers],
    });
    s.t.day(276);
    s.t.visit(
        davy,
        "school",
        Told {
            met: vec![mother, samnang, pov],
            others: "នាយិកាសាលាអង្គការ",
            strengths: "ផល្លាដើរសួរសាលាដោយខ្លួនឯងបីកន្លែង មុនជួបយើង។ គាត់មិនបោះបង់ទេ។",
            seen: "សាលាទទួលកូនទាំងពីរក្នុងថ្នាក់ពន្លឿន ទោះសំបុត្រកំណើតមិនទាន់ចេញ។ ម៉ោងរៀនព្រឹក ហើយមានបាយថ្ងៃត្រង់។ នាយិកាឱ្យកាតាបពីរ។",
            words: vec![(pov, "កាតាបពណ៌ផ្កាឈូក! ខ្ញុំមិនដោះទេ។"), (samnang, "ខ្ញុំធំជាងគេក្នុងថ្នាក់ តែមិនអីទេ។")],
            done: vec![enrol, list, witness],
        },
    );
    s.school(samnang, "attending", "សាលាអង្គការ ថ្នាក់ពន្លឿន", 1);
    s.school(pov, "attending", "សាលាអង្គការ", 1);
    s.t.day(262);
    s.t.visit(
        davy,
        "home",
        Told {
            met: vec![mother, father, samnang, pov],
            others: "",
            strengths: "វិចិត្រធ្វើការ ១២ថ្ងៃជាប់គ្នា ដោយមិនឈឺ។",
            seen: "គ្លីនិកយល់ព្រមឱ្យសង ១៥ម៉ឺនរៀលក្នុងមួយខែ ដោយលុបការប្រាក់។ វិចិត្រជាអ្នកនិយាយដោយខ្លួនឯង ខ្ញុំគ្រាន់តែអង្គុយក្បែរ។",
            words: vec![(samnang, "ខ្ញុំអានផ្លាកបានហើយ៖ «ហាម»។")],
            done: vec![talk],
        },
    );
    s.t.day(240);
    s.t.visit(
        davy,
        "village_office",
        Told {
            met: vec![mother, samnang, pov],
            others: "ស្មៀនឃុំ",
            strengths: "លោកយាយម៉ៃផ្ញើលិខិតពីព្រៃវែង មានស្នាមមេដៃ និងត្រាមេភូមិ។",
            seen: "សំបុត្រកំណើតទាំងពីរបានចេញ។ ផល្លារុំវាក្នុងថង់ប្លាស្ទិកពីរជាន់។",
            words: vec![(samnang, "ឥឡូវខ្ញុំមានឈ្មោះលើក្រដាស។")],
            done: vec![papers],
        },
    );
    for child in children {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::Yes)] },
        );
    }
    s.t.day(215);
    s.t.visit(davy, "home", Told {
        met: vec![mother, father],
        others: "",
        strengths: "ទាំងពីរមកជជែកជាមួយគ្នា ហើយវិចិត្រដាំបាយពេលប្រពន្ធទៅយកកូន។",
        seen: "ការដ្ឋានឈប់បីសប្ដាហ៍ដោយសារភ្លៀង។ មិត្តភក្តិបបួលទៅថៃវិញ។ យើងគណនាជាមួយគ្នា៖ ថ្លៃមេខ្យល់ និងហានិភ័យ ធៀបនឹងលុយសន្សំ ១២ម៉ឺនរៀល។ ពួកគេសម្រេចនៅ។ វិចិត្រទៅជួយលាបថ្នាំវត្ត បាន ២ម៉ឺនរៀលក្នុងមួយថ្ងៃ។",
        words: vec![],
        done: vec![save],
    });
    s.t.day(180);
    s.t.visit(
        davy,
        "school",
        Told {
            met: vec![samnang, pov],
            others: "អ្នកគ្រូ",
            strengths: "សំណាងជួយមិត្តតូចៗគិតលេខ។",
            seen: "អ្នកគ្រូថា សំណាងនឹងឡើងថ្នាក់ទី៣ នៅខែតុលា។ ស្រីពៅមិនដែលខកមួយថ្ងៃ។",
            words: vec![(pov, "ខ្ញុំសរសេរ «ម៉ាក់» បានហើយ ខ្ញុំសរសេរពេញសៀវភៅ។")],
            done: vec![],
        },
    );
    s.t.day(122);
    s.check(
        samnang,
        [
            (3, "ញ៉ាំបីពេល តែខែដែលគ្មានការងារ ម្ហូបតិច។"),
            (4, "ឡើងទម្ងន់ ៣គីឡូ។"),
            (3, "ប្ដូរទៅបន្ទប់ធំជាង ឆ្ងាយពីការដ្ឋាន។"),
            (4, "ឪពុកម្ដាយមើលថែល្អ ហើយនិយាយទន់ភ្លន់ជាងមុន។"),
            (4, "លែងចូលការដ្ឋាន។"),
            (4, "មានសំបុត្រកំណើត។"),
            (4, "មិនឈឺ។"),
            (4, "គ្រួសារស្គាល់មូលនិធិសមធម៌ ហើយប្រើវា។"),
            (4, "មោទនភាពនឹងខ្លួនឯង។"),
            (4, "មានមិត្តបីនាក់។"),
            (3, "អានយឺត តែគណិតវិទ្យាលើគេ។"),
            (4, "រៀនរាល់ថ្ងៃ។"),
        ],
        "ខ្ញុំអានសារទូរស័ព្ទឱ្យម៉ាក់ស្ដាប់។",
        "កូនយើងអានឱ្យយើងស្ដាប់។",
    );
    s.check(
        pov,
        [
            (3, "ញ៉ាំបាយថ្ងៃត្រង់នៅសាលា។"),
            (4, "លូតលាស់ល្អ។"),
            (3, "បន្ទប់ថ្មីមានបង្អួច។"),
            (4, "ម៉ាក់ជូនទៅរៀនរាល់ព្រឹក។"),
            (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភ។"),
            (4, "មានសំបុត្រកំណើត។"),
            (3, "ធ្មេញពុកមួយ ព្យាបាលហើយ។"),
            (4, "វ៉ាក់សាំងគ្រប់។"),
            (4, "ច្រៀង និងសើច។"),
            (4, "មិត្តច្រើន។"),
            (4, "រៀនបានលេខពីរ។"),
            (4, "មិនដែលខក។"),
        ],
        "ខ្ញុំចង់ធ្វើអ្នកគ្រូ ព្រោះអ្នកគ្រូមានដីស។",
        "យើងសរសេរឈ្មោះជាមួយកូន។",
    );
    s.t.reached(davy, read);
    s.t.reached(davy, health);
    s.t.say(
        davy,
        A::HealthSet {
            person: father,
            changes: vec![
                HealthField::Difficulties(vec![]),
                HealthField::Note("ដំបៅក្រពះជាហើយ តាមពេទ្យបង្អែក".to_owned()),
            ],
        },
    );
    s.t.say(
        davy,
        A::HouseholdNamed {
            household: room, name: "បន្ទប់ជួលថ្មី ក្បែរវត្ត".to_owned()
        },
    );
    s.t.risk(davy, Risk::Low, "ឪពុកម្ដាយជាពីជំងឺ កូនបានរៀន ហើយបំណុលថយចុះរាល់ខែ។");
    s.t.agree(davy, &[(mother, 35), (father, 37)], s.t.date(32));
    for (ago, strengths, seen, child, words) in [
        (
            95,
            "សងបំណុលបានប្រាំពីរខែ មិនដែលខក។",
            "ផល្លាលក់អាហារពេលព្រឹកដល់កម្មករ ដោយប្រើឆ្នាំងខ្ចីពីមេការ។ ចំណេញប្រហែល ៨ពាន់រៀលក្នុងមួយថ្ងៃ។",
            samnang,
            "ខ្ញុំគិតលុយឱ្យម៉ាក់។",
        ),
        (
            62,
            "វិចិត្រត្រូវតែងតាំងជាជាងរៀបឥដ្ឋ ៣ម៉ឺន៥ពាន់រៀលក្នុងមួយថ្ងៃ។",
            "គ្រួសារសន្សំបាន ៣៤ម៉ឺនរៀល។ ពេលវិចិត្ររបួសដៃ ពួកគេប្រើលុយសន្សំ ហើយទៅពេទ្យដោយខ្លួនឯង។",
            pov,
            "ប៉ារបួសដៃ តែប៉ាមិនយំទេ។",
        ),
    ] {
        s.t.day(ago);
        let met = vec![mother, father, samnang, pov];
        s.t.visit(
            davy,
            "home",
            Told { met, others: "", strengths, seen, words: vec![(child, words)], done: vec![] },
        );
    }
    s.t.day(31);
    s.t.reached(davy, debt);
    s.t.visit(
        davy,
        "home",
        Told {
            met: vec![mother, father, samnang, pov],
            others: "មេការធឿន",
            strengths: "ផល្លាណែនាំគ្រួសារថ្មីមួយទៀតទៅមន្ទីរពេទ្យបង្អែក និងសាលា។",
            seen: "យើងមើលផែនការទាំងអស់ជាមួយគ្នា ហើយគូសចោលម្ដងមួយៗ។ ពួកគេស្នើឱ្យបិទ ព្រោះមានគ្រួសារផ្សេងត្រូវការជាង។",
            words: vec![(samnang, "ឆ្នាំក្រោយខ្ញុំចូលសាលារដ្ឋ។")],
            done: vec![],
        },
    );
    s.t.day(27);
    let view = |child, words: &str| ChildView { child, words: words.to_owned() };
    let review = s.ask(
        ReviewOf::Closing {
            outcome: "together_and_safe".to_owned(),
            child_views: vec![view(samnang, "ខ្ញុំចេះអានហើយ មិនខ្មាសទៀតទេ។"), view(pov, "ខ្ញុំចង់ឱ្យមីងមកមើលសៀវភៅខ្ញុំ។")],
            caregiver_view: "ពីមុនយើងដើរគ្រប់ទ្វារ គេថាពេញ។ ឥឡូវយើងដឹងថាត្រូវទៅទ្វារណា។".to_owned(),
            contact_name: "មេភូមិជំនីក".to_owned(),
            contact_phone: "092 555 281".to_owned(),
        },
        "កូនទាំងពីរបានរៀន ឪពុកម្ដាយជាពីជំងឺ បំណុលនៅសល់តិចជាងពាក់កណ្ដាល ហើយគ្រួសារដោះស្រាយបញ្ហាដោយខ្លួនឯង។",
    );
    s.t.day(24);
    s.sign(review, "អានហើយរំភើប។ យល់ព្រមឱ្យបិទ។ សូមទូរស័ព្ទសួរសុខទុក្ខម្ដងនៅខែក្រោយ។");
    s.t.day(21);
    let gates = s.t.protocol.gates_on().map(|rule| rule.gate).collect();
    let on = s.t.date(21);
    s.t.say(davy, A::Closed { closing: Closing { review, gates, on } });
    let task = s.t.script.ids.fresh();
    let new = NewTask {
        what: "ទូរស័ព្ទសួរសុខទុក្ខបងផល្លា".to_owned(), worker: davy.worker.id, by: Some(s.t.date(-9))
    };
    s.t.say(davy, A::TaskAdded { task, new });
}
