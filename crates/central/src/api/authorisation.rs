//! The phone that asks: its bearer token, looked up by hash.

use axum::http::{HeaderMap, header};
use kentongan_exchange::RefusalCode;

use super::refused::Refused;
use crate::Central;
use crate::store::devices::Device;

/// The phone of the token, unless its access was withdrawn.
pub(crate) async fn device(central: &Central, headers: &HeaderMap) -> Result<Device, Refused> {
    let device = device_of_records(central, headers).await?;
    if device.revoked {
        return Err(revoked());
    }
    Ok(device)
}

/// The refusal for a phone without access.
pub(crate) fn revoked() -> Refused {
    Refused::new(RefusalCode::DeviceRevoked, "this phone's access was withdrawn")
}

/// The phone of the token, also when its access was withdrawn. What it recorded is still taken, and flagged; it gets
/// nothing but receipts.
pub(crate) async fn device_of_records(central: &Central, headers: &HeaderMap) -> Result<Device, Refused> {
    let not_enrolled = || Refused::new(RefusalCode::NotEnrolled, "no token, or one that is not known here");
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, token) = value.split_once(' ').ok_or_else(not_enrolled)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(not_enrolled());
    }
    central.0.store.device_of_token(token_hash(token.trim())).await?.ok_or_else(not_enrolled)
}

/// A token has 256 random bits, so a plain hash is enough.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
