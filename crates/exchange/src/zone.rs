//! The one time zone in which phones and central show and read times (decision 0042).

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{self, TimeZone};

/// How people call it: *Waktu Indonesia Barat*.
pub const ZONE_NAME: &str = "WIB";

static ZONE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Asia/Jakarta").unwrap_or_else(|_| TimeZone::fixed(tz::offset(7))));

/// The zone of the organisation.
#[must_use]
pub fn zone() -> TimeZone {
    ZONE.clone()
}

/// What the organisation's clocks show at a moment.
#[must_use]
pub fn local(moment: Timestamp) -> DateTime {
    ZONE.to_datetime(moment)
}

/// Whether clocks in another zone show something else at a moment.
#[must_use]
pub fn differs(other: &TimeZone, moment: Timestamp) -> bool {
    other.to_offset(moment) != ZONE.to_offset(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_that_of_blora_and_others_that_show_the_same_do_not_differ() {
        let moment: Timestamp = "2026-11-23T03:58:00Z".parse().unwrap();
        assert_eq!(local(moment).to_string(), "2026-11-23T10:58:00");
        for (name, other) in [("Asia/Jakarta", false), ("Asia/Bangkok", false), ("Asia/Makassar", true), ("UTC", true)]
        {
            assert_eq!(differs(&TimeZone::get(name).unwrap(), moment), other, "{name}");
        }
    }
}
