//! A phone that records, and later sends while it is locked, each in a process of its own.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::recording::Facilitator;

/// The PIN of the tests.
pub const PIN: &str = "482915";
/// Kelurahan Tempelan.
pub const VILLAGE: &str = "33.16.09.1016";
/// Where the answers of what was recorded stand, for senders of another kind.
pub const ANSWERS: &str = "answers.json";

/// What a phone recorded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Recorded {
    /// Bytes of the sealed records.
    pub record_bytes: u64,
    /// Bytes of the sealed photos.
    pub photo_bytes: u64,
}

/// How sending went.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Sent {
    /// Until the last answer.
    pub took: Duration,
    /// Records that still wait.
    pub waiting: u32,
    /// Most memory that the process ever had, in KiB.
    pub peak_memory: u64,
}

/// Enrols and finishes activities.
pub async fn record(folder: &Path, address: &str, code: &str, activities: u32) -> Recorded {
    let facilitator = Facilitator::enrolled_in(folder, address, code).await;
    let records: Vec<_> = (0..activities).map(|_| facilitator.finish_activity(VILLAGE)).collect();
    let answers = records.iter().map(|record| facilitator.phone.record(*record).unwrap().answers.to_json());
    let answers = serde_json::to_vec(&answers.take(1_000).collect::<Vec<_>>()).unwrap();
    std::fs::write(folder.join(ANSWERS), answers).unwrap();
    let outbox = rusqlite::Connection::open(folder.join("outbox.db")).unwrap();
    let sum = |sql: &str| outbox.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs();
    Recorded {
        record_bytes: sum("SELECT coalesce(sum(length(ciphertext)), 0) FROM envelopes"),
        photo_bytes: sum("SELECT coalesce(sum(size), 0) FROM attachments"),
    }
}

/// Starts the locked phone's sender and waits until nothing waits any more, or patience is over.
pub async fn send(folder: &Path, patience: Duration) -> Sent {
    let phone = Facilitator::switched_on(folder).phone;
    let began = Instant::now();
    let mut sending = phone.sending();
    let sender = tokio::spawn(phone.clone().run_sender());
    let waiting = || {
        let photos = phone.all_waiting_photos().unwrap().map_or(0, |photos| photos.count);
        phone.outbox_status().unwrap().waiting + phone.outbox_status().unwrap().refused + photos
    };
    while waiting() > 0 && began.elapsed() < patience {
        // Changed or not, the next look decides.
        drop(tokio::time::timeout(Duration::from_millis(200), sending.changed()).await);
    }
    let took = began.elapsed();
    sender.abort();
    Sent { took, waiting: waiting(), peak_memory: peak_memory() }
}

/// `VmHWM` of proc(5).
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}
