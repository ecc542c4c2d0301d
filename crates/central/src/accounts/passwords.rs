//! Passwords: hashed with Argon2id, generated when nobody gives one.

use std::sync::LazyLock;

use anyhow::{Context, anyhow, bail};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

/// Shorter passwords are refused for an account.
const SHORTEST: usize = 12;
/// Longer passwords are refused too: hashing them is useless work.
const LONGEST: usize = 256;

/// OWASP's first choice of 2026 for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("Argon2 parameters: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password into a PHC string.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    if !(SHORTEST..=LONGEST).contains(&password.len()) {
        bail!("a password has {SHORTEST} to {LONGEST} characters");
    }
    hashed(password)
}

fn hashed(password: &str) -> anyhow::Result<String> {
    let hash: anyhow::Result<argon2::password_hash::phc::PasswordHash> =
        argon2()?.hash_password(password.as_bytes()).map_err(|error| anyhow!("hashing failed: {error}"));
    Ok(hash?.to_string())
}

/// Whether the password matches the hash. Without a hash it does the same work and returns `false`.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hashed("nobody has this password").ok());
    let known = hash.is_some();
    let Some(hash) = hash.or(NOBODYS.as_deref()) else { return false };
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let Ok(argon2) = argon2() else { return false };
    password.len() <= LONGEST && argon2.verify_password(password.as_bytes(), &parsed).is_ok() && known
}

/// Sixteen characters that people can read out over the telephone: 80 random bits.
pub(crate) fn make_up() -> anyhow::Result<String> {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).context("no randomness")?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).map(|letter| char::from(*letter));
    let letters: String = random.iter().filter_map(letter).collect();
    let groups: Vec<&str> = (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..at + 4)).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_is_right_and_nobody_has_none() {
        let hash = hash("kata sandi yang panjang").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("kata sandi yang panjang", Some(&hash)));
        assert!(!verify("kata sandi yang lain", Some(&hash)));
        assert!(!verify("nobody has this password", None));
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(hash("pendek").is_err());
    }

    #[test]
    fn a_made_up_password_is_long_enough_and_never_the_same() {
        let (one, other) = (make_up().unwrap(), make_up().unwrap());
        assert_eq!(one.len(), 19);
        assert_ne!(one, other);
        assert!(hash(&one).is_ok());
    }
}
