//! What a text should not hold.

use std::ops::Range;

use crate::Label;

/// What a text should not hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Conduct {
    /// A national identity number (NIK), 16 digits.
    NationalId,
    /// A phone number outside the questions that ask for one.
    PhoneNumber {
        /// Its bytes in the text, with its plus and brackets and the link around it.
        at: Range<usize>,
    },
    /// A possible full name, in a text that coordinators read.
    LooksLikeName,
    /// A possible account or e-mail address, in a text that coordinators read.
    LooksLikeAccount,
    /// A phrase that blames the child, or a word that the field does not use.
    Blaming {
        /// The phrase that was found, as the list has it.
        phrase: &'static str,
        /// What to write instead.
        suggestion: Label,
    },
}

impl Conduct {
    /// Whether it blocks finishing the form; otherwise it is a warning.
    pub fn blocks(&self) -> bool {
        match self {
            Self::NationalId | Self::PhoneNumber { .. } => true,
            Self::LooksLikeName | Self::LooksLikeAccount | Self::Blaming { .. } => false,
        }
    }

    /// A stable word for it: the key of its translation.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NationalId => "conduct-national-id",
            Self::PhoneNumber { .. } => "conduct-phone-number",
            Self::LooksLikeName => "conduct-looks-like-name",
            Self::LooksLikeAccount => "conduct-looks-like-account",
            Self::Blaming { .. } => "conduct-blaming",
        }
    }
}
