//! The key store's share in the key that wraps the vault's key.
//!
//! The key derived from the PIN goes through a chain of MACs. The key store computes each of them. So each try of a PIN
//! costs [`KeyStorePart::rounds`] calls into this device's hardware, one after another. A copy of the files is useless on
//! another device. A person with root rights tries PINs no faster than the hardware answers.

use std::time::{Duration, Instant};

use kentongan_exchange::signing::Base64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::device::{DeviceError, DeviceKeyStore};

const FOR_KEEPER: &str = "kentongan 2026 vault key: first message to the key store";
const FOR_WRAPPING: &str = "kentongan 2026 vault key: wrapping key";
const FOR_CHECK: &str = "kentongan 2026 vault key: check of the key store";

/// How long all rounds of one try take together. Argon2id takes 0.75 s more.
const TARGET: Duration = Duration::from_millis(200);
const MOST_ROUNDS: u32 = 64;

/// The key store's share, as the key file stores it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeyStorePart {
    /// MACs in a chain.
    rounds: u32,
    /// A MAC that does not depend on the PIN. It shows whether the key is missing or another device's.
    check: Base64,
}

impl KeyStorePart {
    /// Creates the key if it is missing and measures one call. `None` on a device without a working key store.
    pub(super) fn of(keeper: &(impl DeviceKeyStore + ?Sized), salt: &[u8]) -> Option<Self> {
        match Self::measured(keeper, salt) {
            Ok(part) => part,
            Err(error) => {
                tracing::warn!(%error, "the key stays outside the key store");
                None
            }
        }
    }

    fn measured(keeper: &(impl DeviceKeyStore + ?Sized), salt: &[u8]) -> Result<Option<Self>, DeviceError> {
        if !keeper.make_key()? {
            return Ok(None);
        }
        // The first call also loads the key, so it is not measured.
        let check = check(keeper, salt)?;
        let begun = Instant::now();
        keeper.mac(&[0; 32])?;
        Ok(Some(Self { rounds: rounds_for(begun.elapsed()), check: Base64(check.to_vec()) }))
    }

    /// Whether this device's key store holds the key of this file.
    pub(super) fn is_of(&self, keeper: &(impl DeviceKeyStore + ?Sized), salt: &[u8]) -> bool {
        check(keeper, salt).is_ok_and(|check| check.as_slice() == self.check.0)
    }

    /// The wrapping key; `None` when the key store fails.
    pub(super) fn mixed_into(
        &self,
        stretched: &[u8; 32],
        keeper: &(impl DeviceKeyStore + ?Sized),
    ) -> Option<Zeroizing<[u8; 32]>> {
        let mut link = Zeroizing::new(blake3::derive_key(FOR_KEEPER, stretched));
        for _ in 0..self.rounds.clamp(1, MOST_ROUNDS) {
            link = keeper.mac(link.as_slice()).ok()?;
        }
        let mut both = Zeroizing::new([0; 64]);
        both[..32].copy_from_slice(stretched);
        both[32..].copy_from_slice(link.as_slice());
        Some(Zeroizing::new(blake3::derive_key(FOR_WRAPPING, both.as_slice())))
    }
}

fn check(keeper: &(impl DeviceKeyStore + ?Sized), salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceError> {
    keeper.mac(&blake3::derive_key(FOR_CHECK, salt))
}

/// The number of rounds that fit into [`TARGET`].
fn rounds_for(one: Duration) -> u32 {
    let rounds = TARGET.as_micros() / one.as_micros().max(1);
    u32::try_from(rounds).unwrap_or(MOST_ROUNDS).clamp(1, MOST_ROUNDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_try_takes_about_a_fifth_of_a_second_in_the_key_store_whatever_one_call_takes() {
        for (millis, rounds) in [(0, 64), (1, 64), (4, 50), (10, 20), (100, 2), (150, 1), (2_000, 1)] {
            assert_eq!(rounds_for(Duration::from_millis(millis)), rounds, "{millis} ms a call");
        }
    }
}
