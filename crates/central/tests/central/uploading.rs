//! Records arrive once, whatever the network does.

use kentongan_central::Role;
use kentongan_exchange::{RecordOutcome, RecordsAnswer};
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Browser, Dice, Finished, Server};

#[tokio::test]
async fn a_record_is_stored_as_its_very_bytes_and_the_receipt_is_all_that_its_phone_is_told() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    assert!(matches!(phone.send_one(&record).await, RecordOutcome::Stored { .. }));

    assert_eq!(server.bodies(), std::slice::from_ref(&record.bytes), "the very bytes that the phone keeps");
    let feed = phone.feed(0).await;
    assert_eq!((feed.items.len(), feed.cursor, feed.more), (0, 0, false), "the receipt says it");
}

#[tokio::test]
async fn the_code_of_the_receipt_on_the_records_page_is_that_on_the_phone() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let RecordOutcome::Stored { receipt } = phone.send_one(&record).await else { panic!("not stored") };
    let server = server.restart().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let page = coordinator.get(&record.page()).await;
    assert!(page.html.contains(&format!("<b>{}</b>", receipt.short_code())), "{}", page.html);
}

#[tokio::test]
async fn the_same_record_sent_twice_is_one_row_and_answered_duplicate_with_the_same_receipt() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let RecordOutcome::Stored { receipt: first } = phone.send_one(&record).await else { panic!("not stored") };
    // Sealed again, as after a crash: other ciphertext, the same version.
    let again = phone.seal(record.version.clone());
    assert_ne!(again.envelope.ciphertext, record.envelope.ciphertext);
    let RecordOutcome::Duplicate { receipt: second } = phone.send_one(&again).await else { panic!("no duplicate") };
    assert_eq!(first, second);
    assert_eq!((server.count("records"), server.count("feed"), server.conflicts()), (1, 0, 0));
}

#[tokio::test]
async fn twice_in_one_batch_is_once_stored() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let outcomes = phone.send(&[&record, &record]).await;
    assert!(matches!(outcomes[..], [RecordOutcome::Stored { .. }, RecordOutcome::Duplicate { .. }]));
}

#[tokio::test]
async fn another_body_under_the_same_id_and_revision_is_a_conflict_and_both_are_kept() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let record = phone.incident(&mut dice);
    let mut other = record.version.clone();
    other.countable.insert("sex".into(), json!("other"));
    let other = phone.seal(other);
    phone.send_one(&record).await;
    assert_eq!(phone.send_one(&other).await, RecordOutcome::Conflict);
    assert_eq!(phone.send_one(&other).await, RecordOutcome::Conflict);
    assert!(matches!(phone.send_one(&record).await, RecordOutcome::Duplicate { .. }));
    assert_eq!(server.bodies(), [record.bytes, other.bytes]);
    assert_eq!((server.count("records"), server.conflicts()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_record_from_thirty_two_connections_at_once_is_one_row() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let mut sending = JoinSet::new();
    let begin = std::sync::Arc::new(tokio::sync::Barrier::new(32));
    for _ in 0..32 {
        let request = crate::support::http()
            .post(format!("{}/v1/records", server.address))
            .bearer_auth(&phone.enrolment.token)
            .json(&phone.request(vec![record.envelope.clone()]));
        let begin = std::sync::Arc::clone(&begin);
        sending.spawn(async move {
            begin.wait().await;
            request.send().await.unwrap()
        });
    }
    let mut receipts = Vec::new();
    let mut stored = 0;
    for response in sending.join_all().await {
        // Each receipt is checked as a phone checks it.
        match phone.outcomes(&[&record], response).await.remove(0) {
            RecordOutcome::Stored { receipt } => {
                stored += 1;
                receipts.push(receipt);
            }
            RecordOutcome::Duplicate { receipt } => receipts.push(receipt),
            outcome @ (RecordOutcome::Conflict | RecordOutcome::Rejected { .. } | RecordOutcome::Unknown) => {
                panic!("{outcome:?}")
            }
        }
    }
    assert_eq!((stored, receipts.len()), (1, 32), "stored more than once");
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "one record, one receipt");
    assert_eq!((server.count("records"), server.count("feed"), server.conflicts()), (1, 0, 0));
}

