//! What two neighbours may rely on when one carries the other's records: real phones, the real central.

use std::collections::BTreeMap;

use crate::support::real_central::RealCentral;
use crate::support::search::holds;
use crate::support::{self, Facilitator, PIN, SECRET, compared, pin};
use jiff::{SignedDuration, Timestamp};
use kentongan::phone::{
    CarriedStatus, CarryImport, CarryingError, Connectivity, RecordState, RefusalReason, SendTrouble,
};
use kentongan_exchange::carrying::MAX_CARRY_BYTES;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{Carried, CarryFile, DeviceId, Envelope, Receipt, RecordId, RefusalCode};

/// A phone of the village, enrolled with this central, open.
async fn phone_of(central: &RealCentral) -> Facilitator {
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&central.address(), &central.code().await).await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    f
}

fn state(f: &Facilitator, record: RecordId) -> RecordState {
    f.record(record).line.state
}

fn give(f: &Facilitator) -> Vec<u8> {
    f.phone.envelopes_file().unwrap().bytes
}

fn receipts(f: &Facilitator) -> Vec<u8> {
    f.phone.receipts_file().unwrap().bytes
}

fn carried(f: &Facilitator) -> (u32, u32, u32) {
    let CarriedStatus { waiting, refused, receipts, .. } = f.phone.carried().unwrap();
    (waiting, refused, receipts)
}

/// The content of a file.
fn read(bytes: &[u8]) -> CarryFile {
    CarryFile::read(bytes).unwrap()
}

fn envelopes(bytes: &[u8]) -> Vec<Envelope> {
    let envelope = |carried| match carried {
        Carried::Envelope(envelope) => envelope,
        Carried::Receipt(receipt) => panic!("{receipt:?}"),
    };
    read(bytes).carried.into_iter().map(envelope).collect()
}

fn file(like: &[u8], carried: &[Carried]) -> Vec<u8> {
    CarryFile::write(&read(like).recipient, carried).unwrap()
}

#[tokio::test]
async fn records_of_a_phone_without_signal_are_delivered_by_a_neighbour_who_brings_the_receipts_home() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    a.device.set_online(Connectivity::Offline);
    let records = [a.finished("incident"), a.finished("activity")];
    let own = b.finished("activity");

    let titipan = a.phone.envelopes_file().unwrap();
    assert_eq!((titipan.count, titipan.left_out), (2, 0));
    assert!(!holds(&titipan.bytes, SECRET));
    let mark = a.phone.mark().unwrap();
    let expected = CarryImport { carried: BTreeMap::from([(mark, 2)]), ..CarryImport::default() };
    assert_eq!(b.phone.take_in(&titipan.bytes).unwrap(), expected);
    assert_eq!((carried(&b), b.phone.outbox_status().unwrap().waiting), ((2, 0, 0), 1), "counted apart");

    let report = b.send_now().await;
    assert_eq!((report.delivered, report.carried, report.trouble), (1, 2, None));
    assert_eq!((state(&b, own), carried(&b), central.records()), (RecordState::Delivered, (0, 0, 2), 3));
    assert_eq!(records.map(|record| state(&a, record)), [RecordState::Waiting; 2], "until the receipt is home");

    let home = b.phone.receipts_file().unwrap();
    assert_eq!(a.phone.take_in(&home.bytes).unwrap(), CarryImport { delivered: 2, ..CarryImport::default() });
    for record in records {
        let view = a.record(record);
        assert_eq!((view.line.state, view.line.receipt.is_some()), (RecordState::Delivered, true));
        assert!(view.stored_at.is_some());
    }
    assert_eq!(a.phone.outbox().unwrap(), []);
    assert_eq!(
        a.phone.take_in(&home.bytes).unwrap(),
        CarryImport { not_waited: 2, ..CarryImport::default() },
        "once more"
    );
}

#[tokio::test]
async fn all_of_it_works_while_both_phones_are_locked_and_is_known_after_unlocking() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    let record = a.finished("incident");
    a.phone.lock();
    b.phone.lock();
    b.phone.take_in(&give(&a)).unwrap();
    assert_eq!(b.send_now().await.carried, 1);
    assert_eq!(a.phone.take_in(&receipts(&b)).unwrap().delivered, 1);
    assert_eq!(a.phone.outbox_status().unwrap().waiting, 0);
    a.unlock();
    assert_eq!(state(&a, record), RecordState::Delivered);
}

