//! What the fuzzer tries: everything that reads bytes which somebody else may have made up.
//!
//! Each answers whether the bytes were what it reads; whatever they are, it must neither panic nor take for ever, and
//! what it has read it must write and read again as the same. The corpora are replayed by `tests/fuzz_corpora.rs`.

use kentongan_exchange::feed::Opened;
use kentongan_exchange::sealing::{self, Identity};
use kentongan_exchange::signing::{Base64, SigningKey};
use kentongan_exchange::{
    AttachmentName, AttachmentReceipt, CarryFile, DeviceId, Enrolment, EnrolmentCode, EnrolmentRequest, Envelope,
    FeedAnswer, FeedEntry, FeedItem, Receipt, RecordId, RecordVersion, RecordsAnswer, RecordsRequest,
};
use kentongan_forms::FormDefinition;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The name of each target, and the target.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub const ALL: [Target; 7] = [
    ("batch", batch),
    ("envelope", envelope),
    ("receipt", receipt),
    ("feed", feed),
    ("enrolment", enrolment),
    ("carry_file", carry_file),
    ("form", form),
];

/// Bodies of `POST /v1/records`, as central reads them and as the phone reads the answer.
pub fn batch(bytes: &[u8]) -> bool {
    let request = again::<RecordsRequest>(bytes);
    for envelope in request.iter().flat_map(|request| &request.envelopes) {
        look_at(envelope);
    }
    again::<RecordsAnswer>(bytes).is_some() || request.is_some()
}

/// One envelope; and these bytes as what a phone has sealed in one, be they packed or a record version.
pub fn envelope(bytes: &[u8]) -> bool {
    let envelope = again::<Envelope>(bytes);
    envelope.iter().for_each(look_at);
    let identity = identity();
    if let Ok(ciphertext) = sealing::seal(bytes, &[identity.recipient()]) {
        let made = Envelope {
            wire: 1,
            record: RecordId::new(),
            revision: 1,
            device: DeviceId::new(),
            recipient: identity.recipient(),
            ciphertext: Base64(ciphertext),
            signature: Base64(bytes.to_vec()),
        };
        if let Ok(body) = made.open(&identity) {
            drop(RecordVersion::from_bytes(&body));
        }
    }
    let version = RecordVersion::from_bytes(bytes);
    if let Ok(version) = &version {
        let written = version.to_bytes().expect("a version that was read can be written");
        assert_eq!(RecordVersion::from_bytes(&written).ok().as_ref(), Some(version));
        if let Some(sealed) = &version.sealed {
            drop(sealed.open(&identity));
        }
    }
    envelope.is_some() || version.is_ok()
}

/// Receipts of records and of attachments.
pub fn receipt(bytes: &[u8]) -> bool {
    let key = key().verifying_key();
    let receipt = again::<Receipt>(bytes);
    if let Some(receipt) = &receipt {
        assert_eq!(receipt.short_code().len(), 6);
        let Receipt { record, revision, device, .. } = *receipt;
        if let Ok(digest) = receipt.digest.0.as_slice().try_into() {
            let stored = kentongan_exchange::receipt::Stored { record, revision, device, digest };
            let _held = receipt.check(stored, &key);
        }
    }
    let attachment = again::<AttachmentReceipt>(bytes);
    if let Some(receipt) = &attachment {
        let _held = receipt.check(receipt.name, receipt.size, &key);
    }
    receipt.is_some() || attachment.is_some()
}

/// The feed's answer and its items; and these bytes as what is sealed in one.
pub fn feed(bytes: &[u8]) -> bool {
    let identity = identity();
    let answer = again::<FeedAnswer>(bytes);
    for item in answer.iter().flat_map(|answer| &answer.items) {
        drop(item.open(&identity));
    }
    let entry = again::<FeedEntry>(bytes);
    if let Ok(sealed) = sealing::seal(bytes, &[identity.recipient()]) {
        let item = FeedItem { cursor: 1, sealed: Base64(sealed) };
        match item.open(&identity) {
            Ok(Opened::Read(read)) => assert_eq!(Some(read), entry),
            Ok(Opened::Unread(json)) => assert_eq!((json.as_slice(), &entry), (bytes, &None)),
            Err(_too_large) => {}
        }
    }
    answer.is_some() || entry.is_some()
}

/// What is typed and what travels when a phone is enrolled.
pub fn enrolment(bytes: &[u8]) -> bool {
    let asked = again::<EnrolmentRequest>(bytes).is_some();
    let granted = again::<Enrolment>(bytes).is_some();
    let text = String::from_utf8_lossy(bytes);
    let code = EnrolmentCode::parse(&text);
    if let Ok(code) = &code {
        assert_eq!(EnrolmentCode::parse(&code.to_string()).as_ref(), Ok(code));
    }
    let name = text.parse::<AttachmentName>();
    if let Ok(name) = &name {
        assert_eq!(name.to_string(), text);
    }
    asked || granted || code.is_ok() || name.is_ok()
}

/// The file in which somebody carries records for a neighbour.
pub fn carry_file(bytes: &[u8]) -> bool {
    let Ok(file) = CarryFile::read(bytes) else { return false };
    let written = CarryFile::write(&file.recipient, &file.carried).expect("no larger than what was read");
    let read = CarryFile::read(&written).expect("a file of ours");
    assert_eq!((read.recipient, read.carried, read.unreadable), (file.recipient, file.carried, 0));
    true
}

/// A form, as somebody adds it at central.
pub fn form(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|csv| FormDefinition::from_csv(csv).is_ok())
}

fn look_at(envelope: &Envelope) {
    let _held = envelope.check_signature(&key().verifying_key());
    drop(envelope.open(&identity()));
    assert!(envelope.size() >= envelope.ciphertext.0.len());
}

/// Reads JSON, and what was read once more from how it is written.
fn again<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(bytes: &[u8]) -> Option<T> {
    let read: T = serde_json::from_slice(bytes).ok()?;
    let written = serde_json::to_vec(&read).expect("what was read can be written");
    let once_more: T = serde_json::from_slice(&written).expect("what we have written we can read");
    assert_eq!(once_more, read);
    Some(read)
}

/// A key that anybody may know: the corpora are sealed to it.
pub fn identity() -> Identity {
    let secret = "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQGPQYEE";
    Identity::from_secret(secret).expect("a key")
}

/// Another, to sign with.
pub fn key() -> SigningKey {
    SigningKey::from_secret(&[7; 32]).expect("a key")
}
