//! Central dies at each of its fail points. Nothing that it signed for is lost, doubled or changed.
//!
//! `crates/fail-points` says how. A kill from outside (`killed.rs`) comes at a random moment. Here the moment is
//! chosen, so that every run meets the narrow ones, such as between commit and answer.

use std::ops::RangeInclusive;

use kentongan_central::{Central, Settings};
use kentongan_exchange::sealing::Identity;

use crate::errand::{Acknowledged, Errand};
use crate::support::{Dice, Phone, Process, Server, assert_caught, database, nightly, set_up};

/// Each fail point, and how many visits come first. The writer's first visit is the cleaning at the start.
const POINTS: [(&str, RangeInclusive<u64>); 9] = [
    ("central.records.checked", 0..=3),
    ("central.writer.between_jobs", 1..=8),
    ("central.writer.before_commit", 1..=6),
    ("central.writer.after_commit", 1..=6),
    ("central.records.before_answer", 0..=3),
    ("central.attachments.begun", 0..=1),
    ("central.attachments.mid_body", 0..=4),
    ("central.attachments.piece_kept", 0..=3),
    ("central.attachments.before_receipt", 0..=1),
];
/// The fail points before the server starts.
const MIGRATIONS: [(&str, RangeInclusive<u64>); 2] =
    [("central.migrations.between", 0..=0), ("central.migrations.before_commit", 0..=0)];

/// How often each is visited.
fn rounds() -> u32 {
    if nightly() { 100 } else { 5 }
}

#[tokio::test(flavor = "multi_thread")]
async fn central_dying_at_any_of_its_fail_points_keeps_what_it_signed_for_and_doubles_nothing() {
    let mut dice = Dice::new();
    for (point, visits) in POINTS {
        dying_at(point, &visits, &mut dice).await;
    }
}

/// Lets one central die at one fail point, again and again.
async fn dying_at(point: &str, visits: &RangeInclusive<u64>, dice: &mut Dice) {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let codes = [0; 2].map(|_| central.make_enrolment_code("33.16.09.2002"));
    let server = Process::start(folder.path());
    let mut phones = Vec::new();
    for code in codes {
        phones.push(Phone::enrol(&server.address, &code.await.unwrap().to_string()).await);
    }
    drop(central);
    assert!(server.stop());

    let mut acknowledged = Acknowledged::default();
    for round in 0..rounds() {
        let before = visits.start() + dice.throw(visits.end() - visits.start() + 1);
        let when = format!("{point}, round {round}, after {before} visits");
        let errands = [(0, 1), (1, 0)].map(|(own, other)| Errand::new(&phones[own], &phones[other], dice));

        let server = Process::start_to_die(folder.path(), point, before);
        phones = phones.into_iter().map(|phone| phone.at(&server.address)).collect();
        let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
        let (one, other) = tokio::join!(
            errands[0].run(&phones[0], |signed| of_one.push(signed)),
            errands[1].run(&phones[1], |signed| of_other.push(signed)),
        );
        assert!(one.is_none() || other.is_none(), "{when}: it lives");
        server.has_died(&when);
        of_one.into_iter().chain(of_other).for_each(|signed| acknowledged.add(signed));
        acknowledged.hold(&database(folder.path()), &when);

        let server = Process::start(folder.path());
        phones = phones.into_iter().map(|phone| phone.at(&server.address)).collect();
        for (errand, phone) in errands.iter().zip(&phones) {
            errand.run(phone, |signed| acknowledged.add(signed)).await.unwrap();
        }
        acknowledged.hold(&database(folder.path()), &when);
        drop(server);
    }
    let database = database(folder.path());
    let count = |table: &str| {
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let (records, photos) = (acknowledged.records.len() as i64, acknowledged.photos.len() as i64);
    assert_eq!((count("versions"), count("records WHERE conflicting = 1")), (records, 0), "each exactly once");
    assert_eq!(count("attachments"), photos, "each exactly once");
}

#[tokio::test]
async fn central_dying_in_the_middle_of_its_first_start_begins_again() {
    for (point, visits) in MIGRATIONS {
        for round in 0..rounds() {
            let folder = tempfile::tempdir().unwrap();
            let when = format!("{point}, round {round}");
            Process::dies_at_start(folder.path(), point, *visits.start(), &when);
            drop(Server::start_on(folder, Identity::generate(), Settings::default()).await);
        }
    }
}

#[test]
fn a_central_that_acknowledges_before_it_commits_is_caught_at_its_fail_points() {
    assert_caught(
        "central.writer.acknowledge_before_commit",
        "crash_points::central_dying_at_any_of_its_fail_points_keeps_what_it_signed_for_and_doubles_nothing",
        // Records or photos, as the dice fall.
        " lost",
    );
}

#[test]
fn a_central_that_looks_before_it_inserts_is_caught_by_thirty_two_connections_at_once() {
    assert_caught(
        "central.records.check_then_insert",
        "uploading::the_same_record_from_thirty_two_connections_at_once_is_one_row",
        "stored more than once",
    );
}