#[tokio::test]
async fn carried_three_times_over_by_neighbours_and_by_the_maker_itself_a_record_is_stored_once() {
    let central = RealCentral::start_small("Dinas").await;
    let [a, b, c] = [phone_of(&central).await, phone_of(&central).await, phone_of(&central).await];
    let record = a.finished("incident");
    let titipan = give(&a);
    // B has no signal either and passes it on; C gets it from both.
    b.phone.take_in(&titipan).unwrap();
    assert_eq!(c.phone.take_in(&give(&b)).unwrap().carried.values().sum::<u32>(), 1);
    assert_eq!(c.phone.take_in(&titipan).unwrap(), CarryImport { known: 1, ..CarryImport::default() });
    assert_eq!(a.phone.take_in(&give(&b)).unwrap(), CarryImport { own: 1, ..CarryImport::default() });
    for phone in [&c, &b, &a] {
        let report = phone.send_now().await;
        assert_eq!(report.carried + report.delivered, 1);
    }
    assert_eq!((central.records(), central.conflicts()), (1, 0));
    assert_eq!(state(&a, record), RecordState::Delivered);
    for phone in [&b, &c] {
        assert_eq!(carried(phone), (0, 0, 1));
        assert_eq!(a.phone.take_in(&receipts(phone)).unwrap(), CarryImport { not_waited: 1, ..CarryImport::default() });
        assert_eq!(phone.phone.take_in(&titipan).unwrap(), CarryImport { known: 1, ..CarryImport::default() });
    }
    assert_eq!(a.phone.take_in(&titipan).unwrap(), CarryImport { own: 1, ..CarryImport::default() });
}

#[tokio::test]
async fn a_receipt_goes_home_by_the_road_it_came_over_two_phones() {
    let central = RealCentral::start_small("Dinas").await;
    let [a, b, c] = [phone_of(&central).await, phone_of(&central).await, phone_of(&central).await];
    let record = a.finished("activity");
    b.phone.take_in(&give(&a)).unwrap();
    c.phone.take_in(&give(&b)).unwrap();
    c.send_now().await;
    assert_eq!(b.phone.take_in(&receipts(&c)).unwrap(), CarryImport { receipts: 1, ..CarryImport::default() });
    assert_eq!(carried(&b), (0, 0, 1), "nothing is left to send");
    assert_eq!(a.phone.take_in(&receipts(&b)).unwrap().delivered, 1);
    assert_eq!(state(&a, record), RecordState::Delivered);
}

#[tokio::test]
async fn a_forged_receipt_delivers_nothing_and_travels_no_further() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    let record = a.finished("incident");
    let titipan = give(&a);
    b.phone.take_in(&titipan).unwrap();
    let envelope = envelopes(&titipan).remove(0);
    let stranger = SigningKey::generate().unwrap();
    let stored = Stored { record, revision: 1, device: envelope.device, digest: &[7; 32] };
    let forged = Receipt::sign(stored, Timestamp::now(), &stranger);
    b.send_now().await;
    let Carried::Receipt(genuine) = read(&receipts(&b)).carried.remove(0) else { panic!("a receipt") };
    let mut twisted = [forged, genuine.clone(), genuine.clone(), genuine.clone(), genuine.clone()];
    twisted[1].digest.0[0] ^= 1;
    twisted[2].stored_at = Timestamp::now() + SignedDuration::from_hours(9_999);
    twisted[3].signature.0[5] ^= 1;
    twisted[4].digest.0.truncate(9);
    for (number, receipt) in twisted.into_iter().enumerate() {
        let file = file(&titipan, &[Carried::Receipt(receipt)]);
        assert_eq!(
            a.phone.take_in(&file).unwrap(),
            CarryImport { not_valid: 1, ..CarryImport::default() },
            "forgery {number}"
        );
        assert_eq!(state(&a, record), RecordState::Waiting);
        let c = phone_of(&central).await;
        c.phone.take_in(&titipan).unwrap();
        c.phone.take_in(&file).unwrap();
        assert_eq!(carried(&c), (1, 0, 0), "forgery {number}");
    }
    assert_eq!(a.phone.take_in(&file(&titipan, &[Carried::Receipt(genuine)])).unwrap().delivered, 1);
}

