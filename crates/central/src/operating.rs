//! What an operator does with central, from the command line.

use std::path::Path;

use anyhow::bail;
use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::{EnrolmentCode, KeyFingerprint};
use zeroize::Zeroizing;

use crate::accounts::passwords;
use crate::accounts::{Login, Role};
use crate::central::Central;
use crate::store::Actor;
use crate::store::accounts::Account;
use crate::store::audit::AuditCheck;
use crate::store::devices::Revoked;
use crate::store::forms::Added;
use crate::{api, imports, keys, random};

/// New keys of the case managers.
pub struct CaseKeys {
    /// The public half of the key for daily work: its secret half opens sealed answers.
    pub case: Recipient,
    /// The public half of the key for recovery: its secret half opens sealed answers if the case key is lost. It belongs
    /// in a safe.
    pub recovery: Recipient,
    /// Opens the file with the case key. Central does not keep it.
    pub case_passphrase: Zeroizing<String>,
    /// Opens the file with the recovery key. Central does not keep it.
    pub recovery_passphrase: Zeroizing<String>,
    /// The words that phones show for these keys.
    pub words: KeyFingerprint,
}

impl Central {
    /// Makes a case key and a recovery key. Each secret half goes to a new file of its own, protected by a passphrase of
    /// its own, which only its owner can read. Central stores the public halves for phones that enrol later. Phones that
    /// enrolled earlier still seal to their old keys. Existing keys are replaced only when `replacing` says so.
    ///
    /// # Errors
    /// When a file exists already, there are case keys that are not to be replaced, or a file or the database cannot be
    /// written. Then no key is replaced.
    pub async fn make_case_keys(
        &self,
        case_file: &Path,
        recovery_file: &Path,
        replacing: bool,
    ) -> anyhow::Result<CaseKeys> {
        if !replacing && !self.0.store.case_recipients().await?.is_empty() {
            bail!("there are case keys already, and phones seal to them; only `--replace` makes new ones");
        }
        let (case, recovery) = (Identity::generate(), Identity::generate());
        let recipients = [case.recipient(), recovery.recipient()];
        let words = KeyFingerprint::of(&self.0.recipient, &recipients);
        let case_passphrase = keys::write_case_key(case_file, "Kentongan case key", &case, words)?;
        let recovery_passphrase = keys::write_case_key(recovery_file, "Kentongan recovery key", &recovery, words)?;
        self.set_recipients(&recipients, replacing).await?;
        let [case, recovery] = recipients;
        Ok(CaseKeys { case, recovery, case_passphrase, recovery_passphrase, words })
    }

    /// The fingerprint of the keys that can read what phones send, and these public keys: the case keys, then central's
    /// own.
    ///
    /// # Errors
    /// When there are no case keys, or the database cannot be read.
    pub async fn key_fingerprint(&self) -> anyhow::Result<(KeyFingerprint, Vec<Recipient>)> {
        let mut keys = self.0.store.case_recipients().await?;
        if keys.is_empty() {
            bail!("no case keys were made yet: run `keys new`");
        }
        let words = KeyFingerprint::of(&self.0.recipient, &keys);
        keys.push(self.0.recipient.clone());
        Ok((words, keys))
    }

    /// Sets the recipients of sealed answers: the case key first, then the recovery key.
    ///
    /// # Errors
    /// When there is none, when other ones are set already, or the database cannot be written.
    pub async fn set_case_recipients(&self, recipients: &[Recipient]) -> anyhow::Result<()> {
        self.set_recipients(recipients, false).await
    }

    /// The same, in place of recipients that are set. Phones that enrolled earlier still seal to the old ones.
    ///
    /// # Errors
    /// As [`Central::set_case_recipients`].
    pub async fn replace_case_recipients(&self, recipients: &[Recipient]) -> anyhow::Result<()> {
        self.set_recipients(recipients, true).await
    }

