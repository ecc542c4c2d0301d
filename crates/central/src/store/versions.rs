//! Taking record versions. They are inserted once and never changed.
//!
//! The bytes of a version decide what it is: the same bytes again are a duplicate, whichever device sealed them. A
//! record is its maker's: (maker, id). Two versions of one record with the same revision and other bytes are a conflict
//! that a person settles; until then the first counts, and both can be read.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::{DeviceId, FormReference, PhoneStatus, RecordId, Waiting};
use kentongan_forms::Answers;

use super::new_version::{Bearer, Kept, NewVersion};
use super::rollups::Changes;
use super::transaction::Transaction;
use super::{Actor, Store, StoreError, attachments, audit, devices, feed, millis, moment, organisation, quotas};
use crate::flags::{Flag, Flags};
use crate::shares::{self, Share};

/// How many versions one failing version undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Together {
    /// All of a job: without savepoints, SQLite need not copy every page before each record.
    All,
    /// None of the others: each has a savepoint.
    Each,
}

impl Store {
    /// Stores versions, and the bearer's status, in one go. If one of them fails, stores them once more, with only that
    /// one left out. The results are in the order of the versions.
    ///
    /// # Errors
    /// An error that concerns all, such as a full disk. Then nothing is stored.
    pub(crate) async fn take_versions(
        &self,
        versions: &Arc<Vec<NewVersion>>,
        bearer: Bearer,
        now: Timestamp,
    ) -> Result<Vec<Kept>, StoreError> {
        #[cfg(feature = "fail-points")]
        super::planted::look(self, versions).await?;
        match self.take_together(versions, bearer.clone(), now, Together::All).await {
            Err(error) if !error.concerns_all() => self.take_together(versions, bearer, now, Together::Each).await,
            done => done,
        }
    }

    async fn take_together(
        &self,
        versions: &Arc<Vec<NewVersion>>,
        bearer: Bearer,
        now: Timestamp,
        together: Together,
    ) -> Result<Vec<Kept>, StoreError> {
        let versions = Arc::clone(versions);
        self.write(move |tx| {
            let kept = take(tx, &versions, now, together)?;
            if let Bearer::Phone(device, said) = bearer {
                let waiting = still_waiting(said.waiting, &kept, &versions, device);
                devices::contact(tx, device, &PhoneStatus { waiting, ..said }, now)?;
            }
            Ok(kept)
        })
        .await
    }

    /// Notes that an account brings a carry file with so many envelopes.
    pub(crate) async fn note_carry_file(&self, actor: Actor, envelopes: usize) -> Result<(), StoreError> {
        let subject = format!("{envelopes} envelopes");
        self.write(move |tx| audit::note(tx, crate::now(), &actor, "carry file", &subject)).await
    }

    /// What a receipt proves about a version: when exactly these bytes were committed.
    pub(crate) async fn stored_versions(
        &self,
        versions: Vec<(RecordId, u32)>,
    ) -> Result<Vec<Vec<StoredVersion>>, StoreError> {
        self.read(move |tx| versions.into_iter().map(|(record, revision)| stored(tx, record, revision)).collect()).await
    }
}

/// What a receipt proves about a stored version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredVersion {
    /// blake3 of its bytes.
    pub(crate) digest: [u8; 32],
    /// When it was committed.
    pub(crate) received_at: Timestamp,
}

