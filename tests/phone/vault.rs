//! What a facilitator may rely on about the data on the phone.

use std::path::Path;

use crate::support::search::files_with;
use crate::support::{Facilitator, PIN, SECRET, pin};
use kentongan::phone::{
    EnrolmentError, FinishError, Language, Page, PhoneError, PinWeakness, RecordFilter, RecordState, SendTrouble,
    Stage, StateFilter, UnlockError,
};
use kentongan_exchange::RecordVersion;
use kentongan_forms::Value;

const NAME: &str = "INISIAL-KHUSUS-42ZZ";

#[tokio::test]
async fn a_phone_goes_from_out_of_the_box_to_open_and_stays_enrolled() {
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    assert_eq!(f.phone.stage(), Stage::NotEnrolled);
    f.phone.enrol(&f.central.address(), " 7k3q m2xa ").await.unwrap();
    assert_eq!(f.phone.stage(), Stage::NeedsPin);

    f.start_again();
    assert_eq!(f.phone.stage(), Stage::NeedsPin, "killed before the PIN was chosen");
    assert_eq!(f.phone.choose_pin(&pin("123456")), Err(PhoneError::WeakPin(PinWeakness::InARow)));
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!(f.phone.stage(), Stage::Open);
    assert_eq!(f.phone.choose_pin(&pin(PIN)), Err(PhoneError::PinChosenBefore));
    assert_eq!(f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await, Err(EnrolmentError::EnrolledBefore));

    f.start_again();
    assert_eq!(f.phone.stage(), Stage::Locked);
    assert_eq!(f.phone.facilitator(), Err(PhoneError::Locked));
    f.unlock();
    let facilitator = f.phone.facilitator().unwrap();
    assert_eq!((facilitator.device_code.as_str(), facilitator.area.name.as_str()), ("TMP-02", "Tempelan"));
    assert_eq!(f.phone.lists().unwrap().get("areas")[0].code, "33.16.09.1016", "the own village comes first");
    assert_eq!(f.phone.forms().unwrap().len(), 2);
    assert_eq!(f.phone.directory().unwrap().entries.len(), 2);
}

#[tokio::test]
async fn an_enrolment_that_does_not_work_out_says_why_and_leaves_the_phone_as_it_was() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let enrol = async |address: &str, code: &str| f.phone.enrol(address, code).await.unwrap_err();
    assert_eq!(enrol(&f.central.address(), "7K3Q").await, EnrolmentError::NotACode);
    assert_eq!(enrol(&nobody, "7K3Q-M2XA").await, EnrolmentError::Trouble(SendTrouble::ServerNotReachable));
    assert!(matches!(enrol("http://kentongan.example.org", "7K3Q-M2XA").await, EnrolmentError::Address(_)));
    let no_tls = f.central.address().replace("http:", "https:");
    assert_eq!(enrol(&no_tls, "7K3Q-M2XA").await, EnrolmentError::Trouble(SendTrouble::NotKentongan));
    assert!(matches!(enrol("", "7K3Q-M2XA").await, EnrolmentError::Address(_)));
    assert_eq!(f.phone.stage(), Stage::NotEnrolled);
}

#[tokio::test]
async fn the_numbers_to_call_and_the_language_are_there_while_the_phone_is_locked() {
    let mut f = Facilitator::ready().await;
    f.phone.set_language(Language::English);
    f.start_again();
    assert_eq!(f.phone.stage(), Stage::Locked);
    assert_eq!(f.phone.language(), Language::English);
    let numbers: Vec<_> = f.phone.emergency_numbers().into_iter().map(|entry| entry.telephone).collect();
    assert_eq!(numbers, ["110"]);
}

