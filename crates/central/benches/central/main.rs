//! How fast the real server takes records, compared with what its cryptography alone allows and with another protocol.
//! It runs over loopback, with a real disk behind every answer. Everything is in this process, on its cores.
//!
//! Side by side, on the same records:
//! - *curve*: all cores do nothing but the three operations on the curve that each record needs ([`curve`]);
//! - *ours*: batches as phones send them, with authentication, opening, validation, rollups and receipts;
//! - *one by one*: the same server, one record a request;
//! - *OpenRosa*: a stand-in that does the least that a server of that protocol must do ([`openrosa`]).
//!
//! Senders only write prepared bytes and look for expected ones, so that the server gets the cores.
//! Run it with `cargo bench -p kentongan-central --bench central`; `RECORDS=2000` makes it shorter.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must say so")]

mod curve;
mod openrosa;
mod sender;
#[path = "../../tests/central/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

use std::time::Duration;

use kentongan_central::{Rate, Settings};
use kentongan_exchange::RecordsRequest;
use kentongan_exchange::gzip::{GZIP, gzip};
use tokio::runtime::Runtime;

use sender::{Request, send};
use support::{Dice, Finished, Phone, Server, activity};

/// Records of each measurement, unless set otherwise.
const RECORDS: usize = 8_000;
const BATCH: usize = 50;
/// The share of the speed of the curve operations alone that central must reach.
const OF_CURVE: f64 = 0.6;
/// Records a second from 32 clients with one record a request.
const ONE_BY_ONE: f64 = 2_000.0;
/// The share of an OpenRosa submission's bytes that an activity may take.
const OF_OPENROSA_BYTES: f64 = 0.45;
/// How often each measurement runs. The best result counts, because it was disturbed least.
const ROUNDS: usize = 3;

/// Settings for a measured server: one phone here stands for many.
fn unlimited() -> Settings {
    let rate = Rate { per_second: 1_000_000, at_once: 1_000_000, under_way: 1024 };
    Settings { phone_rate: Some(rate), ..Settings::default() }
}

/// The head and body that this phone sends; the head is reqwest's own.
fn request(phone: &Phone, batch: &[Finished]) -> Request {
    let envelopes = batch.iter().map(|finished| finished.envelope.clone()).collect();
    let request: RecordsRequest = phone.request(envelopes);
    let body = gzip(&serde_json::to_vec(&request).unwrap());
    let head = format!(
        "POST /v1/records HTTP/1.1\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-encoding: {GZIP}\r\nuser-agent: kentongan/{}\r\naccept: */*\r\nhost: {}\r\ncontent-length: {}\r\n\r\n",
        phone.enrolment.token,
        env!("CARGO_PKG_VERSION"),
        phone.address.strip_prefix("http://").unwrap(),
        body.len()
    );
    Request { bytes: [head.into_bytes(), body].concat(), hoped_for: "\"outcome\":\"stored\"", times: batch.len() }
}

/// Spreads requests over connections.
fn over(connections: usize, requests: Vec<Request>) -> Vec<Vec<Request>> {
    let mut spread: Vec<Vec<Request>> = (0..connections).map(|_| Vec::new()).collect();
    for (number, request) in requests.into_iter().enumerate() {
        spread[number % connections].push(request);
    }
    spread
}

/// Records a second.
fn rate(records: usize, took: Duration) -> f64 {
    records as f64 / took.as_secs_f64()
}

fn best(rounds: impl Iterator<Item = f64>) -> f64 {
    rounds.fold(0.0, f64::max)
}

struct Bench {
    runtime: Runtime,
    records: usize,
    dice: Dice,
}

impl Bench {
    /// Sends sealed records to the real server, over this many connections, in batches of this size. Returns records a
    /// second, and the server with all that it stored.
    fn ours(&mut self, connections: usize, batch: usize, records: usize) -> (f64, Server) {
        let server = self.runtime.block_on(Server::start_with(unlimited()));
        let phone = self.runtime.block_on(server.phone());
        let finished = seal(&phone, &mut self.dice, records);
        let requests = finished.chunks(batch).map(|batch| request(&phone, batch)).collect();
        let address = server.address.strip_prefix("http://").unwrap().to_owned();
        let took = self.runtime.block_on(send(&address, over(connections, requests)));
        (rate(records, took), server)
    }

    fn openrosa(&mut self, connections: usize, records: usize) -> f64 {
        let requests = (0..records).map(|_| openrosa::submission(&activity(&mut self.dice))).collect();
        let server = openrosa::StandIn::start(&self.runtime);
        rate(records, self.runtime.block_on(send(&server.address, over(connections, requests))))
    }

