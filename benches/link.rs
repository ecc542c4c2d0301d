//! The figures of sending over a village's link (issue 3): 200 kbit/s up, 600 ms there and back, one packet of a
//! hundred lost. Two other ways of sending run side by side over links of their own that are just alike: one record a
//! request, and submissions as apps send them that speak OpenRosa.
//!
//! `cargo bench -p kentongan --bench link`; it takes some minutes, for links are slow. It needs root and /dev/net/tun,
//! makes network name spaces of its own and sends nothing anywhere else. Where it cannot, it says that it was skipped.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a bench that cannot run must say so")]

#[path = "../tests/slow_link/central.rs"]
mod central;
#[path = "../tests/slow_link/cutting.rs"]
mod cutting;
#[path = "../tests/slow_link/link.rs"]
mod link;
#[path = "../tests/slow_link/others.rs"]
mod others;
#[path = "../tests/slow_link/parts.rs"]
mod parts;
#[path = "../tests/slow_link/phone.rs"]
mod phone;
#[path = "../tests/end_to_end/support/process.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod process;
#[path = "../tests/end_to_end/support/recording.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod recording;
#[path = "../tests/slow_link/tun.rs"]
mod tun;

use std::thread;
use std::time::Duration;

use central::Central;
use link::{Carried, Link, NoLink, Quality, VILLAGE};
use parts::Part;
use phone::{Recorded, Sent};

/// Another process of this program needs no more than its part.
const ARGUMENTS: &[&str] = &[];
const RECORDS: u32 = 200;
const PORT: u16 = 8443;
/// Longest that any sender may take.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Names the cipher suite for the HTTP clients of the bench.
fn choose_cipher_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

fn main() {
    if let Some(part) = Part::given() {
        return part.play();
    }
    if let Err(no_link) = measure() {
        println!("skipped: {no_link}");
    }
}

fn measure() -> Result<(), NoLink> {
    // Whether there can be one at all is known at once.
    drop(Link::new(VILLAGE, 0)?);
    let seeded = |seed| thread::spawn(move || ours(Quality { seed, ..VILLAGE }, usize::try_from(seed).unwrap()));
    let uncut = [1, 2, 3].map(seeded);
    let cut = thread::spawn(|| ours(Quality { cut_every: Some(8 * 1024), ..VILLAGE }, 4));
    let single = thread::spawn(|| one_by_one(VILLAGE, 5));
    let submitted = thread::spawn(|| open_rosa(VILLAGE, 6));
    // All have ended before anything is said of one: then their links are gone.
    let runs = uncut.map(|run| run.join().expect("our sender"));
    let (cut, single, submitted) = (cut.join(), single.join(), submitted.join());
    let [first, second, third] = runs;
    let runs = [first?, second?, third?];
    let cut = cut.expect("our sender, cut")?;
    let (single, single_carried) = single.expect("one by one")?;
    let (submitted, submitted_carried) = submitted.expect("OpenRosa")?;

    let mut figures = Figures::default();
    for run in &runs {
        println!("{RECORDS} records: {:?}, {:?}", run.sent, run.carried);
    }
    println!("{RECORDS} records, cut every 8 kB: {:?}, {:?}", cut.sent, cut.carried);
    println!("{RECORDS} records, one a request: {single:?}, {single_carried:?}");
    println!("{RECORDS} submissions of OpenRosa: {submitted:?}, {submitted_carried:?}");
    let mut times = runs.each_ref().map(|run| run.sent.took);
    times.sort();
    let (took, first) = (times[1].as_secs_f64(), &runs[0]);
    figures.at_least("one request a record / our sender, time for 200 records", single.as_secs_f64() / took, 15.0);
    let up = |carried: Carried| as_f64(carried.up.bytes) / f64::from(RECORDS);
    let both = |carried: Carried| as_f64(carried.up.bytes + carried.down.bytes) / f64::from(RECORDS);
    let (ours, theirs) = (up(first.carried), up(submitted_carried));
    println!(
        "bytes up a record: {ours:.0}, a submission: {theirs:.0}; both ways {:.0}, {:.0}",
        both(first.carried),
        both(submitted_carried)
    );
    figures.at_most("bytes of a record / of a submission of OpenRosa, up", ours / theirs, 0.45);
    figures.at_most(
        "bytes of a record / of a submission of OpenRosa, both ways",
        both(first.carried) / both(submitted_carried),
        1.0,
    );
    let alone = as_f64(first.recorded.record_bytes) * 8.0 / VILLAGE.up;
    figures.at_most("200 records / their bytes alone, time", took / alone, 1.5);
    let again = as_f64(cut.carried.unanswered) / as_f64(cut.carried.data_up - cut.carried.unanswered);
    figures.at_most("cut every 8 kB: bytes sent twice", again, 0.05);
    assert_eq!(figures.missed, 0, "figures missed: see the lines above that begin with ratio");
    Ok(())
}

