//! A pulled plug: what was acknowledged is there, and nothing is there twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use kentongan_central::Central;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{RecordId, RecordOutcome};

use crate::errand::assert_told_of_what_was_carried;
use crate::numbers::{recounted, stored};
use crate::support::{Dice, Finished, Phone, Process, database, set_up};

const KILLS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_being_killed_in_mid_batch_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let codes = [0; 3].map(|_| central.make_enrolment_code("33.16.09.2002"));
    let mut phones = Vec::new();
    let mut server = Process::start(folder.path());
    for code in codes {
        phones.push(Phone::enrol(&server.address, &code.await.unwrap().to_string()).await);
    }
    drop(central);

    let mut dice = Dice::new();
    let mut acknowledged: BTreeSet<RecordId> = BTreeSet::new();
    let mut cut_off = 0;
    for kill in 0..KILLS {
        let address = server.address.clone();
        phones = phones.into_iter().map(|phone| phone.at(&address)).collect();
        // Half of a batch is the phone's own, half it carries for a neighbour.
        let mut batch = |own: &Phone, neighbour: &Phone| -> Vec<Finished> {
            let pairs = (0..3).map(|_| [own.activity(&mut dice), neighbour.incident(&mut dice)]);
            pairs.collect::<Vec<_>>().concat()
        };
        let batches: Vec<Vec<Vec<Finished>>> = (0..phones.len())
            .map(|at| (0..6).map(|_| batch(&phones[at], &phones[(at + 1) % phones.len()])).collect())
            .collect();
        // Killed as soon as this many records are acknowledged, while other batches are being sent.
        let (enough, so_far) = (6 * usize::try_from(dice.throw(10)).unwrap(), AtomicUsize::new(0));
        let mut server_to_kill = Some(server);
        let sending = phones.iter().zip(&batches).map(|(phone, batches)| send_until_cut_off(phone, batches, &so_far));
        let sending = join_three(sending.collect());
        let watching = async {
            while so_far.load(Ordering::SeqCst) < enough {
                tokio::task::yield_now().await;
            }
            for _ in 0..dice.throw(2000) {
                tokio::task::yield_now().await;
            }
            server_to_kill.take().unwrap().kill();
        };
        let (results, ()) = tokio::join!(sending, watching);
        for (sure, unsure) in results {
            acknowledged.extend(sure);
            cut_off += usize::from(unsure);
        }

        let database = database(folder.path());
        let ids: Vec<Vec<u8>> = database
            .prepare("SELECT record FROM versions")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .unwrap();
        let there: BTreeSet<RecordId> = ids.iter().map(|id| RecordId::from_slice(id).unwrap()).collect();
        assert_eq!(ids.len(), there.len(), "kill {kill}: doubled");
        assert!(acknowledged.is_subset(&there), "kill {kill}: lost");
        let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
        assert_told_of_what_was_carried(&database, &format!("kill {kill}"));
        assert_eq!(stored(&database), recounted(&database), "kill {kill}: half a transaction");
        drop(database);

        // The phones retry what has no receipt, and one batch that has one.
        server = Process::start(folder.path());
        for (phone, batches) in
            phones.drain(..).map(|phone| phone.at(&server.address)).zip(&batches).collect::<Vec<_>>()
        {
            for batch in batches {
                let outcomes = phone.send(&batch.iter().collect::<Vec<_>>()).await;
                for (finished, outcome) in batch.iter().zip(&outcomes) {
                    let expected = there.contains(&finished.version.record);
                    assert_eq!(matches!(outcome, RecordOutcome::Duplicate { .. }), expected, "kill {kill}");
                    assert_eq!(matches!(outcome, RecordOutcome::Stored { .. }), !expected, "kill {kill}");
                    acknowledged.insert(finished.version.record);
                }
            }
            phones.push(phone);
        }
    }
    assert!(cut_off >= KILLS, "only {cut_off} batches were under way when {KILLS} servers were killed");
    assert!(server.stop(), "SIGTERM ends it in order");
    let count: i64 = database(folder.path()).query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(count).unwrap(), acknowledged.len());
}

/// The records that were acknowledged, and whether a batch was cut off.
async fn send_until_cut_off(phone: &Phone, batches: &[Vec<Finished>], so_far: &AtomicUsize) -> (Vec<RecordId>, bool) {
    let mut sure = Vec::new();
    for batch in batches {
        let envelopes = batch.iter().map(|finished| finished.envelope.clone()).collect();
        let Ok(response) = phone.try_send(envelopes).await else { return (sure, true) };
        let Ok(body) = response.bytes().await else { return (sure, true) };
        let answer: kentongan_exchange::RecordsAnswer = serde_json::from_slice(&body).unwrap();
        for (answer, finished) in answer.records.iter().zip(batch) {
            assert!(matches!(answer.outcome, RecordOutcome::Stored { .. }), "{:?}", answer.outcome);
            sure.push(finished.version.record);
        }
        so_far.fetch_add(batch.len(), Ordering::SeqCst);
    }
    (sure, false)
}

async fn join_three<T, F: Future<Output = T>>(futures: Vec<F>) -> [T; 3] {
    let Ok([a, b, c]) = <[F; 3]>::try_from(futures) else { panic!("three phones") };
    let (a, b, c) = tokio::join!(a, b, c);
    [a, b, c]
}
