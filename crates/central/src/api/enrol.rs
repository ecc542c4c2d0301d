//! `POST /v1/enrol`: takes a code and a phone's public keys, and answers with all that the phone needs offline.
//!
//! The answer may be lost. The phone then asks again with the same keys, and is the same phone: it gets the same id and
//! short name, and a new token. The list of phones has it once. A used code with other keys stays used.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{
    Area, DeviceId, Enrolment, EnrolmentRequest, FormSource, Organisation, Refusal, RefusalCode, SERVICE,
};
use rusqlite::Connection;

use super::authorisation::token_hash;
use super::enrolment_codes::Hashes;
use super::refused::Refused;
use super::{AskedBy, WIRE_VERSIONS, body};
use crate::Central;
use crate::store::devices::NewDevice;
use crate::store::{StoreError, audit, devices, enrolment, forms, organisation};

/// An enrolment request has some 400 bytes.
const MAX_BYTES: usize = 8 * 1024;
/// Wrong codes are counted in windows of this length.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// Wrong codes from one address in a window. A hall full of facilitators behind one router mistypes less often.
const GUESSES_PER_ADDRESS: u32 = 20;
/// Wrong codes from all addresses in a window. With ten valid codes, guessing one then takes 2000 years.
const GUESSES_IN_ALL: u32 = 1000;
/// The stored source of the count over all addresses.
const EVERYWHERE: &[u8] = b"";

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
    let source = central.0.keys.keyed_hash("address", &address(peer, request.headers()).to_string());
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
    let hashes = Hashes::of(&asked.code, &central.0.keys);
    let stored_hash = token_hash(&token);
    let now = crate::now();
    let enrolled = central
        .0
        .store
        .write(move |connection| {
            Ok(match allowed(connection, &hashes, &source, &asked, now)? {
                Err(refused) => Err(refused),
                Ok(ValidCode { area, known: Some((device, code)) }) => {
                    enrolment::spend(connection, &hashes.whole, now)?;
                    devices::replace_token(connection, device, stored_hash)?;
                    audit::note(connection, now, &code, "enrol again", &area.code)?;
                    Ok(Enrolled { device, code, area, given: EnrolmentData::read(connection)? })
                }
                Ok(ValidCode { area, known: None }) => {
                    let device = DeviceId::new();
                    enrolment::spend(connection, &hashes.whole, now)?;
                    let given = EnrolmentData::read(connection)?;
                    let new = NewDevice {
                        id: device,
                        prefix: &prefix(&area.name),
                        area: &area.code,
                        token_hash: stored_hash,
                        verifying_key: &asked.verifying_key,
                        recipient: &asked.recipient,
                        app_version: &asked.app_version,
                        forms: &given.forms.iter().map(FormSource::reference).collect::<Vec<_>>(),
                    };
                    let code = devices::insert(connection, &new, now)?;
                    audit::note(connection, now, &code, "enrol", &area.code)?;
                    Ok(Enrolled { device, code, area, given })
                }
            })
        })
        .await??;
    let Enrolled { device, code: device_code, area, given } = enrolled;
    let answer = Enrolment {
        service: SERVICE.to_owned(),
        device,
        device_code: device_code.clone(),
        token,
        organisation: given.organisation,
        area,
        central_recipient: central.0.recipient.clone(),
        receipt_key: central.0.keys.receipts.verifying_key(),
        case_recipients: given.case_recipients,
        areas: given.areas,
        forms: given.forms,
        directory: given.directory,
    };
    Ok((Extension(AskedBy(device_code)), Json(answer)).into_response())
}

/// What a code allows.
struct ValidCode {
    /// Its village.
    area: Area,
    /// Id and short name of the phone that enrolled there with the same keys.
    known: Option<(DeviceId, String)>,
}

struct Enrolled {
    device: DeviceId,
    code: String,
    area: Area,
    given: EnrolmentData,
}

/// The data that every phone gets.
struct EnrolmentData {
    organisation: Organisation,
    case_recipients: Vec<kentongan_exchange::sealing::Recipient>,
    areas: Vec<Area>,
    forms: Vec<FormSource>,
    directory: kentongan_exchange::Directory,
}

impl EnrolmentData {
    fn read(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: organisation::read(connection)?,
            case_recipients: organisation::case_recipients(connection)?,
            areas: organisation::areas(connection)?,
            forms: forms::current(connection)?,
            directory: organisation::directory(connection)?,
        })
    }
}

