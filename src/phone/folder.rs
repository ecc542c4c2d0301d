//! The phone's folder: its files, creating it, erasing what must not stay in it.

use std::fs;
use std::path::Path;

use crate::enrolment::erase;
use crate::storage::StorageError;

pub(super) const KEY_FILE: &str = "vault.key";
pub(super) const VAULT_FILE: &str = "vault.db";
pub(super) const OUTBOX_FILE: &str = "outbox.db";
pub(super) const ENROLMENT_FILE: &str = "enrolment.json";
pub(super) const OFFERED_KEYS_FILE: &str = "offered_keys.json";

/// Creates the folder, readable by this user of the device only. Android creates its own folder with wider rights.
pub(super) fn make_folder(folder: &Path) -> Result<(), StorageError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    if let Err(error) = fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)) {
        tracing::warn!(%error, "the folder keeps its rights");
    }
    Ok(())
}

/// Deletes a file with keys. If that fails, the next start of a phone with a PIN tries again.
pub(super) fn erase_or_later(path: &Path) {
    if let Err(error) = erase(path) {
        tracing::warn!(%error, "keys without a PIN are erased at the next start");
    }
}
