//! The figures that the phone must keep (issues 2 and 3). They are what a facilitator waits for: at the end of a form,
//! at the top of a long list, after the PIN, and while thousands of records wait to be sent.
//!
//! `cargo bench -p kentongan --bench phone`, with `-- saving`, `-- waiting` or `-- reading` for one part. The disk is
//! that of the system's temporary folder; set `TMPDIR` to measure another. The bench prints each figure as a line
//! `ratio: …`, and `cargo xtask bench` shows these lines again at the end.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must say so")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use criterion::Criterion;
use jiff::{SignedDuration, Timestamp};
use kentongan::device::desktop::Desktop;
use kentongan::device::memory::MemoryDevice;
use kentongan::enrolment::GrantedEnrolment;
use kentongan::outbox::{Outbox, Queue};
use kentongan::phone::{Device, Page, Phone, Pin, RecordFilter, SendTrouble, StateFilter};
use kentongan::vault::{Cost, DataKey, FinishedVersion, Finishing, KeyFile, NewDraft, Vault, Verdict};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{FormReference, Receipt, RecordCode, RecordId, RecordVersion};
use kentongan_forms::{Entry, QuestionKind, Value};
use serde_json::{Map, json};

const RECORDS: u32 = 10_000;
const PIN: &str = "482915";
/// Finished records whose saving is timed, one after another.
const SAVED: usize = 200;

fn now() -> Timestamp {
    Timestamp::from_second(1_795_402_800).unwrap()
}

/// An enrolment as central sends it, without the network.
fn enrolment() -> GrantedEnrolment {
    let form = |id: &str, csv: &str| json!({"id": id, "version": version_of(csv), "csv": csv});
    let area = json!({"code": "33.16.09.1016", "name": "Tempelan", "parent": "33.16.09"});
    serde_json::from_value(json!({
        "address": "http://127.0.0.1:1",
        "signing_key": kentongan_exchange::signing::Base64(SigningKey::generate().unwrap().to_secret().to_vec()),
        "identity": Identity::generate().to_secret().as_str(),
        "answer": {
            "service": kentongan_exchange::SERVICE,
            "device": kentongan_exchange::DeviceId::new(),
            "device_code": "TMP-02",
            "token": "token",
            "organisation": {"name": "Dinas"},
            "area": area,
            "central_recipient": Identity::generate().recipient(),
            "receipt_key": SigningKey::generate().unwrap().verifying_key(),
            "case_recipients": [Identity::generate().recipient(), Identity::generate().recipient()],
            "areas": [area],
            "forms": [
                form("incident", include_str!("../assets/forms/incident.csv")),
                form("activity", include_str!("../assets/forms/activity.csv")),
            ],
            "directory": {"version": 1, "entries": [{
                "code": "uptd", "kind": "social_services", "name_id": "UPTD", "name_en": "UPTD",
                "refers": true, "emergency": false,
            }]},
        },
    }))
    .unwrap()
}

fn version_of(csv: &str) -> String {
    kentongan_forms::FormDefinition::from_csv(csv).unwrap().version().to_owned()
}

/// An open phone in this folder.
fn phone(folder: &Path) -> Phone {
    enrolment().write(&folder.join("enrolment.json")).unwrap();
    let device: Arc<dyn Device> = Arc::new(MemoryDevice::new(folder, now()));
    let phone = Phone::start(folder, device).unwrap();
    phone.choose_pin(&Pin::new(PIN).unwrap()).unwrap();
    phone
}

/// An incident with every required question answered.
fn filled(phone: &Phone) -> RecordId {
    let record = phone.start_draft("incident").unwrap();
    let mut entry = phone.entry(record).unwrap();
    while let Some(problem) = entry.problems().into_iter().find(|problem| problem.blocks()) {
        answer(&mut entry, &problem.question);
        phone.save_answer(record, &problem.question, entry.answer(&problem.question)).unwrap();
    }
    let note = Value::Text("cara menghubungi dengan aman ".repeat(15));
    phone.save_answer(record, "safe_note", Some(&note)).unwrap();
    record
}

fn answer(entry: &mut Entry, name: &str) {
    let typed = match entry.form().question(name).unwrap().kind {
        QuestionKind::SelectOne(_) | QuestionKind::SelectMultiple(_) => entry.choices(name)[0].code.clone(),
        QuestionKind::Date => "2026-11-22".to_owned(),
        QuestionKind::DateTime => "2026-11-22T09:00".to_owned(),
        QuestionKind::Text => "jawaban yang cukup panjang".to_owned(),
        QuestionKind::Integer
        | QuestionKind::Decimal
        | QuestionKind::Time
        | QuestionKind::Image
        | QuestionKind::Note
        | QuestionKind::Calculate
        | QuestionKind::Acknowledge => panic!("{name}"),
    };
    entry.set_typed(name, &typed).unwrap();
}

