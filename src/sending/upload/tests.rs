//! The table of what follows, and what it teaches.

use kentongan_exchange::AttachmentName;

use super::super::pace::{BatchSize, Pace};
use super::*;

const SIZE: u64 = 60_000;
const URL: &str = "/v1/attachments/7";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn photo(attempts: u32, offset: Option<u64>) -> DueAttachment {
    let upload_url = offset.map(|_| URL.to_owned());
    let name = AttachmentName::of(b"isi");
    DueAttachment { name, size: SIZE, attempts, upload_url, offset: offset.unwrap_or(0) }
}

/// Chunks of 32 KiB on a link with a known round trip.
fn chunks() -> Chunks {
    let mut chunks = Chunks::after(&Pace::starting_with(BatchSize { records: 50, bytes: 32 * 1024 }));
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
    UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Refused { code, retriable: code.is_retriable() }))
}

/// Ends the requests one by one as listed; returns each request and its step.
fn run(photo: DueAttachment, ends: &[UploadEnd]) -> Vec<(UploadRequest, UploadStep)> {
    let (mut upload, mut chunks) = (Upload::new(photo), chunks());
    let mut steps = Vec::new();
    for end in ends {
        let request = upload.request(&chunks);
        let step = upload.next(&request, end.clone(), Duration::from_secs(8), &mut chunks);
        steps.push((request, step));
    }
    steps
}