/// The area of the code, and the phone with these keys if it enrolled there before; or why the code is refused. The
/// writer counts wrong tries, so that a thousand tries at once count one by one.
fn allowed(
    connection: &Connection,
    hashes: &Hashes,
    source: &[u8; 32],
    asked: &EnrolmentRequest,
    now: Timestamp,
) -> Result<Result<ValidCode, Refused>, StoreError> {
    for (source, most) in [(source.as_slice(), GUESSES_PER_ADDRESS), (EVERYWHERE, GUESSES_IN_ALL)] {
        if let Some((guesses, ends)) = enrolment::guesses(connection, source, now)?
            && guesses >= most
        {
            let seconds = ends.duration_since(now).as_secs().unsigned_abs() + 1;
            return Ok(Err(Refused::new(RefusalCode::TooManyTries, "too many wrong codes").retry_after(seconds)));
        }
    }
    let Some(code) = enrolment::find_code(connection, &hashes.whole)? else {
        enrolment::count_guess(connection, source, now, WINDOW)?;
        enrolment::count_guess(connection, EVERYWHERE, now, WINDOW)?;
        enrolment::take_try(connection, &hashes.half, now)?;
        return Ok(Err(Refused::new(RefusalCode::CodeWrong, "the code is wrong")));
    };
    let known = devices::by_keys(connection, &asked.verifying_key, &asked.recipient, &code.area)?;
    if code.spent && known.is_none() {
        return Ok(Err(Refused::new(RefusalCode::CodeSpent, "the code was used already")));
    }
    if code.expires_at <= now {
        return Ok(Err(Refused::new(RefusalCode::CodeExpired, "the code is no longer valid")));
    }
    if code.tries_left == 0 {
        let message = "the code was tried wrongly too often; a new one is needed";
        return Ok(Err(Refused::new(RefusalCode::TooManyTries, message)));
    }
    if organisation::case_recipients(connection)?.is_empty() {
        return Ok(Err(Refused::new(RefusalCode::Unavailable, "central has no case keys yet")));
    }
    let area = organisation::area_by_code(connection, &code.area)?.ok_or(StoreError::Damaged("area of a code"))?;
    Ok(Ok(ValidCode { area, known }))
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

/// The source of a request. Only a proxy on this machine may say for whom it asks, and only the part that it wrote
/// itself counts: the last part of the last line. The client may have invented everything before that.
pub(super) fn address(peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let mut lines = headers.get_all("x-forwarded-for").iter();
    let last = lines.next_back().and_then(|line| line.to_str().ok()).and_then(|line| line.rsplit(',').next());
    let forwarded = last.and_then(|address| address.trim().parse::<IpAddr>().ok());
    match forwarded {
        Some(forwarded) if peer.ip().is_loopback() => forwarded.to_canonical(),
        Some(_) | None => peer.ip().to_canonical(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_village_gives_its_phones_three_letters() {
        for (name, letters) in
            [("Kamolan", "KML"), ("Tempelan", "TMP"), ("Ngloram", "NGL"), ("Cepu", "CPE"), ("Oi", "OIX"), ("", "XXX")]
        {
            assert_eq!(prefix(name), letters, "{name}");
        }
    }

    #[test]
    fn only_a_proxy_on_this_machine_may_say_for_whom_it_speaks() {
        let from = |peer: SocketAddr, lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            address(peer, &headers).to_string()
        };
        let local = SocketAddr::from(([127, 0, 0, 1], 4000));
        let remote = SocketAddr::from(([192, 0, 2, 9], 4000));
        assert_eq!(from(local, &[b"198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(from(local, &[b"198.51.100.1", b"198.51.100.2,203.0.113.7"]), "203.0.113.7", "several lines");
        assert_eq!(from(local, &[b"198.51.100.1", b"2001:db8::7"]), "2001:db8::7");
        assert_eq!(from(local, &[b"::ffff:203.0.113.7"]), "203.0.113.7", "one address, one spelling");
        for rubbish in
            [&b"unknown"[..], b"", b"203.0.113.7, ", b"203.0.113.7, <script>", b"\xff\xfe", b"203.0.113.7:80"]
        {
            assert_eq!(from(local, &[b"198.51.100.1", rubbish]), "127.0.0.1", "{rubbish:?}");
        }
        assert_eq!(from(remote, &[b"198.51.100.1, 203.0.113.7"]), "192.0.2.9");
        assert_eq!(from(local, &[]), "127.0.0.1");
    }
}
