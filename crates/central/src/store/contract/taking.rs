//! Versions are stored once, counted once, and never lost.

use super::*;
use crate::store::quotas::VERSIONS_A_DAY;
use crate::store::records::{RecordFilter, RecordLine};

async fn lines(store: &Store) -> Vec<RecordLine> {
    store.record_list(RecordFilter::default(), 100).await.unwrap().lines
}

/// The records of the counted versions, by what is in them.
async fn contents(store: &Store, maker: DeviceId, record: RecordId) -> (u32, usize) {
    let detail = store.read_record(Actor::Operator, maker, record).await.unwrap().unwrap();
    (detail.counted.revision, detail.others.len())
}

pub(super) async fn the_same_bytes_are_stored_once_by_any_phone(store: &Store) {
    set_up(store).await;
    let (maker, again) = (phone(store, 1).await, phone(store, 2).await);
    let record = RecordId::new();
    let first = take_one(store, version(maker, record, 1, "female")).await;
    let Kept::Stored(at) = first else { panic!("{first:?}") };
    assert_eq!(take_one(store, version(maker, record, 1, "female")).await, Kept::Duplicate(at));
    assert_eq!(take_one(store, version(again, record, 1, "female")).await, Kept::Duplicate(at));
    let twice = take(store, vec![version(maker, RecordId::new(), 1, "a"), version(maker, record, 1, "female")]).await;
    assert!(matches!(twice[..], [Kept::Stored(_), Kept::Duplicate(_)]), "{twice:?}");
    assert_eq!(lines(store).await.len(), 2);
    assert_eq!(store.stored_versions(vec![(record, 1)]).await.unwrap()[0].len(), 1);
}

pub(super) async fn other_bytes_of_the_same_revision_conflict_and_the_first_counts(store: &Store) {
    set_up(store).await;
    let (maker, record) = (phone(store, 1).await, RecordId::new());
    take_one(store, version(maker, record, 1, "female")).await;
    for _again in 0..2 {
        assert_eq!(take_one(store, version(maker, record, 1, "male")).await, Kept::Conflict);
    }
    let line = lines(store).await.remove(0);
    assert!(line.conflicting && line.arrival == 1, "{line:?}");
    assert_eq!(contents(store, maker, record).await, (1, 1));
    assert!(matches!(take_one(store, version(maker, record, 2, "female")).await, Kept::Stored(_)));
    assert!(lines(store).await[0].conflicting, "only a person settles it");
    assert_eq!(store.record_list(RecordFilter::default(), 1).await.unwrap().conflicts, 1);
}

pub(super) async fn a_record_is_its_makers_also_when_another_sends_its_id_first(store: &Store) {
    set_up(store).await;
    let (maker, other) = (phone(store, 1).await, phone(store, 2).await);
    let record = RecordId::new();
    take_one(store, version(other, record, 9, "false")).await;
    assert!(matches!(take_one(store, version(maker, record, 1, "true")).await, Kept::Stored(_)));
    let found = lines(store).await;
    assert_eq!(found.len(), 2);
    let flagged: Vec<_> = found.iter().filter(|line| line.flags.iter().next().is_some()).collect();
    assert_eq!((flagged.len(), flagged[0].maker), (1, maker), "the later one, for a person");
    assert_eq!(contents(store, maker, record).await, (1, 0));
    assert_eq!(contents(store, other, record).await, (9, 0));
}

pub(super) async fn the_highest_revision_counts_in_whatever_order_they_come(store: &Store) {
    set_up(store).await;
    let maker = phone(store, 1).await;
    for order in [[1, 2, 3], [3, 1, 2], [2, 3, 1], [3, 2, 1]] {
        let record = RecordId::new();
        for revision in order {
            let kept = take_one(store, version(maker, record, revision, &revision.to_string())).await;
            assert!(matches!(kept, Kept::Stored(_)), "{order:?}: {kept:?}");
        }
        assert_eq!(contents(store, maker, record).await, (3, 2), "{order:?}");
    }
}

pub(super) async fn what_one_maker_brings_in_a_day_is_bounded_and_others_are_not_touched(store: &Store) {
    set_up(store).await;
    let (maker, other) = (phone(store, 1).await, phone(store, 2).await);
    let first = RecordId::new();
    take_one(store, version(maker, first, 1, "a")).await;
    let large = NewVersion { body: vec![0; 65 << 20], ..version(maker, RecordId::new(), 1, "b") };
    assert_eq!(take_one(store, large).await, Kept::OverQuota);
    let most = usize::try_from(VERSIONS_A_DAY).unwrap();
    let many: Vec<NewVersion> = (0..most).map(|_| version(maker, RecordId::new(), 1, "c")).collect();
    let kept = take(store, many).await;
    assert_eq!(kept.iter().filter(|kept| matches!(kept, Kept::Stored(_))).count(), most - 1);
    assert_eq!(kept.last(), Some(&Kept::OverQuota));
    assert!(matches!(take_one(store, version(maker, first, 1, "a")).await, Kept::Duplicate(_)), "it is here");
    assert!(matches!(take_one(store, version(other, RecordId::new(), 1, "d")).await, Kept::Stored(_)));
    let tomorrow = now() + SignedDuration::from_hours(24);
    let later = Arc::new(vec![version(maker, RecordId::new(), 1, "e")]);
    let kept = store.take_versions(&later, Bearer::CarryFile, tomorrow).await.unwrap();
    assert!(matches!(kept[..], [Kept::Stored(_)]), "{kept:?}");
}

pub(super) async fn versions_come_in_the_order_of_their_arrival(store: &Store) {
    set_up(store).await;
    let maker = phone(store, 1).await;
    let records: Vec<RecordId> = (0..7).map(|_| RecordId::new()).collect();
    take(store, records[..3].iter().map(|record| version(maker, *record, 1, "a")).collect()).await;
    take(store, records[3..].iter().map(|record| version(maker, *record, 1, "a")).collect()).await;
    let newest_first: Vec<RecordId> = records.iter().rev().copied().collect();
    let listed = |lines: Vec<RecordLine>| lines.into_iter().map(|line| line.record).collect::<Vec<_>>();
    assert_eq!(listed(lines(store).await), newest_first);
    let before = lines(store).await[2].arrival;
    let filter = RecordFilter { before: Some(before), ..RecordFilter::default() };
    assert_eq!(listed(store.record_list(filter, 2).await.unwrap().lines), newest_first[3..5]);
}