#[test]
fn what_follows_from_every_end() {
    use UploadStep::{Delivered, GoOn, SetAside};
    let look_again = UploadRequest::Locate { patiently: true };
    let (look, begin) = (UploadRequest::Locate { patiently: false }, UploadRequest::Create { bytes: 0 });
    let first = UploadRequest::Create { bytes: 32_768 };
    let add = |from: u64| UploadRequest::Append { from, bytes: usize::try_from(SIZE - from).unwrap().min(32_768) };
    let not_sent = |trouble| SetAside(PhotoTrouble::NotSent(trouble));
    let refused = |code| SetAside(PhotoTrouble::Refused(code));
    let hopeless = |trouble, after: Option<u64>| {
        let retry_after = after.map(Duration::from_secs);
        UploadEnd::Failed(TripOutcome::Hopeless { trouble, retry_after })
    };
    let ended = |trouble, after: Option<u64>| UploadStep::End { trouble, retry_after: after.map(Duration::from_secs) };
    /// A request, its end, and what follows.
    type Case = (UploadRequest, UploadEnd, UploadStep);
    let table: Vec<(&str, DueAttachment, Vec<Case>)> = vec![
        (
            "a new photo's first bytes travel with its creation",
            photo(0, None),
            vec![(first.clone(), at(32_768), GoOn), (add(32_768), UploadEnd::Whole, Delivered)],
        ),
        (
            "a begun one is located, and goes on at the byte",
            photo(3, Some(10_000)),
            vec![
                (look.clone(), at(17_123), GoOn),
                (add(17_123), at(49_891), GoOn),
                (add(49_891), UploadEnd::Whole, Delivered),
            ],
        ),
        (
            "one whose creation was cut is created again without bytes",
            photo(0, None),
            vec![
                (first.clone(), cut(), GoOn),
                (begin.clone(), at(7_000), GoOn),
                (UploadRequest::Append { from: 7_000, bytes: 16_384 }, at(23_384), GoOn),
            ],
        ),
        (
            "over a link that is cut again and again requests shrink to what comes through",
            photo(0, Some(0)),
            vec![
                (look.clone(), at(0), GoOn),
                (add(0), cut(), GoOn),
                (look.clone(), at(7_400), GoOn),
                (UploadRequest::Append { from: 7_400, bytes: 16_384 }, cut(), GoOn),
                (look.clone(), at(14_800), GoOn),
                (UploadRequest::Append { from: 14_800, bytes: 8_192 }, cut(), GoOn),
                (look.clone(), at(22_200), GoOn),
                (UploadRequest::Append { from: 22_200, bytes: 7_400 }, at(29_600), GoOn),
                (UploadRequest::Append { from: 29_600, bytes: 7_400 }, at(37_000), GoOn),
            ],
        ),
        (
            "when the question overtook the bytes, it is asked once more before they go again",
            photo(0, Some(0)),
            vec![
                (look.clone(), at(0), GoOn),
                (add(0), cut(), GoOn),
                (look.clone(), at(0), GoOn),
                (look_again.clone(), at(7_400), GoOn),
                (UploadRequest::Append { from: 7_400, bytes: 16_384 }, cut(), GoOn),
                (look.clone(), at(7_400), GoOn),
                (look_again, at(7_400), GoOn),
                (UploadRequest::Append { from: 7_400, bytes: 8_192 }, at(15_592), GoOn),
            ],
        ),
        (
            "but not for ever when nothing arrives",
            photo(1, Some(500)),
            vec![
                (look.clone(), cut(), GoOn),
                (look.clone(), cut(), GoOn),
                (look.clone(), cut(), not_sent(SendTrouble::CutOff)),
            ],
        ),
        (
            "another connection in the way is asked to release the upload",
            photo(0, Some(500)),
            vec![
                (look.clone(), UploadEnd::Locked, GoOn),
                (look.clone(), UploadEnd::Locked, GoOn),
                (look.clone(), UploadEnd::Locked, not_sent(SendTrouble::Unavailable)),
            ],
        ),
        (
            "at another offset than assumed: central says at which",
            photo(0, Some(500)),
            vec![
                (look.clone(), at(500), GoOn),
                (add(500), UploadEnd::OtherOffset, GoOn),
                (look.clone(), at(900), GoOn),
                (add(900), at(33_668), GoOn),
            ],
        ),
        (
            "an expired upload is created again, once",
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
            "damaged on the way: all of it goes again",
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
            "whole without a valid receipt",
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
        let expected: Vec<(UploadRequest, UploadStep)> =
            steps.into_iter().map(|(request, _, step)| (request, step)).collect();
        assert_eq!(run(photo, &ends), expected, "{what}");
    }
}

#[test]
fn chunks_are_halved_when_something_on_the_way_refuses_them() {
    let (mut upload, mut chunks) = (Upload::new(photo(0, None)), chunks());
    let request = upload.request(&chunks);
    let too_large = UploadEnd::Failed(TripOutcome::NotTaken(Outcome::Trouble(SendTrouble::TooLarge)));
    assert_eq!(upload.next(&request, too_large, Duration::from_secs(1), &mut chunks), UploadStep::GoOn);
    assert_eq!((chunks.bytes(), chunks.is_cut()), (16 * 1024, false), "too large for something on the way");
}

#[test]
fn the_request_that_brings_the_last_bytes_teaches_as_well() {
    let (mut upload, mut chunks) = (Upload::new(photo(0, None)), chunks());
    chunks.answered(32 * 1024, Duration::from_secs(2));
    let request = UploadRequest::Create { bytes: 60_000 };
    upload.next(&request, UploadEnd::Whole, Duration::from_secs(60), &mut chunks);
    assert!(chunks.bytes() < 32 * 1024, "slow");
}

#[test]
fn pauses_grow_with_attempts_without_progress_and_a_refused_photo_waits_a_day() {
    let pause = |photo: DueAttachment, got: u64, trouble| {
        let (mut upload, mut chunks) = (Upload::new(photo), chunks());
        let request = upload.request(&chunks);
        upload.next(&request, at(got), Duration::from_secs(1), &mut chunks);
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
fn the_first_photo_of_a_round_measures_the_round_trip_before_it_brings_bytes() {
    let mut upload = Upload::new(photo(0, None));
    assert_eq!(upload.request(&Chunks::after(&Pace::default())), UploadRequest::Create { bytes: 0 });
}
