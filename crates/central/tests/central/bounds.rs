//! What central refuses, always with its own reason.

use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{Envelope, MAX_BATCH_BYTES, RecordAnswer, RecordId, RecordOutcome, RefusalCode};
use serde_json::{Value, json};

use crate::support::{Dice, Finished, Phone, Server};

async fn reason(phone: &Phone, record: &Finished) -> (RefusalCode, String) {
    let RecordOutcome::Rejected { refusal } = phone.send_one(record).await else { panic!("not refused") };
    (refusal.code, refusal.message)
}

#[tokio::test]
async fn fifty_envelopes_are_taken_and_fifty_one_refused() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let records: Vec<Finished> = (0..51).map(|_| phone.incident(&mut dice)).collect();
    let all = records.iter().map(|record| record.envelope.clone()).collect();
    let (status, refusal) = Phone::refused(phone.try_send(all).await.unwrap()).await;
    assert_eq!((status, refusal.code), (413, RefusalCode::TooManyRecords));
    assert_eq!(server.count("records"), 0);
    phone.send(&records.iter().take(50).collect::<Vec<_>>()).await;
    assert_eq!(server.count("records"), 50);
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_batch_is_refused_and_the_phone_reads_why() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let (status, refusal) = phone.post(vec![b' '; MAX_BATCH_BYTES + 1]).await;
    assert_eq!((status, refusal.code), (413, RefusalCode::TooLarge));
    let (status, refusal) = phone.post(vec![b' '; 5 * MAX_BATCH_BYTES]).await;
    assert_eq!((status, refusal.code), (413, RefusalCode::TooLarge), "read to its end, so that the answer is seen");
    for body in ["", "not JSON", "[]", "{}", "{\"wire\":1}", "\u{0}"] {
        let (status, refusal) = phone.post(body).await;
        assert_eq!((status, refusal.code), (400, RefusalCode::MalformedBody), "{body}");
    }
    let mut request = serde_json::to_value(phone.request(vec![])).unwrap();
    request["wire"] = json!(2);
    let (status, refusal) = phone.post(request.to_string()).await;
    assert_eq!((status, refusal.code), (400, RefusalCode::UnsupportedWire));
    let plain = phone.client.post(format!("{}/v1/records", phone.address)).bearer_auth(&phone.enrolment.token);
    let (status, refusal) = Phone::refused(plain.body("{}").send().await.unwrap()).await;
    assert_eq!((status, refusal.code), (415, RefusalCode::MalformedBody));
}

#[tokio::test]
async fn an_unknown_address_or_method_is_refused_in_centrals_words() {
    let server = Server::start().await;
    let (status, _) = Phone::refused(server.get("/v1/nothing").await).await;
    assert_eq!(status, 404);
    let (status, _) = Phone::refused(server.get("/v1/enrol").await).await;
    assert_eq!(status, 405);
}

#[tokio::test]
async fn without_a_token_or_with_a_wrong_one_nothing_is_read() {
    let server = Server::start().await;
    let mut phone = server.phone().await;
    let (status, refusal) = Phone::refused(server.get("/v1/feed").await).await;
    assert_eq!((status, refusal.code), (401, RefusalCode::NotEnrolled));
    phone.enrolment.token = "guessed".to_owned();
    let (status, refusal) = phone.post(vec![b' '; 100_000]).await;
    assert_eq!((status, refusal.code), (401, RefusalCode::NotEnrolled));
}

#[tokio::test]
async fn a_revoked_phone_hears_nothing_more() {
    let server = Server::start().await;
    let lost = server.phone().await;
    server.central.revoke_device(&lost.enrolment.device_code).await.unwrap();
    let asked = lost.client.get(format!("{}/v1/feed", server.address)).bearer_auth(&lost.enrolment.token);
    let (status, refusal) = Phone::refused(asked.send().await.unwrap()).await;
    assert_eq!((status, refusal.code), (403, RefusalCode::DeviceRevoked));
    assert!(server.central.revoke_device("XXX-99").await.is_err());
}