#[tokio::test]
async fn what_was_typed_is_there_after_the_app_was_killed() {
    let mut f = Facilitator::ready().await;
    let record = f.phone.start_draft("incident").unwrap();
    f.phone.save_answer(record, "name_or_initials", Some(&Value::Text(NAME.into()))).unwrap();
    f.phone.save_answer(record, "danger_now", Some(&Value::Choice("no".into()))).unwrap();
    f.phone.save_answer(record, "still_ongoing", Some(&Value::Choice("yes".into()))).unwrap();
    f.phone.save_answer(record, "still_ongoing", None).unwrap();
    f.phone.save_section(record, "survivor").unwrap();

    f.start_again();
    f.unlock();
    let draft = f.phone.draft(record).unwrap();
    assert_eq!(draft.answers.get("name_or_initials"), Some(&Value::Text(NAME.into())));
    assert_eq!(draft.answers.get("danger_now"), Some(&Value::Choice("no".into())));
    assert_eq!(draft.answers.get("still_ongoing"), None);
    assert_eq!(draft.section.as_deref(), Some("survivor"));
    let listed = &f.phone.drafts().unwrap()[0];
    assert_eq!((listed.record, listed.state), (record, RecordState::Draft));
    let position = listed.section.unwrap();
    assert_eq!((position.number, position.of), (2, 8));
}

#[tokio::test]
async fn looking_into_a_form_and_leaving_again_does_not_fill_the_list() {
    let f = Facilitator::ready().await;
    let first = f.phone.start_draft("activity").unwrap();
    assert_eq!(f.phone.start_draft("activity").unwrap(), first);
    assert_eq!(f.phone.drafts().unwrap().len(), 0);
    assert!(f.phone.records(&RecordFilter::default(), Page::default()).unwrap().records.is_empty());
    f.phone.save_answer(first, "title", Some(&Value::Text("Internet aman".into()))).unwrap();
    assert_eq!(f.phone.drafts().unwrap().len(), 1);
    let second = f.phone.start_draft("activity").unwrap();
    assert_ne!(second, first);

    f.phone.discard_draft(first).unwrap();
    assert_eq!(f.phone.drafts().unwrap().len(), 0);
    assert_eq!(f.phone.draft(first), Err(PhoneError::NoSuchRecord));
}

#[tokio::test]
async fn a_draft_with_questions_left_open_is_not_finished() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("incident").unwrap();
    let Err(FinishError::Problems(problems)) = f.phone.finish(record) else { panic!("finished") };
    assert!(problems.iter().any(|problem| problem.question == "danger_now"));
    assert_eq!(f.phone.outbox().unwrap(), []);
    assert!(f.phone.draft(record).is_ok());
}

#[tokio::test]
async fn a_finished_record_can_be_read_but_not_changed() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    let view = f.record(record);
    assert_eq!(view.line.state, RecordState::Waiting);
    assert_eq!(view.answers.get("safe_contact"), Some(&Value::Text(SECRET.into())));
    assert!(view.answers.get("risk").is_some(), "what was calculated is part of it");
    assert!(view.line.code.as_str().starts_with("TMP-26-"));
    assert_eq!(f.phone.save_answer(record, "danger_now", None), Err(PhoneError::NotADraft));
    assert_eq!(f.phone.discard_draft(record), Err(PhoneError::NotADraft));
    assert_eq!(f.phone.draft(record), Err(PhoneError::NotADraft));
    assert_eq!(f.phone.finish(record).unwrap(), view.line.code, "finishing again changes nothing");
    assert_eq!(f.phone.outbox().unwrap().len(), 1);
}

#[tokio::test]
async fn a_record_is_sealed_again_with_the_same_digest_after_a_crash_between_vault_and_outbox() {
    let mut f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.send_now().await;
    let first = f.central.stored(record).unwrap().to_bytes().unwrap();

    let lost = f.finished("incident");
    let envelope = |f: &Facilitator| outbox_row(f.folder.path(), "SELECT digest, ciphertext FROM envelopes");
    let (digest, ciphertext) = envelope(&f);
    outbox_change(f.folder.path(), "DELETE FROM envelopes");
    assert_eq!(f.phone.outbox().unwrap(), []);

    f.start_again();
    assert_eq!(f.phone.outbox().unwrap(), [], "not before the vault is open");
    f.unlock();
    let items = f.phone.outbox().unwrap();
    assert_eq!(items.iter().map(|item| item.record).collect::<Vec<_>>(), [lost], "and only what has no receipt");
    let again = envelope(&f);
    assert_eq!(again.0, digest);
    assert_ne!(again.1, ciphertext, "sealed again");
    assert_ne!(RecordVersion::digest(&first).as_slice(), digest);
}

