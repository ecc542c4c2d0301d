//! How long a coordinator waits for the summary of 100,000 records that came in through the real server.
//!
//! Two questions: a visit while nothing changed, and the first visit after a record arrived, when every
//! figure is added up and every small number hidden again. Records: 60 months, five villages, every choice.
//! Run it with `cargo bench -p kentongan-central --bench summary`; `RECORDS=10000` makes it shorter.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must say so")]

#[path = "../tests/central/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use kentongan_central::Role;
use kentongan_exchange::RecordId;
use kentongan_forms::FormDefinition;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use support::{Browser, Dice, Finished, Phone, Server, activity, incident};

const VILLAGES: [&str; 5] = ["33.16.09.1010", "33.16.09.1016", "33.16.09.2002", "33.16.05.2002", "33.16.05.2005"];
/// Questions with random answers; the others depend on each other.
const THROWN: [&str; 5] = ["age_group", "sex", "information_source", "suspect_relation", "suspect_age"];
/// Forms of violence that open no further question.
const FORMS: [&str; 6] = ["physical", "psychological", "neglect", "bullying", "trafficking", "other"];
/// What a page may take.
const LIMIT: Duration = Duration::from_millis(50);

/// An incident of any month and village, with any answers. Later choices of a list are rarer.
fn any_incident(form: &FormDefinition, dice: &mut Dice) -> Map<String, Value> {
    let mut answers = incident(dice);
    for name in THROWN {
        let list = form.question(name).and_then(|question| match question.list() {
            Some(kentongan_forms::ListSource::Own(list)) => form.list(&list),
            _ => None,
        });
        let codes: Vec<&str> = list.unwrap().iter().map(|choice| choice.code.as_str()).collect();
        let position = dice.throw(codes.len() as u64).min(dice.throw(codes.len() as u64));
        answers.insert(name.to_owned(), json!(codes[usize::try_from(position).unwrap()]));
    }
    answers.insert("violence_forms".to_owned(), json!([dice.pick(&FORMS)]));
    answers.insert("incident_date".to_owned(), json!(any_day(dice)));
    answers.insert("area".to_owned(), json!(dice.pick(&VILLAGES)));
    answers
}

fn any_activity(dice: &mut Dice) -> Map<String, Value> {
    let mut answers = activity(dice);
    answers.insert("date".to_owned(), json!(any_day(dice)));
    answers.insert("area".to_owned(), json!(dice.pick(&VILLAGES)));
    answers
}

fn any_day(dice: &mut Dice) -> String {
    format!("{}-{:02}-{:02}", 2021 + dice.throw(5), 1 + dice.throw(12), 1 + dice.throw(28))
}

fn any_record(phone: &Phone, form: &FormDefinition, dice: &mut Dice) -> Finished {
    if dice.throw(4) == 0 {
        phone.finish("activity", RecordId::new(), 1, any_activity(dice))
    } else {
        phone.finish("incident", RecordId::new(), 1, any_incident(form, dice))
    }
}

fn summary(criterion: &mut Criterion) {
    let records: usize = std::env::var("RECORDS").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let form = FormDefinition::from_csv(include_str!("../../../assets/forms/incident.csv")).unwrap();
    let runtime = Runtime::new().unwrap();
    let mut dice = Dice::new();
    let (server, phone) = runtime.block_on(async {
        let server = Server::start().await;
        let phone = server.phone().await;
        let mut sent = 0;
        while sent < records {
            let batch: Vec<Finished> =
                (0..50.min(records - sent)).map(|_| any_record(&phone, &form, &mut dice)).collect();
            sent += batch.len();
            phone.send(&batch.iter().collect::<Vec<_>>()).await;
        }
        (server, phone)
    });
    assert_eq!(usize::try_from(server.count("records")).unwrap(), records);
    let mut browser = runtime.block_on(Browser::signed_in(&server, Role::Coordinator));
    let mut group = criterion.benchmark_group(format!("summary of {records} records"));
    group.sample_size(20);
    let mut visit = |path: &str| {
        let began = Instant::now();
        assert_eq!(runtime.block_on(browser.get(path)).status, 200);
        began.elapsed()
    };
    let (mut unchanged, mut after_a_record) = (Vec::new(), Vec::new());
    for path in ["/summary?period=2025", "/summary?period=all", "/summary?period=2025-11"] {
        group.bench_function(format!("{path}, unchanged"), |bencher| {
            bencher.iter_custom(|rounds| {
                let took: Vec<Duration> = (0..rounds).map(|_| visit(path)).collect();
                unchanged.extend(&took);
                took.iter().sum()
            });
        });
    }
    group.bench_function("first visit after a record arrived", |bencher| {
        bencher.iter_custom(|rounds| {
            let round = |_| {
                let record = any_record(&phone, &form, &mut dice);
                runtime.block_on(phone.send_one(&record));
                let took = visit("/summary?period=2025");
                after_a_record.push(took);
                took
            };
            (0..rounds).map(round).sum()
        });
    });
    group.finish();
    let in_time = [hold("summary, nothing changed", unchanged), hold("summary, first after a record", after_a_record)];
    assert_eq!(in_time, [true; 2], "figures missed: see the lines above that begin with ratio");
}

/// Prints nineteen of twenty visits and their limit. Returns whether they keep it.
fn hold(what: &str, mut visits: Vec<Duration>) -> bool {
    visits.sort();
    let (most, slowest) = (visits[visits.len() * 19 / 20], visits[visits.len() - 1]);
    let ratio = most.as_secs_f64() / LIMIT.as_secs_f64();
    println!("ratio: {what} / {LIMIT:?} = {ratio:.2} (at most 1.00; 19 of 20 within {most:?}, slowest {slowest:?})");
    ratio <= 1.0
}

criterion_group!(benches, summary);
criterion_main!(benches);
