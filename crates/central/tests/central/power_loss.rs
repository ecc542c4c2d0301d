//! The power goes while central works, at any moment and in the worst case of the disk. What central signed for is
//! there after the next start, once and whole.

use kentongan_central::{Central, Settings};
use kentongan_exchange::sealing::Identity;
use kentongan_power_loss::{Recording, Tape};

use crate::errand::{Acknowledged, Acknowledgement, Errand};
use crate::support::{Dice, Phone, Server, assert_caught, database, nightly};

/// Moments at which the power goes.
fn cuts() -> u64 {
    if nightly() { 10_000 } else { 500 }
}
/// After this many cuts the phones send everything again.
const SENT_AGAIN_EVERY: u64 = 50;
/// How much each of both phones sends.
const ERRANDS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_power_cut_leaves_of_central_has_all_that_it_signed_for() {
    let server = Server::start().await;
    let phones = [server.phone().await, server.phone().await];
    let (folder, case_key) = server.stop().await;
    // What is in the folder now is on disk. From here on, all of central's writes are recorded.
    let recording = Recording::begin(folder.path());
    let server = Server::start_on(folder, case_key, Settings::default()).await;
    let mut phones = phones.map(|phone| phone.at(&server.address));
    let mut dice = Dice::new();
    let errands = [0, 1].map(|phone| -> Vec<Errand> {
        (0..ERRANDS).map(|_| Errand::new(&phones[phone], &phones[1 - phone], &mut dice)).collect()
    });
    let bring = |phone: usize| bring(&phones[phone], &errands[phone], &recording);
    let (of_one, of_other) = tokio::join!(bring(0), bring(1));
    let signed: Vec<_> = of_one.into_iter().chain(of_other).collect();
    let tape = recording.tape();
    assert!(tape.len() > 200, "only {} steps were recorded", tape.len());

    for number in 0..cuts() {
        // Every other cut comes just after a signature.
        let at = match number % 2 {
            0 => usize::try_from(dice.throw(tape.len() as u64 + 1)).unwrap(),
            _ => signed[usize::try_from(dice.throw(signed.len() as u64)).unwrap()].0,
        };
        let seed = dice.throw(u64::MAX);
        let mut promised = Acknowledged::default();
        signed.iter().filter(|(position, _)| *position <= at).for_each(|(_, what)| promised.add(what.clone()));
        let left = left(&tape, at, seed);
        let when = format!("cut {at}, seed {seed}");
        drop(Central::open(left.path()).unwrap_or_else(|error| panic!("{when}: {error:#}")));
        promised.hold(&database(left.path()), &when);
        if number % SENT_AGAIN_EVERY == 0 {
            let server = Server::start_on(left, Identity::generate(), Settings::default()).await;
            phones = phones.map(|phone| phone.at(&server.address));
            for (phone, errands) in phones.iter().zip(&errands) {
                for errand in errands {
                    errand.run(phone, |signed| promised.add(signed)).await.unwrap();
                }
            }
            promised.hold(&server.database(), &when);
            assert_eq!(server.count("records"), i64::try_from(promised.records.len()).unwrap(), "{when}");
        }
    }
}

/// Sends everything. Returns what was signed for, and the position of the recording when the phone got the answer.
async fn bring(phone: &Phone, errands: &[Errand], recording: &Recording) -> Vec<(usize, Acknowledgement)> {
    let mut signed = Vec::new();
    for errand in errands {
        errand.run(phone, |what| signed.push((recording.position(), what))).await.unwrap();
    }
    signed
}

fn left(tape: &Tape, at: usize, seed: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    tape.cut(at, seed).write_to(folder.path());
    folder
}

const THIS: &str = "power_loss::whatever_a_power_cut_leaves_of_central_has_all_that_it_signed_for";

#[test]
fn a_central_that_acknowledges_before_it_commits_is_caught_by_a_power_cut() {
    assert_caught("central.writer.acknowledge_before_commit", THIS, "lost");
}

#[test]
fn a_central_that_does_not_wait_for_the_disk_is_caught_by_a_power_cut() {
    assert_caught("central.store.synchronous_off", THIS, "lost");
}
