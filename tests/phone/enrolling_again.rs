//! A phone enrols again, with the real central: after a new set-up, with the same one, or with another.

use std::fs;

use crate::support::real_central::RealCentral;
use crate::support::{self, Facilitator, PIN, SECRET, compared, pin};
use kentongan::phone::{EnrolmentError, Phone, PhoneError, RecordState, SendTrouble, SendingState, Stage, UnlockError};
use kentongan_exchange::{RecordId, RecordVersion, RefusalCode};
use kentongan_forms::Value;

/// Enrolled with this central, open.
async fn enrolled_with(central: &RealCentral) -> Facilitator {
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&central.address(), &central.code().await).await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    f
}

#[tokio::test]
async fn a_wrong_or_spent_code_says_so_and_a_good_one_works_afterwards() {
    let central = RealCentral::start("Dinas").await;
    let code = central.code().await;
    enrolled_with(&central).await;
    let first = Facilitator::with_phone_out_of_the_box().await;
    first.phone.enrol(&central.address(), &code).await.unwrap();
    let second = Facilitator::with_phone_out_of_the_box().await;
    let spent = second.phone.enrol(&central.address(), &code).await.unwrap_err();
    assert_eq!(spent, EnrolmentError::Refused(RefusalCode::CodeSpent));
    let wrong = second.phone.enrol(&central.address(), "7K3Q-M2XA").await.unwrap_err();
    assert_eq!(wrong, EnrolmentError::Refused(RefusalCode::CodeWrong));
    assert_eq!(second.phone.stage(), Stage::NotEnrolled);
    second.phone.enrol(&central.address(), &central.code().await).await.unwrap();
}

fn outbox_itself(f: &Facilitator) -> rusqlite::Connection {
    rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap()
}

async fn enrol_again(f: &Facilitator, central: &RealCentral) {
    let new = f.phone.ask_to_enrol_again(&central.address(), &central.code().await).await.unwrap();
    f.phone.enrol_again(compared(new)).await.unwrap();
}

fn state(f: &Facilitator, record: RecordId) -> RecordState {
    f.record(record).line.state
}

fn organisation(f: &Facilitator) -> String {
    f.phone.facilitator().unwrap().organisation.name
}

#[tokio::test]
async fn a_phone_whose_central_was_set_up_again_says_so_and_sends_waiting_records_to_the_new_one() {
    let mut old = RealCentral::start("Dinas Lama").await;
    let mut f = enrolled_with(&old).await;
    let delivered = f.finished("activity");
    assert_eq!(f.send_now().await.delivered, 1);
    let receipt = f.record(delivered).line.receipt;
    let (waits, draft) = (f.finished("incident"), f.filled("incident"));
    let code = f.record(waits).line.code;

    let new = RealCentral::in_place_of(&mut old, "Dinas Baru").await;
    assert_eq!(f.send_now().await.trouble, Some(SendTrouble::NotEnrolled), "and not: withdrawn");
    assert_eq!(state(&f, waits), RecordState::Waiting);

    let before = f.phone.facilitator().unwrap();
    let granted = f.phone.ask_to_enrol_again(&new.address(), &new.code().await).await.unwrap();
    assert_eq!(granted.facilitator().organisation.name, "Dinas Baru");
    assert_eq!(f.phone.facilitator().unwrap(), before, "until the person agrees");
    f.phone.enrol_again(compared(granted)).await.unwrap();
    assert_eq!(organisation(&f), "Dinas Baru");
    assert_eq!(f.phone.stage(), Stage::Open);

    assert_eq!((state(&f, delivered), f.record(delivered).line.receipt), (RecordState::Delivered, receipt));
    assert_eq!(f.phone.draft(draft).unwrap().answers.get("safe_contact"), Some(&Value::Text(SECRET.into())));
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(state(&f, waits), RecordState::Delivered);
    f.finish(draft).unwrap();
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(new.records(), 2, "what the old one has is not sent to the new one");

    let stored = RecordVersion::from_bytes(&new.body(waits)).unwrap();
    assert_eq!(stored.code, code);
    assert_eq!(
        stored.sealed.unwrap().open(&new.case_key).unwrap()["safe_contact"],
        SECRET,
        "for the new case managers"
    );

    f.start_again();
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Baru");
    for record in [delivered, waits, draft] {
        assert_eq!(state(&f, record), RecordState::Delivered);
    }
    assert_eq!(f.phone.outbox().unwrap(), []);
}

