//! Tests of erasing: no page of the vault holds erased answers. Even a person with the vault's key finds none.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::{Base64, SigningKey};
use kentongan_exchange::{
    AttachmentName, AttachmentReceipt, DeviceId, FormReference, Receipt, RecordCode, RecordId, RecordVersion,
    SealedAnswers, WIRE_VERSION,
};
use rusqlite::ffi;
use serde_json::{Map, Value as Json, json};

use super::{
    DataKey, FinishedVersion, Finishing, NewDraft, NewPhoto, RetentionTimes, StateFilter, Vault, VaultError, Verdict,
};
use crate::elapsed::Elapsed;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const KEEP: std::time::Duration = std::time::Duration::ZERO;

/// The secret of record number `record`. It is long enough for SQLite to move rows between pages.
fn secret(record: u32, question: usize) -> String {
    format!("RAHASIA-{record:04}-{question}-{}", "x".repeat(20 + (record as usize * 37 + question * 91) % 400))
}

/// The numbers of the records whose secret appears, whole or in part.
fn secrets_in(pages: &[u8]) -> BTreeSet<u32> {
    let mark = b"RAHASIA-";
    let starts = pages.iter().enumerate().filter(|(_, byte)| **byte == mark[0]).map(|(start, _)| start);
    let numbers = starts.filter(|start| pages[*start..].starts_with(mark)).filter_map(|start| {
        let digits = pages.get(start + mark.len()..start + mark.len() + 4)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    });
    numbers.collect()
}

fn has(pages: &[u8], text: &[u8]) -> bool {
    let mut starts = pages.iter().enumerate().filter(|(_, byte)| **byte == text[0]).map(|(start, _)| start);
    starts.any(|start| pages[start..].starts_with(text))
}

/// Every page of the database, decrypted: those in use with their gaps, and the free ones.
#[expect(unsafe_code, reason = "nothing else shows the gaps between rows and the free pages")]
fn deciphered(vault: &Vault) -> Vec<u8> {
    let mut size = 0;
    // SAFETY: the handle stays open as long as `vault` lives. The result is copied first and then freed once.
    unsafe {
        let image = ffi::sqlite3_serialize(vault.connection.handle(), c"main".as_ptr(), &raw mut size, 0);
        assert!(!image.is_null());
        let copy = std::slice::from_raw_parts(image, usize::try_from(size).unwrap()).to_vec();
        ffi::sqlite3_free(image.cast());
        copy
    }
}

struct TestPhone {
    vault: Vault,
    key: SigningKey,
    device: DeviceId,
    chance: u64,
}

impl TestPhone {
    fn begin(path: &Path) -> Self {
        let vault = Vault::open(path, &DataKey::generate().unwrap()).unwrap();
        Self { vault, key: SigningKey::generate().unwrap(), device: DeviceId::new(), chance: 0x9E37_79B9_7F4A_7C15 }
    }

    fn next(&mut self, below: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % below
    }

    /// Fills in drafts in turns, with corrections, so that their rows mix.
    fn fill_in(&mut self, count: u32) -> Vec<RecordId> {
        let form = FormReference { id: "incident".to_owned(), version: "1".to_owned() };
        let records: Vec<RecordId> = (0..count)
            .map(|number| {
                let code = RecordCode::new("TMP", 2026, number);
                let (record, answers) = (RecordId::new(), Map::new());
                let draft = NewDraft { record, code: &code, form: &form, answers: &answers, started_at: NOW };
                let record = self.vault.begin_draft(&draft).unwrap();
                self.vault.save_answer(record, "risk", Some(&json!("high")), NOW).unwrap();
                record
            })
            .collect();
        for question in 0..6 {
            for (number, record) in (0..count).zip(&records) {
                let typed = secret(number, question);
                if self.next(2) == 0 {
                    let part = json!(typed[..typed.len() / 2]);
                    self.vault.save_answer(*record, &format!("sealed_{question}"), Some(&part), NOW).unwrap();
                }
                self.vault.save_answer(*record, &format!("sealed_{question}"), Some(&json!(typed)), NOW).unwrap();
            }
        }
        records
    }

    fn finish(&mut self, record: RecordId) {
        let answers = self.vault.answers_of(record).unwrap().answers;
        let (countable, sealed): (Map<String, Json>, Map<String, Json>) =
            answers.clone().into_iter().partition(|(question, _)| question == "risk");
        let case = [Identity::generate().recipient()];
        let version = RecordVersion {
            wire: WIRE_VERSION,
            record,
            revision: 1,
            code: RecordCode::new("TMP", 2026, 7),
            form: FormReference { id: "incident".to_owned(), version: "1".to_owned() },
            device_seq: self.vault.next_device_seq().unwrap(),
            started_at: NOW,
            finished_at: NOW,
            finished_at_wall_clock: jiff::civil::date(2026, 11, 25).at(9, 0, 0, 0),
            countable,
            sealed: SealedAnswers::seal(&sealed, &case).unwrap(),
            unknown: Map::new(),
        };
        let body = version.to_bytes().unwrap();
        let RecordVersion { code, form, device_seq, .. } = version;
        let digest = RecordVersion::digest(&body);
        let version = FinishedVersion { record, revision: 1, code, form, finished_at: NOW, digest, body };
        let finishing = Finishing { device_seq, saved: &answers, answers: &answers, has_sealed: true };
        self.vault.finish(&version, finishing).unwrap();
    }

