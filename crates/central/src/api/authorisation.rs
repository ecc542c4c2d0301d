//! The phone that asks: its bearer token, looked up by hash.

use axum::http::{HeaderMap, header};
use kentongan_exchange::RefusalCode;

use super::refused::Refused;
use crate::Central;
use crate::store::devices::{self, Device};

/// The phone of the token, unless its access was withdrawn.
pub(crate) async fn device(central: &Central, headers: &HeaderMap) -> Result<Device, Refused> {
    let not_enrolled = || Refused::new(RefusalCode::NotEnrolled, "no token, or one that is not known here");
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, token) = value.split_once(' ').ok_or_else(not_enrolled)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(not_enrolled());
    }
    let hash = token_hash(token.trim());
    let found = central.0.store.read(move |connection| devices::by_token(connection, &hash)).await?;
    let device = found.ok_or_else(not_enrolled)?;
    if device.revoked {
        return Err(Refused::new(RefusalCode::DeviceRevoked, "this phone's access was withdrawn"));
    }
    Ok(device)
}

/// A token has 256 random bits, so a plain hash is enough.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
