//! What follows from an attempt. Pure. The table in the tests is the specification.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{Receipt, RefusalCode, RefusalScope};

use crate::outbox::{Delivery, LONGEST_BACK_OFF, REFUSED_PAUSE, SendTrouble, Standing};
use crate::refusal::RefusalReason;

/// The result of one attempt for one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Stored now or before. The receipt's signature is valid for exactly these bytes.
    Receipted(Receipt),
    /// Answered without proof: no receipt, a wrong one, or no word about this record.
    NotProven,
    /// Central has another body under this id and revision.
    Conflict,
    /// Central rejected it.
    Refused {
        /// The reason.
        code: RefusalCode,
        /// Whether central may accept the same bytes later.
        retriable: bool,
    },
    /// The request did not get through, or something other than central answered.
    Trouble(SendTrouble),
}

/// The new standing of an envelope. `before` is its delivery until now. Its attempt number `attempts` (from 1) ended at
/// `now` in `outcome`. A refused envelope stays refused, with its reason, until central answers about it again.
/// `chance` from 0 to 1 spreads the phones of a village that all find signal at once.
#[must_use]
pub fn after(before: &Delivery, outcome: Outcome, attempts: u32, now: Timestamp, chance: f64) -> Standing {
    let soon = back_off(attempts, chance);
    let waiting = |trouble| match before {
        Delivery::Refused { .. } => (before.clone(), soon),
        Delivery::Waiting { .. } | Delivery::Delivered { .. } => (Delivery::Waiting { trouble: Some(trouble) }, soon),
    };
    let (delivery, pause) = match outcome {
        Outcome::Receipted(receipt) => (Delivery::Delivered { receipt }, SignedDuration::ZERO),
        Outcome::NotProven => waiting(SendTrouble::NotProven),
        Outcome::Conflict => (Delivery::Refused { reason: RefusalReason::Conflict }, REFUSED_PAUSE),
        Outcome::Refused { code, retriable: true } if code.scope() == RefusalScope::Moment => {
            waiting(SendTrouble::Unavailable)
        }
        Outcome::Refused { code, retriable } => {
            let pause = if retriable { soon } else { REFUSED_PAUSE };
            (Delivery::Refused { reason: RefusalReason::Central(code) }, pause)
        }
        Outcome::Trouble(trouble) => waiting(trouble),
    };
    let next_attempt_at = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
    Standing { delivery, attempts, next_attempt_at }
}

/// The pause after so many attempts: 15 s, 30 s, 1 min … at most 15 min. `chance` shortens it by up to half.
#[must_use]
pub fn back_off(attempts: u32, chance: f64) -> SignedDuration {
    const FIRST: SignedDuration = SignedDuration::from_secs(15);
    let doubled = FIRST.checked_mul(1 << attempts.saturating_sub(1).min(6)).unwrap_or(LONGEST_BACK_OFF);
    let longest = doubled.min(LONGEST_BACK_OFF).as_secs_f64();
    SignedDuration::try_from_secs_f64(longest * (1.0 - chance.clamp(0.0, 1.0) / 2.0)).unwrap_or(LONGEST_BACK_OFF)
}

