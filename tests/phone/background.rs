//! What a facilitator may rely on while the app is out of sight.

use std::fs;
use std::future::{pending, ready};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kentongan::device::memory::MemoryDevice;
use kentongan::device::{SystemEvent, Window as _};
use kentongan::phone::{
    Connectivity, Device, Metering, Phone, PhoneError, PhotosAllowed, RecordState, SendTrouble, SendingState, Stage,
};

use crate::support::link::Link;
use crate::support::photos::photo;
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, eventually, morning};

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn told(f: &Facilitator, event: SystemEvent) {
    f.device.events().unwrap().tell_system(event);
}

/// Follows the system, as the app does.
async fn following() -> Facilitator {
    let f = Facilitator::ready().await;
    tokio::spawn(f.phone.clone().follow_system());
    tokio::task::yield_now().await;
    f
}

#[tokio::test]
async fn an_app_that_is_not_seen_any_more_locks_at_once_and_leaves_what_waits_to_the_worker() {
    let f = following().await;
    told(&f, SystemEvent::Stopped);
    eventually("locked", || f.phone.stage() == Stage::Locked).await;
    assert_eq!(f.device.scheduled(), Vec::<bool>::new(), "nothing waits");
    f.unlock();
    f.finished("incident");
    told(&f, SystemEvent::Stopped);
    eventually("locked", || f.phone.stage() == Stage::Locked).await;
    eventually("scheduled", || f.device.scheduled() == [false]).await;
}

#[tokio::test]
async fn the_worker_sends_with_the_vault_locked_whatever_the_back_off_says() {
    let mut f = Facilitator::ready().await;
    f.central.stop().await;
    let record = f.finished("incident");
    f.send_now().await;
    f.finished("activity");
    f.start_again();
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((0, 2)), "nobody answers");
    f.central.start_again().await;
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((2, 0)));
    assert_eq!(f.phone.stage(), Stage::Locked);
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn a_worker_that_is_stopped_before_it_has_begun_asks_central_nothing() {
    let mut f = Facilitator::ready().await;
    f.finished_activities(2);
    f.start_again();
    assert_eq!(f.phone.send_in_background(soon(), ready(())).await, Some((0, 2)));
    assert_eq!(f.central.batches(), Vec::<usize>::new());
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((2, 0)), "and the next one sends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_stopped_ends_at_once_and_says_what_was_delivered_until_then() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let link = Link::to(&central.address()).await;
    let f = Facilitator::enrolled_at(&link.address(), &central.code().await).await;
    f.finished_with_photos(&[photo(400, 300, 1)]);
    // Everything after the record stays on its way for ever.
    let slow = link.clone();
    link.answer(move |head| {
        if head.contains(" /v1/records") {
            slow.is_as_long_as(Duration::from_secs(60 * 60));
        }
        None
    });
    let worker = f.worker();
    let delivered = eventually("the record", || worker.outbox_status().unwrap().waiting == 0);
    let sent = worker.send_in_background(soon(), delivered);
    let sent = tokio::time::timeout(Duration::from_secs(20), sent).await.expect("it waits for central");
    assert_eq!(sent, Some((1, 1)), "the record, not the photo");
    assert!(!worker.sending().borrow().is_busy());
    link.is_as_long_as(Duration::ZERO);
    link.let_all_through();
    assert_eq!(f.worker().send_in_background(soon(), pending()).await, Some((0, 0)), "nobody keeps the right to send");
}

#[tokio::test]
async fn the_worker_sends_though_the_key_is_damaged_and_leaves_the_count_of_wrong_pins_alone() {
    let f = Facilitator::ready().await;
    f.finished_activities(2);
    let at = |name: &str| f.folder.path().join(name);
    fs::write(at("vault.key"), "damaged").unwrap();
    // The app would count this as the most wrong tries, and store it.
    fs::write(at("vault.tries"), "damaged").unwrap();
    assert_eq!(f.worker().send_in_background(soon(), pending()).await, Some((2, 0)));
    assert_eq!(fs::read(at("vault.tries")).unwrap(), b"damaged");
}

#[tokio::test]
async fn the_worker_asks_central_nothing_when_nothing_waits() {
    let mut f = Facilitator::ready().await;
    f.start_again();
    f.central.stop().await;
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((0, 0)));
    let idle = matches!(*f.phone.sending().borrow(), SendingState::Idle { last: None });
    assert!(idle, "no request was made, so none failed");
}

#[tokio::test]
async fn the_app_and_the_worker_at_once_deliver_each_record_once() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(20);
    let worker = f.worker();
    let (app, beside) = tokio::join!(f.phone.send_once(), worker.send_in_background(soon(), pending()));
    let (beside, _left) = beside.unwrap();
    let mut delivered = app.map_or(0, |report| report.delivered) + beside;
    if delivered < 20 {
        delivered += f.send_now().await.delivered;
    }
    assert_eq!(delivered, 20);
    assert!(records.iter().all(|record| f.central.stored(*record).is_some()));
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 0);
}

#[tokio::test]
async fn the_worker_is_asked_for_what_was_just_finished_and_at_once_by_send_now() {
    let f = Facilitator::ready().await;
    let asked = |urgent: bool| f.device.scheduled().into_iter().filter(|own| *own == urgent).count();
    f.central.stop().await;
    f.start_sender();
    f.finished("incident");
    eventually("scheduled", || asked(false) == 1).await;
    f.phone.send_now();
    assert_eq!(asked(true), 1);
    f.central.start_again().await;
    f.phone.send_now();
    eventually("sent", || f.phone.outbox_status().unwrap().waiting == 0).await;
    assert_eq!(asked(false), 1, "once for as long as it waits");
    f.central.stop().await;
    f.finished("incident");
    eventually("scheduled again", || asked(false) == 2).await;
}

#[tokio::test]
async fn the_app_sends_at_once_when_a_network_comes() {
    let f = following().await;
    f.device.set_online(Connectivity::Offline);
    f.start_sender();
    let record = f.finished("incident");
    eventually("offline", || {
        let state = *f.phone.sending().borrow();
        matches!(state, SendingState::Idle { last: Some(last) } if last.trouble == Some(SendTrouble::NoNetwork))
    })
    .await;
    f.device.set_online(Connectivity::Online);
    told(&f, SystemEvent::NetworkChanged);
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_asks_central_nothing_for_photos_that_wait_for_wifi() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    f.phone.set_photos_allowed(PhotosAllowed::WifiOnly).unwrap();
    f.device.set_metering(Metering::Metered);
    f.finished_with_photos(&[photo(400, 300, 1)]);
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((1, 1)), "the record, not the photo");
    let before = *f.phone.sending().borrow();
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((0, 1)));
    assert_eq!(*f.phone.sending().borrow(), before, "no round was made");
    f.device.set_metering(Metering::Unmetered);
    assert_eq!(f.phone.send_in_background(soon(), pending()).await, Some((0, 0)));
}

#[test]
fn app_and_worker_that_start_at_once_after_an_update_both_start() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let start = |start: fn(&Path, Arc<dyn Device>) -> Result<Phone, PhoneError>| {
            start(folder.path(), Arc::new(MemoryDevice::new(folder.path(), morning()))).map(drop)
        };
        let started = std::thread::scope(|scope| {
            let ways = [Phone::start, Phone::start_for_worker, Phone::start, Phone::start_for_worker];
            let starting = ways.map(|way| scope.spawn(move || start(way)));
            starting.map(|starting| starting.join().unwrap())
        });
        assert_eq!(started, [const { Ok(()) }; 4]);
    }
}
