//! A record's way through the exchange, with real keys: finished, sealed, signed, opened, receipted.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{
    DeviceId, Envelope, FormReference, Receipt, RecordAnswer, RecordCode, RecordId, RecordOutcome, RecordVersion,
    Refusal, RefusalCode, SealedAnswers,
};
use serde_json::{Map, Value, json};

struct Parties {
    central: Identity,
    case: Identity,
    receipts: SigningKey,
    device: DeviceId,
    device_key: SigningKey,
}

fn parties() -> Parties {
    Parties {
        central: Identity::generate(),
        case: Identity::generate(),
        receipts: SigningKey::generate().unwrap(),
        device: DeviceId::new(),
        device_key: SigningKey::generate().unwrap(),
    }
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn finished(parties: &Parties) -> (RecordVersion, Vec<u8>) {
    let version = RecordVersion {
        wire: 1,
        record: RecordId::new(),
        revision: 1,
        code: RecordCode::new("TMP", 2026, 4711),
        form: FormReference { id: "incident".into(), version: "2026112301".into() },
        device_seq: 1,
        started_at: Timestamp::UNIX_EPOCH,
        finished_at: Timestamp::UNIX_EPOCH,
        finished_at_wall_clock: jiff::civil::date(1970, 1, 1).at(7, 0, 0, 0),
        countable: map(json!({"danger_now": "yes", "area": "33.16.09.1016"})),
        sealed: SealedAnswers::seal(&map(json!({"safe_contact": "KODE-RAHASIA-1"})), &[parties.case.recipient()])
            .unwrap(),
        unknown: Map::new(),
    };
    let bytes = version.to_bytes().unwrap();
    (version, bytes)
}

#[test]
fn central_reads_the_countable_answers_and_only_the_case_key_the_sealed_ones() {
    let p = parties();
    let (version, bytes) = finished(&p);
    let envelope = Envelope::seal(&bytes, version.record, 1, p.device, &p.central.recipient(), &p.device_key).unwrap();
    envelope.check_signature(&p.device_key.verifying_key()).unwrap();

    let opened = envelope.open(&p.central).unwrap();
    assert_eq!(opened.as_slice(), bytes);
    let read = RecordVersion::from_bytes(&opened).unwrap();
    assert_eq!(read.countable["danger_now"], "yes");
    assert!(!String::from_utf8_lossy(&opened).contains("KODE-RAHASIA-1"));
    let sealed = read.sealed.unwrap();
    assert!(sealed.open(&p.central).is_err(), "central must not open sealed answers");
    assert_eq!(sealed.open(&p.case).unwrap()["safe_contact"], "KODE-RAHASIA-1");
}

#[test]
fn sealing_again_after_a_crash_gives_the_same_version_inside() {
    let p = parties();
    let (version, bytes) = finished(&p);
    let seal = || Envelope::seal(&bytes, version.record, 1, p.device, &p.central.recipient(), &p.device_key).unwrap();
    let (first, second) = (seal(), seal());
    assert_ne!(first.ciphertext, second.ciphertext);
    let digest = |e: &Envelope| RecordVersion::digest(&e.open(&p.central).unwrap());
    assert_eq!(digest(&first), digest(&second));
}

#[test]
fn an_envelope_changed_on_its_way_is_noticed() {
    let p = parties();
    let (version, bytes) = finished(&p);
    let sealed = Envelope::seal(&bytes, version.record, 1, p.device, &p.central.recipient(), &p.device_key).unwrap();
    let key = p.device_key.verifying_key();
    let changed = [
        Envelope { record: RecordId::new(), ..sealed.clone() },
        Envelope { revision: 2, ..sealed.clone() },
        Envelope { device: DeviceId::new(), ..sealed.clone() },
        Envelope { recipient: p.case.recipient(), ..sealed.clone() },
        Envelope { wire: 0, ..sealed.clone() },
    ];
    for envelope in changed {
        assert!(envelope.check_signature(&key).is_err());
    }
    assert!(sealed.check_signature(&key).is_ok());
}

#[test]
fn a_receipt_holds_only_for_the_version_the_phone_sent_and_only_from_its_central() {
    let p = parties();
    let (version, bytes) = finished(&p);
    let digest = RecordVersion::digest(&bytes);
    let sent = Stored { record: version.record, revision: 1, device: p.device, digest: &digest };
    let receipt = Receipt::sign(sent, Timestamp::UNIX_EPOCH, &p.receipts);
    let key = p.receipts.verifying_key();
    assert!(receipt.check(sent, &key).is_ok());
    assert_eq!(receipt.short_code().len(), 6);

    let other_digest = RecordVersion::digest(b"another body");
    assert!(receipt.check(Stored { digest: &other_digest, ..sent }, &key).is_err());
    assert!(receipt.check(Stored { revision: 2, ..sent }, &key).is_err());
    assert!(receipt.check(sent, &p.device_key.verifying_key()).is_err());
    let later = Receipt { stored_at: Timestamp::MAX, ..receipt };
    assert!(later.check(sent, &key).is_err());
}

#[test]
fn fields_of_a_newer_version_survive_reading_and_writing() {
    let p = parties();
    let (_, bytes) = finished(&p);
    let mut json: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
    json.insert("moon_phase".into(), json!("full"));
    let read = RecordVersion::from_bytes(&serde_json::to_vec(&json).unwrap()).unwrap();
    assert_eq!(read.unknown["moon_phase"], "full");
    assert!(String::from_utf8(read.to_bytes().unwrap()).unwrap().contains("moon_phase"));
}

#[test]
fn a_small_envelope_that_unfolds_into_a_huge_record_is_refused() {
    let p = parties();
    let huge = vec![b' '; kentongan_exchange::MAX_RECORD_BYTES + 1];
    let envelope = Envelope::seal(&huge, RecordId::new(), 1, p.device, &p.central.recipient(), &p.device_key).unwrap();
    assert!(envelope.ciphertext.0.len() < 4096);
    assert!(envelope.open(&p.central).is_err());
}

#[test]
fn the_answer_of_a_batch_reads_as_the_documented_json() {
    let answer = RecordAnswer {
        record: RecordId::new(),
        revision: 1,
        outcome: RecordOutcome::Rejected { refusal: Refusal::new(RefusalCode::UnknownForm, "incident 9") },
    };
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["outcome"], "rejected");
    assert_eq!(json["refusal"]["code"], "unknown_form");
    assert_eq!(json["refusal"]["retriable"], true);
    assert_eq!(serde_json::from_value::<RecordAnswer>(json).unwrap(), answer);
}

#[test]
fn an_outcome_in_a_newer_centrals_words_does_not_make_the_whole_answer_unreadable() {
    let json = json!({"record": RecordId::new(), "revision": 1, "outcome": "framed_and_hung_up", "where": "hall"});
    assert_eq!(serde_json::from_value::<RecordAnswer>(json).unwrap().outcome, RecordOutcome::Unknown);
}