fn stored(tx: &Transaction<'_>, record: RecordId, revision: u32) -> Result<Vec<StoredVersion>, StoreError> {
    let found = tx.all(
        "SELECT digest, received_at FROM versions WHERE organisation = ?1 AND record = ?2 AND revision = ?3",
        (tx.organisation, record.as_bytes(), revision),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let version = |(digest, at)| Ok(StoredVersion { digest, received_at: moment(at)? });
    found.into_iter().map(version).collect()
}

/// What still waits on the phone after it has read this answer.
fn still_waiting(said: Waiting, kept: &[Kept], versions: &[NewVersion], device: DeviceId) -> Waiting {
    let is_here = |kept: &Kept| matches!(kept, Kept::Stored(_) | Kept::Duplicate(_));
    let delivered =
        kept.iter().zip(versions).filter(|(kept, version)| is_here(kept) && version.maker == device).count();
    let left = said.records.saturating_sub(u32::try_from(delivered).unwrap_or(u32::MAX));
    Waiting { records: left, oldest_finished_at: said.oldest_finished_at.filter(|_| left > 0) }
}

fn take(
    tx: &Transaction<'_>,
    versions: &[NewVersion],
    now: Timestamp,
    together: Together,
) -> Result<Vec<Kept>, StoreError> {
    let mut batch = Batch {
        now,
        arrival: tx.next("arrival", i64::try_from(versions.len()).unwrap_or(i64::MAX))?,
        areas: known_areas(tx, versions)?,
        changes: Changes::default(),
        quotas: quotas::Today::read(tx, versions.iter().map(|version| version.maker), now)?,
    };
    let mut outcomes = Vec::with_capacity(versions.len());
    for version in versions {
        let kept = match together {
            Together::All => batch.take_one(tx, version),
            Together::Each => batch.take_alone(tx, version),
        };
        outcomes.push(kept?);
    }
    batch.changes.apply(tx)?;
    batch.quotas.write(tx)?;
    Ok(outcomes)
}

/// The areas that the versions name and that exist.
fn known_areas(tx: &Transaction<'_>, versions: &[NewVersion]) -> Result<HashSet<String>, StoreError> {
    let named: HashSet<&str> = versions.iter().filter_map(|version| version.area.as_deref()).collect();
    let mut known = HashSet::new();
    for area in named {
        if organisation::area_by_code(tx, area)?.is_some() {
            known.insert(area.to_owned());
        }
    }
    Ok(known)
}

/// What the versions of one transaction share.
struct Batch {
    now: Timestamp,
    /// The arrival number of the next version.
    arrival: i64,
    areas: HashSet<String>,
    changes: Changes,
    quotas: quotas::Today,
}

/// Whether the rollups count a version.
enum Counts {
    /// No: a later revision or another version of this one counts.
    Not,
    /// Yes: it is the first version here.
    First,
    /// Yes, in place of an earlier revision with these shares.
    Instead {
        /// Month of the earlier revision.
        month: String,
        /// Area of the earlier revision.
        area: String,
        /// Its shares.
        shares: Vec<Share>,
    },
}

/// The version that counts for a record.
struct Counted {
    revision: u32,
    digest: [u8; 32],
}

impl Batch {
    /// Takes a version in its own savepoint. If that fails, nothing of it is stored.
    fn take_alone(&mut self, tx: &Transaction<'_>, version: &NewVersion) -> Result<Kept, StoreError> {
        tx.execute("SAVEPOINT version", [])?;
        let kept = match self.take_one(tx, version) {
            Ok(kept) => kept,
            Err(error) if error.concerns_all() => return Err(error),
            Err(error) => {
                tracing::error!(record = %version.record, %error, "a record could not be stored");
                tx.execute("ROLLBACK TO version", [])?;
                Kept::Failed
            }
        };
        tx.execute("RELEASE version", [])?;
        Ok(kept)
    }

    fn take_one(&mut self, tx: &Transaction<'_>, new: &NewVersion) -> Result<Kept, StoreError> {
        if !self.quotas.allows(new.maker, new.body.len()) {
            return Ok(kept_before(tx, new)?.unwrap_or(Kept::OverQuota));
        }
        let (area, mut flags) = self.place(new);
        if !insert(tx, new, &area, self.arrival, self.now)? {
            return kept_before(tx, new)?.ok_or(StoreError::Damaged("version"));
        }
        let (kept, counts) = if begin_record(tx, new, &area, self.arrival, self.now)? {
            if is_of_another(tx, new)? {
                flags.add(Flag::SameId);
            }
            (Kept::Stored(self.now), Counts::First)
        } else {
            self.beside(tx, new, &area)?
        };
        // In memory only now, after everything that can fail has been done.
        if flags != new.flags {
            set_flags(tx, new, &flags)?;
        }
        if let Some(received) = new.received.as_ref().filter(|_| matches!(kept, Kept::Stored(_))) {
            feed::append(tx, new.maker, received)?;
        }
        attachments::expect(tx, new.record, new.maker, &new.attachments)?;
        self.arrival += 1;
        self.quotas.count(new.maker, new.body.len());
        if let Counts::Instead { month, area, shares } = &counts {
            self.changes.record(-1, (&new.form.id, month, area), shares);
        }
        if !matches!(counts, Counts::Not) {
            self.changes.record(1, (&new.form.id, &new.month, &area), &new.shares);
        }
        Ok(kept)
    }

    /// The area where a version counts. An area that does not exist is no area.
    fn place(&self, new: &NewVersion) -> (String, Flags) {
        let mut flags = new.flags.clone();
        match &new.area {
            Some(area) if self.areas.contains(area) => (area.clone(), flags),
            Some(_) => {
                flags.add(Flag::UnknownArea);
                (new.home.clone(), flags)
            }
            None => (new.home.clone(), flags),
        }
    }

    /// The record has a version. Revisions may arrive in any order, and only the highest counts.
    fn beside(&self, tx: &Transaction<'_>, new: &NewVersion, area: &str) -> Result<(Kept, Counts), StoreError> {
        if others_of_revision(tx, new)? {
            tracing::warn!(record = %new.record, revision = new.revision, maker = %new.maker, "a conflicting version is kept");
            tx.execute(
                "UPDATE records SET conflicting = 1 WHERE organisation = ?1 AND maker = ?2 AND record = ?3",
                (tx.organisation, new.maker.as_bytes(), new.record.as_bytes()),
            )?;
            return Ok((Kept::Conflict, Counts::Not));
        }
        let counted = counted(tx, new)?;
        if counted.revision > new.revision {
            return Ok((Kept::Stored(self.now), Counts::Not));
        }
        let counts = instead_of(tx, new, &counted)?;
        tx.execute(
            "UPDATE records SET code = ?4, area = ?5, month = ?6, revision = ?7, digest = ?8, arrival = ?9, received_at = ?10
             WHERE organisation = ?1 AND maker = ?2 AND record = ?3",
            (
                tx.organisation,
                new.maker.as_bytes(),
                new.record.as_bytes(),
                &new.code,
                area,
                &new.month,
                new.revision,
                new.digest,
                self.arrival,
                millis(self.now),
            ),
        )?;
        Ok((Kept::Stored(self.now), counts))
    }
}

/// Inserts a version. Returns `false` when its bytes are here.
fn insert(
    tx: &Transaction<'_>,
    new: &NewVersion,
    area: &str,
    arrival: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    #[cfg(feature = "fail-points")]
    {
        super::planted::insert(tx, new, area, arrival, now)
    }
    #[cfg(not(feature = "fail-points"))]
    {
        super::inserting::insert_with(tx, super::inserting::INSERT, new, area, arrival, now)
    }
}

/// What became of the same bytes when they came before, if they did.
fn kept_before(tx: &Transaction<'_>, new: &NewVersion) -> Result<Option<Kept>, StoreError> {
    let found = tx.one(
        "SELECT received_at, arrival, maker FROM versions
         WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND digest = ?4",
        (tx.organisation, new.record.as_bytes(), new.revision, new.digest),
        |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?)),
    )?;
    let Some((received_at, arrival, maker)) = found else { return Ok(None) };
    let earlier = "SELECT 1 FROM versions
         WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND maker = ?4 AND arrival < ?5";
    let conflicts = tx.exists(earlier, (tx.organisation, new.record.as_bytes(), new.revision, maker, arrival))?;
    Ok(Some(if conflicts { Kept::Conflict } else { Kept::Duplicate(moment(received_at)?) }))
}

