//! Several districts in one database.

use super::*;
use crate::store::records::RecordFilter;

pub(super) async fn one_organisation_sees_nothing_of_another(store: &Store) {
    let other = store.of_another_organisation(2);
    set_up(store).await;
    set_up(&other).await;
    let (mine, theirs) = (phone(store, 1).await, phone(&other, 1).await);
    let record = RecordId::new();
    take_one(store, version(mine, record, 1, "mine")).await;
    take_one(&other, version(theirs, record, 1, "theirs")).await;
    for (store, own, foreign) in [(store, mine, theirs), (&other, theirs, mine)] {
        let list = store.record_list(RecordFilter::default(), 10).await.unwrap();
        assert_eq!(list.lines.iter().map(|line| line.maker).collect::<Vec<_>>(), [own]);
        assert!(list.lines[0].flags.iter().next().is_none(), "the same id elsewhere is nobody's business");
        assert_eq!(list.lines[0].arrival, 1, "numbers of its own");
        assert!(store.read_record(Actor::Operator, foreign, record).await.unwrap().is_none());
        assert!(store.devices(vec![foreign]).await.unwrap().is_empty());
        assert_eq!(store.phones().await.unwrap().phones[0].code, "KML-01");
        assert_eq!(store.stored_versions(vec![(record, 1)]).await.unwrap()[0].len(), 1);
        let rollups = store.rollups_here().unwrap().1;
        assert!(rollups.is_empty(), "no form yet");
        assert_eq!(store.check_audit().await.unwrap().broken_at, None);
    }
}
