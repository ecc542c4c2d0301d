//! What a changed or damaged outbox must not do: hide a record, stop the others, or end a record's way for good. The
//! vault has every record.

use kentongan::phone::{RecordState, Stage};

use crate::support::Facilitator;
use crate::support::real_central::RealCentral;

async fn enrolled(central: &RealCentral) -> Facilitator {
    Facilitator::enrolled_at(&central.address(), &central.code().await).await
}

fn change(f: &Facilitator, sql: &str) {
    rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap().execute_batch(sql).unwrap();
}

fn unlocked_again(f: &mut Facilitator) {
    f.start_again();
    assert_eq!(f.phone.stage(), Stage::Locked);
    f.unlock();
}

#[tokio::test]
async fn a_record_that_the_outbox_calls_delivered_without_a_receipt_in_the_vault_is_sent() {
    let central = RealCentral::start("Dinas").await;
    for detail in ["", "{\"record\":1}", "not json"] {
        for noted in [0, 1] {
            let mut f = enrolled(&central).await;
            let record = f.finished("incident");
            let before = central.records();
            change(&f, &format!("UPDATE envelopes SET state = 'delivered', noted = {noted}, detail = '{detail}'"));
            unlocked_again(&mut f);
            assert_eq!(f.phone.outbox_status().unwrap().waiting, 1, "{detail} {noted}");
            assert_eq!(f.send_now().await.delivered, 1);
            assert_eq!((f.record(record).line.state, central.records()), (RecordState::Delivered, before + 1));
        }
    }
}

#[tokio::test]
async fn a_state_that_nobody_can_read_hides_no_other_record_and_goes_at_the_next_unlocking() {
    let central = RealCentral::start("Dinas").await;
    let mut f = enrolled(&central).await;
    let records = f.finished_activities(3);
    change(
        &f,
        "UPDATE envelopes SET state = 'refused', detail = 'junk', next_attempt_at = 9223372036854775807 WHERE number = 1",
    );
    change(&f, "UPDATE envelopes SET detail = '{\"trouble\":\"from another app\"}' WHERE number = 2");
    f.start_again();
    assert_eq!(f.phone.outbox().unwrap().len(), 3, "the screens still show them");
    f.unlock();
    assert_eq!(f.phone.undelivered(10).unwrap().len(), 3);
    assert_eq!(f.send_now().await.delivered, 3);
    assert!(records.iter().all(|record| f.record(*record).line.state == RecordState::Delivered));
}

#[tokio::test]
async fn an_envelope_that_was_damaged_on_the_disk_is_rejected_and_sealed_again_from_the_vault() {
    let central = RealCentral::start("Dinas").await;
    let mut f = enrolled(&central).await;
    let records = f.finished_activities(2);
    change(&f, "UPDATE envelopes SET ciphertext = zeroblob(length(ciphertext)) WHERE number = 1");
    assert_eq!(f.send_now().await.delivered, 1, "the other one goes");
    assert!(matches!(f.record(records[0]).line.state, RecordState::Refused(_)));
    unlocked_again(&mut f);
    assert_eq!(f.record(records[0]).line.state, RecordState::Waiting);
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!((f.record(records[0]).line.state, central.records()), (RecordState::Delivered, 2));
}

#[tokio::test]
async fn an_envelope_that_nobody_can_send_stops_no_other_and_is_sealed_again() {
    let central = RealCentral::start("Dinas").await;
    for damage in ["recipient = 'age1nobody'", "recipient = ''", "device = x'00'", "record = x'0011'"] {
        let mut f = enrolled(&central).await;
        let before = central.records();
        let records = f.finished_activities(2);
        change(&f, &format!("UPDATE envelopes SET {damage} WHERE number = 1"));
        f.phone.lock();
        assert_eq!(f.send_now().await.delivered, 1, "{damage}");
        unlocked_again(&mut f);
        assert_eq!(f.send_now().await.delivered, 1, "{damage}");
        assert!(records.iter().all(|record| f.record(*record).line.state == RecordState::Delivered), "{damage}");
        assert_eq!(central.records(), before + 2, "{damage}");
    }
}