/// Makes the record of its first version. Returns `false` when the record is here. On an engine with several writers,
/// the second one waits at this row for the first.
fn begin_record(
    tx: &Transaction<'_>,
    new: &NewVersion,
    area: &str,
    arrival: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let made = tx.execute(
        "INSERT INTO records (organisation, maker, record, code, form_id, area, month, revision, digest, arrival,
                              received_at, first_received_at, state, conflicting)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 'new', 0)
         ON CONFLICT (organisation, maker, record) DO NOTHING",
        (
            tx.organisation,
            new.maker.as_bytes(),
            new.record.as_bytes(),
            &new.code,
            &new.form.id,
            area,
            &new.month,
            new.revision,
            new.digest,
            arrival,
            millis(now),
        ),
    )?;
    Ok(made > 0)
}

/// Whether another device has sent a record with the same id.
fn is_of_another(tx: &Transaction<'_>, new: &NewVersion) -> Result<bool, StoreError> {
    tx.exists(
        "SELECT 1 FROM versions WHERE organisation = ?1 AND record = ?2 AND maker <> ?3",
        (tx.organisation, new.record.as_bytes(), new.maker.as_bytes()),
    )
}

fn others_of_revision(tx: &Transaction<'_>, new: &NewVersion) -> Result<bool, StoreError> {
    tx.exists(
        "SELECT 1 FROM versions WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND maker = ?4 AND digest <> ?5",
        (tx.organisation, new.record.as_bytes(), new.revision, new.maker.as_bytes(), new.digest),
    )
}

fn set_flags(tx: &Transaction<'_>, new: &NewVersion, flags: &Flags) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE versions SET flags = ?5 WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND digest = ?4",
        (tx.organisation, new.record.as_bytes(), new.revision, new.digest, flags.to_text()),
    )?;
    Ok(())
}

fn counted(tx: &Transaction<'_>, new: &NewVersion) -> Result<Counted, StoreError> {
    let found = tx.one(
        "SELECT revision, digest FROM records WHERE organisation = ?1 AND maker = ?2 AND record = ?3",
        (tx.organisation, new.maker.as_bytes(), new.record.as_bytes()),
        |row| Ok(Counted { revision: row.get(0)?, digest: row.get(1)? }),
    )?;
    found.ok_or(StoreError::Damaged("record"))
}

/// The shares of the version that counted until now.
fn instead_of(tx: &Transaction<'_>, new: &NewVersion, counted: &Counted) -> Result<Counts, StoreError> {
    let found = tx.one(
        "SELECT form_id, form_version, month, area, countable FROM versions
         WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND digest = ?4",
        (tx.organisation, new.record.as_bytes(), counted.revision, counted.digest),
        |row| {
            let form = FormReference { id: row.get(0)?, version: row.get(1)? };
            Ok((form, row.get(2)?, row.get(3)?, row.get::<_, String>(4)?))
        },
    )?;
    let (form, month, area, countable) = found.ok_or(StoreError::Damaged("version"))?;
    if form.id != new.form.id {
        return Err(StoreError::Damaged("form of an earlier revision"));
    }
    let shares = match tx.form(&form)? {
        None => vec![Share::of_the_record()],
        Some(definition) => {
            let json = serde_json::from_str(&countable).map_err(|_| StoreError::Damaged("countable answers"))?;
            shares::shares(&definition, &Answers::readable(&definition, &json).0)
        }
    };
    Ok(Counts::Instead { month, area, shares })
}
