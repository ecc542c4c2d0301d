//! What sending is doing now. In memory only: a phone that was switched off is not sending.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::outbox::SendTrouble;

/// What sending is doing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendingState {
    /// No round is under way.
    Idle {
        /// How the last round went, if there was one since the app started.
        last: Option<SendReport>,
    },
    /// A round is under way.
    Sending {
        /// Envelopes answered so far.
        done: u32,
        /// Envelopes of the round.
        total: u32,
    },
    /// A round is under way. Its records are answered; its photos follow.
    SendingPhotos(PhotoProgress),
}

impl SendingState {
    /// Whether a round is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Idle { .. } => false,
            Self::Sending { .. } | Self::SendingPhotos(_) => true,
        }
    }
}

/// How far the photos of a round have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoProgress {
    /// Bytes that central has.
    pub sent: u64,
    /// Bytes of all photos of the round.
    pub total: u64,
    /// How long the rest takes at the rate so far. `None` as long as nobody can tell.
    pub left: Option<Duration>,
}

/// How one round of sending went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendReport {
    /// When it ended, by the phone's clock.
    pub at: Timestamp,
    /// Records delivered, each with a valid receipt.
    pub delivered: u32,
    /// Records that central rejected.
    pub refused: u32,
    /// Records that were tried and still wait.
    pub set_aside: u32,
    /// Records of other phones delivered.
    pub carried: u32,
    /// Photos delivered, each with a valid receipt.
    pub photos_delivered: u32,
    /// Photos that were tried and still wait.
    pub photos_set_aside: u32,
    /// Photos whose sealed bytes are damaged on this phone: the vault must put them in again.
    pub photos_damaged: u32,
    /// What ended the round early, if anything did.
    pub trouble: Option<SendTrouble>,
    /// How far the phone's clock is ahead of central's (negative: behind). `None` when central did not answer.
    pub clock_ahead: Option<SignedDuration>,
}

impl SendReport {
    /// The report of a round in which nothing has happened yet.
    pub(crate) fn nothing_at(at: Timestamp) -> Self {
        Self {
            at,
            delivered: 0,
            refused: 0,
            set_aside: 0,
            carried: 0,
            photos_delivered: 0,
            photos_set_aside: 0,
            photos_damaged: 0,
            trouble: None,
            clock_ahead: None,
        }
    }
}
