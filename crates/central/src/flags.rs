//! What a person should look at in a record that was taken although something about it is unusual.

/// Something unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flag {
    /// The answers break rules of the form.
    BreaksRules,
    /// Answers or questions that this central cannot read.
    Unreadable,
    /// Central does not have the form or its version.
    UnknownForm,
    /// The area does not exist here; the record counts in the phone's own village.
    UnknownArea,
    /// The access of the phone that made it was withdrawn when it came.
    RevokedDevice,
    /// A text that may identify somebody is sealed away.
    Hidden,
    /// Another phone has sent a record with the same id.
    SameId,
}

impl Flag {
    /// Every flag.
    pub(crate) const ALL: [Self; 7] = [
        Self::BreaksRules,
        Self::Unreadable,
        Self::UnknownForm,
        Self::UnknownArea,
        Self::RevokedDevice,
        Self::Hidden,
        Self::SameId,
    ];

    /// Its word in the database and in message keys.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::BreaksRules => "breaks-rules",
            Self::Unreadable => "unreadable",
            Self::UnknownForm => "unknown-form",
            Self::UnknownArea => "unknown-area",
            Self::RevokedDevice => "revoked-device",
            Self::Hidden => "hidden",
            Self::SameId => "same-id",
        }
    }
}

/// The flags of a version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flags(Vec<Flag>);

impl Flags {
    /// Adds a flag, once.
    pub(crate) fn add(&mut self, flag: Flag) {
        if let Err(place) = self.0.binary_search(&flag) {
            self.0.insert(place, flag);
        }
    }

    /// Removes a flag.
    pub(crate) fn remove(&mut self, flag: Flag) {
        self.0.retain(|own| *own != flag);
    }

    /// The flags in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Flag> {
        self.0.iter().copied()
    }

    /// The stored form: words with blanks between them.
    pub(crate) fn to_text(&self) -> String {
        self.0.iter().map(|flag| flag.word()).collect::<Vec<_>>().join(" ")
    }

    /// Reads [`Self::to_text`]. A word that a newer program has written is passed over.
    pub(crate) fn from_text(text: &str) -> Self {
        let mut flags = Self::default();
        for word in text.split_whitespace() {
            if let Some(flag) = Flag::ALL.into_iter().find(|flag| flag.word() == word) {
                flags.add(flag);
            }
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_stored_once_each_and_read_back() {
        let mut flags = Flags::default();
        for flag in Flag::ALL.into_iter().rev().chain(Flag::ALL) {
            flags.add(flag);
        }
        assert_eq!(flags.iter().collect::<Vec<_>>(), Flag::ALL);
        assert_eq!(Flags::from_text(&flags.to_text()), flags);
        assert_eq!(Flags::from_text("of-a-newer-program hidden").iter().collect::<Vec<_>>(), [Flag::Hidden]);
        assert_eq!(Flags::from_text(""), Flags::default());
    }
}
