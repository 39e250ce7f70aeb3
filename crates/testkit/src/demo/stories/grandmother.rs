//! A grandmother with five grandchildren, one of them deaf; the father in prison, the mother lost to drink.

use super::{Referring, Telling};
use crate::demo::checks::{Danger, Map};
use crate::demo::tale::Told;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::concern::{Concern, Settlement};
use domain::family::people::{
    CareKind, FamilyField, HealthField, HouseholdMove, IdPoor, Known, PaperField, PersonField, UnionState,
};
use domain::family::plan::Doer;
use domain::family::review::ReviewOf;
use domain::family::visit::NewTask;
use domain::instrument::Voice;
use domain::kinship::Quality;
use domain::protocol::Risk;

/// Nine months, and still going on: a visit is planned for today.
#[allow(clippy::too_many_lines, reason = "a story is told in one breath")]
pub fn tell(s: &mut Telling) {
    let (davy, sophea, rithy) = (s.davy, s.sophea, s.rithy);
    s.refer(
        272,
        &Referring {
            village: "02080102",
            source: "village_chief",
            referrer: "មេភូមិ ប៊ុន សារ៉ាត់",
            phone: "077 555 390",
            reasons: &["older_carer", "prison", "alcohol_drugs", "disability"],
            story: "លោកយាយធី អាយុ ៦៧ឆ្នាំ មើលចៅប្រាំនាក់តែម្នាក់ឯង។ កូនប្រសារជាប់ពន្ធនាគារ កូនស្រីផឹកស្រារហូតមិនដឹងខ្លួន ហើយមិនសូវមកផ្ទះ។ ចៅម្នាក់ថ្លង់ មិនដែលបានរៀន។ គាត់មិនសុំអ្វីទេ តែភូមិឃើញថាគាត់ហត់ណាស់។",
            urgency: Risk::High,
            note: "សូមទៅក្នុង ២៤ម៉ោង។ នាំរិទ្ធីទៅជាមួយពេលក្រោយ សម្រាប់ក្មេងថ្លង់។",
            told: "ដាវីនឹងទៅថ្ងៃនេះ។ អរគុណដែលភូមិជួយមើលលោកយាយ។",
        },
    );

    s.t.day(270);
    let births = [(14, 33), (12, 150), (9, 88), (6, 20), (3, 140)].map(|(years, days)| s.born(years, days));
    let kanha = s.girl("ជា កញ្ញា", "Chea Kanha", births[0]);
    let virak = s.boy("ជា វិរៈ", "Chea Virak", births[1]);
    let tara = s.boy("ជា តារា", "Chea Tara", births[2]);
    let rasmey = s.girl("ជា រស្មី", "Chea Rasmey", births[3]);
    let pheakdey = s.boy("ជា ភក្ដី", "Chea Pheakdey", births[4]);
    let (b_thy, b_savy, b_father, b_chan) = (s.about(67), s.about(35), s.about(38), s.about(74));
    let thy = s.woman("កង ធី", "Kong Thy", b_thy);
    let savy = s.woman("ញ៉ែម សាវី", "Nhem Savy", b_savy);
    let saroeun = s.man("ជា សារឿន", "Chea Saroeun", b_father);
    let chan = s.man("ញ៉ែម ចាន់", "Nhem Chan", b_chan);
    let children = [kanha, virak, tara, rasmey, pheakdey];
    let home = s.t.home(davy, "ផ្ទះលោកយាយធី", &[thy, kanha, virak, tara, rasmey, pheakdey]);
    let away = |person, days: i64, whereabouts: &str, s: &Telling| HouseholdMove {
        person,
        household: home,
        from: None,
        until: Some(s.t.date(days)),
        whereabouts: whereabouts.to_owned(),
    };
    let movement = away(saroeun, 610, "ពន្ធនាគារខេត្តបាត់ដំបង", s);
    s.t.moved(davy, movement);
    let movement = away(savy, 420, "នៅផ្ទះមិត្តភក្តិក្បែរផ្សារ មកផ្ទះម្ដងម្កាល", s);
    s.t.moved(davy, movement);
    s.t.couple(davy, (savy, saroeun), UnionState::Together, None);
    s.t.couple(davy, (thy, chan), UnionState::Widowed, None);
    s.t.parent(davy, savy, &children, Quality::Birth);
    s.t.parent(davy, saroeun, &children, Quality::Birth);
    s.t.parent(davy, thy, &[savy], Quality::Birth);
    s.t.parent(davy, chan, &[savy], Quality::Birth);
    s.t.cares(davy, thy, &children, (CareKind::Kinship, true));
    let died = s.t.date(2_900);
    s.t.about(davy, chan, vec![PersonField::DiedOn(Some(died))]);
    s.life(thy, "លក់ត្រកួន និងធ្វើនំតាមពិធី", "ឈឺជង្គង់ ឈាមលើស");
    s.life(savy, "មិនទៀងទាត់", "ផឹកស្រាខ្លាំងតាំងពីប្ដីជាប់ពន្ធនាគារ តាមសម្ដីម្ដាយ");
    s.life(saroeun, "ធ្លាប់រត់ម៉ូតូកង់បី", "ជាប់ពន្ធនាគារ ៣ឆ្នាំ នឹងចេញក្នុងរយៈពេលប្រហែលមួយឆ្នាំទៀត តាមសម្ដីលោកយាយ");
    s.school(kanha, "irregular", "អនុវិទ្យាល័យអន្លង់វិល", 7);
    s.school(virak, "irregular", "សាលាបឋមសិក្សាបេង", 5);
    s.school(tara, "never", "", 0);
    s.school(rasmey, "attending", "សាលាបឋមសិក្សាបេង", 1);
    s.school(pheakdey, "too_young", "", 0);
    s.t.say(
        davy,
        A::AddressSet {
            address: "ភូមិបេង ផ្លូវលំតាមប្រឡាយ ផ្ទះឈើចាស់ មានពាងទឹកធំបី និងដើមដូងមួយដើមទ្រេត".to_owned()
        },
    );
    s.t.say(
        davy,
        A::FamilySet {
            changes: vec![
                FamilyField::Phone("071 555 866".to_owned()),
                FamilyField::Language("km".to_owned()),
            ],
        },
    );
    s.t.say(
        davy,
        A::HealthSet {
            person: tara,
            changes: vec![
                HealthField::Difficulties(vec!["hearing".to_owned(), "communicating".to_owned()]),
                HealthField::Note("ថ្លង់តាំងពីអាយុមួយឆ្នាំ ក្រោយគ្រុនក្ដៅ តាមសម្ដីលោកយាយ។ ប្រើសញ្ញាដែលគ្រួសារបង្កើតឯង".to_owned()),
            ],
        },
    );
    s.t.visit(davy, "home", Told {
        met: vec![thy, kanha, virak, tara, rasmey, pheakdey],
        others: "មេភូមិសារ៉ាត់",
        strengths: "ផ្ទះចាស់ តែបោសស្អាត។ ចៅៗគោរពលោកយាយ ហើយកញ្ញាមើលប្អូនដូចម្ដាយតូច។ តារាមើលមាត់លោកយាយ ហើយយល់។",
        seen: "លោកយាយធីកំពុងចិតត្រកួន។ គាត់ថា «ខ្ញុំមិនខ្លាចហត់ទេ ខ្ញុំខ្លាចតែស្លាប់មុនវាធំ»។ គាត់សួរត្រង់ៗថា យើងមកយកចៅទៅមណ្ឌលឬ? ខ្ញុំឆ្លើយថា ទេ យើងមកជួយឱ្យនៅជាមួយគ្នា។ គាត់ស្ងៀមយូរ រួចឱ្យដូងមួយ។",
        words: vec![(kanha, "ខ្ញុំឈប់រៀនក៏បាន ឱ្យតែប្អូនបានរៀន។"), (tara, "(ចង្អុលរូបថតឪពុក រួចធ្វើសញ្ញាដូចកាន់ចង្កូតម៉ូតូ)")],
        done: vec![],
    });
    s.t.day(265);
    s.t.consent(davy, "services", (thy, 67), &children);
    s.t.consent(davy, "referral", (thy, 67), &children);
    s.t.consent(davy, "reporting", (thy, 67), &children);
    s.t.assent(davy, kanha, "ចាស៎ តែសុំកុំប្រាប់មិត្តនៅសាលារឿងប៉ា។");
    s.t.assent(davy, virak, "បាទ។");
    s.t.assent(davy, tara, "(លើកមេដៃ ហើយឱបលោកយាយ)");
    s.t.say(
        davy,
        A::PapersSet {
            person: None,
            changes: vec![
                PaperField::FamilyBook(Known::Yes),
                PaperField::IdPoor(IdPoor {
                    level: "level_1".to_owned(),
                    card: "0208010244".to_owned(),
                    until: Some(s.t.today.plus_days(300)),
                }),
            ],
        },
    );
    for child in [kanha, virak, rasmey] {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::Yes)] },
        );
    }
    for child in [tara, pheakdey] {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::No)] },
        );
    }

    s.t.day(260);
    s.check(
        kanha,
        [
            (2, "បាយគ្រប់ តែម្ហូបមានតែត្រកួន និងអំបិល។"),
            (3, "ស្គមបន្តិច។"),
            (3, "ដំបូលលេចទឹក តែផ្ទះរឹងមាំ។"),
            (3, "លោកយាយស្រឡាញ់ តែហត់ ហើយកញ្ញាធ្វើការងារផ្ទះជាច្រើន។"),
            (3, "ម្ដាយមកស្រែកពេលស្រវឹង ធ្វើឱ្យក្មេងៗភ័យ។"),
            (4, "មានសំបុត្រកំណើត។"),
            (4, "សុខភាពល្អ។"),
            (4, "មានប័ណ្ណសមធម៌។"),
            (2, "គេងមិនលក់ ហើយមិនយំនៅមុខអ្នកណាទេ។"),
            (3, "ខ្មាសមិត្ត ព្រោះរឿងឪពុក។"),
            (3, "រៀនបាន តែខកច្រើន។"),
            (2, "ហៀបនឹងឈប់ ដើម្បីមើលប្អូន។"),
        ],
        "ខ្ញុំចង់រៀន តែបើខ្ញុំទៅ នរណាមើលភក្ដី?",
        "កញ្ញាជាដៃស្ដាំខ្ញុំ។",
    );
    s.check(
        tara,
        [
            (2, "ញ៉ាំតាមបងប្អូន។"),
            (3, "លូតលាស់ល្មម។"),
            (3, "គេងជាមួយលោកយាយ។"),
            (4, "លោកយាយយល់សញ្ញារបស់តារាគ្រប់យ៉ាង។"),
            (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភ បងវិរៈការពារ។"),
            (2, "គ្មានសំបុត្រកំណើត សាលាមិនទទួល។"),
            (2, "ស្ដាប់មិនឮ ត្រូវការពិនិត្យត្រចៀក។"),
            (2, "មិនដែលបានពិនិត្យ ព្រោះឆ្ងាយ។"),
            (3, "ខឹងពេលគេមិនយល់ តែឆាប់ស្ងប់។"),
            (3, "លេងជាមួយបងប្អូន តែក្មេងផ្សេងរត់ចេញ។"),
            (2, "គ្មានភាសាសម្រាប់រៀន តែគូររូបពូកែ។"),
            (1, "មិនធ្លាប់ចូលរៀន។"),
        ],
        "(គូរមនុស្សប្រាំពីរនាក់ក្នុងផ្ទះ រួមទាំងប៉ា និងម៉ាក់)",
        "តារាឆ្លាត គ្រាន់តែមិនឮ។",
    );
    s.check(
        rasmey,
        [
            (2, "ពេលខ្លះទៅរៀនដោយឃ្លាន។"),
            (3, "តូច តែរស់រវើក។"),
            (3, "គេងជាមួយបងកញ្ញា។"),
            (3, "លោកយាយមើលថែ តែហត់។"),
            (3, "ភ័យពេលម៉ាក់ស្រវឹងមកផ្ទះ។"),
            (4, "មានសំបុត្រកំណើត។"),
            (3, "ផ្ដាសាយញឹក។"),
            (4, "ចាក់វ៉ាក់សាំងគ្រប់។"),
            (3, "នឹកម៉ាក់ពេលយប់។"),
            (4, "មានមិត្តនៅសាលា។"),
            (4, "អានអក្សរផ្សំបាន។"),
            (3, "ខកម្ដងម្កាល ពេលគ្មានអ្នកជូន។"),
        ],
        "ខ្ញុំមានម៉ាក់ពីរ៖ យាយ និងម៉ាក់។ ម៉ាក់ពិតឈឺ។",
        "រស្មីច្រៀងឱ្យយើងស្ដាប់។",
    );

    s.t.day(256);
    let (id, name) = s.worker();
    let by = s.t.date(244);
    s.map(&Map {
        strengths: vec![
            ("លោកយាយធីមិនដែលទុកចៅណាមួយចោល។".into(), "មេភូមិ".into()),
            ("ចៅទាំងប្រាំនៅជុំគ្នា ហើយបងៗនិយាយសញ្ញាជាមួយតារា។".into(), "រិទ្ធី".into()),
            ("នំគ្រក់របស់លោកយាយ លក់ដាច់ក្នុងពិធីបុណ្យគ្រប់ពេល។".into(), "អ្នកជិតខាង".into()),
            ("ឪពុកសរសេរសំបុត្រពីពន្ធនាគារ សុំទោសកូន។".into(), "កញ្ញា".into()),
        ],
        child_words: "ល្អគឺយាយនិទានរឿង។ បារម្ភគឺយាយឈឺជង្គង់ដួល។ ចង់បានគឺឃើញប៉ា។".into(),
        danger: Danger {
            who: name.clone(),
            about: "បើលោកយាយឈឺ ឬគ្មានចំណូល ចៅទាំងប្រាំអាចត្រូវបំបែកទៅមណ្ឌលផ្សេងៗ ហើយចំណងជាមួយឪពុកដាច់".into(),
            impact: "តារានឹងបាត់បង់មនុស្សតែប៉ុន្មាននាក់ដែលយល់គាត់ ហើយកញ្ញានឹងឈប់រៀន".into(),
            seen: "លោកយាយមានចំណូលពីតូបនំ មានមនុស្សពេញវ័យទីពីរជួយ ហើយចៅៗបានជួបឪពុកពីរដងក្នុងមួយខែ".into(),
            how_long: "ប្រាំមួយខែ".into(),
        },
        harder: "ការមាក់ងាយពីអ្នកខ្លះ ចម្ងាយទៅពន្ធនាគារ និងការផឹកស្រារបស់ម្ដាយ។".into(),
        next: ("ស្វែងរកសាលាដែលទទួលក្មេងថ្លង់".into(), name, by),
        ratings: vec![
            (Voice::Child, kanha.to_string(), 5, "យាយនៅជាមួយ".into(), "បើមានគេជួយមើលប្អូនពេលខ្ញុំរៀន".into()),
            (Voice::Caregiver, thy.to_string(), 3, "ខ្ញុំនៅដើរបាន".into(), "បើតារាមានសាលា ខ្ញុំស្លាប់ក៏បិទភ្នែកជិត".into()),
            (Voice::Network, "មេភូមិ".into(), 4, "ភូមិជួយមើល".into(), "បើលោកយាយមានចំណូលខ្លួនឯង".into()),
            (Voice::Worker, id, 4, "សេចក្ដីស្រឡាញ់មានច្រើន តែកម្លាំងមានមួយ".into(), "មានមនុស្សពេញវ័យទីពីរដែលសន្យា".into()),
        ],
    });
    s.t.risk(davy, Risk::High, "អ្នកមើលថែតែម្នាក់ ចាស់ ហើយឈឺ មានចៅប្រាំនាក់។");

    // The first goal is hers: the school for the deaf boy.
    s.t.day(252);
    let who = |person| Doer::Person { person };
    let me = Doer::Worker { worker: davy.worker.id };
    let school = s.t.goal(
        davy,
        "ខ្ញុំចង់ឱ្យតារាមានសាលា មានភាសា និងមានមិត្ត។",
        "តារាចូលរៀនថ្នាក់ភាសាសញ្ញា ហើយប្រើសញ្ញាយ៉ាងតិច ៥០ នៅផ្ទះ។",
        Some((tara, "6B")),
    );
    let find = s.t.step(davy, (school, 1), ("ស្វែងរកសាលា ឬថ្នាក់សម្រាប់ក្មេងថ្លង់នៅបាត់ដំបង", me.clone()), 244);
    let ear = s.t.step(
        davy,
        (school, 2),
        ("ជូនតារាទៅពិនិត្យត្រចៀកនៅមន្ទីរពេទ្យខេត្ត", Doer::Worker { worker: rithy.worker.id }),
        236,
    );
    let paper = s.t.step(
        davy,
        (school, 3),
        ("ធ្វើសំបុត្រកំណើតតារា និងភក្ដី", Doer::Other { name: "មេភូមិសារ៉ាត់".to_owned() }),
        230,
    );
    let signs = s.t.step(davy, (school, 4), ("រៀនសញ្ញាថ្មីប្រាំក្នុងមួយសប្ដាហ៍ជាមួយតារា", who(virak)), 200);
    let father = s.t.goal(
        davy,
        "ខ្ញុំចង់ឱ្យចៅៗជួបឪពុកពីរដងក្នុងមួយខែ កុំឱ្យវាភ្លេចគ្នា។",
        "ចៅៗជួបឪពុកពីរដងក្នុងមួយខែ រយៈពេលប្រាំមួយខែ។",
        Some((kanha, "5A")),
    );
    let permit = s.t.step(davy, (father, 1), ("សុំច្បាប់ចូលពន្ធនាគារពីប្រធានពន្ធនាគារ", me.clone()), 240);
    let letters = s.t.step(davy, (father, 2), ("សរសេរសំបុត្រ និងគូររូបផ្ញើប៉ា", who(kanha)), 238);
    let stall = s.t.goal(
        davy,
        "ខ្ញុំចង់បើកតូបនំនៅផ្ទះ ដើម្បីឱ្យចៅបានរៀន។",
        "តូបបើករាល់ថ្ងៃ សាកល្បងប្រាំមួយខែ ហើយរកបានគ្រប់ថ្លៃសៀវភៅ និងម្ហូប។",
        Some((rasmey, "1A")),
    );
    let tools = s.t.step(davy, (stall, 1), ("ទិញចង្ក្រាន ពុម្ពនំគ្រក់ និងម្សៅ", me), 226);
    let rota = s.t.step(
        davy,
        (stall, 2),
        ("អ្នកជិតខាងមើលភក្ដីពេលព្រឹក កុំឱ្យកញ្ញាខកសាលា", Doer::Other { name: "អ្នកជិតខាង មីងសុម៉ាលី".to_owned() }),
        220,
    );
    let knees = s.t.step(davy, (stall, 3), ("ទៅពិនិត្យជង្គង់ និងឈាមលើសរាល់ខែ", who(thy)), 215);
    s.t.day(250);
    let review_on = s.t.date(220);
    s.t.agree(davy, &[(thy, 67), (kanha, 14)], review_on);
    let joint = s.t.plan_visit(davy, s.t.date(243), "ជូនរិទ្ធីទៅជួបតារា");
    let review = s.ask(ReviewOf::Plan, "លោកយាយជាអ្នកសម្រេចលំដាប់គោលដៅ៖ សាលាតារាមុន រួចឪពុក រួចតូបនំ។ សុំយោបល់អំពីម្ដាយ។");
    s.t.day(248);
    s.sign(review, "ផែនការរបស់លោកយាយច្បាស់ណាស់។ អំពីម្ដាយ៖ កុំបិទទ្វារ។ ខ្ញុំនឹងជួយរកសេវាព្យាបាលការញៀនស្រា។");

    s.t.day(243);
    s.t.assign(sophea, rithy, TeamRole::Specialist);
    s.t.visited(rithy, joint, "home", Told {
        met: vec![thy, tara, virak],
        others: "",
        strengths: "Tara watches faces closely and already uses about twenty home signs. His brother Virak interprets without being asked.",
        seen: "Joint visit with Davy. Tara answers to vibration and to nothing else I could produce in the yard. He drew me the way to the river, with every house. He needs a full hearing test, but above all a language: there is a sign-language class in town with a boarding house, and since last year a day class. The grandmother wants the day class only. I agree with her.",
        words: vec![(tara, "(គូរខ្លួនឯងអង្គុយក្នុងថ្នាក់ ជាមួយក្មេងដែលមានដៃធំៗ)")],
        done: vec![],
    });
    s.t.day(234);
    s.t.visit(rithy, "health_centre", Told {
        met: vec![thy, tara],
        others: "Ear nurse, provincial hospital",
        strengths: "Tara sat through forty minutes of tests and thanked the nurse with a sign he had learned that morning.",
        seen: "Profound loss on both sides; hearing aids would help little. Paid by the equity card. The day class has a place from next month.",
        words: vec![],
        done: vec![ear, find],
    });
    s.t.day(226);
    s.t.visit(davy, "elsewhere", Told {
        met: vec![thy, kanha, virak, tara, rasmey, saroeun],
        others: "មន្ត្រីពន្ធនាគារ",
        strengths: "ឪពុករៀបចំសិតសក់ ហើយយកនំដែលទិញពីប្រាក់ធ្វើការក្នុងពន្ធនាគារមកឱ្យកូន។",
        seen: "ការជួបលើកទីមួយក្នុងរយៈពេលមួយឆ្នាំកន្លះ។ ភក្ដីមិនស្គាល់ឪពុក ដូច្នេះនៅផ្ទះជាមួយមីងសុម៉ាលី។ តារាដាក់បាតដៃលើកញ្ចក់ ឪពុកដាក់បាតដៃតប។ គ្មាននរណានិយាយអ្វីមួយរយៈ។ ឪពុកសុំឱ្យខ្ញុំប្រាប់សាវីថា គាត់មិនខឹងទេ។",
        words: vec![(rasmey, "ប៉ាមានសក់ស។"), (kanha, "ខ្ញុំគិតថាខ្ញុំខឹងប៉ា តែពេលឃើញ ខ្ញុំមិនខឹងទេ។")],
        done: vec![permit, letters],
    });
    s.t.day(214);
    s.t.visit(davy, "home", Told {
        met: vec![thy, kanha, rasmey, pheakdey],
        others: "មីងសុម៉ាលី",
        strengths: "លោកយាយលក់នំគ្រក់អស់ ៨០គូក្នុងព្រឹកដំបូង។",
        seen: "តូបនំបើកហើយ។ អង្គការជួយចង្ក្រាន ពុម្ព និងម្សៅមួយបាវ។ មីងសុម៉ាលីមើលភក្ដីពេលព្រឹក ដោយលោកយាយឱ្យនំជាថ្នូរ។ កញ្ញាខកសាលាតែពីរថ្ងៃខែនេះ។",
        words: vec![(kanha, "ខ្ញុំធ្វើកិច្ចការចប់មុនគេ។")],
        done: vec![tools, rota, paper],
    });
    for child in [tara, pheakdey] {
        s.t.say(
            davy,
            A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(Known::Yes)] },
        );
    }
    s.school(tara, "attending", "ថ្នាក់ភាសាសញ្ញា បាត់ដំបង", 1);
    s.school(kanha, "attending", "អនុវិទ្យាល័យអន្លង់វិល", 7);

    // The mother comes at night.
    s.t.day(196);
    let concern = s.t.script.ids.fresh();
    let raised = Concern {
        level: Risk::Medium,
        about: vec![pheakdey, rasmey],
        kind: "neglect".to_owned(),
        what: "យប់មិញម៉ោង ៩ ម្ដាយស្រវឹងមកផ្ទះ ហើយចង់យកភក្ដីទៅគេងផ្សារជាមួយ។ លោកយាយឃាត់ មីងសុម៉ាលីហៅមេភូមិ ហើយម្ដាយដេកលក់លើគ្រែ។ គ្មាននរណារបួស។".to_owned(),
        said_by: "លោកយាយធី និងមីងសុម៉ាលី".to_owned(),
        done_at_once: "ខ្ញុំទៅដល់ម៉ោង ៧ព្រឹក ជជែកជាមួយសាវីពេលមិនស្រវឹង។ ព្រមព្រៀងថា នាងអាចមកលេងកូនពេលថ្ងៃ ពេលមិនស្រវឹង។".to_owned(),
        report: None,
        on: s.t.date(196),
    };
    s.t.say(davy, A::ConcernRaised { concern, raised });
    s.t.day(195);
    s.t.say(
        sophea,
        A::ConcernAnswered {
            concern,
            answer: "ធ្វើត្រឹមត្រូវ។ ខ្ញុំទៅជាមួយថ្ងៃអង្គារ ដើម្បីជជែកជាមួយសាវីអំពីការព្យាបាល។ សូមឱ្យលេខខ្ញុំ និងលេខប៉ុស្តិ៍ដល់មីងសុម៉ាលី។"
                .to_owned(),
        },
    );
    s.t.day(188);
    s.t.visit(
        davy,
        "elsewhere",
        Told {
            met: vec![savy],
            others: "សុភា និងបុគ្គលិកសុខភាពផ្លូវចិត្ត មន្ទីរពេទ្យខេត្ត",
            strengths: "សាវីមកដោយខ្លួនឯង ហើយមិនស្រវឹង។ នាងចាំថ្ងៃកំណើតកូនទាំងប្រាំ។",
            seen: "សាវីថា «ខ្ញុំផឹកដើម្បីកុំឱ្យគិត»។ នាងយល់ព្រមជួបអ្នកប្រឹក្សារៀងរាល់សប្ដាហ៍។ គ្មានការសន្យាធំទេ គ្រាន់តែសប្ដាហ៍ក្រោយម្ដងទៀត។",
            words: vec![],
            done: vec![],
        },
    );
    s.t.day(150);
    s.t.visit(
        davy,
        "home",
        Told {
            met: vec![thy, kanha, virak, tara, savy],
            others: "",
            strengths: "តារាបង្រៀនសញ្ញា «ស្រឡាញ់» ដល់ម៉ាក់។",
            seen: "សាវីជួបអ្នកប្រឹក្សាបានប្រាំដង ខកម្ដង។ នាងមកជួយកូរម្សៅព្រឹកថ្ងៃសៅរ៍។ លោកយាយមិននិយាយច្រើន តែទុកចានមួយឱ្យនាង។",
            words: vec![(virak, "តារាចេះសញ្ញា ៦២ ខ្ញុំចេះ ៥៨។")],
            done: vec![signs],
        },
    );
    s.t.day(126);
    let settlement = Settlement {
        how: "ពីរខែជាងមកនេះ សាវីមកផ្ទះតែពេលថ្ងៃ មិនស្រវឹង។ លោកយាយ កញ្ញា និងមីងសុម៉ាលីបញ្ជាក់ដាច់ដោយឡែកពីគ្នា។".to_owned(),
        on: s.t.date(126),
    };
    s.t.say(sophea, A::ConcernSettled { concern, settlement });
    s.t.risk(davy, Risk::Medium, "មានមនុស្សពេញវ័យទីពីរជួយ ចំណូលមានរាល់ថ្ងៃ តែលោកយាយនៅតែជាសសរតែមួយ។");
    s.t.reached(davy, school);
    s.t.day(76);
    for (child, education, feeling, words) in [
        (kanha, "ខកមិនលើសពីរថ្ងៃក្នុងមួយខែ។", "គេងលក់ ហើយយំបានពេលចង់យំ។", "ខ្ញុំសរសេររឿងយាយខ្ញុំ អ្នកគ្រូអានឱ្យថ្នាក់ស្ដាប់។"),
        (
            tara,
            "ទៅថ្នាក់ភាសាសញ្ញារាល់ថ្ងៃ តាមរថយន្តសាលា។",
            "សើច ហើយលែងខឹងងាយ ព្រោះមានគេយល់។",
            "(ធ្វើសញ្ញា៖ «មិត្តខ្ញុំបួននាក់ ឮតាមភ្នែកដូចខ្ញុំ»)",
        ),
        (rasmey, "ទៅរៀនជាមួយកញ្ញារាល់ព្រឹក។", "ឱបម៉ាក់ពេលម៉ាក់មក ហើយមិនយំពេលម៉ាក់ទៅ។", "ម៉ាក់កូរម្សៅ យាយចាក់ពុម្ព ខ្ញុំរាប់លុយ។"),
    ] {
        s.check(
            child,
            [
                (3, "បាយបីពេល មានពងមាន់ និងត្រី ប៉ុន្តែខែភ្លៀងលក់បានតិច។"),
                (4, "ឡើងទម្ងន់ស្របតាមអាយុ។"),
                (3, "ដំបូលប្រក់ថ្មីដោយអ្នកភូមិ នៅសល់ជញ្ជាំងផ្ទះបាយ។"),
                (4, "លោកយាយ មីងសុម៉ាលី និងម្ដាយចែកគ្នាមើល។"),
                (4, "មិនឃើញអ្វីគួរឱ្យបារម្ភតាំងពីពីរខែមុន។"),
                (4, "សំបុត្រកំណើតគ្រប់គ្នា។"),
                (4, "មិនឈឺក្នុងខែនេះ។"),
                (4, "ប្រើប័ណ្ណសមធម៌ទៀងទាត់។"),
                (4, feeling),
                (4, "លេងជាមួយក្មេងជិតខាង។"),
                (3, "រៀនទាន់គេភាគច្រើន។"),
                (4, education),
            ],
            words,
            "ខ្ញុំលែងគិតរឿងស្លាប់រាល់យប់ហើយ។",
        );
    }
    s.t.agree(davy, &[(thy, 67), (kanha, 14), (savy, 35)], s.t.date(-4));
    for (ago, strengths, seen, child, words) in [
        (
            60,
            "ចៅៗជួបឪពុកបាន ១១ដងហើយ។",
            "ឪពុករៀនជាងឈើក្នុងពន្ធនាគារ ហើយធ្វើម៉ូតូឈើតូចឱ្យភក្ដី។ ភក្ដីហៅគាត់ថា «ប៉ា» តាមទូរស័ព្ទ។",
            pheakdey,
            "ប៉ាមានម៉ូតូឈើ។",
        ),
        (
            39,
            "លោកយាយទៅពិនិត្យជង្គង់រាល់ខែ ឈាមធម្មតា។",
            "សាវីលែងផឹកបាន ៤០ថ្ងៃ ដួលម្ដង ហើយត្រឡប់ទៅជួបអ្នកប្រឹក្សាវិញដោយខ្លួនឯង។ យើងមិនលាក់រឿងដួលនោះទេ វាជាផ្នែកមួយនៃផ្លូវ។",
            kanha,
            "ម៉ាក់ដួល តែម៉ាក់ក្រោកវិញ។",
        ),
        (
            22,
            "ចំណូលតូបនំ ២ម៉ឺន៥ពាន់រៀលក្នុងមួយថ្ងៃជាមធ្យម ប្រាំមួយខែជាប់គ្នា។",
            "មន្ត្រី DoSVY ស្រុកមកលេង ហើយសុំឱ្យលោកយាយនិយាយក្នុងប្រជុំឃុំ។ គាត់ថា «ខ្ញុំគ្មានអ្វីនិយាយទេ ខ្ញុំគ្រាន់តែធ្វើនំ»។ រួចគាត់និយាយ ២០នាទី។",
            rasmey,
            "យាយខ្ញុំល្បី។",
        ),
    ] {
        s.t.day(ago);
        let (met, done) =
            (vec![thy, kanha, virak, tara, rasmey, pheakdey], if ago == 39 { vec![knees] } else { vec![] });
        s.t.visit(davy, "home", Told { met, others: "", strengths, seen, words: vec![(child, words)], done });
    }
    s.t.reached(davy, stall);
    s.t.day(9);
    let home_again = s.t.goal(
        davy,
        "យើងចង់ត្រៀមផ្ទះ ពេលប៉ាចេញពីពន្ធនាគារ។",
        "គ្រួសារព្រមព្រៀងគ្នាថានរណានៅទីណា ហើយឪពុកមានការងារដែលសន្យាទទួល។",
        Some((kanha, "2B")),
    );
    s.t.step(
        davy,
        (home_again, 1),
        ("ជួបជុំគ្រួសារ ជជែកអំពីអ្វីដែលម្នាក់ៗសង្ឃឹម និងខ្លាច", Doer::Worker { worker: davy.worker.id }),
        0,
    );
    s.t.step(
        davy,
        (home_again, 2),
        ("សួរសិប្បកម្មឈើក្នុងឃុំ អំពីការងារសម្រាប់ឪពុក", Doer::Other { name: "មេភូមិសារ៉ាត់".to_owned() }),
        -21,
    );
    s.t.step(davy, (home_again, 3), ("បន្តជួបអ្នកប្រឹក្សារាល់សប្ដាហ៍", who(savy)), -28);
    s.t.visit(davy, "home", Told {
        met: vec![thy, kanha, virak, tara, rasmey, pheakdey, savy],
        others: "មីងសុម៉ាលី",
        strengths: "ម្ដាយ និងជីដូនធ្វើនំជាមួយគ្នា ហើយតារាលក់ដោយប្រើផ្ទាំងរូបភាព។",
        seen: "ឪពុកនឹងចេញក្នុងរយៈពេលប្រហែលបួនខែទៀត។ កញ្ញាសប្បាយផង ភ័យផង។ លោកយាយថា «ផ្ទះតូច តែកន្ទេលអាចក្រាលបាន»។ យើងណាត់ជួបជុំគ្រួសារថ្ងៃនេះ។",
        words: vec![(tara, "(ធ្វើសញ្ញា៖ «ប៉ា» «ផ្ទះ» «ឆាប់» ហើយសើច)")],
        done: vec![],
    });
    let today = s.t.date(0);
    s.t.plan_visit(davy, today, "ជួបជុំគ្រួសារ៖ ត្រៀមពេលប៉ាចេញ");
    let task = s.t.script.ids.fresh();
    let new =
        NewTask {
            what: "ទូរស័ព្ទទៅពន្ធនាគារ បញ្ជាក់ថ្ងៃជួបថ្ងៃសៅរ៍".to_owned(), worker: davy.worker.id, by: Some(today)
        };
    s.t.say(davy, A::TaskAdded { task, new });
}
