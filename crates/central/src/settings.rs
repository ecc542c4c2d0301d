//! What whoever runs a central may set, and the limits that nobody may.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

/// How long a request's head may take to arrive, and a connection lie idle. Without it a few thousand
/// connections that never say anything would keep everybody else out.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Most bytes of a request's head, and of a body's piece read at once.
pub(crate) const HEAD_BYTES: usize = 64 * 1024;
/// Connections at the same time; one more waits to be accepted.
pub(crate) const CONNECTIONS_AT_ONCE: usize = 4096;
/// How long to wait before accepting again when the system has no more file handles.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// How long a request's body may take to arrive, unless set otherwise; village signal is slow, but not for ever.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Attachments come in over links of a few kilobytes a second, so the time for one is that of its bytes at this
/// rate, after the time that any body has.
pub(crate) const SLOWEST_BYTES_PER_SECOND: u64 = 256;
/// Bytes of an attachment that are handed to the writer at once.
pub(crate) const PIECE_BYTES: usize = 64 * 1024;
/// Uploads that one phone may leave unfinished at the same time.
pub(crate) const UNFINISHED_UPLOADS: u64 = 64;
/// How often unfinished uploads that nobody goes on with are looked for.
pub(crate) const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
/// How long what nobody needs of a body is read and thrown away, so that the peer can read the answer.
/// Less than [`STOPPING_TIMEOUT`], for stopping waits for it.
pub(crate) const DRAINING_TIMEOUT: Duration = Duration::from_secs(30);
/// How much of it: more than ten thousand envelopes, the most that a phone in years could want to send.
pub(crate) const DRAINED_BODY_BYTES: u64 = 32 * 1024 * 1024;
/// Requests under `/v1` at the same time; one more is told to come back.
pub(crate) const REQUESTS_AT_ONCE: usize = 512;
/// Pages at the same time, of all visitors: phones must not wait behind people.
pub(crate) const PAGES_AT_ONCE: usize = 96;
/// Carry files that are taken in at the same time; each may hold tens of megabytes.
pub(crate) const CARRY_FILES_AT_ONCE: usize = 3;
/// A carry file comes over an office's link: its time is that of its bytes at this rate, after that of any body.
pub(crate) const SLOWEST_CARRY_BYTES_PER_SECOND: u64 = 16 * 1024;
/// How long what is under way may take after the server was told to stop.
pub(crate) const STOPPING_TIMEOUT: Duration = Duration::from_secs(40);
/// Seconds after which a phone that was sent away may come back.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 15;

/// How often somebody may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, on average.
    pub per_second: u32,
    /// Requests that may come in one go after a pause.
    pub at_once: u32,
    /// Requests that may be under way at the same time.
    pub under_way: u32,
}

/// A phone has up to three requests under way, and some on connections that it has lost. Ten thousand waiting records
/// go in two hundred batches.
const PHONE_RATE: Rate = Rate { per_second: 50, at_once: 1000, under_way: 32 };
/// A page and what it draws with are three requests; a whole office may sit behind one address.
const PAGE_RATE: Rate = Rate { per_second: 20, at_once: 200, under_way: 48 };
/// All phones of a village may come from one address, and all of a mobile network from a few.
const ADDRESS_RATE: Rate = Rate { per_second: 200, at_once: 4000, under_way: 256 };

/// Settings of one central.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where phones and browsers reach it, such as `https://kentongan.example.org`; shown in enrolment
    /// codes. With `https`, cookies are given for `https` alone.
    pub public_url: Option<String>,
    /// Encrypts the database, when given.
    pub database_key: Option<DatabaseKey>,
    /// Counts of incidents below this are hidden in summaries; 5 when not given, never less than 3.
    pub small_numbers_below: Option<u16>,
    /// How long a request's body may take to arrive; 30 seconds when not given.
    pub body_timeout: Option<Duration>,
    /// How often one phone may ask.
    pub phone_rate: Option<Rate>,
    /// How often one address may ask for pages; addresses of this machine itself are not counted.
    pub page_rate: Option<Rate>,
    /// How often one address may ask; addresses of this machine itself are not counted.
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
    /// When the file cannot be read or holds something else.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let text = Zeroizing::new(text);
        let digits = text.trim();
        if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            bail!("{} must hold 64 hexadecimal digits (openssl rand -hex 32 makes them)", file.display());
        }
        Ok(Self(Zeroizing::new(digits.to_owned())))
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
