//! One-time codes, wrong guesses, and enrolling a phone.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{Area, DeviceId, Directory, FormSource, Organisation};

use super::devices::NewDevice;
use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, devices, forms, millis, moment, organisation};

/// Hashes of a code and of its first half. The half shows for which code a wrong try was meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CodeHashes {
    /// Hash of all eight characters.
    pub(crate) whole: [u8; 32],
    /// Hash of the first four.
    pub(crate) half: [u8; 32],
}

/// A new code.
#[derive(Debug, Clone)]
pub(crate) struct NewCode {
    /// Its hashes.
    pub(crate) hashes: CodeHashes,
    /// For which village.
    pub(crate) area: String,
    /// Until when.
    pub(crate) expires_at: Timestamp,
    /// Wrong tries before it becomes invalid.
    pub(crate) tries: u32,
}

/// The result of making a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeMade {
    /// It is stored.
    Yes,
    /// No area has this code.
    NoSuchArea,
    /// A phone could not seal anything yet.
    NoCaseKeys,
    /// Another valid code has the same first half.
    Taken,
}

/// A phone that wants to enrol.
#[derive(Debug, Clone)]
pub(crate) struct EnrolmentTry {
    /// The code's hashes.
    pub(crate) hashes: CodeHashes,
    /// Where the try comes from: a keyed hash.
    pub(crate) source: [u8; 32],
    /// The phone's public signing key.
    pub(crate) verifying_key: VerifyingKey,
    /// The phone's public key for sealing.
    pub(crate) recipient: Recipient,
    /// Its app.
    pub(crate) app_version: String,
    /// Hash of the token that it will get.
    pub(crate) token_hash: [u8; 32],
    /// Wrong codes that one source may try in a window.
    pub(crate) guesses: u32,
    /// The length of the window.
    pub(crate) window: SignedDuration,
}

/// A phone that is enrolled, with all that it needs offline.
#[derive(Debug)]
pub(crate) struct Enrolled {
    /// Its id.
    pub(crate) device: DeviceId,
    /// Its short name.
    pub(crate) code: String,
    /// Its village.
    pub(crate) area: Area,
    /// Who runs this central.
    pub(crate) organisation: Organisation,
    /// The keys that open sealed answers.
    pub(crate) case_recipients: Vec<Recipient>,
    /// All areas.
    pub(crate) areas: Vec<Area>,
    /// The forms to fill in.
    pub(crate) forms: Vec<FormSource>,
    /// Services and numbers.
    pub(crate) directory: Directory,
}

/// Why a phone is not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotEnrolled {
    /// Too many wrong codes came from there.
    Wait {
        /// Until then.
        until: Timestamp,
    },
    /// No such code.
    Wrong,
    /// Another phone used it.
    Spent,
    /// Its time is over.
    Expired,
    /// It was tried wrongly too often.
    Tired,
    /// Central has no case keys yet.
    NoCaseKeys,
}

/// A stored code.
struct CodeRow {
    area: String,
    expires_at: Timestamp,
    tries_left: u32,
    spent: bool,
}

impl Store {
    /// Stores a code's hashes.
    pub(crate) async fn make_code(&self, actor: Actor, code: NewCode, now: Timestamp) -> Result<CodeMade, StoreError> {
        self.write(move |tx| {
            if organisation::area_by_code(tx, &code.area)?.is_none() {
                return Ok(CodeMade::NoSuchArea);
            }
            if organisation::case_recipients(tx)?.is_empty() {
                return Ok(CodeMade::NoCaseKeys);
            }
            let taken = "SELECT 1 FROM enrolment_codes WHERE organisation = ?1 AND half_hash = ?2 AND expires_at > ?3";
            if tx.exists(taken, (tx.organisation, code.hashes.half, millis(now)))? {
                return Ok(CodeMade::Taken);
            }
            let made = tx.execute(
                "INSERT INTO enrolment_codes (organisation, code_hash, half_hash, area, made_at, expires_at, tries_left,
                                              spent_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL) ON CONFLICT (organisation, code_hash) DO NOTHING",
                (
                    tx.organisation,
                    code.hashes.whole,
                    code.hashes.half,
                    &code.area,
                    millis(now),
                    millis(code.expires_at),
                    code.tries,
                ),
            )?;
            if made == 0 {
                return Ok(CodeMade::Taken);
            }
            audit::note(tx, now, &actor, "enrolment code", &code.area)?;
            Ok(CodeMade::Yes)
        })
        .await
    }

    /// Enrols a phone. One that enrolled in this village with the same keys, and lost the answer, is the same phone: it
    /// gets the same id and short name, and the new token. The writer counts wrong tries, so that a thousand tries at
    /// once count one by one.
    pub(crate) async fn enrol(
        &self,
        tried: EnrolmentTry,
        prefix: fn(&str) -> String,
        now: Timestamp,
    ) -> Result<Result<Enrolled, NotEnrolled>, StoreError> {
        self.write(move |tx| {
            let code = match valid_code(tx, &tried, now)? {
                Ok(code) => code,
                Err(why) => return Ok(Err(why)),
            };
            let area = organisation::area_by_code(tx, &code.area)?.ok_or(StoreError::Damaged("area of a code"))?;
            let forms = forms::current(tx)?;
            spend(tx, &tried.hashes, now)?;
            let (device, code, action) = match code.known {
                Some((device, code)) => {
                    devices::replace_token(tx, device, tried.token_hash)?;
                    (device, code, "enrol again")
                }
                None => {
                    let device = DeviceId::new();
                    let new = NewDevice {
                        id: device,
                        prefix: &prefix(&area.name),
                        area: &area.code,
                        token_hash: tried.token_hash,
                        verifying_key: &tried.verifying_key,
                        recipient: &tried.recipient,
                        app_version: &tried.app_version,
                        forms: &forms.iter().map(FormSource::reference).collect::<Vec<_>>(),
                    };
                    (device, devices::insert(tx, &new, now)?, "enrol")
                }
            };
            audit::note(tx, now, &Actor::Phone(code.clone()), action, &area.code)?;
            Ok(Ok(Enrolled {
                device,
                code,
                area,
                organisation: organisation::of(tx)?,
                case_recipients: organisation::case_recipients(tx)?,
                areas: organisation::areas(tx)?,
                forms,
                directory: organisation::directory(tx)?,
            }))
        })
        .await
    }
}

