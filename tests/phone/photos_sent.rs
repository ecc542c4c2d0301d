//! What a facilitator may rely on about photos on their way to the real central.

use std::time::{Duration, Instant};

use crate::support::link::Link;
use crate::support::photos::{noisy_photo, outbox, photo};
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, eventually, morning};
use jiff::SignedDuration;
use kentongan::device::Clock as _;
use kentongan::outbox::{NewAttachment, PhotoTrouble};
use kentongan::phone::{Metering, Phone, PhotosAllowed, RecordState, SendReport, SendTrouble};
use kentongan_exchange::attachment::MAX_ATTACHMENT_BYTES;
use kentongan_exchange::sealing;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{AttachmentName, RecordId, RefusalCode};

/// A phone on a link to the real central.
struct Village {
    central: RealCentral,
    link: Link,
    f: Facilitator,
}

impl Village {
    async fn new() -> Self {
        let central = RealCentral::start_small("Dinas Uji").await;
        let link = Link::to(&central.address()).await;
        let f = Facilitator::enrolled_at(&link.address(), &central.code().await).await;
        link.forget();
        Self { central, link, f }
    }

    /// The sealed bytes of a record's photos, before they leave.
    fn sealed(&self, record: RecordId) -> Vec<(AttachmentName, Vec<u8>)> {
        let names = self.f.photo_names(record).into_iter();
        names.map(|name| (name, outbox(&self.f).attachment_bytes(name, 0, usize::MAX).unwrap().unwrap())).collect()
    }

    fn all_there(&self, sealed: &[(AttachmentName, Vec<u8>)]) -> bool {
        sealed.iter().all(|(name, bytes)| self.central.attachment(*name).as_ref() == Some(bytes))
    }

