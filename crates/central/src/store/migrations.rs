//! Migrates a database, one numbered file after another. A released file is never edited.

use kentongan_fail_points::reach;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_central.sql")];

/// Marks our files: `KTGN`. Files from before the first release have another layout and no mark.
const APPLICATION: i64 = 0x4b54_474e;

/// Applies the missing ones. If two processes start together, the second finds them done.
pub(crate) fn apply(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let found = usize::try_from(found).map_err(|_| StoreError::Damaged("version"))?;
    let application: i64 = transaction.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if found > 0 && application != APPLICATION {
        return Err(StoreError::TooOld);
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
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
