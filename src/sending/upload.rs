//! One photo on its way: what to ask next and what follows from the answer, without I/O. The table in the tests is
//! the specification.
//!
//! | a request ended in | then |
//! |---|---|
//! | further than ever | it goes on from there |
//! | a receipt that holds | delivered |
//! | a cut, no answer in time, an error of central's, another connection in the way | ask where it ends, go on there; the third time in a row without getting further it is set aside |
//! | no such upload (it expired, or central was restored) | begun anew, once an attempt |
//! | no record at central asks for it, not the bytes that were named, too large | set aside with that reason |
//! | anything that would meet every photo, or "come back later" | the round ends |

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::RefusalCode;

use super::after::{Outcome, back_off};
use super::chunks::Chunks;
use super::pace::TripOutcome;
use crate::outbox::{DueAttachment, PhotoTrouble, REFUSED_PAUSE, SendTrouble};

/// So many requests in a row that bring a photo no further end its attempt.
const STUMBLES: u32 = 3;

/// What to ask central next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Begin, with so many of the first bytes.
    Begin {
        /// Bytes of it, from the first; none when it is not certain that central has none.
        bytes: usize,
    },
    /// Where it ends.
    Look {
        /// Whether to wait a moment first: central may still be busy with what was cut.
        patiently: bool,
    },
    /// Take more.
    Add {
        /// Where these begin.
        from: u64,
        /// How many.
        bytes: usize,
    },
}

impl Ask {
    /// Bytes of the photo that travel with it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Begin { bytes } | Self::Add { bytes, .. } => *bytes,
            Self::Look { .. } => 0,
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadEnd {
    /// Central has so much of it, and not all.
    At {
        /// Bytes.
        offset: u64,
        /// Where it takes the rest, if that was said.
        url: Option<String>,
    },
    /// Central has all of it, and its receipt holds.
    Whole,
    /// Central says that it has all of it, without a receipt that holds.
    NotProven,
    /// There is no such upload, or no record that asks for it.
    Gone,
    /// It ends elsewhere than this phone thinks.
    Elsewhere,
    /// Another connection holds it.
    Taken,
    /// The request failed.
    Failed(TripOutcome),
}

/// What to do after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadStep {
    /// Ask on; how far it has come is worth keeping.
    GoOn,
    /// Keep the receipt.
    Delivered,
    /// It is tried again later; the others go on.
    SetAside(PhotoTrouble),
    /// All photos wait, and the round ends.
    End {
        /// Why.
        trouble: SendTrouble,
        /// When central wants to be asked again, if it said so.
        retry_after: Option<Duration>,
    },
}

/// One photo on its way, in one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The photo as it was picked.
    pub photo: DueAttachment,
    /// Where central takes it.
    url: Option<String>,
    /// Where it ends at central, as far as is known.
    offset: u64,
    /// Whether it is certain that it ends there.
    certain: bool,
    /// Whether central may have bytes of it although it named no address.
    begun: bool,
    /// The furthest that it is known to have come.
    furthest: u64,
    /// Requests in a row that brought it no further.
    stumbles: u32,
    /// Whether it was begun anew in this attempt.
    begun_anew: bool,
    /// Where the bytes began of which nobody knows whether they arrived.
    adrift: Option<u64>,
    /// Whether central has been asked for these once and had none of them.
    missed: bool,
}

impl Upload {
    /// A photo as the outbox has it.
    #[must_use]
    pub fn new(photo: DueAttachment) -> Self {
        let (url, offset) = (photo.upload_url.clone(), photo.offset);
        // The last that was heard of it may have been overtaken by a cut, or a crash.
        let begun = url.is_some() || photo.attempts > 0;
        Self {
            url,
            offset,
            certain: false,
            begun,
            furthest: offset,
            stumbles: 0,
            begun_anew: false,
            adrift: None,
            missed: false,
            photo,
        }
    }

