//! What a person types to sign in.
//!
//! `Koordinator`, ` koordinator ` and `ｋoordinator` are one login. Keyboards of telephones begin with a capital, and
//! copying adds blanks. So logins are compared in Unicode's form NFKC and in small letters.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::text::{is_invisible, trimmed};

/// Most characters of a login.
const LONGEST: usize = 64;
/// The signs that a login may have beside letters and digits.
const SIGNS: &str = ".-_@+";

/// A login in its one spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

/// The text cannot be a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a login has 1 to {LONGEST} letters, digits and signs of {SIGNS:?}, no blanks, and begins with a letter or digit"
)]
pub struct InvalidLogin;

impl Login {
    /// Reads the login of a new account.
    ///
    /// # Errors
    /// [`InvalidLogin`] when it is empty, too long, or has other characters.
    pub fn parse(typed: &str) -> Result<Self, InvalidLogin> {
        let login = Self::typed(typed).0;
        let is_part = |character: char| character.is_alphanumeric() || SIGNS.contains(character);
        let begins = login.starts_with(char::is_alphanumeric);
        let valid = begins && login.chars().count() <= LONGEST && login.chars().all(is_part);
        if valid { Ok(Self(login)) } else { Err(InvalidLogin) }
    }

    /// What a person typed to sign in, in the spelling of [`Login::parse`]. It may be no login that any account has.
    pub(crate) fn typed(text: &str) -> Self {
        let small = text.nfkc().filter(|character| !is_invisible(*character)).collect::<String>().to_lowercase();
        // A small letter may be a composed one again.
        Self(trimmed(&small).nfkc().collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_however_a_keyboard_writes_it() {
        let spellings = [
            "koordinator",
            "Koordinator",
            "KOORDINATOR",
            " koordinator\t",
            "ｋoordinator",
            "koor\u{200b}dinator\u{a0}",
        ];
        for typed in spellings {
            assert_eq!(Login::parse(typed).unwrap().as_str(), "koordinator", "{typed:?}");
            assert_eq!(Login::typed(typed).as_str(), "koordinator", "{typed:?}");
        }
        let (composed, decomposed) = (Login::parse("Kafé").unwrap(), Login::parse("kafe\u{301}").unwrap());
        assert_eq!(composed, decomposed);
    }

    #[test]
    fn reading_a_login_twice_changes_nothing() {
        for typed in ["Koordinator", "STRASSE", "straße", "İstanbul", "ΣΊΣΥΦΟΣ", "a.b-c_d@e+f", "  ", "\u{1f1}ebra"]
        {
            let once = Login::typed(typed);
            assert_eq!(Login::typed(once.as_str()), once, "{typed:?}");
        }
    }

    #[test]
    fn only_letters_digits_and_a_few_signs_make_a_login() {
        for typed in ["dinas.pppa", "uptd-ppa_2", "k@dinsos.go.id", "7", &"x".repeat(64)] {
            assert!(Login::parse(typed).is_ok(), "{typed:?}");
        }
        let wrong = ["", "  ", "\u{200b}", "dua kata", "a\nb", "a/b", "<b>", "-x", ".", "a\u{0}", "☺", &"x".repeat(65)];
        for typed in wrong {
            assert_eq!(Login::parse(typed), Err(InvalidLogin), "{typed:?}");
        }
    }
}
