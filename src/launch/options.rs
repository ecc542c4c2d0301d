//! The options of a start.

/// The default port; 0 means any free one.
pub(super) const USUAL_PORT: u16 = 8480;

/// The options of a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LaunchOptions {
    pub(super) port: u16,
    pub(super) window: bool,
}

impl LaunchOptions {
    /// Options from the environment. A library reads nothing else, because it has no command line.
    pub(super) fn from_environment(port: Option<String>) -> Result<Self, String> {
        let port = port.map_or(Ok(USUAL_PORT), |text| Self::port(&text))?;
        Ok(Self { port, window: false })
    }

    pub(super) fn port(text: &str) -> Result<u16, String> {
        text.parse().map_err(|_| format!("not a port: {text}"))
    }
}
