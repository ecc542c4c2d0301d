//! The maximum of disk and SQLite: a loop that only inserts the rows of a real server again, into a database made by
//! the same migrations.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use kentongan_central::Central;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::{Server, database};

const RECORD: &str = "INSERT INTO records (record, revision, device, digest, form_id, form_version, code, area, month,
                                           device_seq, started_at, finished_at, stored_at, body, countable)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
const FEED: &str = "INSERT INTO feed (device, cursor, sealed) VALUES (?1, ?2, ?3)";
const ROLLUP: &str = "INSERT INTO rollups (form, month, area, question, choice, records, total)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (form, month, area, question, choice)
                      DO UPDATE SET records = records + excluded.records, total = total + excluded.total";
const CONTACT: &str = "UPDATE devices SET last_contact_at = last_contact_at + 1, waiting_records = waiting_records + 1";

/// Which rows the loop commits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One row a record.
    RecordsAlone,
    /// All rows that central commits with it: the news for the phone, the rollups of a batch, the phone's last contact.
    EveryRow,
}

/// Rows as a server stored them.
pub(crate) struct Rows {
    devices: Vec<Vec<Value>>,
    records: Vec<Vec<Value>>,
    feed: Vec<Vec<Value>>,
    rollups: Vec<Vec<Value>>,
}

fn all(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

impl Rows {
    pub(crate) fn of(server: &Server) -> Self {
        let database = server.database();
        Self {
            devices: all(&database, "SELECT * FROM devices"),
            records: all(
                &database,
                "SELECT record, revision, device, digest, form_id, form_version, code, area, month, device_seq,
                        started_at, finished_at, stored_at, body, countable FROM records ORDER BY rowid",
            ),
            feed: all(&database, "SELECT device, cursor, sealed FROM feed ORDER BY cursor"),
            rollups: all(&database, "SELECT form, month, area, question, choice, 1, 0 FROM rollups"),
        }
    }
}

/// Inserts them in batches, each on disk before the next. Returns records a second.
pub(crate) fn insert(rows: &Rows, batch: usize, kind: Kind) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    drop(Central::open(folder.path()).unwrap());
    let connection = database(folder.path());
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "synchronous", "full").unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    let areas = "INSERT OR IGNORE INTO areas VALUES (?1, '', '')";
    for device in &rows.devices {
        connection.execute(areas, [&device[2]]).unwrap();
        let places = vec!["?"; device.len()].join(", ");
        let sql = format!("INSERT INTO devices VALUES ({places})");
        connection.execute(&sql, rusqlite::params_from_iter(device)).unwrap();
    }
    let every = kind == Kind::EveryRow;
    let touched: Vec<Vec<&Vec<Value>>> = rows.records.chunks(batch).map(|records| rows.touched(records)).collect();
    // Few records have news.
    let mut news = rows.feed.chunks(batch);
    let began = Instant::now();
    for (records, rollups) in rows.records.chunks(batch).zip(&touched) {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        put(&connection, RECORD, records.iter());
        if every {
            put(&connection, FEED, news.next().unwrap_or_default().iter());
            put(&connection, ROLLUP, rollups.iter().copied());
            connection.prepare_cached(CONTACT).unwrap().execute([]).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
    }
    rows.records.len() as f64 / began.elapsed().as_secs_f64()
}

fn put<'a>(connection: &Connection, sql: &str, rows: impl Iterator<Item = &'a Vec<Value>>) {
    let mut statement = connection.prepare_cached(sql).unwrap();
    for row in rows {
        statement.execute(rusqlite::params_from_iter(row)).unwrap();
    }
}

impl Rows {
    /// The rollups that a batch changes, each once.
    fn touched(&self, records: &[Vec<Value>]) -> Vec<&Vec<Value>> {
        let keys: BTreeSet<[String; 4]> = records.iter().flat_map(|record| keys(record)).collect();
        let key = |row: &&Vec<Value>| keys.contains(&[1, 2, 3, 4].map(|at| text(&row[at])));
        self.rollups.iter().filter(key).collect()
    }
}

/// Month, village, question and choice of every rollup that a record may count in.
fn keys(record: &[Value]) -> Vec<[String; 4]> {
    let (month, area) = (text(&record[8]), text(&record[7]));
    let key = |question: &str, choice: &str| [month.clone(), area.clone(), question.to_owned(), choice.to_owned()];
    let mut keys = vec![key("", "")];
    let countable: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text(&record[14])).unwrap();
    for (question, answer) in &countable {
        keys.push(key(question, ""));
        keys.extend(answer.as_str().map(|choice| key(question, choice)));
        let choices = answer.as_array().into_iter().flatten();
        keys.extend(choices.filter_map(serde_json::Value::as_str).map(|choice| key(question, choice)));
    }
    keys
}

fn text(value: &Value) -> String {
    let Value::Text(text) = value else { panic!("not a text: {value:?}") };
    text.clone()
}
