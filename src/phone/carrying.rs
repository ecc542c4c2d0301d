//! Carrying for a neighbour. A file holds what waits here, and a person takes it to a place with a signal. Another file
//! brings the receipts back.
//!
//! It needs only the outbox and so works while the phone is locked. The screens are behind the PIN like all others,
//! because the facilitator decides what leaves the phone. Photos are not carried: they are a hundred times as large,
//! and a record is delivered without them.

use std::collections::BTreeMap;

use kentongan_exchange::carrying::{CARRY_EXTENSION, CarryError, MAX_CARRY_BYTES};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{Carried, CarryFile, DeviceId, Envelope, MAX_ENVELOPE_BYTES, Receipt};

use super::{CarryingError, Phone, PhoneError};
use crate::outbox::{CarriedStatus, CarryItems, CarryResult, Connection, Delivery, ReceiptResult};
use crate::refusal::RefusalReason;

/// Largest carry file in bytes.
pub const MOST_FILE_BYTES: usize = MAX_CARRY_BYTES;

/// A carry file to give to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileToGive {
    /// The file name: a date and four random characters, nothing personal.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
    /// The number of records or receipts in it.
    pub count: u32,
    /// Records that did not fit.
    pub left_out: u32,
}

/// The result of reading a carry file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarryImport {
    /// Records of other phones that this phone now carries, by the mark of the other phone.
    pub carried: BTreeMap<String, u32>,
    /// Records that this phone carried or delivered before.
    pub known: u32,
    /// Records of this phone.
    pub own: u32,
    /// Records for which this phone has no room.
    pub no_room: u32,
    /// Records of this phone that a receipt delivered.
    pub delivered: u32,
    /// Receipts for carried records. This phone brings them back to their makers.
    pub receipts: u32,
    /// Receipts for which nothing waits here.
    pub not_waited: u32,
    /// Receipts with a wrong signature, or for other bytes than this phone sent.
    pub not_valid: u32,
    /// Lines that are damaged, cut off, or for another central.
    pub unreadable: u32,
}

impl Phone {
    /// The state of everything that this phone carries.
    ///
    /// # Errors
    /// Storage's.
    pub fn carried(&self) -> Result<CarriedStatus, PhoneError> {
        Ok(self.0.outbox.carried_status()?)
    }

    /// The mark of each phone whose record central rejected, and the reason.
    ///
    /// # Errors
    /// Storage's.
    pub fn carried_refused(&self) -> Result<Vec<(String, RefusalReason)>, PhoneError> {
        let refused = self.0.outbox.carried_refused()?.into_iter();
        let reason = |(device, standing): (DeviceId, crate::outbox::Standing)| match standing.delivery {
            Delivery::Refused { reason } => Some((device.mark(), reason)),
            Delivery::Waiting { .. } | Delivery::Delivered { .. } => None,
        };
        Ok(refused.filter_map(reason).collect())
    }

    /// Four characters that tell this phone from others.
    ///
    /// # Errors
    /// [`PhoneError::NotEnrolled`], or storage's.
    pub fn mark(&self) -> Result<String, PhoneError> {
        Ok(self.0.outbox.connection()?.ok_or(PhoneError::NotEnrolled)?.device.mark())
    }

    /// A file with the records that wait here: this phone's own first, then carried ones.
    ///
    /// # Errors
    /// [`CarryingError::Nothing`] when nothing waits.
    pub fn envelopes_file(&self) -> Result<FileToGive, CarryingError> {
        let CarryItems { items, left_out } = self.0.outbox.envelopes_to_carry().map_err(PhoneError::from)?;
        self.file("titipan", items.into_iter().map(Carried::Envelope).collect(), left_out)
    }

    /// A file with the receipts for carried records, to bring back. From now on [`Phone::receipts_are_home`] may delete
    /// them.
    ///
    /// # Errors
    /// [`CarryingError::Nothing`] when there is none.
    pub fn receipts_file(&self) -> Result<FileToGive, CarryingError> {
        let CarryItems { items, left_out } = self.0.outbox.receipts_to_bring_back().map_err(PhoneError::from)?;
        self.file("tanda-terima", items.into_iter().map(Carried::Receipt).collect(), left_out)
    }

    /// Deletes the receipts that went into a file, because they have arrived. If one did not arrive, nothing is lost:
    /// the phone that made the record sends it again, and central signs again.
    ///
    /// # Errors
    /// Storage's.
    pub fn receipts_are_home(&self) -> Result<(), PhoneError> {
        self.0.outbox.forget_given_receipts()?;
        self.redraw_screens();
        Ok(())
    }

