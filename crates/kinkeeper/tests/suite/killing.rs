//! The server is killed under load, again and again: what it acknowledged is there.

use crate::program::{Person, Place, ok};
use domain::entry::Entry;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;
use testkit::dice::Dice;

/// Opens a family and writes visits until the server is gone; what was acknowledged, with the place it was given.
fn write(person: &mut Person, first: &Sender<()>) -> Vec<(Entry, u64)> {
    let mut acknowledged = Vec::new();
    let mut next = person.opening();
    let family = next.stream;
    while let Ok(answer) = person.push(std::slice::from_ref(&next)) {
        let receipt = &ok(&answer)["receipts"][0];
        assert_eq!(receipt["verdict"], "placed", "{receipt}");
        acknowledged.push((next, receipt["seq"].as_u64().unwrap()));
        let _ = first.send(());
        next = person.visit(family);
    }
    acknowledged
}

/// Sends everything again: each entry is at the place that was promised.
fn is_there(person: &mut Person, acknowledged: &[(Entry, u64)]) {
    for some in acknowledged.chunks(400) {
        let entries: Vec<Entry> = some.iter().map(|(entry, _)| entry.clone()).collect();
        let answer = ok(&person.push(&entries).unwrap());
        for (receipt, (entry, seq)) in answer["receipts"].as_array().unwrap().iter().zip(some) {
            assert_eq!(
                (&receipt["verdict"], &receipt["seq"]),
                (&"already_there".into(), &(*seq).into()),
                "{}",
                entry.id
            );
        }
    }
}

fn killed_again_and_again(place: &Place, rounds: u64, seed: u64) {
    let (mut server, mut people) = place.office(4);
    let mut dice = Dice::seeded(seed);
    let mut total = 0;
    for _ in 0..rounds {
        let (first, begun) = channel();
        // After some acknowledgements, and then at any moment.
        let heard = dice.between(1, 30);
        let patience = Duration::from_millis(dice.between(0, 15).unsigned_abs());
        let acknowledged: Vec<Vec<(Entry, u64)>> = thread::scope(|scope| {
            let clients: Vec<_> = people
                .iter_mut()
                .map(|person| {
                    let first = first.clone();
                    scope.spawn(move || write(person, &first))
                })
                .collect();
            for _ in 0..heard {
                begun.recv_timeout(Duration::from_secs(60)).unwrap();
            }
            thread::sleep(patience);
            server.kill();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        server = place.serve();
        for (person, acknowledged) in people.iter_mut().zip(&acknowledged) {
            person.reconnect(&server);
            is_there(person, acknowledged);
            total += acknowledged.len();
        }
        assert!(place.run(&["verify"]).ends_with("\nsound\n"));
    }
    let rounds = usize::try_from(rounds).unwrap();
    assert!(total > rounds * 2, "{total} entries in {rounds} rounds are no load");
    assert!(server.stop().success());
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
    println!("killed {rounds} times; {total} acknowledged entries are all there");
}

/// How often in all: few in every run, as many as wanted by `KINKEEPER_KILLS`.
fn kills(few: u64) -> u64 {
    std::env::var("KINKEEPER_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

/// A fresh office every hundred rounds: `verify` reads all that there is, each time.
fn killed(few: u64, place: impl Fn(u64) -> Place) {
    let mut left = kills(few);
    while left > 0 {
        let rounds = left.min(100);
        killed_again_and_again(&place(left), rounds, left);
        left -= rounds;
    }
}

#[test]
fn sqlite_loses_nothing_that_it_acknowledged() {
    killed(20, |_| Place::sqlite());
}

#[test]
fn postgres_loses_nothing_that_it_acknowledged() {
    killed(5, |left| Place::postgres(&format!("killing{left}")));
}
