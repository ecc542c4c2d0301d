//! Central's data, as verbs about nouns: [`Store::take_versions`], [`Store::enrol`], [`Store::revoke`] and so on. Each
//! is one transaction, with its line in the audit inside. No type of a database engine leaves this folder, and all of
//! central's SQL is in it (docs/decisions/0054-what-a-store-is.md).
//!
//! The engine is SQLite: one file, one writer thread and pools of readers. A writing job runs on the writer's thread,
//! in a transaction that it shares with other jobs (group commit). The answer comes only after that transaction is on
//! disk (WAL, `synchronous=FULL`). Reading jobs run on a connection that cannot write. Phones, pages and figures have
//! pools of their own, so that none waits for another.

pub(crate) mod accounts;
mod actor;
pub(crate) mod attachments;
pub(crate) mod audit;
#[cfg(test)]
mod contract;
pub(crate) mod devices;
mod engine;
pub(crate) mod enrolment;
mod error;
mod feed;
pub(crate) mod forms;
mod inserting;
mod migrations;
pub(crate) mod new_version;
mod opening;
mod organisation;
pub(crate) mod phones;
#[cfg(feature = "fail-points")]
mod planted;
mod quotas;
mod readers;
pub(crate) mod records;
mod recounting;
mod rollups;
mod stored;
pub(crate) mod summaries;
mod transaction;
pub(crate) mod versions;
mod writer;

pub(crate) use actor::Actor;
pub(crate) use engine::Store;
pub(crate) use error::StoreError;
use stored::{device_id, millis, moment};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use kentongan_exchange::sealing::Identity;

    use super::*;

    fn open(folder: &Path) -> Store {
        Store::open(folder, None, &Identity::generate().recipient(), [7; 32]).unwrap()
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let tried = store.read(|tx| tx.execute("INSERT INTO areas VALUES (1, '1', 'a', '')", [])).await;
        assert!(tried.is_err());
    }

    #[tokio::test]
    async fn what_was_answered_as_written_is_read_by_the_next_reader() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        for n in 0..20_i64 {
            let sql = "INSERT INTO areas VALUES (1, ?1, 'a', '')";
            store.write(move |tx| tx.execute(sql, [n.to_string()])).await.unwrap();
            let count = store.read(|tx| tx.one("SELECT count(*) FROM areas", [], |row| row.get(0))).await.unwrap();
            assert_eq!(count, Some(n + 1));
        }
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_leaves_nothing_and_does_not_disturb_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let failed: Result<(), StoreError> = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '1', 'a', '')", [])?;
                Err(StoreError::Damaged("test"))
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Damaged("test"))));
        let panicked: Result<(), StoreError> = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '2', 'a', '')", [])?;
                panic!("a mistake of ours")
            })
            .await;
        assert!(panicked.is_err());
        let written = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '3', 'a', '')", [])?;
                tx.all("SELECT code FROM areas", [], |row| row.get::<_, String>(0))
            })
            .await;
        assert_eq!(written.unwrap(), ["3"]);
    }

    #[test]
    fn a_database_is_not_opened_with_another_key_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path()));
        let other = Store::open(folder.path(), None, &Identity::generate().recipient(), [7; 32]);
        assert!(matches!(other, Err(StoreError::AnotherKey)));
    }
}
