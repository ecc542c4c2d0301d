//! What a facilitator may rely on about sending, whatever the server does.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::{self, Facilitator, SECRET, eventually, morning};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{Html, IntoResponse};
use jiff::SignedDuration;
use kentongan::phone::{Connectivity, Delivery, OutboxItem, RecordState, RefusalReason, SendTrouble, SendingState};
use kentongan::translations::{Language, Words, troubles};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{DeviceId, Receipt, RecordId, RecordOutcome, RecordProgress, Refusal, RefusalCode};

async fn with_sender() -> Facilitator {
    let f = Facilitator::ready().await;
    f.start_sender();
    f
}

fn item(f: &Facilitator, record: RecordId) -> OutboxItem {
    f.phone.outbox().unwrap().into_iter().find(|item| item.record == record).unwrap()
}

fn trouble(f: &Facilitator, record: RecordId) -> Option<SendTrouble> {
    let delivery = item(f, record).standing.delivery;
    let Delivery::Waiting { trouble } = delivery else { panic!("{delivery:?}") };
    trouble
}

#[tokio::test]
async fn a_finished_record_is_sent_by_itself_and_delivered_with_its_receipt() {
    let f = with_sender().await;
    let record = f.finished("incident");
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
    let view = f.record(record);
    assert_eq!(view.line.receipt.unwrap().len(), 6);
    assert_eq!(view.line.progress, Some(RecordProgress::Received), "the receipt says so");
    assert_eq!(f.phone.outbox().unwrap(), [], "nothing is kept of it outside the vault");

    let stored = f.central.stored(record).unwrap();
    assert_eq!((stored.form.id.as_str(), stored.device_seq, stored.code), ("incident", 1, view.line.code));
    assert_eq!(stored.countable["danger_now"], "no");
    assert!(!stored.countable.contains_key("safe_contact"));
    let sealed = stored.sealed.unwrap().open(f.central.case_key()).unwrap();
    assert_eq!(sealed["safe_contact"], SECRET);
}

#[tokio::test]
async fn records_are_delivered_while_the_phone_is_locked_and_known_after_unlocking() {
    let f = Facilitator::ready().await;
    f.central.stop().await;
    let record = f.finished("incident");
    f.phone.lock();
    f.central.start_again().await;
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.trouble), (1, None));
    assert!(matches!(item(&f, record).standing.delivery, Delivery::Delivered { .. }));
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 0);
    f.unlock();
    let view = f.record(record);
    assert_eq!(view.line.state, RecordState::Delivered);
    assert_eq!(view.line.progress, Some(RecordProgress::Received));
    assert_eq!(f.phone.outbox().unwrap(), []);
}

#[tokio::test]
async fn what_central_tells_of_a_record_comes_with_the_answer_that_delivers_it() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.central.tell(record, RecordProgress::Accepted, jiff::Timestamp::now() + SignedDuration::from_mins(1));
    assert_eq!(f.send_now().await.delivered, 1);
    let line = f.record(record).line;
    assert_eq!((line.state, line.progress), (RecordState::Delivered, Some(RecordProgress::Accepted)));
}

#[tokio::test]
async fn a_receipt_outdates_what_was_told_before_it_and_nothing_later() {
    let f = Facilitator::ready().await;
    let [earlier, later] = ["incident", "activity"].map(|form| f.finished(form));
    let (now, hour) = (jiff::Timestamp::now(), SignedDuration::from_hours(1));
    f.central.tell(earlier, RecordProgress::NeedsInformation, now - hour);
    f.central.tell(later, RecordProgress::InHandling, now + hour);
    f.central.behave(|central, request| {
        let refusal = Refusal::new(RefusalCode::Internal, "");
        Some(central.answer(request, |_| RecordOutcome::Rejected { refusal: refusal.clone() }))
    });
    f.send_now().await;
    let told = || [earlier, later].map(|record| f.record(record).line.progress.unwrap());
    assert_eq!(told(), [RecordProgress::NeedsInformation, RecordProgress::InHandling]);
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 2);
    assert_eq!(told(), [RecordProgress::Received, RecordProgress::InHandling]);
}

