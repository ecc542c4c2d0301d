//! What a facilitator may rely on about the photos of an activity.

use std::collections::HashSet;

use crate::support::photos::{outbox, photo};
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, compared, morning};
use kentongan::outbox::Outbox;
use kentongan::phone::{Metering, PhoneError, PhotoError, PhotosAllowed, PictureError};
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{AttachmentName, AttachmentReceipt, DeviceId, RecordId};
use kentongan_forms::Value;

fn add(f: &Facilitator, record: RecordId, question: &str, shade: u8) {
    f.phone.add_photo(record, question, &photo(400, 300, shade)).unwrap();
}

fn names(f: &Facilitator, record: RecordId) -> Vec<AttachmentName> {
    f.photo_names(record)
}

fn bytes(outbox: &Outbox, name: AttachmentName) -> Option<Vec<u8>> {
    outbox.attachment_bytes(name, 0, usize::MAX).unwrap()
}

/// The photos in the outbox.
fn lying(outbox: &Outbox) -> HashSet<AttachmentName> {
    outbox.attachments().unwrap().into_keys().collect()
}

/// Over which networks the photos of each record go.
fn chosen(f: &Facilitator, records: &[RecordId]) -> Vec<PhotosAllowed> {
    records.iter().map(|record| f.phone.waiting_photos_of(*record).unwrap().unwrap().allowed).collect()
}

/// Every file of the phone that holds a run of this JPEG's bytes.
fn files_with_jpeg(f: &Facilitator, jpeg: &[u8]) -> Vec<std::path::PathBuf> {
    let run = &jpeg[jpeg.len() / 2..][..48];
    let files = std::fs::read_dir(f.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .filter(|path| std::fs::read(path).unwrap().windows(run.len()).any(|window| window == run))
        .collect()
}

#[tokio::test]
async fn a_photo_is_there_after_the_app_was_killed_and_in_no_file_to_be_looked_at() {
    let mut f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    add(&f, record, "photo_1", 10);
    f.start_again();
    f.unlock();
    let thumbnails = f.phone.thumbnails(record).unwrap();
    assert_eq!(thumbnails.keys().collect::<Vec<_>>(), ["photo_1"]);
    let thumbnail = image::load_from_memory(&thumbnails["photo_1"]).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (240, 180));
    let taken = photo(400, 300, 10);
    for jpeg in [&taken, &kentongan::picture::prepare(&taken).unwrap().picture, &thumbnails["photo_1"]] {
        assert!(files_with_jpeg(&f, jpeg).is_empty());
    }
    assert_eq!(f.phone.drafts().unwrap().len(), 1, "a draft with a photo is in the list");
}

#[tokio::test]
async fn a_photo_taken_out_is_gone_and_those_behind_it_move_up() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    for (question, shade) in [("photo_1", 10), ("photo_2", 20), ("photo_3", 30)] {
        add(&f, record, question, shade);
    }
    let before = names(&f, record);
    f.phone.remove_photo(record, "photo_2").unwrap();
    assert_eq!(names(&f, record), [before[0], before[2]]);
    let answers = f.phone.photo_answers(record).unwrap();
    let answered: Vec<&str> = answers.iter().filter(|(_, a)| a.is_some()).map(|(name, _)| name.as_str()).collect();
    assert_eq!(answered, ["photo_1", "photo_2"]);
    assert_eq!(f.phone.thumbnails(record).unwrap().len(), 2);
    // A photo taken again replaces the one before.
    add(&f, record, "photo_1", 40);
    assert_eq!(f.phone.thumbnails(record).unwrap().len(), 2);
    assert!(!names(&f, record).contains(&before[0]));
}

#[tokio::test]
async fn a_photo_that_cannot_be_kept_changes_nothing() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    add(&f, record, "photo_1", 10);
    let before = names(&f, record);
    let refused = |question: &str, bytes: &[u8]| f.phone.add_photo(record, question, bytes).unwrap_err();
    assert_eq!(refused("photo_1", b"Daftar hadir"), PhotoError::Picture(PictureError::Unreadable));
    assert_eq!(refused("title", &photo(40, 30, 9)), PhotoError::NotAsked);
    assert_eq!(refused("photo_9", &photo(40, 30, 9)), PhotoError::NotAsked);
    let incident = f.phone.start_draft("incident").unwrap();
    let error = f.phone.add_photo(incident, "suspect_accounts", &photo(40, 30, 9)).unwrap_err();
    assert_eq!(error, PhotoError::NotAsked, "an incident takes no image");
    f.phone.limit_storage(Some(1)).unwrap();
    assert_eq!(refused("photo_1", &photo(1600, 1200, 7)), PhotoError::Phone(PhoneError::DiskFull));
    f.phone.limit_storage(None).unwrap();
    assert_eq!(names(&f, record), before);
    f.phone.lock();
    assert_eq!(refused("photo_1", &photo(40, 30, 9)), PhotoError::Phone(PhoneError::Locked));
}

