//! Turns an envelope into a record version that may be stored, or into the reason why not. It takes some hundred
//! microseconds of a core, so it runs on worker threads, never on the writer's.
//!
//! What can be opened and is signed is never refused for what it says. Whatever is unusual about it is flagged for a
//! person.

mod hiding;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::envelope::OpenedEnvelope;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{
    DeviceId, Envelope, FeedEntry, FeedItem, MAX_ENVELOPE_BYTES, Receipt, RecordNews, RecordProgress, RecordVersion,
    Refusal, RefusalCode,
};
use kentongan_forms::FormDefinition;

use crate::Central;
use crate::api::wire::WIRE_VERSIONS;
use crate::flags::Flag;
use crate::reading::Reading;
use crate::store::StoreError;
use crate::store::devices::Device;
use crate::store::new_version::NewVersion;
use hiding::Hidden;

/// Checks and opens one envelope. `devices` has every known device that the batch names. `bearer` is the phone that
/// sends the batch, if a phone does.
pub(super) fn open(
    central: &Central,
    devices: &HashMap<DeviceId, Device>,
    bearer: Option<DeviceId>,
    envelope: &Envelope,
    now: Timestamp,
) -> Result<NewVersion, Refusal> {
    let device = maker(central, devices, envelope)?;
    let unreadable = |message: String| Refusal::new(RefusalCode::Unreadable, message);
    let opened = envelope.open_packed(&central.0.keys.identity);
    let OpenedEnvelope { packed, body } = opened.map_err(|error| unreadable(error.to_string()))?;
    let mut version = RecordVersion::from_bytes(&body).map_err(|error| unreadable(error.to_string()))?;
    if (version.record, version.revision) != (envelope.record, envelope.revision) || version.revision == 0 {
        return Err(unreadable("record and revision are not those of the envelope".to_owned()));
    }
    let form = definition(central, &version)?;
    let mut read = Reading::of(form.as_deref(), &version, now);
    if device.revoked {
        read.flags.add(Flag::RevokedDevice);
    }
    let hidden = Hidden::take(&mut version, form.as_deref());
    let (stored, hidden) = match hidden {
        None => (packed.to_vec(), None),
        Some(hidden) => {
            read.flags.add(Flag::Hidden);
            read.hide(&version);
            // The facilitator reads the record's code out on the telephone.
            let named = |error: String| Refusal::new(RefusalCode::Unavailable, format!("{}: {error}", version.code));
            let recipients = central.0.store.case_recipients_here().map_err(|error| named(error.to_string()))?;
            let hidden = hidden.seal(&packed, &recipients).map_err(|error| named(error.to_string()))?;
            let rest = version.to_bytes().map_err(|error| unreadable(error.to_string()))?;
            (RecordVersion::pack(&rest).map_err(|error| unreadable(error.to_string()))?, Some(hidden))
        }
    };
    let countable = read.countable(form.as_deref(), &version).map_err(|error| unreadable(error.to_string()))?;
    let shares = read.shares(form.as_deref());
    let digest = RecordVersion::digest(&body);
    let proved =
        Stored { record: version.record, revision: version.revision, device: envelope.device, digest: &digest };
    let receipt = Receipt::sign(proved, now, &central.0.keys.receipts);
    Ok(NewVersion {
        record: version.record,
        revision: version.revision,
        maker: envelope.device,
        digest,
        receipt,
        code: version.code.as_str().to_owned(),
        area: read.area,
        home: device.area.clone(),
        month: read.month,
        device_seq: i64::try_from(version.device_seq).unwrap_or(i64::MAX),
        countable,
        shares,
        received: (bearer != Some(device.id)).then(|| received(&version, device, now)).transpose()?,
        attachments: read.attachments,
        flags: read.flags,
        body: stored,
        hidden,
        form: version.form,
    })
}

/// The device that made the envelope, if the envelope is for us and its signature right.
fn maker<'a>(
    central: &Central,
    devices: &'a HashMap<DeviceId, Device>,
    envelope: &Envelope,
) -> Result<&'a Device, Refusal> {
    if !WIRE_VERSIONS.contains(&envelope.wire) {
        return Err(Refusal::new(RefusalCode::UnsupportedWire, "this wire version is not spoken here"));
    }
    if envelope.recipient != central.0.recipient {
        return Err(Refusal::new(RefusalCode::WrongServer, "sealed to another server's key"));
    }
    if envelope.ciphertext.0.len() > MAX_ENVELOPE_BYTES {
        return Err(Refusal::new(RefusalCode::TooLarge, format!("an envelope has at most {MAX_ENVELOPE_BYTES} bytes")));
    }
    let device = devices
        .get(&envelope.device)
        .ok_or_else(|| Refusal::new(RefusalCode::BadSignature, "no such device is enrolled here"))?;
    envelope
        .check_signature(&device.verifying_key)
        .map_err(|_| Refusal::new(RefusalCode::BadSignature, "not signed by the device it names"))?;
    Ok(device)
}

fn definition(central: &Central, version: &RecordVersion) -> Result<Option<Arc<FormDefinition>>, Refusal> {
    match central.0.store.form_here(&version.form) {
        Ok(found) => Ok(found),
        Err(StoreError::Damaged(what)) => {
            tracing::error!(what, "a form could not be read");
            Ok(None)
        }
        Err(error) => {
            tracing::error!(%error, "a form could not be read");
            Err(Refusal::new(RefusalCode::Unavailable, "central cannot read its forms now"))
        }
    }
}

/// "Received", for the feed of a phone whose record somebody else brings. A phone that brings its own record gets the
/// receipt. It is sealed here, so that the writer need not do it.
fn received(version: &RecordVersion, device: &Device, now: Timestamp) -> Result<Vec<u8>, Refusal> {
    let news = RecordNews {
        record: version.record,
        maker: device.id,
        revision: version.revision,
        progress: RecordProgress::Received,
        at: now,
    };
    let sealed = FeedItem::seal(0, &FeedEntry::Record(news), &device.recipient)
        .map_err(|_| Refusal::new(RefusalCode::Internal, "cannot seal to the device"))?;
    Ok(sealed.sealed.0)
}
