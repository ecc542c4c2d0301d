//! A phone may carry what another phone sealed.

use kentongan_exchange::feed::Opened;
use kentongan_exchange::{FeedEntry, RecordOutcome, RecordProgress};

use crate::support::{Dice, Server};

#[tokio::test]
async fn a_phone_delivers_another_phones_record_and_the_receipt_and_news_are_the_others() {
    let server = Server::start().await;
    let (maker, carrier) = (server.phone().await, server.phone().await);
    let record = maker.incident(&mut Dice::new());
    // `send` checks the receipt against the device that made the record.
    assert!(matches!(carrier.send_one(&record).await, RecordOutcome::Stored { .. }));
    assert!(carrier.feed(0).await.items.is_empty());
    let feed = maker.feed(0).await;
    assert_eq!((feed.items.len(), feed.cursor, feed.more), (1, 1, false));
    assert!(feed.items[0].open(&carrier.identity).is_err(), "the carrier cannot read it");
    let Ok(Opened::Read(FeedEntry::Record(told))) = feed.items[0].open(&maker.identity) else { panic!("no news") };
    assert_eq!((told.record, told.maker, told.revision), (record.version.record, maker.enrolment.device, 1));
    assert_eq!(told.progress, RecordProgress::Received);
    assert!(matches!(maker.send_one(&record).await, RecordOutcome::Duplicate { .. }));
    assert_eq!(server.count("records"), 1);
    assert!(maker.feed(feed.cursor).await.items.is_empty());
}

#[tokio::test]
async fn what_waits_on_the_carrier_is_not_lessened_by_what_it_carries() {
    let server = Server::start().await;
    let (maker, carrier) = (server.phone().await, server.phone().await);
    carrier.send(&[&maker.incident(&mut Dice::new())]).await;
    let waiting: i64 = server
        .database()
        .query_row("SELECT waiting_records FROM devices WHERE code = ?1", [&carrier.enrolment.device_code], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(waiting, 1);
}

#[tokio::test]
async fn two_phones_of_a_village_have_different_codes_that_begin_alike() {
    let server = Server::start().await;
    let (one, two) = (server.phone().await, server.phone().await);
    assert_eq!((one.enrolment.device_code.as_str(), two.enrolment.device_code.as_str()), ("KML-01", "KML-02"));
}