#[tokio::test]
async fn a_record_whose_receipt_was_lost_is_one_record_after_enrolling_again_with_the_same_central() {
    let central = RealCentral::start("Dinas").await;
    let mut f = enrolled_with(&central).await;
    let record = f.finished("incident");
    // Stored; but the receipt is lost with the outbox.
    f.phone.lock();
    assert_eq!(f.send_now().await.delivered, 1);
    for name in ["outbox.db", "outbox.db-wal", "outbox.db-shm"] {
        fs::remove_file(f.folder.path().join(name)).unwrap_or_default();
    }
    f.start_again();
    f.unlock();
    assert_eq!((state(&f, record), central.records()), (RecordState::Waiting, 1));

    central.forget(&f.phone.facilitator().unwrap().device_code);
    assert_eq!(f.send_now().await.trouble, Some(SendTrouble::NotEnrolled));
    central.set_new_case_key().await;
    enrol_again(&f, &central).await;
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(state(&f, record), RecordState::Delivered);
    assert_eq!((central.records(), central.conflicts()), (1, 0));
}

#[tokio::test]
async fn the_same_code_enrols_again_though_the_app_was_killed_before_it_took_the_answer() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let mut f = enrolled_with(&old).await;
    let code = new.code().await;
    let first = f.phone.ask_to_enrol_again(&new.address(), &code).await.unwrap();
    f.start_again();
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Lama", "nothing was taken");
    let again = f.phone.ask_to_enrol_again(&new.address(), &code).await.unwrap();
    assert_eq!(first.facilitator().device_code, again.facilitator().device_code, "one phone in the list");
    f.phone.enrol_again(compared(again)).await.unwrap();
    assert_eq!(organisation(&f), "Dinas Baru");
    // The enrolment was taken: its code is used up.
    let used_up = f.phone.ask_to_enrol_again(&new.address(), &code).await.unwrap_err();
    assert!(matches!(used_up, EnrolmentError::Refused(_)), "{used_up:?}");
}

#[tokio::test]
async fn nothing_is_sealed_again_to_keys_whose_words_the_person_did_not_compare() {
    let (old, new) = (RealCentral::start("Dinas").await, RealCentral::start("Dinas").await);
    let f = enrolled_with(&old).await;
    let record = f.finished("incident");
    let now = f.phone.fingerprint().unwrap();
    let granted = f.phone.ask_to_enrol_again(&new.address(), &new.code().await).await.unwrap();
    assert_eq!(granted.facilitator().organisation.name, organisation(&f), "a name proves nothing");
    assert_ne!(granted.fingerprint(), now);
    assert!(granted.clone().confirmed(now).is_none(), "the words of other keys");
    f.phone.lock();
    f.unlock();
    assert_eq!(f.send_now().await.delivered, 1);
    let stored = RecordVersion::from_bytes(&old.body(record)).unwrap();
    assert!(stored.sealed.unwrap().open(&new.case_key).is_err());
    f.phone.enrol_again(compared(granted)).await.unwrap();
    assert_ne!(f.phone.fingerprint().unwrap(), now);
}

#[tokio::test]
async fn the_words_on_the_phone_are_those_that_central_shows() {
    let central = RealCentral::start("Dinas").await;
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&central.address(), &central.code().await).await.unwrap();
    let (facilitator, words) = f.phone.granted().unwrap();
    assert_eq!((facilitator.organisation.name.as_str(), words), ("Dinas", central.words().await));
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!((f.phone.fingerprint().unwrap(), f.phone.granted()), (words, None));
}

#[tokio::test]
async fn an_enrolment_whose_words_differ_can_be_thrown_away_and_leaves_nothing() {
    let central = RealCentral::start("Dinas").await;
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&central.address(), &central.code().await).await.unwrap();
    f.start_again();
    f.phone.discard_enrolment().unwrap();
    assert_eq!((f.phone.stage(), f.phone.granted()), (Stage::NotEnrolled, None));
    assert!(!f.folder.path().join("enrolment.json").exists());
    f.start_again();
    f.phone.enrol(&central.address(), &central.code().await).await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!(f.phone.discard_enrolment(), Err(PhoneError::PinChosenBefore));
}

