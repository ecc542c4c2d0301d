//! Signing in, and how guessing is made slow.
//!
//! A try counts on disk *before* the password is checked. So neither many tries at once nor a restart give more tries.
//! Five wrong ones in a row lock the login for 30 seconds, each further one twice as long, up to an hour: for the source
//! of the tries ([`SignInSource`]), and for no other. An unknown login gets the same count, answers and waits.

use jiff::{SignedDuration, Timestamp};

use super::places::Place;
use super::source::SignInSource;
use super::{Login, Role, passwords};
use crate::keys::Keys;
use crate::store::accounts::{Failures, SignInTry};
use crate::store::{Store, StoreError};

/// Wrong tries before the first wait.
const FREE_TRIES: u32 = 5;
const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_WAIT_SECONDS: i64 = 3600;
/// The result of a try to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// It is this account.
    Welcome {
        /// Its login.
        login: String,
        /// What it may do.
        role: Role,
    },
    /// Login or password is wrong. It does not say which.
    Wrong,
    /// Too many people try at once. This try was not counted and not checked.
    Busy,
    /// Too many wrong tries. The password was not checked.
    Wait {
        /// For how long.
        seconds: u64,
    },
}

/// Tries to sign in.
pub(crate) async fn sign_in(
    store: &Store,
    keys: &Keys,
    (login, password): (&str, &str),
    from: impl FnOnce(&str) -> SignInSource,
    now: Timestamp,
) -> Result<SignIn, StoreError> {
    let login = String::from(Login::typed(login));
    let source = from(&login);
    let Some(place) = Place::take(&source) else { return Ok(SignIn::Busy) };
    let tried = SignInTry {
        login_hash: keys.keyed_hash("login", &login),
        source_hash: keys.keyed_hash("sign-in source", &source.name()),
        login,
    };
    let account = match store.count_try(tried.clone(), count, now).await? {
        Err(seconds) => return Ok(SignIn::Wait { seconds }),
        Ok(account) => account,
    };
    let is_known = account.is_some();
    let password = zeroize::Zeroizing::new(password.to_owned());
    let _turn = place.turn().await;
    let checked = tokio::task::spawn_blocking(move || {
        let right = passwords::verify(&password, account.as_ref().map(|account| account.password_hash.as_str()));
        account.filter(|_| right)
    })
    .await
    .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let Some(account) = checked else {
        if is_known {
            store.note_wrong_password(tried.login, now).await?;
        }
        return Ok(SignIn::Wrong);
    };
    let role = account.role.parse().map_err(|_| StoreError::Damaged("role"))?;
    let login = tried.login.clone();
    store.signed_in(tried, now).await?;
    Ok(SignIn::Welcome { login, role })
}

