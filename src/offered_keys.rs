//! The keys that this phone offers to a central when it asks to be enrolled. They are stored until the phone has the
//! answer: in a file before there is a vault, then in the vault. [`crate::enrolment`] makes and uses them.

use std::fmt;

use kentongan_exchange::signing::Base64;
use serde::{Deserialize, Serialize};

/// The keys that this phone offers to one central.
#[derive(Clone, Serialize, Deserialize)]
pub struct OfferedKeys {
    /// That central. Another central gets other keys.
    pub(crate) server: String,
    /// The secret half of the key that signs.
    pub(crate) signing_key: Base64,
    /// The secret half of the key that opens news.
    pub(crate) identity: String,
}

impl fmt::Debug for OfferedKeys {
    /// Shows to which server, never the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfferedKeys").field("server", &self.server).finish_non_exhaustive()
    }
}
