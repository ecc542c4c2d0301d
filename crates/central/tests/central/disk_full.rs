//! A full disk: phones are told to come back, nothing is half stored, and afterwards all goes on.

use kentongan_central::Central;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{RecordOutcome, RefusalCode};

use crate::numbers::{recounted, stored};
use crate::support::{Dice, Finished, Phone, Process, database, set_up};

/// Room for the database as set up and for some batches.
const KIB: u64 = 1024;

#[tokio::test]
async fn on_a_full_disk_central_says_unavailable_and_nothing_is_half_stored() {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let code = central.make_enrolment_code("33.16.09.2002").await.unwrap();
    drop(central);

    let server = Process::start_with_files_up_to(KIB, folder.path());
    let phone = Phone::enrol(&server.address, &code.to_string()).await;
    let mut dice = Dice::new();
    let mut acknowledged = 0;
    let refused: Vec<Finished> = loop {
        assert!(acknowledged < 5000, "the disk never filled");
        let batch: Vec<Finished> = (0..40).map(|_| phone.incident(&mut dice)).collect();
        let response = phone.try_send(batch.iter().map(|finished| finished.envelope.clone()).collect()).await.unwrap();
        if response.status() == 200 {
            phone.outcomes(&batch.iter().collect::<Vec<_>>(), response).await;
            acknowledged += batch.len();
        } else {
            assert!(response.headers().contains_key("retry-after"));
            let (status, refusal) = Phone::refused(response).await;
            assert_eq!((status, refusal.code, refusal.retriable), (503, RefusalCode::Unavailable, true));
            break batch;
        }
    };
    assert!(acknowledged > 0);
    let health = crate::support::http().get(format!("{}/healthz", server.address)).send().await.unwrap();
    assert_eq!(health.status(), 200, "what is stored can still be read");
    server.kill();

    let count = |table: &str| -> usize {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: i64 = database(folder.path()).query_row(&sql, [], |row| row.get(0)).unwrap();
        usize::try_from(rows).unwrap()
    };
    assert_eq!((count("records"), count("feed")), (acknowledged, acknowledged));
    assert_eq!(stored(&database(folder.path())), recounted(&database(folder.path())));

    let server = Process::start(folder.path());
    let phone = phone.at(&server.address);
    let outcomes = phone.send(&refused.iter().collect::<Vec<_>>()).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, RecordOutcome::Stored { .. })));
    assert_eq!(count("records"), acknowledged + refused.len());
}
