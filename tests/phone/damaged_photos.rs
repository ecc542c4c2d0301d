//! What a facilitator may rely on about a photo that the phone's storage has damaged.

use crate::support::Facilitator;
use crate::support::photos::outbox;
use crate::support::real_central::RealCentral;
use kentongan::phone::{PhotoStanding, RecordState};
use kentongan_exchange::RecordId;

fn standings(f: &Facilitator, record: RecordId) -> Vec<PhotoStanding> {
    f.phone.photos_of(record).unwrap().into_iter().filter_map(|photo| photo.standing).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_damaged_in_vault_and_outbox_is_shown_as_such_waits_nowhere_and_can_be_given_up() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let mut f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let record = f.finished_with_damaged_photo(true);
    assert!(matches!(standings(&f, record)[..], [PhotoStanding::Waiting { .. }, PhotoStanding::Waiting { .. }]));
    assert!(f.phone.damaged_photos().unwrap().is_empty(), "the outbox might have it whole");
    f.send_now().await;
    assert_eq!(f.send_now().await.trouble, None);
    assert_eq!(f.record(record).line.state, RecordState::Delivered, "the record is not touched by it");
    assert!(matches!(standings(&f, record)[..], [PhotoStanding::Damaged, PhotoStanding::Delivered { .. }]));
    assert_eq!(f.phone.damaged_photos().unwrap().into_iter().collect::<Vec<_>>(), [(record, 1)]);
    assert!(outbox(&f).attachments().unwrap().is_empty(), "not sent over and over");
    assert_eq!((f.phone.all_waiting_photos().unwrap(), central.waiting_photos()), (None, 0), "nobody waits for it");

    f.phone.give_up_damaged_photos(record).unwrap();
    f.start_again();
    f.unlock();
    assert!(f.phone.damaged_photos().unwrap().is_empty());
    assert!(matches!(standings(&f, record)[..], [PhotoStanding::GivenUp, PhotoStanding::Delivered { .. }]));
    assert_eq!(f.phone.thumbnails(record).unwrap().len(), 2, "it can still be seen, small");
    f.phone.erase_sealed_now(record).unwrap();
    assert!(f.phone.thumbnails(record).unwrap().is_empty(), "and is kept no longer than the others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_waits_whole_is_never_given_up() {
    let f = Facilitator::ready().await;
    let record = f.finished_with_damaged_photo(false);
    f.phone.give_up_damaged_photos(record).unwrap();
    assert!(matches!(standings(&f, record)[..], [PhotoStanding::GivenUp, PhotoStanding::Waiting { .. }]));
    assert_eq!(f.phone.waiting_photos_of(record).unwrap().unwrap().count, 1);
}