/// Central signed it, but for another body under this id: this phone must not give its own record up.
#[tokio::test]
async fn a_genuine_receipt_for_something_else_does_not_fit() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    let titipan = give(&f);
    let envelope = envelopes(&titipan).remove(0);
    for (device, digest) in [(envelope.device, [9; 32]), (DeviceId::new(), [9; 32])] {
        let stored = Stored { record, revision: 1, device, digest: &digest };
        let receipt = Receipt::sign(stored, Timestamp::now(), f.central.receipt_key());
        let taken = f.phone.take_in(&file(&titipan, &[Carried::Receipt(receipt)])).unwrap();
        assert_eq!(taken, CarryImport { not_valid: 1, ..CarryImport::default() });
        assert_eq!(state(&f, record), RecordState::Waiting);
    }
}

#[tokio::test]
async fn of_a_file_cut_in_half_its_whole_lines_are_carried() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    a.finished_activities(6);
    let titipan = give(&a);
    // Never at the end of a line: the lines differ in length, and the middle may fall there by chance.
    let half = titipan.len() / 2;
    let cut = titipan[..half].iter().rposition(|byte| *byte == b'\n').unwrap() + 20;
    let taken = b.phone.take_in(&titipan[..cut]).unwrap();
    let whole: u32 = taken.carried.values().sum();
    assert!((1..=3).contains(&whole) && taken.unreadable == 1, "{taken:?}");
    assert_eq!(b.send_now().await.carried, whole);
    let taken = b.phone.take_in(&titipan).unwrap();
    assert_eq!((taken.known, taken.carried.values().sum()), (whole, 6 - whole), "the whole file later");
}

#[tokio::test]
async fn a_file_for_another_central_or_no_carry_file_or_one_too_large_is_refused_whole() {
    let (central, other) = (RealCentral::start_small("Dinas").await, RealCentral::start_small("Lain").await);
    let (a, b) = (phone_of(&other).await, phone_of(&central).await);
    a.finished("activity");
    let titipan = give(&a);
    assert_eq!(b.phone.take_in(&titipan), Err(CarryingError::AnotherCentral));
    assert_eq!(b.phone.take_in(b"%PDF-1.7"), Err(CarryingError::NotACarryFile));
    assert_eq!(b.phone.take_in(b""), Err(CarryingError::NotACarryFile));
    let mut large = titipan.clone();
    large.resize(33 * 1024 * 1024, b'\n');
    assert!(large.len() > MAX_CARRY_BYTES);
    assert_eq!(b.phone.take_in(&large), Err(CarryingError::TooLarge));
    assert_eq!(a.phone.take_in(&large), Err(CarryingError::TooLarge));
    // A false header does not help: each envelope names its central.
    b.finished("activity");
    let lying = file(&give(&b), &read(&titipan).carried);
    assert_eq!(b.phone.take_in(&lying).unwrap(), CarryImport { unreadable: 1, ..CarryImport::default() });
    assert_eq!(carried(&b), (0, 0, 0));
    assert_eq!(b.phone.receipts_file(), Err(CarryingError::Nothing));
}

#[tokio::test]
async fn carried_poison_harms_neither_the_carriers_own_records_nor_other_carried_ones() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    let record = a.finished("activity");
    let titipan = give(&a);
    let genuine = envelopes(&titipan).remove(0);
    let mut forged = genuine.clone();
    forged.ciphertext.0[300] ^= 1;
    let mut unknown_device = genuine.clone();
    (unknown_device.record, unknown_device.device) = (RecordId::new(), DeviceId::new());
    // The forged one comes first: it must not take the place of the true one.
    let carrying = [forged, unknown_device, genuine].map(Carried::Envelope);
    let taken = b.phone.take_in(&file(&titipan, &carrying)).unwrap();
    assert_eq!(taken.carried.values().sum::<u32>(), 3);
    let own = b.finished_activities(3);

    let report = b.send_now().await;
    assert_eq!((report.delivered, report.refused, report.set_aside, report.trouble), (3, 0, 0, None));
    for record in own {
        assert_eq!(state(&b, record), RecordState::Delivered);
    }
    assert_eq!((carried(&b), report.carried), ((0, 1, 1), 1), "of the two that claim one version, one is true");
    assert_eq!(b.phone.carried_refused().unwrap()[0].1, RefusalReason::Central(RefusalCode::BadSignature));
    assert_eq!(a.phone.take_in(&receipts(&b)).unwrap().delivered, 1);
    assert_eq!(state(&a, record), RecordState::Delivered);
    assert_eq!(b.send_now().await.carried, 0);
    b.phone.discard_undeliverable().unwrap();
    assert_eq!(carried(&b), (0, 0, 1));
}

