//! `vault.tries`: the count of wrong PINs on disk.
//!
//! A try counts before the PIN is checked, and a full disk must not keep the owner out. So the file has its full size
//! from the start. A write overwrites it in place and needs no new block. It has two slots of one sector each. Writes
//! alternate between them, so a torn write damages only one.
//!
//! A damaged slot counts as one more wrong try. If both are damaged, the count is the one with the longest wait
//! ([`Tries::unknown`]). So cutting or deleting the file costs an attacker as much as guessing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::tries::Tries;
use crate::storage::{StorageError, replace_file};

/// A disk usually writes a sector whole or not at all. The digest detects the exceptions.
const SLOT: usize = 512;
const SLOTS: u64 = 2;
const DIGEST: usize = 32;
const PURPOSE: &str = "kentongan tries v1";

/// The file and its content.
#[derive(Debug)]
pub(super) struct TriesFile {
    path: PathBuf,
    /// The number of writes. The slot with the higher number is newer.
    number: u64,
    tries: Tries,
}

impl TriesFile {
    /// A file that does not exist yet, with no wrong try.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, number: 0, tries: Tries::none() }
    }

    /// Reads the file. `now` is the device's time.
    pub(super) fn read(path: PathBuf, now: Duration) -> Self {
        let (number, stored) = fs::read(&path).map_or((0, None), |bytes| newest(&bytes));
        if stored.is_none() {
            tracing::error!("the count of wrong PINs is lost: the longest wait applies");
        }
        let tries = stored.unwrap_or_else(|| Tries::unknown(now)).at(now);
        let mut file = Self { path, number, tries };
        // Store a wait that starts again (after a reboot, or a lost count), so that it starts only once.
        if tries.wait(now).is_some()
            && let Err(error) = file.write(tries)
        {
            tracing::warn!(%error, "the rest of the wait was not stored");
        }
        file
    }

    pub(super) fn tries(&self) -> Tries {
        self.tries
    }

    /// Writes the whole file with both slots.
    pub(super) fn create(&self) -> Result<(), StorageError> {
        let mut bytes = slot(self.number, self.tries).to_vec();
        bytes.extend(slot(self.number, self.tries));
        replace_file(&self.path, &bytes)
    }

    /// Stores the count, on disk when this returns. If that fails, the count stays as it was.
    pub(super) fn write(&mut self, tries: Tries) -> Result<(), StorageError> {
        let number = self.number.saturating_add(1);
        let before = std::mem::replace(self, Self { path: self.path.clone(), number, tries });
        let written = match self.overwrite() {
            Ok(true) => Ok(()),
            Ok(false) => self.create(),
            Err(error) => Err(error.into()),
        };
        written.inspect_err(|_| *self = before)
    }

    /// Overwrites one slot. Returns `false` when the file has another size, because it would have to grow.
    fn overwrite(&self) -> io::Result<bool> {
        let mut file = match OpenOptions::new().write(true).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        if !has_its_size(&file, &self.path)? {
            return Ok(false);
        }
        file.seek(SeekFrom::Start(self.number % SLOTS * SLOT as u64))?;
        file.write_all(&slot(self.number, self.tries))?;
        file.sync_data()?;
        Ok(true)
    }
}

fn has_its_size(file: &File, path: &Path) -> io::Result<bool> {
    let size = file.metadata()?.len();
    if size != SLOTS * SLOT as u64 {
        tracing::error!(path = %path.display(), size, "the file of wrong PINs has another size");
    }
    Ok(size == SLOTS * SLOT as u64)
}

/// One slot: number and count, then their digest, then zeros up to the sector's end.
fn slot(number: u64, tries: Tries) -> [u8; SLOT] {
    let mut content = number.to_le_bytes().to_vec();
    content.extend(tries.to_bytes());
    content.extend(digest(&content));
    content.resize(SLOT, 0);
    let mut slot = [0; SLOT];
    slot.copy_from_slice(&content);
    slot
}

/// The newer slot's number and count; one more try when the other slot is damaged.
fn newest(bytes: &[u8]) -> (u64, Option<Tries>) {
    if bytes.len() as u64 != SLOTS * SLOT as u64 {
        return (0, None);
    }
    let slots: Vec<Option<(u64, Tries)>> = bytes.chunks(SLOT).map(read_slot).collect();
    let newest = slots.iter().flatten().max_by_key(|(number, _)| *number).copied();
    let spoilt = slots.iter().any(Option::is_none);
    match newest {
        // The damaged slot may be the newer one, so its try counts.
        Some((number, tries)) if spoilt => (number, Some(tries.with_another())),
        Some((number, tries)) => (number, Some(tries)),
        None => (0, None),
    }
}

fn read_slot(slot: &[u8]) -> Option<(u64, Tries)> {
    let (content, rest) = slot.split_at_checked(8 + Tries::BYTES)?;
    if rest.get(..DIGEST)? != digest(content).as_slice() {
        return None;
    }
    let (number, tries) = content.split_at(8);
    Some((u64::from_le_bytes(number.try_into().ok()?), Tries::from_bytes(tries.try_into().ok()?)))
}

fn digest(content: &[u8]) -> [u8; DIGEST] {
    blake3::derive_key(PURPOSE, content)
}
