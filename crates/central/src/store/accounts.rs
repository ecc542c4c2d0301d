//! Accounts of people, their wrong tries, and their sessions. Only the hash of a session's token is stored.

use jiff::{SignedDuration, Timestamp};

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, millis, moment};

/// After this long, tries of an unused login are deleted, so that guessing cannot fill the disk.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Wrong tries of one login in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failures {
    /// How many.
    pub(crate) count: u32,
    /// Until then no try is checked.
    pub(crate) locked_until: Timestamp,
}

/// Who tries to sign in: the login as a person typed it, and the hashes that wrong tries are counted by.
#[derive(Debug, Clone)]
pub(crate) struct SignInTry {
    /// The login.
    pub(crate) login: String,
    /// Keyed hash of the login.
    pub(crate) login_hash: [u8; 32],
    /// Keyed hash of where the try comes from.
    pub(crate) source_hash: [u8; 32],
}

/// An open account.
#[derive(Clone)]
pub(crate) struct Account {
    /// The role's name.
    pub(crate) role: String,
    /// PHC string of Argon2id.
    pub(crate) password_hash: String,
}

/// A stored session with its account's role.
pub(crate) struct SessionRow {
    /// Who signed in.
    pub(crate) login: String,
    /// The role's name.
    pub(crate) role: String,
    /// Token for forms.
    pub(crate) csrf: String,
    /// Last seen.
    pub(crate) seen_at: Timestamp,
}

/// A new session.
pub(crate) struct NewSessionRow {
    /// Hash of its token.
    pub(crate) token_hash: [u8; 32],
    /// Who signed in.
    pub(crate) login: String,
    /// Token for forms.
    pub(crate) csrf: String,
    /// Until when it is valid without use.
    pub(crate) expires_at: Timestamp,
    /// Hash of the token of the session that the same browser had: it ends.
    pub(crate) instead_of: Option<[u8; 32]>,
}

impl Store {
    /// Makes an account, or gives an existing one a new password and role. Its sessions end, and wrong tries of it are
    /// forgotten.
    pub(crate) async fn put_account(
        &self,
        actor: Actor,
        (login, login_hash): (String, [u8; 32]),
        account: Account,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO accounts (organisation, login, role, password_hash, made_at, closed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, NULL)
                 ON CONFLICT (organisation, login) DO UPDATE
                 SET role = excluded.role, password_hash = excluded.password_hash, closed_at = NULL",
                (tx.organisation, &login, &account.role, &account.password_hash, millis(now)),
            )?;
            let failures = "DELETE FROM sign_in_failures WHERE organisation = ?1 AND login_hash = ?2";
            tx.execute(failures, (tx.organisation, login_hash))?;
            tx.execute("DELETE FROM sessions WHERE organisation = ?1 AND login = ?2", (tx.organisation, &login))?;
            audit::note(tx, now, &actor, "account add", &format!("{login} {}", account.role))
        })
        .await
    }

    /// Counts a try to sign in, before the password is checked, and finds the account. `count` gives the state after one
    /// more wrong try, or for how many seconds no try is allowed.
    pub(crate) async fn count_try(
        &self,
        tried: SignInTry,
        count: fn(Option<Failures>, Timestamp) -> Result<Failures, u64>,
        now: Timestamp,
    ) -> Result<Result<Option<Account>, u64>, StoreError> {
        self.write(move |tx| {
            let before = failures(tx, &tried)?;
            Ok(match count(before, now) {
                Err(seconds) => Err(seconds),
                Ok(failures) => {
                    put_failures(tx, &tried, failures, now)?;
                    Ok(account(tx, &tried.login)?)
                }
            })
        })
        .await
    }

    /// Notes that an account has signed in, and forgets the wrong tries from the same source.
    pub(crate) async fn signed_in(&self, tried: SignInTry, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            forget_failures(tx, &tried)?;
            audit::note(tx, now, &Actor::Account(tried.login.clone()), "sign in", &tried.login)
        })
        .await
    }

    /// Notes a wrong password of an account that there is. What was typed for another login is not noted: it may be a
    /// password in the wrong field.
    pub(crate) async fn note_wrong_password(&self, login: String, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| audit::note(tx, now, &Actor::Stranger, "wrong password", &login)).await
    }

    /// Starts a session of an account that has just signed in.
    pub(crate) async fn begin_session(&self, session: NewSessionRow, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute(
                "DELETE FROM sessions WHERE organisation = ?1 AND (expires_at <= ?2 OR token_hash = ?3)",
                (tx.organisation, millis(now), session.instead_of),
            )?;
            tx.execute(
                "INSERT INTO sessions (organisation, token_hash, login, csrf, created_at, seen_at, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
                (
                    tx.organisation,
                    session.token_hash,
                    &session.login,
                    &session.csrf,
                    millis(now),
                    millis(session.expires_at),
                ),
            )?;
            Ok(())
        })
        .await
    }

    /// The session, unless it has expired, began before `oldest`, or its account is closed.
    pub(crate) async fn session(
        &self,
        token_hash: [u8; 32],
        oldest: Timestamp,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let found = self.read(move |tx| {
            tx.one(
                "SELECT s.login, a.role, s.csrf, s.seen_at FROM sessions s
                 JOIN accounts a ON a.organisation = s.organisation AND a.login = s.login
                 WHERE s.organisation = ?1 AND s.token_hash = ?2 AND s.expires_at > ?3 AND s.created_at >= ?4
                       AND a.closed_at IS NULL",
                (tx.organisation, token_hash, millis(now), millis(oldest)),
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
        });
        let row = |(login, role, csrf, seen)| Ok(SessionRow { login, role, csrf, seen_at: moment(seen)? });
        found.await?.map(row).transpose()
    }

    /// Stores that a session was used.
    pub(crate) async fn session_used(
        &self,
        token_hash: [u8; 32],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute(
                "UPDATE sessions SET seen_at = ?3, expires_at = ?4 WHERE organisation = ?1 AND token_hash = ?2",
                (tx.organisation, token_hash, millis(now), millis(expires_at)),
            )?;
            Ok(())
        })
        .await
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "DELETE FROM sessions WHERE organisation = ?1 AND token_hash = ?2";
            tx.execute(sql, (tx.organisation, token_hash)).map(drop)
        })
        .await
    }
}

