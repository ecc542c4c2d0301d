//! The settings of an operator, and the limits that nobody can change.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

/// How long a request's head may take, and a connection may be idle. Without it, a few thousand silent connections
/// would keep everybody else out.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Most bytes of a request's head, and of a piece of a body.
pub(crate) const HEAD_BYTES: usize = 64 * 1024;
/// Most connections at once. A further one waits until it is accepted.
pub(crate) const CONNECTIONS_AT_ONCE: usize = 4096;
/// Pause before the next accept when the system has no more file handles.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// How long a request's body may take, by default. Village signal is slow, but not for ever.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Attachments come over links of a few kilobytes a second. So the time limit of one is that of any body, plus the time
/// of its bytes at this rate.
pub(crate) const SLOWEST_BYTES_PER_SECOND: u64 = 256;
/// How many bytes of an attachment go to the writer at once.
pub(crate) const PIECE_BYTES: usize = 64 * 1024;
/// Most unfinished uploads of one phone.
pub(crate) const UNFINISHED_UPLOADS: u64 = 64;
/// How often central looks for abandoned uploads.
pub(crate) const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
/// How long the unread rest of a body is drained, so that the peer can read the answer. Less than [`STOPPING_TIMEOUT`],
/// because stopping waits for it.
pub(crate) const DRAINING_TIMEOUT: Duration = Duration::from_secs(30);
/// How many bytes of it are drained: more than ten thousand envelopes, the most that a phone collects in years.
pub(crate) const DRAINED_BODY_BYTES: u64 = 32 * 1024 * 1024;
/// Most requests under `/v1` at once. A further one must come back later.
pub(crate) const REQUESTS_AT_ONCE: usize = 512;
/// Most pages at once, for all visitors: phones must not wait behind people.
pub(crate) const PAGES_AT_ONCE: usize = 96;
/// Most carry files at once. Each may hold tens of megabytes.
pub(crate) const CARRY_FILES_AT_ONCE: usize = 3;
/// A carry file comes over an office's link. Its time limit is that of any body, plus the time of its bytes at this
/// rate.
pub(crate) const SLOWEST_CARRY_BYTES_PER_SECOND: u64 = 16 * 1024;
/// How long running requests may take after the server gets the signal to stop.
pub(crate) const STOPPING_TIMEOUT: Duration = Duration::from_secs(40);
/// After how many seconds a refused phone may come back.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 15;

/// How often a caller may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, on average.
    pub per_second: u32,
    /// Requests at once after a pause.
    pub at_once: u32,
    /// Requests that may run at the same time.
    pub under_way: u32,
}

/// A phone has up to three running requests, and some on connections that it has lost. Ten thousand waiting records go
/// in two hundred batches.
const PHONE_RATE: Rate = Rate { per_second: 50, at_once: 1000, under_way: 32 };
/// A page with its files is three requests. A whole office may share one address.
const PAGE_RATE: Rate = Rate { per_second: 20, at_once: 200, under_way: 48 };
/// All phones of a village may come from one address, and all of a mobile network from a few.
const ADDRESS_RATE: Rate = Rate { per_second: 200, at_once: 4000, under_way: 256 };

/// Settings of one central.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The public address for phones and browsers, such as `https://kentongan.example.org`; enrolment codes show it.
    /// With `https`, cookies are only for `https`.
    pub public_url: Option<String>,
    /// The key that encrypts the database, if there is one.
    pub database_key: Option<DatabaseKey>,
    /// Counts of incidents below this are hidden in summaries: 5 by default, at least 3.
    pub small_numbers_below: Option<u16>,
    /// How long a request's body may take: 30 seconds by default.
    pub body_timeout: Option<Duration>,
    /// How often one phone may ask.
    pub phone_rate: Option<Rate>,
    /// How often one address may ask for pages. Addresses of this machine do not count.
    pub page_rate: Option<Rate>,
    /// How often one address may ask. Addresses of this machine do not count.
    pub address_rate: Option<Rate>,
}

impl Settings {
    pub(crate) fn phone_rate(&self) -> Rate {
        self.phone_rate.unwrap_or(PHONE_RATE)
    }

    pub(crate) fn address_rate(&self) -> Rate {
        self.address_rate.unwrap_or(ADDRESS_RATE)
    }

    pub(crate) fn page_rate(&self) -> Rate {
        self.page_rate.unwrap_or(PAGE_RATE)
    }

    pub(crate) fn body_timeout(&self) -> Duration {
        self.body_timeout.unwrap_or(BODY_TIMEOUT)
    }
}

/// The 256-bit key of an encrypted database (SQLCipher, raw key).
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<String>);

impl DatabaseKey {
    /// Reads a file that holds 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the file cannot be read or has other content.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let text = Zeroizing::new(text);
        let digits = text.trim();
        if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            bail!("{} must hold 64 hexadecimal digits (openssl rand -hex 32 makes them)", file.display());
        }
        Ok(Self(Zeroizing::new(digits.to_owned())))
    }

    /// Makes a new file with a new key, which only its owner can read.
    ///
    /// # Errors
    /// When the file exists already or cannot be written.
    pub fn make(file: &Path) -> anyhow::Result<()> {
        let mut random = Zeroizing::new([0_u8; 32]);
        getrandom::fill(random.as_mut()).context("no randomness")?;
        let digits: Zeroizing<String> = Zeroizing::new(random.iter().map(|byte| format!("{byte:02x}")).collect());
        crate::keys::write_secret(file, format!("{}\n", digits.as_str()).as_bytes())
    }

    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", self.0.as_str()))
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey(secret)")
    }
}
