//! Central's news for this phone: the progress of its records, and the organisation that runs central.
//!
//! The vault takes news in any order and any number of times, because the outbox may hand over an item twice. A newer
//! central's news waits unread until an app update.

use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::feed::Opened;
use kentongan_exchange::{DeviceId, FeedEntry, Organisation, RecordId, RecordNews, RecordProgress};
use rusqlite::{Connection, Transaction};

use super::Vault;
use super::retention::as_millis;
use crate::storage::{StorageError, from_json, millis, moment, to_json};

/// One status of a record, with its times by central's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The status.
    pub progress: RecordProgress,
    /// When central reported it for the first time.
    pub first_at: Timestamp,
    /// When central reported it last. A case can return to an earlier status.
    pub last_at: Timestamp,
}

/// The current status of a record: the one that central reported last.
///
/// A receipt for a new revision answers a request for information. It does not cancel an acceptance.
#[must_use]
pub fn current(steps: &[Step]) -> Option<Step> {
    let is_accepted = steps.iter().any(|step| step.progress.is_accepted());
    let received = steps.iter().find(|step| step.progress == RecordProgress::Received).map(|step| step.last_at);
    let holds = |step: &&Step| match step.progress {
        RecordProgress::Received => !is_accepted,
        RecordProgress::NeedsInformation => received.is_none_or(|at| at <= step.last_at),
        RecordProgress::Accepted | RecordProgress::InHandling | RecordProgress::Closed => true,
    };
    steps.iter().filter(holds).max_by_key(|step| (step.last_at, step.progress)).copied()
}

impl Vault {
    /// Stores the items of a device's feed, in one transaction. `passed` is the elapsed time; the retention of a newly
    /// accepted case counts from it. Items that this build cannot read stay unread.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn note_news(
        &mut self,
        device: DeviceId,
        items: &[(u64, Opened)],
        passed: Duration,
    ) -> Result<(), StorageError> {
        let change = self.connection.transaction()?;
        for (cursor, item) in items {
            match item {
                Opened::Read(entry) => note(&change, device, entry, passed)?,
                Opened::Unread(body) => {
                    let sql =
                        "INSERT INTO unread_news (device, cursor, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
                    let cursor = i64::try_from(*cursor).unwrap_or(i64::MAX);
                    change.prepare_cached(sql)?.execute((device.as_bytes(), cursor, body))?;
                }
            }
        }
        Ok(change.commit()?)
    }

    /// Stores news that an older build left unread and this build can read, in one transaction. Returns whether there
    /// was any.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn read_kept_news(&mut self, passed: Duration) -> Result<bool, StorageError> {
        let change = self.connection.transaction()?;
        let mut any = false;
        for (device, cursor, body) in unread(&change)? {
            let Opened::Read(entry) = Opened::from_json(&body) else { continue };
            if let Some(device) = DeviceId::from_slice(&device) {
                note(&change, device, &entry, passed)?;
            }
            let sql = "DELETE FROM unread_news WHERE device = ?1 AND cursor = ?2";
            change.prepare_cached(sql)?.execute((device, cursor))?;
            any = true;
        }
        change.commit()?;
        Ok(any)
    }

    /// How many items this build cannot read.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn unread_news(&self) -> Result<u32, StorageError> {
        Ok(self.connection.query_row("SELECT count(*) FROM unread_news", [], |row| row.get(0))?)
    }
}

/// Device, cursor and body.
type Unread = (Vec<u8>, i64, Vec<u8>);

