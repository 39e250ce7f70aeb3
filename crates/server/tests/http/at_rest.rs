//! What lies on the disk when the database file and its log are encrypted as a whole. Tests that look for forgotten
//! copies look below that, with the key, as somebody who stole it too.

use crate::canary::{files, forms, found};
use crate::harness::*;
use aes::Aes256;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use domain::entry::Action;
use domain::ids::StreamId;
use domain::organisation::{OrganisationAction, Role, Worker};
use store::FileEncryption;

const PAGE: usize = 4096;
/// At the end of every page: 16 bytes of IV, 32 of HMAC.
const END: usize = 48;

/// A page of SQLCipher 4 without its encryption: AES-256-CBC. The first begins with 16 bytes of salt.
fn page(bytes: &[u8], first: bool) -> Vec<u8> {
    let from = if first { 16 } else { 0 };
    let mut blocks: Vec<aes::Block> =
        bytes[from..PAGE - END].chunks_exact(16).map(|block| aes::Block::try_from(block).unwrap()).collect();
    let iv: [u8; 16] = bytes[PAGE - END..PAGE - END + 16].try_into().unwrap();
    let key = *root_key().database_key();
    cbc::Decryptor::<Aes256>::new(&key.into(), &iv.into()).decrypt_blocks(&mut blocks);
    blocks.concat()
}

/// The content of a database file, or of its log, without its encryption.
pub fn decrypted(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if name.ends_with(".sqlite") {
        if bytes.starts_with(b"SQLite format 3\0") {
            return None;
        }
        let pages = bytes.chunks_exact(PAGE).enumerate();
        return Some(pages.flat_map(|(n, bytes)| page(bytes, n == 0)).collect());
    }
    name.ends_with(".sqlite-wal").then(|| {
        let frames = bytes.get(32..).unwrap_or_default().chunks_exact(24 + PAGE);
        frames.flat_map(|frame| page(&frame[24..], frame[..4] == [0, 0, 0, 1])).collect()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_database_must_sort_by_cannot_be_read_in_its_file() {
    let world = World::kept(FileEncryption::Required, |_| {}).await;
    let somebody = Worker {
        id: worker(77),
        account: "qxaccountname".into(),
        name_km: "ឱឱឲកឳឦខឳឦគ".into(),
        name_latin: "Qxworkersname".into(),
        role: Role::VillageSocialWorker,
        supervisor: Some(worker(1)),
        areas: vec!["02040301".parse().unwrap()],
        phone: "0129988776655".into(),
        active: true,
    };
    let set = Action::Organisation(OrganisationAction::WorkerSet { worker: somebody.clone() });
    world.append(OURS, vec![world.entry(StreamId::from_uuid(OURS.uuid()), worker(6), 6, set)]).await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    sophea.get(&format!("/api/v1/families/{family}")).await.ok();

    // What ADR 13 said could be read, and how it is kept.
    let words = [
        somebody.account.as_str(),
        &somebody.name_km,
        &somebody.name_latin,
        &somebody.phone,
        "02040301",
        "02040101",
        "sophea",
        "SOPHEA",
        "family.person_added",
        "CREATE TABLE",
        "sqlite_autoindex",
        "family_rows",
        "root_key_fingerprint",
    ];
    let needles: Vec<(usize, Vec<Vec<u8>>)> =
        words.iter().enumerate().map(|(n, word)| (n, forms(word))).collect();
    let mut all = Vec::new();
    files(world.dir(), &mut all);
    let mut below = Vec::new();
    for (name, bytes) in &all {
        if name.ends_with("decrypted") {
            below.extend(found(bytes, &needles));
        } else {
            assert_eq!(found(bytes, &needles), Vec::<usize>::new(), "{name}");
            assert!(!bytes.starts_with(b"SQLite format 3"), "{name}");
        }
    }
    below.sort_unstable();
    below.dedup();
    assert_eq!(
        below,
        (0..words.len()).collect::<Vec<_>>(),
        "with the key they are found: the search can find them"
    );
    // SQLCipher must not be at work when the process ends (ADR 23).
    world.app.store.close().await;
}
