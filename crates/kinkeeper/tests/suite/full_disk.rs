//! A disk that is full: writing is refused with words, reading goes on, and nothing has to be started again.

use crate::program::{Place, Server, ok, problem};
use std::process::Command;

/// A small disk. As root a file system of its own; otherwise a limit on how long files may get, which the engine
/// meets in the same place.
enum Disk {
    FileSystem(tempfile::TempDir),
    Limit,
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

impl Disk {
    fn small() -> Self {
        let folder = tempfile::tempdir().unwrap();
        if succeeds(
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "kinkeeper"]).arg(folder.path()),
        ) {
            return Self::FileSystem(folder);
        }
        eprintln!("no file system can be mounted here: the length of files is limited instead");
        Self::Limit
    }

    fn place(&self) -> Place {
        match self {
            Self::FileSystem(folder) => Place::at(folder.path()),
            Self::Limit => Place::sqlite(),
        }
    }

    fn serve(&self, place: &Place) -> Server {
        match self {
            Self::FileSystem(_) => place.serve(),
            Self::Limit => {
                let script = "trap '' XFSZ; ulimit -S -f 6000; exec \"$0\" serve";
                let args = ["-c", script, env!("CARGO_BIN_EXE_kinkeeper")];
                Server::start(place.prepared(Command::new("sh"), &args))
            }
        }
    }

    fn grow(&self, server: &Server) {
        let done = match self {
            Self::FileSystem(folder) => {
                succeeds(Command::new("mount").args(["-o", "remount,size=64m"]).arg(folder.path()))
            }
            Self::Limit => {
                succeeds(Command::new("prlimit").args(["--fsize=unlimited", "--pid", &server.id()]))
            }
        };
        assert!(done, "the disk cannot be made larger");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::FileSystem(folder) = self {
            let _ = Command::new("umount").arg(folder.path()).status();
        }
    }
}

#[test]
fn writes_are_refused_reads_go_on_and_writes_come_back() {
    let disk = Disk::small();
    let place = disk.place();
    let passphrase = place.add("field1", "village_social_worker", &[]);
    let server = disk.serve(&place);
    let mut person = crate::program::Person::sign_in(&server, "field1", &passphrase, 1);
    let opening = person.opening();
    let family = opening.stream;
    person.placed(&[opening]);
    let mut written = 1;
    let refused = loop {
        let visits: Vec<_> = (0..100).map(|_| person.visit(family)).collect();
        let answer = person.push(&visits).unwrap();
        if answer.status != 200 {
            assert_eq!((problem(&answer).as_str(), answer.status), ("disk-full", 507));
            break visits;
        }
        written += visits.len();
        assert!(written < 100_000, "the disk never gets full");
    };
    // Smaller ones may still fit; the disk is full when one entry does not.
    while person.push(std::slice::from_ref(&refused[0])).unwrap().status == 200 {
        let visit = person.visit(family);
        if person.push(&[visit]).unwrap().status != 200 {
            break;
        }
        written += 1;
        assert!(written < 100_000);
    }
    // Who she is, the places, whether the server is there.
    assert_eq!(ok(&person.client.get("/api/v1/me").unwrap())["account"], "field1");
    assert_eq!(person.client.get("/healthz").unwrap().status, 200);
    // A family's file too: what has to be written down about reading it finds room that was kept free for it.
    let file = ok(&person.client.get(&format!("/api/v1/families/{family}")).unwrap());
    assert!(file["streams"][0]["entries"].as_array().unwrap().len() >= written.min(500));
    ok(&person.client.get("/api/v1/caseload").unwrap());
    for _ in 0..3 {
        let answer = person.push(&refused).unwrap();
        assert_eq!(problem(&answer), "disk-full");
    }

    disk.grow(&server);
    let answer = ok(&person.push(&refused).unwrap());
    let receipts = answer["receipts"].as_array().unwrap();
    assert!(receipts.iter().all(|receipt| receipt["verdict"] != "refused"), "{answer}");
    assert!(server.stop().success());
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
}
