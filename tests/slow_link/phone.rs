//! A phone that records, and later sends while it is locked, each in a process of its own.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kentongan::enrolment::GrantedEnrolment;
use kentongan::outbox::{NewAttachment, NewEnvelope, Outbox, Queue};
use kentongan::phone::Pin;
use kentongan::photos_allowed::PhotosAllowed;
use kentongan_exchange::{
    Envelope, FormReference, RecordCode, RecordId, RecordVersion, SealedAttachment, WIRE_VERSION,
};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::recording::Facilitator;

/// The PIN of the tests.
pub const PIN: &str = "482915";
/// Kelurahan Tempelan.
pub const VILLAGE: &str = "33.16.09.1016";
/// The recorded answers, for other senders.
pub const ANSWERS: &str = "answers.json";

/// What a phone recorded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RecordedBytes {
    /// Bytes of the sealed records.
    pub record_bytes: u64,
    /// Bytes of the sealed photos.
    pub photo_bytes: u64,
}

/// How sending went.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendingResult {
    /// Until the last answer.
    pub took: Duration,
    /// Records that still wait.
    pub waiting: u32,
    /// The process's peak memory, in KiB.
    pub peak_memory: u64,
}

/// Enrols and records one activity as a person would. The others have the same answers; some of them have a photo of so
/// many bytes. All are sealed and signed as in the app, and wait only in the outbox.
pub async fn record(
    folder: &Path,
    address: &str,
    code: &str,
    activities: u32,
    (photos, photo_bytes): (u32, usize),
) -> RecordedBytes {
    let facilitator = Facilitator::switched_on(folder);
    facilitator.phone.enrol(address, code).await.unwrap();
    let enrolled = GrantedEnrolment::read(&folder.join("enrolment.json")).unwrap().unwrap().enrolled().unwrap();
    facilitator.phone.choose_pin(&Pin::new(PIN).unwrap()).unwrap();
    let view = facilitator.phone.record(facilitator.finish_activity(VILLAGE)).unwrap();
    let answers = view.answers.to_json();
    let form = FormReference { id: view.form.id().to_owned(), version: view.form.version().to_owned() };
    let outbox = Outbox::open(&folder.join("outbox.db")).unwrap();
    let mut recorded = RecordedBytes { record_bytes: 0, photo_bytes: 0 };
    let mut envelopes = Vec::new();
    for number in 1..activities {
        let record = RecordId::new();
        let mut countable = answers.clone();
        if number <= photos {
            let sealed = SealedAttachment::seal(&vec![7; photo_bytes], &enrolled.case_recipients).unwrap();
            let SealedAttachment { name, ciphertext } = &sealed;
            outbox
                .put_attachment(NewAttachment {
                    name: *name,
                    record,
                    revision: 1,
                    allowed: PhotosAllowed::AnyNetwork,
                    ciphertext,
                })
                .unwrap();
            countable.insert("photo_1".to_owned(), name.to_string().into());
            recorded.photo_bytes += ciphertext.len() as u64;
        }
        let now = Timestamp::now();
        let version = RecordVersion {
            wire: WIRE_VERSION,
            record,
            revision: 1,
            code: RecordCode::new("TMP", 2026, number),
            form: form.clone(),
            device_seq: u64::from(number) + 1,
            started_at: now,
            finished_at: now,
            finished_at_wall_clock: TimeZone::UTC.to_datetime(now),
            countable,
            sealed: None,
            unknown: Map::new(),
        };
        let body = version.to_bytes().unwrap();
        let (device, central, key) = (enrolled.device, &enrolled.central_recipient, &enrolled.signing_key);
        envelopes.push(NewEnvelope {
            envelope: Envelope::seal(&body, record, 1, device, central, key).unwrap(),
            digest: RecordVersion::digest(&body),
        });
    }
    outbox.put(&envelopes).unwrap();
    let all: usize = outbox
        .due(Queue::Own, Timestamp::now(), usize::MAX, usize::MAX)
        .unwrap()
        .iter()
        .map(|sent| sent.envelope.ciphertext.0.len())
        .sum();
    recorded.record_bytes = all as u64;
    let submitted = vec![answers; activities.min(1_000) as usize];
    std::fs::write(folder.join(ANSWERS), serde_json::to_vec(&submitted).unwrap()).unwrap();
    recorded
}

/// Starts the locked phone's sender and waits until nothing waits, or time is up.
pub async fn send(folder: &Path, patience: Duration) -> SendingResult {
    let phone = Facilitator::switched_on(folder).phone;
    let began = Instant::now();
    let mut sending = phone.sending();
    let sender = tokio::spawn(phone.clone().run_sender());
    let waiting = || {
        let photos = phone.all_waiting_photos().unwrap().map_or(0, |photos| photos.count);
        phone.outbox_status().unwrap().waiting + phone.outbox_status().unwrap().refused + photos
    };
    while waiting() > 0 && began.elapsed() < patience {
        // The next look decides, changed or not.
        drop(tokio::time::timeout(Duration::from_millis(200), sending.changed()).await);
    }
    let took = began.elapsed();
    sender.abort();
    SendingResult { took, waiting: waiting(), peak_memory: peak_memory() }
}

/// `VmHWM` of proc(5).
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}
