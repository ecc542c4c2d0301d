//! The photos of a round: after the records, small ones first, one or a few requests at a time.
//!
//! Before each request the round asks whether this phone may still send the photo. A record finished meanwhile goes
//! first; the person may have said "not now"; the Wi-Fi may be gone. Memory holds only what one request brings.

use std::future::poll_fn;
use std::pin::pin;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kentongan_exchange::{AttachmentName, RefusalCode};
use kentongan_fail_points::reach;
use tokio::task::JoinSet;

use super::after::back_off;
use super::chunks::{Chunks, time_left};
use super::http::HttpClient;
use super::round::{PhotosEnd, Round, RoundError, RoundState, chance, outcome_of, pause};
use super::state::{PhotoProgress, SendingState};
use super::tus::{UploadError, UploadStatus};
use super::upload::{Upload, UploadEnd, UploadRequest, UploadStep};
use crate::outbox::{Lease, PhotoTrouble, Queue};
use crate::storage::StorageError;

/// If so many photos fail in a row, the photos are not to blame.
const ALONE_IN_A_ROW: u32 = 3;

/// How long central may be busy with a cut request.
const A_MOMENT: Duration = Duration::from_millis(500);

/// One request for a photo, and its end.
struct Trip {
    upload: Upload,
    request: UploadRequest,
    took: Duration,
    status: Result<UploadStatus, UploadError>,
}

/// The state of a round's photos.
struct Photos {
    chunks: Chunks,
    /// Photos between two requests.
    between: Vec<Upload>,
    /// Photos that failed in a row.
    alone: u32,
    begun: Instant,
    /// Bytes that arrived in this round.
    moved: u64,
    sent: u64,
    total: u64,
}

impl Photos {
    /// Notes a photo's new offset.
    fn moved(&mut self, from: u64, to: u64) {
        self.moved += to.saturating_sub(from);
        self.sent = (self.sent + to).saturating_sub(from);
        self.total = self.total.max(self.sent);
    }

    fn progress(&self) -> PhotoProgress {
        let left = time_left(self.moved, self.begun.elapsed(), self.total.saturating_sub(self.sent));
        PhotoProgress { sent: self.sent, total: self.total, left }
    }
}

