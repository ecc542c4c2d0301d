//! What the system says about the network.

/// Whether there is a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connectivity {
    /// There is a network. It may still lead nowhere.
    Online,
    /// There is none: trying only drains the battery.
    Offline,
    /// The system does not say; trying tells.
    Unknown,
}

/// What the system says about the price of data on this network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metering {
    /// It costs nothing more: usually Wi-Fi.
    Unmetered,
    /// Every byte costs money.
    Metered,
    /// The system does not say.
    Unknown,
}

impl Metering {
    /// Whether data certainly costs nothing. Unknown data may cost money, and a person who chose "Wi-Fi only" does not
    /// want to pay.
    #[must_use]
    pub fn is_unmetered(self) -> bool {
        match self {
            Self::Unmetered => true,
            Self::Metered | Self::Unknown => false,
        }
    }
}

/// The network, as the system sees it.
pub trait Network {
    /// Whether the system says that there is a network. Only a hint: a receipt is the proof.
    fn online(&self) -> Connectivity {
        Connectivity::Unknown
    }

    /// Whether the system says that data on this network costs money.
    fn metering(&self) -> Metering {
        Metering::Unknown
    }
}
