//! The right to send. Only one sender has it at a time. The app and the system's worker are two processes with one
//! outbox.
//!
//! A lease ends by itself. If its holder was killed, the missing process shows that at once. If the system froze the
//! holder during a request, nothing shows that, and the lease must run out. It counts in the phone's uptime, which
//! nobody can set. A reboot restarts the uptime. So a lease from before the reboot either ends later than any lease
//! can, or ends within [`LEASE`].
//!
//! A frozen holder that wakes up renews its lease before its next request. The renewal fails, because the lease is
//! lost. If the answer to its last request still comes, it stores the answer: a delivered record stays delivered.

use std::fs;
use std::io;
use std::time::Duration;

use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::Outbox;
use crate::storage::StorageError;

/// How long a lease is valid without renewal. It is longer than any request may take.
pub const LEASE: Duration = Duration::from_secs(90);

/// The right to send. Dropping it returns it.
#[derive(Debug)]
pub struct Lease<'a> {
    outbox: &'a Outbox,
    holder: [u8; 16],
}

impl Outbox {
    /// The right to send; `None` while another sender has it. `uptime` is the time since the phone was switched on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn lease(&self, uptime: Duration) -> Result<Option<Lease<'_>>, StorageError> {
        let holder = *uuid::Uuid::now_v7().as_bytes();
        let mut database = self.database();
        let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let held: Option<(String, i64)> = change
            .query_row("SELECT process, ends_at FROM lease", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((process, ends_at)) = held
            && is_running(ends_at, uptime)
            && !is_gone(&process)
        {
            return Ok(None);
        }
        let sql = "INSERT INTO lease (only_one, holder, process, ends_at) VALUES (1, ?1, ?2, ?3)
                   ON CONFLICT (only_one) DO UPDATE SET holder = excluded.holder, process = excluded.process,
                       ends_at = excluded.ends_at";
        change.execute(sql, (holder, this_process(), as_millis(uptime + LEASE)))?;
        change.commit()?;
        drop(database);
        Ok(Some(Lease { outbox: self, holder }))
    }
}

impl Lease<'_> {
    /// Extends the lease by [`LEASE`] from `uptime`. Returns whether this sender still has it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn renew(&self, uptime: Duration) -> Result<bool, StorageError> {
        let sql = "UPDATE lease SET ends_at = ?2 WHERE holder = ?1";
        Ok(self.outbox.database().execute(sql, (self.holder, as_millis(uptime + LEASE)))? == 1)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.outbox.database().execute("DELETE FROM lease WHERE holder = ?1", [self.holder]) {
            tracing::warn!(%error, "the right to send runs out by itself");
        }
    }
}

/// Whether a lease that ends then may still be running.
fn is_running(ends_at: i64, uptime: Duration) -> bool {
    (as_millis(uptime) + 1..=as_millis(uptime + LEASE)).contains(&ends_at)
}

/// This process: its number and its start time, because the system reuses numbers. Empty where the system does not say.
fn this_process() -> String {
    let id = std::process::id();
    began(id).map(|began| format!("{id}:{began}")).unwrap_or_default()
}

/// Whether the process has certainly ended.
fn is_gone(process: &str) -> bool {
    let Some((id, then)) = process.split_once(':') else { return false };
    let Ok(id) = id.parse() else { return false };
    match began(id) {
        Ok(now) => now != then,
        Err(error) => error.kind() == io::ErrorKind::NotFound && began(std::process::id()).is_ok(),
    }
}

/// The start time of a process, as the kernel counts: the 22nd field of `/proc/ID/stat` (proc(5)). The second field is
/// its name in brackets, which may hold any character.
fn began(process: u32) -> io::Result<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let behind_name = stat.rsplit_once(')').map(|(_, behind)| behind).unwrap_or_default();
    behind_name.split_whitespace().nth(19).map(ToOwned::to_owned).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn as_millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_runs_until_its_end_and_one_from_before_a_reboot_does_not() {
        let minute = Duration::from_secs(60);
        let ends_at = as_millis(60 * minute + LEASE);
        for (uptime, running) in [
            (60 * minute, true),
            (61 * minute, true),
            (60 * minute + LEASE, false),
            (99 * minute, false),
            (Duration::ZERO, false),
            (59 * minute, false),
        ] {
            assert_eq!(is_running(ends_at, uptime), running, "{uptime:?}");
        }
    }

    #[test]
    fn a_process_is_gone_when_another_process_or_none_has_its_number() {
        let me = this_process();
        assert!(!is_gone(&me), "{me}");
        assert!(is_gone(&format!("{}:1", std::process::id())), "began at another time");
        assert!(is_gone("4294967294:1"));
        assert!(!is_gone(""), "unknown is not gone");
    }
}
