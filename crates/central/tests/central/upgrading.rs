//! A file of another time is left as it is, and the operator is told why.

use std::path::Path;

use kentongan_central::Central;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::database;

fn folder_with_a_database() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    drop(Central::open(folder.path()).unwrap());
    folder
}

/// What the operator reads who uses this folder.
fn refused(folder: &Path) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kentongan-central"))
        .env("KENTONGAN_PLAIN_DATABASE", "true")
        .args(["device", "revoke", "KML-01", "--data"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_database_from_before_the_first_release_is_refused_in_words() {
    let folder = folder_with_a_database();
    let path = folder.path().join("central.db");
    std::fs::remove_file(&path).unwrap();
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE records (record BLOB NOT NULL, revision INTEGER NOT NULL); PRAGMA user_version = 4",
    )
    .unwrap();
    drop(old);
    let said = refused(folder.path());
    assert!(said.contains("before the first release") && said.contains("begin with an empty data folder"), "{said}");
    let tables: i64 = database(folder.path())
        .query_row("SELECT count(*) FROM sqlite_master WHERE type = 'table'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1, "nothing was made in it");
}

#[test]
fn a_database_of_a_newer_program_is_left_as_it_is_and_the_operator_told_why() {
    let folder = folder_with_a_database();
    database(folder.path()).pragma_update(None, "user_version", 99).unwrap();
    let said = refused(folder.path());
    assert!(said.contains("the database has version 99") && said.contains("install the newer program"), "{said}");
}
