//! The rules of conduct that free text is checked against, on the phone, while it is written.

use crate::{Label, Tier};

/// What a text should not hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Conduct {
    /// A national identity number (NIK).
    NationalId,
    /// A phone number outside the question that asks for one.
    PhoneNumber,
    /// What may be a full name, in a text that coordinators read.
    LooksLikeName,
    /// A phrase that blames the child.
    Blaming {
        /// The phrase that was found.
        phrase: &'static str,
        /// What to write instead.
        suggestion: Label,
    },
}

impl Conduct {
    /// Whether the form cannot be finished while this stands; otherwise it is a warning.
    pub fn blocks(&self) -> bool {
        match self {
            Self::NationalId | Self::PhoneNumber => true,
            Self::LooksLikeName | Self::Blaming { .. } => false,
        }
    }

    /// A stable word for it: the key of its translation.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NationalId => "conduct-national-id",
            Self::PhoneNumber => "conduct-phone-number",
            Self::LooksLikeName => "conduct-looks-like-name",
            Self::Blaming { .. } => "conduct-blaming",
        }
    }
}

/// What in this text the rules of conduct speak against.
pub fn check(text: &str, tier: Tier) -> Vec<Conduct> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match tier {
        Tier::Countable | Tier::Sealed if digits >= 16 => vec![Conduct::NationalId],
        Tier::Countable | Tier::Sealed => Vec::new(),
    }
}
