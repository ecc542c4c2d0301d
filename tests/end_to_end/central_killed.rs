//! Central is killed in mid-batch, again and again, at random points.

use std::time::Duration;

use crate::support::central::{Central, rows};
use crate::support::recording::Facilitator;
use crate::support::{eventually, random};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// How often it is killed.
const KILLS: u32 = 50;
/// Records finished before each kill.
const RECORDS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_central_killed_in_mid_batch_stores_every_record_once_and_owns_up_to_every_receipt() {
    let mut central = Central::start().await;
    let facilitator = Facilitator::enrolled(&central, VILLAGE).await;
    let sender = tokio::spawn(facilitator.phone.clone().run_sender());
    let mut finished = Vec::new();
    let mut cut_short = 0;
    for round in 0..KILLS {
        for _ in 0..RECORDS {
            finished.push(facilitator.finish_activity(VILLAGE));
        }
        facilitator.phone.send_now();
        tokio::time::sleep(Duration::from_millis(random(round) % 60)).await;
        central.kill();
        let delivered = finished.iter().filter(|record| facilitator.is_delivered(**record)).count();
        cut_short += usize::from(delivered < finished.len());
        central.start_again().await;
        let stored = usize::try_from(rows(&central.data(), "records")).unwrap();
        assert!(delivered <= stored, "round {round}: {delivered} receipts for {stored} stored records");
    }
    facilitator.phone.send_now();
    eventually("every record to be delivered", || async {
        facilitator.phone.send_now();
        finished.iter().all(|record| facilitator.is_delivered(*record)).then_some(())
    })
    .await;
    assert!(cut_short > 0, "no kill ever came before everything was delivered: the test tests nothing");
    assert_eq!(usize::try_from(rows(&central.data(), "records")).unwrap(), finished.len(), "each exactly once");
    assert_eq!(rows(&central.data(), "records WHERE conflicting = 1"), 0);
    sender.abort();
}
