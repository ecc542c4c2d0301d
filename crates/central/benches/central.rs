//! How fast the real server takes records, over loopback, with a real disk behind every answer.
//!
//! Phones seal before the clock runs: what is measured is one request after the other on each of
//! several connections, from the first byte sent to the last answer read.
//! Run it with `cargo bench -p kentongan-central`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must say so")]

#[path = "../tests/central/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kentongan_exchange::Envelope;
use tokio::runtime::Runtime;

use support::{Dice, Phone, Server};

/// Connections at the same time, and records in a request.
const LOADS: [(usize, usize); 4] = [(1, 1), (32, 1), (1, 50), (8, 50)];

fn ingest(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    // One phone here stands for as many as can be measured.
    let unlimited = kentongan_central::Rate { per_second: 1_000_000, at_once: 1_000_000, under_way: 1024 };
    let settings = kentongan_central::Settings { phone_rate: Some(unlimited), ..Default::default() };
    let server = runtime.block_on(Server::start_with(settings));
    let phone = runtime.block_on(server.phone());
    let mut dice = Dice::new();
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    for (connections, records) in LOADS {
        group.throughput(Throughput::Elements((connections * records) as u64));
        let load = BenchmarkId::from_parameter(format!("{connections} connections, {records} records a request"));
        group.bench_function(load, |bencher| {
            bencher.iter_custom(|rounds| {
                let requests = usize::try_from(rounds).unwrap();
                let work: Vec<Vec<Vec<Envelope>>> = (0..connections)
                    .map(|_| {
                        let batch = |_| (0..records).map(|_| phone.incident(&mut dice).envelope).collect();
                        (0..requests).map(batch).collect()
                    })
                    .collect();
                runtime.block_on(send(&phone, work))
            });
        });
    }
    group.finish();
}

/// Sends everything and answers how long that took.
async fn send(phone: &Phone, work: Vec<Vec<Vec<Envelope>>>) -> Duration {
    let began = Instant::now();
    let connections = work.into_iter().map(|batches| {
        let (client, url) = (phone.client.clone(), format!("{}/v1/records", phone.address));
        let token = phone.enrolment.token.clone();
        let requests: Vec<_> = batches.into_iter().map(|batch| phone.request(batch)).collect();
        tokio::spawn(async move {
            for request in requests {
                let answer = client.post(&url).bearer_auth(&token).json(&request).send().await.unwrap();
                assert_eq!(answer.status(), 200);
                let answer = answer.text().await.unwrap();
                assert_eq!(answer.matches("\"outcome\":\"stored\"").count(), request.envelopes.len());
            }
        })
    });
    for connection in connections.collect::<Vec<_>>() {
        connection.await.unwrap();
    }
    began.elapsed()
}

criterion_group!(benches, ingest);
criterion_main!(benches);
