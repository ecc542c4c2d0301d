//! What a phone whose access was withdrawn still may, and what is due after somebody set the clock back.

use jiff::SignedDuration;
use kentongan::phone::{RecordState, SendTrouble};

use crate::support::Facilitator;
use crate::support::real_central::RealCentral;

#[tokio::test]
async fn an_attempt_from_before_the_clock_was_set_back_is_made_now() {
    let f = Facilitator::ready().await;
    let now = f.phone.device().now();
    assert_eq!(f.phone.time_of_attempt(now + SignedDuration::from_hours(2_000)), now);
    let soon = now + SignedDuration::from_mins(5);
    assert_eq!(f.phone.time_of_attempt(soon), soon);
}

#[tokio::test]
async fn a_phone_whose_access_was_withdrawn_still_delivers_what_it_has_sealed_and_is_then_told() {
    let central = RealCentral::start_small("Dinas").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let record = f.finished("incident");
    central.withdraw(&f.phone.facilitator().unwrap().device_code).await;
    f.phone.lock();
    assert_eq!(f.send_now().await.delivered, 1, "also when its PIN is forgotten");
    f.unlock();
    assert_eq!((f.record(record).line.state, central.records()), (RecordState::Delivered, 1));
    assert_eq!(f.send_now().await.trouble, Some(SendTrouble::Revoked));
}
