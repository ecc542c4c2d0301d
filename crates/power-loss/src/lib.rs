//! A power cut, without one: what SQLite wrote into a folder is recorded, and from the recording is built what a cut
//! at any moment can leave on the disk.
//!
//! What was synced is there. Of what was not, everything, nothing, a beginning or any part may be, and of each write
//! any of its sectors; a file that was made or deleted may be as it was before, until its folder is synced. Each file
//! goes its own way, so writes to several are reordered too. That is what disks and file systems promise (SQLite
//! counts on the same, <https://sqlite.org/atomiccommit.html>), and more than most of them take back.
//!
//! ```no_run
//! # use std::path::Path;
//! # let (folder, copy) = (Path::new("a"), Path::new("b"));
//! let recording = kentongan_power_loss::Recording::begin(folder);
//! // Open the database and write; then:
//! let acknowledged_at = recording.position();
//! recording.tape().cut(acknowledged_at, 7).write_to(copy);
//! // Open the copy: what was acknowledged must be there.
//! ```
//!
//! Only files that SQLite itself writes are recorded. Any others in the folder are in every cut as they were when the
//! recording began.

mod tape;
mod vfs;

use std::fs;
use std::path::{Path, PathBuf};

pub use tape::{Cut, Tape};

/// A folder whose databases are recorded.
pub struct Recording {
    folder: PathBuf,
}

impl Recording {
    /// Records every file that SQLite opens in the folder from now on. What lies there is taken to be on the disk.
    ///
    /// # Panics
    /// When the folder cannot be read.
    #[must_use]
    pub fn begin(folder: &Path) -> Self {
        #[expect(clippy::expect_used, reason = "only tests use it")]
        let folder = folder.canonicalize().expect("the folder is there");
        vfs::record(&folder, Tape::of(files(&folder)));
        Self { folder }
    }

    /// How much was recorded so far. What was acknowledged before must outlive a cut from here on.
    #[must_use]
    pub fn position(&self) -> usize {
        vfs::with_tape(&self.folder, |tape| tape.len())
    }

    /// The recording so far.
    #[must_use]
    pub fn tape(&self) -> Tape {
        vfs::with_tape(&self.folder, |tape| tape.clone())
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        vfs::forget(&self.folder);
    }
}

/// Name and content of every file in the folder but SQLite's shared memory, which no power cut leaves.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Ok(content) = fs::read(&path)
            && !name.ends_with("-shm")
        {
            files.push((name, content));
        }
    }
    files
}
