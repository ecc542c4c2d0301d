//! The envelopes that the phone sends in batches: its own and, in another table, carried ones.

use std::collections::HashSet;

use jiff::Timestamp;
use kentongan_exchange::Envelope;

use super::columns::{OURS, envelope_of};
use super::delivery::standing_of;
use super::{LONGEST_BACK_OFF, Outbox, REFUSED_PAUSE, SendTrouble, Standing};
use crate::storage::{StorageError, millis, to_json};

/// Whose envelopes they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// This phone's own.
    Own,
    /// Those of other phones, for the same central.
    Carried,
}

/// An envelope to send now.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The sealed envelope.
    pub envelope: Envelope,
    /// Its receipt must be for this digest. `None` for carried envelopes: only the maker's phone knows it.
    pub digest: Option<[u8; 32]>,
    /// Its standing.
    pub standing: Standing,
}

/// What is due at `?1`. If a next attempt is later than any pause allows, somebody set the clock back: then it is due
/// as well. `?2` is `?1` plus the longest pause of waiting envelopes, `?3` plus that of rejected ones.
const DUE: &str = "state <> 'delivered'
    AND (next_attempt_at <= ?1 OR next_attempt_at > CASE state WHEN 'waiting' THEN ?2 ELSE ?3 END)";

/// The three moments for [`DUE`].
fn due_at(now: Timestamp) -> [i64; 3] {
    let after = |pause| millis(now.saturating_add(pause).unwrap_or(Timestamp::MAX));
    [millis(now), after(LONGEST_BACK_OFF), after(REFUSED_PAUSE)]
}

impl Queue {
    fn table(self) -> &'static str {
        match self {
            Self::Own => "envelopes",
            Self::Carried => "carried",
        }
    }

    fn is_due(self) -> String {
        match self {
            Self::Own => DUE.to_owned(),
            Self::Carried => format!("{OURS} AND {DUE}"),
        }
    }

    pub(super) fn picking(self) -> String {
        let digest = match self {
            Self::Own => "digest",
            Self::Carried => "NULL",
        };
        let (table, is_due) = (self.table(), self.is_due());
        format!(
            "SELECT record, revision, device, wire, recipient, signature, ciphertext, state, detail, attempts,
                 next_attempt_at, size, {digest}
             FROM {table} WHERE {is_due} ORDER BY attempts, number"
        )
    }

    pub(super) fn counting(self) -> String {
        format!("SELECT count(*), coalesce(max(attempts), 0) FROM {} WHERE {}", self.table(), self.is_due())
    }
}

impl Outbox {
    /// Due envelopes, at most `count` and (except the first) `bytes`. No two are of the same version, because central
    /// answers by version. Those with the fewest attempts come first, so an envelope that always fails never blocks the
    /// others.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due(&self, queue: Queue, now: Timestamp, count: usize, bytes: usize) -> Result<Vec<Outgoing>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached(&queue.picking())?;
        let mut rows = statement.query(due_at(now))?;
        let (mut due, mut versions, mut taken) = (Vec::new(), HashSet::new(), 0_usize);
        while due.len() < count
            && let Some(row) = rows.next()?
        {
            let Ok(envelope) = envelope_of(row, 0) else {
                // A damaged row must not stop the others. Unlocking mends it.
                tracing::warn!("an envelope cannot be read");
                continue;
            };
            if !versions.insert((envelope.record, envelope.revision)) {
                continue;
            }
            taken = taken.saturating_add(usize::try_from(row.get::<_, i64>(11)?).unwrap_or(0));
            if taken > bytes && !due.is_empty() {
                break;
            }
            due.push(Outgoing { envelope, digest: row.get(12)?, standing: standing_of(row, 7)? });
        }
        Ok(due)
    }

    /// The number of due envelopes.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_count(&self, queue: Queue, now: Timestamp) -> Result<u32, StorageError> {
        Ok(self.database().prepare_cached(&queue.counting())?.query_row(due_at(now), |row| row.get(0))?)
    }

    /// The highest number of attempts of a due envelope; 0 when none is due.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_attempts(&self, queue: Queue, now: Timestamp) -> Result<u32, StorageError> {
        Ok(self.database().prepare_cached(&queue.counting())?.query_row(due_at(now), |row| row.get(1))?)
    }

    /// Makes all due envelopes wait until `next_attempt_at`. The phone did not reach central, so trying the others is
    /// useless.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn postpone_due(
        &self,
        queue: Queue,
        now: Timestamp,
        trouble: SendTrouble,
        next_attempt_at: Timestamp,
    ) -> Result<(), StorageError> {
        let (table, is_due) = (queue.table(), queue.is_due());
        let sql = format!(
            "UPDATE {table} SET next_attempt_at = ?4, detail = CASE state WHEN 'waiting' THEN ?5 ELSE detail END
             WHERE {is_due}"
        );
        let [now, waiting, refused] = due_at(now);
        let values = (now, waiting, refused, millis(next_attempt_at), to_json(&trouble)?);
        self.database().prepare_cached(&sql)?.execute(values)?;
        Ok(())
    }
}
