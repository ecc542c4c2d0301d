//! Finishing a draft, and reconciling vault and outbox.
//!
//! Two files need two commits, and a crash may come between them. The vault comes first and is the source of truth.
//! [`Phone::reconcile`] adds to the outbox what is missing there, and stores in the vault what the outbox has received.

use kentongan_exchange::feed::Opened;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::record::RecordError;
use kentongan_exchange::sealing::Sealer;
use kentongan_exchange::{
    Envelope, MAX_ENVELOPE_BYTES, MAX_RECORD_BYTES, RecordCode, RecordId, RecordVersion, SealedAnswers, WIRE_VERSION,
};
use kentongan_fail_points::reach;
use kentongan_forms::Entry;
use serde_json::Map;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::drafts::readable;
use super::open_vault::OpenVault;
use super::retention::erase_due;
use super::sealers::Sealers;
use super::{FinishError, Phone, PhoneError, photos};
use crate::outbox::{Connection, Delivery, NewEnvelope, Outbox, OutboxItem};
use crate::vault::{FinishedVersion, Finishing, StoredEnrolment, VaultError, Verdict};

/// How many versions one step of reconciling takes. Between the steps, screens can use the vault, however much waits.
const AT_ONCE: u32 = 50;

impl Phone {
    /// Finishes a draft: checks it, seals it, and puts it into the outbox. It makes two commits, one in the vault and
    /// one in the outbox.
    ///
    /// Finishing a finished record again is safe. It makes sure that the record waits to be sent.
    ///
    /// # Errors
    /// [`FinishError::Problems`] when the person must look at a question again.
    pub fn finish(&self, record: RecordId) -> Result<RecordCode, FinishError> {
        let (now, wall_clock) = (self.now(), self.wall_clock());
        let outbox = &self.0.outbox;
        let (code, finished_before) = self.with_open(|open| {
            let (draft, form) = open.answers_of(record).map_err(FinishError::Phone)?;
            if draft.finished {
                return Ok((draft.code, true));
            }
            let answers = readable(&form, &draft.answers);
            let entry = Entry::resume(Arc::clone(&form), Arc::clone(&open.lists), wall_clock, answers);
            let answers = entry.finished().map_err(FinishError::Problems)?;
            let (kept, has_photos) = (answers.to_json(), !photos::photos(&form, &answers).is_empty());
            let (countable, sealed) = answers.split(&form);
            let Sealers { case, central } = open.take_sealers().map_err(RecordError::from)?;
            let device_seq = open.vault.next_device_seq()?;
            let version = RecordVersion {
                wire: WIRE_VERSION,
                record,
                revision: 1,
                code: draft.code.clone(),
                form: draft.form.clone(),
                device_seq,
                started_at: draft.started_at,
                finished_at: now,
                finished_at_wall_clock: wall_clock,
                countable: countable.to_json(),
                sealed: SealedAnswers::seal_with(&sealed.to_json(), case).map_err(RecordError::from)?,
                unknown: Map::new(),
            };
            let body = version.to_bytes()?;
            let has_sealed = version.sealed.is_some();
            let version = FinishedVersion {
                record,
                revision: version.revision,
                code: draft.code.clone(),
                form: draft.form,
                finished_at: now,
                digest: RecordVersion::digest(&body),
                body,
            };
            let envelope = open.envelope(&version, central)?;
            if version.body.len() > MAX_RECORD_BYTES || envelope.envelope.ciphertext.0.len() > MAX_ENVELOPE_BYTES {
                return Err(FinishError::TooLarge);
            }
            let finishing = Finishing { device_seq, saved: &draft.answers, answers: &kept, has_sealed };
            reach("phone.finish.before_vault");
            open.vault.finish(&version, finishing).map_err(PhoneError::from)?;
            reach("phone.finish.between_files");
            // From here on the record is safe, whatever happens to the outbox.
            let put = outbox.put(std::slice::from_ref(&envelope)).map_err(PhoneError::from);
            reach("phone.finish.before_photos");
            put.and_then(|()| if has_photos { photos::put_missing(open, outbox) } else { Ok(()) })
                .inspect_err(|_| self.reconcile_later())?;
            reach("phone.finish.both_files");
            Ok((draft.code, false))
        })?;
        if finished_before {
            self.reconcile()?;
        }
        self.prepare_sealers();
        self.wake_for_new();
        Ok(code)
    }