#[tokio::test]
async fn photos_of_a_finished_record_wait_in_the_outbox_after_it_the_small_ones_first() {
    let f = Facilitator::ready().await;
    let record = f.filled("activity");
    f.phone.add_photo(record, "photo_1", &photo(1600, 1200, 1)).unwrap();
    add(&f, record, "photo_2", 2);
    let names = names(&f, record);
    assert!(outbox(&f).attachments().unwrap().is_empty(), "a draft's photos are nobody's yet");
    f.finish(record).unwrap();

    let sender = outbox(&f);
    assert_eq!(lying(&sender), names.iter().copied().collect());
    assert!(sender.due_attachments(morning(), true, 9).unwrap().is_empty(), "the record goes first");
    for name in &names {
        assert_eq!(AttachmentName::of(&bytes(&sender, *name).unwrap()), *name, "the sealed bytes are whole");
    }
    let whole = bytes(&sender, names[1]).unwrap();
    assert_eq!(sender.attachment_bytes(names[1], 100, 50).unwrap().unwrap(), whole[100..150]);
    assert!(sender.attachment_bytes(names[1], whole.len() as u64, 50).unwrap().unwrap().is_empty());
    let waiting = f.phone.waiting_photos(9).unwrap();
    assert_eq!((waiting.len(), waiting[0].record, waiting[0].count), (1, record, 2));
    assert!(f.phone.start_draft("activity").is_ok());
    assert_eq!(f.phone.add_photo(record, "photo_3", &photo(40, 30, 9)), Err(PhoneError::NotADraft.into()));

    f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    f.send_now().await;
    f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    let due = sender.due_attachments(morning(), false, 9).unwrap();
    assert_eq!(due.iter().map(|photo| photo.name).collect::<Vec<_>>(), [names[1], names[0]], "small ones first");
    sender.put_attachment_progress(names[0], Some("/v1/attachments/7"), 1000).unwrap();
    let resumed = sender.due_attachments(morning(), false, 9).unwrap().remove(1);
    assert_eq!((resumed.upload_url.as_deref(), resumed.offset), (Some("/v1/attachments/7"), 1000));
    let left = f.phone.waiting_photos(9).unwrap()[0].bytes;
    assert_eq!(left, due.iter().map(|photo| photo.size).sum::<u64>() - 1000);
}

#[tokio::test]
async fn photos_wait_for_wifi_or_for_the_person_where_that_was_chosen() {
    let f = Facilitator::ready().await;
    let finished = |f: &Facilitator| {
        let record = f.filled("activity");
        add(f, record, "photo_1", 3);
        f.finish(record).unwrap();
        record
    };
    let first = finished(&f);
    f.phone.set_photos_allowed(PhotosAllowed::WifiOnly).unwrap();
    let second = finished(&f);
    f.phone.allow_photos_of(first, PhotosAllowed::NotNow).unwrap();
    f.device.set_metering(Metering::Metered);
    f.send_now().await;
    f.phone.allow_photos_of(first, PhotosAllowed::AnyNetwork).unwrap();
    let due = |on_wifi| outbox(&f).due_attachments(morning(), on_wifi, 9).unwrap().len();
    assert_eq!((due(false), due(true)), (1, 2));
    f.phone.allow_photos_of(first, PhotosAllowed::NotNow).unwrap();
    assert_eq!((due(false), due(true)), (0, 1));
    f.phone.allow_photos_of(second, PhotosAllowed::AnyNetwork).unwrap();
    assert_eq!((due(false), due(true)), (1, 1));
    let chosen: Vec<PhotosAllowed> = f.phone.waiting_photos(9).unwrap().iter().map(|waiting| waiting.allowed).collect();
    assert_eq!(chosen, [PhotosAllowed::NotNow, PhotosAllowed::AnyNetwork]);
}

#[tokio::test]
async fn only_a_valid_receipt_makes_the_phone_give_a_photo_up() {
    let mut f = Facilitator::ready().await;
    let record = f.filled("activity");
    add(&f, record, "photo_1", 4);
    f.finish(record).unwrap();
    f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    f.send_now().await;
    f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    let name = names(&f, record)[0];
    let sealed = bytes(&outbox(&f), name).unwrap();
    let receipt =
        |key: &SigningKey| AttachmentReceipt::sign(name, sealed.len() as u64, DeviceId::new(), morning(), key);
    outbox(&f).put_attachment_delivered(&receipt(&SigningKey::generate().unwrap())).unwrap();
    f.start_again();
    f.unlock();
    let due = outbox(&f).due_attachments(morning(), true, 9).unwrap();
    assert_eq!((due.len(), bytes(&outbox(&f), name)), (1, Some(sealed.clone())), "forged: it is sent again");

    outbox(&f).put_attachment_delivered(&receipt(f.central.receipt_key())).unwrap();
    f.start_again();
    f.unlock();
    assert_eq!(bytes(&outbox(&f), name), None);
    assert_eq!(f.phone.thumbnails(record).unwrap().len(), 1, "what it was can still be seen");
    f.start_again();
    f.unlock();
    assert!(outbox(&f).attachments().unwrap().is_empty(), "and it is never put in again");
}

