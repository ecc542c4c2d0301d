//! Accounts, sessions and the audit.

use super::*;
use crate::store::accounts::{Account, Failures, NewSessionRow, SignInTry};

fn named() -> (String, [u8; 32]) {
    ("koordinator".to_owned(), [1; 32])
}

async fn account(store: &Store) {
    let account = Account { role: "coordinator".to_owned(), password_hash: "-".to_owned() };
    store.put_account(Actor::Operator, named(), account, now()).await.unwrap();
}

fn session(token: u8, instead_of: Option<u8>) -> NewSessionRow {
    NewSessionRow {
        token_hash: [token; 32],
        login: named().0,
        csrf: "csrf".to_owned(),
        expires_at: now() + SignedDuration::from_hours(12),
        instead_of: instead_of.map(|token| [token; 32]),
    }
}

pub(super) async fn a_session_lives_as_long_as_it_is_used_and_ends_with_its_account(store: &Store) {
    account(store).await;
    store.begin_session(session(1, None), now()).await.unwrap();
    let late = now() + SignedDuration::from_hours(20);
    assert!(store.session([1; 32], Timestamp::UNIX_EPOCH, late).await.unwrap().is_none());
    store.session_used([1; 32], now(), now() + SignedDuration::from_hours(24)).await.unwrap();
    assert_eq!(store.session([1; 32], Timestamp::UNIX_EPOCH, late).await.unwrap().unwrap().role, "coordinator");
    store.begin_session(session(2, Some(1)), now()).await.unwrap();
    assert!(
        store.session([1; 32], Timestamp::UNIX_EPOCH, now()).await.unwrap().is_none(),
        "the browser has another now"
    );
    let tomorrow = now() + SignedDuration::from_hours(24);
    assert!(store.session([2; 32], tomorrow, now()).await.unwrap().is_none(), "it began too long ago");
    store.end_session([2; 32]).await.unwrap();
    assert!(store.session([2; 32], Timestamp::UNIX_EPOCH, now()).await.unwrap().is_none());
    store.begin_session(session(3, None), now()).await.unwrap();
    account(store).await;
    assert!(store.session([3; 32], Timestamp::UNIX_EPOCH, now()).await.unwrap().is_none(), "a new password ends all");
}

fn three_tries(before: Option<Failures>, now: Timestamp) -> Result<Failures, u64> {
    let count = before.map_or(0, |failures| failures.count) + 1;
    if count > 3 { Err(30) } else { Ok(Failures { count, locked_until: now }) }
}

pub(super) async fn tries_are_counted_until_somebody_signs_in(store: &Store) {
    account(store).await;
    let tried = |login: &str, source: u8| {
        let (known, login_hash) = named();
        let login_hash = if login == known { login_hash } else { [2; 32] };
        SignInTry { login: login.to_owned(), login_hash, source_hash: [source; 32] }
    };
    let own = || tried("koordinator", 1);
    for _ in 0..2 {
        for _ in 0..3 {
            assert!(store.count_try(own(), three_tries, now()).await.unwrap().unwrap().is_some());
        }
        assert!(matches!(store.count_try(own(), three_tries, now()).await.unwrap(), Err(30)));
        let elsewhere = store.count_try(tried("koordinator", 2), three_tries, now()).await.unwrap();
        assert!(elsewhere.is_ok(), "another source does not wait");
        store.signed_in(tried("koordinator", 2), now()).await.unwrap();
        assert!(matches!(store.count_try(own(), three_tries, now()).await.unwrap(), Err(30)), "but the first still");
        store.signed_in(own(), now()).await.unwrap();
    }
    let nobody = tried("siapa-saja", 1);
    assert!(store.count_try(nobody, three_tries, now()).await.unwrap().unwrap().is_none());
}

pub(super) async fn what_is_done_is_noted_in_one_chain(store: &Store) {
    set_up(store).await;
    account(store).await;
    phone(store, 1).await;
    let all = (0..20).map(|number| store.note(Actor::Account("koordinator".to_owned()), "test", number.to_string()));
    for noted in all {
        noted.await.unwrap();
    }
    let check = store.check_audit().await.unwrap();
    assert_eq!((check.lines, check.broken_at), (25, None), "areas, keys, account, code, enrolment, and the twenty");
}
