//! What a facilitator may rely on about how long names and contacts stay on the phone.

use crate::support::photos::photo;
use crate::support::real_central::RealCentral;
use crate::support::search::{files_with, holds};
use crate::support::{Facilitator, SECRET, morning};
use jiff::{SignedDuration, Timestamp};
use kentongan::phone::{ErasablePart, KEEP_DAYS, PhoneError, RecordState, Retention, UNACCEPTED_DAYS};
use kentongan_exchange::{RecordId, RecordProgress, RefusalCode};
use kentongan_forms::Value;

const NAME: &str = "INISIAL-KHUSUS-42ZZ";
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// A finished incident that names the child.
fn finished(f: &Facilitator) -> RecordId {
    let record = f.filled("incident");
    f.phone.save_answer(record, "name_or_initials", Some(&Value::Text(NAME.into()))).unwrap();
    f.finish(record).unwrap();
    record
}

/// The same, at central.
async fn delivered(f: &Facilitator) -> RecordId {
    let record = finished(f);
    assert_eq!(f.send_now().await.delivered, 1);
    record
}

/// The same, accepted by a case manager.
async fn accepted(f: &Facilitator) -> RecordId {
    let record = delivered(f).await;
    accept(f, record).await;
    record
}

async fn accept(f: &Facilitator, record: RecordId) {
    f.central.tell(record, RecordProgress::Accepted, Timestamp::now() + HOUR);
    f.send_now().await;
    assert_eq!(f.record(record).line.progress, Some(RecordProgress::Accepted));
}

fn retention(f: &Facilitator, record: RecordId) -> Option<Retention> {
    f.record(record).line.retention
}

fn days_left(f: &Facilitator, record: RecordId) -> f64 {
    let Some(Retention::For { left, .. }) = retention(f, record) else { panic!("{:?}", retention(f, record)) };
    left.as_secs_f64() / 86_400.0
}

fn is_erased(f: &Facilitator, record: RecordId) -> bool {
    f.phone.erase_due();
    let view = f.record(record);
    let sealed = ["name_or_initials", "safe_contact"].map(|question| view.answers.get(question).is_some());
    let erased = matches!(view.line.retention, Some(Retention::Erased { .. }));
    assert_eq!(sealed, [!erased, !erased]);
    erased
}

fn until_accepted(f: &Facilitator, record: RecordId) -> f64 {
    let Some(Retention::UntilAccepted { left }) = retention(f, record) else { panic!("{:?}", retention(f, record)) };
    left.as_secs_f64() / 86_400.0
}

#[tokio::test]
async fn until_somebody_accepts_the_sealed_answers_stay_for_90_days_whatever_was_chosen() {
    let f = Facilitator::ready().await;
    f.phone.set_keep_days(1).unwrap();
    let record = delivered(&f).await;
    assert_eq!(until_accepted(&f, record), f64::from(UNACCEPTED_DAYS));
    for day in 1..UNACCEPTED_DAYS {
        f.device.wait(24 * HOUR);
        assert!(!is_erased(&f, record));
        assert_eq!(until_accepted(&f, record), f64::from(UNACCEPTED_DAYS - day));
    }
    f.device.wait(24 * HOUR);
    assert!(is_erased(&f, record));
}

#[tokio::test]
async fn what_nobody_has_accepted_is_not_erased_by_hand_either() {
    let f = Facilitator::ready().await;
    let record = delivered(&f).await;
    assert_eq!(f.phone.erase_sealed_now(record), Err(PhoneError::NotAccepted));
    assert!(!is_erased(&f, record));
    f.central.tell(record, RecordProgress::NeedsInformation, Timestamp::now() + HOUR);
    f.send_now().await;
    assert_eq!(f.phone.erase_sealed_now(record), Err(PhoneError::NotAccepted), "a question accepts nothing");
}

#[tokio::test]
async fn who_reads_that_a_case_is_handled_knows_that_somebody_accepted_it() {
    let f = Facilitator::ready().await;
    for progress in [RecordProgress::InHandling, RecordProgress::Closed] {
        let record = delivered(&f).await;
        f.central.tell(record, progress, Timestamp::now() + HOUR);
        f.send_now().await;
        assert_eq!(days_left(&f, record), 7.0);
    }
}