    /// Reconciles vault and outbox, if the vault is open, and erases what is due.
    pub(super) fn reconcile(&self) -> Result<(), PhoneError> {
        let outbox = &self.0.outbox;
        self.note_news()?;
        self.with_open(|open| put_connection(open, outbox))?;
        let versions = self.with_open(|open| open.vault.without_receipt().map_err(PhoneError::from))?;
        for part in versions.chunks(AT_ONCE as usize) {
            self.with_open(|open| put_missing(open, outbox, part))?;
        }
        self.with_open(|open| photos::put_missing(open, outbox))
    }

    /// Mends what cannot be true in the outbox, once for each unlocking: it looks at every row. A rejection that is gone
    /// there is gone in the vault too. If it fails (the disk is full), the next unlocking tries again.
    pub(super) fn mend_outbox(&self) {
        let mended = self.with_open(|open| {
            let mended = self.0.outbox.mend(&open.enrolled.signing_key.verifying_key())?;
            Ok::<_, PhoneError>(open.vault.wait_again(&mended)?)
        });
        if let Err(error) = mended {
            tracing::warn!(%error, "the outbox was not mended");
        }
    }

    /// Like [`Phone::reconcile`]. If it fails (the disk is full), the sender retries.
    pub(super) fn reconcile_or_later(&self) {
        self.or_later(self.reconcile());
    }

    /// Stores in the vault, if it is open, what the outbox has received, and erases what is due. If it fails, the
    /// sender retries.
    pub(super) fn note_news_or_later(&self) {
        let noted = self.note_news();
        // The outbox deletes a photo that is damaged there. The vault adds it again.
        self.or_later(noted.and_then(|()| self.with_open(|open| photos::put_missing(open, &self.0.outbox))));
    }

    fn or_later(&self, brought_in_step: Result<(), PhoneError>) {
        if let Err(error) = brought_in_step
            && !matches!(error, PhoneError::Locked | PhoneError::NotEnrolled)
        {
            tracing::warn!(%error, "vault and outbox are reconciled later");
            self.reconcile_later();
        }
    }

    fn note_news(&self) -> Result<(), PhoneError> {
        let (now, uptime, outbox) = (self.now(), self.0.device.uptime(), &self.0.outbox);
        self.with_open(|open| {
            open.compute_elapsed(outbox, uptime)?;
            // First, so that a screen that shows a record as delivered also shows its news.
            note_feed(open, outbox)
        })?;
        let mut noted = Vec::new();
        loop {
            let items = outbox.not_noted(AT_ONCE)?;
            // The same items a second time would come again for ever.
            if items.is_empty() || items == noted {
                break;
            }
            self.with_open(|open| note_deliveries(open, outbox, &items))?;
            noted = items;
        }
        self.with_open(|open| {
            photos::note_delivered(open, outbox)?;
            erase_due(open, outbox, now).map(drop)
        })?;
        self.0.retention_changed.notify_waiters();
        Ok(())
    }

    pub(super) fn reconcile_later(&self) {
        self.0.out_of_step.store(true, Ordering::Release);
    }
}

impl OpenVault {
    fn envelope(&self, version: &FinishedVersion, sealer: Sealer) -> Result<NewEnvelope, PhoneError> {
        let FinishedVersion { record, revision, body, .. } = version;
        let StoredEnrolment { device, signing_key, .. } = &self.enrolled;
        let envelope = Envelope::seal_with(body, *record, *revision, *device, sealer, signing_key)?;
        Ok(NewEnvelope { envelope, digest: version.digest })
    }
}

/// Gives the outbox the connection of the vault's enrolment.
fn put_connection(open: &OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    let connection = Connection::from(&open.enrolled);
    if outbox.connection()? != Some(connection.clone()) {
        outbox.put_connection(&connection)?;
    }
    put_numbers(open, outbox)
}

