//! Kentongan's server: phones enrol, upload records and ask for news; people read summaries.
//!
//! Where to start: [`Central`] is one server on one data folder. `api/` is for phones, `pages/` for browsers. `store/`
//! has the database, `accounts/` the readers, `summaries/` turns records into numbers.

mod accounts;
mod api;
mod imports;
mod keys;
mod news;
mod pages;
mod panics;
mod serve;
mod settings;
mod store;
pub mod summaries;
mod text;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::{EnrolmentCode, KeyFingerprint};
use tokio::sync::Semaphore;

pub use accounts::passwords::password_in_file;
pub use accounts::{InvalidLogin, Login, Role, UnknownRole};
pub use news::OrganisationChange;
pub use panics::keep_words_out_of_panics;
pub use settings::{DatabaseKey, Rate, Settings};
pub use text::decode;

use keys::Keys;
use store::forms::{Added, FormLibrary};
use store::{Store, audit, devices, organisation};

/// One central on one data folder. Cloning gives another handle to the same one.
///
/// Several processes may open the same folder: the command line works beside a running server.
#[derive(Clone)]
pub struct Central(Arc<Inner>);

struct Inner {
    store: Store,
    keys: Keys,
    settings: Settings,
    forms: Arc<FormLibrary>,
    /// Places for concurrent requests.
    requests: Semaphore,
    /// Places for concurrent pages.
    pages: Semaphore,
    /// Opening an envelope needs a core, so there are as many places as cores.
    openers: Arc<Semaphore>,
    /// How often each caller has asked.
    limits: api::Limits,
    /// Which connection sends which attachment.
    turns: api::Turns,
    /// The number of cores.
    cores: usize,
    /// Phones seal envelopes to it.
    recipient: Recipient,
}

/// The public keys of the case managers.
pub struct CaseRecipients {
    /// The key for daily work: its secret half opens sealed answers.
    pub case: Recipient,
    /// The key for recovery: its secret half opens sealed answers if the case key is lost. It belongs in a safe.
    pub recovery: Recipient,
    /// The words that phones show for these keys.
    pub words: KeyFingerprint,
}

/// The name of the command line in the audit.
const OPERATOR: &str = "command line";

