//! `POST /v1/enrol`: takes a code and a phone's public keys, and answers with all that the phone needs offline.
//!
//! The answer may be lost. The phone then asks again with the same keys, and is the same phone: it gets the same id and
//! short name, and a new token. The list of phones has it once. A used code with other keys stays used.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{Enrolment, EnrolmentRequest, Refusal, RefusalCode, SERVICE};

use super::asked_by::AskedBy;
use super::authorisation::token_hash;
use super::body;
use super::enrolment_codes::hashes_of;
use super::refused::Refused;
use super::wire::WIRE_VERSIONS;
use crate::Central;
use crate::remote_address;
use crate::store::enrolment::{EnrolmentTry, NotEnrolled};

/// An enrolment request has some 400 bytes.
const MAX_BYTES: usize = 8 * 1024;
/// Wrong codes are counted in windows of this length.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// Wrong codes from one source in a window. A hall full of facilitators behind one router mistypes less often.
///
/// There is no limit over all sources: anybody with many addresses could then stop all enrolling. None is needed. A
/// wrong try counts against the code whose first half it has, and a code dies at the fifth. So trying everything finds
/// one code in two hundred thousand, however many tries a second.
const GUESSES_PER_SOURCE: u32 = 20;

/// Enrols a phone.
#[utoipa::path(
    post, path = "/v1/enrol", tag = "phones", request_body = EnrolmentRequest,
    responses(
        (status = 200, body = Enrolment), (status = 400, body = Refusal), (status = 403, body = Refusal),
        (status = 408, body = Refusal), (status = 409, body = Refusal), (status = 410, body = Refusal),
        (status = 413, body = Refusal), (status = 415, body = Refusal),
    )
)]
pub(crate) async fn enrol(
    State(central): State<Central>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Refused> {
    let source =
        central.0.keys.keyed_hash("address", &remote_address::source(remote_address::address(peer, request.headers())));
    let bytes = body::json(&central, request, MAX_BYTES).await?;
    let asked: EnrolmentRequest = serde_json::from_slice(&bytes)
        .map_err(|_| Refused::new(RefusalCode::MalformedBody, "not an enrolment request"))?;
    if !WIRE_VERSIONS.contains(&asked.wire) {
        return Err(Refused::new(RefusalCode::UnsupportedWire, "this wire version is not spoken here"));
    }
    if asked.app_version.len() > 64 || asked.verifying_key.0.0.len() != 32 {
        return Err(Refused::new(RefusalCode::MalformedBody, "not an enrolment request"));
    }
    let token = crate::random_text().map_err(|_| Refused::new(RefusalCode::Unavailable, "no randomness"))?;
    let tried = EnrolmentTry {
        hashes: hashes_of(&asked.code, &central.0.keys),
        source,
        verifying_key: asked.verifying_key,
        recipient: asked.recipient,
        app_version: asked.app_version,
        token_hash: token_hash(&token),
        guesses: GUESSES_PER_SOURCE,
        window: WINDOW,
    };
    let now = crate::now();
    let enrolled = central.0.store.enrol(tried, prefix, now).await?.map_err(|why| refused(why, now))?;
    let answer = Enrolment {
        service: SERVICE.to_owned(),
        device: enrolled.device,
        device_code: enrolled.code.clone(),
        token,
        organisation: enrolled.organisation,
        area: enrolled.area,
        central_recipient: central.0.recipient.clone(),
        receipt_key: central.0.keys.receipts.verifying_key(),
        case_recipients: enrolled.case_recipients,
        areas: enrolled.areas,
        forms: enrolled.forms,
        directory: enrolled.directory,
    };
    Ok((Extension(AskedBy(enrolled.code)), Json(answer)).into_response())
}

/// Why a code is refused, for the phone.
fn refused(why: NotEnrolled, now: Timestamp) -> Refused {
    match why {
        NotEnrolled::Wait { until } => {
            let seconds = until.duration_since(now).as_secs().unsigned_abs() + 1;
            Refused::new(RefusalCode::TooManyTries, "too many wrong codes").retry_after(seconds)
        }
        NotEnrolled::Wrong => Refused::new(RefusalCode::CodeWrong, "the code is wrong"),
        NotEnrolled::Spent => Refused::new(RefusalCode::CodeSpent, "the code was used already"),
        NotEnrolled::Expired => Refused::new(RefusalCode::CodeExpired, "the code is no longer valid"),
        NotEnrolled::Tired => {
            let message = "the code was tried wrongly too often; a new one is needed";
            Refused::new(RefusalCode::TooManyTries, message)
        }
        NotEnrolled::NoCaseKeys => Refused::new(RefusalCode::Unavailable, "central has no case keys yet"),
    }
}

/// Three letters for a village: its first consonants, then its other letters, then X.
fn prefix(name: &str) -> String {
    let letters: Vec<char> =
        name.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase()).collect();
    let is_vowel = |letter: &&char| "AEIOU".contains(**letter);
    let consonants = letters.iter().filter(|letter| !is_vowel(letter));
    let vowels = letters.iter().filter(is_vowel);
    consonants.chain(vowels).copied().chain(std::iter::repeat('X')).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_gives_its_phones_three_letters() {
        for (name, letters) in
            [("Kamolan", "KML"), ("Tempelan", "TMP"), ("Ngloram", "NGL"), ("Cepu", "CPE"), ("Oi", "OIX"), ("", "XXX")]
        {
            assert_eq!(prefix(name), letters, "{name}");
        }
    }
}