#[tokio::test]
async fn without_a_server_records_wait_and_are_sent_when_it_is_back() {
    let f = with_sender().await;
    f.central.stop().await;
    let record = f.finished("activity");
    eventually("said", || trouble(&f, record) == Some(SendTrouble::ServerNotReachable)).await;
    let status = f.phone.outbox_status().unwrap();
    assert_eq!(status.waiting, 1);
    assert!(status.next_attempt_at.unwrap() > support::morning());
    f.central.start_again().await;
    f.phone.send_now();
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
}

#[tokio::test]
async fn without_a_network_nothing_is_tried_and_the_screens_know_why() {
    let f = with_sender().await;
    f.device.set_online(Connectivity::Offline);
    let record = f.finished("activity");
    let mut sending = f.phone.sending();
    let offline = |state: &SendingState| matches!(state, SendingState::Idle { last: Some(last) } if last.trouble == Some(SendTrouble::NoNetwork));
    sending.wait_for(offline).await.unwrap();
    assert_eq!(item(&f, record).standing.attempts, 0);
    f.device.set_online(Connectivity::Online);
    f.phone.send_now();
    eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
}

#[tokio::test]
async fn a_lost_answer_means_sent_again_and_still_stored_once() {
    let f = Facilitator::ready().await;
    let lost = AtomicUsize::new(0);
    f.central.behave(move |central, request| {
        let first = lost.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| {
            // Central stores it, but the answer never arrives.
            let _ = central.answer(request, |envelope| central.store(envelope));
            StatusCode::BAD_GATEWAY.into_response()
        })
    });
    let record = f.finished("incident");
    f.send_now().await;
    assert_eq!(trouble(&f, record), Some(SendTrouble::Unavailable));
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    let duplicates = Arc::new(AtomicUsize::new(0));
    let seen = duplicates.clone();
    f.central.behave(move |central, request| {
        Some(central.answer(request, |envelope| {
            let outcome = central.store(envelope);
            seen.fetch_add(usize::from(matches!(outcome, RecordOutcome::Duplicate { .. })), Ordering::SeqCst);
            outcome
        }))
    });
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(duplicates.load(Ordering::SeqCst), 1);
    assert_eq!(f.central.stored_count(), 1);
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn whatever_answers_in_centrals_place_is_not_believed() {
    type Answer = fn() -> axum::response::Response;
    let answers: [(&str, Answer, SendTrouble); 6] = [
        ("a sign-in page", || Html("<html>Masuk Wi-Fi</html>").into_response(), SendTrouble::CaptivePortal),
        (
            "a redirect to a sign-in page",
            || (StatusCode::FOUND, [(LOCATION, "http://portal.example/masuk")]).into_response(),
            SendTrouble::CaptivePortal,
        ),
        (
            "a redirect within",
            || (StatusCode::FOUND, [(LOCATION, "/masuk")]).into_response(),
            SendTrouble::NotKentongan,
        ),
        ("an OK", || "OK".into_response(), SendTrouble::NotKentongan),
        (
            "other JSON",
            || axum::Json(serde_json::json!({"status": "stored"})).into_response(),
            SendTrouble::NotKentongan,
        ),
        ("a 404", || StatusCode::NOT_FOUND.into_response(), SendTrouble::NotKentongan),
    ];
    let f = Facilitator::ready().await;
    let records = f.finished_activities(2);
    for (what, answer, expected) in answers {
        f.central.behave(move |_, _| Some(answer()));
        let report = f.send_now().await;
        assert_eq!((report.trouble, report.delivered), (Some(expected), 0), "{what}");
        for record in &records {
            assert_eq!(trouble(&f, *record), Some(expected), "{what}");
            assert_eq!(f.record(*record).line.state, RecordState::Waiting, "{what}");
        }
    }
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 2);
}

