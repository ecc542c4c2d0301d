//! What a facilitator may rely on about what central tells her phone.

use jiff::SignedDuration;
use kentongan_exchange::{FeedEntry, Organisation, RecordProgress};
use serde_json::json;

use crate::support::Facilitator;
use crate::support::real_central::RealCentral;

fn in_an_hour() -> jiff::Timestamp {
    jiff::Timestamp::now() + SignedDuration::from_hours(1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinators_office_comes_with_enrolment_and_is_shown_while_locked() {
    let central = RealCentral::start_small("Dinas Uji").await;
    central.set_office("Bidang Perlindungan Anak", "0296-000-000").await;
    let mut f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let expected = Organisation {
        name: "Dinas Uji".to_owned(),
        office: "Bidang Perlindungan Anak".to_owned(),
        telephone: "0296-000-000".to_owned(),
        whatsapp: String::new(),
    };
    f.start_again();
    assert_eq!(f.phone.organisation(), expected);

    // The outbox is lost: the vault puts it back.
    let path = f.folder.path().join("outbox.db");
    std::fs::remove_file(path).unwrap();
    f.start_again();
    assert_eq!(f.phone.organisation(), Organisation::default());
    f.unlock();
    assert_eq!(f.phone.organisation(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_number_of_the_office_reaches_a_locked_phone_and_is_shown_after_the_next_unlocking() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let mut f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    assert_eq!(f.phone.organisation().telephone, "");
    f.phone.lock();
    central.set_office("Bidang Perlindungan Anak", "0296-000-001").await;
    f.send_now().await;
    f.unlock();
    assert_eq!(f.phone.organisation().telephone, "0296-000-001");
    assert_eq!(f.phone.facilitator().unwrap().organisation.office, "Bidang Perlindungan Anak");
    f.start_again();
    assert_eq!(f.phone.organisation().telephone, "0296-000-001", "and while locked");
}

#[tokio::test]
async fn news_of_a_newer_central_is_kept_and_what_comes_after_it_is_read() {
    let mut f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.central.tell_json(json!({"kind": "returned", "record": record, "notes": 2}).to_string().as_bytes());
    f.central.tell(record, RecordProgress::Accepted, in_an_hour());
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.record(record).line.progress, Some(RecordProgress::Accepted));
    assert_eq!(f.phone.unread_news().unwrap(), 1);
    f.start_again();
    f.unlock();
    f.send_now().await;
    assert_eq!(f.phone.unread_news().unwrap(), 1, "once");
}

#[tokio::test]
async fn an_acceptance_of_another_phones_record_changes_nothing_here() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    assert_eq!(f.send_now().await.delivered, 1);
    f.central.tell_entry(&FeedEntry::Record(kentongan_exchange::RecordNews {
        record,
        maker: kentongan_exchange::DeviceId::new(),
        revision: 1,
        progress: RecordProgress::Accepted,
        at: in_an_hour(),
    }));
    f.send_now().await;
    assert_eq!(f.record(record).line.progress, Some(RecordProgress::Received));
}