/// Saves finished records, and compares with the same bytes in as many commits of plain SQLite on the same disk.
fn saving(figures: &mut Figures) {
    let folder = tempfile::tempdir().unwrap();
    let phone = phone(folder.path());
    let drafts: Vec<RecordId> = (0..SAVED).map(|_| filled(&phone)).collect();
    let raw = |name: &str| {
        let connection = rusqlite::Connection::open(folder.path().join(name)).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").unwrap();
        connection.execute_batch("CREATE TABLE bytes (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT").unwrap();
        connection
    };
    let (first, second) = (raw("raw-1.db"), raw("raw-2.db"));
    let mut drafts = drafts.into_iter();
    phone.finish(drafts.next().unwrap()).unwrap();
    let (vault_bytes, outbox_bytes) = bytes_of_one(folder.path());
    let commit = |connection: &rusqlite::Connection, bytes: &[u8]| {
        connection.prepare_cached("INSERT INTO bytes (bytes) VALUES (?1)").unwrap().execute([bytes]).unwrap();
    };
    // By turns, so that other use of the disk affects both alike.
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for draft in drafts {
        let start = Instant::now();
        phone.finish(draft).unwrap();
        ours.push(start.elapsed());
        // Work in the background after this counts for neither.
        breathe();
        let start = Instant::now();
        commit(&first, &vault_bytes);
        commit(&second, &outbox_bytes);
        theirs.push(start.elapsed());
        breathe();
    }
    let (ours, theirs) = (median(ours), median(theirs));
    figures.hold("saving a finished record / its bytes in as many raw commits", ours, theirs, 1.5);
}

/// A pause between two timed steps. It is busy, because a core that slept is slow at first.
fn breathe() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1) {
        std::hint::spin_loop();
    }
}

/// As many bytes as one finished record adds to each file: its body to the vault, its envelope to the outbox.
fn bytes_of_one(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let outbox = rusqlite::Connection::open(folder.join("outbox.db")).unwrap();
    let sql = "SELECT length(ciphertext) + length(signature) + length(digest) + length(recipient) + length(record)
               FROM envelopes";
    let envelope: usize = outbox.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    // The body became the envelope by deflating and sealing: it is never smaller.
    (vec![1; envelope], vec![2; envelope])
}

/// The promised figures, and how many of them failed.
#[derive(Default)]
struct Figures {
    missed: u32,
}

impl Figures {
    /// Prints the ratio of `taken` to `measure`, and remembers when it is more than `most`.
    fn hold(&mut self, what: &str, taken: Duration, measure: Duration, most: f64) {
        let ratio = taken.as_secs_f64() / measure.as_secs_f64();
        println!("ratio: {what} = {ratio:.2} (at most {most:.2}; {taken:?} / {measure:?})");
        self.missed += u32::from(ratio > most);
    }

    /// Times some runs and compares their median with the limit.
    fn against(&mut self, what: &str, limit: Duration, mut run: impl FnMut()) {
        let times = (0..100).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        });
        self.hold(&format!("{what} / {limit:?}"), median(times.collect()), limit, 1.0);
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A vault with 10,000 finished records, delivered or without a receipt, and its PIN.
fn full_vault(folder: &Path, delivered: bool) -> DataKey {
    let key = DataKey::generate().unwrap();
    let mut vault = Vault::open(&folder.join("vault.db"), &key).unwrap();
    let granted = enrolment();
    let (answer, enrolled) = (granted.answer(), granted.enrolled().unwrap());
    vault.put_enrolment(&enrolled, &answer.areas, &answer.directory, &answer.forms).unwrap();
    let form = FormReference { id: "activity".into(), version: answer.forms[1].version.clone() };
    let answers: Map<_, _> = (0..30).map(|n| (format!("question_{n}"), json!("some answer"))).collect();
    let body = vec![9; 2_000];
    let digest = RecordVersion::digest(&body);
    let signer = SigningKey::generate().unwrap();
    let mut verdicts = Vec::new();
    for seq in 1..=u64::from(RECORDS) {
        let record = RecordId::new();
        let code = &RecordCode::new("TMP", 2026, u32::try_from(seq).unwrap());
        let draft = NewDraft { record, code, form: &form, answers: &answers, started_at: now() };
        vault.begin_draft(&draft).unwrap();
        let (code, form, body) = (code.clone(), form.clone(), body.clone());
        // A hundred in each month.
        let finished_at = now() - SignedDuration::from_hours(7 * i64::try_from(seq).unwrap());
        let version = FinishedVersion { record, revision: 1, code, form, finished_at, digest, body };
        let finishing = Finishing { device_seq: seq, saved: &answers, answers: &answers, has_sealed: true };
        vault.finish(&version, finishing).unwrap();
        let stored = Stored { record, revision: 1, device: enrolled.device, digest: &digest };
        if delivered {
            verdicts.push(Verdict::Receipt(Receipt::sign(stored, now(), &signer)));
        }
    }
    vault.note_verdicts(&verdicts, Duration::ZERO).unwrap();
    let pin = Pin::new(PIN).unwrap();
    KeyFile::wrap(&folder.join("vault.key"), &key, &pin, Cost::FLOOR, &Desktop).unwrap().write().unwrap();
    key
}

