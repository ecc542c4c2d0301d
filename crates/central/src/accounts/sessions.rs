//! Signed-in browsers: a random token in a cookie, its hash in the database, valid for twelve hours without
//! use, and for a week at most.

use jiff::{SignedDuration, Timestamp};

use super::Role;
use crate::store::accounts::NewSessionRow;
use crate::store::{Store, StoreError};

/// How long a session is valid without use.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// How long a session is valid at most, however much it is used.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often a use is stored. Not at every request, because each is a write.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A new session.
pub(crate) struct NewSession {
    /// For the cookie; never stored.
    pub(crate) token: String,
}

/// The session of a request.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The account.
    pub(crate) login: String,
    /// What it may do.
    pub(crate) role: Role,
    /// The token that each form must contain.
    pub(crate) csrf: String,
}

/// Creates a session, in place of the one with the token `before`. Call it only for an account that has just signed in.
pub(crate) async fn create(
    store: &Store,
    login: &str,
    before: Option<&str>,
    now: Timestamp,
) -> Result<NewSession, StoreError> {
    let (token, csrf) = (random_text()?, random_text()?);
    let row = NewSessionRow {
        token_hash: hash(&token),
        login: login.to_owned(),
        csrf,
        expires_at: now + IDLE,
        instead_of: before.map(hash),
    };
    store.begin_session(row, now).await?;
    Ok(NewSession { token })
}

/// The session of a cookie's token, if it is valid. Stores the use.
pub(crate) async fn find(store: &Store, token: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
    let hash = hash(token);
    let Some(row) = store.session(hash, now - LONGEST, now).await? else { return Ok(None) };
    if now.duration_since(row.seen_at) >= NOTE_EVERY {
        // On a full disk people can still read. The session then ends twelve hours after the last stored use.
        if let Err(error) = store.session_used(hash, now, now + IDLE).await {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    }
    let role = row.role.parse().map_err(|_| StoreError::Damaged("role"))?;
    Ok(Some(Session { login: row.login, role, csrf: row.csrf }))
}

/// Ends a session.
pub(crate) async fn end(store: &Store, token: &str) -> Result<(), StoreError> {
    store.end_session(hash(token)).await
}

fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

fn random_text() -> Result<String, StoreError> {
    crate::random_text().map_err(|error| StoreError::Unavailable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::sealing::Identity;

    use super::*;
    use crate::store::Actor;
    use crate::store::accounts::Account;

    #[tokio::test]
    async fn a_session_lives_twelve_hours_after_its_last_use_and_a_week_at_most_and_its_token_is_nowhere_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None, &Identity::generate().recipient(), [7; 32]).unwrap();
        let start = Timestamp::now();
        let account = Account { role: "coordinator".to_owned(), password_hash: "-".to_owned() };
        store.put_account(Actor::Operator, ("koordinator".to_owned(), [0; 32]), account, start).await.unwrap();
        let session = create(&store, "koordinator", None, start).await.unwrap();
        let later = start + SignedDuration::from_hours(11);
        assert_eq!(find(&store, &session.token, later).await.unwrap().unwrap().role, Role::Coordinator);
        assert!(find(&store, &session.token, later + IDLE).await.unwrap().is_none(), "not used for twelve hours");
        assert!(find(&store, "another", later).await.unwrap().is_none());

        let mut used = start;
        while find(&store, &session.token, used).await.unwrap().is_some() {
            used += SignedDuration::from_hours(6);
        }
        assert_eq!(used - SignedDuration::from_hours(6), start + LONGEST, "used all the time, it ends after a week");

        end(&store, &session.token).await.unwrap();
        assert!(find(&store, &session.token, later).await.unwrap().is_none());
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(session.token.len()).any(|window| window == session.token.as_bytes()));
        }
    }
}
