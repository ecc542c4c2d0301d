//! Signing in, and how guessing is made slow.
//!
//! A try counts on disk *before* the password is checked. So neither many tries at once nor a restart give more tries.
//! Five wrong ones in a row lock the login for 30 seconds, each further one twice as long, up to an hour. An unknown
//! login gets the same count, answers and waits.

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::{Login, Role, passwords};
use crate::keys::Keys;
use crate::store::accounts::Failures;
use crate::store::{Store, StoreError};

/// Wrong tries before the first wait.
const FREE_TRIES: u32 = 5;
const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_WAIT_SECONDS: i64 = 3600;
/// Each check takes 19 MiB. Without a limit, guessing could use up the memory.
static CHECKS: Semaphore = Semaphore::const_new(4);
/// Tries that may be checked or queued at once: the last of them waits a second or two. With a longer queue, a flood of
/// tries would make other people wait for too long.
const PLACES: usize = 64;
static FREE_PLACES: Semaphore = Semaphore::const_new(PLACES);

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
    login: &str,
    password: &str,
    now: Timestamp,
) -> Result<SignIn, StoreError> {
    let Ok(_place) = FREE_PLACES.try_acquire() else { return Ok(SignIn::Busy) };
    let login = String::from(Login::typed(login));
    let login_hash = keys.keyed_hash("login", &login);
    let named = (login.clone(), login_hash);
    let account = match store.count_try(named.clone(), count, now).await? {
        Err(seconds) => return Ok(SignIn::Wait { seconds }),
        Ok(account) => account,
    };
    let password = zeroize::Zeroizing::new(password.to_owned());
    let _turn = CHECKS.acquire().await;
    let checked = tokio::task::spawn_blocking(move || {
        let right = passwords::verify(&password, account.as_ref().map(|account| account.password_hash.as_str()));
        account.filter(|_| right)
    })
    .await
    .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let Some(account) = checked else { return Ok(SignIn::Wrong) };
    let role = account.role.parse().map_err(|_| StoreError::Damaged("role"))?;
    store.signed_in(named, now).await?;
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

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_is_told_so_and_no_try_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let store = Store::open(folder.path(), None, &keys.identity.recipient(), [7; 32]).unwrap();
        let taken = FREE_PLACES.acquire_many(PLACES as u32).await.unwrap();
        for _ in 0..10 {
            let tried = sign_in(&store, &keys, "koordinator", "salah", Timestamp::now()).await.unwrap();
            assert_eq!(tried, SignIn::Busy);
        }
        drop(taken);
        let tried = sign_in(&store, &keys, "koordinator", "salah", Timestamp::now()).await.unwrap();
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
                assert_eq!(sign_in(&store, &keys, login, "salah", now).await.unwrap(), SignIn::Wrong);
            }
        }
        drop(store);
        let store = open();
        let right = "kata sandi yang benar";
        for login in ["koordinator", "nobody"] {
            let tried = sign_in(&store, &keys, login, right, now).await.unwrap();
            assert_eq!(tried, SignIn::Wait { seconds: 30 }, "{login}");
        }
        let later = now + SignedDuration::from_secs(31);
        let welcome = SignIn::Welcome { login: "koordinator".to_owned(), role: Role::Coordinator };
        assert_eq!(sign_in(&store, &keys, " Koordinator", right, later).await.unwrap(), welcome);
        assert_eq!(sign_in(&store, &keys, "koordinator", "salah", later).await.unwrap(), SignIn::Wrong);
        assert_eq!(sign_in(&store, &keys, "koordinator", right, later).await.unwrap(), welcome, "counted from zero");
    }
}
