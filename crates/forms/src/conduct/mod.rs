//! The rules of conduct that free text is checked against, on the phone, while it is written.
//!
//! A child's identity must not slip into a text that coordinators read, and no text may blame the child
//! (DOMAIN, rule 8). What is certain to be an identity number or a phone number blocks; what may be a name
//! or a blaming phrase is a warning with advice, since a machine does not know what a sentence means.

mod names;
mod numbers;
mod phrases;

use crate::{Label, Tier};

/// What a text should not hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Conduct {
    /// A national identity number (NIK), 16 digits.
    NationalId,
    /// A phone number outside the question that asks for one.
    PhoneNumber,
    /// What may be a full name, in a text that coordinators read.
    LooksLikeName,
    /// A phrase that blames the child, or a word the field does not use.
    Blaming {
        /// The phrase that was found, as the list has it.
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

/// What in this text the rules of conduct speak against, what blocks first, each kind once and each phrase
/// once. A phone number is found in both tiers: whether the question may hold one, the caller knows.
pub fn check(text: &str, tier: Tier) -> Vec<Conduct> {
    let mut found = Vec::new();
    let numbers = numbers::groups(text);
    if numbers::has_national_id(&numbers) {
        found.push(Conduct::NationalId);
    }
    if numbers::has_phone_number(&numbers) {
        found.push(Conduct::PhoneNumber);
    }
    match tier {
        Tier::Countable if names::has_full_name(text) => found.push(Conduct::LooksLikeName),
        Tier::Countable | Tier::Sealed => {}
    }
    found.extend(phrases::found_in(text));
    found
}
