//! Receiving the bytes of one request: in pieces into memory, then to the writer, which never waits for a link.

use std::pin::Pin;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use kentongan_exchange::{AttachmentName, DeviceId, RefusalCode};
use kentongan_fail_points::reach;

use super::headers::Checksum;
use crate::Central;
use crate::api::refused::Refused;
use crate::settings::{PIECE_BYTES, SLOWEST_BYTES_PER_SECOND};
use crate::store::attachments::{Appended, Progress};
use crate::turns::Turn;

/// How long a superseded connection may be silent before central stops reading it.
const LAST_BYTES: Duration = Duration::from_millis(250);

/// One request with bytes.
pub(super) struct Receiving {
    pub(super) central: Central,
    pub(super) name: AttachmentName,
    pub(super) device: DeviceId,
    /// The offset of the first byte.
    pub(super) at: u64,
    /// The size of the whole attachment in bytes.
    pub(super) size: u64,
    /// Without it every byte that arrived is stored. With it only all or nothing can be checked.
    pub(super) checksum: Option<Checksum>,
    pub(super) turn: Turn,
}

/// How a body ended.
enum End {
    /// It is complete.
    Whole,
    /// The connection broke.
    Broken,
    /// It has more bytes than the upload allows.
    TooMuch,
    /// It was too slow.
    TooSlow,
    /// The phone continues over another connection.
    Superseded,
}

impl Receiving {
    /// Receives the body. Returns the progress of the upload.
    pub(super) async fn all(mut self, mut body: Body) -> Result<Progress, Refused> {
        let room = self.size.saturating_sub(self.at);
        if body.size_hint().lower() > room {
            return Err(too_much());
        }
        let (mut waiting, mut arrived) = (Vec::new(), 0);
        let began = Instant::now();
        let end = loop {
            let data = match self.next(&mut body, began, arrived).await {
                Ok(data) => data,
                Err(end) => break end,
            };
            arrived += data.len() as u64;
            if arrived > room {
                break End::TooMuch;
            }
            waiting.extend_from_slice(&data);
            reach("central.attachments.mid_body");
            // The last piece waits for the end of the body, which proves that no byte follows.
            if self.checksum.is_none() && waiting.len() >= PIECE_BYTES && arrived < room {
                self.keep(std::mem::take(&mut waiting)).await?;
            }
        };
        let keeps = match (&self.checksum, &end) {
            (_, End::TooMuch) => false,
            (Some(checksum), End::Whole) if !checksum.holds(&waiting) => return Err(Checksum::mismatch()),
            (Some(_), End::Whole) | (None, _) => true,
            (Some(_), End::Broken | End::TooSlow | End::Superseded) => false,
        };
        let progress = if keeps { self.keep(waiting).await? } else { self.now().await? };
        match end {
            End::Whole => Ok(progress),
            End::Broken => Err(Refused::new(RefusalCode::MalformedBody, "the body ended early").retriable()),
            End::TooMuch => Err(too_much()),
            End::TooSlow => {
                let message = "the body took too long; go on where the upload ends";
                Err(Refused::with_status(StatusCode::REQUEST_TIMEOUT, RefusalCode::Unavailable, message))
            }
            End::Superseded => Err(super::refusals::locked()),
        }
    }

    /// The next bytes, or why there are none.
    async fn next(&mut self, body: &mut Body, began: Instant, arrived: u64) -> Result<Bytes, End> {
        let patience = self.central.0.settings.body_timeout();
        let until = patience + Duration::from_secs(arrived / SLOWEST_BYTES_PER_SECOND);
        let left = until.saturating_sub(began.elapsed()).min(patience);
        tokio::select! {
            () = self.turn.wanted() => {}
            next = tokio::time::timeout(left, data(body)) => return next.map_or(Err(End::TooSlow), came),
        }
        // Bytes in the buffer of a lost connection have crossed the link, so the phone need not send them again.
        let next = tokio::time::timeout(left.min(LAST_BYTES), data(body)).await;
        next.map_or(Err(End::Superseded), came)
    }

    async fn keep(&mut self, bytes: Vec<u8>) -> Result<Progress, Refused> {
        let (name, device, at, now) = (self.name, self.device, self.at, crate::now());
        let length = bytes.len() as u64;
        if length == 0 {
            return self.now().await;
        }
        let appended = self.central.0.store.append_to_upload((name, device), at, bytes, now);
        match appended.await? {
            Appended::Now(progress) => {
                reach("central.attachments.piece_kept");
                self.at += length;
                Ok(progress)
            }
            Appended::NotTheNamedBytes => {
                let message = "the whole is not what its name promises; it was thrown away";
                Err(Refused::new(RefusalCode::NotTheNamedBytes, message))
            }
            Appended::Elsewhere => Err(super::refusals::elsewhere(at)),
        }
    }

    async fn now(&self) -> Result<Progress, Refused> {
        let found = self.central.0.store.upload(self.name, self.device, crate::now()).await?;
        found.ok_or_else(super::unknown)
    }
}

fn came(data: Option<Result<Bytes, axum::Error>>) -> Result<Bytes, End> {
    match data {
        Some(Ok(data)) => Ok(data),
        Some(Err(_)) => Err(End::Broken),
        None => Err(End::Whole),
    }
}

fn too_much() -> Refused {
    Refused::new(RefusalCode::TooLarge, "more bytes than Upload-Length announced")
}

/// The next data of a body. It ignores trailers.
async fn data(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(data)) => return Some(Ok(data)),
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
