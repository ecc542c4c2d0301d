//! Photos arrive whole or not at all, resume at the byte where they stopped, and central takes nothing else.

use kentongan_exchange::attachment::MAX_ATTACHMENT_BYTES;
use kentongan_exchange::{AttachmentName, RecordId, RecordOutcome, RefusalCode};
use reqwest::Method;

use crate::support::{Answer, Dice, OFFSET, Phone, Server, activity, half_sent, photo};

const PIECE: usize = 64 * 1024;

/// A phone whose record asks for a photo, and the photo.
async fn expected(server: &Server, size: usize) -> (Phone, AttachmentName, Vec<u8>) {
    let phone = server.phone().await;
    let photo = photo(size);
    let name = AttachmentName::of(&photo);
    server.expect(&phone, name);
    (phone, name, photo)
}

#[tokio::test]
async fn a_photo_is_stored_whole_and_its_receipt_holds() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 3 * PIECE + 17).await;
    let begun = phone.begin(name, photo.len()).await;
    assert_eq!((begun.status, begun.offset, begun.receipt.is_none()), (201, Some(0), true));
    assert_eq!(begun.location.as_deref(), Some(format!("/v1/attachments/{name}").as_str()));
    assert!(begun.headers["upload-expires"].to_str().unwrap().ends_with(" GMT"));
    let sent = phone.patch(name, 0, photo.clone()).await;
    assert_eq!((sent.status, sent.offset), (204, Some(photo.len())));
    let receipt = sent.receipt.unwrap();
    receipt.check(name, photo.len() as u64, &phone.enrolment.receipt_key).unwrap();
    assert_eq!(server.attachment(name), photo);

    let looked = phone.look(name).await;
    assert_eq!((looked.status, looked.offset, looked.length), (200, Some(photo.len()), Some(photo.len())));
    assert_eq!(looked.receipt.as_ref(), Some(&receipt), "the same word again, for an answer that was lost");
    let again = phone.begin(name, photo.len()).await;
    assert_eq!((again.status, again.receipt.as_ref()), (201, Some(&receipt)));
    let neighbour = server.phone().await;
    assert_eq!(neighbour.begin(name, photo.len()).await.receipt, Some(receipt), "nobody sends it twice");
    assert_eq!(phone.tus(Method::DELETE, name).await.status, 409, "it belongs to its record");
}

#[tokio::test]
async fn a_phone_that_lost_every_answer_goes_on_at_the_byte_after_a_restart_too() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 150_000).await;
    phone.begin(name, photo.len()).await;
    assert_eq!(phone.patch(name, 0, photo[..100_001].to_vec()).await.offset, Some(100_001));
    let server = server.restart().await;
    let phone = phone.at(&server.address);
    let begun = phone.begin(name, photo.len()).await;
    assert_eq!((begun.status, begun.offset), (201, Some(100_001)));
    assert!(phone.patch(name, 100_001, photo[100_001..].to_vec()).await.receipt.is_some());
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_before_the_connection_broke_is_kept_to_the_byte() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 100_000).await;
    phone.begin(name, photo.len()).await;
    drop(half_sent(&phone, name, 0, photo.len(), &photo[..70_123]));
    assert_eq!(server.wait_for_bytes(name, 70_123).await, 70_123);
    assert_eq!(phone.look(name).await.offset, Some(70_123));
    assert!(phone.patch(name, 70_123, photo[70_123..].to_vec()).await.receipt.is_some());
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_forgotten_lets_go_and_gives_up_its_bytes() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 100_000).await;
    phone.begin(name, photo.len()).await;
    // Open for ever, as when a phone has moved to another network.
    let forgotten = half_sent(&phone, name, 0, photo.len(), &photo[..70_000]);
    server.wait_for_bytes(name, PIECE as i64).await;
    let offset = phone.look(name).await.offset.unwrap();
    assert!((PIECE..=70_000).contains(&offset), "{offset}");
    assert!(phone.patch(name, offset, photo[offset..].to_vec()).await.receipt.is_some());
    assert_eq!(server.attachment(name), photo);
    drop(forgotten);
}