#[tokio::test]
async fn a_lost_outbox_is_made_again_from_the_vault() {
    let mut f = Facilitator::ready().await;
    let records = f.finished_activities(3);
    f.phone.lock();
    for name in ["outbox.db", "outbox.db-wal", "outbox.db-shm"] {
        std::fs::remove_file(f.folder.path().join(name)).unwrap_or_default();
    }
    f.start_again();
    f.unlock();
    assert_eq!(f.send_now().await.delivered, 3);
    assert!(records.iter().all(|record| f.central.stored(*record).is_some()));
}

#[tokio::test]
async fn a_damaged_outbox_is_put_aside_and_made_again_with_the_numbers_to_call() {
    let mut f = Facilitator::ready().await;
    let records = f.finished_activities(3);
    let numbers = f.phone.emergency_numbers();
    assert!(!numbers.is_empty());
    f.phone.lock();
    for name in ["outbox.db-wal", "outbox.db-shm"] {
        std::fs::remove_file(f.folder.path().join(name)).unwrap_or_default();
    }
    let outbox = f.folder.path().join("outbox.db");
    std::fs::write(&outbox, vec![7; 8192]).unwrap();
    f.start_again();
    assert!(f.folder.path().join("outbox.db.damaged").exists());
    f.unlock();
    assert_eq!(f.phone.emergency_numbers(), numbers);
    assert_eq!(f.send_now().await.delivered, 3);
    assert!(records.iter().all(|record| f.central.stored(*record).is_some()));
}

#[tokio::test]
async fn no_file_of_the_phone_holds_what_was_typed_nor_the_pin() {
    let mut f = Facilitator::ready().await;
    let draft = f.phone.start_draft("incident").unwrap();
    f.phone.save_answer(draft, "name_or_initials", Some(&Value::Text(NAME.into()))).unwrap();
    let record = f.filled("incident");
    f.phone.save_answer(record, "name_or_initials", Some(&Value::Text(NAME.into()))).unwrap();
    f.finish(record).unwrap();
    let nowhere = |f: &Facilitator| {
        for typed in [NAME, SECRET, PIN, "safe_contact", "danger_now", "AGE-SECRET-KEY"] {
            assert_eq!(files_with(f.folder.path(), typed), Vec::<std::path::PathBuf>::new(), "{typed}");
        }
    };
    nowhere(&f);
    f.start_again();
    nowhere(&f);
    f.unlock();
    f.send_now().await;
    nowhere(&f);
    // The search finds what is there.
    assert!(!files_with(f.folder.path(), "token-of-the-test").is_empty());
    // Only the case key can read it.
    let sealed = f.central.stored(record).unwrap().sealed.unwrap();
    assert_eq!(sealed.open(f.central.case_key()).unwrap()["name_or_initials"], NAME);
}

#[tokio::test]
async fn pages_show_every_record_once_while_new_ones_are_added() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(7);
    let page = |after, limit| f.phone.records(&RecordFilter::default(), Page { after, limit }).unwrap();
    let first = page(None, 3);
    assert_eq!(first.records.iter().map(|r| r.record).collect::<Vec<_>>(), [records[6], records[5], records[4]]);
    f.finished("activity");
    let second = page(first.next, 3);
    assert_eq!(second.records.iter().map(|r| r.record).collect::<Vec<_>>(), [records[3], records[2], records[1]]);
    let third = page(second.next, 3);
    assert_eq!(third.records.iter().map(|r| r.record).collect::<Vec<_>>(), [records[0]]);
    assert_eq!(third.next, None);
    assert_eq!(page(None, 8).next, None, "a page that ends with the list has none after it");
}