    fn deliver(&mut self, record: RecordId) {
        let digest = self.vault.version(record, 1).unwrap().digest;
        let stored = Stored { record, revision: 1, device: self.device, digest: &digest };
        let receipt = Receipt::sign(stored, NOW, &self.key);
        self.vault.note_verdicts(&[Verdict::Receipt(receipt)], KEEP).unwrap();
    }
}

#[test]
fn what_was_erased_is_in_no_page_in_use_or_free_and_the_others_are_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let mut life = TestPhone::begin(&folder.path().join("vault.db"));
    let records = life.fill_in(120);
    for record in &records[..110] {
        life.finish(*record);
    }
    let (erased, kept) = (&records[..60], &records[60..]);
    for record in &records[..90] {
        life.deliver(*record);
    }
    let bodies: Vec<Vec<u8>> = records[..110].iter().map(|r| life.vault.version(*r, 1).unwrap().body).collect();
    let every: BTreeSet<u32> = (0..120).collect();
    assert_eq!(secrets_in(&deciphered(&life.vault)), every, "the search finds what is there");

    life.vault.erase_sealed(erased, NOW).unwrap();
    assert!(life.vault.wipe().unwrap());
    assert!(!life.vault.wipe().unwrap(), "once is enough");

    let pages = deciphered(&life.vault);
    assert_eq!(secrets_in(&pages), (60..120).collect());
    for (number, body) in bodies.iter().enumerate().step_by(10) {
        let sealed = RecordVersion::from_bytes(body).unwrap().sealed.unwrap();
        assert_eq!(has(&pages, &sealed_text(&sealed)[100..160]), number >= 60, "the sealed part of record {number}");
    }
    for (number, record) in (60_u32..).zip(kept) {
        let answers = life.vault.answers_of(*record).unwrap().answers;
        for question in 0..6 {
            assert_eq!(answers[&format!("sealed_{question}")], secret(number, question));
        }
    }
    for (record, body) in records[60..110].iter().zip(&bodies[60..]) {
        assert_eq!(life.vault.version(*record, 1).unwrap().body, *body);
    }
    for record in erased {
        let version = RecordVersion::from_bytes(&life.vault.version(*record, 1).unwrap().body).unwrap();
        assert_eq!((version.sealed, version.countable.len()), (None, 1), "what is counted stays");
        assert_eq!(
            life.vault.answers_of(*record).unwrap().answers,
            Map::from_iter([("risk".to_owned(), json!("high"))])
        );
    }
    let log = folder.path().join("vault.db-wal");
    // Noting that the wipe is done takes one page.
    assert!(std::fs::metadata(log).unwrap().len() <= 4 * 4_200, "the log was emptied");
}

/// The sealed part, as a version's JSON has it.
fn sealed_text(sealed: &SealedAnswers) -> Vec<u8> {
    let Json::String(text) = serde_json::to_value(sealed).unwrap() else { panic!("base64") };
    text.into_bytes()
}

#[test]
fn without_a_receipt_nothing_is_erased() {
    let folder = tempfile::tempdir().unwrap();
    let mut life = TestPhone::begin(&folder.path().join("vault.db"));
    let records = life.fill_in(2);
    life.finish(records[0]);
    for record in &records {
        assert_eq!(life.vault.erase_sealed(&[*record], NOW), Err(VaultError::NotDelivered));
        assert_eq!(life.vault.answers_of(*record).unwrap().answers.len(), 7);
    }
    let at_once = RetentionTimes { chosen: KEEP, unaccepted: KEEP };
    assert_eq!(life.vault.to_be_erased(at_once, std::time::Duration::MAX).unwrap(), []);
    assert!(!life.vault.wipe().unwrap());
}

#[test]
fn a_small_picture_is_erased_once_central_has_the_photo_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut life = TestPhone::begin(&folder.path().join("vault.db"));
    let record = life.fill_in(1)[0];
    let (name, thumbnail) = (AttachmentName::of(b"sealed photo"), "GAMBAR-KECIL-".repeat(700));
    let photo = NewPhoto { name, ciphertext: b"sealed photo", thumbnail: thumbnail.as_bytes() };
    life.vault.add_photo(record, "photo_1", photo, NOW).unwrap();
    life.finish(record);
    life.deliver(record);
    life.vault.erase_sealed(&[record], NOW).unwrap();
    life.vault.wipe().unwrap();
    assert!(life.vault.thumbnail(record, name).unwrap().is_some(), "central has not got it");
    assert!(!life.vault.erase_late_photos().unwrap());

    let receipt =
        AttachmentReceipt { name, size: 12, device: life.device, stored_at: NOW, signature: Base64(vec![0; 64]) };
    life.vault.note_photo_receipt(&receipt).unwrap();
    assert!(life.vault.erase_late_photos().unwrap());
    assert!(life.vault.wipe().unwrap());
    assert_eq!(life.vault.thumbnail(record, name).unwrap(), None);
    assert!(!has(&deciphered(&life.vault), b"GAMBAR-KECIL-"));
    assert!(!life.vault.erase_late_photos().unwrap());
}

#[test]
fn how_much_time_has_passed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut life = TestPhone::begin(&folder.path().join("vault.db"));
    assert_eq!(life.vault.elapsed().unwrap(), None);
    let contact = crate::elapsed::Contact { central_clock: NOW, own_clock: NOW };
    let seconds = std::time::Duration::from_secs;
    let later = Elapsed::begin(seconds(5), Some(contact)).at(seconds(9), None);
    life.vault.put_elapsed(later).unwrap();
    assert_eq!(life.vault.elapsed().unwrap(), Some(later));
    assert_eq!(life.vault.records(StateFilter::All, "", None, 9).unwrap(), []);
}