impl Round<'_> {
    /// Sends the photos that are due and allowed.
    pub(super) async fn photos(&self, lease: &Lease<'_>, state: &mut RoundState<'_>) -> Result<PhotosEnd, RoundError> {
        let (total, sent) = self.outbox.due_attachment_bytes(self.device.now(), self.unmetered())?;
        if total == 0 {
            return Ok(PhotosEnd::Stopped);
        }
        let mut photos = Photos {
            chunks: Chunks::after(&state.pace),
            between: Vec::new(),
            alone: 0,
            begun: Instant::now(),
            moved: 0,
            sent,
            total,
        };
        (self.progress)(SendingState::SendingPhotos(photos.progress()));
        let mut requests = JoinSet::new();
        let mut end = None;
        loop {
            while end.is_none() && requests.len() < photos.chunks.lanes() {
                end = self.photos_end(lease)?;
                let next = if end.is_some() { None } else { self.next_upload(&mut photos)? };
                let Some(mut upload) = next else { break };
                let request = upload.request(&photos.chunks);
                let bytes = self.bytes(upload.photo.name, &request)?;
                // Without the forms: batches name them.
                let client = self.telling(&[])?.over(photos.chunks.is_cut());
                requests.spawn(send(client, upload, request, bytes));
                state.reported &= requests.len() == 1;
            }
            let Some(trip) = requests.join_next().await else { break };
            // It panicked. Its attempt is counted, so its photo comes up again.
            let Ok(trip) = trip.inspect_err(|error| tracing::error!(%error, "a request for a photo")) else { continue };
            if let Err(ended) = self.take_up(trip, &mut photos, state) {
                // Dropping the set breaks off the other requests; bytes that arrived are not lost.
                self.put_back(&photos.between)?;
                return Err(ended);
            }
            (self.progress)(SendingState::SendingPhotos(photos.progress()));
        }
        self.put_back(&photos.between)?;
        Ok(end.unwrap_or(PhotosEnd::Stopped))
    }

    fn unmetered(&self) -> bool {
        self.device.metering().is_unmetered()
    }

    /// Whether no more request may begin.
    fn photos_end(&self, lease: &Lease<'_>) -> Result<Option<PhotosEnd>, StorageError> {
        if Instant::now() >= self.deadline || !lease.renew(self.device.uptime())? {
            return Ok(Some(PhotosEnd::Stopped));
        }
        let due = self.outbox.due_count(Queue::Own, self.device.now())?;
        Ok((due > 0).then_some(PhotosEnd::RecordsDue))
    }

    /// A photo to continue, or the next due one with its attempt counted.
    fn next_upload(&self, photos: &mut Photos) -> Result<Option<Upload>, StorageError> {
        let (now, unmetered) = (self.device.now(), self.unmetered());
        while let Some(upload) = photos.between.pop() {
            if self.outbox.may_send_attachment(upload.photo.name, unmetered)? {
                return Ok(Some(upload));
            }
            self.put_back(&[upload])?;
        }
        let Some(photo) = self.outbox.due_attachments(now, unmetered, 1)?.pop() else { return Ok(None) };
        let attempts = photo.attempts.saturating_add(1);
        let next_attempt_at = now.saturating_add(back_off(attempts, 0.0)).unwrap_or(Timestamp::MAX);
        self.outbox.put_attachment_attempt(photo.name, attempts, None, next_attempt_at)?;
        reach("phone.photos.counted");
        Ok(Some(Upload::new(photo)))
    }

    /// The bytes of a request. A photo that is gone meanwhile brings none, and its answer shows it.
    fn bytes(&self, name: AttachmentName, request: &UploadRequest) -> Result<Vec<u8>, StorageError> {
        let from = match request {
            UploadRequest::Create { .. } | UploadRequest::Locate { .. } => 0,
            UploadRequest::Append { from, .. } => *from,
        };
        match request.bytes() {
            0 => Ok(Vec::new()),
            bytes => Ok(self.outbox.attachment_bytes(name, from, bytes)?.unwrap_or_default()),
        }
    }

    /// Does what follows from an answer.
    fn take_up(&self, trip: Trip, photos: &mut Photos, state: &mut RoundState<'_>) -> Result<(), RoundError> {
        let Trip { mut upload, request, took, status } = trip;
        let (name, before) = (upload.photo.name, upload.offset());
        let receipt = status.as_ref().ok().and_then(|status| status.receipt.clone());
        let end = self.end_of(&upload, status);
        let step = upload.next(&request, end, took, &mut photos.chunks);
        reach("phone.photos.answered");
        match step {
            UploadStep::Delivered => {
                if let Some(receipt) = &receipt {
                    self.outbox.put_attachment_delivered(receipt)?;
                }
                reach("phone.photos.receipt_kept");
                photos.moved(before, upload.photo.size);
                photos.alone = 0;
                state.report.photos_delivered += 1;
                return Ok(());
            }
            UploadStep::GoOn | UploadStep::SetAside(_) | UploadStep::End { .. } => {
                self.outbox.put_attachment_progress(name, upload.url(), upload.offset())?;
                reach("phone.photos.progress_kept");
                photos.moved(before, upload.offset());
            }
        }
        match step {
            UploadStep::GoOn => photos.between.push(upload),
            UploadStep::SetAside(trouble) => {
                let now = self.device.now();
                let (attempts, next_attempt_at) = upload.set_aside(trouble, now, chance());
                self.outbox.put_attachment_attempt(name, attempts, Some(trouble), next_attempt_at)?;
                state.report.photos_set_aside += 1;
                match trouble {
                    PhotoTrouble::Refused(code) => {
                        photos.alone = 0;
                        if code == RefusalCode::NotTheNamedBytes {
                            state.report.photos_damaged += u32::from(self.forget_if_damaged(&upload)?);
                        }
                    }
                    PhotoTrouble::NotSent(trouble) => {
                        state.report.trouble = state.report.trouble.or(Some(trouble));
                        photos.alone += 1;
                        if photos.alone >= ALONE_IN_A_ROW {
                            return Err(trouble.into());
                        }
                    }
                }
            }
            UploadStep::End { trouble, retry_after } => {
                // It waits with all others: see `postpone_photos`.
                let attempts = upload.photo.attempts.saturating_add(1);
                self.outbox.put_attachment_attempt(name, attempts, None, self.device.now())?;
                return Err(RoundError { trouble, retry_after });
            }
            UploadStep::Delivered => {}
        }
        Ok(())
    }

    /// A receipt counts only if its signature is valid for exactly this photo.
    fn end_of(&self, upload: &Upload, status: Result<UploadStatus, UploadError>) -> UploadEnd {
        let photo = &upload.photo;
        match status {
            Ok(UploadStatus { receipt: Some(receipt), .. })
                if receipt.check(photo.name, photo.size, self.receipt_key).is_ok() =>
            {
                UploadEnd::Whole
            }
            Ok(UploadStatus { receipt: Some(_), .. }) => UploadEnd::NotProven,
            Ok(UploadStatus { offset, .. }) if offset >= photo.size => UploadEnd::NotProven,
            Ok(UploadStatus { offset, url, .. }) => UploadEnd::At { offset, url },
            Err(UploadError::Gone) => UploadEnd::Gone,
            Err(UploadError::OtherOffset) => UploadEnd::OtherOffset,
            Err(UploadError::Locked) => UploadEnd::Locked,
            Err(UploadError::Failed(failure)) => UploadEnd::Failed(outcome_of(failure)),
        }
    }

    /// Makes broken-off photos due at once.
    fn put_back(&self, uploads: &[Upload]) -> Result<(), StorageError> {
        let now = self.device.now();
        uploads.iter().try_for_each(|upload| {
            self.outbox.put_attachment_attempt(upload.photo.name, upload.attempts_when_broken_off(), None, now)
        })
    }

    /// Central would refuse bytes damaged on this phone for ever. Without them, the open vault puts its own copy in.
    fn forget_if_damaged(&self, upload: &Upload) -> Result<bool, StorageError> {
        let name = upload.photo.name;
        let kept = self.outbox.attachment_bytes(name, 0, usize::MAX)?;
        let damaged = kept.is_some_and(|bytes| AttachmentName::of(&bytes) != name);
        if damaged {
            tracing::error!(%name, "a photo in the outbox is damaged: the vault adds it again");
            self.outbox.forget_attachment(name)?;
        }
        Ok(damaged)
    }

    /// Makes all due photos wait, as [`Round::postpone`] does with the records.
    pub(super) fn postpone_photos(&self, ended: &RoundError) -> Result<(), StorageError> {
        let (now, unmetered) = (self.device.now(), self.unmetered());
        let Some(attempts) = self.outbox.due_attachment_attempts(now, unmetered)? else { return Ok(()) };
        let next = now.saturating_add(pause(ended.retry_after, attempts)).unwrap_or(Timestamp::MAX);
        self.outbox.postpone_due_attachments(now, unmetered, PhotoTrouble::NotSent(ended.trouble), next)
    }
}

async fn send(client: HttpClient, upload: Upload, request: UploadRequest, bytes: Vec<u8>) -> Trip {
    if request == (UploadRequest::Locate { patiently: true }) {
        tokio::time::sleep(A_MOMENT).await;
    }
    let begun = Instant::now();
    let url = upload.url().unwrap_or_default();
    let status = async {
        match &request {
            UploadRequest::Create { .. } => client.create_upload(upload.photo.name, upload.photo.size, bytes).await,
            UploadRequest::Locate { .. } => client.upload_status(url).await,
            UploadRequest::Append { from, .. } => client.append_to_upload(url, *from, bytes).await,
        }
    };
    let status = with_fail_point(status).await;
    Trip { request, took: begun.elapsed(), status, upload }
}

/// Passes a fail point each time a request waits for the network.
async fn with_fail_point<T>(request: impl Future<Output = T>) -> T {
    let mut request = pin!(request);
    poll_fn(|context| {
        let polled = request.as_mut().poll(context);
        if polled.is_pending() {
            reach("phone.photos.mid_chunk");
        }
        polled
    })
    .await
}
