//! The cost of deriving a key from the PIN: Argon2id (RFC 9106), as high as the phone can afford.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Memory and passes of one Argon2id derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// The lowest allowed cost: OWASP's minimum for Argon2id.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// Most memory. With more, Android on a 2 GB phone may close other apps, or this one.
    const MOST_MEMORY_KIB: u32 = 64 * 1024;
    const MOST_PASSES: u32 = 64;
    /// How long an unlock may take: the middle of 0.5 to 1 s.
    const TARGET: Duration = Duration::from_millis(750);

    /// Whether [`Cost::calibrated`] can have chosen it. Another one is damage, not a wrong PIN.
    pub(crate) fn is_possible(self) -> bool {
        (1..=Self::MOST_MEMORY_KIB).contains(&self.memory_kib) && (1..=Self::MOST_PASSES).contains(&self.passes)
    }

    /// Measures this device and returns the cost that fits `Cost::TARGET`.
    #[must_use]
    pub fn calibrated() -> Self {
        Self::fitting(|cost| {
            let start = Instant::now();
            let derived = cost.derive(b"calibrate", &[0; 16]);
            derived.map(|_| start.elapsed()).unwrap_or(Self::TARGET)
        })
    }

    /// Raises memory first, because an attacker's hardware is short of memory. Then raises the passes.
    fn fitting(measure: impl Fn(Self) -> Duration) -> Self {
        let floor = measure(Self::FLOOR);
        let affordable = u64::from(Self::FLOOR.memory_kib) * millis(Self::TARGET) / millis(floor).max(1);
        let memory = u32::try_from(affordable).unwrap_or(u32::MAX);
        let memory_kib = memory.clamp(Self::FLOOR.memory_kib, Self::MOST_MEMORY_KIB);
        let cost = Self { memory_kib, ..Self::FLOOR };
        if memory_kib < Self::MOST_MEMORY_KIB {
            return cost;
        }
        let taken = millis(measure(cost)).max(1);
        let passes = u32::try_from(u64::from(cost.passes) * millis(Self::TARGET) / taken).unwrap_or(Self::MOST_PASSES);
        Self { passes: passes.clamp(Self::FLOOR.passes, Self::MOST_PASSES), ..cost }
    }

    /// Derives 32 bytes from a PIN. It is slow on purpose.
    pub(crate) fn derive(self, pin: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32))?;
        let mut key = Zeroizing::new([0_u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(pin, salt, key.as_mut())?;
        Ok(key)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A phone that needs this many microseconds for one pass over one MiB.
    fn phone(micros_a_mib: u64) -> impl Fn(Cost) -> Duration {
        move |cost| Duration::from_micros(u64::from(cost.memory_kib) / 1024 * u64::from(cost.passes) * micros_a_mib)
    }

    #[test]
    fn unlocking_takes_half_a_second_to_one_on_every_phone_that_can() {
        for micros_a_mib in [200, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 19_000] {
            let measure = phone(micros_a_mib);
            let taken = measure(Cost::fitting(&measure));
            assert!((500..=1_000).contains(&taken.as_millis()), "{micros_a_mib} µs a MiB: {taken:?}");
        }
    }

    #[test]
    fn a_very_slow_phone_still_derives_with_the_floor() {
        assert_eq!(Cost::fitting(phone(100_000)), Cost::FLOOR);
    }

    #[test]
    fn no_phone_is_asked_for_more_than_64_mib() {
        assert_eq!(Cost::fitting(phone(1)), Cost { memory_kib: 64 * 1024, passes: Cost::MOST_PASSES });
    }
}
