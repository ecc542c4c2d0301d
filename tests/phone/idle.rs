//! What a facilitator may rely on of a phone that lies there: it does not eat the battery, and closes what is open.

use std::time::Duration;

use jiff::SignedDuration;
use kentongan::device::{Files as _, SystemEvent, Window as _};
use kentongan::phone::{ChosenFile, Connectivity, PhotoSource, Retention, Stage};
use kentongan_exchange::{RecordId, RecordProgress};

use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, eventually};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The phone locks itself after so long when nothing else was chosen.
const LOCK_AFTER: Duration = Duration::from_secs(5 * 60);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(15 * 60);

/// Everything that runs while the app is there, as the app and its screens run it.
fn everything_runs(f: &Facilitator) {
    f.start_sender();
    tokio::spawn(f.phone.clone().follow_system());
    attended(f);
}

/// What runs while the screens behind the PIN are there.
fn attended(f: &Facilitator) {
    let (locking, retention) = (f.phone.clone(), f.phone.clone());
    tokio::spawn(async move {
        tokio::select! {
            () = locking.lock_when_idle() => {}
            () = retention.erase_when_due() => {}
        }
    });
}

/// Waits until these timers are all that is set, and nothing else follows.
async fn only_set(f: &Facilitator, what: &str, timers: &[Duration]) {
    eventually(what, || f.device.timers() == timers).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(f.device.timers(), timers, "{what}");
}

fn is_erased(f: &Facilitator, record: RecordId) -> bool {
    matches!(f.record(record).line.retention, Some(Retention::Erased { .. }))
}

/// Delivered and accepted so long ago.
async fn accepted(f: &Facilitator, ago: SignedDuration) -> RecordId {
    let record = f.finished("incident");
    f.central.tell(record, RecordProgress::Accepted, jiff::Timestamp::now());
    assert_eq!(f.send_now().await.delivered, 1);
    f.device.wait(ago);
    f.phone.touch();
    if f.phone.stage() == Stage::Locked {
        f.unlock();
    }
    record
}

#[tokio::test]
async fn a_phone_that_lies_there_sets_one_timer_until_it_locks_and_then_none() {
    let f = Facilitator::ready().await;
    everything_runs(&f);
    only_set(&f, "the lock alone", &[LOCK_AFTER]).await;
    f.device.wait(4 * MINUTE);
    f.phone.touch();
    f.device.wait(MINUTE);
    only_set(&f, "touched a minute ago", &[LOCK_AFTER - Duration::from_secs(60)]).await;
    f.device.wait(4 * MINUTE);
    eventually("locked", || f.phone.stage() == Stage::Locked).await;
    only_set(&f, "nothing", &[]).await;
}

#[tokio::test]
async fn who_comes_back_from_the_camera_is_locked_out_as_soon_after_it_as_after_any_touch() {
    let f = Facilitator::ready().await;
    f.phone.set_lock_after_minutes(1).unwrap();
    attended(&f);
    let minute = Duration::from_secs(60);
    only_set(&f, "a minute", &[minute]).await;
    f.device.wait(MINUTE / 2);
    let choosing = f.device.take_photo(PhotoSource::Camera).unwrap();
    let photo = tokio::spawn({
        let phone = f.phone.clone();
        async move { phone.while_choosing(choosing).await }
    });
    only_set(&f, "half a minute", &[minute / 2]).await;
    f.device.wait(MINUTE / 2);
    only_set(&f, "as long as anybody may be away", &[Duration::from_secs(4 * 60 + 30)]).await;
    f.device.wait(MINUTE / 6);
    assert!(f.device.choose(ChosenFile::Nothing));
    photo.await.unwrap();
    only_set(&f, "a minute", &[minute]).await;
    f.device.wait(MINUTE);
    eventually("locked", || f.phone.stage() == Stage::Locked).await;
}