#[tokio::test]
async fn many_connections_at_once_leave_the_bytes_as_they_are() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 300_000).await;
    phone.begin(name, photo.len()).await;
    let mut statuses = Vec::new();
    for from in [0, PIECE] {
        let sending = (0..8).map(|_| phone.patching(name, from, photo[from..from + PIECE].to_vec()));
        for sent in sending.map(tokio::spawn).collect::<Vec<_>>() {
            statuses.push(sent.await.unwrap().status);
        }
    }
    assert!(statuses.iter().all(|status| [204, 409, 423].contains(status)), "{statuses:?}");
    let offset = phone.look(name).await.offset.unwrap();
    assert!((1..=2 * PIECE).contains(&offset), "{offset}");
    assert!(phone.patch(name, offset, photo[offset..].to_vec()).await.receipt.is_some());
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test]
async fn other_bytes_than_the_name_promises_are_deleted_and_may_be_sent_again() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 90_000).await;
    phone.begin(name, photo.len()).await;
    let mut damaged = photo.clone();
    damaged[80_000] ^= 1;
    let refused = phone.patch(name, 0, damaged).await;
    assert_eq!((refused.status, refused.code()), (422, RefusalCode::NotTheNamedBytes));
    assert_eq!((phone.look(name).await.status, server.count("attachment_pieces")), (404, 0));
    phone.begin(name, photo.len()).await;
    assert!(phone.patch(name, 0, photo.clone()).await.receipt.is_some());
    let other_size = phone.begin(name, photo.len() - 1).await;
    assert_eq!((other_size.status, other_size.code()), (422, RefusalCode::NotTheNamedBytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checksum_that_does_not_hold_keeps_nothing_of_its_bytes() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 200_000).await;
    phone.begin(name, photo.len()).await;
    // The digests of other bytes, in the words of both algorithms.
    for (checksum, status) in [
        ("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", 460),
        ("sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", 460),
        ("md5 XrY7u+Ae7tCTyyK7j1rNww==", 400),
        ("sha1", 400),
    ] {
        let refused = phone.patch_checked(name, 0, photo.clone(), checksum).await;
        assert_eq!(refused.status, status, "{checksum}");
        assert_eq!(phone.look(name).await.offset, Some(0), "{checksum}");
    }
    let digest = |bytes: &[u8]| {
        use base64::Engine as _;
        use sha1::Digest as _;
        format!("sha1 {}", base64::engine::general_purpose::STANDARD.encode(sha1::Sha1::digest(bytes)))
    };
    let sent = phone.patch_checked(name, 0, photo[..PIECE + 1].to_vec(), &digest(&photo[..PIECE + 1])).await;
    assert_eq!((sent.status, sent.offset), (204, Some(PIECE + 1)));
    let sent = phone.patch_checked(name, PIECE + 1, photo[PIECE + 1..].to_vec(), &digest(&photo[PIECE + 1..])).await;
    assert!(sent.receipt.is_some());
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test]
async fn only_what_a_stored_record_names_is_taken_and_only_from_enrolled_phones() {
    let server = Server::start().await;
    let (mut phone, name, photo) = expected(&server, 1000).await;
    let stranger = AttachmentName::of(b"lain");
    for refused in [
        phone.begin(stranger, 4).await,
        phone.look(stranger).await,
        phone.patch(stranger, 0, b"lain".to_vec()).await,
        phone.tus(Method::DELETE, stranger).await,
        phone.patch(name, 0, photo.clone()).await,
    ] {
        assert_eq!(refused.status, 404);
    }
    assert_eq!(phone.begin(stranger, 4).await.code(), RefusalCode::UnknownAttachment);
    phone.enrolment.token = "guessed".to_owned();
    for refused in [phone.begin(name, 1000).await, phone.look(name).await, phone.patch(name, 0, photo).await] {
        assert_eq!(refused.status, 401);
    }
    assert_eq!(server.count("attachments"), 0);
}

#[tokio::test]
async fn a_record_with_photos_makes_them_expected_and_so_does_a_version_that_conflicts() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let (first, second) = (AttachmentName::of(b"satu"), AttachmentName::of(b"dua"));
    let mut answers = activity(&mut Dice::new());
    answers.insert("photo_1".to_owned(), first.to_string().into());
    let record = phone.finish("activity", RecordId::new(), 1, answers.clone());
    assert!(matches!(phone.send_one(&record).await, RecordOutcome::Stored { .. }));
    answers.insert("photo_1".to_owned(), second.to_string().into());
    let other = phone.finish("activity", record.version.record, 1, answers.clone());
    assert_eq!(phone.send_one(&other).await, RecordOutcome::Conflict);
    for name in [first, second] {
        assert_eq!(phone.begin(name, 4).await.status, 201);
    }
    answers.insert("photo_1".to_owned(), "../../etc/passwd".into());
    let wrong = phone.finish("activity", RecordId::new(), 1, answers);
    let outcome = phone.send_one(&wrong).await;
    assert!(matches!(outcome, RecordOutcome::Stored { .. }), "kept, and flagged: {outcome:?}");
    assert_eq!(server.count("expected_attachments"), 2, "nobody can ask for what is no name");
}

