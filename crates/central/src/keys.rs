//! Central's own secrets, in `central.key` beside the database. They are created at the first start, readable only by
//! the owner, and on disk before anything is sealed to them.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, anyhow};
use kentongan_exchange::KeyFingerprint;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::{Base64, SigningKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::random;

const FILE_NAME: &str = "central.key";

/// Central's secrets.
pub(crate) struct Keys {
    /// Opens envelopes.
    pub(crate) identity: Identity,
    /// Signs receipts.
    pub(crate) receipts: SigningKey,
    /// Key for the hashes of short secrets, so that a copy of the database alone does not reveal them.
    pepper: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    about: String,
    identity: String,
    receipt_key: Base64,
}

impl Keys {
    /// Reads or creates the folder's keys.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(FILE_NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&Zeroizing::new(text)).with_context(|| format!("{} is damaged", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::make(folder, &path),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn make(folder: &Path, path: &Path) -> anyhow::Result<Self> {
        let receipts = SigningKey::generate()?;
        let file = KeyFile {
            about: "Kentongan central: secret. Back it up apart from the database; without it no phone can be read."
                .to_owned(),
            identity: Identity::generate().to_secret().to_string(),
            receipt_key: Base64(receipts.to_secret().to_vec()),
        };
        let text = Zeroizing::new(serde_json::to_string_pretty(&file)?);
        let fresh = folder.join(format!(".{FILE_NAME}.{}", std::process::id()));
        write_secret(&fresh, text.as_bytes())?;
        // A hard link never replaces a file. If two processes start together, one wins and both read its keys.
        let linked = fs::hard_link(&fresh, path);
        fs::remove_file(&fresh)?;
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("cannot make {}", path.display())),
        }
        File::open(folder)?.sync_all()?;
        Self::parse(&Zeroizing::new(fs::read_to_string(path)?))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        // `serde_json`'s message could quote the secret, so only the place is reported.
        let file: KeyFile =
            serde_json::from_str(text).map_err(|error| anyhow!("line {}, column {}", error.line(), error.column()))?;
        let seed = Zeroizing::new(file.receipt_key.0);
        Ok(Self {
            identity: Identity::from_secret(&Zeroizing::new(file.identity))?,
            receipts: SigningKey::from_secret(&seed)?,
            pepper: blake3::derive_key("kentongan central 2026 hashes of short secrets", &seed),
        })
    }

    /// The hash of a short secret, or of content that must not be in the database in clear.
    pub(crate) fn keyed_hash(&self, purpose: &str, content: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.pepper);
        hasher.update(purpose.as_bytes()).update(&[0]).update(content.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// Work of the passphrase's key derivation (scrypt), as a power of two. The passphrase is made up and has 80 random
/// bits, so nobody guesses it, and opening a file takes a moment only.
const SCRYPT_WORK: u8 = 15;

/// Writes a secret key as an age identity file that a passphrase protects, which the `age` command can read. Returns the
/// passphrase, which nobody keeps.
///
/// The file also has the words, because only the maker of the keys can say for certain what phones must show.
pub(crate) fn write_case_key(
    path: &Path,
    name: &str,
    key: &Identity,
    words: KeyFingerprint,
) -> anyhow::Result<Zeroizing<String>> {
    let (public, secret) = (key.recipient(), key.to_secret());
    let text = Zeroizing::new(format!(
        "# {name}\n# words that phones show for these keys: {words}\n# public key: {}\n{}\n",
        public.as_str(),
        secret.as_str()
    ));
    let passphrase = Zeroizing::new(random::password()?);
    let mut recipient = age::scrypt::Recipient::new(passphrase.as_str().to_owned().into());
    recipient.set_work_factor(SCRYPT_WORK);
    write_secret(path, &age::encrypt(&recipient, text.as_bytes())?)?;
    Ok(passphrase)
}

/// Writes a new file that only its owner can read, and waits until it is on disk.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_are_made_once_and_only_their_owner_may_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let first = Keys::open(folder.path()).unwrap();
        let second = Keys::open(folder.path()).unwrap();
        assert_eq!(first.identity.recipient(), second.identity.recipient());
        assert_eq!(first.receipts.verifying_key(), second.receipts.verifying_key());
        let mode = fs::metadata(folder.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");
    }

    #[test]
    fn a_damaged_key_file_is_said_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), "{").unwrap();
        assert!(Keys::open(folder.path()).is_err());
        assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), "{");
    }
}