#[tokio::test]
async fn photos_that_the_outbox_lost_are_put_in_again_from_the_vault() {
    let mut f = Facilitator::ready().await;
    let record = f.filled("activity");
    add(&f, record, "photo_1", 5);
    add(&f, record, "photo_2", 6);
    f.finish(record).unwrap();
    let names = names(&f, record);
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(f.folder.path().join(format!("outbox.db{ending}"))));
    }
    f.start_again();
    f.unlock();
    assert_eq!(lying(&outbox(&f)), names.iter().copied().collect());
    assert_eq!(AttachmentName::of(&bytes(&outbox(&f), names[1]).unwrap()), names[1]);
}

/// Two records. The photos of one go when the person says so. Those of the other follow the settings: over Wi-Fi only.
fn chosen_for_two(f: &Facilitator) -> [RecordId; 2] {
    f.phone.set_photos_allowed(PhotosAllowed::WifiOnly).unwrap();
    let records = [1, 2].map(|shade| f.finished_with_photos(&[photo(400, 300, shade)]));
    f.phone.allow_photos_of(records[0], PhotosAllowed::NotNow).unwrap();
    // This choice is only for later records.
    f.phone.set_photos_allowed(PhotosAllowed::NotNow).unwrap();
    records
}

fn are_as_chosen(f: &Facilitator, records: &[RecordId]) {
    assert_eq!(chosen(f, records), [PhotosAllowed::NotNow, PhotosAllowed::WifiOnly]);
    assert_eq!(f.phone.photos_allowed().unwrap(), PhotosAllowed::NotNow);
    let later = f.finished_with_photos(&[photo(400, 300, 3)]);
    assert_eq!(chosen(f, &[later]), [PhotosAllowed::NotNow]);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_which_networks_photos_go_stays_as_chosen_on_a_phone_that_is_enrolled_again() {
    let f = Facilitator::ready().await;
    let records = chosen_for_two(&f);
    let central = RealCentral::start_small("Dinas Baru").await;
    let granted = f.phone.ask_to_enrol_again(&central.address(), &central.code().await).await.unwrap();
    f.phone.enrol_again(compared(granted)).await.unwrap();
    are_as_chosen(&f, &records);
}

#[tokio::test]
async fn over_which_networks_photos_go_stays_as_chosen_when_a_damaged_outbox_is_replaced() {
    let mut f = Facilitator::ready().await;
    let records = chosen_for_two(&f);
    for (ending, content) in [("", "no database"), ("-wal", ""), ("-shm", "")] {
        std::fs::write(f.folder.path().join(format!("outbox.db{ending}")), content.repeat(500)).unwrap();
    }
    f.start_again();
    assert!(f.folder.path().join("outbox.db.damaged").exists());
    f.unlock();
    are_as_chosen(&f, &records);
}

/// As after a crash between the two files.
#[tokio::test]
async fn an_outbox_that_missed_a_choice_gets_it_at_the_next_unlocking() {
    let mut f = Facilitator::ready().await;
    let records = chosen_for_two(&f);
    let database = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    database.execute("UPDATE attachments SET allowed = 'any_network'", []).unwrap();
    drop(database);
    f.start_again();
    f.unlock();
    are_as_chosen(&f, &records);
}

#[tokio::test]
async fn the_vault_adopts_a_choice_that_only_an_older_outbox_stored() {
    let mut f = Facilitator::ready().await;
    let database = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    database.execute("UPDATE settings SET photos_allowed = 'wifi_only'", []).unwrap();
    let record = f.finished_with_photos(&[photo(400, 300, 1)]);
    assert_eq!(chosen(&f, &[record]), [PhotosAllowed::WifiOnly]);
    drop(database);
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(f.folder.path().join(format!("outbox.db{ending}"))));
    }
    f.start_again();
    f.unlock();
    assert_eq!(chosen(&f, &[record]), [PhotosAllowed::WifiOnly]);
    assert_eq!(f.phone.photos_allowed().unwrap(), PhotosAllowed::WifiOnly);
}

#[tokio::test]
async fn a_draft_thrown_away_takes_its_photos_with_it_and_hidden_ones_are_not_finished() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    add(&f, record, "photo_1", 7);
    f.phone.discard_draft(record).unwrap();
    assert_eq!(f.phone.thumbnails(record), Err(PhoneError::NoSuchRecord));

    let record = f.filled("activity");
    add(&f, record, "photo_1", 8);
    add(&f, record, "photo_2", 9);
    let second = names(&f, record)[1];
    f.phone.save_answer(record, "photo_1", None::<&Value>).unwrap();
    f.finish(record).unwrap();
    assert!(outbox(&f).attachments().unwrap().is_empty(), "{second} is hidden by the form, so it is not sent");
}
