//! The audit: who did what, as a chain. Each line's hash covers the line and the hash before it, with a key that is not
//! in the database. So a person who can only write to the database cannot change, add or remove a line unseen. The end
//! can be cut off: compare the last line's number and hash with those noted elsewhere.

use jiff::Timestamp;

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, millis};

/// The hash before the first line.
const BEGINNING: [u8; 32] = [0; 32];

/// The result of checking the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// How many lines are right, from the first on.
    pub lines: u64,
    /// The last right line's hash, as hexadecimal digits.
    pub hash: String,
    /// The number of the first line that is wrong or missing.
    pub broken_at: Option<u64>,
}

/// Writes one line. `subject` is a code, a login or a version; never an answer or a secret.
pub(super) fn note(
    tx: &Transaction<'_>,
    at: Timestamp,
    actor: &Actor,
    action: &str,
    subject: &str,
) -> Result<(), StoreError> {
    // The sequence comes first: its row makes a second transaction wait until this one's line is there.
    let sequence = tx.next("audit", 1)?;
    let before = tx.one(
        "SELECT hash FROM audit WHERE organisation = ?1 AND sequence = ?2",
        (tx.organisation, sequence - 1),
        |row| row.get(0),
    )?;
    let line = Line { sequence, at: millis(at), actor: actor.name(), action, subject };
    let hash = line.hash(tx.audit_key, before.unwrap_or(BEGINNING));
    tx.execute(
        "INSERT INTO audit (organisation, sequence, at, actor, action, subject, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (tx.organisation, sequence, line.at, line.actor, action, subject, hash),
    )?;
    Ok(())
}

struct Line<'a> {
    sequence: i64,
    at: i64,
    actor: &'a str,
    action: &'a str,
    subject: &'a str,
}

impl Line<'_> {
    fn hash(&self, key: &[u8; 32], before: [u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(&before).update(&self.sequence.to_be_bytes()).update(&self.at.to_be_bytes());
        for text in [self.actor, self.action, self.subject] {
            // With the length, so that no letter can move from one field to the next.
            hasher.update(&(text.len() as u64).to_be_bytes()).update(text.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

impl Store {
    /// Checks the whole chain of the audit.
    pub(crate) async fn check_audit(&self) -> Result<AuditCheck, StoreError> {
        self.read(|tx| {
            let last = tx.one(
                "SELECT last FROM sequences WHERE organisation = ?1 AND purpose = 'audit'",
                [tx.organisation],
                |row| row.get::<_, i64>(0),
            )?;
            let (mut before, mut expected, mut broken) = (BEGINNING, 1_i64, false);
            let sql = "SELECT sequence, at, actor, action, subject, hash FROM audit WHERE organisation = ?1 ORDER BY sequence";
            let key = tx.audit_key;
            tx.all(sql, [tx.organisation], |row| {
                let (actor, action, subject): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
                let sequence = row.get(0)?;
                let line = Line { sequence, at: row.get(1)?, actor: &actor, action: &action, subject: &subject };
                let hash: [u8; 32] = row.get(5)?;
                broken = broken || sequence != expected || line.hash(key, before) != hash;
                if !broken {
                    (before, expected) = (hash, expected + 1);
                }
                Ok(())
            })?;
            let broken = broken || expected - 1 != last.unwrap_or(0);
            let hash = before.iter().map(|byte| format!("{byte:02x}")).collect();
            let (lines, broken_at) = ((expected - 1).unsigned_abs(), broken.then_some(expected.unsigned_abs()));
            Ok(AuditCheck { lines, hash, broken_at })
        })
        .await
    }

    /// Notes that an account did something that changes nothing here, such as reading a record.
    pub(crate) async fn note(&self, actor: Actor, action: &'static str, subject: String) -> Result<(), StoreError> {
        self.write(move |tx| note(tx, crate::now(), &actor, action, &subject)).await
    }
}