#[tokio::test]
async fn it_says_what_it_speaks_and_refuses_what_is_not_tus() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 1000).await;
    let spoken = Answer::of(phone.client.request(Method::OPTIONS, phone.uploads()).send().await.unwrap()).await;
    assert_eq!(spoken.status, 204, "without a token");
    for (header, value) in [
        ("tus-resumable", "1.0.0"),
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,creation-with-upload,checksum,expiration,termination"),
        ("tus-checksum-algorithm", "sha1,sha256"),
        ("tus-max-size", "1048576"),
    ] {
        assert_eq!(spoken.headers[header], value);
    }
    let old = phone.asking(Method::HEAD, phone.upload(name)).header("tus-resumable", "0.2.2");
    let refused = Answer::of(old.send().await.unwrap()).await;
    assert_eq!((refused.status, refused.headers["tus-version"].to_str().unwrap()), (412, "1.0.0"));
    let too_large = phone.begin(name, MAX_ATTACHMENT_BYTES + 1).await;
    assert_eq!((too_large.status, too_large.code()), (413, RefusalCode::TooLarge));
    assert_eq!(phone.begin(name, 0).await.status, 400);
    assert_eq!(phone.tus(Method::POST, name).await.status, 405);

    phone.begin(name, photo.len()).await;
    let untyped = phone.resumable(Method::PATCH, phone.upload(name)).header("upload-offset", "0").body(photo.clone());
    assert_eq!(untyped.send().await.unwrap().status(), 415);
    let elsewhere = phone.patch(name, 1, photo[1..].to_vec()).await;
    assert_eq!((elsewhere.status, elsewhere.refusal.unwrap().retriable), (409, true));
    let too_much = phone.patch(name, 0, [photo.as_slice(), b"x"].concat()).await;
    assert_eq!((too_much.status, phone.look(name).await.offset), (413, Some(0)));
    let overridden = phone.resumable(Method::POST, phone.upload(name)).header("x-http-method-override", "PATCH");
    let overridden = overridden.header("upload-offset", "0").header("content-type", OFFSET);
    assert_eq!(overridden.body(photo).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn creation_may_bring_bytes_and_an_upload_may_be_given_up() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 50_000).await;
    let begun = phone.creation(name, photo.len()).header("content-type", OFFSET);
    let begun = Answer::of(begun.body(photo[..20_000].to_vec()).send().await.unwrap()).await;
    assert_eq!((begun.status, begun.offset), (201, Some(20_000)));
    assert_eq!(phone.tus(Method::DELETE, name).await.status, 204);
    assert_eq!((phone.look(name).await.status, server.count("attachment_pieces")), (404, 0));
    let whole = phone.creation(name, photo.len()).header("content-type", OFFSET);
    let whole = Answer::of(whole.body(photo.clone()).send().await.unwrap()).await;
    assert_eq!((whole.status, whole.receipt.is_some()), (201, true));
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test]
async fn an_unfinished_upload_is_gone_after_a_week_and_a_whole_one_never() {
    let server = Server::start().await;
    let (phone, name, photo) = expected(&server, 5000).await;
    phone.begin(name, photo.len()).await;
    phone.patch(name, 0, photo.clone()).await;
    let unfinished = AttachmentName::of(b"lima");
    server.expect(&phone, unfinished);
    phone.begin(unfinished, 4).await;
    phone.patch(unfinished, 0, b"li".to_vec()).await;
    let left: i64 = server
        .database()
        .query_row("SELECT expires_at - unixepoch() * 1000 FROM attachments WHERE stored_at IS NULL", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert!((604_700_000..=604_801_000).contains(&left), "{left} ms");
    server.database().execute("UPDATE attachments SET expires_at = 1", []).unwrap();
    assert_eq!(phone.look(unfinished).await.status, 404);
    let server = server.restart().await;
    server.wait_for_rows("attachments", 1).await;
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trickle_is_cut_off_with_what_it_brought_and_keeps_nobody_from_storing() {
    let settings = kentongan_central::Settings {
        body_timeout: Some(std::time::Duration::from_millis(300)),
        ..kentongan_central::Settings::default()
    };
    let server = Server::start_with(settings).await;
    let (phone, name, photo) = expected(&server, 10_000).await;
    phone.begin(name, photo.len()).await;
    let open = half_sent(&phone, name, 0, photo.len(), &photo[..1234]);
    for _ in 0..20 {
        assert!(matches!(phone.send_one(&phone.incident(&mut Dice::new())).await, RecordOutcome::Stored { .. }));
    }
    assert_eq!(server.wait_for_bytes(name, 1234).await, 1234);
    let answer = tokio::task::block_in_place(|| {
        let mut open = open;
        let mut answer = [0; 12];
        std::io::Read::read_exact(&mut open, &mut answer).unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    });
    assert_eq!(answer, "HTTP/1.1 408");
}