#[tokio::test]
async fn a_receipt_whose_signature_does_not_hold_is_not_believed() {
    let f = Facilitator::ready().await;
    let stranger = Arc::new(SigningKey::generate().unwrap());
    f.central.behave(move |central, request| {
        let stranger = stranger.clone();
        Some(central.answer(request, move |envelope| {
            let RecordOutcome::Stored { receipt } = central.store(envelope) else { panic!("stored before") };
            let digest: [u8; 32] = receipt.digest.0.as_slice().try_into().unwrap();
            let stored = kentongan_exchange::receipt::Stored {
                record: envelope.record,
                revision: envelope.revision,
                device: envelope.device,
                digest: &digest,
            };
            let forged = kentongan_exchange::Receipt::sign(stored, receipt.stored_at, &stranger);
            RecordOutcome::Stored { receipt: forged }
        }))
    });
    let record = f.finished("incident");
    f.send_now().await;
    assert_eq!(trouble(&f, record), Some(SendTrouble::NotProven));
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 1);
}

/// The outbox is not encrypted, so a person who has the phone's files can write into it.
#[tokio::test]
async fn a_receipt_written_into_the_outbox_by_a_stranger_does_not_make_the_vault_give_the_record_up() {
    let mut f = Facilitator::ready().await;
    let record = f.finished("incident");
    let outbox = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    let envelope = "SELECT device, digest FROM envelopes";
    let (device, digest): (Vec<u8>, [u8; 32]) =
        outbox.query_row(envelope, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let device = DeviceId::from_slice(&device).unwrap();
    let stored = Stored { record, revision: 1, device, digest: &digest };
    let forged = Receipt::sign(stored, morning(), &SigningKey::generate().unwrap());
    let forgery = "UPDATE envelopes SET state = 'delivered', detail = ?1, noted = 0";
    assert_eq!(outbox.execute(forgery, [serde_json::to_string(&forged).unwrap()]).unwrap(), 1);
    drop(outbox);

    f.start_again();
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
    assert!(f.central.stored(record).is_some(), "it is at central now");
}

#[tokio::test]
async fn a_receipt_for_another_record_is_not_believed() {
    let f = Facilitator::ready().await;
    f.finished_activities(2);
    let first = Arc::new(Mutex::new(None));
    f.central.behave(move |central, request| {
        let first = first.clone();
        Some(central.answer(request, move |envelope| {
            let outcome = central.store(envelope);
            let (RecordOutcome::Stored { receipt } | RecordOutcome::Duplicate { receipt }) = outcome else {
                panic!("{outcome:?}")
            };
            let receipt = first.lock().unwrap().get_or_insert(receipt).clone();
            RecordOutcome::Stored { receipt }
        }))
    });
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.set_aside), (1, 1));
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_halved_until_it_is_taken() {
    let f = Facilitator::ready().await;
    f.finished_activities(8);
    f.central.behave(|_, request| (request.envelopes.len() > 2).then(|| StatusCode::PAYLOAD_TOO_LARGE.into_response()));
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.trouble), (8, None));
    assert_eq!(f.central.batches(), [8, 4, 2, 2, 2, 2]);
}

#[tokio::test]
async fn a_poison_record_is_set_aside_while_the_others_go() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(9);
    let poison = records[0];
    f.central.behave(move |_, request| {
        let poisoned = request.envelopes.iter().any(|envelope| envelope.record == poison);
        poisoned.then(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    });
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.set_aside), (8, 1));
    for record in &records[1..] {
        assert_eq!(f.record(*record).line.state, RecordState::Delivered);
    }
    assert_eq!(trouble(&f, poison), Some(SendTrouble::Unavailable));

    // It does not block later records, and the phone never gives it up.
    let later = f.finished("activity");
    f.send_now().await;
    assert_eq!(f.record(later).line.state, RecordState::Delivered);
    assert_eq!(f.record(poison).line.state, RecordState::Waiting);
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.record(poison).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn a_record_at_which_the_connection_always_breaks_does_not_hold_up_the_others() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(9);
    let poison = records[0];
    f.central.behave(move |_, request| {
        let poisoned = request.envelopes.iter().any(|envelope| envelope.record == poison);
        assert!(!poisoned, "cuts the connection, as this test wants it");
        None
    });
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.set_aside), (8, 1));
    assert_eq!(trouble(&f, poison), Some(SendTrouble::CutOff));
}

