//! A day's work costs few bytes: the facilitator pays for them.

use crate::support::central::Central;
use crate::support::recording::Facilitator;
use crate::support::wire::Wire;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// The most that a day's work may cost without photos, both ways together.
const MOST_BYTES: usize = 5_000_000;
/// What TLS adds to a connection without a stored session: a certificate chain of 4 kB, keys, and framing. This test's
/// wire is plain.
const TLS_A_CONNECTION: usize = 8_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_days_work_without_photos_costs_less_than_five_megabytes() {
    let central = Central::start().await;
    let wire = Wire::to(&central).await;
    let folder = tempfile::tempdir().unwrap();
    let day = Facilitator::enrolled_in(folder.path(), &wire.address(), &central.enrolment_code(VILLAGE)).await;
    let enrolling: usize = wire.carried_bytes().iter().sum();

    let mut records = Vec::new();
    // Ten hours with three records each, then fourteen in which the app asks once an hour for news.
    for hour in 0..24 {
        if hour < 10 {
            for _ in 0..2 {
                records.push(day.finish_activity(VILLAGE));
            }
            let incident = day.draft_incident(VILLAGE);
            day.phone.finish(incident).unwrap();
            records.push(incident);
        }
        day.phone.send_now();
        day.phone.send_once().await;
    }
    assert_eq!(records.len(), 30);
    assert!(records.iter().all(|record| day.is_delivered(*record)), "not all of it arrived");

    let [up, down] = wire.carried_bytes();
    // Here everything takes a moment and few connections. A phone makes a new one each hour.
    let connections = wire.connections().max(24);
    let all = up + down + connections * TLS_A_CONNECTION;
    println!("a day: {all} bytes, of which {enrolling} enrolling, {up} up, {down} down, {connections} connections");
    assert!(up > 30 * 500, "so little went up that it cannot have been 30 records: {up}");
    assert!(all < MOST_BYTES, "a day's work costs {all} bytes");
}
