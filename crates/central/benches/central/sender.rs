//! Sends prepared requests over connections that stay open, one after another on each.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The bytes of a request, and how often its answer must contain which text.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    pub(crate) hoped_for: &'static str,
    pub(crate) times: usize,
}

/// Sends everything. Returns the time from the first byte to the last answer.
pub(crate) async fn send(address: &str, work: Vec<Vec<Request>>) -> Duration {
    let mut connections = Vec::new();
    for requests in work {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        connections.push((stream, requests));
    }
    let began = Instant::now();
    let sending: Vec<_> =
        connections.into_iter().map(|(stream, requests)| tokio::spawn(over(stream, requests))).collect();
    for connection in sending {
        connection.await.unwrap();
    }
    began.elapsed()
}

async fn over(mut stream: TcpStream, requests: Vec<Request>) {
    let mut answer = Vec::new();
    for request in requests {
        stream.write_all(&request.bytes).await.unwrap();
        read(&mut stream, &mut answer).await;
        let text = std::str::from_utf8(&answer).unwrap();
        assert_eq!(text.matches(request.hoped_for).count(), request.times, "{text}");
    }
}

/// One answer with a known length, whole.
async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>) {
    answer.clear();
    let mut whole = None;
    while whole.is_none_or(|whole| answer.len() < whole) {
        assert!(stream.read_buf(answer).await.unwrap() > 0, "the connection closed early");
        if whole.is_none()
            && let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let head = std::str::from_utf8(&answer[..end]).unwrap().to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            whole = Some(end + 4 + length.trim().parse::<usize>().unwrap());
        }
    }
}