#[tokio::test]
async fn a_central_that_fails_for_all_is_not_asked_for_every_record() {
    let f = Facilitator::ready().await;
    f.finished_activities(30);
    f.central.behave(|_, _| Some(StatusCode::SERVICE_UNAVAILABLE.into_response()));
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.trouble), (0, Some(SendTrouble::Unavailable)));
    assert!(f.central.batches().len() <= 8, "{:?}", f.central.batches());
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 30);
    assert!(f.phone.outbox_status().unwrap().next_attempt_at.unwrap() > support::morning(), "all wait");
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 30);
}

#[tokio::test]
async fn a_refused_record_says_why_and_is_offered_again() {
    let f = Facilitator::ready().await;
    f.central.behave(|central, request| {
        let refusal = Refusal::new(RefusalCode::InvalidAnswers, "area");
        Some(central.answer(request, |_| RecordOutcome::Rejected { refusal: refusal.clone() }))
    });
    let record = f.finished("activity");
    let reason = RefusalReason::Central(RefusalCode::InvalidAnswers);
    f.send_now().await;
    assert_eq!(f.record(record).line.state, RecordState::Refused(reason));
    assert_eq!(f.phone.outbox_status().unwrap().refused, 1);
    assert_eq!(item(&f, record).standing.delivery, Delivery::Refused { reason });

    f.central.behave(|central, request| Some(central.answer(request, |_| RecordOutcome::Conflict)));
    f.send_now().await;
    assert_eq!(f.record(record).line.state, RecordState::Refused(RefusalReason::Conflict));
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn a_record_of_a_form_that_central_lacks_or_for_another_server_is_kept_says_so_and_is_sent_once_it_may() {
    for (code, indonesian, english) in
        [(RefusalCode::UnknownForm, "ormulir", "form"), (RefusalCode::WrongServer, "server lain", "another server")]
    {
        let f = Facilitator::ready().await;
        f.central.behave(move |central, request| {
            let refusal = Refusal::new(code, "");
            Some(central.answer(request, |_| RecordOutcome::Rejected { refusal: refusal.clone() }))
        });
        let record = f.finished("incident");
        f.send_now().await;
        let reason = RefusalReason::Central(code);
        assert_eq!(f.record(record).line.state, RecordState::Refused(reason));
        for (language, word) in [(Language::Indonesian, indonesian), (Language::English, english)] {
            let said = troubles::refused(Words::new(language), reason);
            assert!(said.contains(word), "{language:?}: {said}");
        }
        f.central.behave_well();
        assert_eq!(f.send_now().await.delivered, 1);
        assert_eq!(f.record(record).line.state, RecordState::Delivered);
    }
}

#[tokio::test]
async fn a_phone_whose_access_was_withdrawn_says_so_and_keeps_everything() {
    let f = Facilitator::ready().await;
    f.central.behave(|_, _| {
        let refusal = Refusal::new(RefusalCode::DeviceRevoked, "");
        Some((StatusCode::FORBIDDEN, axum::Json(refusal)).into_response())
    });
    let record = f.finished("incident");
    assert_eq!(f.send_now().await.trouble, Some(SendTrouble::Revoked));
    assert_eq!(trouble(&f, record), Some(SendTrouble::Revoked));
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 1);
}

#[tokio::test]
async fn batches_hold_at_most_fifty_and_say_how_much_waits() {
    let f = Facilitator::ready().await;
    let records: HashSet<RecordId> = f.finished_activities(60).into_iter().collect();
    assert_eq!(f.send_now().await.delivered, 60);
    let requests = f.central.requests();
    assert!(requests.iter().all(|request| request.envelopes.len() <= 50));
    assert!(requests.iter().all(|request| serde_json::to_vec(request).unwrap().len() <= 128 * 1024));
    assert_eq!(requests[0].waiting.records, 60);
    assert_eq!(requests[0].waiting.oldest_finished_at, Some(support::morning()));
    let sent: Vec<RecordId> = requests.iter().flat_map(|r| &r.envelopes).map(|e| e.record).collect();
    assert_eq!(sent.len(), 60, "each once");
    assert_eq!(sent.into_iter().collect::<HashSet<_>>(), records);
}

