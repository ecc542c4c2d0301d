//! How much to send at once and what to do next: one state machine without I/O, so that a simulation can drive it.
//!
//! | a request ended in | then |
//! |---|---|
//! | an answer | the round keeps the answers; the next batch is what the link brings over in [`UPLOAD_TIME`] |
//! | too large, an error at central, no answer in time | the round tries half as many records |
//! | a cut | the round tries fewer bytes ([`Cuts`]) |
//! | the same, with a single record | the record is set aside, the others go on; the third in a row ends the round |
//! | a trouble that meets every batch, or "come back later" | the round ends |
//!
//! After a refused size, a larger one is tried only after [`CALM`] full batches in a row. If a single record failed
//! alone, the size was not to blame: the next answer restores it.

use std::time::Duration;

use kentongan_exchange::{MAX_BATCH_ENVELOPES, TARGET_BATCH_BYTES};

use super::after::Outcome;
use super::cuts::Cuts;
use crate::outbox::SendTrouble;

/// A longer upload keeps a facilitator waiting for a first success, and the link often cuts it.
pub const UPLOAD_TIME: Duration = Duration::from_secs(4);
/// Most bytes of a first batch. It gets a quick answer on any link, and it tells the round trip from the bytes. Packed
/// it is about half of that; most links that cut bring so much over.
const FIRST_BYTES: usize = 12 * 1024;
/// So many full batches in a row before a larger one is tried again.
const CALM: u32 = 4;
/// If so many records fail alone in a row, they are no poison records: central fails.
const ALONE_IN_A_ROW: u32 = 3;
/// Most requests under way at a time.
const MOST_LANES: usize = 3;
/// A second request pays when the round trip is at least this part of the bytes' time.
const WORTH_A_LANE: f64 = 0.15;
/// A round trip below this, in seconds, is not worth a second request.
pub(super) const SHORT_WAY: f64 = 0.1;

/// How large a batch may be. The first record always fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSize {
    /// Most envelopes, from 1.
    pub records: usize,
    /// Most bytes.
    pub bytes: usize,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { records: MAX_BATCH_ENVELOPES, bytes: FIRST_BYTES }
    }
}

/// One request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    /// Envelopes in it.
    pub records: usize,
    /// Their bytes.
    pub bytes: usize,
    /// From the first byte out to the last byte in.
    pub took: Duration,
    /// Whether it had a connection of its own.
    pub apart: bool,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TripOutcome {
    /// Central answered for its records, one by one.
    Answered,
    /// Central did not take this batch; a smaller one may get through. A single record is set aside with this outcome.
    NotTaken(Outcome),
    /// Central may not have read it because it was packed: it goes again, plain.
    Unread,
    /// No batch can get through now.
    Hopeless {
        /// Why.
        trouble: SendTrouble,
        /// When central wants to be asked again, if it said so.
        retry_after: Option<Duration>,
    },
}

/// What to do after a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Keep the answers and go on.
    Keep,
    /// Its records are due again in this round.
    Again,
    /// Set its only record aside; go on with the others.
    SetAside(Outcome),
    /// Set its only record aside and end the round: central fails for every record.
    SetAsideAndEnd(Outcome),
    /// Its records wait with all others; end the round.
    End {
        /// Why.
        trouble: SendTrouble,
        /// When central wants to be asked again, if it said so.
        retry_after: Option<Duration>,
    },
}

/// What a phone has learnt about its link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pace {
    size: BatchSize,
    /// The size before the first halving since the last answer.
    before_halving: Option<BatchSize>,
    /// Full batches that must still be answered before a larger one is tried.
    calm: u32,
    /// Records that failed alone in a row.
    alone: u32,
    /// Whether there was trouble since the last answer.
    troubled: bool,
    cuts: Cuts,
    /// How many sizes failed in this round.
    failures: u32,
    /// The lightest and the heaviest answered trip: they tell latency from throughput.
    light: Option<Trip>,
    heavy: Option<Trip>,
}

impl Pace {
    /// Begins with the stored size.
    #[must_use]
    pub fn starting_with(size: BatchSize) -> Self {
        let records = size.records.clamp(1, MAX_BATCH_ENVELOPES);
        Self { size: BatchSize { records, bytes: size.bytes.clamp(1, TARGET_BATCH_BYTES) }, ..Self::default() }
    }

    /// How large the next batch may be.
    #[must_use]
    pub fn size(&self) -> BatchSize {
        self.size
    }

