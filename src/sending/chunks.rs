//! How many bytes of a photo go into one request, how many requests are under way, and how long the rest will take.
//! Without I/O. Why it is reckoned like this: `docs/decisions/0018-photos-over-a-link-that-breaks.md`.

use std::time::Duration;

use super::pace::{SHORT_WAY, fitting};

/// A request that takes longer holds what it brings at risk for too long, where something on the way hands a body on
/// only when it is whole.
const CHUNK_TIME: Duration = Duration::from_secs(8);
/// Fewest bytes of a chunk: below, a request is more head than body.
const FEWEST_BYTES: usize = 4 * 1024;
/// Most bytes of a chunk; this phone has as many of each request in memory.
const MOST_BYTES: usize = 256 * 1024;
/// Before so long has passed, a rate says nothing.
const TELLING: Duration = Duration::from_secs(2);

/// What was learnt of the link in this round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks {
    bytes: usize,
    /// The shortest way there and back of a request that brought no bytes.
    way: Option<Duration>,
    /// How long the last request with bytes took.
    took: Option<Duration>,
    troubled: bool,
}

impl Chunks {
    /// Begins with what the link brings over in one batch of records.
    #[must_use]
    pub fn from_batch(bytes: usize) -> Self {
        Self { bytes: bytes.clamp(FEWEST_BYTES, MOST_BYTES), way: None, took: None, troubled: false }
    }

    /// Most bytes of the next request.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it is known how long the way there and back is; until then a request without bytes is worth its time.
    #[must_use]
    pub fn knows_the_way(&self) -> bool {
        self.way.is_some()
    }

    /// How many requests to have under way: two where the way there and back would leave the link idle for a good part
    /// of the time that the bytes take.
    #[must_use]
    pub fn lanes(&self) -> usize {
        let (Some(way), Some(took)) = (self.way, self.took) else { return 1 };
        let transfer = took.saturating_sub(way);
        let pays = way.as_secs_f64() >= SHORT_WAY && way >= transfer / 10;
        if pays && !self.troubled { 2 } else { 1 }
    }

    /// A request with so many bytes, or none, was answered.
    pub fn answered(&mut self, bytes: usize, took: Duration) {
        self.troubled = false;
        if bytes == 0 {
            self.way = Some(self.way.map_or(took, |way| way.min(took)));
            return;
        }
        self.took = Some(took);
        let full = bytes.saturating_mul(2) >= self.bytes;
        if let Some(fitting) = fitting(bytes, took, CHUNK_TIME, full, self.bytes.saturating_mul(2).min(MOST_BYTES)) {
            self.bytes = fitting.max(FEWEST_BYTES);
        }
    }

    /// A request broke, or was not taken.
    pub fn trouble(&mut self) {
        self.troubled = true;
    }

    /// What a request brought was lost as a whole: smaller ones lose less.
    pub fn lost(&mut self) {
        self.bytes = (self.bytes / 2).max(FEWEST_BYTES);
    }
}

/// How long so many bytes will still take, after so many went in so long; `None` as long as nobody can tell.
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
    use super::*;

    const KB: usize = 1_000;

    fn run(chunks: &mut Chunks, rate: usize, way: Duration, times: usize) -> usize {
        for _ in 0..times {
            let bytes = chunks.bytes();
            chunks.answered(bytes, way + Duration::from_millis((bytes * 1_000 / rate) as u64));
        }
        chunks.bytes()
    }

    #[test]
    fn a_chunk_is_what_the_link_brings_over_in_eight_seconds_within_bounds() {
        let way = Duration::from_millis(600);
        for (rate, expected) in [(1_000, 5 * KB..=9 * KB), (8_000, 50 * KB..=64 * KB), (25_000, 180 * KB..=200 * KB)] {
            let bytes = run(&mut Chunks::from_batch(32 * 1024), rate, way, 12);
            assert!(expected.contains(&bytes), "{rate} B/s: {bytes}");
        }
        assert_eq!(run(&mut Chunks::from_batch(1), 10_000_000, Duration::ZERO, 12), MOST_BYTES);
        assert_eq!(run(&mut Chunks::from_batch(usize::MAX), 100, way, 4), FEWEST_BYTES);
    }

    #[test]
    fn chunks_that_are_lost_as_a_whole_get_smaller_and_grow_again() {
        let mut chunks = Chunks::from_batch(64 * 1024);
        let mut sizes = Vec::new();
        for _ in 0..6 {
            chunks.lost();
            sizes.push(chunks.bytes() / 1024);
        }
        assert_eq!(sizes, [32, 16, 8, 4, 4, 4]);
        chunks.answered(chunks.bytes(), Duration::from_millis(100));
        assert_eq!(chunks.bytes(), 8 * 1024);
    }

    #[test]
    fn the_small_rest_of_a_photo_does_not_make_chunks_smaller() {
        let mut chunks = Chunks::from_batch(64 * 1024);
        chunks.answered(100, Duration::from_secs(2));
        assert_eq!(chunks.bytes(), 64 * 1024);
    }

    #[test]
    fn two_photos_are_under_way_only_where_the_link_would_stand_idle() {
        let lanes = |way: u64, took: u64| {
            let mut chunks = Chunks::from_batch(64 * 1024);
            assert_eq!(chunks.lanes(), 1, "nothing is known yet");
            chunks.answered(0, Duration::from_millis(way));
            chunks.answered(60 * KB, Duration::from_millis(took));
            chunks.lanes()
        };
        assert_eq!(lanes(600, 3_000), 2, "200 kbit/s over a long way");
        assert_eq!(lanes(100, 7_600), 1, "64 kbit/s nearby: the bytes fill the link");
        assert_eq!(lanes(2, 5), 1, "beside the server");
        let mut chunks = Chunks::from_batch(64 * 1024);
        chunks.answered(0, Duration::from_millis(600));
        chunks.answered(60 * KB, Duration::from_millis(3_000));
        chunks.trouble();
        assert_eq!(chunks.lanes(), 1, "after a cut");
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