    fn file(&self, kind: &str, carried: Vec<Carried>, left_out: u32) -> Result<FileToGive, CarryingError> {
        if carried.is_empty() {
            return Err(CarryingError::Nothing);
        }
        let (_, central) = self.central()?;
        let count = u32::try_from(carried.len()).unwrap_or(u32::MAX);
        let (day, chance) = (self.wall_clock().date(), DeviceId::new().mark());
        let name = format!("{kind}-{day}-{chance}.{CARRY_EXTENSION}");
        Ok(FileToGive { name, bytes: CarryFile::write(&central, &carried)?, count, left_out })
    }

    /// Reads a carry file. Records of others are carried, and receipts deliver this phone's own records. It skips
    /// damaged lines.
    ///
    /// # Errors
    /// [`CarryingError`]. If storing fails, what was stored before stays. Reading the same file again is safe.
    pub fn take_in(&self, bytes: &[u8]) -> Result<CarryImport, CarryingError> {
        let (connection, central) = self.central()?;
        let file = CarryFile::read(bytes)?;
        if file.recipient != central {
            return Err(CarryingError::AnotherCentral);
        }
        let mut taken =
            CarryImport { unreadable: u32::try_from(file.unreadable).unwrap_or(u32::MAX), ..CarryImport::default() };
        let (mut envelopes, mut receipts) = (Vec::new(), Vec::new());
        for carried in file.carried {
            match carried {
                Carried::Envelope(envelope) if is_sendable(&envelope, &central) => envelopes.push(envelope),
                Carried::Envelope(_) => taken.unreadable += 1,
                Carried::Receipt(receipt) => receipts.push(receipt),
            }
        }
        let kept = self.keep_taken(&envelopes, &receipts, &connection, &central, &mut taken);
        // Also after an error: what was stored before it counts. The vault checks every receipt again.
        self.reconcile_or_later();
        self.redraw_screens();
        self.wake_for_new();
        kept.map(|()| taken)
    }

    fn keep_taken(
        &self,
        envelopes: &[Envelope],
        receipts: &[Receipt],
        connection: &Connection,
        central: &Recipient,
        taken: &mut CarryImport,
    ) -> Result<(), CarryingError> {
        let outbox = &self.0.outbox;
        let became = outbox.take_along(envelopes, self.now()).map_err(PhoneError::from)?;
        for (envelope, became) in envelopes.iter().zip(became) {
            match became {
                CarryResult::New => *taken.carried.entry(envelope.device.mark()).or_default() += 1,
                CarryResult::Known => taken.known += 1,
                CarryResult::Own => taken.own += 1,
                CarryResult::NoRoom => taken.no_room += 1,
            }
        }
        for receipt in receipts {
            if !is_centrals(receipt, &connection.receipt_key) {
                taken.not_valid += 1;
                continue;
            }
            match outbox.take_receipt(receipt, central, self.now()).map_err(PhoneError::from)? {
                ReceiptResult::Delivers => taken.delivered += 1,
                ReceiptResult::DoesNotFit => taken.not_valid += 1,
                ReceiptResult::Carried => taken.receipts += 1,
                ReceiptResult::NotWaited => taken.not_waited += 1,
            }
        }
        Ok(())
    }

    /// Deletes carried records that cannot be delivered. The phones that made them still have them.
    ///
    /// # Errors
    /// Storage's.
    pub fn discard_undeliverable(&self) -> Result<(), PhoneError> {
        self.0.outbox.discard_undeliverable()?;
        self.redraw_screens();
        Ok(())
    }

    /// The connection, and the central to which everything is sealed.
    fn central(&self) -> Result<(Connection, Recipient), PhoneError> {
        let connection = self.0.outbox.connection()?.ok_or(PhoneError::NotEnrolled)?;
        let central = connection.central_recipient.clone().ok_or(PhoneError::Locked)?;
        Ok((connection, central))
    }
}

/// Whether central would open it at all.
fn is_sendable(envelope: &Envelope, central: &Recipient) -> bool {
    envelope.recipient == *central && envelope.ciphertext.0.len() <= MAX_ENVELOPE_BYTES
}

/// Whether central signed the receipt, for any phone.
fn is_centrals(receipt: &Receipt, key: &VerifyingKey) -> bool {
    let &Receipt { record, revision, device, .. } = receipt;
    <&[u8; 32]>::try_from(receipt.digest.0.as_slice())
        .is_ok_and(|digest| receipt.check(Stored { record, revision, device, digest }, key).is_ok())
}

impl From<CarryError> for CarryingError {
    fn from(error: CarryError) -> Self {
        match error {
            CarryError::NotACarryFile => Self::NotACarryFile,
            CarryError::NewerWire => Self::NewerApp,
            CarryError::TooLarge => Self::TooLarge,
        }
    }
}
