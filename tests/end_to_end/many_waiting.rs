//! A phone out of reach for a very long time: ten thousand records wait.

use kentongan::outbox::{NewEnvelope, Outbox};
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{Envelope, RecordId};
use thirtyfour::prelude::*;

use crate::support::central::Central;
use crate::support::eventually;
use crate::support::phone::Phone;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
const WAITING: u32 = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_outbox_of_ten_thousand_records_shows_fifty_at_a_time() {
    let mut central = Central::start().await;
    let phone = Phone::enrolled_out_of_reach(&mut central, VILLAGE, |facilitator, folder| {
        facilitator.finish_activity(VILLAGE);
        put(&Outbox::open(&folder.join("outbox.db")).unwrap(), WAITING - 1);
    })
    .await;
    phone.unlock().await;
    phone.screen.read("10.000 catatan menunggu dikirim").await;
    phone.open_outbox().await;
    phone.screen.read("10.000 catatan menunggu").await;
    assert_eq!(rows(&phone).await, 50);
    phone.screen.press("#show-more").await;
    eventually("fifty more", || async { (rows(&phone).await == 100).then_some(()) }).await;

    // It was finished first, so it is first in the list. From it there is a way back.
    phone.screen.press("#outbox-open li:first-child button").await;
    phone.screen.read("internet aman").await;
    phone.go_home().await;
    phone.screen.read("10.000 catatan menunggu dikirim").await;
    phone.screen.close().await;
}

/// Rows of the open outbox.
async fn rows(phone: &Phone) -> usize {
    phone.screen.driver.find_all(By::Css("#outbox-open li")).await.unwrap().len()
}

/// Puts in so many envelopes: each another record, all with the same bytes.
fn put(outbox: &Outbox, count: u32) {
    let (key, central) = (SigningKey::generate().unwrap(), Identity::generate().recipient());
    let device = outbox.connection().unwrap().unwrap().device;
    let sealed = Envelope::seal(&[7; 600], RecordId::new(), 1, device, &central, &key).unwrap();
    let new = |_| NewEnvelope { envelope: Envelope { record: RecordId::new(), ..sealed.clone() }, digest: [7; 32] };
    outbox.put(&(0..count).map(new).collect::<Vec<_>>()).unwrap();
}
