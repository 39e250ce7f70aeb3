//! Three hundred markers, in Khmer and in Latin letters, given in through the door: none can be read in what lies on
//! the disk, and after the family is erased the living system knows none of them.

use crate::harness::*;
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::family::people::NewPerson;
use domain::family::visit::RecordedVisit;
use domain::ids::{PersonId, StreamId, VisitId};
use domain::kinship::Sex;
use domain::time::Day;
use serde_json::json;
use store::{Actor, Erase, FileEncryption};

const MARKERS: usize = 300;

fn marker(n: usize) -> String {
    // A word that no gazetteer and no name list has. Khmer: letters chosen by the number.
    if n.is_multiple_of(2) {
        format!("Qxmarkerz{n:03}latin")
    } else {
        let letters: Vec<char> = "កខគឃងចឆជឈញ".chars().collect();
        let digits = [n / 100, n / 10 % 10, n % 10];
        let word: String = digits.iter().flat_map(|d| [letters[*d], 'ឳ', 'ឦ']).collect();
        format!("ឱឱឲ{word}ឱឱឲ")
    }
}

fn base64(bytes: &[u8], skip: usize) -> String {
    // As the middle of a longer base64 text would show it: without what depends on its neighbours.
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let whole = bytes[skip..].chunks_exact(3);
    whole
        .flat_map(|three| {
            let n = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| LETTERS[(n >> shift & 63) as usize] as char)
        })
        .collect()
}

/// All forms in which a marker could be met.
pub fn forms(marker: &str) -> Vec<Vec<u8>> {
    let little: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marker.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![marker.as_bytes().to_vec()];
    for skip in 0..3 {
        for bytes in [marker.as_bytes(), &little, &big] {
            all.push(base64(bytes, skip).into_bytes());
        }
    }
    all.extend([little, big]);
    // Shorter pieces are met by chance in what is sealed.
    all.retain(|form| form.len() >= 6);
    all
}

/// Markers that can be read in `hay`.
pub fn found(hay: &[u8], needles: &[(usize, Vec<Vec<u8>>)]) -> Vec<usize> {
    // By the first four bytes of each form, so that the whole is looked through once.
    let mut by_start: std::collections::HashMap<[u8; 4], Vec<(usize, &Vec<u8>)>> =
        std::collections::HashMap::new();
    for (n, forms) in needles {
        for form in forms {
            by_start.entry(form[..4].try_into().unwrap()).or_default().push((*n, form));
        }
    }
    let mut seen = Vec::new();
    for at in 0..hay.len().saturating_sub(3) {
        let start: [u8; 4] = hay[at..at + 4].try_into().unwrap();
        for (n, form) in by_start.get(&start).into_iter().flatten() {
            if hay[at..].starts_with(form) {
                seen.push(*n);
            }
        }
    }
    seen.sort_unstable();
    seen.dedup();
    seen
}