#[tokio::test]
async fn accepted_before_its_receipt_came_a_record_counts_from_the_receipt() {
    let f = Facilitator::ready().await;
    let record = finished(&f);
    f.central.refuse_all(RefusalCode::Internal);
    f.central.tell(record, RecordProgress::Accepted, Timestamp::now() + HOUR);
    f.send_now().await;
    f.device.wait(30 * 24 * HOUR);
    assert_eq!((is_erased(&f, record), retention(&f, record)), (false, None));
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(days_left(&f, record), 7.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_at_the_real_central_the_days_begin_even_on_a_phone_that_was_locked() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let record = delivered(&f).await;
    f.device.wait(20 * 24 * HOUR);
    assert_eq!((is_erased(&f, record), until_accepted(&f, record)), (false, 70.0));
    f.phone.lock();
    central.accept(record).await;
    f.send_now().await;
    f.device.wait(3 * 24 * HOUR);
    f.unlock();
    assert_eq!(f.record(record).line.progress, Some(RecordProgress::Accepted));
    assert_eq!(days_left(&f, record), 7.0, "from when this phone knew");
    let steps: Vec<RecordProgress> = f.record(record).steps.iter().map(|step| step.progress).collect();
    assert_eq!(steps, [RecordProgress::Received, RecordProgress::Accepted]);
    f.device.wait(7 * 24 * HOUR);
    assert!(is_erased(&f, record));
}

#[tokio::test]
async fn seven_days_after_a_case_manager_accepted_name_and_contact_are_gone_and_the_rest_can_be_read() {
    let f = Facilitator::ready().await;
    let record = accepted(&f).await;
    let before = f.record(record);
    assert_eq!(days_left(&f, record), 7.0);
    for day in 1..=6 {
        f.device.wait(24 * HOUR);
        assert!(!is_erased(&f, record));
        assert_eq!(days_left(&f, record), 7.0 - f64::from(day));
    }
    f.device.wait(24 * HOUR);
    assert!(is_erased(&f, record));
    let after = f.record(record);
    assert_eq!(
        after.line.retention,
        Some(Retention::Erased { what: ErasablePart::Answers, at: morning() + 7 * 24 * HOUR })
    );
    let told = |view: &kentongan::phone::RecordView| {
        let line = view.line.clone();
        (line.state, line.code, line.receipt, line.progress, view.judged_at, view.answers.get("risk").cloned())
    };
    assert_eq!(told(&after), told(&before));
    assert!(after.answers.iter().count() > 10, "what is counted stays");
    let stored = f.central.stored(record).unwrap().sealed.unwrap().open(f.central.case_key()).unwrap();
    assert_eq!((&stored["name_or_initials"], &stored["safe_contact"]), (&NAME.into(), &SECRET.into()), "at central");
}

#[tokio::test]
async fn it_happens_at_unlocking_too_and_while_locked_days_go_on_counting() {
    let mut f = Facilitator::ready().await;
    let record = accepted(&f).await;
    f.phone.lock();
    f.device.wait(6 * 24 * HOUR);
    f.start_again();
    f.unlock();
    assert_eq!(days_left(&f, record), 1.0);
    f.phone.lock();
    f.device.wait(25 * HOUR);
    f.unlock();
    assert!(matches!(retention(&f, record), Some(Retention::Erased { .. })), "without anybody looking");
}

#[tokio::test]
async fn before_a_valid_receipt_nothing_is_ever_erased() {
    let f = Facilitator::ready().await;
    let draft = f.filled("incident");
    let waits = finished(&f);
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    f.send_now().await;
    let waits_still = finished(&f);
    for record in [waits, waits_still, draft] {
        assert_eq!(retention(&f, record), None);
        assert_eq!(f.phone.erase_sealed_now(record), Err(PhoneError::NotDelivered));
    }
    f.device.wait(YEARS);
    f.phone.set_keep_days(KEEP_DAYS[0]).unwrap();
    f.device.wait(HOUR);
    f.phone.erase_due();
    for record in [waits, waits_still, draft] {
        assert_eq!(f.record(record).answers.get("safe_contact"), Some(&Value::Text(SECRET.into())));
    }
    f.central.behave_well();
    assert_eq!(f.send_now().await.delivered, 2, "whole");
    accept(&f, waits).await;
    assert_eq!(days_left(&f, waits), 1.0, "counted from then on");
}

#[tokio::test]
async fn a_receipt_that_does_not_hold_starts_no_countdown() {
    let f = Facilitator::ready().await;
    f.central.behave(|central, request| {
        let stranger = kentongan_exchange::signing::SigningKey::generate().unwrap();
        Some(central.answer(request, |envelope| {
            let digest = &[7; 32];
            let stored = kentongan_exchange::receipt::Stored {
                record: envelope.record,
                revision: envelope.revision,
                device: envelope.device,
                digest,
            };
            let receipt = kentongan_exchange::Receipt::sign(stored, morning(), &stranger);
            kentongan_exchange::RecordOutcome::Stored { receipt }
        }))
    });
    let record = finished(&f);
    f.send_now().await;
    f.device.wait(40 * 24 * HOUR);
    assert!(!is_erased(&f, record));
    assert_eq!((retention(&f, record), f.record(record).line.state), (None, RecordState::Waiting));
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_ten_years_erases_nothing_early_and_nothing_is_kept_for_ten_years() {
    for wrong_by in [YEARS, -YEARS] {
        let mut f = Facilitator::ready().await;
        let record = accepted(&f).await;
        f.device.wait(HOUR);
        let later = finished(&f);
        f.device.set_now(f_now(&f) + wrong_by);
        assert!(!is_erased(&f, record), "the clock was set");
        assert_eq!(f.send_now().await.delivered, 1);
        accept(&f, later).await;
        assert!(!is_erased(&f, record) && !is_erased(&f, later), "central answered");
        f.device.reboot();
        f.start_again();
        f.unlock();
        assert!(!is_erased(&f, record), "started again");
        f.device.set_now(f_now(&f) - wrong_by - wrong_by);
        f.device.wait(5 * 24 * HOUR);
        assert!(!is_erased(&f, record) && !is_erased(&f, later), "set the other way");
        f.device.wait(2 * 24 * HOUR);
        assert!(is_erased(&f, record) && is_erased(&f, later), "by the time the phone was on");
    }
}

fn f_now(f: &Facilitator) -> Timestamp {
    kentongan::device::Clock::now(&*f.device)
}

#[tokio::test]
async fn a_central_whose_clock_jumps_erases_nothing_early() {
    for wrong_by in [YEARS, -YEARS] {
        let f = Facilitator::ready().await;
        let record = accepted(&f).await;
        f.central.behave(move |central, request| {
            let mut answer = central.answer_of(request);
            answer.server_time = answer.server_time.saturating_add(wrong_by).unwrap();
            Some(axum::response::IntoResponse::into_response(axum::Json(answer)))
        });
        f.device.wait(HOUR);
        let later = accepted(&f).await;
        assert!(!is_erased(&f, record) && !is_erased(&f, later));
        assert!(days_left(&f, record) > 6.9);
    }
}

#[tokio::test]
async fn days_switched_off_are_counted_once_central_has_answered_again() {
    let mut f = Facilitator::ready().await;
    let clock = std::sync::Arc::new(std::sync::Mutex::new(morning()));
    let central_clock = clock.clone();
    f.central.behave(move |central, request| {
        let mut answer = central.answer_of(request);
        answer.server_time = *central_clock.lock().unwrap();
        Some(axum::response::IntoResponse::into_response(axum::Json(answer)))
    });
    let record = accepted(&f).await;
    f.device.reboot();
    f.device.set_now(morning() + 8 * 24 * HOUR);
    f.start_again();
    f.unlock();
    assert!(!is_erased(&f, record), "the phone's clock alone is not believed");
    *clock.lock().unwrap() = morning() + 8 * 24 * HOUR;
    accepted(&f).await;
    assert!(is_erased(&f, record), "both agree");
}

#[tokio::test]
async fn how_long_is_a_choice_that_is_kept() {
    let mut f = Facilitator::ready().await;
    assert_eq!(f.phone.keep_days().unwrap(), 7);
    let record = accepted(&f).await;
    for days in KEEP_DAYS {
        f.phone.set_keep_days(days).unwrap();
        assert_eq!(days_left(&f, record), f64::from(days));
    }
    for outside in [0, 31] {
        f.phone.set_keep_days(outside).unwrap_err();
    }
    f.phone.set_keep_days(3).unwrap();
    f.start_again();
    f.unlock();
    assert_eq!(f.phone.keep_days().unwrap(), 3);
    f.device.wait(3 * 24 * HOUR);
    assert!(is_erased(&f, record));
}

#[tokio::test]
async fn erased_by_hand_it_is_gone_at_once_and_the_others_stay() {
    let f = Facilitator::ready().await;
    let (record, other) = (accepted(&f).await, accepted(&f).await);
    f.phone.erase_sealed_now(record).unwrap();
    assert!(is_erased(&f, record) && !is_erased(&f, other));
    assert_eq!(retention(&f, record), Some(Retention::Erased { what: ErasablePart::Answers, at: morning() }));
    f.phone.erase_sealed_now(record).unwrap();
    assert!(is_erased(&f, record), "twice does no harm");
    assert_eq!(f.phone.erase_sealed_now(RecordId::new()), Err(PhoneError::NoSuchRecord));
    f.phone.lock();
    assert_eq!(f.phone.erase_sealed_now(other), Err(PhoneError::Locked));
}

#[tokio::test]
async fn an_activity_has_nothing_sealed_to_be_erased() {
    let f = Facilitator::ready().await;
    let record = f.finished("activity");
    f.send_now().await;
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
    assert_eq!(retention(&f, record), None);
    let answers = f.record(record).answers;
    f.device.wait(30 * 24 * HOUR);
    f.phone.erase_due();
    assert_eq!((retention(&f, record), f.record(record).answers), (None, answers));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_with_photos_keeps_their_small_pictures_for_a_while_and_has_no_sealed_answers() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let (activity, incident) = (f.finished_with_photos(&[photo(400, 300, 1)]), finished(&f));
    assert_eq!(f.send_now().await.photos_delivered, 1);
    central.accept(incident).await;
    f.send_now().await;
    let kept = |record| match retention(&f, record) {
        Some(Retention::For { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!((kept(activity), kept(incident)), (ErasablePart::Pictures, ErasablePart::Answers));
    for record in [activity, incident] {
        f.phone.erase_sealed_now(record).unwrap();
    }
    f.phone.erase_sealed_now(activity).unwrap();
    let at = morning();
    assert_eq!(retention(&f, activity), Some(Retention::Erased { what: ErasablePart::Pictures, at }), "twice, too");
    assert_eq!(retention(&f, incident), Some(Retention::Erased { what: ErasablePart::Answers, at }));
    assert!(f.phone.thumbnails(activity).unwrap().is_empty());
}

/// The outbox is not encrypted: its bytes can be searched as they lie there. `src/vault/wiping.rs` searches the vault's.
#[tokio::test]
async fn after_erasing_neither_words_nor_the_envelope_are_in_any_file() {
    let f = Facilitator::ready().await;
    let record = finished(&f);
    let envelope: Vec<u8> = {
        let outbox = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
        outbox.query_row("SELECT ciphertext FROM envelopes", [], |row| row.get(0)).unwrap()
    };
    let lies_in = |bytes: &[u8]| {
        let files = std::fs::read_dir(f.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let run = &bytes[bytes.len() / 2..][..48];
        files.filter(|file| std::fs::read(file).unwrap().windows(48).any(|window| window == run)).count()
    };
    assert!(lies_in(&envelope) > 0, "the search finds what is there");
    f.send_now().await;
    accept(&f, record).await;
    f.phone.erase_sealed_now(record).unwrap();
    assert_eq!(lies_in(&envelope), 0);
    for text in [NAME, SECRET] {
        assert_eq!(files_with(f.folder.path(), text), Vec::<std::path::PathBuf>::new());
    }
    assert!(holds(NAME.as_bytes(), NAME));
    for log in ["vault.db-wal", "outbox.db-wal"] {
        assert!(std::fs::metadata(f.folder.path().join(log)).unwrap().len() <= 5 * 4_200, "{log}");
    }
}