/// What a code allows.
struct ValidCode {
    /// Its village.
    area: String,
    /// Id and short name of the phone that enrolled there with the same keys.
    known: Option<(DeviceId, String)>,
}

fn valid_code(
    tx: &Transaction<'_>,
    tried: &EnrolmentTry,
    now: Timestamp,
) -> Result<Result<ValidCode, NotEnrolled>, StoreError> {
    if let Some((guesses, until)) = guesses(tx, &tried.source, now)?
        && guesses >= tried.guesses
    {
        return Ok(Err(NotEnrolled::Wait { until }));
    }
    let Some(code) = find_code(tx, &tried.hashes)? else {
        count_guess(tx, &tried.source, now, tried.window)?;
        take_try(tx, &tried.hashes, now)?;
        return Ok(Err(NotEnrolled::Wrong));
    };
    let known = devices::by_keys(tx, &tried.verifying_key, &tried.recipient, &code.area)?;
    if code.spent && known.is_none() {
        return Ok(Err(NotEnrolled::Spent));
    }
    if code.expires_at <= now {
        return Ok(Err(NotEnrolled::Expired));
    }
    if code.tries_left == 0 {
        return Ok(Err(NotEnrolled::Tired));
    }
    if organisation::case_recipients(tx)?.is_empty() {
        return Ok(Err(NotEnrolled::NoCaseKeys));
    }
    Ok(Ok(ValidCode { area: code.area, known }))
}

fn find_code(tx: &Transaction<'_>, hashes: &CodeHashes) -> Result<Option<CodeRow>, StoreError> {
    let found = tx.one(
        "SELECT area, expires_at, tries_left, spent_at IS NOT NULL FROM enrolment_codes
         WHERE organisation = ?1 AND code_hash = ?2",
        (tx.organisation, hashes.whole),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    found
        .map(|(area, expires, tries_left, spent)| Ok(CodeRow { area, expires_at: moment(expires)?, tries_left, spent }))
        .transpose()
}

fn spend(tx: &Transaction<'_>, hashes: &CodeHashes, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE enrolment_codes SET spent_at = ?3 WHERE organisation = ?1 AND code_hash = ?2";
    tx.execute(sql, (tx.organisation, hashes.whole, millis(now)))?;
    Ok(())
}

/// Takes a try from the valid code with the same first half.
fn take_try(tx: &Transaction<'_>, hashes: &CodeHashes, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE enrolment_codes SET tries_left = tries_left - 1
         WHERE organisation = ?1 AND half_hash = ?2 AND expires_at > ?3 AND spent_at IS NULL AND tries_left > 0",
        (tx.organisation, hashes.half, millis(now)),
    )?;
    Ok(())
}

/// Wrong guesses of a source in its current window, and when the window ends.
fn guesses(tx: &Transaction<'_>, source: &[u8; 32], now: Timestamp) -> Result<Option<(u32, Timestamp)>, StoreError> {
    let found = tx.one(
        "SELECT guesses, window_ends_at FROM enrolment_guesses
         WHERE organisation = ?1 AND source = ?2 AND window_ends_at > ?3",
        (tx.organisation, source, millis(now)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    found.map(|(count, ends)| Ok((count, moment(ends)?))).transpose()
}

/// Counts a wrong guess.
fn count_guess(
    tx: &Transaction<'_>,
    source: &[u8; 32],
    now: Timestamp,
    window: SignedDuration,
) -> Result<(), StoreError> {
    let over = "DELETE FROM enrolment_guesses WHERE organisation = ?1 AND window_ends_at <= ?2";
    tx.execute(over, (tx.organisation, millis(now)))?;
    tx.execute(
        "INSERT INTO enrolment_guesses (organisation, source, window_ends_at, guesses) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (organisation, source) DO UPDATE SET guesses = enrolment_guesses.guesses + 1",
        (tx.organisation, source, millis(now + window)),
    )?;
    Ok(())
}