/// Something on the way cuts every request that contains it.
#[tokio::test]
async fn a_carried_envelope_over_which_every_request_dies_is_set_aside_behind_everything_else() {
    let maker = Facilitator::ready().await;
    maker.finished("activity");
    let titipan = give(&maker);
    let mut poison = envelopes(&titipan).remove(0);
    (poison.record, poison.device) = (RecordId::new(), DeviceId::new());
    let poisoned = poison.record;
    let b = &maker;
    b.central.behave(move |_, request| {
        let has = request.envelopes.iter().any(|envelope| envelope.record == poisoned);
        has.then(|| axum::response::IntoResponse::into_response(axum::http::StatusCode::BAD_GATEWAY))
    });
    b.phone.take_in(&file(&titipan, &[Carried::Envelope(poison)])).unwrap();
    b.finished_activities(4);
    let report = b.send_now().await;
    assert_eq!((report.delivered, report.carried, report.trouble), (5, 0, None));
    assert_eq!(carried(b), (1, 0, 0), "it is tried again");
    let next = b.phone.carried().unwrap().next_attempt_at.unwrap();
    assert!(next > support::morning());
    assert_eq!(b.phone.outbox_status().unwrap().next_attempt_at, None);
}

#[tokio::test]
async fn without_a_network_what_is_carried_waits_with_growing_pauses_and_goes_when_there_is_one() {
    let f = Facilitator::ready().await;
    f.finished("activity");
    let titipan = give(&f);
    f.send_now().await;
    let mut other = envelopes(&titipan).remove(0);
    other.device = DeviceId::new();
    other.record = RecordId::new();
    f.phone.take_in(&file(&titipan, &[Carried::Envelope(other)])).unwrap();
    f.central.stop().await;
    let mut pauses = Vec::new();
    for _ in 0..5 {
        let report = f.phone.send_once().await.unwrap();
        assert_eq!(report.trouble, Some(SendTrouble::ServerNotReachable));
        let next = f.phone.carried().unwrap().next_attempt_at.unwrap();
        let pause = next.duration_since(kentongan::device::Clock::now(&*f.device));
        pauses.push(pause.as_secs());
        f.device.wait(pause + SignedDuration::from_secs(1));
    }
    assert!(pauses[4] > 100, "{pauses:?}");
    assert_eq!(f.phone.carried().unwrap().trouble, Some(SendTrouble::ServerNotReachable), "why they wait");
}

#[tokio::test]
async fn receipts_that_are_home_leave_the_carriers_list_and_a_maker_without_them_gets_others() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    let first = a.finished("activity");
    b.phone.take_in(&give(&a)).unwrap();
    b.send_now().await;
    b.phone.receipts_are_home().unwrap();
    assert_eq!((carried(&b), b.phone.carried().unwrap().given), ((0, 0, 1), 0), "no file was made of it");
    receipts(&b);
    let second = a.finished("incident");
    b.phone.take_in(&give(&a)).unwrap();
    b.send_now().await;
    assert_eq!((carried(&b), b.phone.carried().unwrap().given), ((0, 0, 2), 1));
    b.phone.receipts_are_home().unwrap();
    assert_eq!(carried(&b), (0, 0, 1), "what came after the file stays");

    // The file was lost on the way home.
    assert_eq!(b.phone.take_in(&give(&a)).unwrap().carried.values().sum::<u32>(), 1);
    assert_eq!(b.send_now().await.carried, 1);
    assert_eq!(a.phone.take_in(&receipts(&b)).unwrap().delivered, 2);
    assert_eq!([state(&a, first), state(&a, second)], [RecordState::Delivered; 2]);
    assert_eq!((central.records(), central.conflicts()), (2, 0));
}

#[tokio::test]
async fn receipts_that_nobody_brings_home_are_dropped_after_ninety_days() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, mut b) = (phone_of(&central).await, phone_of(&central).await);
    a.finished("activity");
    b.phone.take_in(&give(&a)).unwrap();
    b.send_now().await;
    for (days, left) in [(89, 1), (1, 0)] {
        b.device.wait(SignedDuration::from_hours(days * 24));
        b.start_again();
        assert_eq!(carried(&b), (0, 0, left));
    }
}

