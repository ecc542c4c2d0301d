//! Errors in a person's words, with the next step.

use kentongan_exchange::{RefusalCode, RefusalScope};

use super::Words;
use crate::phone::{
    AddressError, CarryingError, DeviceError, EnrolmentError, FinishError, PhoneError, PhotoError, PhotoTrouble,
    PhotosWait, PictureError, PinWeakness, RefusalReason, SendTrouble, UnlockError,
};

/// The phone could not do something.
#[must_use]
pub fn phone(words: Words, error: &PhoneError) -> String {
    match error {
        PhoneError::Locked => words.say("phone-locked"),
        PhoneError::NotEnrolled => words.say("phone-not-enrolled"),
        PhoneError::PinChosenBefore => words.say("phone-pin-chosen-before"),
        PhoneError::WeakPin(weakness) => weak_pin(words, *weakness),
        PhoneError::NoSuchRecord => words.say("phone-no-such-record"),
        PhoneError::NotADraft => words.say("phone-not-a-draft"),
        PhoneError::NotDelivered => words.say("phone-not-delivered"),
        PhoneError::NotAccepted => words.say("phone-not-accepted"),
        PhoneError::StillWaiting => words.say("phone-still-waiting"),
        PhoneError::NotLocked => words.say("phone-failed"),
        PhoneError::NoSuchForm => words.say("phone-no-such-form"),
        PhoneError::Damaged => words.say("phone-damaged"),
        PhoneError::DiskFull => words.say("phone-disk-full"),
        PhoneError::NewerApp => words.say("phone-newer-app"),
        PhoneError::Practising => words.say("practice-nothing-sent"),
        PhoneError::KeyStoreFailed => words.say("phone-no-keeper"),
        PhoneError::Failed(_for_the_log) => words.say("phone-failed"),
    }
}

/// Enrolment failed.
#[must_use]
pub fn enrolment(words: Words, error: &EnrolmentError) -> String {
    match error {
        EnrolmentError::Address(AddressError::Empty) => words.say("address-empty"),
        EnrolmentError::Address(AddressError::NotAnAddress) => words.say("address-not-one"),
        EnrolmentError::Address(AddressError::NotEncrypted) => words.say("address-not-encrypted"),
        EnrolmentError::Address(AddressError::LinkNotWhole) => words.say("address-link-not-whole"),
        EnrolmentError::NotACode => words.say("enrolment-not-a-code"),
        EnrolmentError::Refused(code) => with_next_step(words, refusal_key(*code), "enrolment-try-again"),
        EnrolmentError::Trouble(SendTrouble::ServerNotReachable) => {
            with_next_step(words, "enrolment-server-not-reachable", "enrolment-try-again")
        }
        EnrolmentError::Trouble(trouble) => with_next_step(words, trouble_key(*trouble), "enrolment-try-again"),
        EnrolmentError::Unusable(_for_the_log) => words.say("enrolment-unusable"),
        EnrolmentError::EnrolledBefore => words.say("enrolment-enrolled-before"),
        EnrolmentError::Phone(error) => phone(words, error),
    }
}

/// A PIN that everybody tries first.
#[must_use]
pub fn weak_pin(words: Words, weakness: PinWeakness) -> String {
    words.say(match weakness {
        PinWeakness::OneDigit => "pin-one-digit",
        PinWeakness::InARow => "pin-in-a-row",
        PinWeakness::Pattern => "pin-pattern",
    })
}

/// The PIN did not open the app.
#[must_use]
pub fn unlock(words: Words, error: &UnlockError) -> String {
    match error {
        UnlockError::WrongPin { wait: Some(_), .. } | UnlockError::MustWait { .. } => words.say("unlock-wait"),
        UnlockError::WrongPin { tries_left, wait: None } => wrong_pin(words, *tries_left),
        UnlockError::Phone(error) => phone(words, error),
    }
}

/// A PIN was wrong. `tries_left` is the number of tries before a wait.
#[must_use]
pub fn wrong_pin(words: Words, tries_left: u32) -> String {
    words.say_with("unlock-wrong", [("tries", tries_left.into())])
}

/// Finishing failed.
#[must_use]
pub fn finish(words: Words, error: &FinishError) -> String {
    match error {
        FinishError::Problems(problems) => words.say_with("open-wrong", [("count", problems.len().into())]),
        FinishError::TooLarge => words.say("finish-too-large"),
        FinishError::Phone(error) => phone(words, error),
    }
}

