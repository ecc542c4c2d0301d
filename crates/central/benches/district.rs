//! Whether phones wait while the figures of a whole district are computed: 300 villages, 5 years, 1,000,000 incidents.
//!
//! The rollups of that many incidents are written into the database; the records themselves are not needed for them.
//! Then one phone sends records one by one, first while nothing else goes on, then while a page has the figures
//! computed. `RECORDS=100000` makes it shorter.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must say so")]

#[path = "../tests/central/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use kentongan_central::{Rate, Role, Settings};
use kentongan_exchange::RecordOutcome;
use kentongan_forms::{FormDefinition, ListSource, Question, QuestionKind, Summary};
use rusqlite::Connection;
use tokio::runtime::Runtime;

use support::{Browser, Dice, Phone, Server};

const VILLAGES: u64 = 300;
const MONTHS: u64 = 60;
/// Requests of each measurement.
const REQUESTS: usize = 500;
/// How much slower one request in a hundred may be.
const LIMIT: f64 = 2.0;

/// Village, month, question and choice.
type Cell = (u64, u64, usize, String);

fn main() {
    let filters: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if !filters.is_empty() && !filters.iter().any(|filter| "district".contains(filter.as_str())) {
        return;
    }
    let records = std::env::var("RECORDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000_u64);
    let runtime = Runtime::new().unwrap();
    let rate = Rate { per_second: 1_000_000, at_once: 1_000_000, under_way: 1024 };
    let settings = Settings { phone_rate: Some(rate), ..Settings::default() };
    let server = runtime.block_on(Server::start_with(settings));
    let areas: String = (0..VILLAGES).map(|village| format!("{},Desa {village},\n", area(village))).collect();
    runtime.block_on(server.central.import_areas(&format!("code,name,parent\n{areas}"))).unwrap();
    let began = Instant::now();
    fill(&server.database(), records);
    println!("the rollups of {records} incidents took {:.0} s", began.elapsed().as_secs_f64());

    let phone = runtime.block_on(server.phone());
    let mut dice = Dice::new();
    let mut measure = || p99(&runtime, &phone, &mut dice);
    measure();
    let idle = measure();
    let mut browser = runtime.block_on(Browser::signed_in(&server, Role::Coordinator));
    let visit = runtime.spawn(async move { browser.get("/summary").await.status });
    std::thread::sleep(Duration::from_millis(300));
    let busy = measure();
    let still = !visit.is_finished();
    println!("99th of 100 requests: {:.1} ms idle, {:.1} ms while figures are computed", ms(idle), ms(busy));
    println!("the first page was {} when the measurement ended", if still { "still waiting" } else { "there" });
    let ratio = ms(busy) / ms(idle);
    println!("ratio: p99 of sending a record, figures of a district / idle = {ratio:.2} (at most {LIMIT:.2})");
    assert!(ratio <= LIMIT, "phones wait for the figures");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn area(village: u64) -> String {
    format!("33.99.{:02}.{:04}", village / 20, 2001 + village % 20)
}

/// Sends records one by one. Returns the time within which 99 of 100 were answered.
fn p99(runtime: &Runtime, phone: &Phone, dice: &mut Dice) -> Duration {
    let finished: Vec<_> = (0..REQUESTS).map(|_| phone.incident(dice)).collect();
    let mut times: Vec<Duration> = finished
        .iter()
        .map(|record| {
            let began = Instant::now();
            let outcome = runtime.block_on(phone.send_one(record));
            assert!(matches!(outcome, RecordOutcome::Stored { .. }), "{outcome:?}");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[REQUESTS * 99 / 100]
}

/// Writes what so many incidents add to the rollups: any village, month and choice of every counted question.
fn fill(database: &Connection, records: u64) {
    let form = FormDefinition::from_csv(include_str!("../../../assets/forms/incident.csv")).unwrap();
    let counted: Vec<(&Question, Vec<&str>)> = form
        .questions()
        .filter(|question| question.summary == Some(Summary::Count))
        .filter_map(|question| {
            let Some(ListSource::Own(list)) = question.list() else { return None };
            Some((question, form.list(&list)?.iter().map(|choice| choice.code.as_str()).collect()))
        })
        .collect();
    let mut dice = Dice::new();
    let mut cells: HashMap<Cell, i64> = HashMap::new();
    let none = counted.len();
    for _record in 0..records {
        let (village, month) = (dice.throw(VILLAGES), dice.throw(MONTHS));
        *cells.entry((village, month, none, String::new())).or_default() += 1;
        for (number, (question, choices)) in counted.iter().enumerate() {
            let several = matches!(question.kind, QuestionKind::SelectMultiple(_));
            let first = usize::try_from(dice.throw(choices.len() as u64)).unwrap();
            let chosen = if several { [Some(first), Some((first + 1) % choices.len())] } else { [Some(first), None] };
            for choice in chosen.into_iter().flatten() {
                *cells.entry((village, month, number, choices[choice].to_owned())).or_default() += 1;
            }
        }
    }
    database.execute_batch("BEGIN").unwrap();
    let sql = "INSERT INTO rollups VALUES (1, 'incident', ?1, ?2, ?3, ?4, ?5, 0)";
    let mut insert = database.prepare(sql).unwrap();
    for ((village, month, number, choice), records) in cells {
        let question = counted.get(number).map_or("", |(question, _)| question.name.as_str());
        let month = format!("{}-{:02}", 2021 + month / 12, 1 + month % 12);
        insert.execute((month, area(village), question, choice, records)).unwrap();
    }
    database.execute_batch("COMMIT").unwrap();
}