    async fn set_recipients(&self, recipients: &[Recipient], replacing: bool) -> anyhow::Result<()> {
        if recipients.is_empty() {
            bail!("at least one recipient is needed");
        }
        let store = &self.0.store;
        let set = store.set_case_recipients(Actor::Operator, recipients.to_vec(), replacing, crate::now()).await?;
        if set { Ok(()) } else { bail!("there are case keys already, and phones seal to them") }
    }

    /// Adds areas from CSV (`code,name,parent`). A known code gets the new name. Returns the number of rows.
    ///
    /// # Errors
    /// When rows are wrong (then nothing changes, and the message names them) or the database cannot be written.
    pub async fn import_areas(&self, csv: &str) -> anyhow::Result<usize> {
        let areas = imports::areas(csv)?;
        let count = areas.len();
        self.0.store.put_areas(Actor::Operator, areas, crate::now()).await?;
        Ok(count)
    }

    /// Replaces the service directory with that of a CSV file. Its columns are those of
    /// [`kentongan_exchange::DirectoryEntry`]. Returns the number of rows.
    ///
    /// # Errors
    /// As [`Central::import_areas`].
    pub async fn import_directory(&self, csv: &str) -> anyhow::Result<usize> {
        let entries = imports::directory(csv)?;
        let count = entries.len();
        self.0.store.put_directory(Actor::Operator, entries, crate::now()).await?;
        Ok(count)
    }

    /// Adds a form (XLSForm in pyxform's CSV layout) as the version for phones from now on. Returns id and version.
    ///
    /// # Errors
    /// When the form has a mistake, or this version exists with another text.
    pub async fn import_form(&self, csv: &str) -> anyhow::Result<(String, String)> {
        let form = imports::form(csv)?;
        let (id, version) = (form.id.clone(), form.version.clone());
        match self.0.store.add_form(Actor::Operator, form, crate::now()).await? {
            Added::New | Added::Known => Ok((id, version)),
            Added::Taken => {
                bail!("{id} {version} is known with another text; phones hold it, so a change needs a new version")
            }
        }
    }

    /// Makes an account. An existing one gets a new password and role, and all its sessions end.
    ///
    /// # Errors
    /// When login or password is not acceptable, or the database cannot be written.
    pub async fn add_account(&self, login: &str, role: Role, password: &str) -> anyhow::Result<()> {
        let login = String::from(Login::parse(login)?);
        let password = Zeroizing::new(password.to_owned());
        let hash = tokio::task::spawn_blocking(move || passwords::hash(&password)).await??;
        let login_hash = self.0.keys.keyed_hash("login", &login);
        let account = Account { role: role.as_str().to_owned(), password_hash: hash };
        Ok(self.0.store.put_account(Actor::Operator, (login, login_hash), account, crate::now()).await?)
    }

    /// A generated password for a new account.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn make_up_password() -> anyhow::Result<String> {
        random::password()
    }

    /// Makes a one-time code for a phone of this village. It is shown once and stored as a hash.
    ///
    /// # Errors
    /// When the area is unknown, no case keys are set, or the database cannot be written.
    pub async fn make_enrolment_code(&self, area: &str) -> anyhow::Result<EnrolmentCode> {
        api::enrolment_codes::make(self, Actor::Operator, area).await
    }

    /// Withdraws a phone's access, by its short name such as `KML-02`.
    ///
    /// # Errors
    /// When no phone with access has this name, or the database cannot be written.
    pub async fn revoke_device(&self, code: &str) -> anyhow::Result<()> {
        match self.0.store.revoke(Actor::Operator, code.to_owned(), crate::now()).await? {
            Revoked::Now => Ok(()),
            Revoked::Before | Revoked::NoSuchPhone => bail!("no phone {code} has access"),
        }
    }

    /// Checks that nobody has changed, added or removed a line of the audit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn check_audit(&self) -> anyhow::Result<AuditCheck> {
        Ok(self.0.store.check_audit().await?)
    }
}