/// The state after one more wrong try, or for how many seconds no try is allowed.
fn count(before: Option<Failures>, now: Timestamp) -> Result<Failures, u64> {
    let before = before.unwrap_or(Failures { count: 0, locked_until: Timestamp::UNIX_EPOCH });
    if before.locked_until > now {
        let millis = before.locked_until.as_millisecond() - now.as_millisecond();
        return Err(millis.unsigned_abs().div_ceil(1000));
    }
    let count = before.count.saturating_add(1);
    let locked_until = match count.checked_sub(FREE_TRIES) {
        None => Timestamp::UNIX_EPOCH,
        Some(beyond) => {
            let doubled = FIRST_WAIT_SECONDS << beyond.min(10);
            now + SignedDuration::from_secs(doubled.min(LONGEST_WAIT_SECONDS))
        }
    };
    Ok(Failures { count, locked_until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::known_browser;
    use crate::accounts::places::FOR_ONE_SOURCE;
    use crate::store::Actor;
    use crate::store::accounts::Account;

    #[test]
    fn five_wrong_tries_are_free_then_waits_double_from_thirty_seconds_to_an_hour() {
        let mut now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1000);
        let mut state = None;
        let mut waits = Vec::new();
        for _ in 0..14 {
            let after = count(state, now).unwrap();
            if after.locked_until > now {
                let Err(seconds) = count(Some(after), now) else { panic!("not locked") };
                waits.push(seconds);
                now = after.locked_until;
            }
            state = Some(after);
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }

    async fn try_from(store: &Store, keys: &Keys, login: &str, password: &str, place: &str, now: Timestamp) -> SignIn {
        let from = |_: &str| SignInSource::Place(place.to_owned());
        sign_in(store, keys, (login, password), from, now).await.unwrap()
    }

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_is_told_so_and_no_try_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let store = Store::open(folder.path(), None, &keys.identity.recipient(), [7; 32]).unwrap();
        let source = SignInSource::Place("192.0.2.77".to_owned());
        let taken: Vec<Place> = (0..FOR_ONE_SOURCE).map(|_| Place::take(&source).unwrap()).collect();
        for _ in 0..10 {
            let tried = try_from(&store, &keys, "koordinator", "salah", "192.0.2.77", Timestamp::now()).await;
            assert_eq!(tried, SignIn::Busy);
        }
        drop(taken);
        let tried = try_from(&store, &keys, "koordinator", "salah", "192.0.2.77", Timestamp::now()).await;
        assert_eq!(tried, SignIn::Wrong, "not to wait");
    }

    #[tokio::test]
    async fn guessing_locks_known_and_unknown_logins_alike_and_a_restart_does_not_unlock_them() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let open = || Store::open(folder.path(), None, &keys.identity.recipient(), [7; 32]).unwrap();
        let hash = passwords::hash("kata sandi yang benar").unwrap();
        let now = Timestamp::now();
        let store = open();
        let account = Account { role: "coordinator".to_owned(), password_hash: hash };
        let named = ("koordinator".to_owned(), keys.keyed_hash("login", "koordinator"));
        store.put_account(Actor::Operator, named, account, now).await.unwrap();
        for login in ["koordinator", "nobody"] {
            // One login, however it is written: other spellings give no further tries.
            for login in [login, &login.to_uppercase(), &format!(" {login}"), login, login] {
                assert_eq!(try_from(&store, &keys, login, "salah", "a", now).await, SignIn::Wrong);
            }
        }
        drop(store);
        let store = open();
        let right = "kata sandi yang benar";
        for login in ["koordinator", "nobody"] {
            let tried = try_from(&store, &keys, login, right, "a", now).await;
            assert_eq!(tried, SignIn::Wait { seconds: 30 }, "{login}");
        }
        let later = now + SignedDuration::from_secs(31);
        let welcome = SignIn::Welcome { login: "koordinator".to_owned(), role: Role::Coordinator };
        assert_eq!(try_from(&store, &keys, " Koordinator", right, "a", later).await, welcome);
        assert_eq!(try_from(&store, &keys, "koordinator", "salah", "a", later).await, SignIn::Wrong);
        assert_eq!(try_from(&store, &keys, "koordinator", right, "a", later).await, welcome, "counted from zero");
    }

    #[tokio::test]
    async fn wrong_passwords_of_others_keep_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let store = Store::open(folder.path(), None, &keys.identity.recipient(), [7; 32]).unwrap();
        let (right, now) = ("kata sandi yang benar", Timestamp::now());
        let account = Account { role: "coordinator".to_owned(), password_hash: passwords::hash(right).unwrap() };
        let named = ("koordinator".to_owned(), keys.keyed_hash("login", "koordinator"));
        store.put_account(Actor::Operator, named, account, now).await.unwrap();
        for _ in 0..5 {
            try_from(&store, &keys, "koordinator", "salah", "192.0.2.1", now).await;
        }
        let waits = try_from(&store, &keys, "koordinator", right, "192.0.2.1", now).await;
        assert_eq!(waits, SignIn::Wait { seconds: 30 });
        let welcome = SignIn::Welcome { login: "koordinator".to_owned(), role: Role::Coordinator };
        assert_eq!(try_from(&store, &keys, "koordinator", right, "192.0.2.2", now).await, welcome);
        // Also at the same address, when the browser signed in before.
        let token = known_browser(&keys, "koordinator").unwrap();
        let from = |login: &str| SignInSource::of(&keys, login, "192.0.2.1".to_owned(), Some(&token));
        assert_eq!(sign_in(&store, &keys, ("koordinator", right), from, now).await.unwrap(), welcome);
        let check = store.check_audit().await.unwrap();
        assert_eq!((check.lines, check.broken_at), (8, None), "the account, five wrong passwords, two times signed in");
    }
}