/// The pause that central asked for. `chance` makes it up to a quarter longer, so that phones do not all return at
/// once.
#[must_use]
pub fn asked_pause(asked: Duration, chance: f64) -> SignedDuration {
    let longest = LONGEST_BACK_OFF.as_secs_f64();
    let pause = asked.as_secs_f64().min(longest) * (1.0 + chance.clamp(0.0, 1.0) / 4.0);
    SignedDuration::try_from_secs_f64(pause.min(longest)).unwrap_or(LONGEST_BACK_OFF)
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::receipt::Stored;
    use kentongan_exchange::signing::SigningKey;
    use kentongan_exchange::{DeviceId, RecordId};

    use super::*;

    const SECOND: SignedDuration = SignedDuration::from_secs(1);
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn receipt() -> Receipt {
        let stored = Stored { record: RecordId::new(), revision: 1, device: DeviceId::new(), digest: &[0; 32] };
        Receipt::sign(stored, NOW, &SigningKey::generate().unwrap())
    }

    #[test]
    fn what_follows_from_every_outcome() {
        let receipt = receipt();
        let waiting = |trouble| Delivery::Waiting { trouble: Some(trouble) };
        let refused = |code| Delivery::Refused { reason: RefusalReason::Central(code) };
        let turned_down = |code| Outcome::Refused { code, retriable: code.is_retriable() };
        let (soon, tomorrow) = (60 * SECOND, REFUSED_PAUSE);
        let table = [
            (Outcome::Receipted(receipt.clone()), Delivery::Delivered { receipt }, SignedDuration::ZERO),
            (Outcome::NotProven, waiting(SendTrouble::NotProven), soon),
            (Outcome::Conflict, Delivery::Refused { reason: RefusalReason::Conflict }, tomorrow),
            (turned_down(RefusalCode::Unavailable), waiting(SendTrouble::Unavailable), soon),
            (turned_down(RefusalCode::Internal), waiting(SendTrouble::Unavailable), soon),
            (turned_down(RefusalCode::TooManyTries), waiting(SendTrouble::Unavailable), soon),
            (turned_down(RefusalCode::TooManyRequests), waiting(SendTrouble::Unavailable), soon),
            // A coordinator can add the form; until then the facilitator sees the reason.
            (turned_down(RefusalCode::UnknownForm), refused(RefusalCode::UnknownForm), soon),
            (turned_down(RefusalCode::Unknown), refused(RefusalCode::Unknown), soon),
            (turned_down(RefusalCode::InvalidAnswers), refused(RefusalCode::InvalidAnswers), tomorrow),
            (turned_down(RefusalCode::WrongServer), refused(RefusalCode::WrongServer), tomorrow),
            (turned_down(RefusalCode::BadSignature), refused(RefusalCode::BadSignature), tomorrow),
            (turned_down(RefusalCode::Unreadable), refused(RefusalCode::Unreadable), tomorrow),
            (turned_down(RefusalCode::TooLarge), refused(RefusalCode::TooLarge), tomorrow),
            (Outcome::Trouble(SendTrouble::ServerNotReachable), waiting(SendTrouble::ServerNotReachable), soon),
            (Outcome::Trouble(SendTrouble::CaptivePortal), waiting(SendTrouble::CaptivePortal), soon),
            (Outcome::Trouble(SendTrouble::Revoked), waiting(SendTrouble::Revoked), soon),
        ];
        for (outcome, delivery, pause) in table {
            let standing = after(&Delivery::Waiting { trouble: None }, outcome.clone(), 3, NOW, 0.0);
            assert_eq!(standing.delivery, delivery, "{outcome:?}");
            assert_eq!(standing.attempts, 3, "{outcome:?}");
            assert_eq!(standing.next_attempt_at.duration_since(NOW), pause, "{outcome:?}");
        }
    }

    #[test]
    fn a_refused_record_stays_refused_with_its_reason_until_central_says_something_else() {
        let refused = |code| Delivery::Refused { reason: RefusalReason::Central(code) };
        let before = refused(RefusalCode::InvalidAnswers);
        let turned_down = |code: RefusalCode| Outcome::Refused { code, retriable: code.is_retriable() };
        for outcome in [
            Outcome::Trouble(SendTrouble::Timeout),
            Outcome::Trouble(SendTrouble::CutOff),
            Outcome::NotProven,
            turned_down(RefusalCode::Internal),
            turned_down(RefusalCode::Unavailable),
        ] {
            let standing = after(&before, outcome.clone(), 3, NOW, 0.0);
            assert_eq!(
                (standing.delivery, standing.next_attempt_at),
                (before.clone(), NOW + 60 * SECOND),
                "{outcome:?}"
            );
        }
        let receipt = receipt();
        let delivered = after(&before, Outcome::Receipted(receipt.clone()), 3, NOW, 0.0);
        assert_eq!(delivered.delivery, Delivery::Delivered { receipt });
        let other = after(&before, turned_down(RefusalCode::UnknownForm), 3, NOW, 0.0);
        assert_eq!(other.delivery, refused(RefusalCode::UnknownForm));
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_never_end() {
        let pauses: Vec<i64> = (1..=9).map(|attempts| back_off(attempts, 0.0).as_secs()).collect();
        assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(back_off(u32::MAX, 0.0), LONGEST_BACK_OFF);
        assert_eq!(back_off(0, 0.0), 15 * SECOND);
    }

    #[test]
    fn chance_shortens_a_pause_by_up_to_half() {
        assert_eq!(back_off(3, 1.0), 30 * SECOND);
        assert_eq!(back_off(3, 0.5), 45 * SECOND);
        assert_eq!(back_off(3, f64::INFINITY), 30 * SECOND);
    }

    #[test]
    fn a_pause_that_central_asked_for_is_kept_but_never_beyond_a_quarter_of_an_hour() {
        let secs = |asked, chance| asked_pause(Duration::from_secs(asked), chance).as_secs();
        assert_eq!([secs(0, 1.0), secs(60, 0.0), secs(60, 1.0)], [0, 60, 75]);
        assert_eq!([secs(900, 1.0), secs(86_400, 0.0), secs(u64::MAX, f64::NAN)], [900, 900, 900]);
    }

    #[test]
    fn a_clock_at_the_end_of_time_does_not_stop_sending() {
        let standing = after(&Delivery::Waiting { trouble: None }, Outcome::NotProven, 1, Timestamp::MAX, 0.0);
        assert_eq!(standing.next_attempt_at, Timestamp::MAX);
    }
}
