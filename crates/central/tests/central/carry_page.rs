//! A carry file that a coordinator uploads is processed like any batch.

use kentongan_central::Role;
use kentongan_exchange::carrying::{MAX_CARRIED, MAX_CARRY_BYTES};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{Carried, CarryFile, Envelope, RecordVersion};

use crate::support::{Browser, Dice, Finished, Page, Phone, Server};

fn file(phone: &Phone, records: &[Finished]) -> Vec<u8> {
    let carried: Vec<Carried> = records.iter().map(|record| Carried::Envelope(record.envelope.clone())).collect();
    CarryFile::write(&phone.enrolment.central_recipient, &carried).unwrap()
}

/// The file behind the button for receipts.
async fn receipts(coordinator: &mut Browser, page: &Page) -> CarryFile {
    receipts_of(coordinator, page, page.receipts()).await
}

async fn receipts_of(coordinator: &mut Browser, page: &Page, named: &str) -> CarryFile {
    let answer = coordinator.post("/carry/receipts", &[("token", &page.token()), ("records", named)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"tanda-terima.kentongan\"");
    CarryFile::read(answer.html.as_bytes()).unwrap()
}

#[tokio::test]
async fn what_is_carried_to_the_page_is_stored_and_its_receipts_hold_on_the_phone_that_made_it() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    // More than one batch.
    let records: Vec<Finished> = (0..70).map(|_| phone.incident(&mut dice)).collect();
    phone.send_one(&records[3]).await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let token = coordinator.get("/carry").await.token();
    let page = coordinator.upload("/carry", &token, &file(&phone, &records)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(page.html.contains("69 catatan baru tersimpan"), "{}", page.html);
    assert!(page.html.contains("1 catatan sudah ada sebelumnya") && !page.html.contains("ditolak"), "{}", page.html);
    assert_eq!((server.count("records"), server.count("feed"), server.conflicts()), (70, 69, 0));

    let given = receipts(&mut coordinator, &page).await;
    assert_eq!((given.recipient, given.unreadable), (phone.enrolment.central_recipient.clone(), 0));
    assert_eq!(given.carried.len(), 70);
    for (carried, record) in given.carried.iter().zip(&records) {
        let Carried::Receipt(receipt) = carried else { panic!("{carried:?}") };
        let digest = RecordVersion::digest(&record.bytes);
        let (record, device) = (record.version.record, phone.enrolment.device);
        let sent = Stored { record, revision: 1, device, digest: &digest };
        receipt.check(sent, &phone.enrolment.receipt_key).unwrap();
    }

    let again = coordinator.upload("/carry", &token, &file(&phone, &records)).await;
    assert!(again.html.contains("0 catatan baru tersimpan"), "{}", again.html);
    assert!(again.html.contains("70 catatan sudah ada sebelumnya"), "{}", again.html);
    assert_eq!(server.count("records"), 70, "twice carried, once stored");
    assert_eq!(receipts(&mut coordinator, &again).await.carried, given.carried);
    let noted: Vec<(String, String)> = server
        .database()
        .prepare("SELECT actor, subject FROM audit WHERE action = 'carry file'")
        .and_then(|mut rows| rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .unwrap();
    assert_eq!(
        noted,
        [("coordinator".to_owned(), "70 envelopes".to_owned()), ("coordinator".to_owned(), "70 envelopes".to_owned())]
    );
}

/// The phone that enrolled again accepts the receipt as its own. Central keeps the record as the first device's.
#[tokio::test]
async fn the_receipts_of_a_phone_that_enrolled_again_are_valid_for_its_new_enrolment() {
    let server = Server::start().await;
    let (before, now) = (server.phone().await, server.phone().await);
    let first = before.incident(&mut Dice::new());
    before.send_one(&first).await;
    let again = now.seal(first.version.clone());
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let token = coordinator.get("/carry").await.token();
    let page = coordinator.upload("/carry", &token, &file(&now, &[again, first.clone()])).await;
    assert!(page.html.contains("2 catatan sudah ada sebelumnya"), "{}", page.html);
    let given = receipts(&mut coordinator, &page).await.carried;
    assert_eq!(given.len(), 2);
    for (carried, phone) in given.iter().zip([&now, &before]) {
        let Carried::Receipt(receipt) = carried else { panic!("{carried:?}") };
        let digest = RecordVersion::digest(&first.bytes);
        let (record, device) = (first.version.record, phone.enrolment.device);
        let sent = Stored { record, revision: 1, device, digest: &digest };
        receipt.check(sent, &phone.enrolment.receipt_key).unwrap();
    }
    assert_eq!((server.count("records"), server.conflicts()), (1, 0));
}

#[tokio::test]
async fn an_edited_form_gets_no_receipt_that_central_did_not_give() {
    let server = Server::start().await;
    let (phone, other) = (server.phone().await, server.phone().await);
    let (brought, never_brought) = (phone.incident(&mut Dice::new()), phone.incident(&mut Dice::new()));
    phone.send_one(&never_brought).await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let token = coordinator.get("/carry").await.token();
    let page = coordinator.upload("/carry", &token, &file(&phone, std::slice::from_ref(&brought))).await;
    let named = page.receipts().to_owned();
    let (device, record) = (phone.enrolment.device.to_string(), brought.version.record.to_string());
    for edited in [
        named.replace(&device, &other.enrolment.device.to_string()),
        named.replace(&record, &never_brought.version.record.to_string()),
        named.replace(".1.", ".2."),
        format!("{}0", &named[..named.len() - 1]),
        format!("{}1", &named[..named.len() - 1]),
    ] {
        if edited != named {
            assert_eq!(receipts_of(&mut coordinator, &page, &edited).await.carried, [], "{edited}");
        }
    }
    assert_eq!(receipts_of(&mut coordinator, &page, &named).await.carried.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_one_record_is_said_and_the_others_are_stored() {
    let server = Server::start().await;
    let (phone, lost) = (server.phone().await, server.phone().await);
    let mut dice = Dice::new();
    let good = phone.incident(&mut dice);
    let wrong = phone.incident(&mut dice);
    let (id, nothing) = (wrong.version.record, b"KODE-NILAI".as_slice());
    let wrong = Finished { envelope: phone.envelope(nothing, id, 1), ..wrong };
    let foreign = phone.incident(&mut dice);
    let foreign = Finished { envelope: Envelope { revision: 2, ..foreign.envelope.clone() }, ..foreign };
    let mut other = good.version.clone();
    other.countable.insert("sex".into(), "other".into());
    let other = phone.seal(other);
    let revoked = lost.incident(&mut dice);
    server.central.revoke_device(&lost.enrolment.device_code).await.unwrap();
    let mut bytes = file(&phone, &[good.clone(), wrong, foreign, revoked, other]);
    bytes.extend_from_slice(b"{\"envelope\":{\"wire\":1\n");

    let mut coordinator = Browser::signed_in(&server, Role::CaseManager).await;
    let token = coordinator.get("/carry").await.token();
    let page = coordinator.upload("/carry", &token, &bytes).await;
    for said in [
        "2 catatan baru tersimpan",
        "3 catatan ditolak",
        "1: Bukan dari HP yang terdaftar di sini",
        "1: Bertentangan dengan catatan yang sudah ada",
        "1 baris tidak terbaca",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    assert!(!page.html.contains("KODE-NILAI"));
    assert_eq!((server.count("records"), server.conflicts()), (2, 1));
    assert_eq!(receipts(&mut coordinator, &page).await.carried.len(), 2, "a receipt for what is stored alone");
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_is_refused_in_words_and_nothing_is_stored() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let token = coordinator.get("/carry").await.token();
    let good = file(&phone, std::slice::from_ref(&record));
    let carried = [Carried::Envelope(record.envelope.clone())];
    let elsewhere = CarryFile::write(&Identity::generate().recipient(), &carried).unwrap();
    let newer = String::from_utf8(good.clone()).unwrap().replacen("\"wire\":1", "\"wire\":9", 1);
    let line = good.iter().position(|byte| *byte == b'\n').unwrap();
    let many = [&good[..=line], &b"{}\n".repeat(MAX_CARRIED + 1)].concat();
    let huge = vec![b' '; MAX_CARRY_BYTES + 10_000];
    for (bytes, status, said) in [
        (&b""[..], 400, "Belum ada berkas yang dipilih"),
        (b"\xff\xd8\xff\xe0 foto", 400, "Ini bukan berkas titipan Kentongan"),
        (&elsewhere, 400, "Berkas ini untuk server lain"),
        (newer.as_bytes(), 400, "aplikasi yang lebih baru"),
        (&good[..=line], 400, "Tidak ada catatan di dalam berkas ini"),
        (&many, 413, "Berkas terlalu besar"),
        (&huge, 413, "Berkas terlalu besar"),
    ] {
        let page = coordinator.upload("/carry", &token, bytes).await;
        assert_eq!(page.status, status, "{said}");
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    for (kind, body) in
        [("text/plain", "x"), ("multipart/form-data", "x"), ("multipart/form-data; boundary=b", "no boundary")]
    {
        let page = coordinator.post_raw("/carry", kind, body).await;
        assert!(page.status == 400 && page.html.contains("Formulir tidak dapat dibaca"), "{kind}: {}", page.html);
    }
    assert_eq!(server.count("records"), 0);
}

#[tokio::test]
async fn only_who_may_see_records_may_bring_some_and_only_from_our_own_page() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let bytes = file(&phone, &[phone.incident(&mut Dice::new())]);
    let mut stranger = Browser::open(&server);
    assert_eq!(stranger.get("/carry").await.leads_to(), "/sign-in?to=%2Fcarry");
    assert_eq!(stranger.upload("/carry", "guessed", &bytes).await.leads_to(), "/sign-in?to=%2Fcarry");
    for role in [Role::Viewer, Role::Administrator] {
        let mut browser = Browser::signed_in(&server, role).await;
        let token = browser.get("/summary").await.token();
        assert_eq!(browser.get("/carry").await.status, 403, "{role}");
        assert_eq!(browser.upload("/carry", &token, &bytes).await.status, 403, "{role}");
        let asked = [("token", token.as_str()), ("records", "")];
        assert_eq!(browser.post("/carry/receipts", &asked).await.status, 403, "{role}");
    }
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    assert_eq!(coordinator.upload("/carry", "guessed", &bytes).await.status, 403);
    assert_eq!(coordinator.post("/carry/receipts", &[("token", "guessed"), ("records", "")]).await.status, 403);
    assert_eq!(server.count("records"), 0);
}