/// The phone of this folder, unlocked.
fn unlocked(folder: &Path) -> Phone {
    let device: Arc<dyn Device> = Arc::new(MemoryDevice::new(folder, now()));
    let phone = Phone::start(folder, device).unwrap();
    phone.unlock(&Pin::new(PIN).unwrap()).unwrap();
    phone
}

/// What the screens ask for while 10,000 records wait, also while the sender writes to all of them.
fn waiting(figures: &mut Figures) {
    let folder = tempfile::tempdir().unwrap();
    full_vault(folder.path(), false);
    // The first unlocking seals them all.
    drop(unlocked(folder.path()));
    let phone = unlocked(folder.path());
    assert_eq!(phone.outbox_status().unwrap().waiting, RECORDS);
    let home = || drop(black_box((phone.facilitator(), phone.outbox_status().unwrap(), phone.drafts().unwrap())));
    figures.against("home with 10,000 waiting records", Duration::from_millis(5), home);
    let delivered = RecordFilter { search: String::new(), states: StateFilter::Delivered };
    let outbox = || {
        black_box(phone.records(&delivered, Page { after: None, limit: 10 }).unwrap());
        black_box((
            phone.outbox_status().unwrap(),
            phone.all_waiting_photos().unwrap(),
            phone.waiting_photos(21).unwrap(),
        ));
        assert_eq!(phone.undelivered(50).unwrap().len(), 50);
    };
    figures.against("outbox screen with 10,000 waiting records", Duration::from_millis(10), outbox);
    let record = phone.undelivered(1).unwrap()[0].record;
    // Finishing again checks that every waiting record is in the outbox.
    let in_step = || drop(phone.finish(record).unwrap());
    figures.against("vault and outbox with 10,000 waiting records in step", Duration::from_millis(100), in_step);

    let shared = Outbox::open(&folder.path().join("outbox.db")).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                shared
                    .postpone_due(Queue::Own, now(), SendTrouble::NoNetwork, now() + SignedDuration::from_mins(1))
                    .unwrap();
                shared.make_all_due().unwrap();
            }
        });
        let what = "outbox screen while the sender writes to 10,000 records";
        let read =
            || assert_eq!((shared.status().unwrap().waiting, shared.undelivered(50).unwrap().len()), (RECORDS, 50));
        figures.against(what, Duration::from_millis(20), read);
        done.store(true, Ordering::Relaxed);
    });
}

/// The first page of many records, as the screen asks for it.
fn first_page(bench: &mut Criterion, figures: &mut Figures, folder: &Path) {
    let phone = unlocked(folder);
    let everything = RecordFilter::default();
    let page = phone.records(&everything, Page::default()).unwrap();
    assert_eq!(page.records.len(), 50);
    let first = || drop(black_box(phone.records(&everything, Page::default()).unwrap()));
    bench.bench_function("first page of 50 from 10,000 records", |b| b.iter(first));
    figures.against("first page of 50 from 10,000 records", Duration::from_millis(5), first);
    let wanted = page.records[0].code.to_string().to_lowercase();
    let month = || drop(black_box(phone.month(phone.wall_clock().date()).unwrap()));
    assert!(phone.month(phone.wall_clock().date()).unwrap().activities.len() > 50);
    figures.against("the month on Home, a hundred of 10,000 records", Duration::from_millis(50), month);
    let search = RecordFilter { search: wanted, states: StateFilter::All };
    bench.bench_function("search by code in 10,000 records", |b| {
        b.iter(|| black_box(phone.records(&search, Page::default()).unwrap()));
    });
}

/// From the unwrapped key to the list, as after the PIN.
fn opening(bench: &mut Criterion, figures: &mut Figures, folder: &Path, key: &DataKey) {
    let path = folder.join("vault.db");
    let open = || {
        let vault = Vault::open(&path, key).unwrap();
        for form in vault.forms().unwrap() {
            black_box(kentongan_forms::FormDefinition::from_csv(&form.csv).unwrap());
        }
        black_box((vault.enrolled().unwrap(), vault.areas().unwrap(), vault.directory().unwrap()));
        black_box(vault.without_receipt().unwrap());
    };
    let what = "opening the vault with 10,000 records, without the key derivation";
    bench.bench_function(what, |b| b.iter(open));
    figures.against(what, Duration::from_millis(50), open);
}

fn main() {
    let mut bench = Criterion::default().configure_from_args();
    let mut figures = Figures::default();
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if wanted("saving") {
        saving(&mut figures);
    }
    if wanted("waiting") {
        waiting(&mut figures);
    }
    if wanted("reading") {
        let folder = tempfile::tempdir().unwrap();
        let key = full_vault(folder.path(), true);
        opening(&mut bench, &mut figures, folder.path(), &key);
        first_page(&mut bench, &mut figures, folder.path());
    }
    bench.final_summary();
    assert_eq!(figures.missed, 0, "figures missed: see the lines above that begin with ratio");
}
