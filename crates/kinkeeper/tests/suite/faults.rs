//! Every write of the server fails once, as on a disk that is full and on one that is broken: nothing that it
//! acknowledged is lost, nothing is half there, reading goes on, and the sender is told plainly.

use crate::program::{Person, Place, Server, ok, problem};
use domain::entry::Entry;
use domain::ids::StreamId;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::Command;

/// "No space left on device" and "input/output error", as the kernel numbers them.
const ERRORS: [i64; 2] = [28, 5];
/// Calls that change files which one step of the walk makes at most, with a good deal to spare.
const MOST: i64 = 400;

/// The disk that fails on demand.
struct Disk {
    library: PathBuf,
    control: File,
}

impl Disk {
    /// Needs the C compiler, which SQLite needed too.
    fn beside(place: &Place) -> Self {
        let library = place.path("faults.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/faults.c");
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).output();
        let built = built.unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let control =
            File::options().read(true).write(true).create_new(true).open(place.path("faults")).unwrap();
        control.write_all_at(&[0; 24], 0).unwrap();
        Self { library, control }
    }

    fn serve(&self, place: &Place) -> Server {
        let mut command = place.command(&["serve"]);
        command
            .env("LD_PRELOAD", &self.library)
            .env("KINKEEPER_LOG", "warn")
            .env("FAULTS_BY", place.path("faults"))
            .env("FAULTS_UNDER", place.path("data").canonicalize().unwrap());
        Server::start(command)
    }

    /// The call of that number from now on fails; 0: none does.
    fn fail(&self, number: i64, error: i64) {
        self.control.write_all_at(&error.to_ne_bytes(), 8).unwrap();
        self.control.write_all_at(&0_i64.to_ne_bytes(), 16).unwrap();
        self.control.write_all_at(&number.to_ne_bytes(), 0).unwrap();
    }

    /// Whether it failed since.
    fn has_failed(&self) -> bool {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, 16).unwrap();
        i64::from_ne_bytes(bytes) > 0
    }
}

/// One thing that somebody does, which the disk may fail.
#[derive(Clone, Copy, Debug)]
enum Step {
    Opens,
    Writes,
    Reads,
    SignsIn,
}

struct Walk {
    person: Person,
    families: Vec<StreamId>,
    acknowledged: Vec<Entry>,
    faults: usize,
}

impl Walk {
    /// Sends something until it is taken: a failure is told plainly, and sending again is all that it needs.
    fn send(&mut self, entry: Entry) {
        let mut tries = 0;
        loop {
            let answer = self.person.push(std::slice::from_ref(&entry)).unwrap();
            if answer.status == 200 {
                let receipt = &ok(&answer)["receipts"][0];
                assert_ne!(receipt["verdict"], "refused", "{receipt}");
                break;
            }
            assert_eq!((answer.status, problem(&answer).as_str()), (507, "disk-full"));
            tries += 1;
            assert!(tries < 4, "one failure is answered with {tries} refusals");
            self.read(self.families.first().copied());
        }
        if let domain::entry::Action::Family(domain::family::FamilyAction::Opened { .. }) = &entry.action {
            self.families.push(entry.stream);
        }
        self.acknowledged.push(entry);
    }

    /// Reading goes on; or, when the very row that must be written about it failed, is refused once, and then goes on.
    fn read(&mut self, family: Option<StreamId>) {
        let Some(family) = family else { return };
        for tries in 0..3 {
            let answer = self.person.client.get(&format!("/api/v1/families/{family}")).unwrap();
            if answer.status == 200 {
                return;
            }
            assert_eq!(problem(&answer), "disk-full");
            assert!(tries < 2, "reading does not come back");
        }
    }

    fn step(&mut self, step: Step) {
        let family = self.families.last().copied();
        match step {
            Step::Opens => {
                let opening = self.person.opening();
                self.send(opening);
            }
            Step::Writes => {
                let visit = self.person.visit(family.unwrap());
                self.send(visit);
            }
            Step::Reads => self.read(family),
            Step::SignsIn => {
                for tries in 0..3 {
                    let device = self.person.device.to_string();
                    let answer =
                        self.person.client.sign_in("field1", "rivers bend quietly here", &device).unwrap();
                    if answer.status == 200 {
                        return;
                    }
                    assert_eq!(problem(&answer), "disk-full");
                    assert!(tries < 2, "signing in does not come back");
                }
            }
        }
    }
}

/// Lets each call of each kind of step fail in its turn, `rounds` times all over.
fn every_write_fails_once(rounds: usize) {
    // Somebody signs in again and again, from one place.
    let place = ["ACCOUNT_HOUR", "ACCOUNT_MONTH", "NETWORK_HOUR"];
    let place = place.iter().fold(Place::sqlite(), |place, limit| {
        place.with(format!("KINKEEPER_SIGN_IN__PER_{limit}").leak(), "1000000")
    });
    let (server, mut people) = place.office(1);
    assert!(server.stop().success());
    let disk = Disk::beside(&place);
    let mut server = disk.serve(&place);
    let mut person = people.pop().unwrap();
    person.reconnect(&server);
    let mut walk = Walk { person, families: Vec::new(), acknowledged: Vec::new(), faults: 0 };
    walk.step(Step::Opens);
    for round in 0..rounds {
        for error in ERRORS {
            for step in [Step::Opens, Step::Writes, Step::Reads, Step::SignsIn] {
                for number in 1..MOST {
                    disk.fail(number, error);
                    walk.step(step);
                    if !disk.has_failed() {
                        assert!(number > 1, "{step:?} writes nothing");
                        break;
                    }
                    walk.faults += 1;
                    assert!(number + 1 < MOST, "{step:?} makes more calls than are tried");
                }
            }
            // Closing writes too: what fails there is done again when it comes up.
            disk.fail(1 + i64::try_from(round).unwrap(), error);
            let _ = server.stop();
            walk.faults += usize::from(disk.has_failed());
            disk.fail(0, 0);
            assert!(place.run(&["verify"]).ends_with("\nsound\n"));
            server = disk.serve(&place);
            walk.person.reconnect(&server);
        }
    }
    for some in walk.acknowledged.chunks(400) {
        let answer = ok(&walk.person.push(some).unwrap());
        for receipt in answer["receipts"].as_array().unwrap() {
            assert_eq!(receipt["verdict"], "already_there", "{receipt}");
        }
    }
    println!("{} writes failed, {} entries were acknowledged", walk.faults, walk.acknowledged.len());
    assert!(walk.faults > rounds * 20, "{} faults are no test", walk.faults);
    assert!(server.stop().success());
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
}

#[test]
fn whatever_write_fails_nothing_is_lost_and_reading_goes_on() {
    let rounds = std::env::var("KINKEEPER_FAULT_ROUNDS").ok().and_then(|text| text.parse().ok());
    every_write_fails_once(rounds.unwrap_or(1));
}
