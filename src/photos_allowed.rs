//! Over which networks photos may go. A person chooses, because data costs money. The vault stores the choice; so does
//! the outbox, which sends while the vault is closed.

/// Over which networks a person lets photos go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotosAllowed {
    /// As soon as there is any network.
    #[default]
    AnyNetwork,
    /// Only where data costs nothing.
    WifiOnly,
    /// Not until the person says otherwise.
    NotNow,
}

impl PhotosAllowed {
    /// Every choice, in the order to offer.
    pub const ALL: [Self; 3] = [Self::AnyNetwork, Self::WifiOnly, Self::NotNow];

    /// The word by which it is stored and translated.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AnyNetwork => "any_network",
            Self::WifiOnly => "wifi_only",
            Self::NotNow => "not_now",
        }
    }

    /// The choice of this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|allowed| allowed.code() == code)
    }
}