/// All files, and beside those that are encrypted as a whole what they hold.
pub fn files(dir: &std::path::Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if !path.to_string_lossy().ends_with(".reserve") {
            let (name, bytes) = (path.display().to_string(), std::fs::read(&path).unwrap());
            if let Some(below) = crate::at_rest::decrypted(&name, &bytes) {
                into.push((format!("{name}, decrypted"), below));
            }
            into.push((name, bytes));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_of_three_hundred_markers_can_be_read() {
    written_and_looked_for(FileEncryption::Off).await;
}

/// Looked for above and below the encryption.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_where_the_file_is_encrypted_as_a_whole() {
    written_and_looked_for(FileEncryption::Required).await;
}

async fn written_and_looked_for(encryption: FileEncryption) {
    let log = Sink::default();
    // In a process of its own this is the only one; beside other tests it may be too late, and others write too.
    let _set = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::sync::Mutex::new(log.clone()))
        .try_init();
    let world = World::kept(encryption, |_| {}).await;
    let sophea = world.sign_in("sophea").await;
    let family = StreamId::from_u128(0x100);
    let mut entries = world.opening(0x100, 3);
    let mut n = 0;
    let mut next = || {
        n += 1;
        marker(n - 1)
    };
    for round in 0..MARKERS / 6 {
        let person = NewPerson {
            id: PersonId::from_u128(0x5000 + round as u128),
            name_km: next(),
            name_latin: next(),
            sex: Sex::Female,
            birth: None,
            in_focus: true,
        };
        let recorded = RecordedVisit {
            on: Day::new(2026, 11, 21).unwrap(),
            place: "home".into(),
            met: Vec::new(),
            others: next(),
            strengths: next(),
            observations: next(),
            child_words: Vec::new(),
            done: Vec::new(),
        };
        for action in [
            FamilyAction::PersonAdded { person },
            FamilyAction::VisitRecorded { visit: VisitId::from_u128(0x6000 + round as u128), recorded },
            FamilyAction::AddressSet { address: next() },
        ] {
            entries.push(world.entry(family, worker(3), 3, Action::Family(action)));
        }
    }
    assert_eq!(n, MARKERS);
    let needles: Vec<(usize, Vec<Vec<u8>>)> = (0..MARKERS).map(|n| (n, forms(&marker(n)))).collect();
    sophea.push(&entries).await;
    // One that lands in the tray.
    let bopha = world.sign_in("bopha").await;
    let stray =
        world.entry(family, worker(4), 4, Action::Family(FamilyAction::AddressSet { address: marker(0) }));
    bopha.push(&[stray]).await;
    // The search itself can find them: they are in what she may read.
    let opened = sophea.get(&format!("/api/v1/families/{family}")).await;
    assert_eq!(found(&opened.bytes, &needles).len(), MARKERS);
    let hits = sophea.post("/api/v1/search", &json!({ "q": marker(0) })).await.ok();
    assert!(!hits["found"].as_array().unwrap().is_empty());
    sophea.get("/api/v1/caseload").await.ok();
    sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    world.app.store.checkpoint(world.app.now()).await.unwrap();

    let look = async |moment: &str| {
        let mut all = Vec::new();
        files(world.dir(), &mut all);
        assert!(all.iter().any(|(name, bytes)| name.contains("test.sqlite") && bytes.len() > 10_000));
        let backup = Sink::default();
        world.app.store.export_all(Box::new(backup.clone())).await.unwrap();
        all.push(("the backup".into(), backup.take()));
        all.push(("the server's log".into(), log.take()));
        for (name, bytes) in &all {
            assert_eq!(found(bytes, &needles), Vec::<usize>::new(), "{moment}: {name}");
        }
    };
    look("while it is there").await;
    // No names in the log either: not of the family, not of whoever read.
    let log = world.app.store.audit_after(OURS, 0, 1_000).await.unwrap();
    let told = format!("{log:?}");
    for name in ["Sok", "សុខ", "SOPHEA", "sophea", "pagoda"] {
        assert!(!told.contains(name), "{name}");
    }

    let wrapped =
        world.bytes("SELECT key_wrapped FROM streams WHERE id = x'00000000000000000000000000000100'").await;
    let lies_there = || {
        let mut all = Vec::new();
        files(world.dir(), &mut all);
        all.iter().any(|(_, bytes)| bytes.windows(wrapped.len()).any(|window| window == wrapped))
    };
    assert!(wrapped.len() > 32 && lies_there());
    let erase = Erase {
        stream: family,
        actor: Actor { worker: worker(6), org: OURS, device: domain::ids::DeviceId::from_u128(6) },
        approved_by: worker(1),
        reason: "family_asked".into(),
        at: world.app.now(),
        request_id: "test".into(),
    };
    let (_, certificate) = world.app.store.erase(&erase).await.unwrap();
    assert!(!lies_there(), "the wrapped key lies in no forgotten corner");
    look("after it was erased").await;
    let mut answers = serde_json::to_vec(&certificate).unwrap();
    for person in [&sophea, &world.sign_in("chanthy").await, &bopha] {
        for path in [
            format!("/api/v1/families/{family}"),
            format!("/api/v1/families/{family}/readers"),
            format!("/api/v1/families/{family}/plan.pdf"),
            "/api/v1/caseload?closed=true".into(),
            "/api/v1/tray".into(),
        ] {
            answers.extend(person.get(&path).await.bytes);
        }
        for n in [0, 1, 100] {
            let hits = person.post("/api/v1/search", &json!({ "q": marker(n) })).await.ok();
            assert_eq!(hits["found"].as_array().unwrap().len(), 0);
        }
        let pulled = person.pull(json!([[family, 3]])).await;
        assert_eq!(pulled["forget"], json!([family]));
        answers.extend(pulled.to_string().into_bytes());
    }
    assert_eq!(found(&answers, &needles), Vec::<usize>::new());
    sophea.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    assert!(world.app.store.verify().await.unwrap().is_sound());
    world.app.store.close().await;
}

/// Files come in as workbooks: what is in one is sealed like all else, and the file itself stays nowhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_in_a_workbook_cannot_be_read() {
    let log = Sink::default();
    let _set = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::sync::Mutex::new(log.clone()))
        .try_init();
    let world = World::new().await;
    world.places().await;
    let chanthy = world.sign_in("chanthy").await;
    let invented = exchange::testing::Invented {
        families: 30,
        villages: &["02040101", "08010101"],
        workers: &["sophea"],
        today: Day::new(2026, 11, 22).unwrap(),
    };
    let preview = "/api/v1/imports/families/preview";
    let (wrong, _) = exchange::testing::with_errors(&invented).unwrap();
    chanthy.post_file(preview, wrong.clone()).await.ok();
    let file = exchange::testing::good(&invented).unwrap();
    let looked = chanthy.post_file(preview, file.clone()).await.ok();
    let confirm = format!("/api/v1/imports/families?confirm={}", looked["hash"].as_str().unwrap());
    assert_eq!(chanthy.post_file(&confirm, file.clone()).await.ok()["families"], 30);

    let sophea = world.sign_in("sophea").await;
    let rows = sophea.get("/api/v1/caseload?closed=true&limit=100").await.ok();
    let mut names: Vec<String> = Vec::new();
    for row in rows["rows"].as_array().unwrap() {
        for person in row["summary"]["people"].as_array().unwrap() {
            names.extend(["name_km", "name_latin"].map(|name| person[name].as_str().unwrap().to_owned()));
        }
    }
    names.retain(|name| name.chars().count() > 6);
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 30, "{names:?}");
    let mut needles: Vec<(usize, Vec<Vec<u8>>)> =
        names.iter().enumerate().map(|(n, name)| (n, forms(name))).collect();
    // A piece of each file from its packed content.
    for bytes in [&file, &wrong] {
        let middle = bytes.len() / 2;
        needles.push((needles.len(), vec![bytes[middle..middle + 24].to_vec()]));
    }
    assert_eq!(found(&rows.to_string().into_bytes(), &needles).len(), names.len(), "they can be found");
    let mut all = Vec::new();
    files(world.dir(), &mut all);
    let backup = Sink::default();
    world.app.store.export_all(Box::new(backup.clone())).await.unwrap();
    all.push(("the backup".into(), backup.take()));
    all.push(("the server's log".into(), log.take()));
    for (name, bytes) in &all {
        assert_eq!(found(bytes, &needles), Vec::<usize>::new(), "{name}");
    }
}

/// A place to write to that can be looked at afterwards.
#[derive(Clone, Default)]
pub struct Sink(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Sink {
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}
impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