/// Gives the outbox the vault's numbers.
fn put_numbers(open: &OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    let (emergency, organisation) = (open.emergency_numbers(), &open.enrolled.organisation);
    if outbox.emergency_numbers()? != emergency || outbox.organisation()? != *organisation {
        outbox.put_numbers(&emergency, organisation)?;
    }
    Ok(())
}

/// Seals those of these versions that the outbox does not have, and adds them in one transaction.
fn put_missing(open: &OpenVault, outbox: &Outbox, versions: &[(RecordId, u32)]) -> Result<(), PhoneError> {
    let mut sealed = Vec::new();
    for (record, revision) in outbox.missing(versions)? {
        // The vault may have stored its receipt since it listed the versions.
        if open.vault.is_without_receipt(record, revision)? {
            let sealer =
                Sealer::to(std::slice::from_ref(&open.enrolled.central_recipient)).map_err(RecordError::from)?;
            sealed.push(open.envelope(&open.vault.version(record, revision)?, sealer)?);
        }
    }
    if !sealed.is_empty() {
        outbox.put(&sealed)?;
        reach("phone.reconcile.sealed_again");
    }
    Ok(())
}

/// Stores in the vault the results of envelopes. It checks each receipt again, against the vault's own digest. The
/// outbox is not encrypted, and a forged receipt must not make the phone drop a record.
fn note_deliveries(open: &mut OpenVault, outbox: &Outbox, items: &[OutboxItem]) -> Result<(), PhoneError> {
    let mut verdicts = Vec::new();
    let mut noted: Vec<&OutboxItem> = Vec::new();
    for item in items {
        let verdict = match &item.standing.delivery {
            Delivery::Delivered { receipt } => match open.vault.version(item.record, item.revision) {
                Ok(version) => {
                    let stored = Stored {
                        record: item.record,
                        revision: item.revision,
                        device: open.enrolled.device,
                        digest: &version.digest,
                    };
                    if receipt.check(stored, &open.enrolled.receipt_key).is_err() {
                        tracing::error!(record = %item.record, "invalid receipt in the outbox: the record is sent again");
                        outbox.redeliver(item.record, item.revision)?;
                        continue;
                    }
                    Some(Verdict::Receipt(receipt.clone()))
                }
                // The vault has no such record, so nothing needs the envelope.
                Err(VaultError::NoSuchRecord) => None,
                Err(error) => return Err(error.into()),
            },
            Delivery::Refused { reason } => Some(Verdict::Refusal(item.record, *reason)),
            Delivery::Waiting { .. } => None,
        };
        verdicts.extend(verdict);
        noted.push(item);
    }
    if !noted.is_empty() {
        reach("phone.reconcile.before_noting");
        open.vault.note_verdicts(&verdicts, open.passed())?;
        reach("phone.reconcile.noted");
        outbox.forget_noted(&noted)?;
        reach("phone.reconcile.forgotten");
    }
    Ok(())
}

/// Stores central's news in the vault. News that this build cannot read waits there for a newer build.
fn note_feed(open: &mut OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    let passed = open.passed();
    let mut changed = !open.kept_news_read && open.vault.read_kept_news(passed)?;
    open.kept_news_read = true;
    let items = outbox.feed()?;
    if let Some(last) = items.last().map(|item| item.cursor) {
        let opened: Vec<(u64, Opened)> = items
            .iter()
            .filter_map(|item| match item.open(&open.enrolled.identity) {
                Ok(opened) => Some((item.cursor, opened)),
                Err(error) => {
                    tracing::warn!(cursor = item.cursor, %error, "a feed item does not open");
                    None
                }
            })
            .collect();
        open.vault.note_news(open.enrolled.device, &opened, passed)?;
        changed = true;
        outbox.forget_feed(last)?;
    }
    if changed {
        open.enrolled.organisation = open.vault.enrolled()?.organisation;
        put_numbers(open, outbox)?;
    }
    Ok(())
}
