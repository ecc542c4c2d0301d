//! Passwords: hashed with Argon2id, generated when nobody gives one.
//!
//! They are compared as RFC 8265 (section 4.2, profile `OpaqueString`) says: in Unicode's form NFC, with every blank as
//! U+0020. So `é` typed on a telephone is the `é` that a Mac wrote into a file.

use std::sync::LazyLock;

use anyhow::{anyhow, bail};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Shorter passwords are refused for an account.
const SHORTEST: usize = 12;
/// Longer passwords are refused too: hashing them is useless work.
const LONGEST: usize = 256;
/// Characters that are looked at for strength: more only take time.
const MOST_LOOKED_AT: usize = 100;
/// zxcvbn's second best of its five scores.
const STRONG_ENOUGH: u8 = 3;
/// Words that people here take for passwords, the commonest first: of passwords, of this work, of the place.
const OUR_WORDS: &str = include_str!("our_words.txt");
/// Most bytes of a character in UTF-8.
const BYTES_OF_CHARACTER: usize = 4;

/// The form in which a password is hashed and checked.
fn prepared(password: &str) -> Zeroizing<String> {
    let blank = |character: char| if character.is_whitespace() && !character.is_control() { ' ' } else { character };
    Zeroizing::new(password.nfc().map(blank).collect())
}

/// The password in a file's first line, as editors and PowerShell write it: with a byte order mark, in UTF-16, with any
/// line end.
///
/// # Errors
/// When the file is no text, or its first line is empty.
pub fn password_in_file(bytes: &[u8]) -> anyhow::Result<Zeroizing<String>> {
    let text = Zeroizing::new(crate::text::decode(bytes)?);
    match text.split(['\r', '\n']).next() {
        None | Some("") => bail!("the first line of the file is empty; the password must be there"),
        Some(password) => Ok(Zeroizing::new(password.to_owned())),
    }
}

/// OWASP's first choice of 2026 for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("Argon2 parameters: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password into a PHC string.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    let password = prepared(password);
    if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
        bail!("a password has {SHORTEST} to {LONGEST} characters");
    }
    if password.chars().any(char::is_control) {
        bail!("a password has no tabs or other control characters, because nobody can type them");
    }
    if is_easy_to_guess(&password) {
        bail!(
            "this password is easy to guess: use four or more words that have nothing to do with each other or with this \
             work, or have one made up"
        );
    }
    hashed(&password)
}

/// Whether a program that knows lists of passwords and words would soon find it (zxcvbn: fewer than 10^8 guesses). The
/// library knows English words and names; the list beside it knows ours.
fn is_easy_to_guess(password: &str) -> bool {
    let looked_at: String = password.chars().take(MOST_LOOKED_AT).collect();
    let ours: Vec<&str> = OUR_WORDS.split_whitespace().collect();
    u8::from(zxcvbn::zxcvbn(&looked_at, &ours).score()) < STRONG_ENOUGH
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
    if password.len() > LONGEST * BYTES_OF_CHARACTER {
        return false;
    }
    argon2.verify_password(prepared(password).as_bytes(), &parsed).is_ok() && known
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
        assert!(hash("éééééééé").is_err(), "eight characters, though more bytes");
        assert!(hash("kata sandi\tdengan tab").is_err());
    }

    #[test]
    fn a_password_that_a_list_of_words_finds_is_refused() {
        for easy in [
            "katasandi2026",
            "rahasia12345",
            "KoordinatorBlora",
            "aaaaaaaaaaaa",
            "123456789012",
            "qwertyuiopasdf",
            "password1234",
            "kentongan2026",
            "bismillah12345",
            "BloraBlora2026",
        ] {
            let refused = hash(easy).err().map(|error| error.to_string());
            assert!(refused.is_some_and(|why| why.contains("easy to guess")), "{easy}");
        }
        for good in ["tepung lautan gergaji embun", "q7-Rk9v-Lm2x-Wd", "kata-sandi-uji-2026"] {
            assert!(hash(good).is_ok(), "{good}");
        }
        assert!(hash(&"tepung lautan gergaji embun ".repeat(9)).is_ok(), "however long");
    }

    #[test]
    fn the_same_characters_are_the_same_password_however_a_keyboard_composes_them() {
        let composed = hash("kafé di Ngloram 2026").unwrap();
        let decomposed = hash("kafe\u{301} di\u{a0}Ngloram 2026").unwrap();
        for typed in ["kafé di Ngloram 2026", "kafe\u{301} di Ngloram 2026", "kafé\u{a0}di Ngloram\u{2003}2026"] {
            assert!(verify(typed, Some(&composed)) && verify(typed, Some(&decomposed)), "{typed:?}");
        }
        // Only the same characters: a full-width letter is another one (RFC 8265, section 4.2.2).
        assert!(!verify("kafé di Ｎgloram 2026", Some(&composed)));
        assert!(!verify("kafe di Ngloram 2026", Some(&composed)));
    }

    #[test]
    fn a_password_file_is_read_whatever_wrote_it() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for bytes in [
            b"kata-sandi-2026".to_vec(),
            b"kata-sandi-2026\n".to_vec(),
            b"kata-sandi-2026\r\nlain\r\n".to_vec(),
            b"kata-sandi-2026\rlain".to_vec(),
            b"\xef\xbb\xbfkata-sandi-2026\r\n".to_vec(),
            utf16("\u{feff}kata-sandi-2026\r\n"),
            utf16("kata-sandi-2026\r\n"),
        ] {
            assert_eq!(password_in_file(&bytes).unwrap().as_str(), "kata-sandi-2026", "{bytes:?}");
        }
        for empty in [&b""[..], b"\n", b"\xef\xbb\xbf\r\n", b"\nkata-sandi-2026\n"] {
            assert!(password_in_file(empty).unwrap_err().to_string().contains("first line"));
        }
    }
}
