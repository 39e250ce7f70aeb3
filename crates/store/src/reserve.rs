//! Room on the disk that is kept for one purpose: when the disk is full, reading goes on. Whoever reads about a
//! family is written down first, or she does not get to read it; so reading needs a little room to write in. A
//! file without meaning holds that room beside a SQLite database. It is given up when the disk is full, and taken
//! again before anything else is written.

use crate::engine::Location;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// How much, in bytes: some ten thousand readings.
const SIZE: usize = 4 * 1024 * 1024;

/// The room of one database. One of PostgreSQL has none: its disk is another's care.
pub(crate) struct Reserve {
    file: Option<PathBuf>,
    given_up: AtomicBool,
}

impl Reserve {
    /// Takes the room beside a database, if there is any.
    pub(crate) fn beside(location: &Location) -> Self {
        let file = match location {
            Location::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".reserve");
                Some(PathBuf::from(name))
            }
            Location::Postgres(_) => None,
        };
        let reserve = Self { file, given_up: AtomicBool::new(true) };
        if !reserve.is_held() {
            tracing::warn!(
                "there is no room to keep in reserve: should the disk get full, reading stops too"
            );
            // Nothing was kept, so nothing has to be waited for.
            reserve.given_up.store(false, Ordering::SeqCst);
        }
        reserve
    }

    /// Whether the room is kept; takes it again when it was given up and the disk has it.
    pub(crate) fn is_held(&self) -> bool {
        let Some(file) = &self.file else { return true };
        if !self.given_up.load(Ordering::SeqCst) {
            return true;
        }
        let held = is_whole(file) || fill(file).is_ok();
        if held {
            self.given_up.store(false, Ordering::SeqCst);
        } else {
            // What there is left is for readings.
            let _ = fs::remove_file(file);
        }
        held
    }

    /// Gives the room up. Whether there is any to give, or was.
    pub(crate) fn give_up(&self) -> bool {
        let Some(file) = &self.file else { return false };
        let had = self.given_up.swap(true, Ordering::SeqCst);
        fs::remove_file(file).is_ok() || had
    }
}

fn is_whole(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|about| usize::try_from(about.len()).is_ok_and(|len| len == SIZE))
}

fn fill(file: &Path) -> std::io::Result<()> {
    let mut file = File::create(file)?;
    // Not in one piece: a hole in a file keeps no room, and so large a block need not be in memory.
    let block = [0x6b; 64 * 1024];
    for _ in 0..SIZE / block.len() {
        file.write_all(&block)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_kept_given_up_and_taken_again() {
        let dir = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(dir.path().join("a.db"));
        let file = dir.path().join("a.db.reserve");
        let reserve = Reserve::beside(&location);
        assert!(reserve.is_held() && is_whole(&file));
        assert!(reserve.give_up() && !file.exists());
        assert!(reserve.give_up(), "it was given up before");
        assert!(reserve.is_held() && is_whole(&file));
        // One that is there already is not written again.
        assert!(Reserve::beside(&location).is_held());
        // A piece of one is no reserve.
        fs::write(&file, b"cut").unwrap();
        assert!(Reserve::beside(&location).is_held() && is_whole(&file));
    }

    #[test]
    fn without_room_nothing_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::beside(&Location::Sqlite(dir.path().join("no/such/folder/a.db")));
        assert!(reserve.is_held());
        assert!(!reserve.give_up());
        assert!(!Reserve::beside(&Location::Postgres(String::new())).give_up());
    }
}
