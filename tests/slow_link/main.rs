//! The app's sender and the real central, each in a process of its own. Between them is a link like a village's: slow,
//! long, lossy, and cut again and again. Whatever the link does, every record and photo is stored, and once.
//!
//! The link needs root and /dev/net/tun. Without them these tests say so and prove nothing; with
//! `KENTONGAN_NEEDS_LINK=1` they fail instead.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod central;
mod cutting;
mod link;
mod others;
mod parts;
mod phone;
#[path = "../end_to_end/support/process.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod process;
#[path = "../end_to_end/support/recording.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod recording;
mod tun;

use std::time::Duration;

use central::Central;
use link::{Link, LinkError, Quality, VILLAGE};
use parts::Part;
use phone::{RecordedBytes, SendingResult};

/// Gives another process of this program its part: it runs the one test that can play parts.
const ARGUMENTS: &[&str] = &["--exact", "every_record_and_photo_is_stored_once_over_a_link_that_is_cut", "--nocapture"];
/// After so many cuts a phone must know how much a connection carries.
const MOST_CUTS: u64 = 12;
/// Runs at the same time: they mostly wait.
const AT_ONCE: u64 = 8;

/// Names the cipher suite for the HTTP clients of the tests.
fn choose_cipher_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

#[test]
fn every_record_and_photo_is_stored_once_over_a_link_that_is_cut() {
    if let Some(part) = Part::given() {
        return part.play();
    }
    let runs = if std::env::var_os("KENTONGAN_NIGHTLY").is_some() { 200 } else { 1 };
    for first in (0..runs).step_by(AT_ONCE as usize) {
        let seeds: Vec<u64> = (first..runs.min(first + AT_ONCE)).collect();
        let ended: Vec<Result<(), LinkError>> = std::thread::scope(|scope| {
            let running: Vec<_> = seeds.into_iter().map(|seed| scope.spawn(move || run(seed))).collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        if let Some(Err(no_link)) = ended.into_iter().find(Result::is_err) {
            assert!(std::env::var_os("KENTONGAN_NEEDS_LINK").is_none(), "{no_link}");
            println!("skipped: {no_link}");
            return;
        }
    }
}

/// A phone sends some records and photos. The seed decides where the link is cut and what it loses.
fn run(seed: u64) -> Result<(), LinkError> {
    let activities = 10 + u32::try_from(seed % 5).unwrap();
    let (photos, photo_bytes) = (1 + u32::try_from(seed % 2).unwrap(), 16_000);
    let every = 4_000 + 900 * (seed % 13);
    let loss = [0.0, 0.01, 0.05][usize::try_from(seed % 3).unwrap()];
    let delay = Duration::from_millis(50 + 100 * (seed % 4));
    let quality = Quality { seed, loss, delay, cut_every: Some(every), ..VILLAGE };
    let link = Link::new(quality, usize::try_from(seed).unwrap())?;
    let central = Central::start("0.0.0.0:8443", |program| link.far(program));
    let folder = tempfile::tempdir().unwrap();
    let (address, code) = (central.address(), central.enrolment_code(phone::VILLAGE));
    let recording = Part::Record { folder: folder.path().to_owned(), address, code, activities, photos, photo_bytes };
    let recorded: RecordedBytes = recording.begin(|program| link.far(program)).said(Duration::from_secs(120));
    let patience = Duration::from_secs(300);
    let sending = Part::Send { folder: folder.path().to_owned(), patience };
    let sent: SendingResult = sending.begin(|program| link.near(program)).said(patience + Duration::from_secs(60));
    let carried = link.carried();
    println!("seed {seed}: {activities} records, {photos} photos in {:?}, cut every {every}: {carried:?}", sent.took);
    assert_eq!(sent.waiting, 0, "seed {seed}: {carried:?}");
    assert_eq!(central.rows("records"), i64::from(activities), "seed {seed}: stored, each once");
    assert_eq!(central.rows("records WHERE conflicting = 1"), 0, "seed {seed}");
    assert_eq!(central.rows("attachments"), i64::from(photos), "seed {seed}: photos, each once");
    let whole = recorded.record_bytes + recorded.photo_bytes;
    assert!(carried.counted.cuts > 0 && whole > every, "seed {seed}: it was not cut: {carried:?}");
    // A few cuts teach how much a connection carries.
    assert!(carried.counted.cuts <= MOST_CUTS, "seed {seed}: {carried:?}");
    Ok(())
}
