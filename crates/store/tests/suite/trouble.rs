//! Full disks, killed servers, full queues.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::StreamId;
use kinkeeper_store::{Location, Store, StoreConfig, StoreError};

on_both_engines![what_was_acknowledged_is_there_after_a_kill, many_callers_at_once_all_hear_an_answer];

/// The writer itself, started by the test below in a process of its own: says each acknowledged entry on a line.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_process_that_writes_until_it_is_killed() {
    let Ok(location) = std::env::var("KINKEEPER_TEST_WRITE_TO") else { return };
    let store = Store::open(StoreConfig::new(Location::parse(&location), root_key())).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..8 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let her = actor(n);
            let stream = StreamId::from_u128(fresh());
            append(&store, her, vec![entry(stream, her, opened("02040501"))]).await;
            loop {
                let one = entry(stream, her, visit("2026-11-21", "a"));
                let id = one.id;
                append(&store, her, vec![one]).await;
                println!("acknowledged {id} {stream}");
            }
        }));
    }
    // None of them ends by itself; the first that does has failed.
    if let Some(task) = tasks.into_iter().next() {
        task.await.unwrap();
    }
}

async fn what_was_acknowledged_is_there_after_a_kill(place: Place) {
    place.open().await.close().await;
    let url = match &place.location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(url) => url.clone(),
    };
    for _ in 0..3 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "trouble::child_process_that_writes_until_it_is_killed", "--nocapture"])
            .env("KINKEEPER_TEST_WRITE_TO", &url)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let mut acknowledged = Vec::new();
        let mut take = |line: String| {
            let mut words = line.split(' ').skip_while(|word| !word.ends_with("acknowledged")).skip(1);
            if let (Some(id), Some(stream)) = (words.next(), words.next()) {
                acknowledged.push((id.to_owned(), stream.parse::<StreamId>().unwrap()));
            }
        };
        // Killed in the middle of writing.
        for _ in 0..200 {
            take(lines.next().unwrap().unwrap());
        }
        child.kill().unwrap();
        lines.map_while(Result::ok).for_each(take);
        child.wait().unwrap();
        let store = place.open().await;
        let found = store.verify().await.unwrap();
        assert!(found.is_sound(), "{found:?}");
        assert!(acknowledged.len() > 150);
        let mut there = std::collections::HashSet::new();
        for stream in
            acknowledged.iter().map(|(_, stream)| *stream).collect::<std::collections::BTreeSet<_>>()
        {
            let read = store
                .stream_entries(&reader(actor(1)), &proof(&store, stream).await, 0)
                .await
                .unwrap()
                .unwrap();
            there.extend(read.entries.iter().map(|entry| entry.head.id.to_string()));
        }
        let lost = acknowledged.iter().filter(|(id, _)| !there.contains(id)).count();
        assert_eq!(lost, 0);
        let live = store.projections_digest().await.unwrap();
        store.rebuild().await.unwrap();
        assert_eq!(store.projections_digest().await.unwrap(), live);
        store.close().await;
    }
}

async fn many_callers_at_once_all_hear_an_answer(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let mut tasks = Vec::new();
    for _ in 0..300 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let stream = StreamId::from_u128(fresh());
            let entries =
                vec![entry(stream, her, opened("02040501")), entry(stream, her, visit("2026-11-21", "a"))];
            seqs(&append(&store, her, entries).await)
        }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), [1, 2]);
    }
    assert_eq!(store.counts().await.unwrap().entries, 600);
    // After the last handle is closed, callers hear so.
    store.close().await;
    let late =
        store.append(request(her, vec![entry(StreamId::from_u128(fresh()), her, opened("02040501"))])).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
}

/// SQLite only: PostgreSQL's disk belongs to the server's administrator, and its "disk full" is mapped alike.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_full_disk_refuses_writes_and_goes_on_reading() {
    let place = Place::sqlite();
    place.open().await.close().await;
    place.sql("CREATE TABLE other_peoples_files (x BLOB); INSERT INTO other_peoples_files VALUES (zeroblob(400000));").await.unwrap();
    let store = Store::open(StoreConfig { max_pages: Some(400), ..place.config() }).await.unwrap();
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let long = "ក".repeat(20_000);
    let mut placed = 7;
    let error = loop {
        let one = entry(stream, her, visit("2026-11-21", &long));
        match store.append(request(her, vec![one])).await {
            Ok(receipts) => placed = seqs(&receipts)[0],
            Err(error) => break error,
        }
        assert!(placed < 500, "the disk never fills");
    };
    assert!(is_no_space(&error), "{error:?}");
    // Again and again, also with many at once.
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let store = store.clone();
        let one = entry(stream, her, visit("2026-11-21", &long));
        tasks.push(tokio::spawn(async move { store.append(request(her, vec![one])).await }));
    }
    for task in tasks {
        assert!(is_no_space(&task.await.unwrap().unwrap_err()));
    }
    // Nothing of them was written; reads go on, those that leave an audit row fail closed.
    assert_eq!(row(&store, stream).await.head, placed);
    assert_eq!(folded(&store, stream).await.log().head, placed);
    assert!(store.verify().await.unwrap().is_sound());
    // Somebody makes space: the same store writes again by itself.
    place.sql("DROP TABLE other_peoples_files;").await.unwrap();
    let one = entry(stream, her, visit("2026-11-21", &long));
    assert_eq!(seqs(&append(&store, her, vec![one]).await), [placed + 1]);
    assert!(store.verify().await.unwrap().is_sound());
}