#[tokio::test]
async fn an_envelope_for_another_server_or_with_a_foreign_signature_is_refused() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let seal = |recipient, key: &SigningKey| {
        let (version, device) = (&record.version, phone.enrolment.device);
        let envelope = Envelope::seal(&record.bytes, version.record, 1, device, recipient, key).unwrap();
        Finished { envelope, ..record.clone() }
    };
    let elsewhere = Identity::generate().recipient();
    assert_eq!(reason(&phone, &seal(&elsewhere, &phone.key)).await.0, RefusalCode::WrongServer);
    let ours = &phone.enrolment.central_recipient;
    let stranger = SigningKey::generate().unwrap();
    assert_eq!(reason(&phone, &seal(ours, &stranger)).await.0, RefusalCode::BadSignature);
    let unknown = Envelope { device: kentongan_exchange::DeviceId::new(), ..record.envelope.clone() };
    assert_eq!(reason(&phone, &Finished { envelope: unknown, ..record.clone() }).await.0, RefusalCode::BadSignature);
    assert_eq!(server.count("records"), 0);
}

#[tokio::test]
async fn an_envelope_that_holds_something_else_is_refused_as_unreadable() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let (id, body) = (record.version.record, record.bytes.as_slice());
    for envelope in [
        phone.envelope(b"no record", id, 1),
        phone.envelope(&vec![b' '; 300 * 1024], id, 1),
        phone.envelope(body, RecordId::new(), 1),
        phone.envelope(body, id, 2),
    ] {
        let wrong = Finished { envelope, ..record.clone() };
        assert_eq!(reason(&phone, &wrong).await.0, RefusalCode::Unreadable);
    }
}

#[tokio::test]
async fn something_that_is_no_envelope_does_not_block_the_others() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let (good, broken) = (phone.incident(&mut dice), phone.incident(&mut dice));
    let mut request = serde_json::to_value(phone.request(vec![good.envelope, broken.envelope])).unwrap();
    request["envelopes"][1]["ciphertext"] = json!("not base64!");
    let post = phone.client.post(format!("{}/v1/records", phone.address)).bearer_auth(&phone.enrolment.token);
    let answer: Value = post.json(&request).send().await.unwrap().json().await.unwrap();
    let records: Vec<RecordAnswer> = serde_json::from_value(answer["records"].clone()).unwrap();
    assert!(matches!(records[0].outcome, RecordOutcome::Stored { .. }));
    let RecordOutcome::Rejected { refusal } = &records[1].outcome else { panic!("not refused") };
    assert_eq!((refusal.code, records[1].record), (RefusalCode::Unreadable, broken.version.record));
}

#[tokio::test]
async fn a_form_version_never_gets_another_text() {
    let server = Server::start().await;
    let csv = include_str!("../../../../assets/forms/incident.csv");
    server.central.import_form(csv).await.unwrap();
    let changed = csv.replace("Apakah ada bahaya sekarang?", "Apakah ada bahaya?");
    let error = server.central.import_form(&changed).await.unwrap_err();
    assert!(error.to_string().contains("new version"), "{error}");
}

#[tokio::test]
async fn the_description_of_the_api_names_every_address() {
    let server = Server::start().await;
    let description: Value = server.get("/openapi.json").await.json().await.unwrap();
    for (path, methods) in [
        ("/v1/enrol", &["post"][..]),
        ("/v1/records", &["post"]),
        ("/v1/feed", &["get"]),
        ("/v1/attachments", &["post", "options"]),
        ("/v1/attachments/{name}", &["head", "patch", "delete", "options", "post"]),
        ("/healthz", &["get"]),
        ("/openapi.json", &["get"]),
    ] {
        let described = description["paths"][path].as_object().unwrap_or_else(|| panic!("{path} is missing"));
        assert_eq!(described.len(), methods.len(), "{path}");
        for method in methods {
            let answers = &described[*method]["responses"];
            assert!(answers["429"]["headers"]["Retry-After"].is_object(), "{method} {path}");
            let secured = described[*method]["security"].is_array();
            assert_eq!(answers["401"].is_object(), secured, "{method} {path}");
            let told = described[*method]["parameters"].to_string().contains("kentongan-phone");
            assert_eq!(told, secured, "{method} {path}: what the phone tells of itself");
        }
    }
    let receipt = &description["paths"]["/v1/attachments/{name}"]["patch"]["responses"]["204"]["headers"];
    assert!(receipt["kentongan-receipt"].is_object() && receipt["Upload-Offset"].is_object());
    assert!(description["components"]["schemas"]["Envelope"].is_object());
    let health: Value = server.get("/healthz").await.json().await.unwrap();
    assert_eq!((&health["service"], &health["wire"]), (&json!("kentongan-central"), &json!([1])));
}
