//! More than central takes: it says so, stores nothing, and still works.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;
use kentongan_exchange::{Envelope, RecordId, RecordOutcome, RefusalCode};

use crate::support::{Dice, Phone, Server};

const MIB: usize = 1024 * 1024;

/// A body of unknown length, in pieces as from a disk.
struct Pieces(Bytes);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let length = self.0.len().min(16 * 1024);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(self.0.split_to(length)))))
    }
}

/// One request with ten thousand envelopes.
fn ten_thousand(phone: &Phone) -> Vec<u8> {
    let sealed = phone.incident(&mut Dice::new()).envelope;
    let envelopes = (0..10_000).map(|_| Envelope { record: RecordId::new(), ..sealed.clone() });
    let body = serde_json::to_vec(&phone.request(envelopes.collect())).unwrap();
    assert!((8 * MIB..32 * MIB).contains(&body.len()), "{} bytes", body.len());
    body
}

/// Nothing was stored, and central takes the next batch.
async fn is_well(server: &Server, phone: &Phone, records: i64) {
    assert_eq!(server.count("records"), records);
    let next = phone.incident(&mut Dice::new());
    assert!(matches!(phone.send_one(&next).await, RecordOutcome::Stored { .. }));
}

#[tokio::test]
async fn ten_thousand_records_in_one_request_are_refused_in_words_and_nothing_is_stored() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let body = ten_thousand(&phone);
    let (status, refusal) = phone.post(body.clone()).await;
    assert_eq!((status, refusal.code, refusal.retriable), (413, RefusalCode::TooLarge, false));
    is_well(&server, &phone, 0).await;
    let (status, refusal) = phone.post(reqwest::Body::wrap(Pieces(body.into()))).await;
    assert_eq!((status, refusal.code, refusal.retriable), (413, RefusalCode::TooLarge, false), "of unknown length");
    is_well(&server, &phone, 1).await;
}

/// The answer for a program that reads only after it has sent everything.
fn sent_to_the_end(server: &Server, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_listens_only_after_sending_everything_reads_the_refusal_too() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let body = ten_thousand(&phone);
    let known = format!("content-length: {}", body.len());
    let chunked = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    for (token, length, body, status, code) in [
        (phone.enrolment.token.as_str(), known.as_str(), &body, "413", "too_large"),
        (phone.enrolment.token.as_str(), "transfer-encoding: chunked", &chunked, "413", "too_large"),
        ("guessed", known.as_str(), &body, "401", "not_enrolled"),
    ] {
        let head = format!(
            "POST /v1/records HTTP/1.1\r\nhost: central\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\nconnection: close\r\n{length}\r\n\r\n"
        );
        let answer = tokio::task::block_in_place(|| sent_to_the_end(&server, &head, body));
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(code), "{length}: {answer}");
    }
    is_well(&server, &phone, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_is_cut_off() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let head = format!(
        "POST /v1/records HTTP/1.1\r\nhost: central\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        phone.enrolment.token
    );
    let sent = tokio::task::block_in_place(|| {
        let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let piece = [b"100000\r\n", [b' '; MIB].as_slice(), b"\r\n"].concat();
        (0..1024).take_while(|_| stream.write_all(&piece).is_ok()).count()
    });
    // The system's own buffers come on top.
    assert!((31..64).contains(&sent), "cut off after {sent} MiB");
    is_well(&server, &phone, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_long_is_refused_and_the_next_request_answered() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let head = format!("GET /v1/feed HTTP/1.1\r\nhost: central\r\nx-long: {}\r\n\r\n", "x".repeat(MIB));
    let answer = tokio::task::block_in_place(|| {
        let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
        // Central may refuse and close before all of it is sent.
        drop(stream.write_all(head.as_bytes()));
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).map(|()| String::from_utf8_lossy(&answer).into_owned())
    });
    // The refusal may be lost when the connection closes during sending.
    assert!(answer.as_ref().map_or(true, |answer| answer == "HTTP/1.1 431"), "{answer:?}");
    is_well(&server, &phone, 0).await;
}
