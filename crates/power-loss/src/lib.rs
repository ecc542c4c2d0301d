//! Simulates power cuts: records what SQLite writes into a folder, and builds from the recording what a cut at any
//! moment can leave on the disk.
//!
//! Synced bytes are there. Of the unsynced rest there may be everything, nothing, a beginning or any part, and of each
//! write any of its sectors. A file that was created or deleted may be as before, until its folder is synced. Each file
//! is cut by itself, so writes to several are reordered too. Disks and file systems promise no more (SQLite counts on
//! the same, <https://sqlite.org/atomiccommit.html>), and most of them take less back.
//!
//! ```no_run
//! # use std::path::Path;
//! # let (folder, copy) = (Path::new("a"), Path::new("b"));
//! let recording = kentongan_power_loss::Recording::begin(folder);
//! // Open the database and write; then:
//! let acknowledged_at = recording.position();
//! recording.tape().cut(acknowledged_at, 7).write_to(copy);
//! // Open the copy: every acknowledged row must be there.
//! ```
//!
//! The recording covers only files that SQLite itself writes. In every cut, the folder's other files are as they were
//! when the recording began.

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
    /// Records every file that SQLite opens in the folder from now on. Assumes that the folder's files are on the disk.
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

    /// How much is recorded so far. A cut from here on must keep everything acknowledged before.
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

/// Name and content of every file in the folder, except SQLite's shared memory: no power cut leaves it.
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
