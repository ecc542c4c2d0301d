//! The figures of sending over a village's link (issue 3): 200 kbit/s up, a round trip of 600 ms, one packet of a
//! hundred lost. Two other ways of sending run beside it, over links of their own that are just alike: one record a
//! request, and submissions like those of apps that speak OpenRosa. The bench also measures a phone's memory while it
//! sends.
//!
//! *The bytes alone* are those of the sealed records and photos, at the rate of the link. *Sent twice* are bytes that
//! went up on a connection that was then cut, after the last answer on it. They were lost on their way, or arrived and
//! were not kept; some of a photo's were kept nevertheless. The bench compares them with all bytes of the same load
//! without cuts. Other lines say how many more bytes went up in all: smaller batches pack worse and have more heads.
//!
//! `cargo bench -p kentongan --bench link` takes some minutes, because links are slow. It needs root and /dev/net/tun,
//! makes network namespaces of its own and sends nothing anywhere else. Where it cannot run, it says that it was
//! skipped.
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

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use central::Central;
use link::{Link, LinkError, LinkTraffic, Quality, VILLAGE};
use parts::Part;
use phone::{RecordedBytes, SendingResult};

/// Another process of this program needs only its part.
const ARGUMENTS: &[&str] = &[];
const PORT: u16 = 8443;
/// The longest time for any sender.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Names the cipher suite for the HTTP clients of the bench.
fn choose_cipher_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

fn main() {
    if let Some(part) = Part::given() {
        return part.play();
    }
    let mut figures = Figures::default();
    if std::env::var_os("KENTONGAN_LINK_ONLY").is_none() {
        memory(&mut figures);
    }
    if let Err(no_link) = links(&mut figures) {
        println!("skipped: {no_link}");
    }
    assert_eq!(figures.missed, 0, "figures missed: see the lines above that begin with ratio");
}

/// What waits on a phone.
#[derive(Debug, Clone, Copy)]
struct Load {
    records: u32,
    photos: u32,
    photo_bytes: usize,
}

const RECORDS: Load = Load { records: 200, photos: 0, photo_bytes: 0 };
const RECORDS_AND_PHOTOS: Load = Load { photos: 20, photo_bytes: 60_000, ..RECORDS };
const VERY_MANY: Load = Load { records: 10_000, photos: 200, photo_bytes: 1_000_000 };

/// The memory of a phone that sends very many records and photos, beside central, without a link.
fn memory(figures: &mut Figures) {
    let central = Central::start("127.0.0.1:0", here);
    let folder = tempfile::tempdir().unwrap();
    record(VERY_MANY, &central, folder.path(), here);
    let (folder, patience) = (folder.path().to_owned(), PATIENCE);
    let sent: SendingResult = Part::Send { folder, patience }.begin(here).said(PATIENCE + Duration::from_secs(60));
    println!("{VERY_MANY:?}: {sent:?}");
    assert_eq!((sent.waiting, central.rows("records")), (0, i64::from(VERY_MANY.records)));
    assert_eq!(central.rows("attachments"), i64::from(VERY_MANY.photos));
    let what = "memory while 10,000 records and 200 photos of 1 MB are sent / 64 MiB";
    figures.at_most(what, as_f64(sent.peak_memory) / (64.0 * 1024.0), 1.0);
}

