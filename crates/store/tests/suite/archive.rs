//! The logical backup.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::{ImportId, OrganisationId};
use domain::time::Millis;
use kinkeeper_store::people::CredentialRow;
use kinkeeper_store::places::{NewPlace, PlacesImport};
use kinkeeper_store::records::{ImportRow, TrayPut, TrayScope};
use kinkeeper_store::{RootKey, Store, StoreConfig, StoreError};
use std::io::Cursor;

on_both_engines![
    a_backup_restores_into_the_other_engine,
    a_backup_taken_while_writing_is_consistent,
    a_cut_or_changed_backup_is_refused_whole,
    a_database_with_content_takes_no_backup,
];

async fn filled(store: &Store) {
    organisation(store).await;
    for n in 0..5 {
        family(store, actor(1), "សុខ សុភា", &format!("Sok Number{n}")).await;
    }
    let (stream, _) = family(store, actor(2), "ចាន់ ដារា", "Chan Dara").await;
    let put = TrayPut {
        id: domain::ids::EntryId::from_u128(fresh()),
        stream,
        made_at: NOW,
        actor: actor(2),
        at: NOW,
        request_id: "test".into(),
        code: "newer_version".into(),
        reason: "version 9".into(),
        entry: b"{\"v\":9}".to_vec(),
    };
    store.tray_put(put).await.unwrap();
    let credential = CredentialRow {
        worker: actor(1).worker,
        hash: "$argon2id$x".into(),
        changed_at: NOW,
        must_change: true,
        used_by: None,
        expires_at: None,
    };
    store.set_credential(credential).await.unwrap();
    let unit = |code: &str, parent: Option<&str>| NewPlace {
        code: code.into(),
        parent: parent.map(Into::into),
        kind: "province".into(),
        name_km: "បាត់ដំបង".into(),
        name_en: "Battambang".into(),
    };
    let units = vec![unit("02", None), unit("0204", Some("02"))];
    store
        .places_import(PlacesImport { units, as_of: day("2026-01-01"), at: NOW, complete: true })
        .await
        .unwrap();
    let import = ImportRow {
        id: ImportId::from_u128(5),
        org: OrganisationId::from_u128(50),
        by: actor(4).worker,
        at: NOW,
        families: vec![stream],
        rolled_back: Some(Millis(NOW.0 + 5)),
    };
    store.import_record(import).await.unwrap();
    store.set_setting("demo", "yes").await.unwrap();
}

async fn export(store: &Store) -> Vec<u8> {
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    sink.take()
}

async fn a_backup_restores_into_the_other_engine(place: Place) {
    let store = place.open().await;
    filled(&store).await;
    let copy = export(&store).await;
    let other = place.other();
    let restored = other.open().await;
    let done = restored.import_all(Box::new(Cursor::new(copy.clone()))).await.unwrap();
    assert_eq!(done.entries, store.counts().await.unwrap().entries);
    assert_eq!(restored.projections_digest().await.unwrap(), store.projections_digest().await.unwrap());
    let found = restored.verify().await.unwrap();
    assert!(found.is_sound(), "{found:?}");
    assert_eq!(found, store.verify().await.unwrap());
    assert_eq!(restored.places_all().await.unwrap(), store.places_all().await.unwrap());
    assert_eq!(restored.imports(actor(1).org).await.unwrap(), store.imports(actor(1).org).await.unwrap());
    assert_eq!(restored.credential(actor(1).worker).await.unwrap().unwrap().hash, "$argon2id$x");
    assert_eq!(restored.setting("demo").await.unwrap().as_deref(), Some("yes"));
    let tray = restored.tray(TrayScope::Organisation(actor(1).org), 10).await.unwrap();
    let item = restored.tray_item(&reader(actor(2)), actor(1).org, tray[0].id).await.unwrap().unwrap();
    assert_eq!(item.entry.unwrap(), b"{\"v\":9}");
    // The copy of the copy is the same but for the read just now, and the ledger goes on.
    family(&restored, actor(1), "ចាន់ ដារា", "Chan Dara").await;
    assert!(restored.verify().await.unwrap().is_sound());
    // Under another root key it is of no use.
    let third = place.other();
    let config = StoreConfig::new(third.location.clone(), RootKey::from_bytes([9; 32]));
    let stranger = Store::open(config).await.unwrap();
    let error = stranger.import_all(Box::new(Cursor::new(copy))).await.err();
    assert!(matches!(error, Some(StoreError::WrongRootKey)), "{error:?}");
}

async fn a_backup_taken_while_writing_is_consistent(place: Place) {
    let store = place.open().await;
    filled(&store).await;
    let writing = store.clone();
    let writer = tokio::spawn(async move {
        for n in 0..60 {
            family(&writing, actor(1), "សុខ សុភា", &format!("Sok Later{n}")).await;
        }
    });
    let mut copies = Vec::new();
    for _ in 0..3 {
        copies.push(export(&store).await);
    }
    writer.await.unwrap();
    for copy in copies {
        let other = Place::sqlite();
        let restored = other.open().await;
        restored.import_all(Box::new(Cursor::new(copy))).await.unwrap();
        let found = restored.verify().await.unwrap();
        assert!(found.is_sound(), "{found:?}");
    }
}

async fn a_cut_or_changed_backup_is_refused_whole(place: Place) {
    let store = place.open().await;
    filled(&store).await;
    let copy = export(&store).await;
    let other = place.other();
    let target = other.open().await;
    let lines: Vec<&[u8]> = copy.split_inclusive(|b| *b == b'\n').collect();
    let mut missing = lines.clone();
    missing.remove(lines.len() / 2);
    let mut changed = copy.clone();
    let middle = lines[..lines.len() / 2].iter().map(|line| line.len()).sum::<usize>();
    let at = middle + changed[middle..].windows(3).position(|w| w == b"000").unwrap();
    changed[at] = b'1';
    for bad in [
        copy[..copy.len() - 10].to_vec(),
        lines[..lines.len() - 1].concat(),
        missing.concat(),
        changed,
        lines[1..].concat(),
        b"hello\n".to_vec(),
        Vec::new(),
    ] {
        let error = target.import_all(Box::new(Cursor::new(bad))).await.err();
        assert!(matches!(error, Some(StoreError::BadArchive(_))), "{error:?}");
        let counts = target.counts().await.unwrap();
        assert_eq!((counts.streams, counts.audit, counts.tray), (0, 0, 0));
    }
    target.import_all(Box::new(Cursor::new(copy))).await.unwrap();
}

async fn a_database_with_content_takes_no_backup(place: Place) {
    let store = place.open().await;
    filled(&store).await;
    let copy = export(&store).await;
    assert!(matches!(store.import_all(Box::new(Cursor::new(copy))).await, Err(StoreError::NotEmpty)));
    assert!(store.verify().await.unwrap().is_sound());
}