fn account(tx: &Transaction<'_>, login: &str) -> Result<Option<Account>, StoreError> {
    tx.one(
        "SELECT role, password_hash FROM accounts WHERE organisation = ?1 AND login = ?2 AND closed_at IS NULL",
        (tx.organisation, login),
        |row| Ok(Account { role: row.get(0)?, password_hash: row.get(1)? }),
    )
}

fn failures(tx: &Transaction<'_>, tried: &SignInTry) -> Result<Option<Failures>, StoreError> {
    let found = tx.one(
        "SELECT failures, locked_until FROM sign_in_failures
         WHERE organisation = ?1 AND login_hash = ?2 AND source_hash = ?3",
        (tx.organisation, tried.login_hash, tried.source_hash),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    found.map(|(count, until)| Ok(Failures { count, locked_until: moment(until)? })).transpose()
}

fn put_failures(tx: &Transaction<'_>, tried: &SignInTry, failures: Failures, now: Timestamp) -> Result<(), StoreError> {
    let old = "DELETE FROM sign_in_failures WHERE organisation = ?1 AND last_at < ?2";
    tx.execute(old, (tx.organisation, millis(now - FORGET_AFTER)))?;
    tx.execute(
        "INSERT INTO sign_in_failures (organisation, login_hash, source_hash, failures, locked_until, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (organisation, login_hash, source_hash) DO UPDATE
         SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at",
        (
            tx.organisation,
            tried.login_hash,
            tried.source_hash,
            failures.count,
            millis(failures.locked_until),
            millis(now),
        ),
    )?;
    Ok(())
}

fn forget_failures(tx: &Transaction<'_>, tried: &SignInTry) -> Result<(), StoreError> {
    let sql = "DELETE FROM sign_in_failures WHERE organisation = ?1 AND login_hash = ?2 AND source_hash = ?3";
    tx.execute(sql, (tx.organisation, tried.login_hash, tried.source_hash)).map(drop)
}
