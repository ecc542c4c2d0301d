//! A phone's contact and its status in the header `kentongan-phone`, stored for coordinators.

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::PhoneStatus;
use kentongan_exchange::phone_status::PHONE_STATUS_HEADER;

use crate::Central;
use crate::store::devices::Device;

/// How often a contact without news is stored. Each is a write.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// The status in the header, if it is readable.
pub(super) fn said(headers: &HeaderMap) -> Option<PhoneStatus> {
    headers.get(PHONE_STATUS_HEADER)?.to_str().ok().and_then(PhoneStatus::from_header)
}

/// Stores a phone's contact and status, and updates `device`.
pub(super) async fn note(central: &Central, device: &mut Device, headers: &HeaderMap) {
    let now = crate::now();
    let said = said(headers).filter(|said| is_news(said, &device.status));
    if said.is_none() && now.duration_since(device.last_contact_at) < NOTE_EVERY {
        return;
    }
    if let Some(said) = &said {
        device.status = said.clone();
    }
    write(central, device, said, now).await;
}

/// Stores that a photo has arrived that the phone counted as waiting: after the last photo, no request says so.
pub(super) async fn photo_arrived(central: &Central, device: &Device) {
    let Some(waiting_photos) = device.status.waiting_photos.checked_sub(1) else { return };
    let said = PhoneStatus { waiting_photos, ..device.status.clone() };
    write(central, device, Some(said), crate::now()).await;
}

fn is_news(said: &PhoneStatus, known: &PhoneStatus) -> bool {
    // A status without forms says nothing about forms.
    let forms = if said.forms.is_empty() { &said.forms } else { &known.forms };
    *said != PhoneStatus { forms: forms.clone(), ..known.clone() }
}

/// On a full disk phones still get their news: a failed write is skipped.
async fn write(central: &Central, device: &Device, said: Option<PhoneStatus>, now: Timestamp) {
    if let Err(error) = central.0.store.note_contact(device.id, said, now).await {
        tracing::warn!(device = %device.code, %error, "the contact of a phone was not noted");
    }
}
