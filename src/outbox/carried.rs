//! Envelopes of other phones that this phone carries, and the receipts that it brings back.
//!
//! They never mix with the phone's own: they have their own table and their own requests. A carrier cannot check an
//! envelope, so even a forged one may be here. It can check central's signature on a receipt, so only valid receipts
//! are here.

use jiff::Timestamp;
use kentongan_exchange::carrying::{MAX_CARRIED, MAX_CARRY_BYTES};
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{DeviceId, Envelope, Receipt};
use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::carried_receipts::deliver;
use super::carry_items::CarryItems;
use super::columns::{OURS, as_stored, device_id, envelope_of};
use super::delivery::{standing_of, stored};
use super::{Delivery, Outbox, SendTrouble, Standing};
use crate::storage::{StorageError, from_json, millis, moment, to_json};

/// The result of taking an envelope along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarryResult {
    /// The phone carries it from now on.
    New,
    /// The phone carries it already, or has its receipt.
    Known,
    /// It is this phone's own: it waits here, or it is delivered.
    Own,
    /// This phone carries its maximum.
    NoRoom,
}

/// The result of taking a receipt with a valid signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptResult {
    /// It delivers a record of this phone.
    Delivers,
    /// It is for a version of this phone's record, but for other bytes.
    DoesNotFit,
    /// It delivers a carried envelope.
    Carried,
    /// Nothing here waits for it.
    NotWaited,
}

/// The state of everything that this phone carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CarriedStatus {
    /// Envelopes that wait to be sent.
    pub waiting: u32,
    /// Envelopes that central rejected.
    pub refused: u32,
    /// Envelopes for another central. This phone cannot send them.
    pub elsewhere: u32,
    /// Why the last attempt did not deliver one of the waiting envelopes.
    pub trouble: Option<SendTrouble>,
    /// Receipts to bring back.
    pub receipts: u32,
    /// Those of the receipts that a carry file has.
    pub given: u32,
    /// When the next attempt is due; `None` when nothing waits.
    pub next_attempt_at: Option<Timestamp>,
}