    /// How many requests to have under way: as many as keep the link busy while answers travel. Until a light and a
    /// heavy batch have measured the round trip, a slow light one allows others.
    #[must_use]
    pub fn lanes(&self) -> usize {
        let Some(light) = self.light else { return 1 };
        if self.troubled || self.calm > 0 || self.cuts.is_cut() || self.cuts.is_trying() {
            return 1;
        }
        let Some((latency, transfer)) = self.latency_and_transfer() else {
            let is_far = light.took.as_secs_f64() >= SHORT_WAY && light.bytes <= FIRST_BYTES;
            return if is_far { MOST_LANES } else { 1 };
        };
        if latency < SHORT_WAY || latency < transfer * WORTH_A_LANE {
            return 1;
        }
        (2..=MOST_LANES).find(|lanes| as_f64(*lanes) * transfer >= transfer + latency).unwrap_or(MOST_LANES)
    }

    /// Seconds for the round trip and for the bytes of the heaviest batch: t = latency + bytes / rate, through two
    /// trips.
    fn latency_and_transfer(&self) -> Option<(f64, f64)> {
        let (light, heavy) = (self.light?, self.heavy?);
        if heavy.bytes < light.bytes.saturating_mul(2) || heavy.took < light.took {
            return None;
        }
        let per_byte = (heavy.took - light.took).as_secs_f64() / as_f64(heavy.bytes - light.bytes);
        let transfer = per_byte * as_f64(heavy.bytes);
        Some(((heavy.took.as_secs_f64() - transfer).max(0.0), transfer))
    }

    /// The round trip, once two batches have told it from the bytes.
    #[must_use]
    pub fn way(&self) -> Option<Duration> {
        self.latency_and_transfer().and_then(|(latency, _)| Duration::try_from_secs_f64(latency).ok())
    }

    /// What cut connections have taught.
    #[must_use]
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// What follows from the end of a request.
    pub fn next(&mut self, trip: Trip, outcome: TripOutcome) -> Step {
        match outcome {
            TripOutcome::Answered => {
                self.answered(trip);
                Step::Keep
            }
            TripOutcome::Unread => Step::Again,
            TripOutcome::NotTaken(outcome) => self.not_taken(trip, outcome),
            TripOutcome::Hopeless { trouble, retry_after } => {
                self.troubled = true;
                Step::End { trouble, retry_after }
            }
        }
    }

    fn answered(&mut self, trip: Trip) {
        let many = trip.records >= self.size.records;
        let full = many || trip.bytes.saturating_mul(2) >= self.size.bytes;
        if self.alone > 0 {
            // The record was to blame, not the size.
            self.size = self.before_halving.unwrap_or(self.size);
            self.calm = 0;
        } else if full {
            self.calm = self.calm.saturating_sub(1);
            if self.calm == 0 && self.size.records < MAX_BATCH_ENVELOPES {
                self.size.records = self.size.records.saturating_mul(2).min(MAX_BATCH_ENVELOPES);
                self.calm = self.calm_after_failures();
            }
        }
        (self.alone, self.before_halving, self.troubled) = (0, None, false);
        self.weigh(trip, full);
        if self.light.is_none_or(|light| trip.bytes <= light.bytes) {
            self.light = Some(trip);
        }
        if self.heavy.is_none_or(|heavy| trip.bytes >= heavy.bytes) {
            self.heavy = Some(trip);
        }
    }

    /// Fits a batch's bytes to what the link brought over.
    fn weigh(&mut self, trip: Trip, full: bool) {
        let most = if full { self.cuts.came_through(trip.bytes, self.size.bytes) } else { self.size.bytes };
        let most = most.min(TARGET_BATCH_BYTES);
        if let Some(bytes) = fitting(trip.bytes, trip.took, UPLOAD_TIME, full, most) {
            self.size.bytes = bytes;
        }
    }

    /// Full batches until a larger one is tried: twice as many after each failure.
    fn calm_after_failures(&self) -> u32 {
        CALM << self.failures.saturating_sub(1).min(4)
    }

    fn not_taken(&mut self, trip: Trip, outcome: Outcome) -> Step {
        self.troubled = true;
        (self.light, self.heavy) = (None, None);
        if outcome == Outcome::Trouble(SendTrouble::CutOff) {
            self.before_halving = self.before_halving.or(Some(self.size));
            let bytes = self.cuts.cut(trip.bytes, trip.apart);
            self.size.bytes = self.size.bytes.min(bytes).max(1);
            if trip.records > 1 || !trip.apart {
                return Step::Again;
            }
        } else if trip.records > 1 {
            if self.before_halving.is_none() {
                (self.before_halving, self.failures) = (Some(self.size), self.failures + 1);
            }
            // Requests that were under way together halve once.
            self.size.records = self.size.records.min(trip.records / 2).max(1);
            self.calm = self.calm_after_failures();
            return Step::Again;
        }
        self.alone += 1;
        if self.alone >= ALONE_IN_A_ROW { Step::SetAsideAndEnd(outcome) } else { Step::SetAside(outcome) }
    }
}

