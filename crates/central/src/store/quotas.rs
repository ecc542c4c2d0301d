//! How much one device may bring in a day, as the maker of records. It is far above what a person can record, also for
//! a phone that comes back after months, and far below what would fill the disk. What a device carries for others
//! counts against their makers.

use std::collections::HashMap;

use jiff::Timestamp;
use kentongan_exchange::DeviceId;

use super::transaction::Transaction;
use super::{StoreError, millis};

/// Most new versions of one maker in a day.
pub(crate) const VERSIONS_A_DAY: i64 = 20_000;
/// Most bytes of new versions of one maker in a day, packed.
pub(crate) const BYTES_A_DAY: i64 = 64 * 1024 * 1024;
const MILLIS_OF_A_DAY: i64 = 24 * 60 * 60 * 1000;

#[derive(Default)]
struct Used {
    versions: i64,
    bytes: i64,
    changed: bool,
}

/// What the makers of a batch have brought today.
pub(super) struct Today {
    day: i64,
    used: HashMap<DeviceId, Used>,
}

impl Today {
    pub(super) fn read(
        tx: &Transaction<'_>,
        makers: impl Iterator<Item = DeviceId>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let day = millis(now).div_euclid(MILLIS_OF_A_DAY);
        let mut used = HashMap::new();
        for maker in makers {
            if used.contains_key(&maker) {
                continue;
            }
            let found = tx.one(
                "SELECT versions, bytes FROM quotas WHERE organisation = ?1 AND maker = ?2 AND day = ?3",
                (tx.organisation, maker.as_bytes(), day),
                |row| Ok(Used { versions: row.get(0)?, bytes: row.get(1)?, changed: false }),
            )?;
            used.insert(maker, found.unwrap_or_default());
        }
        Ok(Self { day, used })
    }

    /// Whether the maker may bring one more version of this size.
    pub(super) fn allows(&self, maker: DeviceId, bytes: usize) -> bool {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.used
            .get(&maker)
            .is_none_or(|used| used.versions < VERSIONS_A_DAY && used.bytes.saturating_add(bytes) <= BYTES_A_DAY)
    }

    /// Counts a new version.
    pub(super) fn count(&mut self, maker: DeviceId, bytes: usize) {
        let used = self.used.entry(maker).or_default();
        used.versions += 1;
        used.bytes += i64::try_from(bytes).unwrap_or(i64::MAX);
        used.changed = true;
    }

    /// Stores the counts.
    pub(super) fn write(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        for (maker, used) in self.used.iter().filter(|(_, used)| used.changed) {
            tx.execute(
                "INSERT INTO quotas (organisation, maker, day, versions, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (organisation, maker, day) DO UPDATE SET versions = excluded.versions, bytes = excluded.bytes",
                (tx.organisation, maker.as_bytes(), self.day, used.versions, used.bytes),
            )?;
        }
        Ok(())
    }
}
