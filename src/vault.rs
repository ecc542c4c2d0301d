//! What this phone knows, closed by the PIN.

mod cost;
mod pin;

pub use cost::Cost;
pub use pin::{NotAPin, Pin, PinWeakness};