#[tokio::test]
async fn a_carrier_that_enrols_again_with_the_same_central_delivers_what_it_carries() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    let record = a.finished("activity");
    b.phone.take_in(&give(&a)).unwrap();
    central.forget(&b.phone.facilitator().unwrap().device_code);
    assert_eq!(b.send_now().await.trouble, Some(SendTrouble::NotEnrolled));
    assert_eq!(carried(&b), (1, 0, 0));
    let granted = b.phone.ask_to_enrol_again(&central.address(), &central.code().await).await.unwrap();
    b.phone.enrol_again(compared(granted)).await.unwrap();
    assert_eq!(b.send_now().await.carried, 1);
    assert_eq!(a.phone.take_in(&receipts(&b)).unwrap().delivered, 1);
    assert_eq!(state(&a, record), RecordState::Delivered);
}

#[tokio::test]
async fn a_carrier_that_moves_to_another_central_sends_it_nothing_of_the_old_one_and_says_so() {
    let (central, other) = (RealCentral::start_small("Dinas").await, RealCentral::start_small("Lain").await);
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    a.finished("activity");
    b.phone.take_in(&give(&a)).unwrap();
    let granted = b.phone.ask_to_enrol_again(&other.address(), &other.code().await).await.unwrap();
    b.phone.enrol_again(compared(granted)).await.unwrap();
    let report = b.send_now().await;
    assert_eq!((report.carried, report.trouble, other.records()), (0, None, 0));
    let status = b.phone.carried().unwrap();
    assert_eq!((status.waiting, status.elsewhere, status.next_attempt_at), (0, 1, None));
    assert_eq!(b.phone.envelopes_file(), Err(CarryingError::Nothing));
    let back = b.phone.ask_to_enrol_again(&central.address(), &central.code().await).await.unwrap();
    b.phone.enrol_again(compared(back)).await.unwrap();
    assert_eq!(b.send_now().await.carried, 1, "back at the first one");
}

#[tokio::test]
async fn a_carry_file_says_by_its_name_and_content_nothing_of_anybody() {
    let central = RealCentral::start_small("Dinas").await;
    let a = phone_of(&central).await;
    let record = a.finished("incident");
    let file = a.phone.envelopes_file().unwrap();
    let name = file.name.strip_prefix("titipan-2026-11-23-").unwrap().strip_suffix(".kentongan").unwrap();
    assert_eq!(name.len(), 4);
    assert_ne!(a.phone.envelopes_file().unwrap().name, file.name);
    let facilitator = a.phone.facilitator().unwrap();
    let code = a.record(record).line.code.to_string();
    for text in [SECRET, &code, &facilitator.device_code, &facilitator.area.code, "incident"] {
        assert!(!holds(&file.bytes, text), "{text}");
    }
}

#[tokio::test]
async fn a_phone_carries_no_more_than_it_may_and_says_how_much_found_no_room() {
    let central = RealCentral::start_small("Dinas").await;
    let (a, b) = (phone_of(&central).await, phone_of(&central).await);
    a.finished("activity");
    let titipan = give(&a);
    let one = envelopes(&titipan).remove(0);
    let many = |count: usize| -> Vec<u8> {
        let others = (0..count).map(|_| Carried::Envelope(Envelope { record: RecordId::new(), ..one.clone() }));
        file(&titipan, &others.collect::<Vec<_>>())
    };
    assert_eq!(b.phone.take_in(&many(1_999)).unwrap().no_room, 0);
    let taken = b.phone.take_in(&many(3)).unwrap();
    assert_eq!((taken.carried.values().sum::<u32>(), taken.no_room), (1, 2));
    b.finished("activity");
    let file = b.phone.envelopes_file().unwrap();
    assert_eq!((file.count, file.left_out), (2_000, 1), "its own first");
    assert_eq!(envelopes(&file.bytes)[0].device.mark(), b.phone.mark().unwrap());
}

#[tokio::test]
async fn a_phone_that_is_not_enrolled_carries_nothing() {
    let fresh = Facilitator::with_phone_out_of_the_box().await;
    let file = CarryFile::write(&Identity::generate().recipient(), &[]).unwrap();
    let not_enrolled = CarryingError::Phone(kentongan::phone::PhoneError::NotEnrolled);
    assert_eq!(fresh.phone.take_in(&file), Err(not_enrolled));
}
