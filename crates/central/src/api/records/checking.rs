//! Checking the envelopes of a batch, on as many free threads as are useful.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kentongan_exchange::{DeviceId, Envelope, RecordId, Refusal, RefusalCode};

use super::batch::Received;
use crate::Central;
use crate::api::refused::Refused;
use crate::store::devices::Device;
use crate::store::new_version::NewVersion;

/// Fewer envelopes than this are checked by one thread, because distributing them would cost more than it saves.
const SMALLEST_SHARE: usize = 8;

/// The devices that made the records of a batch.
pub(super) type Makers = HashMap<DeviceId, Device>;

/// A record of a batch, and whether it may be stored.
pub(super) type Checked = ((RecordId, u32), Result<NewVersion, Refusal>);

/// Opens and validates one envelope, or returns what is wrong with it.
pub(super) trait Check: Fn(&Makers, &Envelope) -> Result<NewVersion, Refusal> + Send + Sync + 'static {}

impl<F: Fn(&Makers, &Envelope) -> Result<NewVersion, Refusal> + Send + Sync + 'static> Check for F {}

/// Checks all envelopes. The results are in the order of the batch.
pub(super) async fn check_all(
    central: &Central,
    bearer: Option<&Device>,
    envelopes: Vec<Received>,
    check: impl Check,
) -> Result<Vec<Checked>, Refused> {
    let unavailable = || Refused::new(RefusalCode::Unavailable, "central is stopping");
    let makers = Arc::new(makers(central, bearer, &envelopes).await?);
    let check = Arc::new(check);
    let share = envelopes.len().div_ceil(central.0.cores).max(SMALLEST_SHARE);
    let mut envelopes = envelopes.into_iter().peekable();
    let mut threads = Vec::new();
    while envelopes.peek().is_some() {
        let share: Vec<Received> = envelopes.by_ref().take(share).collect();
        let permit = Arc::clone(&central.0.openers).acquire_owned().await.map_err(|_| unavailable())?;
        let (check, makers) = (Arc::clone(&check), Arc::clone(&makers));
        threads.push(tokio::task::spawn_blocking(move || {
            let checked: Vec<Checked> =
                share.iter().map(|received| (received.id(), check_one(&*check, &makers, received))).collect();
            drop(permit);
            checked
        }));
    }
    let mut checked = Vec::new();
    for thread in threads {
        checked.extend(thread.await.map_err(|_| unavailable())?);
    }
    Ok(checked)
}

/// A bug over one record must not refuse its whole batch. That record alone is to come again later, when we may have
/// fixed the bug. The log has only its id.
fn check_one(check: &impl Check, makers: &Makers, received: &Received) -> Result<NewVersion, Refusal> {
    let Received::Envelope(envelope) = received else {
        return Err(Refusal::new(RefusalCode::Unreadable, "not an envelope"));
    };
    // The check only reads its inputs, so a panic leaves nothing half changed.
    catch_unwind(AssertUnwindSafe(|| check(makers, envelope))).unwrap_or_else(|_| {
        tracing::error!(record = %envelope.record, revision = envelope.revision, "checking a record panicked");
        Err(Refusal::new(RefusalCode::Internal, "something unforeseen went wrong over this record"))
    })
}

/// The devices that made the records. Usually that is the phone that sends them, which is known already.
async fn makers(central: &Central, bearer: Option<&Device>, envelopes: &[Received]) -> Result<Makers, Refused> {
    let maker = |received: &Received| match received {
        Received::Envelope(envelope) => Some(envelope.device),
        Received::Broken(..) => None,
    };
    let mut makers: Makers = bearer.map(|device| (device.id, device.clone())).into_iter().collect();
    let others: BTreeSet<DeviceId> = envelopes.iter().filter_map(maker).filter(|id| !makers.contains_key(id)).collect();
    if !others.is_empty() {
        let known = central.0.store.devices(others.into_iter().collect()).await?;
        makers.extend(known.into_iter().map(|device| (device.id, device)));
    }
    Ok(makers)
}
