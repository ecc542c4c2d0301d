//! The versions of what travels that this central understands.

/// Wire versions that this build understands: the current one and, once there is one, the previous.
pub(crate) const WIRE_VERSIONS: [u16; 1] = [kentongan_exchange::WIRE_VERSION];