#[tokio::test]
async fn a_clock_set_back_by_years_does_not_stop_sending() {
    let f = with_sender().await;
    f.device.set_now("2099-01-01T00:00:00Z".parse().unwrap());
    f.central.stop().await;
    let record = f.finished("activity");
    eventually("tried", || trouble(&f, record).is_some()).await;
    f.central.start_again().await;
    f.device.set_now(support::morning());
    // Only woken, as by the next finished record, without "send now".
    let other = f.finished("activity");
    for record in [record, other] {
        eventually("delivered", || f.record(record).line.state == RecordState::Delivered).await;
    }
}

#[tokio::test]
async fn a_phone_that_central_does_not_know_says_so_and_not_that_its_access_was_withdrawn() {
    let f = Facilitator::ready().await;
    f.central.behave(|_, _| {
        let refusal = Refusal::new(RefusalCode::NotEnrolled, "");
        Some((StatusCode::UNAUTHORIZED, axum::Json(refusal)).into_response())
    });
    let record = f.finished("incident");
    assert_eq!(f.send_now().await.trouble, Some(SendTrouble::NotEnrolled));
    assert_eq!(trouble(&f, record), Some(SendTrouble::NotEnrolled));
}

#[tokio::test]
async fn round_after_round_goes_over_one_connection_until_there_is_trouble() {
    let f = Facilitator::ready().await;
    f.finished("activity");
    f.send_now().await;
    let before = f.central.connections();
    for _round in 0..3 {
        f.finished("activity");
        assert_eq!(f.send_now().await.delivered, 1);
    }
    assert_eq!(f.central.connections(), before, "the connection of the first round");

    f.central.behave(|_, _| Some(StatusCode::SERVICE_UNAVAILABLE.into_response()));
    f.finished("activity");
    assert!(f.send_now().await.trouble.is_some());
    f.central.behave_well();
    f.send_now().await;
    assert_eq!(f.central.connections(), before + 1, "trouble may be the old connection's: a new one is made");
}

#[tokio::test]
async fn the_report_says_how_far_the_clock_is_off() {
    let f = Facilitator::ready().await;
    let now = jiff::Timestamp::now();
    f.device.set_now(now + SignedDuration::from_hours(24 * 365));
    f.finished("activity");
    let ahead = f.send_now().await.clock_ahead.unwrap();
    assert!((ahead.as_hours() - 24 * 365).abs() <= 1, "{ahead:?}");
}

#[tokio::test]
async fn every_request_tells_what_waits_with_which_app_and_while_unlocked_which_forms() {
    let f = Facilitator::ready().await;
    for form in ["incident", "activity"] {
        f.finished(form);
    }
    f.send_now().await;
    f.send_now().await;
    let told: Vec<_> = f.central.told().into_iter().map(|told| told.expect("told nothing")).collect();
    assert_eq!(
        told.iter().map(|told| told.waiting.records).collect::<Vec<_>>(),
        [2, 0],
        "a batch, then the feed alone"
    );
    assert_eq!(told[0].waiting.oldest_finished_at, Some(morning()));
    for told in &told {
        assert_eq!((told.app_version.as_str(), told.waiting_photos), (env!("CARGO_PKG_VERSION"), 0));
        let forms: Vec<&str> = told.forms.iter().map(|form| form.id.as_str()).collect();
        assert_eq!(forms, ["activity", "incident"]);
    }
    f.finished("incident");
    f.phone.lock();
    f.send_now().await;
    let told = f.central.told().pop().unwrap().unwrap();
    assert_eq!((told.waiting.records, told.forms.len()), (1, 0), "the forms are in the vault");
    assert_eq!(told.waiting.oldest_finished_at, None, "so is the time");
}