#[tokio::test]
async fn a_refused_record_is_offered_to_the_new_central() {
    let f = Facilitator::ready().await;
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    let record = f.finished("activity");
    f.send_now().await;
    assert!(matches!(state(&f, record), RecordState::Refused(_)));
    let new = RealCentral::start("Dinas Baru").await;
    enrol_again(&f, &new).await;
    assert_eq!(state(&f, record), RecordState::Waiting, "the new one has not refused it");
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(new.records(), 1);
}

#[tokio::test]
async fn only_forms_that_the_new_central_has_are_filled_in_and_the_others_can_be_read() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.central.has_newer_forms();
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    let old = f.filled("activity");
    let newer = f.phone.draft(old).unwrap().form.version().to_owned();

    let central = RealCentral::start("Dinas Baru").await;
    enrol_again(&f, &central).await;
    assert_eq!(f.phone.draft(old).unwrap().form.version(), newer);
    let record = f.filled("activity");
    assert_ne!(f.phone.draft(record).unwrap().form.version(), newer);
    assert_eq!(f.phone.forms().unwrap().len(), 2);
    f.finish(record).unwrap();
    assert_eq!(f.send_now().await.delivered, 1);
}

#[tokio::test]
async fn killed_before_the_new_enrolment_is_taken_the_old_one_is_valid() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let mut f = enrolled_with(&old).await;
    let record = f.finished("incident");
    let granted = f.phone.ask_to_enrol_again(&new.address(), &new.code().await).await.unwrap();
    f.start_again();
    drop(granted);
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Lama");
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!((state(&f, record), old.records(), new.records()), (RecordState::Delivered, 1, 0));
}

#[tokio::test]
async fn killed_between_vault_and_outbox_the_outbox_follows_at_the_next_unlocking() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let mut f = enrolled_with(&old).await;
    let (first, second) = (f.finished("incident"), f.finished("activity"));
    let outbox = copy_of_outbox(&f);
    enrol_again(&f, &new).await;
    f.phone.lock();
    // As if the app had died after the vault's commit: the outbox has forgotten its token and has no new one.
    restore(&mut f, outbox);
    outbox_itself(&f).execute("UPDATE connection SET token = ''", []).unwrap();

    f.phone.send_now();
    assert_eq!(f.phone.send_once().await, None, "there is nowhere to send to while it is locked");
    assert_eq!((old.records(), new.records()), (0, 0));
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Baru");
    f.send_now().await;
    for record in [first, second] {
        assert_eq!(state(&f, record), RecordState::Delivered);
        let stored = RecordVersion::from_bytes(&new.body(record)).unwrap();
        assert!(stored.sealed.is_none_or(|sealed| sealed.open(&new.case_key).is_ok()));
    }
    assert_eq!((old.records(), new.records()), (0, 2));
    assert_eq!(f.phone.outbox().unwrap(), []);
}

#[tokio::test]
async fn the_outbox_forgets_the_old_central_before_it_gets_the_new_one() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let f = enrolled_with(&old).await;
    let log = "CREATE TABLE log (what TEXT NOT NULL) STRICT;
               CREATE TRIGGER forgotten AFTER UPDATE ON connection WHEN new.token = '' BEGIN INSERT INTO log VALUES ('forgotten'); END;
               CREATE TRIGGER learnt AFTER INSERT ON connection BEGIN INSERT INTO log VALUES (new.address); END;";
    outbox_itself(&f).execute_batch(log).unwrap();
    enrol_again(&f, &new).await;
    let sql = "SELECT group_concat(what, ' ') FROM (SELECT what FROM log ORDER BY rowid)";
    let log: String = outbox_itself(&f).query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(log, format!("forgotten {}", new.address()));
}

#[tokio::test]
async fn on_a_full_disk_the_old_enrolment_stays_valid() {
    let old = RealCentral::start_small("Dinas Lama").await;
    let new = RealCentral::start("Dinas Baru").await;
    let f = enrolled_with(&old).await;
    let record = f.finished("incident");
    let granted = f.phone.ask_to_enrol_again(&new.address(), &new.code().await).await.unwrap();
    f.phone.limit_storage(Some(1)).unwrap();
    assert_eq!(f.phone.enrol_again(compared(granted.clone())).await, Err(PhoneError::DiskFull));
    // As it is on disk, not as it is remembered.
    f.phone.lock();
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Lama");
    assert_eq!(f.phone.lists().unwrap().get("areas").len(), 2, "its areas too");
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!((state(&f, record), old.records()), (RecordState::Delivered, 1));
    f.phone.enrol_again(compared(granted)).await.unwrap();
    assert_eq!(organisation(&f), "Dinas Baru");
}

