//! What a facilitator may rely on about sending from hour to hour: pauses, links, and who sends.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::link::Link;
use crate::support::{self, Facilitator, eventually};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::IntoResponse;
use jiff::SignedDuration;
use kentongan::device::Clock as _;
use kentongan::outbox::{Connection, LEASE, Outbox};
use kentongan::phone::{Connectivity, OutboxItem, Phone, RecordState, RefusalReason, SendTrouble, SendingState};
use kentongan_exchange::{RecordId, RefusalCode};

fn item(f: &Facilitator, record: RecordId) -> OutboxItem {
    f.phone.outbox().unwrap().into_iter().find(|item| item.record == record).unwrap()
}

#[tokio::test]
async fn central_that_asks_for_a_pause_gets_it_and_the_batch_is_not_taken_apart() {
    let f = Facilitator::ready().await;
    f.finished_activities(8);
    for (status, asked, pause) in [
        (StatusCode::TOO_MANY_REQUESTS, "120", 120..=150),
        (StatusCode::SERVICE_UNAVAILABLE, "300", 300..=375),
        (StatusCode::SERVICE_UNAVAILABLE, "86400", 900..=900),
    ] {
        let before = f.central.batches().len();
        f.central.behave(move |_, _| Some((status, [(RETRY_AFTER, asked)], "busy").into_response()));
        assert_eq!(f.send_now().await.trouble, Some(SendTrouble::Unavailable));
        assert_eq!(f.central.batches().len() - before, 1, "asked once");
        let next = f.phone.outbox_status().unwrap().next_attempt_at.unwrap();
        let waits = next.duration_since(support::morning()).as_secs();
        assert!(pause.contains(&waits), "{status} {asked}: {waits}");
    }
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 8, "in one batch again");
    assert_eq!(f.central.batches().last(), Some(&8));
}

#[tokio::test]
async fn the_size_that_was_learnt_outlives_the_app() {
    let mut f = Facilitator::ready().await;
    f.finished_activities(8);
    f.central.behave(|_, request| (request.envelopes.len() > 2).then(|| StatusCode::PAYLOAD_TOO_LARGE.into_response()));
    assert_eq!(f.send_now().await.delivered, 8);
    f.start_again();
    f.unlock();
    f.finished_activities(8);
    let before = f.central.batches().len();
    assert_eq!(f.send_now().await.delivered, 8);
    assert!(f.central.batches()[before] <= 4, "not eight again: {:?}", f.central.batches());
}

#[tokio::test]
async fn coming_online_ends_the_pause_of_what_waits_and_not_that_of_what_was_refused() {
    let f = Facilitator::ready().await;
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    let refused = f.finished("activity");
    f.send_now().await;
    f.central.stop().await;
    let record = f.finished("activity");
    f.phone.send_once().await.unwrap();
    assert!(item(&f, record).standing.next_attempt_at > support::morning());
    f.central.start_again().await;
    f.central.behave_well();
    f.device.set_online(Connectivity::Offline);
    f.start_sender();
    let mut sending = f.phone.sending();
    let offline = |state: &SendingState| matches!(state, SendingState::Idle { last: Some(last) } if last.trouble == Some(SendTrouble::NoNetwork));
    sending.wait_for(offline).await.unwrap();
    // Like a phone without network for a long time: it waits although central is back.
    f.device.set_online(Connectivity::Online);
    f.phone.network_changed();
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
    assert_eq!(f.record(refused).line.state, RecordState::Refused(RefusalReason::Central(RefusalCode::InvalidAnswers)));
}

#[tokio::test]
async fn opening_the_app_ends_the_pause_of_what_waits() {
    let mut f = Facilitator::ready().await;
    f.central.stop().await;
    let record = f.finished("activity");
    f.send_now().await;
    assert!(item(&f, record).standing.next_attempt_at > support::morning());
    f.central.start_again().await;
    f.start_again();
    f.unlock();
    f.start_sender();
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
}

