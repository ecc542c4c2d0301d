//! Time of day, and time that passes.

use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A future that ends when its time is over.
pub type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The device's clocks.
pub trait Clock {
    /// The clock, which may be wrong by years.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// The time zone that the device is set to. Screens show times in the organisation's ([`crate::phone::Phone::wall_clock`]).
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// When this app was built, or a moment shortly before: no right clock shows an earlier time.
    fn built_at(&self) -> Timestamp {
        let seconds = env!("KENTONGAN_BUILT_AT").parse().unwrap_or_default();
        Timestamp::from_second(seconds).unwrap_or_default()
    }

    /// Time since the device was switched on, its sleep included. Nobody can set it; switching off restarts it.
    fn uptime(&self) -> Duration {
        uptime()
    }

    /// A timer of the app that ends after so long. It stands still while the device sleeps.
    fn timer(&self, time: Duration) -> Timer {
        Box::pin(tokio::time::sleep(time))
    }
}

/// In whole seconds: the kernel's `CLOCK_BOOTTIME`.
#[cfg(any(target_os = "android", target_os = "linux"))]
fn uptime() -> Duration {
    Duration::from_secs(u64::try_from(rustix::system::sysinfo().uptime).unwrap_or(0))
}

/// Where the system does not tell: the time since the app first asked.
#[cfg(not(any(target_os = "android", target_os = "linux")))]
fn uptime() -> Duration {
    static FIRST_ASKED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    FIRST_ASKED.elapsed()
}