/// The phone could not dial the number or open the link.
#[must_use]
pub fn dial(words: Words, error: &DeviceError, number: &str) -> String {
    match error {
        DeviceError::NoTelephone
        | DeviceError::NoFolder
        | DeviceError::NoFiles
        | DeviceError::NoCamera
        | DeviceError::NoKey
        | DeviceError::NoSettings => words.say_with("dial-by-hand", [("number", number.to_owned().into())]),
        DeviceError::NoBrowser => words.say_with("link-by-hand", [("address", number.to_owned().into())]),
    }
}

/// The phone could not make or read a carry file.
#[must_use]
pub fn carrying(words: Words, error: &CarryingError) -> String {
    match error {
        CarryingError::Nothing => words.say("carry-nothing"),
        CarryingError::NotACarryFile => words.say("carry-not-one"),
        CarryingError::NewerApp => words.say("carry-newer-app"),
        CarryingError::TooLarge => words.say("carry-too-large"),
        CarryingError::AnotherCentral => words.say("carry-another-central"),
        CarryingError::Phone(error) => phone(words, error),
    }
}

/// The last attempt to send failed.
#[must_use]
pub fn sending(words: Words, trouble: SendTrouble) -> String {
    with_next_step(words, trouble_key(trouble), "tried-again")
}

/// Adds the sentence `again` to a problem that may pass by itself. It says who tries again: the sender does it alone, a
/// person who enrols must do it.
fn with_next_step(words: Words, key: &str, again: &str) -> String {
    const PASSING: [&str; 10] = [
        "enrolment-server-not-reachable",
        "trouble-no-network",
        "trouble-no-internet",
        "trouble-server-not-reachable",
        "trouble-timeout",
        "trouble-cut-off",
        "trouble-unknown",
        "refusal-unavailable",
        "refusal-internal",
        "refusal-unknown-attachment",
    ];
    let what = words.say(key);
    if PASSING.contains(&key) { format!("{what} {}", words.say(again)) } else { what }
}

fn trouble_key(trouble: SendTrouble) -> &'static str {
    match trouble {
        SendTrouble::NoNetwork => "trouble-no-network",
        SendTrouble::NoInternet => "trouble-no-internet",
        SendTrouble::ServerNotReachable => "trouble-server-not-reachable",
        SendTrouble::Timeout => "trouble-timeout",
        SendTrouble::CutOff => "trouble-cut-off",
        SendTrouble::CaptivePortal => "trouble-captive-portal",
        SendTrouble::NotKentongan => "trouble-not-kentongan",
        SendTrouble::CertificateProblem => "trouble-certificate",
        SendTrouble::CertificateNotPinned => "trouble-certificate-not-pinned",
        SendTrouble::ClockWrong => "trouble-clock-wrong",
        SendTrouble::Revoked => "refusal-device-revoked",
        SendTrouble::NotEnrolled => "refusal-not-enrolled",
        SendTrouble::Unavailable => "refusal-unavailable",
        SendTrouble::AppTooOld => "refusal-app-too-old",
        SendTrouble::TooLarge => "trouble-too-large",
        SendTrouble::NotProven => "trouble-not-proven",
        SendTrouble::DiskFull => "phone-disk-full",
        SendTrouble::Unknown => "trouble-unknown",
    }
}

/// Central rejected a record, and why.
#[must_use]
pub fn refused(words: Words, reason: RefusalReason) -> String {
    match reason {
        RefusalReason::Conflict => words.say("refusal-conflict"),
        RefusalReason::Central(code) => refusal(words, code),
    }
}

/// Central rejected a neighbour's record. The words are for the carrier, who can only tell the neighbour.
#[must_use]
pub fn carried_refused(words: Words, reason: RefusalReason) -> String {
    words.say(match reason {
        RefusalReason::Conflict => "carried-not-taken",
        RefusalReason::Central(RefusalCode::DeviceRevoked | RefusalCode::NotEnrolled) => "carried-shut-out",
        RefusalReason::Central(RefusalCode::UnknownForm) => "carried-unknown-form",
        RefusalReason::Central(RefusalCode::Unknown) => return refused(words, reason),
        RefusalReason::Central(code) => match code.scope() {
            RefusalScope::Moment => return refused(words, reason),
            RefusalScope::Phone
            | RefusalScope::Batch
            | RefusalScope::Record
            | RefusalScope::Upload
            | RefusalScope::Enrolment => "carried-not-taken",
        },
    })
}