#[tokio::test]
async fn an_outbox_that_cannot_follow_at_once_sends_nothing_for_the_old_enrolment() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let f = enrolled_with(&old).await;
    f.finished("incident");
    let outbox = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    outbox
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON connection BEGIN SELECT RAISE(ABORT, 'x'); END")
        .unwrap();
    enrol_again(&f, &new).await;
    f.finished("activity");
    f.phone.send_now();
    assert_eq!(f.phone.send_once().await, None);
    outbox.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(f.send_now().await.delivered, 2);
    assert_eq!((old.records(), new.records()), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn enrolling_again_waits_for_no_answer_of_the_old_central() {
    let f = Facilitator::ready().await;
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    f.central.behave(move |_, _| {
        tokio::task::block_in_place(|| released.lock().unwrap().recv().unwrap_err());
        None
    });
    let record = f.finished("activity");
    let round = tokio::spawn({
        let phone = f.phone.clone();
        async move { phone.send_once().await }
    });
    support::eventually("asked", || f.central.batches().len() == 1).await;
    let new = RealCentral::start("Dinas Baru").await;
    tokio::time::timeout(std::time::Duration::from_secs(20), enrol_again(&f, &new)).await.unwrap();
    assert_eq!(round.await.unwrap(), None, "as if the app had been killed");
    assert_eq!(*f.phone.sending().borrow(), SendingState::Idle { last: None });
    drop(release);
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!((state(&f, record), new.records()), (RecordState::Delivered, 1));
}

#[tokio::test]
async fn what_waits_is_sent_at_once_after_enrolling_again() {
    let mut old = RealCentral::start("Dinas Lama").await;
    let f = enrolled_with(&old).await;
    f.start_sender();
    let new = RealCentral::in_place_of(&mut old, "Dinas Baru").await;
    let record = f.finished("activity");
    let shut_out = || {
        let state = *f.phone.sending().borrow();
        matches!(state, SendingState::Idle { last: Some(last) } if last.trouble == Some(SendTrouble::NotEnrolled))
    };
    support::eventually("shut out", shut_out).await;
    let begun = std::time::Instant::now();
    enrol_again(&f, &new).await;
    support::eventually("delivered", || state(&f, record) == RecordState::Delivered).await;
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "after no pause: {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_locked_phone_and_a_wrong_code_enrol_nothing() {
    let old = RealCentral::start("Dinas Lama").await;
    let f = enrolled_with(&old).await;
    let ask = async |code: &str| f.phone.ask_to_enrol_again(&old.address(), code).await.unwrap_err();
    assert_eq!(ask("7K3Q").await, EnrolmentError::NotACode);
    assert_eq!(ask("7K3Q-M2XA").await, EnrolmentError::Refused(RefusalCode::CodeWrong));
    let granted = f.phone.ask_to_enrol_again(&old.address(), &old.code().await).await.unwrap();
    f.phone.lock();
    assert_eq!(ask("7K3Q-M2XA").await, EnrolmentError::Phone(PhoneError::Locked));
    assert_eq!(f.phone.enrol_again(compared(granted)).await, Err(PhoneError::Locked));
    assert_eq!(f.phone.unlock(&pin("111213")), Err(UnlockError::WrongPin { tries_left: 4, wait: None }));
    f.unlock();
    assert_eq!(organisation(&f), "Dinas Lama");
}

fn copy_of_outbox(f: &Facilitator) -> Vec<(String, Vec<u8>)> {
    let outbox = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    outbox.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    vec![("outbox.db".to_owned(), fs::read(f.folder.path().join("outbox.db")).unwrap())]
}

fn restore(f: &mut Facilitator, files: Vec<(String, Vec<u8>)>) {
    let elsewhere = tempfile::tempdir().unwrap();
    f.phone = Phone::start(elsewhere.path(), f.device.clone()).unwrap();
    for name in ["outbox.db-wal", "outbox.db-shm"] {
        fs::remove_file(f.folder.path().join(name)).unwrap_or_default();
    }
    for (name, bytes) in files {
        fs::write(f.folder.path().join(name), bytes).unwrap();
    }
    f.start_again();
    assert_eq!(f.phone.stage(), Stage::Locked);
}
