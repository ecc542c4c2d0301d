//! Refusals of uploads.

use axum::http::StatusCode;
use kentongan_exchange::RefusalCode;

use crate::api::refused::Refused;

/// No such upload.
pub(super) fn unknown() -> Refused {
    Refused::new(RefusalCode::UnknownAttachment, "no such attachment is expected or under way here")
}

/// Another connection has the turn.
pub(super) fn locked() -> Refused {
    Refused::with_status(StatusCode::LOCKED, RefusalCode::Unavailable, "the upload goes on over another connection")
}

/// The bytes are for another offset than `received`, where the upload ends.
pub(super) fn elsewhere(received: u64) -> Refused {
    let message = format!("the upload ends at {received}");
    Refused::with_status(StatusCode::CONFLICT, RefusalCode::MalformedBody, &message).retriable()
}
