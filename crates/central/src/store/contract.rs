//! What every engine of a store must do. [`store_tests`] makes a test of each promise for an engine: it takes a function
//! that opens an empty store. Today there is SQLite.

mod accounts;
mod enrolling;
mod organisations;
mod taking;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{Area, DeviceId, FormReference, Receipt, RecordId};

use super::enrolment::{CodeHashes, CodeMade, Enrolled, EnrolmentTry, NewCode, NotEnrolled};
use super::new_version::{Bearer, Kept, NewVersion};
use super::{Actor, Store};
use crate::flags::Flags;
use crate::shares::Share;

/// The village of every phone here.
const VILLAGE: &str = "33.16.09.2002";

/// Makes the tests of an engine.
macro_rules! store_tests {
    ($engine:ident, $open:expr, [$($room:ident::$promise:ident),* $(,)?]) => {
        mod $engine {
            $(
                #[tokio::test]
                async fn $promise() {
                    let (_folder, store) = $open;
                    super::$room::$promise(&store).await;
                }
            )*
        }
    };
}

store_tests!(
    sqlite,
    super::sqlite_store(),
    [
        taking::the_same_bytes_are_stored_once_by_any_phone,
        taking::other_bytes_of_the_same_revision_conflict_and_the_first_counts,
        taking::a_record_is_its_makers_also_when_another_sends_its_id_first,
        taking::the_highest_revision_counts_in_whatever_order_they_come,
        taking::what_one_maker_brings_in_a_day_is_bounded_and_others_are_not_touched,
        taking::versions_come_in_the_order_of_their_arrival,
        enrolling::a_code_is_for_one_phone_and_the_same_phone_gets_it_again,
        enrolling::wrong_codes_make_their_source_wait_and_no_other,
        enrolling::a_code_dies_by_time_and_by_wrong_tries,
        enrolling::phones_of_one_prefix_are_numbered_and_each_has_its_own_feed,
        accounts::a_session_lives_as_long_as_it_is_used_and_ends_with_its_account,
        accounts::tries_are_counted_until_somebody_signs_in,
        accounts::what_is_done_is_noted_in_one_chain,
        organisations::one_organisation_sees_nothing_of_another,
    ]
);

fn sqlite_store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), None, &Identity::generate().recipient(), [7; 32]).unwrap();
    (folder, store)
}

fn now() -> Timestamp {
    crate::now()
}

/// Areas and a case key.
async fn set_up(store: &Store) {
    let area = Area { code: VILLAGE.to_owned(), name: "Kamolan".to_owned(), parent: String::new() };
    store.put_areas(Actor::Operator, vec![area], now()).await.unwrap();
    let recipients = vec![Identity::generate().recipient()];
    assert!(store.set_case_recipients(Actor::Operator, recipients, false, now()).await.unwrap());
}

/// A code whose whole and half hash begin with these numbers.
async fn code(store: &Store, whole: u8, half: u8) -> CodeHashes {
    let hashes = CodeHashes { whole: [whole; 32], half: [half; 32] };
    let expires_at = now() + SignedDuration::from_mins(10);
    let new = NewCode { hashes, area: VILLAGE.to_owned(), expires_at, tries: 5 };
    assert_eq!(store.make_code(Actor::Operator, new, now()).await.unwrap(), CodeMade::Yes);
    hashes
}

/// A phone with keys of its own.
fn a_try(hashes: CodeHashes) -> EnrolmentTry {
    EnrolmentTry {
        hashes,
        source: [0; 32],
        verifying_key: SigningKey::generate().unwrap().verifying_key(),
        recipient: Identity::generate().recipient(),
        app_version: "0.1.0".to_owned(),
        token_hash: *blake3::hash(RecordId::new().as_bytes()).as_bytes(),
        guesses: 20,
        window: SignedDuration::from_mins(10),
    }
}

async fn try_at(store: &Store, tried: &EnrolmentTry, at: Timestamp) -> Result<Enrolled, NotEnrolled> {
    store.enrol(tried.clone(), |_| "KML".to_owned(), at).await.unwrap()
}

/// An enrolled phone.
async fn phone(store: &Store, number: u8) -> DeviceId {
    let hashes = code(store, number, number).await;
    try_at(store, &a_try(hashes), now()).await.unwrap().device
}

/// A version in which one choice of one question counts. The content decides its bytes.
fn version(maker: DeviceId, record: RecordId, revision: u32, content: &str) -> NewVersion {
    let digest = *blake3::hash(format!("{record} {revision} {content}").as_bytes()).as_bytes();
    let proved = Stored { record, revision, device: maker, digest: &digest };
    let share = Share { question: "sex".to_owned(), choice: content.to_owned(), total: 0 };
    NewVersion {
        record,
        revision,
        maker,
        digest,
        receipt: Receipt::sign(proved, now(), &SigningKey::generate().unwrap()),
        form: FormReference { id: "incident".to_owned(), version: "1".to_owned() },
        code: "KML-26-0001".to_owned(),
        area: Some(VILLAGE.to_owned()),
        home: VILLAGE.to_owned(),
        month: "2026-11".to_owned(),
        device_seq: 1,
        flags: Flags::default(),
        body: content.as_bytes().to_vec(),
        hidden: None,
        countable: "{}".to_owned(),
        shares: vec![Share::of_the_record(), share],
        received: None,
        attachments: Vec::new(),
    }
}

async fn take(store: &Store, versions: Vec<NewVersion>) -> Vec<Kept> {
    store.take_versions(&Arc::new(versions), Bearer::CarryFile, now()).await.unwrap()
}

async fn take_one(store: &Store, version: NewVersion) -> Kept {
    take(store, vec![version]).await.remove(0)
}
