//! The phone is killed while it finishes a record, at moments spread evenly over the time that finishing takes.
//!
//! No browser: the phone's own core finishes the record, on its own files, in a process made to be killed (this test,
//! started again). So a kill costs a fraction of a second, and the test chooses its moment.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use kentongan::phone::RecordState;
use kentongan_exchange::RecordId;
use kentongan_forms::Answers;

use crate::support::central::{Central, rows, values};
use crate::support::eventually;
use crate::support::process::Process;
use crate::support::recording::Facilitator;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// How often it is killed.
const KILLS: u32 = 50;
/// So many records finish undisturbed first, to measure the time.
const MEASURED: usize = 7;
/// Names the folder of the phone's files.
const FOLDER: &str = "KENTONGAN_TEST_FOLDER";
/// Names the record to finish.
const RECORD: &str = "KENTONGAN_TEST_RECORD";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_killed_while_it_finishes_keeps_a_whole_draft_or_sends_the_record_once() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        finish_and_wait(Path::new(&folder));
    }
    let mut central = Central::start().await;
    let folder = tempfile::tempdir().unwrap();
    let code = central.enrolment_code(VILLAGE);
    drop(Facilitator::enrolled_in(folder.path(), &central.address(), &code).await);
    central.stop();

    let mut finished = Vec::new();
    let mut times = Vec::new();
    for round in 0..MEASURED {
        let (record, _) = complete_draft(folder.path(), round);
        times.push(time_to_finish(folder.path(), record));
        finished.push(record);
    }
    times.sort();
    // A little beyond the median: some kills come when all is done.
    let longest = times[MEASURED / 2] * 5 / 4;

    let (mut drafts, mut healed) = (Vec::new(), 0);
    for round in 0..KILLS {
        let (record, answers) = complete_draft(folder.path(), round as usize);
        let process = finishing(folder.path(), record);
        std::thread::sleep(longest * round / KILLS);
        process.kill();

        let facilitator = Facilitator::switched_on(folder.path());
        let sealed = || facilitator.phone.outbox().unwrap().iter().filter(|item| item.record == record).count();
        let sealed_before = sealed();
        facilitator.unlock();
        let found = facilitator.phone.record(record).unwrap();
        for (question, answer) in answers.iter() {
            assert_eq!(found.answers.get(question), Some(answer), "round {round}: {question}");
        }
        match found.line.state {
            RecordState::Draft => {
                assert_eq!(sealed(), 0, "round {round}: a draft waits to be sent");
                assert_eq!(facilitator.phone.draft(record).unwrap().answers, answers, "round {round}");
                drafts.push(record);
            }
            RecordState::Waiting => {
                assert_eq!(sealed(), 1, "round {round}: a finished record waits once");
                healed += usize::from(sealed_before == 0);
                finished.push(record);
            }
            RecordState::Delivered | RecordState::Refused(_) => panic!("round {round}: nobody was there to send to"),
        }
    }
    assert!(!drafts.is_empty(), "no kill came before the record was finished: the test tests nothing");
    assert!(finished.len() > MEASURED, "no kill came after the record was finished: the test tests nothing");
    assert!(healed > 0, "no kill came between the two files: what mends them is not tested");

    central.start_again().await;
    let facilitator = Facilitator::unlocked(folder.path());
    let sender = tokio::spawn(facilitator.phone.clone().run_sender());
    arrive(&facilitator, &finished, &central).await;
    for draft in drafts {
        facilitator.phone.finish(draft).unwrap();
        finished.push(draft);
    }
    arrive(&facilitator, &finished, &central).await;
    sender.abort();
}

/// Waits until the phone has a receipt for each, and compares with central's count.
async fn arrive(facilitator: &Facilitator, finished: &[RecordId], central: &Central) {
    eventually("every finished record to be delivered", || async {
        facilitator.phone.send_now();
        finished.iter().all(|record| facilitator.is_delivered(*record)).then_some(())
    })
    .await;
    let mut expected: Vec<Vec<u8>> = finished.iter().map(|record| record.as_bytes().to_vec()).collect();
    expected.sort();
    let stored: Vec<Vec<u8>> = values(&central.data(), "SELECT record FROM versions ORDER BY record");
    assert_eq!(stored, expected, "each exactly once");
    let counted: Vec<i64> = values(&central.data(), "SELECT sum(records) FROM rollups WHERE question = ''");
    assert_eq!(counted, [i64::try_from(finished.len()).unwrap()], "what summaries count");
    let numbers: Vec<i64> = values(&central.data(), "SELECT DISTINCT device_seq FROM versions");
    assert_eq!(numbers.len(), finished.len(), "each has a number of its own");
    assert_eq!(rows(&central.data(), "records WHERE conflicting = 1"), 0);
}

/// A draft with every question answered, and its answers; now and then an activity, now and then an incident.
fn complete_draft(folder: &Path, round: usize) -> (RecordId, Answers) {
    let facilitator = Facilitator::unlocked(folder);
    let record =
        if round.is_multiple_of(2) { facilitator.draft_incident(VILLAGE) } else { facilitator.draft_activity(VILLAGE) };
    (record, facilitator.phone.draft(record).unwrap().answers)
}

/// Starts the process and returns when it begins to finish the record.
fn finishing(folder: &Path, record: RecordId) -> Process {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let this = "finish_killed::a_phone_killed_while_it_finishes_keeps_a_whole_draft_or_sends_the_record_once";
    command.args(["--exact", this, "--nocapture"]);
    command.env(FOLDER, folder).env(RECORD, record.to_string());
    let process = Process::start("phone that finishes", &mut command);
    process.line_after("it finishes");
    process
}

fn time_to_finish(folder: &Path, record: RecordId) -> Duration {
    let process = finishing(folder, record);
    let began = Instant::now();
    process.line_after("it has finished");
    let took = began.elapsed();
    process.kill();
    took
}

/// The work of the process that is killed: finishes the record, then waits for the kill.
fn finish_and_wait(folder: &Path) -> ! {
    let record = std::env::var(RECORD).unwrap().parse().unwrap();
    let facilitator = Facilitator::unlocked(folder);
    println!("it finishes");
    facilitator.phone.finish(record).unwrap();
    println!("it has finished");
    loop {
        std::thread::park();
    }
}
