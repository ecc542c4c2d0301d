//! Migrates a database, one numbered file after another. A released file is never edited.

use kentongan_fail_points::reach;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first_light.sql"),
    include_str!("migrations/0002_attachments.sql"),
    include_str!("migrations/0003_phones.sql"),
    include_str!("migrations/0004_office.sql"),
];

/// Applies the missing ones. If two processes start together, the second finds them done.
pub(crate) fn apply(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let found = usize::try_from(found).map_err(|_| StoreError::Damaged("version"))?;
    if found > MIGRATIONS.len() {
        return Err(StoreError::TooNew { found, known: MIGRATIONS.len() });
    }
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration)?;
        reach("central.migrations.between");
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    reach("central.migrations.before_commit");
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_a_newer_program_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();
        apply(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(apply(&mut connection), Err(StoreError::TooNew { found: 99, .. })));
    }
}