fn unread(change: &Connection) -> Result<Vec<Unread>, StorageError> {
    let mut statement = change.prepare_cached("SELECT device, cursor, body FROM unread_news ORDER BY cursor")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn note(change: &Transaction<'_>, device: DeviceId, entry: &FeedEntry, passed: Duration) -> Result<(), StorageError> {
    match entry {
        FeedEntry::Record(news) if news.maker != device => {
            tracing::warn!(record = %news.record, "news of another phone's record");
            Ok(())
        }
        FeedEntry::Record(news) => note_progress(change, news, passed),
        FeedEntry::Organisation(organisation) => note_organisation(change, device, organisation),
    }
}

/// Ignores news about a record that is not on this phone.
fn note_progress(change: &Connection, news: &RecordNews, passed: Duration) -> Result<(), StorageError> {
    put_step(change, news.record, news.progress, news.at)?;
    if news.progress.is_accepted() {
        let sql = "INSERT INTO acceptances (record, noted_at) SELECT record, ?2 FROM records WHERE record = ?1
                   ON CONFLICT DO NOTHING";
        change.prepare_cached(sql)?.execute((news.record.as_bytes(), as_millis(passed)))?;
    }
    Ok(())
}

/// Stores a status of a record, if the record is on this phone.
pub(super) fn put_step(
    change: &Connection,
    record: RecordId,
    progress: RecordProgress,
    at: Timestamp,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO steps (record, progress, first_at, last_at)
               SELECT record, json_extract(?2, '$'), ?3, ?3 FROM records WHERE record = ?1
               ON CONFLICT (record, progress) DO UPDATE SET first_at = min(first_at, excluded.first_at),
                   last_at = max(last_at, excluded.last_at)";
    change.prepare_cached(sql)?.execute((record.as_bytes(), to_json(&progress)?, millis(at)))?;
    Ok(())
}

/// Ignores news for an earlier enrolment: another central may run this phone now.
fn note_organisation(change: &Connection, device: DeviceId, new: &Organisation) -> Result<(), StorageError> {
    let Organisation { name, office, telephone, whatsapp } = new;
    let sql = "UPDATE enrolment SET organisation = ?2, office = ?3, telephone = ?4, whatsapp = ?5 WHERE device = ?1";
    change.prepare_cached(sql)?.execute((device.as_bytes(), name, office, telephone, whatsapp))?;
    Ok(())
}

/// For a record `r`: its steps as JSON, for [`steps`].
pub(super) const STEPS: &str = "(SELECT json_group_array(json_array(s.progress, s.first_at, s.last_at))
                                 FROM steps s WHERE s.record = r.record)";

/// Reads the JSON of [`STEPS`], in the order in which a case proceeds.
pub(super) fn steps(json: &str) -> Result<Vec<Step>, StorageError> {
    let rows: Vec<(RecordProgress, i64, i64)> = from_json(json)?;
    let read = |(progress, first, last)| {
        Ok::<_, StorageError>(Step { progress, first_at: moment(first)?, last_at: moment(last)? })
    };
    let mut steps = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    steps.sort_by_key(|step| step.progress);
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use RecordProgress::{Accepted, Closed, InHandling, NeedsInformation, Received};

    #[test]
    fn how_far_a_record_has_come_follows_from_its_steps_in_whatever_order_they_were_told() {
        /// A status, and the seconds at which central reported it first and last.
        type StatusTimes = (RecordProgress, i64, i64);
        let table: &[(&[StatusTimes], Option<RecordProgress>)] = &[
            (&[], None),
            (&[(Received, 1, 1)], Some(Received)),
            (&[(Received, 1, 1), (Accepted, 2, 2)], Some(Accepted)),
            (&[(InHandling, 3, 3), (Accepted, 2, 2), (Received, 1, 1)], Some(InHandling)),
            (&[(Received, 1, 1), (NeedsInformation, 2, 2)], Some(NeedsInformation)),
            // Central received the second revision.
            (&[(Received, 1, 3), (NeedsInformation, 2, 2)], Some(Received)),
            (&[(Received, 1, 4), (Accepted, 2, 2), (NeedsInformation, 3, 3)], Some(Accepted)),
            (&[(Received, 1, 9), (Accepted, 2, 2), (InHandling, 3, 3)], Some(InHandling)),
            // Central asked, got an answer, and asked again while somebody handles the case.
            (
                &[(Received, 1, 3), (Accepted, 2, 2), (NeedsInformation, 2, 5), (InHandling, 4, 4)],
                Some(NeedsInformation),
            ),
            (&[(Accepted, 2, 2), (InHandling, 2, 2)], Some(InHandling)),
            (&[(Received, 1, 1), (Accepted, 2, 2), (InHandling, 3, 3), (Closed, 4, 4)], Some(Closed)),
            // The case was reopened.
            (&[(Accepted, 2, 2), (InHandling, 3, 5), (Closed, 4, 4)], Some(InHandling)),
        ];
        for (told, expected) in table {
            let at = |second| Timestamp::from_second(second).unwrap();
            let steps: Vec<Step> = told
                .iter()
                .map(|&(progress, first, last)| Step { progress, first_at: at(first), last_at: at(last) })
                .collect();
            assert_eq!(current(&steps).map(|step| step.progress), *expected, "{told:?}");
        }
    }
}