/// How many bytes fit into `time` on a link that took so long for so many: from 1 to `most`. A quick light request (not
/// `full`) says nothing, because its round trip outweighs its bytes.
pub(super) fn fitting(bytes: usize, took: Duration, time: Duration, full: bool, most: usize) -> Option<usize> {
    if !full && took <= time {
        return None;
    }
    let fitting = as_f64(bytes) * time.as_secs_f64() / took.as_secs_f64().max(0.001);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to some hundred KiB")]
    let fitting = fitting.clamp(1.0, as_f64(most)) as usize;
    Some(fitting)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of requests, far below 2^52")]
fn as_f64(bytes: usize) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: usize = 1_000;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A link: so many bytes a second, and so long a round trip.
    struct Link {
        rate: usize,
        latency: Duration,
    }

    impl Link {
        fn trip(&self, records: usize, record_bytes: usize) -> Trip {
            let bytes = records * record_bytes;
            Trip {
                records,
                bytes,
                took: self.latency + Duration::from_secs_f64(as_f64(bytes) / as_f64(self.rate)),
                apart: false,
            }
        }

        /// Sends full batches of records of a kilobyte; returns the last trip.
        fn run(&self, pace: &mut Pace, batches: usize) -> Trip {
            let mut last = self.trip(1, KB);
            for _ in 0..batches {
                let BatchSize { records, bytes } = pace.size();
                last = self.trip(records.min(bytes / KB).max(1), KB);
                assert_eq!(pace.next(last, TripOutcome::Answered), Step::Keep);
            }
            last
        }
    }

    fn not_taken() -> TripOutcome {
        TripOutcome::NotTaken(Outcome::Trouble(SendTrouble::Timeout))
    }

    fn of(records: usize) -> Trip {
        Trip { records, bytes: records * KB, took: millis(60_000), apart: false }
    }

    #[test]
    fn a_batch_is_as_large_as_the_link_brings_over_in_four_seconds() {
        for (rate, latency, expected) in [(1_000, 900, 1..=4), (5_000, 600, 12..=20), (25_000, 600, 45..=50)] {
            let link = Link { rate, latency: millis(latency) };
            let mut pace = Pace::default();
            let last = link.run(&mut pace, 12);
            assert!(expected.contains(&last.records), "{rate} B/s: {last:?}");
            assert!(last.took <= UPLOAD_TIME + millis(1_100), "{rate} B/s: {last:?}");
        }
    }

    #[test]
    fn a_link_that_got_better_is_used() {
        let mut pace = Pace::default();
        let slow = Link { rate: 1_000, latency: millis(600) }.run(&mut pace, 8);
        let fast = Link { rate: 100_000, latency: millis(60) }.run(&mut pace, 8);
        assert!(slow.records <= 4 && fast.records == MAX_BATCH_ENVELOPES, "{slow:?} {fast:?}");
    }

    #[test]
    fn a_single_record_on_a_long_way_does_not_make_later_batches_small() {
        let mut pace = Pace::default();
        let before = pace.size();
        pace.next(Trip { records: 1, bytes: KB, took: millis(2_000), apart: false }, TripOutcome::Answered);
        assert_eq!(pace.size(), before);
    }

    #[test]
    fn a_refused_batch_is_halved_down_to_one_and_one_alone_is_set_aside() {
        let mut pace = Pace::default();
        let mut sizes = Vec::new();
        for records in [50, 25, 12, 6, 3] {
            assert_eq!(pace.next(of(records), not_taken()), Step::Again);
            sizes.push(pace.size().records);
        }
        assert_eq!(sizes, [25, 12, 6, 3, 1]);
        let outcome = Outcome::Trouble(SendTrouble::Timeout);
        assert_eq!(pace.next(of(1), not_taken()), Step::SetAside(outcome.clone()));
        assert_eq!(pace.next(of(1), not_taken()), Step::SetAside(outcome.clone()));
        assert_eq!(pace.next(of(1), not_taken()), Step::SetAsideAndEnd(outcome));
    }

    #[test]
    fn after_a_record_that_failed_alone_batches_are_as_large_as_before() {
        let mut pace = Pace::default();
        let before = pace.size();
        for records in [8, 4, 2, 1] {
            pace.next(of(records), not_taken());
        }
        pace.next(Trip { records: 1, bytes: KB, took: millis(100), apart: false }, TripOutcome::Answered);
        assert_eq!(pace.size().records, before.records);
    }

    #[test]
    fn after_a_refused_size_a_larger_one_waits_for_four_full_batches() {
        let mut pace = Pace::default();
        pace.next(of(8), not_taken());
        let quick = Trip { records: 4, bytes: 4 * KB, took: millis(100), apart: false };
        let sizes: Vec<usize> = (0..5)
            .map(|_| {
                pace.next(quick, TripOutcome::Answered);
                pace.size().records
            })
            .collect();
        assert_eq!(sizes, [4, 4, 4, 8, 8]);
    }

    #[test]
    fn several_requests_are_under_way_only_where_the_link_would_be_idle() {
        for (rate, latency, lanes) in [
            (8_000, 600, 1),    // 64 kbit/s: the bytes fill the link
            (25_000, 600, 2),   // 200 kbit/s: one would leave it idle for a quarter of the time
            (250_000, 600, 3),  // 2 Mbit/s over a satellite
            (5_000_000, 20, 1), // beside the server
        ] {
            let mut pace = Pace::default();
            let link = Link { rate, latency: millis(latency) };
            pace.next(link.trip(5, KB), TripOutcome::Answered);
            pace.next(link.trip(50, KB), TripOutcome::Answered);
            assert_eq!(pace.lanes(), lanes, "{rate} B/s, {latency} ms");
            pace.next(of(50), not_taken());
            assert_eq!(pace.lanes(), 1, "after trouble");
        }
    }

    #[test]
    fn after_a_cut_smaller_requests_go_one_at_a_time_on_connections_of_their_own() {
        let mut pace = Pace::default();
        pace.next(of(8), not_taken());
        assert!(!pace.cuts().is_cut(), "no answer in time says nothing of cuts");
        let cut = |trip| (trip, TripOutcome::NotTaken(Outcome::Trouble(SendTrouble::CutOff)));
        let mut pace = Pace::default();
        let (trip, outcome) = cut(of(10));
        assert_eq!(pace.next(trip, outcome), Step::Again);
        assert_eq!((pace.size().bytes, pace.size().records), (5 * KB, MAX_BATCH_ENVELOPES));
        let quick = Trip { records: 5, bytes: 5 * KB, took: millis(700), apart: true };
        pace.next(quick, TripOutcome::Answered);
        assert!(pace.cuts().is_cut() && pace.lanes() == 1);
        assert_eq!(pace.size().bytes, 5 * KB, "what came through");
    }

    #[test]
    fn a_record_is_set_aside_by_a_cut_only_on_a_connection_of_its_own() {
        let outcome = Outcome::Trouble(SendTrouble::CutOff);
        let mut pace = Pace::default();
        assert_eq!(pace.next(of(1), TripOutcome::NotTaken(outcome.clone())), Step::Again);
        let apart = Trip { apart: true, ..of(1) };
        assert_eq!(pace.next(apart, TripOutcome::NotTaken(outcome.clone())), Step::SetAside(outcome));
    }

    #[test]
    fn a_size_that_fails_again_is_tried_half_as_often() {
        let mut pace = Pace::default();
        let quick = Trip { records: 2, bytes: 2 * KB, took: millis(100), apart: false };
        let mut full_batches = Vec::new();
        for _ in 0..3 {
            pace.next(of(4), not_taken());
            let mut full = 0;
            while pace.size().records < 4 {
                pace.next(quick, TripOutcome::Answered);
                full += 1;
            }
            full_batches.push(full);
        }
        assert_eq!(full_batches, [4, 8, 16]);
    }

    #[test]
    fn one_trip_alone_does_not_tell_the_round_trip_from_the_bytes() {
        let mut pace = Pace::default();
        assert_eq!(pace.lanes(), 1);
        pace.next(Trip { records: 50, bytes: 50 * KB, took: millis(3_000), apart: false }, TripOutcome::Answered);
        assert_eq!(pace.lanes(), 1);
    }

    #[test]
    fn a_stored_size_is_brought_into_bounds() {
        let learnt = |records, bytes| Pace::starting_with(BatchSize { records, bytes }).size();
        assert_eq!(learnt(0, 0), BatchSize { records: 1, bytes: 1 });
        let most = BatchSize { records: MAX_BATCH_ENVELOPES, bytes: TARGET_BATCH_BYTES };
        assert_eq!(learnt(usize::MAX, usize::MAX), most);
    }

    #[test]
    fn a_trouble_that_meets_every_batch_ends_the_round_and_says_when_to_come_back() {
        let retry_after = Some(Duration::from_secs(7));
        let hopeless = TripOutcome::Hopeless { trouble: SendTrouble::Unavailable, retry_after };
        let mut pace = Pace::default();
        let end = Step::End { trouble: SendTrouble::Unavailable, retry_after };
        assert_eq!(pace.next(of(50), hopeless), end);
        assert_eq!(pace.size(), BatchSize::default(), "the size is not to blame");
    }
}