impl Outbox {
    /// Takes envelopes to carry, in one transaction. Returns the result for each, in order.
    ///
    /// # Errors
    /// [`StorageError`]. Then it took none.
    pub fn take_along(&self, envelopes: &[Envelope], now: Timestamp) -> Result<Vec<CarryResult>, StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let sql = "SELECT count(*), coalesce(sum(size), 0) FROM carried";
        let (mut count, mut bytes): (i64, i64) = change.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut taken = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let size = as_stored(envelope.size());
            let is_full = count >= as_stored(MAX_CARRIED) || bytes.saturating_add(size) > as_stored(MAX_CARRY_BYTES);
            let one = if is_own(&change, envelope)? {
                CarryResult::Own
            } else if is_receipted(&change, envelope)? {
                CarryResult::Known
            } else if is_full {
                CarryResult::NoRoom
            } else if put(&change, envelope, size, now)? {
                (count, bytes) = (count + 1, bytes + size);
                CarryResult::New
            } else {
                CarryResult::Known
            };
            taken.push(one);
        }
        change.commit()?;
        Ok(taken)
    }

    /// Takes a receipt that somebody brought. The caller has checked its signature. This function checks that it is for
    /// a version that waits here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn take_receipt(
        &self,
        receipt: &Receipt,
        central: &Recipient,
        now: Timestamp,
    ) -> Result<ReceiptResult, StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let version = (receipt.record.as_bytes(), receipt.revision);
        let sql = "SELECT device, digest FROM envelopes WHERE record = ?1 AND revision = ?2 AND state <> 'delivered'";
        let own: Option<(Vec<u8>, Vec<u8>)> =
            change.prepare_cached(sql)?.query_row(version, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let taken = match own {
            Some((device, digest)) if device == receipt.device.as_bytes() && digest == receipt.digest.0 => {
                let sql = "UPDATE envelopes SET state = 'delivered', detail = ?3, noted = 0
                           WHERE record = ?1 AND revision = ?2";
                change.prepare_cached(sql)?.execute((version.0, version.1, to_json(receipt)?))?;
                ReceiptResult::Delivers
            }
            Some(_) => ReceiptResult::DoesNotFit,
            None if deliver(&change, receipt, central, now)? => ReceiptResult::Carried,
            None => ReceiptResult::NotWaited,
        };
        change.commit()?;
        Ok(taken)
    }

    /// Stores the new states of carried envelopes, in one transaction. Only the receipt stays of a delivered one.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_carried_standings(
        &self,
        standings: &[(&Envelope, Standing)],
        central: &Recipient,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        for (envelope, standing) in standings {
            if let Delivery::Delivered { receipt } = &standing.delivery {
                deliver(&change, receipt, central, now)?;
                continue;
            }
            let (state, detail) = stored(&standing.delivery)?;
            let sql = "UPDATE carried SET state = ?2, detail = ?3, attempts = ?4, next_attempt_at = ?5
                       WHERE fingerprint = ?1";
            let (fingerprint, next) = (fingerprint(envelope)?, millis(standing.next_attempt_at));
            change.prepare_cached(sql)?.execute(params![fingerprint, state, detail, standing.attempts, next])?;
        }
        Ok(change.commit()?)
    }

    /// The state of everything that this phone carries.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn carried_status(&self) -> Result<CarriedStatus, StorageError> {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE {OURS} AND state = 'waiting'),
                 count(*) FILTER (WHERE {OURS} AND state = 'refused'),
                 count(*) FILTER (WHERE NOT {OURS}),
                 min(next_attempt_at) FILTER (WHERE {OURS}),
                 (SELECT detail FROM carried WHERE {OURS} AND state = 'waiting' AND detail <> ''
                     ORDER BY next_attempt_at DESC LIMIT 1),
                 (SELECT count(*) FROM carried_receipts WHERE {OURS}),
                 (SELECT count(*) FROM carried_receipts WHERE {OURS} AND given = 1)
             FROM carried"
        );
        let database = self.database();
        let mut statement = database.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(CarriedStatus::default()) };
        let trouble: Option<String> = row.get(4)?;
        Ok(CarriedStatus {
            waiting: row.get(0)?,
            refused: row.get(1)?,
            elsewhere: row.get(2)?,
            next_attempt_at: row.get::<_, Option<i64>>(3)?.map(moment).transpose()?,
            trouble: trouble.map(|trouble| from_json(&trouble)).transpose()?,
            receipts: row.get(5)?,
            given: row.get(6)?,
        })
    }

    /// Device and state of each carried envelope that central rejected.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn carried_refused(&self) -> Result<Vec<(DeviceId, Standing)>, StorageError> {
        let database = self.database();
        let sql = format!(
            "SELECT device, state, detail, attempts, next_attempt_at FROM carried
             WHERE {OURS} AND state = 'refused' ORDER BY number"
        );
        let mut statement = database.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut refused = Vec::new();
        while let Some(row) = rows.next()? {
            refused.push((device_id(&row.get::<_, Vec<u8>>(0)?)?, standing_of(row, 1)?));
        }
        Ok(refused)
    }

    /// Deletes envelopes that this phone cannot deliver: rejected ones, and those for another central. The phones that
    /// made them still have them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn discard_undeliverable(&self) -> Result<(), StorageError> {
        self.database().execute(&format!("DELETE FROM carried WHERE state = 'refused' OR NOT {OURS}"), [])?;
        Ok(())
    }

    /// The waiting envelopes for this phone's central, its own first, as many as fit into a carry file.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn envelopes_to_carry(&self) -> Result<CarryItems<Envelope>, StorageError> {
        let database = self.database();
        let sql = format!(
            "SELECT record, revision, device, wire, recipient, signature, ciphertext FROM (
                 SELECT 0 AS whose, number, record, revision, device, wire, recipient, signature, ciphertext
                 FROM envelopes WHERE state = 'waiting' AND {OURS}
                 UNION ALL
                 SELECT 1, number, record, revision, device, wire, recipient, signature, ciphertext
                 FROM carried WHERE state = 'waiting' AND {OURS})
             ORDER BY whose, number"
        );
        let mut statement = database.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let (mut to_carry, mut bytes) = (CarryItems { items: Vec::new(), left_out: 0 }, 0_usize);
        while let Some(row) = rows.next()? {
            let envelope = envelope_of(row, 0)?;
            // A line holds the envelope and some words around it.
            bytes = bytes.saturating_add(envelope.size() + 600);
            if to_carry.items.len() < MAX_CARRIED && bytes <= MAX_CARRY_BYTES {
                to_carry.items.push(envelope);
            } else {
                to_carry.left_out += 1;
            }
        }
        Ok(to_carry)
    }
}

/// Whether a version is this phone's own, even if it was sealed again.
fn is_own(change: &Database, envelope: &Envelope) -> Result<bool, StorageError> {
    let sql = "SELECT 1 FROM connection WHERE device = ?3
               UNION ALL SELECT 1 FROM envelopes WHERE record = ?1 AND revision = ?2";
    let values = (envelope.record.as_bytes(), envelope.revision, envelope.device.as_bytes());
    Ok(change.prepare_cached(sql)?.exists(values)?)
}

fn is_receipted(change: &Database, envelope: &Envelope) -> Result<bool, StorageError> {
    let sql = "SELECT 1 FROM carried_receipts WHERE record = ?1 AND revision = ?2 AND device = ?3";
    let values = (envelope.record.as_bytes(), envelope.revision, envelope.device.as_bytes());
    Ok(change.prepare_cached(sql)?.exists(values)?)
}

/// Adds an envelope. Returns whether it is new here.
fn put(change: &Database, envelope: &Envelope, size: i64, now: Timestamp) -> Result<bool, StorageError> {
    let sql = "INSERT INTO carried (fingerprint, record, revision, device, taken_at, state, detail, attempts,
                   next_attempt_at, wire, recipient, signature, size, ciphertext)
               VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', '', 0, 0, ?6, ?7, ?8, ?9, ?10)
               ON CONFLICT (fingerprint) DO NOTHING";
    let put = change.prepare_cached(sql)?.execute(params![
        fingerprint(envelope)?,
        envelope.record.as_bytes(),
        envelope.revision,
        envelope.device.as_bytes(),
        millis(now),
        envelope.wire,
        envelope.recipient.as_str(),
        envelope.signature.0,
        size,
        envelope.ciphertext.0,
    ])?;
    Ok(put > 0)
}

/// The identity of an envelope.
fn fingerprint(envelope: &Envelope) -> Result<[u8; 32], StorageError> {
    Ok(*blake3::hash(to_json(envelope)?.as_bytes()).as_bytes())
}
