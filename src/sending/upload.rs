//! One photo on its way: what to ask next and what follows from the answer, without I/O. The table in the tests is the
//! specification.
//!
//! | a request ended in | then |
//! |---|---|
//! | a new furthest offset | the upload goes on from there |
//! | a valid receipt | delivered |
//! | a cut, no answer in time, an error at central, another connection in the way | ask for the offset and go on there; the third time in a row without progress, set the photo aside |
//! | no such upload (it expired, or central was restored) | create it again, once an attempt |
//! | no record at central asks for it, other bytes than its name says, too large | set the photo aside with that reason |
//! | a trouble that meets every photo, or "come back later" | the round ends |

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::RefusalCode;

use super::after::{Outcome, back_off};
use super::chunks::Chunks;
use super::pace::TripOutcome;
use crate::outbox::{DueAttachment, PhotoTrouble, REFUSED_PAUSE, SendTrouble};

/// So many requests in a row without progress end a photo's attempt.
const STUMBLES: u32 = 3;

/// The next request to central.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadRequest {
    /// Create the upload, with so many of the first bytes.
    Create {
        /// Bytes from the first one on. None unless central certainly has none.
        bytes: usize,
    },
    /// Ask for the offset.
    Locate {
        /// Whether to wait a moment first: central may still be busy with a cut request.
        patiently: bool,
    },
    /// Append bytes.
    Append {
        /// The offset of the first one.
        from: u64,
        /// How many.
        bytes: usize,
    },
}

impl UploadRequest {
    /// Bytes of the photo in this request.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Create { bytes } | Self::Append { bytes, .. } => *bytes,
            Self::Locate { .. } => 0,
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadEnd {
    /// Central has so much of it, and not all.
    At {
        /// Bytes.
        offset: u64,
        /// Where central takes the rest, if it said so.
        url: Option<String>,
    },
    /// Central has all of it, and its receipt is valid.
    Whole,
    /// Central says that it has all of it, without a valid receipt.
    NotProven,
    /// There is no such upload, or no record that asks for it.
    Gone,
    /// The offset is not the one that this phone assumed.
    OtherOffset,
    /// Another connection holds it.
    Locked,
    /// The request failed.
    Failed(TripOutcome),
}

/// What to do after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadStep {
    /// Go on; store the progress.
    GoOn,
    /// Keep the receipt.
    Delivered,
    /// Try it again later; go on with the others.
    SetAside(PhotoTrouble),
    /// All photos wait; end the round.
    End {
        /// Why.
        trouble: SendTrouble,
        /// When central wants to be asked again, if it said so.
        retry_after: Option<Duration>,
    },
}

/// One photo on its way, in one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The photo as the outbox had it.
    pub photo: DueAttachment,
    /// Where central takes it.
    url: Option<String>,
    /// Its offset at central, as far as the phone knows.
    offset: u64,
    /// Whether that offset is certain.
    certain: bool,
    /// Whether central may have bytes of it, although it named no address.
    begun: bool,
    /// The furthest known offset.
    furthest: u64,
    /// Requests in a row without progress.
    stumbles: u32,
    /// Whether this attempt has created the upload again.
    created_again: bool,
    /// The offset of the bytes that may or may not have arrived.
    adrift: Option<u64>,
    /// Whether the last request had a connection of its own.
    apart: bool,
    /// Whether central was asked once for these bytes and had none.
    missed: bool,
}

impl Upload {
    /// A photo as the outbox has it.
    #[must_use]
    pub fn new(photo: DueAttachment) -> Self {
        let (url, offset) = (photo.upload_url.clone(), photo.offset);
        // A cut or a crash may have come after the last stored offset.
        let begun = url.is_some() || photo.attempts > 0;
        Self {
            url,
            offset,
            certain: false,
            begun,
            furthest: offset,
            stumbles: 0,
            created_again: false,
            adrift: None,
            apart: false,
            missed: false,
            photo,
        }
    }

