//! The one writer thread, and its group commit.
//!
//! Jobs queue in a bounded channel. The writer takes all waiting jobs (up to [`GROUP`]), runs each in a savepoint of
//! one transaction, commits once, and only then answers all of them. So a hundred phones share one fsync, and an answer
//! still means "on disk".

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

#[cfg(feature = "fail-points")]
use kentongan_fail_points::is_planted;
use kentongan_fail_points::reach;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::transaction::{Context, Transaction};

/// How many jobs may wait. With more, callers wait.
const QUEUE: usize = 1024;
/// Most jobs in one transaction, so that the first one does not wait too long.
const GROUP: usize = 128;

pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

trait Job: Send {
    /// Does the work. Returns `false` when it must be undone.
    fn run(&mut self, tx: &Transaction<'_>) -> bool;
    /// Answers the caller, after the commit (`Ok`) or after the transaction failed (`Err`).
    fn answer(self: Box<Self>, committed: Result<(), &str>);
}

struct Work<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &Transaction<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        // A bug in one job must not end the writer, and with it all storing.
        let result = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| Err(StoreError::Unavailable("the job panicked".to_owned())));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), &str>) {
        let result = match (self.result, committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)) | None, Err(reason)) => Err(StoreError::Unavailable(reason.to_owned())),
            (None, Ok(())) => Err(StoreError::Unavailable("not run".to_owned())),
        };
        // If the caller is gone, nobody needs the answer.
        drop(self.caller.send(result));
    }
}

impl Writer {
    pub(super) fn start(connection: Connection, context: Arc<Context>) -> Result<Self, StoreError> {
        let (sender, mut queue) = mpsc::channel::<Box<dyn Job>>(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                while let Some(first) = queue.blocking_recv() {
                    let mut jobs = vec![first];
                    while jobs.len() < GROUP {
                        let Ok(job) = queue.try_recv() else { break };
                        jobs.push(job);
                    }
                    #[cfg(feature = "fail-points")]
                    if is_planted("central.writer.acknowledge_before_commit") {
                        planted::answer_then_commit(&connection, &context, jobs);
                        continue;
                    }
                    let committed = commit(&connection, &context, &mut jobs).map_err(|error| error.to_string());
                    if let Err(reason) = &committed {
                        tracing::error!(jobs = jobs.len(), reason, "nothing of this transaction was stored");
                    }
                    reach("central.writer.after_commit");
                    for job in jobs {
                        job.answer(committed.as_ref().copied().map_err(String::as_str));
                    }
                }
            })
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { queue: Some(sender), thread: Some(thread) })
    }

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let stopped = || StoreError::Unavailable("the writer has stopped".to_owned());
        let (caller, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(Box::new(Work { work: Some(work), result: None, caller })).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    /// Finishes the waiting jobs: the thread ends only after the last one.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the writer ended in a panic");
        }
    }
}

/// One transaction for all jobs. After `Err` nothing of it is in the database.
fn commit(connection: &Connection, context: &Context, jobs: &mut [Box<dyn Job>]) -> Result<(), rusqlite::Error> {
    statement(connection, "BEGIN IMMEDIATE")?;
    let done = run_all(connection, context, jobs).and_then(|()| {
        reach("central.writer.before_commit");
        statement(connection, "COMMIT")
    });
    if done.is_err() && !connection.is_autocommit() {
        statement(connection, "ROLLBACK")?;
    }
    done
}

fn run_all(connection: &Connection, context: &Context, jobs: &mut [Box<dyn Job>]) -> Result<(), rusqlite::Error> {
    for job in jobs {
        statement(connection, "SAVEPOINT job")?;
        let keep = job.run(&Transaction::new(connection, context));
        // On a full disk SQLite rolls back the whole transaction (lang_transaction.html, 3.1).
        if connection.is_autocommit() {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT),
                Some("the transaction was rolled back, as on a full disk".to_owned()),
            ));
        }
        if !keep {
            statement(connection, "ROLLBACK TO job")?;
        }
        statement(connection, "RELEASE job")?;
        reach("central.writer.between_jobs");
    }
    Ok(())
}

fn statement(connection: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

#[cfg(feature = "fail-points")]
mod planted {
    use std::time::Duration;

    use super::{Connection, Context, Job, reach, run_all, statement};

    /// Long enough for an answer to leave before the commit.
    const ON_ITS_WAY: Duration = Duration::from_millis(100);

    /// The wrong order: the tests of crashes and of power loss must find it.
    pub(super) fn answer_then_commit(connection: &Connection, context: &Context, mut jobs: Vec<Box<dyn Job>>) {
        let ran = statement(connection, "BEGIN IMMEDIATE").and_then(|()| run_all(connection, context, &mut jobs));
        for job in jobs {
            job.answer(if ran.is_ok() { Ok(()) } else { Err("not run") });
        }
        std::thread::sleep(ON_ITS_WAY);
        reach("central.writer.before_commit");
        if let Err(error) = statement(connection, "COMMIT") {
            tracing::error!(%error, "answered and not stored");
        }
    }
}
