//! The PIN: six digits, and which PINs everybody tries first.

use std::fmt;

use zeroize::Zeroizing;

/// Six digits. They do not show in debug output and are wiped from memory on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

/// The text is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has six digits")]
pub struct InvalidPin;

/// Why a PIN is easy to guess. A third of all freely chosen PINs are of these kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinWeakness {
    /// The same digit six times: `000000`.
    #[error("one digit repeated")]
    OneDigit,
    /// Counting up or down: `123456`, `098765`.
    #[error("digits in a row")]
    InARow,
    /// A short pattern repeated: `121212`, `123123`, `112233`.
    #[error("a repeated pattern")]
    Pattern,
}

impl Pin {
    /// The number of digits.
    pub const DIGITS: usize = 6;

    /// Reads six digits.
    ///
    /// # Errors
    /// [`InvalidPin`] for anything else.
    pub fn new(typed: &str) -> Result<Self, InvalidPin> {
        let digits = typed.len() == Self::DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Ok(Self(Zeroizing::new(typed.to_owned()))) } else { Err(InvalidPin) }
    }

    /// Why nobody should choose this PIN, if there is a reason.
    #[must_use]
    pub fn weakness(&self) -> Option<PinWeakness> {
        let digits = self.0.as_bytes();
        let steps: Vec<u8> = digits.array_windows().map(|[a, b]| (10 + b - a) % 10).collect();
        let every = |step: u8| steps.iter().all(|own| *own == step);
        let (first, second) = digits.split_at(Self::DIGITS / 2);
        let mut pairs = digits.as_chunks::<2>().0.iter();
        if every(0) {
            Some(PinWeakness::OneDigit)
        } else if every(1) || every(9) {
            Some(PinWeakness::InARow)
        } else if first == second
            || digits.iter().step_by(2).all(|d| Some(d) == digits.first())
                && digits.iter().skip(1).step_by(2).all(|d| Some(d) == digits.get(1))
            || pairs.all(|[a, b]| a == b)
        {
            Some(PinWeakness::Pattern)
        } else {
            None
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pins_that_everybody_tries_first_are_refused_with_a_reason() {
        let weakness = |typed| Pin::new(typed).unwrap().weakness();
        for typed in ["000000", "777777"] {
            assert_eq!(weakness(typed), Some(PinWeakness::OneDigit), "{typed}");
        }
        for typed in ["123456", "654321", "567890", "098765"] {
            assert_eq!(weakness(typed), Some(PinWeakness::InARow), "{typed}");
        }
        for typed in ["121212", "123123", "112233", "909090", "404404"] {
            assert_eq!(weakness(typed), Some(PinWeakness::Pattern), "{typed}");
        }
        for typed in ["482915", "135792", "100200", "112358"] {
            assert_eq!(weakness(typed), None, "{typed}");
        }
    }

    #[test]
    fn only_six_digits_make_a_pin() {
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６", "12 456"] {
            assert_eq!(Pin::new(typed), Err(InvalidPin), "{typed}");
        }
    }

    #[test]
    fn a_pin_does_not_show_itself_in_debug_output() {
        assert!(!format!("{:?}", Pin::new("482915").unwrap()).contains("482915"));
    }
}
