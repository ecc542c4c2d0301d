//! What the system says about the network.

/// Whether there is a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connectivity {
    /// There is a network; whether it leads anywhere is another matter.
    Online,
    /// There is none: trying would only drain the battery.
    Offline,
    /// The system does not say; trying tells.
    Unknown,
}

/// What the system says about the price of data over the present network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metering {
    /// It costs nothing more: Wi-Fi, as a rule.
    Unmetered,
    /// It is paid for by the byte.
    Metered,
    /// The system does not say.
    Unknown,
}

impl Metering {
    /// Whether it is certain that data costs nothing. What is not known may cost money, and whoever chose "Wi-Fi only"
    /// did not want to pay.
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
    /// Whether the system says there is a network. Only a hint: a receipt is the proof.
    fn online(&self) -> Connectivity {
        Connectivity::Unknown
    }

    /// Whether the system says that data over the present network costs money.
    fn metering(&self) -> Metering {
        Metering::Unknown
    }
}
