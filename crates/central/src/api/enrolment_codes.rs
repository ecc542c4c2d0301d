//! One-time enrolment codes: eight characters, valid for ten minutes and five tries.

use anyhow::{Context, bail};
use jiff::SignedDuration;
use kentongan_exchange::EnrolmentCode;

use crate::Central;
use crate::keys::Keys;
use crate::store::Actor;
use crate::store::enrolment::{CodeHashes, CodeMade, NewCode};

/// How long a code is valid.
const VALID: SignedDuration = SignedDuration::from_mins(10);
/// Wrong tries before a code becomes invalid.
const TRIES: u32 = 5;

/// The hashes of a code.
pub(crate) fn hashes_of(code: &EnrolmentCode, keys: &Keys) -> CodeHashes {
    let half: String = code.as_str().chars().take(EnrolmentCode::LENGTH / 2).collect();
    CodeHashes { whole: keys.keyed_hash("enrolment code", code.as_str()), half: keys.keyed_hash("half a code", &half) }
}

/// Makes a code for a village.
pub(crate) async fn make(central: &Central, actor: Actor, area: &str) -> anyhow::Result<EnrolmentCode> {
    let now = crate::now();
    // The chance that another valid code has the same first half is one in a hundred thousand.
    for _ in 0..10 {
        let mut random = [0_u8; 5];
        getrandom::fill(&mut random).context("no randomness")?;
        let code = EnrolmentCode::from_random(random);
        let hashes = hashes_of(&code, &central.0.keys);
        let new = NewCode { hashes, area: area.to_owned(), expires_at: now + VALID, tries: TRIES };
        match central.0.store.make_code(actor.clone(), new, now).await? {
            CodeMade::Yes => return Ok(code),
            CodeMade::NoSuchArea => bail!("no area has the code {area}: import the areas first"),
            CodeMade::NoCaseKeys => bail!("there are no case keys yet: make them with `keys new`"),
            CodeMade::Taken => {}
        }
    }
    bail!("too many codes are valid now; try again in ten minutes")
}
