//! A caller that asks too often must come back later, and a slow caller delays nobody else.

use std::io::Write;
use std::net::TcpStream;

use kentongan_central::{Rate, Settings};
use kentongan_exchange::{RecordOutcome, RefusalCode};

use crate::support::{Dice, Phone, Server};

#[tokio::test]
async fn a_phone_that_asks_too_often_is_told_when_to_come_back_and_another_is_not() {
    let rate = Rate { per_second: 1, at_once: 5, under_way: 5 };
    let server = Server::start_with(Settings { phone_rate: Some(rate), ..Settings::default() }).await;
    let (eager, calm) = (server.phone().await, server.phone().await);
    let mut taken = 0;
    let refused = loop {
        let response = eager.try_send(vec![]).await.unwrap();
        if response.status() != 200 {
            break response;
        }
        taken += 1;
    };
    assert!((5..10).contains(&taken), "{taken}");
    let seconds: u64 = response_seconds(&refused);
    let (status, refusal) = Phone::refused(refused).await;
    assert_eq!((status, refusal.code, refusal.retriable), (429, RefusalCode::TooManyRequests, true));
    assert!((1..=2).contains(&seconds), "{seconds}");
    assert!(matches!(calm.send_one(&calm.incident(&mut Dice::new())).await, RecordOutcome::Stored { .. }));
}

fn response_seconds(response: &reqwest::Response) -> u64 {
    response.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_turned_away_whatever_tokens_it_makes_up() {
    let rate = Rate { per_second: 1, at_once: 5, under_way: 5 };
    let server = Server::start_with(Settings { address_rate: Some(rate), ..Settings::default() }).await;
    let ask = |from: &'static str, token: usize| {
        let request = crate::support::http().get(format!("{}/v1/feed", server.address));
        request.header("x-forwarded-for", from).bearer_auth(format!("guess-{token}")).send()
    };
    let mut statuses = Vec::new();
    for token in 0..12 {
        statuses.push(ask("198.51.100.7", token).await.unwrap().status().as_u16());
    }
    assert_eq!(&statuses[..5], [401; 5]);
    assert!(statuses[5..].contains(&429), "{statuses:?}");
    assert_eq!(ask("203.0.113.9", 0).await.unwrap().status(), 401, "another address is not concerned");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_slow_and_silent_clients_keep_no_phone_from_storing() {
    let server = Server::start().await;
    let (hostile, phone) = (server.phone().await, server.phone().await);
    let head = format!(
        "POST /v1/records HTTP/1.1\r\nhost: central\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: 100000\r\n\r\n{{",
        hostile.enrolment.token
    );
    let mut open: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    for _ in 0..30 {
        for stream in &mut open {
            // A refused connection may be closed.
            drop(stream.write_all(b" "));
        }
        assert!(matches!(phone.send_one(&phone.incident(&mut Dice::new())).await, RecordOutcome::Stored { .. }));
    }
    let response = hostile.try_send(vec![]).await.unwrap();
    let (status, refusal) = Phone::refused(response).await;
    assert_eq!((status, refusal.code), (429, RefusalCode::TooManyRequests), "its places are taken, by itself");
}