#[tokio::test]
async fn a_clock_that_jumps_by_ten_years_neither_stops_sending_nor_makes_it_storm() {
    let f = Facilitator::ready().await;
    f.central.behave(|_, _| Some(StatusCode::SERVICE_UNAVAILABLE.into_response()));
    let record = f.finished("activity");
    f.phone.send_once().await;
    for years in [10, -10, 20, -20, 0] {
        f.device.set_now(support::morning() + SignedDuration::from_hours(24 * 365 * years));
        let before = f.central.batches().len();
        f.phone.send_once().await;
        assert_eq!(f.central.batches().len() - before, 1, "{years}: due at once, for the pause was another clock's");
        for _again in 0..3 {
            f.phone.send_once().await;
        }
        assert_eq!(f.central.batches().len() - before, 1, "{years}: then it waits");
        f.device.wait(SignedDuration::from_mins(15));
        f.phone.send_once().await;
        assert_eq!(f.central.batches().len() - before, 2, "{years}: not for longer than a quarter of an hour");
    }
    f.central.behave_well();
    f.device.wait(SignedDuration::from_mins(15));
    f.phone.send_once().await;
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn while_another_process_sends_nothing_is_sent_a_second_time() {
    let f = Facilitator::ready().await;
    f.finished_activities(3);
    let other = Outbox::open(&f.folder.path().join("outbox.db")).unwrap();
    let lease = other.lease(f.device.uptime()).unwrap().unwrap();
    assert_eq!(f.phone.send_once().await, None);
    assert_eq!(f.central.batches(), [] as [usize; 0]);
    drop(lease);
    assert_eq!(f.phone.send_once().await.unwrap().delivered, 3);
}

#[tokio::test]
async fn two_senders_at_once_send_each_record_once() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(40);
    f.phone.lock();
    // Like Android's worker: a process of its own on the same folder, with the vault locked.
    let worker = Phone::start(f.folder.path(), f.device.clone()).unwrap();
    for _round in 0..20 {
        let (_app, _worker) = tokio::join!(f.phone.send_once(), worker.send_once());
        if f.phone.outbox_status().unwrap().waiting == 0 {
            break;
        }
    }
    let sent: Vec<RecordId> = f.central.requests().iter().flat_map(|r| &r.envelopes).map(|e| e.record).collect();
    assert_eq!(sent.len(), records.len(), "none twice");
    assert_eq!(f.central.stored_count(), records.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_one_sender_waits_for_its_answer_another_begins_no_request_whatever_is_due() {
    let f = Facilitator::ready().await;
    f.finished_activities(3);
    f.phone.lock();
    let worker = Phone::start(f.folder.path(), f.device.clone()).unwrap();
    let (answer, asked) = std::sync::mpsc::channel::<()>();
    let asked = std::sync::Mutex::new(asked);
    f.central.behave(move |central, _| {
        if central.requests.lock().unwrap().len() == 1 {
            // Until the test lets it answer, or has ended.
            let _answers_now = tokio::task::block_in_place(|| asked.lock().unwrap().recv());
        }
        None
    });
    let app = f.phone.clone();
    let sending = tokio::spawn(async move { app.send_once().await });
    eventually("asked", || f.central.batches() == [3]).await;
    worker.send_now();
    assert_eq!(worker.send_once().await, None);
    assert_eq!(f.central.batches(), [3], "they are due again, and not sent again");
    drop(answer);
    assert_eq!(sending.await.unwrap().unwrap().delivered, 3);
}

#[tokio::test]
async fn a_sender_that_was_frozen_and_lost_its_lease_begins_no_request() {
    let f = Facilitator::ready().await;
    f.finished_activities(3);
    let path = f.folder.path().join("outbox.db");
    let (app, worker) = (Outbox::open(&path).unwrap(), Outbox::open(&path).unwrap());
    let uptime = f.device.uptime();
    let frozen = app.lease(uptime).unwrap().unwrap();
    assert!(worker.lease(uptime + LEASE / 2).unwrap().is_none(), "still held");
    let taken = worker.lease(uptime + LEASE).unwrap().unwrap();
    assert!(!frozen.renew(uptime + LEASE).unwrap());
    drop(frozen);
    assert!(taken.renew(uptime + LEASE).unwrap(), "what the frozen one gives back is not the other's");
    assert!(app.lease(uptime + LEASE).unwrap().is_none());
}

/// A locked phone on a link with so many waiting records, and its outbox as another process has it.
async fn on_a_link(records: usize) -> (Facilitator, Link, Arc<Outbox>) {
    let f = Facilitator::ready().await;
    f.finished_activities(records);
    let link = Link::to(&f.central.address()).await;
    let outbox = Outbox::open(&f.folder.path().join("outbox.db")).unwrap();
    let connection = outbox.connection().unwrap().unwrap();
    outbox.put_connection(&Connection { address: link.address(), ..connection }).unwrap();
    f.phone.lock();
    (f, link, Arc::new(outbox))
}

/// Whether another sender gets the lease. It does not give it back.
fn takes_over(other: &Outbox, uptime: Duration) -> bool {
    other.lease(uptime).unwrap().map(std::mem::forget).is_some()
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn while_slow_news_come_page_by_page_nobody_else_sends_and_a_sender_without_lease_asks_for_no_more() {
    let (f, link, other) = on_a_link(0).await;
    let (device, taken) = (f.device.clone(), Arc::new(Mutex::new(Vec::new())));
    let noted = Arc::clone(&taken);
    link.answer(move |_feed| {
        let pages = noted.lock().unwrap().len();
        device.wait(SignedDuration::from_secs(if pages == 3 { 90 } else { 60 }));
        noted.lock().unwrap().push(takes_over(&other, device.uptime()));
        Some(http("200 OK", r#"{"service":"kentongan-central","cursor":1,"items":[],"more":true}"#))
    });
    f.send_now().await;
    assert_eq!(*taken.lock().unwrap(), [false, false, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn to_a_central_that_does_not_unpack_a_batch_goes_once_more_as_it_is_with_a_lease_of_its_own() {
    let (f, link, other) = on_a_link(3).await;
    let (device, taken) = (f.device.clone(), Arc::new(Mutex::new(Vec::new())));
    let noted = Arc::clone(&taken);
    link.answer(move |head| {
        let packed = head.contains("content-encoding: gzip");
        device.wait(SignedDuration::from_secs(60));
        noted.lock().unwrap().push((packed, takes_over(&other, device.uptime())));
        let refusal = r#"{"service":"kentongan-central","code":"malformed_body","retriable":false,"message":""}"#;
        packed.then(|| http("400 Bad Request", refusal))
    });
    assert_eq!(f.send_now().await.delivered, 3);
    assert_eq!(*taken.lock().unwrap(), [(true, false), (false, false)]);
    assert_eq!(f.central.batches(), [3], "it was not the batch");
}