/// One sending of the app.
struct Run {
    recorded: Recorded,
    sent: Sent,
    carried: Carried,
}

/// A phone with 200 records, and central, at the ends of a link.
struct Ends {
    link: Link,
    central: Central,
    folder: tempfile::TempDir,
    recorded: Recorded,
}

fn ends(quality: Quality, number: usize) -> Result<Ends, NoLink> {
    let link = Link::new(quality, number)?;
    let central = Central::start(&format!("0.0.0.0:{PORT}"), |program| link.far(program));
    let folder = tempfile::tempdir().unwrap();
    let (address, code) = (central.address(), central.enrolment_code(phone::VILLAGE));
    // Beside central, where nothing of it goes over the link.
    let part = Part::Record { folder: folder.path().to_owned(), address, code, activities: RECORDS };
    let recorded = part.begin(|program| link.far(program)).said(PATIENCE);
    Ok(Ends { link, central, folder, recorded })
}

fn ours(quality: Quality, number: usize) -> Result<Run, NoLink> {
    let Ends { link, central, folder, recorded } = ends(quality, number)?;
    let part = Part::Send { folder: folder.path().to_owned(), patience: PATIENCE };
    let sent: Sent = part.begin(|program| link.near(program)).said(PATIENCE + Duration::from_secs(60));
    assert_eq!((sent.waiting, central.rows("records")), (0, i64::from(RECORDS)));
    Ok(Run { recorded, sent, carried: link.carried() })
}

fn one_by_one(quality: Quality, number: usize) -> Result<(Duration, Carried), NoLink> {
    let Ends { link, central, folder, .. } = ends(quality, number)?;
    let part = Part::OneByOne { folder: folder.path().to_owned() };
    let took = part.begin(|program| link.near(program)).said(PATIENCE);
    assert_eq!(central.rows("records"), i64::from(RECORDS));
    Ok((took, link.carried()))
}

fn open_rosa(quality: Quality, number: usize) -> Result<(Duration, Carried), NoLink> {
    let Ends { link, central: _central, folder, .. } = ends(quality, number)?;
    let server = Part::OpenRosaServer { listen: format!("0.0.0.0:{}", PORT + 1) }.begin(|program| link.far(program));
    let port: u16 = server.said(Duration::from_secs(60));
    let part = Part::OpenRosa { folder: folder.path().to_owned(), address: format!("http://localhost:{port}") };
    let took = part.begin(|program| link.near(program)).said(PATIENCE);
    Ok((took, link.carried()))
}

#[derive(Default)]
struct Figures {
    missed: u32,
}

impl Figures {
    fn at_most(&mut self, what: &str, ratio: f64, most: f64) {
        println!("ratio: {what} = {ratio:.3} (at most {most:.2})");
        self.missed += u32::from(ratio > most);
    }

    fn at_least(&mut self, what: &str, ratio: f64, least: f64) {
        println!("ratio: {what} = {ratio:.1} (at least {least:.1})");
        self.missed += u32::from(ratio < least);
    }
}

#[expect(clippy::cast_precision_loss, reason = "bytes of minutes")]
fn as_f64(bytes: u64) -> f64 {
    bytes as f64
}
