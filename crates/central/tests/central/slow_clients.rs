//! Clients that start and then stall hold only their own places. The writer waits for none of them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kentongan_exchange::{AttachmentName, RecordOutcome};

use crate::support::{Dice, Finished, Phone, Server, half_sent, photo};

/// Far below the time limit of a body, far above what a busy machine needs for fifty records.
const PROMPT: Duration = Duration::from_secs(10);

/// A batch of which only the head and one byte arrive.
fn half_a_batch(phone: &Phone) -> TcpStream {
    let mut stream = TcpStream::connect(phone.address.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "POST /v1/records HTTP/1.1\r\nhost: central\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: 100000\r\n\r\n{{",
        phone.enrolment.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Whether central still waits for the rest: it has neither answered nor closed.
fn is_waited_for(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut stream = stream;
    matches!(stream.read(&mut [0]), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_slow_bodies_and_half_open_uploads_keep_no_honest_batch_waiting() {
    let server = Server::start().await;
    let (honest, mut dice) = (server.phone().await, Dice::new());
    let mut slow = Vec::new();
    for _ in 0..5 {
        let phone = server.phone().await;
        for _ in 0..5 {
            slow.push(half_a_batch(&phone));
            let photo = photo(200_000);
            let name = AttachmentName::of(&photo);
            server.expect(&phone, name);
            phone.begin(name, photo.len()).await;
            // Enough for a piece, so that each of them has reached the writer.
            slow.push(half_sent(&phone, name, 0, photo.len(), &photo[..100_000]));
            server.wait_for_bytes(name, 1).await;
        }
    }
    assert_eq!(slow.len(), 50);
    for _ in 0..5 {
        for stream in &mut slow {
            stream.write_all(b" ").unwrap();
        }
        let batch: Vec<Finished> = (0..50).map(|_| honest.incident(&mut dice)).collect();
        let began = Instant::now();
        let outcomes = honest.send(&batch.iter().collect::<Vec<_>>()).await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, RecordOutcome::Stored { .. })));
        assert!(began.elapsed() < PROMPT, "{:?}", began.elapsed());
    }
    assert_eq!(slow.iter().filter(|stream| is_waited_for(stream)).count(), 50, "all of them were there all the time");
}
