//! What a cut may take, and what it may not.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::path::Path;

use kentongan_power_loss::Recording;
use rusqlite::Connection;

fn open(folder: &Path, journal: &str, synchronous: &str) -> Connection {
    let connection = Connection::open(folder.join("a.db")).unwrap();
    connection.pragma_update(None, "journal_mode", journal).unwrap();
    connection.pragma_update(None, "synchronous", synchronous).unwrap();
    connection
}

/// Commits rows one by one, and cuts everywhere, several times. Returns how many cuts took a row that was committed
/// before.
fn lost(journal: &str, synchronous: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let connection = open(folder.path(), journal, synchronous);
    connection.execute_batch("CREATE TABLE rows (number INTEGER PRIMARY KEY, filling BLOB)").unwrap();
    drop(connection);
    let recording = Recording::begin(folder.path());
    let connection = open(folder.path(), journal, synchronous);
    // So that SQLite copies the log back in between.
    connection.pragma_update(None, "wal_autocheckpoint", 4).unwrap();
    let mut committed = Vec::new();
    for number in 0..8_i64 {
        connection.execute("INSERT INTO rows VALUES (?1, zeroblob(3000))", [number]).unwrap();
        committed.push(recording.position());
    }
    drop(connection);

    let tape = recording.tape();
    let mut lost = 0;
    for at in 0..=tape.len() {
        for seed in 0..4 {
            let left = tempfile::tempdir().unwrap();
            tape.cut(at, seed + at as u64 * 100).write_to(left.path());
            let connection = Connection::open(left.path().join("a.db")).unwrap();
            let count = connection.query_row("SELECT count(*) FROM rows", [], |row| row.get::<_, i64>(0));
            let sound = connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
            let promised = committed.iter().filter(|position| **position <= at).count();
            let kept = sound.is_ok_and(|sound| sound == "ok") && count.is_ok_and(|count| count >= promised as i64);
            lost += usize::from(!kept);
        }
    }
    lost
}

#[test]
fn a_database_that_syncs_loses_no_committed_row() {
    assert_eq!(lost("wal", "full"), 0);
    assert_eq!(lost("delete", "extra"), 0);
}

#[test]
fn a_database_that_does_not_sync_every_commit_loses_some_rows() {
    assert!(lost("wal", "normal") > 0);
    assert!(lost("wal", "off") > 0);
    // Deleting the journal commits, but nothing waits for the deletion. The journal can come back and undo the commit.
    assert!(lost("delete", "full") > 0);
}