#[tokio::test]
async fn ten_thousand_records_in_batches_over_four_connections_are_all_stored_once() {
    let server = Server::start().await;
    let (phone, carrier) = (server.phone().await, server.phone().await);
    // Sealing is the phones' work; do it on all cores.
    let records: Vec<Finished> = std::thread::scope(|scope| {
        let part = || {
            let mut dice = Dice::new();
            (0..2500).map(|_| phone.incident(&mut dice)).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(part)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let quarters: Vec<&[Finished]> = records.chunks(2500).collect();
    let (a, b, c, d) = tokio::join!(
        send_all(&phone, quarters[0]),
        send_all(&phone, quarters[1]),
        send_all(&phone, quarters[2]),
        send_all(&carrier, quarters[3]),
    );
    assert_eq!(a + b + c + d, 10_000);
    assert_eq!((server.count("records"), server.count("feed")), (10_000, 2_500), "of what a neighbour brought");
    let counted: i64 = server
        .database()
        .query_row("SELECT sum(records) FROM rollups WHERE form = 'incident' AND question = ''", [], |row| row.get(0))
        .unwrap();
    assert_eq!(counted, 10_000);

    let mut cursor = 0;
    let mut heard = 0;
    loop {
        let feed = phone.feed(cursor).await;
        heard += feed.items.len();
        cursor = feed.cursor;
        if !feed.more {
            break;
        }
    }
    assert_eq!(heard, 2_500);
}

async fn send_all(phone: &crate::support::Phone, records: &[Finished]) -> usize {
    let mut stored = 0;
    for batch in records.chunks(50) {
        let batch: Vec<&Finished> = batch.iter().collect();
        let outcomes = phone.send(&batch).await;
        stored += outcomes.iter().filter(|outcome| matches!(outcome, RecordOutcome::Stored { .. })).count();
    }
    stored
}

#[tokio::test]
async fn central_knows_what_still_waits_on_a_phone() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let mut request = phone.request(vec![record.envelope.clone()]);
    request.waiting.records = 3;
    let sent = phone.client.post(format!("{}/v1/records", server.address)).bearer_auth(&phone.enrolment.token);
    assert_eq!(sent.json(&request).send().await.unwrap().status(), 200);
    let waiting = "SELECT waiting_records, oldest_waiting_at IS NOT NULL FROM devices";
    let waiting = || server.database().query_row(waiting, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(waiting(), (2_i64, true), "two of three are still there");
    phone.send(&[]).await;
    assert_eq!(waiting(), (0, false));
}

#[tokio::test]
async fn news_come_with_the_answer_when_the_phone_asks_for_them() {
    let server = Server::start().await;
    let (phone, carrier) = (server.phone().await, server.phone().await);
    let mut dice = Dice::new();
    carrier.send_one(&phone.incident(&mut dice)).await;
    let mut request = phone.request(vec![phone.incident(&mut dice).envelope]);
    request.feed_after = Some(0);
    let sent = phone.client.post(format!("{}/v1/records", server.address)).bearer_auth(&phone.enrolment.token);
    let answer: RecordsAnswer = sent.json(&request).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer.feed.unwrap().items.len(), 1);
}

#[tokio::test]
async fn records_survive_an_orderly_restart_and_the_phone_need_not_enrol_again() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let first = phone.incident(&mut dice);
    phone.send_one(&first).await;
    let server = server.restart().await;
    let phone = phone.at(&server.address);
    assert!(matches!(phone.send_one(&first).await, RecordOutcome::Duplicate { .. }));
    assert!(matches!(phone.send_one(&phone.activity(&mut dice)).await, RecordOutcome::Stored { .. }));
}

#[tokio::test]
async fn one_poison_record_does_not_block_its_batch() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let good: Vec<Finished> = (0..4).map(|_| phone.incident(&mut dice)).collect();
    let mut poison = phone.incident(&mut dice);
    poison.envelope.signature = good[0].envelope.signature.clone();
    let outcomes = phone.send(&[&good[0], &good[1], &poison, &good[2], &good[3]]).await;
    assert!(matches!(outcomes[2], RecordOutcome::Rejected { .. }));
    let stored = outcomes.iter().filter(|outcome| matches!(outcome, RecordOutcome::Stored { .. }));
    assert_eq!((stored.count(), server.count("records")), (4, 4));
}
