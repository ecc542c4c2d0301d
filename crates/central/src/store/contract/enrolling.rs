//! Codes, phones and their feeds.

use kentongan_exchange::RecordProgress;

use super::*;
use crate::store::devices::Revoked;

pub(super) async fn a_code_is_for_one_phone_and_the_same_phone_gets_it_again(store: &Store) {
    set_up(store).await;
    let tried = a_try(code(store, 1, 1).await);
    let first = try_at(store, &tried, now()).await.unwrap();
    let again = EnrolmentTry { token_hash: [9; 32], ..tried.clone() };
    let second = try_at(store, &again, now()).await.unwrap();
    assert_eq!((first.device, &first.code), (second.device, &second.code), "its answer was lost");
    assert!(store.device_of_token(tried.token_hash).await.unwrap().is_none(), "the old token is no more");
    assert_eq!(store.device_of_token([9; 32]).await.unwrap().unwrap().id, first.device);
    let other = EnrolmentTry { hashes: tried.hashes, ..a_try(tried.hashes) };
    assert_eq!(try_at(store, &other, now()).await.unwrap_err(), NotEnrolled::Spent);
    assert_eq!(store.phones().await.unwrap().phones.len(), 1);
}

pub(super) async fn wrong_codes_make_their_source_wait_and_no_other(store: &Store) {
    set_up(store).await;
    let right = a_try(code(store, 1, 1).await);
    let wrong = |source: u8, guess: u8| EnrolmentTry {
        source: [source; 32],
        ..a_try(CodeHashes { whole: [guess; 32], half: [200; 32] })
    };
    // From very many sources: nobody else has to wait.
    for source in 2..=200 {
        assert_eq!(try_at(store, &wrong(source, 99), now()).await.unwrap_err(), NotEnrolled::Wrong);
    }
    for _ in 0..20 {
        assert_eq!(try_at(store, &wrong(1, 99), now()).await.unwrap_err(), NotEnrolled::Wrong);
    }
    let from_there = EnrolmentTry { source: [1; 32], ..right.clone() };
    assert!(matches!(try_at(store, &from_there, now()).await, Err(NotEnrolled::Wait { .. })));
    assert!(try_at(store, &right, now()).await.is_ok());
}

pub(super) async fn a_code_dies_by_time_and_by_wrong_tries(store: &Store) {
    set_up(store).await;
    let late = a_try(code(store, 1, 1).await);
    let then = now() + SignedDuration::from_mins(11);
    assert_eq!(try_at(store, &late, then).await.unwrap_err(), NotEnrolled::Expired);
    let tired = a_try(code(store, 2, 2).await);
    for guess in 0..5 {
        let wrong =
            EnrolmentTry { source: [guess + 50; 32], ..a_try(CodeHashes { whole: [guess + 50; 32], half: [2; 32] }) };
        assert_eq!(try_at(store, &wrong, now()).await.unwrap_err(), NotEnrolled::Wrong);
    }
    assert_eq!(try_at(store, &tired, now()).await.unwrap_err(), NotEnrolled::Tired);
}

pub(super) async fn phones_of_one_prefix_are_numbered_and_each_has_its_own_feed(store: &Store) {
    set_up(store).await;
    let (one, other) = (phone(store, 1).await, phone(store, 2).await);
    let codes: Vec<String> = store.phones().await.unwrap().phones.into_iter().map(|phone| phone.code).collect();
    assert_eq!(codes, ["KML-01", "KML-02"]);
    let record = RecordId::new();
    take_one(store, version(one, record, 1, "a")).await;
    let tell = |maker| store.tell_progress(Actor::Operator, (maker, record), RecordProgress::Accepted, now());
    assert!(tell(one).await.unwrap() && tell(one).await.unwrap());
    assert!(!tell(other).await.unwrap(), "not its record");
    let feed = store.feed_after(one, 0).await.unwrap();
    assert_eq!((feed.items.len(), feed.cursor, feed.more), (2, 2, false));
    assert_eq!(store.feed_after(one, 1).await.unwrap().items.len(), 1);
    assert!(store.feed_after(other, 0).await.unwrap().items.is_empty());

    let revoke = |code: &str| store.revoke(Actor::Operator, code.to_owned(), now());
    assert_eq!(revoke("KML-02").await.unwrap(), Revoked::Now);
    assert_eq!(revoke("KML-02").await.unwrap(), Revoked::Before);
    assert_eq!(revoke("KML-99").await.unwrap(), Revoked::NoSuchPhone);
    assert!(store.devices(vec![other]).await.unwrap()[0].revoked);
}