#[tokio::test]
async fn a_phone_without_network_asks_for_none_it_is_told_and_sends_then() {
    let f = Facilitator::ready().await;
    f.device.set_online(Connectivity::Offline);
    everything_runs(&f);
    f.finished("activity");
    only_set(&f, "the lock, and a look for safety", &[LOCK_AFTER, LONGEST_BACK_OFF]).await;
    f.device.set_online(Connectivity::Online);
    f.device.events().unwrap().tell_system(SystemEvent::NetworkChanged);
    eventually("delivered", || f.phone.outbox_status().unwrap().waiting == 0).await;
    only_set(&f, "the lock alone", &[LOCK_AFTER]).await;
}

#[tokio::test]
async fn a_phone_not_seen_sets_no_timer_at_all() {
    let f = Facilitator::ready().await;
    everything_runs(&f);
    only_set(&f, "the lock alone", &[LOCK_AFTER]).await;
    f.device.events().unwrap().tell_system(SystemEvent::Stopped);
    eventually("locked", || f.phone.stage() == Stage::Locked).await;
    only_set(&f, "nothing", &[]).await;
}

#[tokio::test]
async fn what_is_kept_short_goes_when_its_time_is_over_though_the_phone_stays_open() {
    let f = Facilitator::ready().await;
    let record = accepted(&f, 2 * DAY).await;
    let retention = tokio::spawn(f.phone.clone().erase_when_due());
    let five_days = Duration::from_secs(5 * 24 * 60 * 60);
    only_set(&f, "until the seventh day is over", &[five_days]).await;
    f.device.wait(5 * DAY - MINUTE);
    only_set(&f, "until it is over", &[Duration::from_secs(60)]).await;
    assert!(!is_erased(&f, record));
    f.device.wait(MINUTE);
    eventually("erased", || is_erased(&f, record)).await;
    only_set(&f, "nothing is left to erase", &[]).await;
    retention.abort();
}

#[tokio::test]
async fn who_touched_the_wrong_number_of_days_has_a_minute_to_touch_another() {
    let f = Facilitator::ready().await;
    let record = accepted(&f, 2 * DAY).await;
    tokio::spawn(f.phone.clone().erase_when_due());
    let minute = Duration::from_secs(60);
    f.phone.set_keep_days(1).unwrap();
    eventually("a minute's grace", || f.device.timers() == [minute]).await;
    f.device.wait(MINUTE / 2);
    // A round of sending looks, too.
    f.send_now().await;
    assert!(!is_erased(&f, record));
    f.phone.set_keep_days(7).unwrap();
    let half_a_minute_later = Duration::from_secs(5 * 24 * 60 * 60 - 30);
    eventually("the seventh day", || f.device.timers() == [half_a_minute_later]).await;
    f.device.wait(MINUTE);
    f.phone.set_keep_days(1).unwrap();
    eventually("a minute's grace", || f.device.timers() == [minute]).await;
    assert!(!is_erased(&f, record));
    f.device.wait(MINUTE);
    eventually("erased", || is_erased(&f, record)).await;
}

#[tokio::test]
async fn a_delivery_sets_the_time_after_which_its_sealed_answers_go() {
    let f = Facilitator::ready().await;
    tokio::spawn(f.phone.clone().erase_when_due());
    only_set(&f, "nothing is kept", &[]).await;
    accepted(&f, SignedDuration::ZERO).await;
    eventually("a week", || f.device.timers() == [Duration::from_secs(7 * 24 * 60 * 60)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_picture_given_up_after_its_record_was_erased_goes_within_a_minute() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let record = f.finished_with_damaged_photo(true);
    f.send_now().await;
    f.send_now().await;
    f.phone.erase_sealed_now(record).unwrap();
    assert_eq!(f.phone.thumbnails(record).unwrap().len(), 1, "of the photo that might still be sent");
    tokio::spawn(f.phone.clone().erase_when_due());
    only_set(&f, "nothing", &[]).await;
    f.phone.give_up_damaged_photos(record).unwrap();
    only_set(&f, "soon", &[Duration::from_secs(60)]).await;
    f.device.wait(MINUTE);
    eventually("gone", || f.phone.thumbnails(record).unwrap().is_empty()).await;
    only_set(&f, "nothing", &[]).await;
}