impl Central {
    /// Opens a data folder. It is created if it is missing.
    ///
    /// # Errors
    /// When the folder cannot be used, or belongs to another key file.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        Self::open_with(folder, Settings::default())
    }

    /// The same with settings.
    ///
    /// # Errors
    /// As [`Central::open`].
    pub fn open_with(folder: &Path, settings: Settings) -> anyhow::Result<Self> {
        make_private_folder(folder)?;
        let keys = Keys::open(folder)?;
        let recipient = keys.identity.recipient();
        let store = Store::open(folder, settings.database_key.as_ref(), &recipient)
            .with_context(|| format!("cannot open the database in {}", folder.display()))?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Self(Arc::new(Inner {
            store,
            keys,
            settings,
            forms: Arc::default(),
            requests: Semaphore::new(settings::REQUESTS_AT_ONCE),
            pages: Semaphore::new(settings::PAGES_AT_ONCE),
            openers: Arc::new(Semaphore::new(cores)),
            limits: api::Limits::default(),
            turns: api::Turns::default(),
            cores,
            recipient,
        })))
    }

    /// Makes a case key and a recovery key. The secret halves go to the new file `out`, which only its owner can read.
    /// Central stores the public halves for phones that enrol later. Phones that enrolled earlier still seal to their
    /// old keys.
    ///
    /// # Errors
    /// When the file exists already, or file or database cannot be written.
    pub async fn make_case_keys(&self, out: &Path) -> anyhow::Result<CaseRecipients> {
        let (case, recovery) = (Identity::generate(), Identity::generate());
        let recipients = [case.recipient(), recovery.recipient()];
        let words = KeyFingerprint::of(&self.0.recipient, &recipients);
        let [case_recipient, recovery_recipient] = recipients;
        let made = CaseRecipients { case: case_recipient, recovery: recovery_recipient, words };
        keys::write_case_keys(out, &case, &recovery, words)?;
        self.set_case_recipients(&[made.case.clone(), made.recovery.clone()]).await?;
        Ok(made)
    }

    /// The fingerprint of the keys that can read what phones send, and these public keys: the case keys, then central's
    /// own.
    ///
    /// # Errors
    /// When there are no case keys, or the database cannot be read.
    pub async fn key_fingerprint(&self) -> anyhow::Result<(KeyFingerprint, Vec<Recipient>)> {
        let mut keys = self.0.store.read(organisation::case_recipients).await?;
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
    /// When there is none, or the database cannot be written.
    pub async fn set_case_recipients(&self, recipients: &[Recipient]) -> anyhow::Result<()> {
        if recipients.is_empty() {
            bail!("at least one recipient is needed");
        }
        let recipients = recipients.to_vec();
        let now = crate::now();
        self.change("case recipients set", "", move |connection| {
            organisation::set_case_recipients(connection, &recipients, now)
        })
        .await
    }

    /// Adds areas from CSV (`code,name,parent`). A known code gets the new name. Returns the number of rows.
    ///
    /// # Errors
    /// When rows are wrong (then nothing changes, and the message names them) or the database cannot be written.
    pub async fn import_areas(&self, csv: &str) -> anyhow::Result<usize> {
        let areas = imports::areas(csv)?;
        let count = areas.len();
        self.change("areas import", &count.to_string(), move |connection| organisation::put_areas(connection, &areas))
            .await?;
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
        let now = crate::now();
        self.change("directory import", &count.to_string(), move |connection| {
            organisation::put_directory(connection, &entries, now).map(drop)
        })
        .await?;
        Ok(count)
    }

    /// Adds a form (XLSForm in pyxform's CSV layout) as the version for phones from now on. Returns id and version.
    ///
    /// # Errors
    /// When the form has a mistake, or this version exists with another text.
    pub async fn import_form(&self, csv: &str) -> anyhow::Result<(String, String)> {
        let form = imports::form(csv)?;
        let (id, version) = (form.id.clone(), form.version.clone());
        let now = crate::now();
        let added = self.0.store.write(move |connection| {
            let added = store::forms::add(connection, &form, now)?;
            audit::note(connection, now, OPERATOR, "form add", &format!("{} {}", form.id, form.version))?;
            Ok(added)
        });
        match added.await? {
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
        let password = zeroize::Zeroizing::new(password.to_owned());
        let hash = tokio::task::spawn_blocking(move || accounts::passwords::hash(&password)).await??;
        let login_hash = self.0.keys.keyed_hash("login", &login);
        let now = crate::now();
        self.change("account add", &format!("{login} {role}"), move |connection| {
            store::accounts::put(connection, &login, role.as_str(), &hash, now)?;
            store::accounts::forget_failures(connection, &login_hash)?;
            store::sessions::delete_of(connection, &login)
        })
        .await
    }

    /// A generated password for a new account.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn make_up_password() -> anyhow::Result<String> {
        accounts::passwords::make_up()
    }

    /// Makes a one-time code for a phone of this village. It is shown once and stored as a hash.
    ///
    /// # Errors
    /// When the area is unknown, no case keys are set, or the database cannot be written.
    pub async fn make_enrolment_code(&self, area: &str) -> anyhow::Result<EnrolmentCode> {
        api::enrolment_codes::make(self, area).await
    }

    /// Withdraws a phone's access, by its short name such as `KML-02`.
    ///
    /// # Errors
    /// When no phone with access has this name, or the database cannot be written.
    pub async fn revoke_device(&self, code: &str) -> anyhow::Result<()> {
        let (code, subject) = (code.to_owned(), code.to_owned());
        let now = crate::now();
        let revoked = self.0.store.write(move |connection| {
            let revoked = devices::revoke(connection, &code, now)?;
            audit::note(connection, now, OPERATOR, "device revoke", &code)?;
            Ok(revoked)
        });
        if revoked.await? { Ok(()) } else { bail!("no phone {subject} has access") }
    }

    async fn change<F>(&self, action: &'static str, subject: &str, work: F) -> anyhow::Result<()>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<(), store::StoreError> + Send + 'static,
    {
        let subject = subject.to_owned();
        let written = self.0.store.write(move |connection| {
            work(connection)?;
            audit::note(connection, crate::now(), OPERATOR, action, &subject)
        });
        Ok(written.await?)
    }
}

/// Creates the folder, readable only by its owner. An existing folder stays as it is.
fn make_private_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make {}", folder.display()))
}

/// Central's clock in whole milliseconds, as in the database. So a receipt that is signed again has the same time.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// 256 random bits as text, for tokens.
fn random_text() -> Result<String, getrandom::Error> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random)?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}
