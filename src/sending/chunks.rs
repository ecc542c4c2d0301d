//! How many bytes of a photo go into one request, how many requests are under way, and how long the rest takes. Without
//! I/O. The reasons: `docs/decisions/0018-photos-over-a-link-that-breaks.md`.

use std::time::Duration;

use super::cuts::Cuts;
use super::pace::{Pace, SHORT_WAY, fitting};

/// A longer request puts its bytes at risk for too long: something on the way may pass on only a whole body.
const CHUNK_TIME: Duration = Duration::from_secs(8);
/// Fewest bytes of a chunk. A smaller request is more head than body.
const FEWEST_BYTES: usize = 2 * 1024;
/// Most bytes of a chunk. This phone holds one chunk in memory for each request.
const MOST_BYTES: usize = 256 * 1024;
/// Most requests at once. A lost packet slows down its connection for a while; the others go on.
const MOST_LANES: u32 = 3;
/// A rate over a shorter time says nothing.
const TELLING: Duration = Duration::from_secs(2);

/// What this round has learnt about the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks {
    bytes: usize,
    /// The shortest known round trip.
    way: Option<Duration>,
    /// How long the bytes of the last full request would take with the link to themselves.
    transfer: Duration,
    troubled: bool,
    cuts: Cuts,
}

impl Chunks {
    /// Begins with what the batches of records taught.
    #[must_use]
    pub fn after(pace: &Pace) -> Self {
        let (bytes, cuts) = (pace.size().bytes, pace.cuts().unweighed());
        // A packed batch weighs about half of its estimate, which matters where larger requests are cut.
        let bytes = if cuts.is_cut() { bytes / 2 } else { bytes };
        let bytes = bytes.clamp(FEWEST_BYTES, MOST_BYTES);
        Self { bytes, way: pace.way(), transfer: Duration::ZERO, troubled: false, cuts }
    }

    /// Most bytes of the next request.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the round trip is known. Until then a request without bytes is worth its time.
    #[must_use]
    pub fn knows_the_way(&self) -> bool {
        self.way.is_some()
    }

    /// Whether each request gets a connection of its own ([`Cuts::is_cut`]).
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cuts.is_cut()
    }

    /// How many requests to have under way. Several, where one would leave the link idle during its round trip for a
    /// good part of the time.
    #[must_use]
    pub fn lanes(&self) -> usize {
        let Some(way) = self.way else { return 1 };
        let pays = way.as_secs_f64() >= SHORT_WAY && way >= self.transfer / 10;
        if pays && !self.troubled && !self.cuts.is_trying() { MOST_LANES as usize } else { 1 }
    }

    /// A request with so many bytes, or none, was answered.
    pub fn answered(&mut self, bytes: usize, took: Duration) {
        let lanes = u32::try_from(self.lanes()).unwrap_or(1);
        self.troubled = false;
        if bytes == 0 {
            self.way = Some(self.way.map_or(took, |way| way.min(took)));
            return;
        }
        // The other requests under way used their part of the link.
        let way = self.way.unwrap_or_default();
        let transfer = took.saturating_sub(way) / lanes;
        let full = bytes.saturating_mul(2) >= self.bytes;
        let most = if full { self.cuts.came_through(bytes, self.bytes).min(MOST_BYTES) } else { self.bytes };
        if full {
            self.transfer = transfer;
        }
        if let Some(fitting) = fitting(bytes, way + transfer, CHUNK_TIME, full, most) {
            self.bytes = fitting.max(FEWEST_BYTES);
        }
    }

    /// A request broke or was refused.
    pub fn trouble(&mut self) {
        self.troubled = true;
    }

    /// A request of so many bytes was cut; `apart` if it had a connection of its own. Smaller requests lose less at a
    /// cut.
    pub fn cut(&mut self, bytes: usize, apart: bool) {
        self.trouble();
        self.bytes = self.bytes.min(self.cuts.cut(bytes, apart)).max(FEWEST_BYTES);
    }

    /// So many bytes of the cut request arrived: the next may bring as many.
    pub fn came_through(&mut self, bytes: usize) {
        self.bytes = self.bytes.max(bytes.min(MOST_BYTES));
    }

    /// A whole request was lost: a smaller one may get through.
    pub fn lost(&mut self) {
        self.bytes = (self.bytes / 2).max(FEWEST_BYTES);
    }
}

/// How long the remaining bytes will take, after `gone` bytes took so long. `None` as long as nobody can tell.
#[must_use]
pub fn time_left(gone: u64, took: Duration, left: u64) -> Option<Duration> {
    if gone == 0 || took < TELLING {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "bytes of photos, far below 2^52")]
    let times = left as f64 / gone as f64;
    Duration::try_from_secs_f64(took.as_secs_f64() * times).ok()
}

#[cfg(test)]
mod tests {
    use super::super::pace::{BatchSize, Trip, TripOutcome};
    use super::*;

    const KB: usize = 1_000;