    /// The phone's requests about records and photos, in order.
    fn lines(&self) -> Vec<String> {
        let requests = self.link.requests().into_iter();
        requests.map(|request| request.line().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    fn trouble(&self, record: RecordId) -> Option<PhotoTrouble> {
        self.f.phone.waiting_photos_of(record).unwrap().unwrap().trouble
    }

    async fn send_now(&self) -> SendReport {
        self.f.send_now().await
    }
}

fn total(sealed: &[(AttachmentName, Vec<u8>)]) -> usize {
    sealed.iter().map(|(_, bytes)| bytes.len()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_sent_after_their_record_the_small_one_first_and_are_the_same_at_central() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(600, 400, 1), photo(400, 300, 2)]);
    let sealed = v.sealed(record);
    let report = v.send_now().await;
    assert_eq!((report.delivered, report.photos_delivered, report.trouble), (1, 2, None));
    assert!(v.all_there(&sealed));
    let pictures: Vec<Vec<u8>> = sealed
        .iter()
        .map(|(_, bytes)| sealing::open(bytes, &v.central.case_key, MAX_ATTACHMENT_BYTES).unwrap().to_vec())
        .collect();
    assert!(pictures.iter().all(|picture| image::load_from_memory(picture).is_ok()), "for the case managers to see");

    let lines = v.lines();
    let uploads: Vec<&String> = lines.iter().filter(|line| line.contains("attachments")).collect();
    let records = lines.iter().position(|line| line == "POST /v1/records").unwrap();
    let first = lines.iter().position(|line| line.contains("attachments")).unwrap();
    assert!(records < first, "{lines:?}");
    let small = sealed[1].0;
    assert_eq!(*uploads[1], format!("PATCH /v1/attachments/{small}"), "{lines:?}");
    assert_eq!(v.link.uploaded(), total(&sealed), "every byte once");

    assert!(outbox(&v.f).attachments().unwrap().is_empty(), "the sealed bytes have left the phone");
    assert_eq!(v.f.phone.thumbnails(record).unwrap().len(), 2, "what was sent can still be seen, small");
    v.link.forget();
    v.send_now().await;
    assert_eq!(v.link.uploaded(), 0, "and is never sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_cut_every_8_kilobytes_brings_photos_over_and_hardly_a_byte_twice() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(400, 300, 1), noisy_photo(420, 300, 2)]);
    let sealed = v.sealed(record);
    assert!(total(&sealed) > 80_000, "{}", total(&sealed));
    v.link.cut_after(8 * 1024);
    let report = v.send_now().await;
    assert_eq!((report.photos_delivered, report.trouble), (2, None));
    assert!(v.all_there(&sealed));
    let twice = v.link.uploaded() - total(&sealed);
    assert!(twice * 20 <= total(&sealed), "{twice} bytes twice of {}", total(&sealed));
    let uploads: Vec<usize> = v.link.requests().iter().filter(|sent| sent.is_upload()).map(|sent| sent.body).collect();
    assert!(uploads.iter().all(|body| *body < 8192), "no more goes over a connection: {uploads:?}");
    assert!(uploads.len() < 2 * total(&sealed) / 8192, "and soon requests are as large as that: {uploads:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_long_way_several_photos_travel_together_and_central_knows_that_none_waits_any_more() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[photo(400, 300, 1), photo(410, 300, 2), photo(420, 300, 3)]);
    let sealed = v.sealed(record);
    v.link.is_as_long_as(Duration::from_millis(150));
    assert_eq!(v.send_now().await.photos_delivered, 3);
    assert!(v.all_there(&sealed));
    let lines = v.lines();
    // One after the other, each would begin after the bytes of all before it.
    let (mut begun, mut sent, mut together) = (0, 0, false);
    for line in &lines {
        if line == "POST /v1/attachments" {
            together = together || sent < begun;
            begun += 1;
        } else if line.starts_with("PATCH") {
            sent += 1;
        }
    }
    assert_eq!((begun, together), (3, true), "{lines:?}");
    assert_eq!(v.central.waiting_photos(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_something_on_the_way_loses_whole_requests_smaller_ones_are_sent() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(400, 300, 1)]);
    let sealed = v.sealed(record);
    v.link.answer(|head| {
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let too_large = length.unwrap_or(0_usize) > 10_000;
        let answer =
            "HTTP/1.1 413 Too Large\r\ncontent-type: text/html\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        (too_large && head.contains("attachments")).then(|| answer.to_owned())
    });
    let report = v.send_now().await;
    assert_eq!((report.photos_delivered, report.trouble), (1, None));
    assert!(v.all_there(&sealed));
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_sent_while_the_phone_is_locked_and_leave_it_after_unlocking() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[photo(400, 300, 1)]);
    let sealed = v.sealed(record);
    v.f.phone.lock();
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert!(v.all_there(&sealed));
    assert!(!outbox(&v.f).attachments().unwrap().is_empty(), "kept until the vault has looked at the receipt too");
    v.f.unlock();
    assert!(outbox(&v.f).attachments().unwrap().is_empty());
    assert_eq!(v.f.phone.thumbnails(record).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_at_the_byte_after_the_app_was_killed() {
    let mut v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(900, 700, 1)]);
    let sealed = v.sealed(record);
    stop_halfway(&v).await;
    let there = v.central.unfinished();
    assert!(there > 0);
    v.f.start_again();
    v.link.let_all_through();
    v.link.forget();
    // Like Android's worker, without anybody to unlock.
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert!(v.all_there(&sealed));
    assert_eq!(v.link.uploaded() as i64, total(&sealed) as i64 - there, "nothing that was there");
}

/// Lets the first bytes of a photo through, and then nothing more.
async fn stop_halfway(v: &Village) {
    let through = std::sync::atomic::AtomicUsize::new(0);
    v.link.answer(move |head| {
        let brings = head.starts_with("PATCH") && through.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 1;
        let answer = "HTTP/1.1 503 Busy\r\nretry-after: 60\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        brings.then(|| answer.to_owned())
    });
    let report = v.send_now().await;
    assert_eq!((report.photos_delivered, report.trouble), (0, Some(SendTrouble::Unavailable)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_expired_at_central_is_created_again() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(900, 700, 1)]);
    let sealed = v.sealed(record);
    stop_halfway(&v).await;
    v.central.change("UPDATE attachments SET expires_at = 1", []);
    v.link.let_all_through();
    v.link.forget();
    let report = v.send_now().await;
    assert_eq!((report.photos_delivered, report.trouble), (1, None));
    assert!(v.all_there(&sealed));
    assert_eq!(v.link.uploaded(), total(&sealed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_central_asks_for_holds_for_all_photos() {
    let v = Village::new().await;
    v.f.finished_with_photos(&[photo(400, 300, 1), photo(400, 300, 2)]);
    v.link.answer(|head| {
        let answer = "HTTP/1.1 429 Too Many\r\nretry-after: 120\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        head.contains("attachments").then(|| answer.to_owned())
    });
    assert_eq!(v.send_now().await.trouble, Some(SendTrouble::Unavailable));
    assert_eq!(v.link.requests().iter().filter(|request| request.is_upload()).count(), 1, "asked once");
    v.link.forget();
    v.link.let_all_through();
    v.f.phone.send_once().await.unwrap();
    assert_eq!(v.link.uploaded(), 0, "not before its time");
    v.f.device.wait(SignedDuration::from_secs(119));
    v.f.phone.send_once().await.unwrap();
    assert_eq!(v.link.uploaded(), 0, "not before its time");
    v.f.device.wait(SignedDuration::from_secs(32));
    assert_eq!(v.f.phone.send_once().await.unwrap().photos_delivered, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_central_rejects_holds_no_other_back_and_says_why() {
    let v = Village::new().await;
    let poison = v.f.finished_with_photos(&[photo(300, 200, 1)]);
    let name = v.f.photo_names(poison)[0];
    let others = v.f.finished_with_photos(&[photo(400, 300, 2), noisy_photo(500, 400, 3)]);
    let sealed = v.sealed(others);
    v.f.phone.allow_photos_of(poison, PhotosAllowed::NotNow).unwrap();
    v.f.phone.allow_photos_of(others, PhotosAllowed::NotNow).unwrap();
    v.send_now().await;
    v.central.change("DELETE FROM expected_attachments WHERE name = ?1", [name.as_bytes()]);
    v.f.phone.allow_photos_of(poison, PhotosAllowed::AnyNetwork).unwrap();
    v.f.phone.allow_photos_of(others, PhotosAllowed::AnyNetwork).unwrap();
    let report = v.send_now().await;
    assert_eq!((report.photos_delivered, report.photos_set_aside, report.trouble), (2, 1, None));
    assert!(v.all_there(&sealed));
    assert_eq!(v.trouble(poison), Some(PhotoTrouble::Refused(RefusalCode::UnknownAttachment)));
    assert_eq!(v.f.phone.thumbnails(poison).unwrap().len(), 1);
}

/// Flips a bit of every photo in the outbox.
fn damage_in_outbox(f: &Facilitator) {
    let database = rusqlite::Connection::open(f.folder.path().join("outbox.db")).unwrap();
    let sql = "SELECT number, ciphertext FROM attachment_contents";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).unwrap();
    for (number, mut ciphertext) in rows.map(Result::unwrap).collect::<Vec<_>>() {
        ciphertext[100] ^= 1;
        let sql = "UPDATE attachment_contents SET ciphertext = ?2 WHERE number = ?1";
        database.execute(sql, (number, ciphertext)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_was_damaged_on_the_phone_is_sent_from_the_vaults_own_copy() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[photo(400, 300, 1)]);
    v.f.phone.allow_photos_of(record, PhotosAllowed::WifiOnly).unwrap();
    v.f.device.set_metering(Metering::Unmetered);
    let sealed = v.sealed(record);
    damage_in_outbox(&v.f);
    assert_eq!(v.send_now().await.photos_delivered, 0);
    assert_eq!(v.f.phone.waiting_photos_of(record).unwrap().unwrap().allowed, PhotosAllowed::WifiOnly, "as chosen");
    assert_eq!(v.central.attachment(sealed[0].0), None, "central keeps no other bytes than those named");
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert!(v.all_there(&sealed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_with_another_signature_is_rejected_and_the_photo_stays() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[photo(400, 300, 1)]);
    v.f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    v.send_now().await;
    v.f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    v.f.phone.lock();
    let database = rusqlite::Connection::open(v.f.folder.path().join("outbox.db")).unwrap();
    let real: Vec<u8> = database.query_row("SELECT receipt_key FROM connection", [], |row| row.get(0)).unwrap();
    let other = SigningKey::generate().unwrap().verifying_key().0.0;
    let believe =
        |key: &[u8]| assert_eq!(database.execute("UPDATE connection SET receipt_key = ?1", [key]).unwrap(), 1);
    believe(&other);
    let report = v.send_now().await;
    assert_eq!(
        (report.photos_delivered, report.photos_set_aside, report.trouble),
        (0, 1, Some(SendTrouble::NotProven))
    );
    assert_eq!(v.trouble(record), Some(PhotoTrouble::NotSent(SendTrouble::NotProven)));
    believe(&real);
    v.link.forget();
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert_eq!(v.link.uploaded(), 0, "central only had to say it again");
}

#[tokio::test(flavor = "multi_thread")]
async fn wifi_only_waits_for_a_network_that_certainly_costs_nothing() {
    let v = Village::new().await;
    v.f.phone.set_photos_allowed(PhotosAllowed::WifiOnly).unwrap();
    let record = v.f.finished_with_photos(&[photo(400, 300, 1)]);
    let sealed = v.sealed(record);
    v.f.start_sender();
    for metering in [Metering::Metered, Metering::Unknown] {
        v.f.device.set_metering(metering);
        v.f.phone.send_now();
        eventually("the record", || v.f.record(record).line.state == RecordState::Delivered).await;
        assert_eq!(v.send_now().await.trouble, None);
        assert_eq!(v.link.requests().iter().filter(|request| request.is_upload()).count(), 0, "{metering:?}");
    }
    v.f.device.set_metering(Metering::Unmetered);
    v.f.phone.network_changed();
    eventually("the photo", || v.all_there(&sealed)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_now_is_obeyed_by_send_now_too_and_in_the_middle_of_a_photo() {
    let v = Village::new().await;
    let record = v.f.finished_with_photos(&[noisy_photo(900, 700, 1)]);
    let sealed = v.sealed(record);
    v.f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    v.send_now().await;
    assert_eq!((v.f.record(record).line.state, v.link.uploaded()), (RecordState::Delivered, 0));

    let phone = v.f.phone.clone();
    v.link.answer(move |head| {
        if head.starts_with("PATCH") {
            phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
        }
        None
    });
    v.f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    assert_eq!(v.send_now().await.photos_delivered, 0);
    let there = v.central.unfinished();
    assert!(there > 0 && there < total(&sealed) as i64, "what was under way arrived, and nothing more: {there}");
    v.link.let_all_through();
    v.f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert!(v.all_there(&sealed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_finished_while_photos_are_sent_goes_before_the_rest_of_them() {
    let v = Village::new().await;
    v.f.finished_with_photos(&[noisy_photo(900, 700, 1)]);
    let later = v.f.filled("activity");
    let phone = v.f.phone.clone();
    v.link.answer(move |head| {
        if head.starts_with("PATCH") {
            phone.finish(later).unwrap();
        }
        None
    });
    let report = v.send_now().await;
    assert_eq!((report.delivered, report.photos_delivered), (2, 1));
    let lines = v.lines();
    let records = lines.iter().rposition(|line| line == "POST /v1/records").unwrap();
    let before = lines[..records].iter().filter(|line| line.starts_with("PATCH")).count();
    let after = lines[records..].iter().filter(|line| line.starts_with("PATCH")).count();
    assert!(before == 1 && after > 0, "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_at_once_send_each_photo_once() {
    let v = Village::new().await;
    let photos: Vec<Vec<u8>> = (1..=4).map(|shade| noisy_photo(300, 200, shade)).collect();
    let record = v.f.finished_with_photos(&photos);
    let sealed = v.sealed(record);
    v.f.phone.lock();
    let worker = Phone::start(v.f.folder.path(), v.f.device.clone()).unwrap();
    for _round in 0..20 {
        let (_app, _worker) = tokio::join!(v.f.phone.send_once(), worker.send_once());
        if v.all_there(&sealed) {
            break;
        }
    }
    assert!(v.all_there(&sealed));
    assert_eq!(v.link.uploaded(), total(&sealed), "none twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_of_a_photo_is_in_memory_than_one_request_brings_and_none_is_begun_after_the_deadline() {
    let v = Village::new().await;
    let record = v.f.finished("activity");
    v.send_now().await;
    // The largest allowed.
    let ciphertext: Vec<u8> = noisy_photo(1600, 1200, 7).into_iter().cycle().take(MAX_ATTACHMENT_BYTES).collect();
    let name = AttachmentName::of(&ciphertext);
    outbox(&v.f)
        .put_attachment(NewAttachment {
            name,
            record,
            revision: 1,
            allowed: PhotosAllowed::AnyNetwork,
            ciphertext: &ciphertext,
        })
        .unwrap();
    let values = (name.as_bytes(), record.as_bytes());
    let expect =
        "INSERT INTO expected_attachments (organisation, name, record, maker) SELECT 1, ?1, ?2, device FROM devices";
    v.central.change(expect, values);
    v.link.forget();
    v.f.phone.send_once_until(Instant::now()).await.unwrap();
    assert_eq!(v.link.requests().iter().filter(|request| request.is_upload()).count(), 0);
    assert_eq!(v.send_now().await.photos_delivered, 1);
    assert_eq!(v.central.attachment(name), Some(ciphertext));
    let largest = v.link.requests().iter().map(|request| request.body).max().unwrap();
    assert!(largest <= 256 * 1024, "{largest}");
    assert!(v.f.device.now() >= morning());
}