    /// Where central takes it, if it has said so.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Bytes that central has, as far as is known.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What to ask next.
    #[must_use]
    pub fn ask(&self, chunks: &Chunks) -> Ask {
        let left = usize::try_from(self.photo.size.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let bytes = left.min(chunks.bytes());
        match &self.url {
            None if self.begun || !chunks.knows_the_way() => Ask::Begin { bytes: 0 },
            None => Ask::Begin { bytes },
            Some(_) if self.certain && bytes > 0 => Ask::Add { from: self.offset, bytes },
            Some(_) => Ask::Look { patiently: self.missed },
        }
    }

    /// What follows from a request that ended so. Teaches `chunks` what it says of the link.
    pub fn next(&mut self, ask: &Ask, end: UploadEnd, took: Duration, chunks: &mut Chunks) -> UploadStep {
        let bytes = ask.bytes();
        match end {
            UploadEnd::At { offset, url } => {
                chunks.answered(bytes, took);
                self.url = url.or(self.url.take());
                (self.offset, self.certain, self.begun) = (offset, true, true);
                if self.adrift.is_some_and(|from| offset <= from) {
                    if !self.missed {
                        // The question may have overtaken the bytes. Asking again is cheaper than sending them again.
                        (self.missed, self.certain) = (true, false);
                        return UploadStep::GoOn;
                    }
                    chunks.lost();
                }
                (self.adrift, self.missed) = (None, false);
                let before = std::mem::replace(&mut self.furthest, offset);
                if offset > before {
                    self.stumbles = 0;
                    UploadStep::GoOn
                } else if offset < before || bytes > 0 {
                    self.stumble(SendTrouble::CutOff)
                } else {
                    // It was only asked; what comes next is another try to get further.
                    UploadStep::GoOn
                }
            }
            UploadEnd::Whole => UploadStep::Delivered,
            UploadEnd::NotProven => UploadStep::SetAside(PhotoTrouble::NotSent(SendTrouble::NotProven)),
            UploadEnd::Gone => match ask {
                Ask::Begin { .. } => UploadStep::SetAside(PhotoTrouble::Refused(RefusalCode::UnknownAttachment)),
                Ask::Look { .. } | Ask::Add { .. } if self.begun_anew => {
                    self.forget();
                    UploadStep::SetAside(PhotoTrouble::NotSent(SendTrouble::Unavailable))
                }
                Ask::Look { .. } | Ask::Add { .. } => {
                    self.forget();
                    self.begun_anew = true;
                    UploadStep::GoOn
                }
            },
            UploadEnd::Elsewhere => self.stumble(SendTrouble::CutOff),
            UploadEnd::Taken => self.stumble(SendTrouble::Unavailable),
            UploadEnd::Failed(TripOutcome::Hopeless { trouble, retry_after }) => {
                chunks.trouble();
                UploadStep::End { trouble, retry_after }
            }
            UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Rejected { code, .. })) => {
                if code == RefusalCode::NotTheNamedBytes {
                    self.forget();
                }
                UploadStep::SetAside(PhotoTrouble::Refused(code))
            }
            UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Trouble(trouble))) => {
                chunks.trouble();
                if bytes > 0 && trouble == SendTrouble::CutOff {
                    let from = if let Ask::Add { from, .. } = ask { *from } else { 0 };
                    self.adrift = Some(from);
                } else if bytes > 0 {
                    chunks.lost();
                }
                self.stumble(trouble)
            }
            // None of these comes from a request for a photo.
            UploadEnd::Failed(
                TripOutcome::Answered
                | TripOutcome::NotTaken(Outcome::Receipted(_) | Outcome::NotProven | Outcome::Conflict),
            ) => self.stumble(SendTrouble::Unknown),
        }
    }

    /// How many attempts count, and when the next is due, after the attempt that ended at `now`; `chance` as in
    /// [`back_off`]. One that came further counts as a first.
    #[must_use]
    pub fn set_aside(&self, trouble: PhotoTrouble, now: Timestamp, chance: f64) -> (u32, Timestamp) {
        let attempts = self.photo.attempts.saturating_add(1);
        let (attempts, pause) = match trouble {
            PhotoTrouble::NotSent(_) if self.furthest > self.photo.offset => (1, back_off(1, chance)),
            PhotoTrouble::NotSent(_) => (attempts, back_off(attempts, chance)),
            PhotoTrouble::Refused(code) if code.is_retriable() => (attempts, back_off(attempts, chance)),
            PhotoTrouble::Refused(_) => (attempts, REFUSED_PAUSE),
        };
        (attempts, now.saturating_add::<SignedDuration>(pause).unwrap_or(Timestamp::MAX))
    }

    /// How many attempts count when it was broken off through no fault of its own.
    #[must_use]
    pub fn attempts_when_broken_off(&self) -> u32 {
        // After one, it is known that central may have bytes of it.
        self.photo.attempts.max(u32::from(self.begun))
    }

    fn stumble(&mut self, trouble: SendTrouble) -> UploadStep {
        self.begun = true;
        self.certain = false;
        self.stumbles += 1;
        if self.stumbles < STUMBLES { UploadStep::GoOn } else { UploadStep::SetAside(PhotoTrouble::NotSent(trouble)) }
    }

    /// Central has nothing of it.
    fn forget(&mut self) {
        (self.url, self.offset, self.furthest) = (None, 0, 0);
        (self.certain, self.begun, self.adrift, self.missed) = (false, false, None, false);
    }
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::AttachmentName;

    use super::*;

    const SIZE: u64 = 60_000;
    const URL: &str = "/v1/attachments/7";
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn photo(attempts: u32, offset: Option<u64>) -> DueAttachment {
        let upload_url = offset.map(|_| URL.to_owned());
        let name = AttachmentName::of(b"isi");
        DueAttachment { name, size: SIZE, attempts, upload_url, offset: offset.unwrap_or(0) }
    }

    /// Chunks of 32 KiB on a link whose way is known.
    fn chunks() -> Chunks {
        let mut chunks = Chunks::from_batch(32 * 1024);
        chunks.answered(0, Duration::from_millis(600));
        chunks
    }

    fn at(offset: u64) -> UploadEnd {
        UploadEnd::At { offset, url: Some(URL.to_owned()) }
    }

    fn cut() -> UploadEnd {
        UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Trouble(SendTrouble::CutOff)))
    }

    fn rejected(code: RefusalCode) -> UploadEnd {
        UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Rejected { code, retriable: code.is_retriable() }))
    }

    /// Asks, has each request end as told, and says what was asked and what followed.
    fn run(photo: DueAttachment, ends: &[UploadEnd]) -> Vec<(Ask, UploadStep)> {
        let (mut upload, mut chunks) = (Upload::new(photo), chunks());
        let mut steps = Vec::new();
        for end in ends {
            let ask = upload.ask(&chunks);
            let step = upload.next(&ask, end.clone(), Duration::from_secs(8), &mut chunks);
            steps.push((ask, step));
        }
        steps
    }

    #[test]
    fn what_follows_from_every_end() {
        use UploadStep::{Delivered, GoOn, SetAside};
        let look_again = Ask::Look { patiently: true };
        let (look, begin) = (Ask::Look { patiently: false }, Ask::Begin { bytes: 0 });
        let first = Ask::Begin { bytes: 32_768 };
        let add = |from: u64| Ask::Add { from, bytes: usize::try_from(SIZE - from).unwrap().min(32_768) };
        let not_sent = |trouble| SetAside(PhotoTrouble::NotSent(trouble));
        let refused = |code| SetAside(PhotoTrouble::Refused(code));
        let hopeless = |trouble, after: Option<u64>| {
            let retry_after = after.map(Duration::from_secs);
            UploadEnd::Failed(TripOutcome::Hopeless { trouble, retry_after })
        };
        let ended =
            |trouble, after: Option<u64>| UploadStep::End { trouble, retry_after: after.map(Duration::from_secs) };
        let table: Vec<(&str, DueAttachment, Vec<(Ask, UploadEnd, UploadStep)>)> = vec![
            (
                "a new photo brings its first bytes with its beginning",
                photo(0, None),
                vec![(first.clone(), at(32_768), GoOn), (add(32_768), UploadEnd::Whole, Delivered)],
            ),
            (
                "one that was begun is looked for, and goes on at the byte",
                photo(3, Some(10_000)),
                vec![
                    (look.clone(), at(17_123), GoOn),
                    (add(17_123), at(49_891), GoOn),
                    (add(49_891), UploadEnd::Whole, Delivered),
                ],
            ),
            (
                "one whose beginning was cut is begun again without bytes",
                photo(0, None),
                vec![(first.clone(), cut(), GoOn), (begin.clone(), at(7_000), GoOn), (add(7_000), at(39_768), GoOn)],
            ),
            (
                "a link that is cut again and again is fine as long as something arrives",
                photo(0, Some(0)),
                vec![
                    (look.clone(), at(0), GoOn),
                    (add(0), cut(), GoOn),
                    (look.clone(), at(7_400), GoOn),
                    (add(7_400), cut(), GoOn),
                    (look.clone(), at(14_800), GoOn),
                    (add(14_800), cut(), GoOn),
                    (look.clone(), at(22_200), GoOn),
                    (add(22_200), cut(), GoOn),
                ],
            ),
            (
                "what the question overtook is asked for once more before it is sent again",
                photo(0, Some(0)),
                vec![
                    (look.clone(), at(0), GoOn),
                    (add(0), cut(), GoOn),
                    (look.clone(), at(0), GoOn),
                    (look_again.clone(), at(7_400), GoOn),
                    (add(7_400), cut(), GoOn),
                    (look.clone(), at(7_400), GoOn),
                    (look_again, at(7_400), GoOn),
                    (Ask::Add { from: 7_400, bytes: 16_384 }, at(23_784), GoOn),
                ],
            ),
            (
                "but not for ever when nothing does",
                photo(1, Some(500)),
                vec![
                    (look.clone(), cut(), GoOn),
                    (look.clone(), cut(), GoOn),
                    (look.clone(), cut(), not_sent(SendTrouble::CutOff)),
                ],
            ),
            (
                "another connection in the way is asked to let go",
                photo(0, Some(500)),
                vec![
                    (look.clone(), UploadEnd::Taken, GoOn),
                    (look.clone(), UploadEnd::Taken, GoOn),
                    (look.clone(), UploadEnd::Taken, not_sent(SendTrouble::Unavailable)),
                ],
            ),
            (
                "at another byte than thought: central says at which",
                photo(0, Some(500)),
                vec![
                    (look.clone(), at(500), GoOn),
                    (add(500), UploadEnd::Elsewhere, GoOn),
                    (look.clone(), at(900), GoOn),
                    (add(900), at(33_668), GoOn),
                ],
            ),
            (
                "an upload that expired is begun anew, once",
                photo(4, Some(500)),
                vec![
                    (look.clone(), UploadEnd::Gone, GoOn),
                    (first.clone(), at(32_768), GoOn),
                    (add(32_768), UploadEnd::Gone, not_sent(SendTrouble::Unavailable)),
                ],
            ),
            (
                "no record at central asks for it",
                photo(0, None),
                vec![(first.clone(), UploadEnd::Gone, refused(RefusalCode::UnknownAttachment))],
            ),
            (
                "damaged on the way: all of it is to be sent anew",
                photo(2, Some(32_768)),
                vec![
                    (look.clone(), at(32_768), GoOn),
                    (add(32_768), rejected(RefusalCode::NotTheNamedBytes), refused(RefusalCode::NotTheNamedBytes)),
                    (first.clone(), at(32_768), GoOn),
                ],
            ),
            (
                "too large for central",
                photo(0, None),
                vec![(first.clone(), rejected(RefusalCode::TooLarge), refused(RefusalCode::TooLarge))],
            ),
            (
                "whole without a receipt that holds",
                photo(0, Some(500)),
                vec![(look.clone(), UploadEnd::NotProven, not_sent(SendTrouble::NotProven))],
            ),
            (
                "central's disk is full",
                photo(0, Some(0)),
                vec![
                    (look.clone(), at(0), GoOn),
                    (add(0), hopeless(SendTrouble::Unavailable, Some(15)), ended(SendTrouble::Unavailable, Some(15))),
                ],
            ),
            (
                "no network any more",
                photo(0, None),
                vec![(first, hopeless(SendTrouble::NoNetwork, None), ended(SendTrouble::NoNetwork, None))],
            ),
        ];
        for (what, photo, steps) in table {
            let ends: Vec<UploadEnd> = steps.iter().map(|(_, end, _)| end.clone()).collect();
            let expected: Vec<(Ask, UploadStep)> = steps.into_iter().map(|(ask, _, step)| (ask, step)).collect();
            assert_eq!(run(photo, &ends), expected, "{what}");
        }
    }

    #[test]
    fn chunks_get_smaller_only_when_what_was_cut_is_lost_as_a_whole() {
        let after = |ends: &[UploadEnd]| {
            let (mut upload, mut chunks) = (Upload::new(photo(0, Some(0))), chunks());
            for end in ends {
                let ask = upload.ask(&chunks);
                upload.next(&ask, end.clone(), Duration::from_secs(1), &mut chunks);
            }
            chunks.bytes()
        };
        assert_eq!(after(&[at(0), cut(), at(1)]), 32 * 1024, "kept to the byte: nothing was lost");
        assert_eq!(
            after(&[at(0), cut(), at(0), at(0)]),
            16 * 1024,
            "something on the way keeps a body until it is whole"
        );
        let (mut upload, mut chunks) = (Upload::new(photo(0, None)), chunks());
        let ask = upload.ask(&chunks);
        let too_large = UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Trouble(SendTrouble::TooLarge)));
        assert_eq!(upload.next(&ask, too_large, Duration::from_secs(1), &mut chunks), UploadStep::GoOn);
        assert_eq!(chunks.bytes(), 16 * 1024, "too large for something on the way");
    }

    #[test]
    fn pauses_grow_with_attempts_that_bring_nothing_and_what_central_will_not_have_waits_a_day() {
        let pause = |photo: DueAttachment, got: u64, trouble| {
            let (mut upload, mut chunks) = (Upload::new(photo), chunks());
            let ask = upload.ask(&chunks);
            upload.next(&ask, at(got), Duration::from_secs(1), &mut chunks);
            let (attempts, next) = upload.set_aside(trouble, NOW, 0.0);
            (attempts, next.duration_since(NOW).as_secs())
        };
        let cut = PhotoTrouble::NotSent(SendTrouble::CutOff);
        assert_eq!(pause(photo(4, Some(500)), 500, cut), (5, 240));
        assert_eq!(pause(photo(9, Some(500)), 500, cut), (10, 900));
        assert_eq!(pause(photo(4, Some(500)), 501, cut), (1, 15), "it came further");
        let refused = |code| pause(photo(4, Some(500)), 501, PhotoTrouble::Refused(code));
        assert_eq!(refused(RefusalCode::UnknownAttachment), (5, 240));
        assert_eq!(refused(RefusalCode::NotTheNamedBytes), (5, 240));
        assert_eq!(refused(RefusalCode::TooLarge), (5, 86_400));
    }

    #[test]
    fn the_first_photo_of_a_round_asks_for_the_length_of_the_way_before_it_brings_bytes() {
        let upload = Upload::new(photo(0, None));
        assert_eq!(upload.ask(&Chunks::from_batch(32 * 1024)), Ask::Begin { bytes: 0 });
    }
}
