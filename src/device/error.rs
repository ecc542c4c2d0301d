//! What the device cannot do.

/// What the device cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The system names no folder for the app's data.
    #[error("no folder for the app's data")]
    NoFolder,
    /// No app here gives or takes files.
    #[error("no way for files in or out")]
    NoFiles,
    /// No telephone here, or none that the app can open: the person dials by hand.
    #[error("no telephone to dial with")]
    NoTelephone,
    /// No app here opens links: the person types the address by hand.
    #[error("no app for links")]
    NoBrowser,
    /// No camera here, or none that the app can open.
    #[error("no camera")]
    NoCamera,
    /// The key store has lost the key, or refuses to use it.
    #[error("the key store does not open")]
    NoKey,
    /// The system has no such settings to open.
    #[error("no such settings")]
    NoSettings,
}