/// Central refused a request, and why.
#[must_use]
pub fn refusal(words: Words, code: RefusalCode) -> String {
    with_next_step(words, refusal_key(code), "tried-again")
}

fn refusal_key(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::MalformedBody | RefusalCode::TooManyRecords | RefusalCode::UnsupportedWire => {
            "refusal-app-too-old"
        }
        RefusalCode::TooLarge => "refusal-too-large",
        RefusalCode::NotEnrolled => "refusal-not-enrolled",
        RefusalCode::DeviceRevoked => "refusal-device-revoked",
        RefusalCode::CodeWrong => "refusal-code-wrong",
        RefusalCode::CodeSpent => "refusal-code-spent",
        RefusalCode::CodeExpired => "refusal-code-expired",
        RefusalCode::TooManyTries => "refusal-too-many-tries",
        RefusalCode::WrongServer => "refusal-wrong-server",
        RefusalCode::BadSignature => "refusal-bad-signature",
        RefusalCode::Unreadable => "refusal-unreadable",
        RefusalCode::UnknownForm => "refusal-unknown-form",
        RefusalCode::InvalidAnswers => "refusal-invalid-answers",
        RefusalCode::Unavailable | RefusalCode::TooManyRequests => "refusal-unavailable",
        RefusalCode::UnknownAttachment => "refusal-unknown-attachment",
        RefusalCode::NotTheNamedBytes => "refusal-not-the-named-bytes",
        RefusalCode::Internal | RefusalCode::Unknown => "refusal-internal",
    }
}

/// The last attempt to send a photo failed.
#[must_use]
pub fn photo_sending(words: Words, trouble: PhotoTrouble) -> String {
    match trouble {
        PhotoTrouble::NotSent(SendTrouble::NotProven) => words.say("trouble-photo-not-proven"),
        PhotoTrouble::NotSent(trouble) => sending(words, trouble),
        PhotoTrouble::Refused(RefusalCode::TooLarge) => words.say("refusal-photo-too-large"),
        PhotoTrouble::Refused(code) => refusal(words, code),
    }
}

/// Why photos wait, with the next step.
#[must_use]
pub fn photos_wait(words: Words, wait: PhotosWait) -> String {
    match wait {
        PhotosWait::Turn => words.say("home-waiting-more"),
        PhotosWait::Record => words.say("photos-wait-record"),
        PhotosWait::Person => words.say("photos-wait-person"),
        PhotosWait::Wifi => words.say("photos-wait-wifi"),
        PhotosWait::UnknownWifi => words.say("photos-wait-unknown-wifi"),
        PhotosWait::Trouble(trouble) => photo_sending(words, trouble),
    }
}

/// Why the phone did not keep a photo, with the next step.
#[must_use]
pub fn photo(words: Words, error: &PhotoError) -> String {
    match error {
        PhotoError::Picture(PictureError::Unreadable) => words.say("photo-unreadable"),
        PhotoError::Picture(PictureError::TooLarge) => words.say("photo-too-large"),
        PhotoError::NotAsked => words.say("photo-not-asked"),
        PhotoError::Phone(error) => phone(words, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translations::Language;

    #[test]
    fn only_who_sends_is_promised_that_it_is_tried_again_by_itself() {
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            let (by_itself, by_hand) = (words.say("tried-again"), words.say("enrolment-try-again"));
            for trouble in [SendTrouble::NoNetwork, SendTrouble::Timeout, SendTrouble::Unavailable] {
                let (sent, enrolled) = (sending(words, trouble), enrolment(words, &EnrolmentError::Trouble(trouble)));
                assert!(sent.ends_with(&by_itself) && !sent.contains(&by_hand), "{sent}");
                assert!(enrolled.ends_with(&by_hand) && !enrolled.contains(&by_itself), "{enrolled}");
            }
            let refused = enrolment(words, &EnrolmentError::Refused(RefusalCode::Internal));
            assert!(refused.ends_with(&by_hand), "{refused}");
            let spent = enrolment(words, &EnrolmentError::Refused(RefusalCode::CodeSpent));
            assert!(!spent.contains(&by_hand) && !spent.contains(&by_itself), "{spent}");
        }
    }
}