    /// Where central takes it, if it has said so.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Bytes that central has, as far as the phone knows.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next request, on a connection of its own where `chunks` says so.
    #[must_use]
    pub fn request(&mut self, chunks: &Chunks) -> UploadRequest {
        self.apart = chunks.is_cut();
        let left = usize::try_from(self.photo.size.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let bytes = left.min(chunks.bytes());
        match &self.url {
            None if self.begun || !chunks.knows_the_way() => UploadRequest::Create { bytes: 0 },
            None => UploadRequest::Create { bytes },
            Some(_) if self.certain && bytes > 0 => UploadRequest::Append { from: self.offset, bytes },
            Some(_) => UploadRequest::Locate { patiently: self.missed },
        }
    }

    /// What follows from the end of a request. Teaches `chunks` what it says about the link.
    pub fn next(&mut self, request: &UploadRequest, end: UploadEnd, took: Duration, chunks: &mut Chunks) -> UploadStep {
        let bytes = request.bytes();
        match end {
            UploadEnd::At { offset, url } => {
                chunks.answered(bytes, took);
                self.url = url.or(self.url.take());
                (self.offset, self.certain, self.begun) = (offset, true, true);
                if let Some(from) = self.adrift {
                    if offset <= from && !self.missed {
                        // The question may have overtaken the bytes. Asking again is cheaper than sending them again.
                        (self.missed, self.certain) = (true, false);
                        return UploadStep::GoOn;
                    }
                    chunks.came_through(usize::try_from(offset.saturating_sub(from)).unwrap_or(0));
                }
                (self.adrift, self.missed) = (None, false);
                let before = std::mem::replace(&mut self.furthest, offset);
                if offset > before {
                    self.stumbles = 0;
                    UploadStep::GoOn
                } else if offset < before || bytes > 0 {
                    self.stumble(SendTrouble::CutOff)
                } else {
                    // This request only asked for the offset. The next one can advance.
                    UploadStep::GoOn
                }
            }
            UploadEnd::Whole => {
                chunks.answered(bytes, took);
                UploadStep::Delivered
            }
            UploadEnd::NotProven => UploadStep::SetAside(PhotoTrouble::NotSent(SendTrouble::NotProven)),
            UploadEnd::Gone => match request {
                UploadRequest::Create { .. } => {
                    UploadStep::SetAside(PhotoTrouble::Refused(RefusalCode::UnknownAttachment))
                }
                UploadRequest::Locate { .. } | UploadRequest::Append { .. } if self.created_again => {
                    self.forget();
                    UploadStep::SetAside(PhotoTrouble::NotSent(SendTrouble::Unavailable))
                }
                UploadRequest::Locate { .. } | UploadRequest::Append { .. } => {
                    self.forget();
                    self.created_again = true;
                    UploadStep::GoOn
                }
            },
            UploadEnd::OtherOffset => self.stumble(SendTrouble::CutOff),
            UploadEnd::Locked => self.stumble(SendTrouble::Unavailable),
            UploadEnd::Failed(TripOutcome::Hopeless { trouble, retry_after }) => {
                chunks.trouble();
                UploadStep::End { trouble, retry_after }
            }
            UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Refused { code, .. })) => {
                if code == RefusalCode::NotTheNamedBytes {
                    self.forget();
                }
                UploadStep::SetAside(PhotoTrouble::Refused(code))
            }
            UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Trouble(trouble))) => {
                chunks.trouble();
                if bytes > 0 && trouble == SendTrouble::CutOff {
                    let from = if let UploadRequest::Append { from, .. } = request { *from } else { 0 };
                    self.adrift = Some(from);
                    chunks.cut(bytes, self.apart);
                } else if bytes > 0 {
                    chunks.lost();
                }
                self.stumble(trouble)
            }
            // No request for a photo ends in one of these.
            UploadEnd::Failed(
                TripOutcome::Answered
                | TripOutcome::Unread
                | TripOutcome::NotTaken(Outcome::Receipted(_) | Outcome::NotProven | Outcome::Conflict),
            ) => self.stumble(SendTrouble::Unknown),
        }
    }

    /// How many attempts count, and when the next is due, after an attempt that ended at `now`. `chance` is as in
    /// [`back_off`]. An attempt with progress counts as a first.
    #[must_use]
    pub fn set_aside(&self, trouble: PhotoTrouble, now: Timestamp, chance: f64) -> (u32, Timestamp) {
        let attempts = self.photo.attempts.saturating_add(1);
        let (attempts, pause) = match trouble {
            PhotoTrouble::NotSent(_) if self.furthest > self.photo.offset => (1, back_off(1, chance)),
            PhotoTrouble::NotSent(_) => (attempts, back_off(attempts, chance)),
            PhotoTrouble::Refused(code) if code.is_retriable() => (attempts, back_off(attempts, chance)),
            PhotoTrouble::Refused(_) => (attempts, REFUSED_PAUSE),
        };
        (attempts, now.saturating_add::<SignedDuration>(pause).unwrap_or(Timestamp::MAX))
    }

    /// How many attempts count after a break that was not the photo's fault.
    #[must_use]
    pub fn attempts_when_broken_off(&self) -> u32 {
        // One attempt tells that central may have bytes of it.
        self.photo.attempts.max(u32::from(self.begun))
    }

    fn stumble(&mut self, trouble: SendTrouble) -> UploadStep {
        self.begun = true;
        self.certain = false;
        self.stumbles += 1;
        if self.stumbles < STUMBLES { UploadStep::GoOn } else { UploadStep::SetAside(PhotoTrouble::NotSent(trouble)) }
    }

    /// Central has nothing of it.
    fn forget(&mut self) {
        (self.url, self.offset, self.furthest) = (None, 0, 0);
        (self.certain, self.begun, self.adrift, self.missed) = (false, false, None, false);
    }
}

#[cfg(test)]
mod tests;
