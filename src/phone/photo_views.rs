//! Photos as screens show them: the thumbnail, the state of each, and why it waits.

use std::fmt;

use jiff::Timestamp;
use kentongan_exchange::RecordId;

use super::damaged_photos::is_whole;
use super::drafts::readable;
use super::open_vault::OpenVault;
use super::photos::photos;
use super::{Phone, PhoneError};
use crate::device::Metering;
use crate::outbox::{AllWaitingPhotos, AttachmentStanding, PhotoTrouble, WaitingPhotos};
use crate::photos_allowed::PhotosAllowed;

/// One photo of a draft or record.
#[derive(Clone, PartialEq, Eq)]
pub struct PhotoView {
    /// The question that it answers.
    pub question: String,
    /// A small JPEG of it; `None` when it is not on this phone any more.
    pub thumbnail: Option<Vec<u8>>,
    /// Its state; `None` in a draft.
    pub standing: Option<PhotoStanding>,
}

impl fmt::Debug for PhotoView {
    /// Shows which photo, nothing of the picture.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhotoView").field("question", &self.question).finish_non_exhaustive()
    }
}

/// The state of a finished record's photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoStanding {
    /// Central has nothing or only a part of it.
    Waiting {
        /// Bytes that central has.
        sent: u64,
        /// Its size in bytes.
        size: u64,
        /// Why the last attempt did not deliver it.
        trouble: Option<PhotoTrouble>,
    },
    /// Central has it, and the receipt proves it.
    Delivered {
        /// When central stored it, by central's clock; `None` until the vault has noted it.
        stored_at: Option<Timestamp>,
    },
    /// It cannot be sent, because its sealed bytes are damaged.
    Damaged,
    /// It was damaged, and the person gave it up.
    GivenUp,
}

/// Why photos wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotosWait {
    /// It is not their turn yet.
    Turn,
    /// Their record goes first.
    Record,
    /// The person chose "not now".
    Person,
    /// They wait for Wi-Fi, because data costs money now.
    Wifi,
    /// They wait for Wi-Fi, and the device does not say whether data costs money.
    UnknownWifi,
    /// The last attempt failed. The phone retries.
    Trouble(PhotoTrouble),
}

impl PhotosWait {
    /// Why photos with this network choice wait, in a network of this kind.
    fn of(allowed: PhotosAllowed, metering: Metering, record_waits: bool, trouble: Option<PhotoTrouble>) -> Self {
        match (allowed, metering) {
            (PhotosAllowed::NotNow, _) => Self::Person,
            _ if record_waits => Self::Record,
            (PhotosAllowed::WifiOnly, Metering::Metered) => Self::Wifi,
            (PhotosAllowed::WifiOnly, Metering::Unknown) => Self::UnknownWifi,
            (PhotosAllowed::WifiOnly, Metering::Unmetered) | (PhotosAllowed::AnyNetwork, _) => {
                trouble.map_or(Self::Turn, Self::Trouble)
            }
        }
    }
}

impl Phone {
    /// The photos of a draft or record, in the order of its questions.
    ///
    /// # Errors
    /// As [`Phone::photo_answers`].
    pub fn photos_of(&self, record: RecordId) -> Result<Vec<PhotoView>, PhoneError> {
        let here = self.0.outbox.attachments_of(record)?;
        self.with_open(|open| open.photos_of(record, &here))
    }

    /// Why the photos of a record wait, in the current network.
    #[must_use]
    pub fn photos_wait(&self, waiting: &WaitingPhotos) -> PhotosWait {
        PhotosWait::of(waiting.allowed, self.0.device.metering(), waiting.record_waits, waiting.trouble)
    }

    /// Why all photos wait, if central has their records; `None` when their network choices differ.
    #[must_use]
    pub fn all_photos_wait(&self, waiting: &AllWaitingPhotos) -> Option<PhotosWait> {
        let allowed = waiting.allowed?;
        Some(PhotosWait::of(allowed, self.0.device.metering(), false, waiting.trouble))
    }
}

impl OpenVault {
    fn photos_of(&self, record: RecordId, here: &[AttachmentStanding]) -> Result<Vec<PhotoView>, PhoneError> {
        let (stored, form) = self.answers_of(record)?;
        let answers = readable(&form, &stored.answers);
        let mut views = Vec::new();
        for (question, name) in photos(&form, &answers) {
            let standing = if !stored.finished {
                None
            } else if let Some(receipt) = self.vault.photo_receipt(name)? {
                Some(PhotoStanding::Delivered { stored_at: Some(receipt.stored_at) })
            } else {
                let size = self.vault.photo_size(name)?.unwrap_or(0);
                Some(match here.iter().find(|standing| standing.name == name) {
                    Some(standing) if standing.delivered => PhotoStanding::Delivered { stored_at: None },
                    Some(standing) => PhotoStanding::Waiting { sent: standing.sent, size, trouble: standing.trouble },
                    None => match self.vault.photo_content(name)? {
                        Some(content) if is_whole(&content, name) => {
                            PhotoStanding::Waiting { sent: 0, size, trouble: None }
                        }
                        Some(_) => PhotoStanding::Damaged,
                        // Without a receipt, only giving it up deletes its bytes.
                        None => PhotoStanding::GivenUp,
                    },
                })
            };
            views.push(PhotoView { question, thumbnail: self.vault.thumbnail(record, name)?, standing });
        }
        Ok(views)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::SendTrouble;

    #[test]
    fn why_photos_wait() {
        use Metering::{Metered, Unknown, Unmetered};
        use PhotosAllowed::{AnyNetwork, NotNow, WifiOnly};
        let trouble = PhotoTrouble::NotSent(SendTrouble::Timeout);
        let wait = |allowed, metering, record_waits, tried: bool| {
            PhotosWait::of(allowed, metering, record_waits, tried.then_some(trouble))
        };
        assert_eq!(wait(NotNow, Unmetered, true, true), PhotosWait::Person);
        assert_eq!(wait(AnyNetwork, Metered, true, false), PhotosWait::Record);
        assert_eq!(wait(WifiOnly, Metered, false, true), PhotosWait::Wifi);
        assert_eq!(wait(WifiOnly, Unknown, false, true), PhotosWait::UnknownWifi);
        assert_eq!(wait(WifiOnly, Unmetered, false, true), PhotosWait::Trouble(trouble));
        assert_eq!(wait(AnyNetwork, Unknown, false, true), PhotosWait::Trouble(trouble));
        assert_eq!(wait(AnyNetwork, Metered, false, false), PhotosWait::Turn);
    }
}