#[tokio::test]
async fn a_record_is_found_by_part_of_its_code_however_it_is_typed() {
    let f = Facilitator::ready().await;
    let records = f.finished_activities(5);
    let code = f.record(records[2]).line.code.to_string();
    let tail = code.rsplit('-').next().unwrap();
    for search in [code.clone(), code.to_lowercase(), code.replace('-', " "), tail.to_lowercase()] {
        let filter = RecordFilter { search, states: StateFilter::All };
        let found = f.phone.records(&filter, Page::default()).unwrap().records;
        assert_eq!(found.iter().map(|r| r.record).collect::<Vec<_>>(), [records[2]], "{}", filter.search);
    }
    let waiting = RecordFilter { search: String::new(), states: StateFilter::Waiting };
    assert_eq!(f.phone.records(&waiting, Page::default()).unwrap().records.len(), 5);
    let delivered = RecordFilter { search: String::new(), states: StateFilter::Delivered };
    assert!(f.phone.records(&delivered, Page::default()).unwrap().records.is_empty());
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_lost_by_it() {
    let mut f = Facilitator::ready().await;
    let records: Vec<_> = (0..6).map(|_| f.filled("incident")).collect();
    f.phone.limit_storage(Some(1)).unwrap();
    let long = Value::Text("x".repeat(1_900));
    let mut written = Vec::new();
    // Far more than there is room for. The limit ends the loop if saving does nothing.
    let full = (0..10_000).find_map(|_| {
        let typed = f.phone.start_draft("activity").and_then(|draft| {
            f.phone.save_answer(draft, "obstacles", Some(&long))?;
            Ok(draft)
        });
        match typed {
            Ok(draft) => {
                written.push(draft);
                None
            }
            Err(error) => Some(error),
        }
    });
    assert_eq!(full, Some(PhoneError::DiskFull));
    let finished: Vec<_> = records.iter().map(|record| f.phone.finish(*record)).collect();
    assert_eq!(finished.last(), Some(&Err(FinishError::Phone(PhoneError::DiskFull))), "no room for six");

    f.start_again();
    f.unlock();
    for (record, finished) in records.iter().zip(&finished).filter(|(_, finished)| finished.is_err()) {
        let draft = f.phone.draft(*record).unwrap();
        let typed = draft.answers.get("safe_contact");
        assert_eq!(typed, Some(&Value::Text(SECRET.into())), "still the draft it was: {finished:?}");
    }
    for draft in written {
        assert_eq!(f.phone.draft(draft).unwrap().answers.get("obstacles"), Some(&long));
    }
    // There is room again.
    for record in records {
        f.finish(record).unwrap();
    }
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 6);
}

#[tokio::test]
async fn a_disk_that_fills_up_between_vault_and_outbox_loses_nothing() {
    let f = Facilitator::ready().await;
    f.finished_activities(2);
    let record = f.filled("incident");
    let outbox = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    outbox.execute_batch("CREATE TRIGGER full BEFORE INSERT ON envelopes BEGIN SELECT RAISE(ABORT, 'x'); END").unwrap();
    assert!(matches!(f.phone.finish(record), Err(FinishError::Phone(_))));
    assert_eq!(f.record(record).line.state, RecordState::Waiting, "the vault has it");
    outbox.execute_batch("DROP TRIGGER full").unwrap();
    f.phone.finish(record).unwrap();
    assert_eq!(f.phone.outbox().unwrap().len(), 3);
}

#[tokio::test]
async fn a_clock_that_is_years_off_stops_nothing() {
    let f = Facilitator::ready().await;
    for year in ["1970-01-02T00:00:00Z", "2099-12-31T23:00:00Z", "2026-11-23T03:00:00Z"] {
        f.device.set_now(year.parse().unwrap());
        let record = f.phone.start_draft("incident").unwrap();
        f.phone.save_answer(record, "danger_now", Some(&Value::Choice("no".into()))).unwrap();
        assert_eq!(f.phone.drafts().unwrap()[0].record, record, "the newest first, whatever the clock says");
    }
    let record = f.finished("activity");
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}

#[tokio::test]
async fn a_file_that_is_damaged_or_newer_is_said_to_be_so() {
    let mut f = Facilitator::ready().await;
    f.phone.lock();
    let vault = f.folder.path().join("vault.db");
    let whole = std::fs::read(&vault).unwrap();
    std::fs::write(&vault, vec![7; whole.len()]).unwrap();
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::Damaged)));

    outbox_change(f.folder.path(), "PRAGMA user_version = 99");
    let phone = kentongan::phone::Phone::start(f.folder.path(), f.device.clone());
    assert_eq!(phone.err(), Some(PhoneError::NewerApp));
}

fn outbox_row(folder: &Path, sql: &str) -> (Vec<u8>, Vec<u8>) {
    let outbox = rusqlite::Connection::open(folder.join("outbox.db")).unwrap();
    outbox.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

fn outbox_change(folder: &Path, sql: &str) {
    rusqlite::Connection::open(folder.join("outbox.db")).unwrap().execute_batch(sql).unwrap();
}
