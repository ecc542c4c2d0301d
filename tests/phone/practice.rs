//! Practice: nothing of it leaves the phone, and nothing of it stays.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use kentongan::outbox::Outbox;
use kentongan::phone::{
    ACTIVITY, CarryingError, EnrolmentError, INCIDENT, Language, Page, Phone, PhoneError, RecordFilter, RecordState,
    Stage, TextSize, erase_practices,
};

use crate::support::{Facilitator, PIN, SECRET, pin};

/// The hash of every file in a folder, without those of a practice. Readers mark themselves in `-shm`, which holds no
/// content.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !name.ends_with("-shm") {
            found.insert(name, blake3::hash(&std::fs::read(&path).unwrap()).to_hex().to_string());
        }
    }
    found
}

fn practices(f: &Facilitator) -> usize {
    std::fs::read_dir(f.folder.path().join("practice")).map_or(0, Iterator::count)
}

/// The same facilitator with the practice phone in hand.
fn in_hand(f: Facilitator, phone: Phone) -> Facilitator {
    Facilitator { phone, ..f }
}

#[tokio::test]
async fn a_practice_has_records_to_look_at_and_goes_from_draft_to_outbox_like_the_real_phone() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let practice = f.phone.practise().unwrap();
    assert_eq!(practice.stage(), Stage::Open);
    assert!(practice.is_practice() && !f.phone.is_practice());
    let f = in_hand(f, practice);
    let listed = f.phone.records(&RecordFilter::default(), Page::default()).unwrap().records;
    let forms: Vec<&str> = listed.iter().map(|record| record.form.as_str()).collect();
    assert_eq!(forms, [ACTIVITY, INCIDENT]);
    assert!(listed.iter().all(|record| record.state == RecordState::Waiting));
    for form in [INCIDENT, ACTIVITY] {
        f.finished(form);
    }
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 4);
    assert_eq!(f.phone.facilitator().unwrap().area.name, "Desa Latihan");
    assert!(!f.phone.directory().unwrap().entries.is_empty());
    assert!(f.phone.guide_seen().unwrap());
}

#[tokio::test]
async fn nothing_of_a_practice_reaches_central_whatever_is_tried() {
    let f = Facilitator::ready().await;
    let asked = f.central.requests().len();
    let practice = f.phone.practise().unwrap();
    let f = in_hand(f, practice);
    f.finished(INCIDENT);
    f.phone.send_now();
    assert_eq!(f.phone.send_once().await, None);
    // The loop that sends ends at once: it has nothing to send with.
    tokio::time::timeout(Duration::from_secs(60), f.phone.clone().run_sender()).await.unwrap();
    let refused = f.phone.ask_to_enrol_again(&f.central.address(), "7K3Q-M2XA").await.unwrap_err();
    assert_eq!(refused, EnrolmentError::Phone(PhoneError::Practising));
    // Nor as a file for a neighbour.
    assert_eq!(f.phone.envelopes_file().unwrap_err(), CarryingError::Nothing);
    assert_eq!(f.central.requests().len(), asked);
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 3);
    // Finishing again brings vault and outbox into step, and still there is nowhere to send.
    let records = f.phone.records(&RecordFilter::default(), Page::default()).unwrap().records;
    f.finish(records[0].record).unwrap();
    let folder = std::fs::read_dir(f.folder.path().join("practice")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(Outbox::open(&folder.join("outbox.db")).unwrap().connection().unwrap(), None);
}

#[tokio::test]
async fn a_practice_changes_no_byte_of_the_real_phone_and_is_gone_when_it_is_left() {
    let f = Facilitator::ready().await;
    let draft = f.filled(INCIDENT);
    f.finished(ACTIVITY);
    f.phone.lock();
    let before = files(f.folder.path());
    assert!(before.len() > 3, "{:?}", before.keys());
    let practice = f.phone.practise().unwrap();
    let (real, f) = (f.phone.clone(), in_hand(f, practice));
    f.finished(ACTIVITY);
    f.filled(INCIDENT);
    f.phone.set_keep_days(1).unwrap();
    f.phone.set_language(Language::English);
    f.phone.set_text_size(TextSize::Big);
    f.phone.lock();
    assert_eq!(practices(&f), 1);
    assert_eq!(files(f.folder.path()), before);
    let f = in_hand(f, real);
    assert_eq!(practices(&f), 0, "nobody holds it any more");
    assert_eq!(files(f.folder.path()), before);
    f.unlock();
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 1);
    assert_eq!(f.phone.drafts().unwrap().len(), 1);
    assert!(f.phone.draft(draft).is_ok());
    assert_eq!(f.phone.language(), Language::Indonesian);
}

#[tokio::test]
async fn practising_locks_the_real_phone() {
    let f = Facilitator::ready().await;
    let practice = f.phone.practise().unwrap();
    assert_eq!((f.phone.stage(), practice.stage()), (Stage::Locked, Stage::Open));
    practice.lock();
    assert_eq!(practice.stage(), Stage::Locked);
    practice.unlock(&pin(PIN)).unwrap_err();
}

#[tokio::test]
async fn text_typed_by_mistake_is_in_no_file_and_a_killed_practice_goes_at_the_next_start() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let practice = f.phone.practise().unwrap();
    let f = in_hand(f, practice);
    f.filled(INCIDENT);
    f.finished(INCIDENT);
    let found = crate::support::search::files_with(f.folder.path(), SECRET);
    assert_eq!(found, Vec::<std::path::PathBuf>::new());
    // Killed: nothing runs its destructors.
    std::mem::forget(f.phone.clone());
    assert_eq!(practices(&f), 1);
    erase_practices(f.folder.path()).unwrap();
    assert!(!f.folder.path().join("practice").exists());
    erase_practices(f.folder.path()).unwrap();
}

#[tokio::test]
async fn the_numbers_for_danger_are_the_real_phone_s() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let numbers =
        |phone: &Phone| -> Vec<String> { phone.emergency_numbers().into_iter().map(|entry| entry.telephone).collect() };
    assert_eq!(numbers(&f.phone.practise().unwrap()), ["129", "110"]);
    let f = Facilitator::ready().await;
    let real = numbers(&f.phone);
    assert!(!real.is_empty());
    assert_eq!(numbers(&f.phone.practise().unwrap()), real);
}