    /// After batches of so many bytes.
    fn chunks(bytes: usize) -> Chunks {
        Chunks::after(&Pace::starting_with(BatchSize { records: 50, bytes }))
    }

    fn run(chunks: &mut Chunks, rate: usize, way: Duration, times: usize) -> usize {
        for _ in 0..times {
            let bytes = chunks.bytes();
            let transfer = Duration::from_millis((bytes * 1_000 / rate) as u64);
            chunks.answered(bytes, way + transfer * u32::try_from(chunks.lanes()).unwrap());
        }
        chunks.bytes()
    }

    #[test]
    fn a_chunk_is_what_the_link_brings_over_in_eight_seconds_within_bounds() {
        let way = Duration::from_millis(600);
        for (rate, expected) in [(1_000, 5 * KB..=9 * KB), (8_000, 50 * KB..=64 * KB), (25_000, 180 * KB..=200 * KB)] {
            let mut chunks = chunks(32 * 1024);
            chunks.answered(0, way);
            let bytes = run(&mut chunks, rate, way, 12);
            assert!(expected.contains(&bytes), "{rate} B/s: {bytes}");
        }
        assert_eq!(run(&mut chunks(1), 10_000_000, Duration::ZERO, 12), MOST_BYTES);
        assert_eq!(run(&mut chunks(usize::MAX), 100, way, 4), FEWEST_BYTES);
    }

    #[test]
    fn chunks_that_are_lost_as_a_whole_get_smaller_and_grow_again() {
        let mut chunks = chunks(64 * 1024);
        let mut sizes = Vec::new();
        for _ in 0..6 {
            chunks.lost();
            sizes.push(chunks.bytes() / 1024);
        }
        assert_eq!(sizes, [32, 16, 8, 4, 2, 2]);
        for _ in 0..2 {
            chunks.answered(chunks.bytes(), Duration::from_millis(100));
        }
        assert_eq!(chunks.bytes(), 4 * 1024);
    }

    #[test]
    fn chunks_that_are_cut_are_as_large_as_what_comes_through() {
        let mut chunks = chunks(64 * 1024);
        let mut sizes = Vec::new();
        for apart in [false, true, true, true, true] {
            assert_eq!(chunks.is_cut(), apart);
            chunks.cut(chunks.bytes(), apart);
            sizes.push(chunks.bytes() / 1024);
        }
        assert_eq!(sizes, [32, 16, 8, 4, 2]);
        chunks.came_through(7_000);
        assert_eq!(chunks.bytes(), 7_000);
        chunks.answered(7_000, Duration::from_millis(100));
        assert_eq!((chunks.bytes(), chunks.is_cut()), (7_000, true), "the same again");
    }

    #[test]
    fn the_small_rest_of_a_photo_does_not_make_chunks_smaller() {
        let mut chunks = chunks(64 * 1024);
        chunks.answered(100, Duration::from_secs(2));
        assert_eq!(chunks.bytes(), 64 * 1024);
    }

    #[test]
    fn several_photos_are_under_way_only_where_the_link_would_be_idle() {
        let measured = |way: u64, took: u64| {
            let mut chunks = chunks(64 * 1024);
            assert_eq!(chunks.lanes(), 1, "nothing is known yet");
            chunks.answered(0, Duration::from_millis(way));
            for _ in 0..2 {
                let transfer = Duration::from_millis(took - way) * u32::try_from(chunks.lanes()).unwrap();
                chunks.answered(60 * KB, Duration::from_millis(way) + transfer);
            }
            chunks
        };
        assert_eq!(measured(600, 3_000).lanes(), 3, "200 kbit/s over a long way");
        assert_eq!(measured(100, 7_600).lanes(), 1, "64 kbit/s nearby: the bytes fill the link");
        assert_eq!(measured(2, 5).lanes(), 1, "beside the server");
        let mut chunks = measured(600, 3_000);
        chunks.trouble();
        assert_eq!(chunks.lanes(), 1, "after trouble");
    }

    #[test]
    fn photos_begin_at_once_when_batches_measured_the_round_trip() {
        let mut pace = Pace::default();
        for (records, bytes, millis) in [(10, 10 * KB, 1_000), (40, 40 * KB, 2_200)] {
            let took = Duration::from_millis(millis);
            pace.next(Trip { records, bytes, took, apart: false }, TripOutcome::Answered);
        }
        let chunks = Chunks::after(&pace);
        assert!(chunks.knows_the_way());
        assert_eq!(chunks.lanes(), 3);
    }

    #[test]
    fn the_time_left_is_told_once_something_is_known() {
        let secs = Duration::from_secs;
        assert_eq!(time_left(0, secs(9), 100), None);
        assert_eq!(time_left(10, secs(1), 100), None);
        assert_eq!(time_left(100, secs(4), 300), Some(secs(12)));
        assert_eq!(time_left(100, secs(4), 0), Some(Duration::ZERO));
        assert_eq!(time_left(1, Duration::MAX, u64::MAX), None);
    }
}
