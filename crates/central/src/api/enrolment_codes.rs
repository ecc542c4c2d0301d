//! One-time enrolment codes: eight characters, valid for ten minutes and five tries.

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::EnrolmentCode;

use crate::keys::Keys;
use crate::store::{StoreError, audit, enrolment, organisation};
use crate::{Central, OPERATOR};

/// How long a code is valid.
const VALID: SignedDuration = SignedDuration::from_mins(10);
/// Wrong tries before a code becomes invalid.
const TRIES: u32 = 5;

/// Hashes of a code and of its first half. The half shows for which code a wrong try was meant.
pub(crate) struct Hashes {
    /// Hash of all eight characters.
    pub(crate) whole: [u8; 32],
    /// Hash of the first four.
    pub(crate) half: [u8; 32],
}

impl Hashes {
    pub(crate) fn of(code: &EnrolmentCode, keys: &Keys) -> Self {
        let half: String = code.as_str().chars().take(EnrolmentCode::LENGTH / 2).collect();
        Self { whole: keys.keyed_hash("enrolment code", code.as_str()), half: keys.keyed_hash("half a code", &half) }
    }
}

enum Made {
    Yes,
    NoSuchArea,
    NoCaseKeys,
    Again,
}

pub(crate) async fn make(central: &Central, area: &str) -> anyhow::Result<EnrolmentCode> {
    make_at(central, area, crate::now()).await
}

async fn make_at(central: &Central, area: &str, now: Timestamp) -> anyhow::Result<EnrolmentCode> {
    // The chance that another valid code has the same first half is one in a hundred thousand.
    for _ in 0..10 {
        let mut random = [0_u8; 5];
        getrandom::fill(&mut random).context("no randomness")?;
        let code = EnrolmentCode::from_random(random);
        let hashes = Hashes::of(&code, &central.0.keys);
        let area = area.to_owned();
        let subject = area.clone();
        let made = central.0.store.write(move |connection| -> Result<Made, StoreError> {
            if organisation::area_by_code(connection, &area)?.is_none() {
                return Ok(Made::NoSuchArea);
            }
            if organisation::case_recipients(connection)?.is_empty() {
                return Ok(Made::NoCaseKeys);
            }
            let kept =
                enrolment::insert_code(connection, (&hashes.whole, &hashes.half), &area, now, now + VALID, TRIES)?;
            if !kept {
                return Ok(Made::Again);
            }
            audit::note(connection, now, OPERATOR, "enrolment code", &area)?;
            Ok(Made::Yes)
        });
        match made.await? {
            Made::Yes => return Ok(code),
            Made::NoSuchArea => bail!("no area has the code {subject}: import the areas first"),
            Made::NoCaseKeys => bail!("there are no case keys yet: make them with `keys new`"),
            Made::Again => {}
        }
    }
    bail!("too many codes are valid now; try again in ten minutes")
}
