//! Carrying for a neighbour: a file with what waits here for whoever goes where there is a signal, and the receipts
//! on their way back.
//!
//! All of it needs the outbox alone and so works while the phone is locked; the screens stand behind the PIN like all
//! others, for what leaves a phone is its facilitator's to decide. Photos are not carried: they are a hundred times as
//! large, and a record is delivered without them.

use std::collections::BTreeMap;

use kentongan_exchange::carrying::{CARRY_EXTENSION, CarryError, MAX_CARRY_BYTES};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{Carried, CarryFile, DeviceId, Envelope, MAX_ENVELOPE_BYTES, Receipt};

use super::{CarryingError, Phone, PhoneError};
use crate::outbox::{CarriedStatus, Connection, Delivery, ReceiptTaken, TakenAlong, ToCarry};
use crate::refusal::RefusalReason;

/// Most bytes of a carry file.
pub const MOST_FILE_BYTES: usize = MAX_CARRY_BYTES;

/// A carry file to be given away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileToGive {
    /// Its name: a day and four characters by chance, nothing of anybody.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Records or receipts in it.
    pub count: u32,
    /// Records for which there was no room.
    pub left_out: u32,
}

/// What a carry file brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Records of other phones that are carried from now on, by the mark of the phone.
    pub carried: BTreeMap<String, u32>,
    /// Records that were carried or delivered before.
    pub known: u32,
    /// Records of this phone itself.
    pub own: u32,
    /// Records for which this phone has no room.
    pub no_room: u32,
    /// Records of this phone that a receipt delivers.
    pub delivered: u32,
    /// Receipts for what is carried here, to be brought back further.
    pub receipts: u32,
    /// Receipts that nothing here waits for.
    pub not_waited: u32,
    /// Receipts whose signature is not central's, or that are for something else than this phone sent.
    pub not_valid: u32,
    /// Lines that are damaged, cut off, or not for this central.
    pub unreadable: u32,
}

impl Phone {
    /// How what is carried for others stands.
    ///
    /// # Errors
    /// Storage's.
    pub fn carried(&self) -> Result<CarriedStatus, PhoneError> {
        Ok(self.0.outbox.carried_status()?)
    }

    /// Why central would not have carried records: each phone's mark and the reason.
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

    /// Four characters by which people tell this phone from another.
    ///
    /// # Errors
    /// [`PhoneError::NotEnrolled`], or storage's.
    pub fn mark(&self) -> Result<String, PhoneError> {
        Ok(self.0.outbox.connection()?.ok_or(PhoneError::NotEnrolled)?.device.mark())
    }

    /// A file with the records that wait here, this phone's own first, then those carried.
    ///
    /// # Errors
    /// [`CarryingError::Nothing`] when nothing waits.
    pub fn envelopes_file(&self) -> Result<FileToGive, CarryingError> {
        let ToCarry { items, left_out } = self.0.outbox.envelopes_to_carry().map_err(PhoneError::from)?;
        self.file("titipan", items.into_iter().map(Carried::Envelope).collect(), left_out)
    }

    /// A file with the receipts for what was carried, to be brought back. From now on they can be let go.
    ///
    /// # Errors
    /// [`CarryingError::Nothing`] when there is none.
    pub fn receipts_file(&self) -> Result<FileToGive, CarryingError> {
        let ToCarry { items, left_out } = self.0.outbox.receipts_to_bring_back().map_err(PhoneError::from)?;
        self.file("tanda-terima", items.into_iter().map(Carried::Receipt).collect(), left_out)
    }

    /// Lets the receipts go that went into a file: they are home. Should one be needed still, nothing is lost: the
    /// phone that made the record sends it again, and central signs again.
    ///
    /// # Errors
    /// Storage's.
    pub fn receipts_are_home(&self) -> Result<(), PhoneError> {
        self.0.outbox.forget_given_receipts()?;
        self.show_anew();
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

    /// Takes in what a carry file holds: records of others are carried, receipts deliver this phone's own. What is
    /// damaged is passed over.
    ///
    /// # Errors
    /// [`CarryingError`]. When storing failed, what was kept before counts; taking the same file in again is safe.
    pub fn take_in(&self, bytes: &[u8]) -> Result<TakenIn, CarryingError> {
        let (connection, central) = self.central()?;
        let file = CarryFile::read(bytes)?;
        if file.recipient != central {
            return Err(CarryingError::AnotherCentral);
        }
        let mut taken =
            TakenIn { unreadable: u32::try_from(file.unreadable).unwrap_or(u32::MAX), ..TakenIn::default() };
        let (mut envelopes, mut receipts) = (Vec::new(), Vec::new());
        for carried in file.carried {
            match carried {
                Carried::Envelope(envelope) if is_sendable(&envelope, &central) => envelopes.push(envelope),
                Carried::Envelope(_) => taken.unreadable += 1,
                Carried::Receipt(receipt) => receipts.push(receipt),
            }
        }
        let kept = self.keep_taken(&envelopes, &receipts, &connection, &central, &mut taken);
        // What was kept before anything went wrong counts. The vault checks every receipt once more before it believes.
        self.reconcile_or_later();
        self.show_anew();
        self.wake_for_new();
        kept.map(|()| taken)
    }

    fn keep_taken(
        &self,
        envelopes: &[Envelope],
        receipts: &[Receipt],
        connection: &Connection,
        central: &Recipient,
        taken: &mut TakenIn,
    ) -> Result<(), CarryingError> {
        let outbox = &self.0.outbox;
        let became = outbox.take_along(envelopes, self.now()).map_err(PhoneError::from)?;
        for (envelope, became) in envelopes.iter().zip(became) {
            match became {
                TakenAlong::New => *taken.carried.entry(envelope.device.mark()).or_default() += 1,
                TakenAlong::Known => taken.known += 1,
                TakenAlong::Own => taken.own += 1,
                TakenAlong::NoRoom => taken.no_room += 1,
            }
        }
        for receipt in receipts {
            if !is_centrals(receipt, &connection.receipt_key) {
                taken.not_valid += 1;
                continue;
            }
            match outbox.take_receipt(receipt, central, self.now()).map_err(PhoneError::from)? {
                ReceiptTaken::Delivers => taken.delivered += 1,
                ReceiptTaken::DoesNotFit => taken.not_valid += 1,
                ReceiptTaken::Carried => taken.receipts += 1,
                ReceiptTaken::NotWaited => taken.not_waited += 1,
            }
        }
        Ok(())
    }

    /// Throws away what is carried and cannot be delivered. The phones that made it have it still.
    ///
    /// # Errors
    /// Storage's.
    pub fn discard_undeliverable(&self) -> Result<(), PhoneError> {
        self.0.outbox.discard_undeliverable()?;
        self.show_anew();
        Ok(())
    }

    /// Where to send, and the central that everything is for.
    fn central(&self) -> Result<(Connection, Recipient), PhoneError> {
        let connection = self.0.outbox.connection()?.ok_or(PhoneError::NotEnrolled)?;
        let central = connection.central_recipient.clone().ok_or(PhoneError::Locked)?;
        Ok((connection, central))
    }
}

/// Whether central would look at it at all.
fn is_sendable(envelope: &Envelope, central: &Recipient) -> bool {
    envelope.recipient == *central && envelope.ciphertext.0.len() <= MAX_ENVELOPE_BYTES
}

/// Whether central signed what the receipt says, whoever it is for.
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