fn links(figures: &mut Figures) -> Result<(), LinkError> {
    // This tells at once whether there can be a link at all.
    drop(Link::new(VILLAGE, 0)?);
    let seeded =
        |seed| thread::spawn(move || ours(Quality { seed, ..VILLAGE }, RECORDS, usize::try_from(seed).unwrap()));
    // A connection breaks with the first packet beyond this.
    let cut = Quality { cut_every: Some(8 * 1024), ..VILLAGE };
    let alone = [1, 2, 3].map(seeded);
    let photos = thread::spawn(|| ours(VILLAGE, RECORDS_AND_PHOTOS, 4));
    let cut_records = thread::spawn(move || ours(cut, RECORDS, 5));
    let cut_photos = thread::spawn(move || ours(cut, RECORDS_AND_PHOTOS, 8));
    let single = thread::spawn(|| one_by_one(VILLAGE, 6));
    let submitted = thread::spawn(|| open_rosa(VILLAGE, 7));
    // All have ended before the bench reports any: then their links are gone.
    let alone = alone.map(|run| run.join().expect("our sender"));
    let (photos, cut_records, cut_photos) = (photos.join(), cut_records.join(), cut_photos.join());
    let (single, submitted) = (single.join(), submitted.join());
    let [first, second, third] = alone;
    let alone = [first?, second?, third?];
    let photos = photos.expect("photos")?;
    let (cut_records, cut_photos) = (cut_records.expect("records, cut")?, cut_photos.expect("photos, cut")?);
    let (single, single_carried) = single.expect("one by one")?;
    let (submitted, submitted_carried) = submitted.expect("OpenRosa")?;

    for run in alone.iter().chain([&photos, &cut_records, &cut_photos]) {
        println!("{run:?}");
    }
    println!("200 records, one a request: {single:?}, {single_carried:?}");
    println!("200 submissions of OpenRosa: {submitted:?}, {submitted_carried:?}");
    let mut times = alone.each_ref().map(|run| run.sent.took);
    times.sort();
    let took = times[1].as_secs_f64();
    figures.at_least("one request a record / our sender, time for 200 records", single.as_secs_f64() / took, 15.0);
    let up = |carried: LinkTraffic| as_f64(carried.up.bytes) / f64::from(RECORDS.records);
    let both = |carried: LinkTraffic| as_f64(carried.up.bytes + carried.down.bytes) / f64::from(RECORDS.records);
    let (ours, theirs) = (alone[0].carried, submitted_carried);
    println!("bytes up a record: {:.0}, a submission: {:.0}", up(ours), up(theirs));
    figures.at_most("bytes of a record / of a submission of OpenRosa, up", up(ours) / up(theirs), 0.45);
    figures.at_most("bytes of a record / of a submission of OpenRosa, both ways", both(ours) / both(theirs), 1.0);
    let sealed = photos.recorded.record_bytes + photos.recorded.photo_bytes;
    let bytes_alone = as_f64(sealed) * 8.0 / VILLAGE.up;
    let took = photos.sent.took.as_secs_f64();
    figures.at_most("200 records and 20 photos / their sealed bytes alone, time", took / bytes_alone, 1.25);
    for (what, cut, whole) in [("200 records", &cut_records, &alone[0]), ("and 20 photos", &cut_photos, &photos)] {
        let again = |bytes: fn(&Run) -> u64| as_f64(bytes(cut)) / as_f64(bytes(whole)) - 1.0;
        let heads_too = again(|run| run.carried.counted.data_up);
        println!("{what}, cut every 8 kB: bytes up beyond those without cuts, heads included: {heads_too:.3}");
        let bodies = again(|run| run.carried.counted.bodies_up);
        println!("{what}, cut every 8 kB: bytes of bodies up beyond those without cuts: {bodies:.3}");
        let twice = as_f64(cut.carried.counted.unanswered) / as_f64(whole.carried.counted.data_up);
        figures.at_most(&format!("{what}, cut every 8 kB: bytes sent twice"), twice, 0.05);
    }
    Ok(())
}

/// One sending of the app.
#[derive(Debug)]
struct Run {
    recorded: RecordedBytes,
    sent: SendingResult,
    carried: LinkTraffic,
}

/// A phone with waiting records, and central, at the ends of a link.
struct LinkEnds {
    link: Link,
    central: Central,
    folder: tempfile::TempDir,
    recorded: RecordedBytes,
}

fn ends(quality: Quality, load: Load, number: usize) -> Result<LinkEnds, LinkError> {
    let link = Link::new(quality, number)?;
    let central = Central::start(&format!("0.0.0.0:{PORT}"), |program| link.far(program));
    let folder = tempfile::tempdir().unwrap();
    // Beside central, where nothing of it goes over the link.
    let recorded = record(load, &central, folder.path(), |program| link.far(program));
    Ok(LinkEnds { link, central, folder, recorded })
}

fn record(load: Load, central: &Central, folder: &Path, program: impl FnOnce(&Path) -> Command) -> RecordedBytes {
    let (address, code) = (central.address(), central.enrolment_code(phone::VILLAGE));
    let Load { records: activities, photos, photo_bytes } = load;
    let folder = folder.to_owned();
    Part::Record { folder, address, code, activities, photos, photo_bytes }.begin(program).said(PATIENCE)
}

fn ours(quality: Quality, load: Load, number: usize) -> Result<Run, LinkError> {
    let LinkEnds { link, central, folder, recorded } = ends(quality, load, number)?;
    let part = Part::Send { folder: folder.path().to_owned(), patience: PATIENCE };
    let sent: SendingResult = part.begin(|program| link.near(program)).said(PATIENCE + Duration::from_secs(60));
    assert_eq!((sent.waiting, central.rows("records")), (0, i64::from(load.records)));
    assert_eq!(central.rows("attachments"), i64::from(load.photos));
    Ok(Run { recorded, sent, carried: link.carried() })
}

fn one_by_one(quality: Quality, number: usize) -> Result<(Duration, LinkTraffic), LinkError> {
    let LinkEnds { link, central, folder, .. } = ends(quality, RECORDS, number)?;
    let part = Part::OneByOne { folder: folder.path().to_owned() };
    let took = part.begin(|program| link.near(program)).said(PATIENCE);
    assert_eq!(central.rows("records"), i64::from(RECORDS.records));
    Ok((took, link.carried()))
}

fn open_rosa(quality: Quality, number: usize) -> Result<(Duration, LinkTraffic), LinkError> {
    let LinkEnds { link, central: _central, folder, .. } = ends(quality, RECORDS, number)?;
    let server = Part::OpenRosaServer { listen: format!("0.0.0.0:{}", PORT + 1) }.begin(|program| link.far(program));
    let port: u16 = server.said(Duration::from_secs(60));
    let part = Part::OpenRosa { folder: folder.path().to_owned(), address: format!("http://localhost:{port}") };
    let took = part.begin(|program| link.near(program)).said(PATIENCE);
    Ok((took, link.carried()))
}

/// A program without a link.
fn here(program: &Path) -> Command {
    Command::new(program)
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