    /// Bytes sent for one activity: in a full batch of ours, and as a submission.
    fn bytes(&mut self) -> (f64, f64) {
        let server = self.runtime.block_on(Server::start());
        let phone = self.runtime.block_on(server.phone());
        let answers: Vec<_> = (0..BATCH).map(|_| activity(&mut self.dice)).collect();
        let record = |answers: &serde_json::Map<_, _>| {
            phone.finish("activity", kentongan_exchange::RecordId::new(), 1, answers.clone())
        };
        let ours = request(&phone, &answers.iter().map(record).collect::<Vec<_>>()).bytes.len();
        let theirs: usize = answers.iter().map(|answers| openrosa::submission(answers).bytes.len()).sum();
        (ours as f64 / BATCH as f64, theirs as f64 / BATCH as f64)
    }
}

/// Sealing is the phones' work, so it runs on all cores before.
fn seal(phone: &Phone, dice: &mut Dice, records: usize) -> Vec<Finished> {
    let half = records / 2;
    let mut own = Dice::new();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| (0..half).map(|_| phone.incident(&mut own)).collect::<Vec<_>>());
        let mut all: Vec<Finished> = (half..records).map(|_| phone.incident(dice)).collect();
        all.extend(other.join().unwrap());
        all
    })
}

/// Prints a figure and its limit. Returns whether it keeps the limit.
fn hold(what: &str, figure: f64, limit: f64, is_kept: bool) -> bool {
    println!("ratio: {what} = {figure:.2} ({} {limit:.2})", if is_kept { "held to" } else { "MISSED" });
    is_kept
}

fn main() {
    let filters: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if !filters.is_empty() && !filters.iter().any(|filter| "ingest".contains(filter.as_str())) {
        return;
    }
    let records = std::env::var("RECORDS").ok().and_then(|text| text.parse().ok()).unwrap_or(RECORDS);
    let mut bench = Bench { runtime: Runtime::new().unwrap(), records, dice: Dice::new() };
    let (bytes, openrosa_bytes) = bench.bytes();
    println!("one activity takes {bytes:.0} bytes in a batch of {BATCH}, {openrosa_bytes:.0} as a submission");

    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let (mut ours, mut curve) = (0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        let (rate, _server) = bench.ours(8, BATCH, bench.records);
        ours = ours.max(rate);
        curve = curve.max(curve::records_a_second(bench.records, cores));
        println!("ingest: {rate:.0}/s over 8 connections, {BATCH} a request");
    }
    let few = records / 8;
    let single = best((0..ROUNDS).map(|_| bench.ours(1, BATCH, records / 2).0));
    let clients = best((0..ROUNDS).map(|_| bench.ours(32, 1, records / 2).0));
    let one_by_one = best((0..ROUNDS).map(|_| bench.ours(1, 1, few).0));
    let openrosa = best((0..ROUNDS).map(|_| bench.openrosa(1, few)));
    let openrosa_clients = best((0..ROUNDS).map(|_| bench.openrosa(32, records / 2)));

    println!("curve operations alone         {curve:8.0}/s");
    println!("ours, 8 connections × {BATCH}       {ours:8.0}/s");
    println!("ours, 1 connection × {BATCH}        {single:8.0}/s");
    println!("ours, 32 connections × 1       {clients:8.0}/s");
    println!("ours, 1 connection × 1         {one_by_one:8.0}/s");
    println!("OpenRosa, 1 connection         {openrosa:8.0}/s");
    println!("OpenRosa, 32 connections       {openrosa_clients:8.0}/s");
    println!("ratio: ours in batches / one record a request = {:.2}", ours / one_by_one);
    println!("ratio: ours in batches / OpenRosa = {:.2}", ours / openrosa);
    println!("ratio: ours, 32 × 1 / OpenRosa, 32 connections = {:.2}", clients / openrosa_clients);
    let kept = [
        hold("ours in batches / the curve operations alone", ours / curve, OF_CURVE, ours / curve >= OF_CURVE),
        hold("32 clients, one record a request, a second", clients, ONE_BY_ONE, clients >= ONE_BY_ONE),
        hold(
            "bytes of an activity / an OpenRosa submission",
            bytes / openrosa_bytes,
            OF_OPENROSA_BYTES,
            bytes / openrosa_bytes <= OF_OPENROSA_BYTES,
        ),
    ];
    assert_eq!(kept, [true; 3], "figures missed: see the lines above that begin with ratio");
}
