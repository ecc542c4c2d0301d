//! Kentongan's server: phones enrol, upload records and ask for news; people read summaries.
//!
//! Where to start: [`Central`] is one server on one data folder. `api/` is what phones speak to,
//! `pages/` what browsers see, `store/` all that is kept, `accounts/` who may read, `summaries/`
//! how records become numbers.

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

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::{EnrolmentCode, KeyFingerprint};
use tokio::sync::Semaphore;

pub use accounts::{Role, UnknownRole};
pub use news::OrganisationChange;
pub use panics::keep_words_out_of_panics;
pub use settings::{DatabaseKey, Rate, Settings};

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
    /// Requests that may be under way.
    requests: Semaphore,
    /// Pages that may be under way.
    pages: Semaphore,
    /// Opening envelopes takes a core; no more at once than there are.
    openers: Arc<Semaphore>,
    /// Who asks how often.
    limits: api::Limits,
    /// Who is sending which attachment now.
    turns: api::Turns,
    /// How many cores there are.
    cores: usize,
    /// What envelopes are sealed to.
    recipient: Recipient,
}

/// The public keys of the case managers.
pub struct CaseRecipients {
    /// Whose secret half opens sealed answers day by day.
    pub case: Recipient,
    /// Whose secret half opens them when the case key is lost; it belongs in a safe.
    pub recovery: Recipient,
    /// What phones show for these keys.
    pub words: KeyFingerprint,
}

/// Who did something on the command line, for the audit.
const OPERATOR: &str = "command line";

impl Central {
    /// Opens a data folder, made when it is not there.
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

    /// Makes a case key and a recovery key. The secret halves go to the new file `out`, which its owner
    /// alone may read; this central remembers the public halves, to which phones enrolled from now on
    /// seal. Phones enrolled before keep sealing to the keys they were given.
    ///
    /// # Errors
    /// When the file is there already, or file or database cannot be written.
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

    /// The fingerprint of the keys that can read what phones send, and of which public keys it is: the case keys, then
    /// central's own.
    ///
    /// # Errors
    /// When no case keys were made, or the database cannot be read.
    pub async fn key_fingerprint(&self) -> anyhow::Result<(KeyFingerprint, Vec<Recipient>)> {
        let mut keys = self.0.store.read(organisation::case_recipients).await?;
        if keys.is_empty() {
            bail!("no case keys were made yet: run `keys new`");
        }
        let words = KeyFingerprint::of(&self.0.recipient, &keys);
        keys.push(self.0.recipient.clone());
        Ok((words, keys))
    }

    /// Sets to whom sealed answers are sealed: the case key first, then the recovery key.
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

    /// Adds areas from CSV (`code,name,parent`); known codes get the new name. Answers how many rows.
    ///
    /// # Errors
    /// When a row is wrong (nothing is changed then) or the database cannot be written.
    pub async fn import_areas(&self, csv: &str) -> anyhow::Result<usize> {
        let areas = imports::areas(csv)?;
        let count = areas.len();
        self.change("areas import", &count.to_string(), move |connection| organisation::put_areas(connection, &areas))
            .await?;
        Ok(count)
    }

    /// Replaces the service directory by that of a CSV file with the columns of
    /// [`kentongan_exchange::DirectoryEntry`]. Answers how many rows.
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

    /// Adds a form (XLSForm in pyxform's CSV layout) as the version that phones get from now on.
    /// Answers id and version.
    ///
    /// # Errors
    /// When the form has a mistake, or its version was added before with another text.
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

    /// Makes an account, or gives an existing one a new password and role and signs it out everywhere.
    ///
    /// # Errors
    /// When login or password is not acceptable, or the database cannot be written.
    pub async fn add_account(&self, login: &str, role: Role, password: &str) -> anyhow::Result<()> {
        let login = login.trim().to_owned();
        if login.is_empty() || login.len() > 64 {
            bail!("a login has 1 to 64 characters");
        }
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

    /// A password that nobody chose, for a new account.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn make_up_password() -> anyhow::Result<String> {
        accounts::passwords::make_up()
    }

    /// Makes a one-time code for a phone of this village. It is shown once and kept as a hash.
    ///
    /// # Errors
    /// When the area is unknown, no case keys are set, or the database cannot be written.
    pub async fn make_enrolment_code(&self, area: &str) -> anyhow::Result<EnrolmentCode> {
        api::enrolment_codes::make(self, area).await
    }

    /// Withdraws a phone's access, by its code such as `KML-02`.
    ///
    /// # Errors
    /// When there is no such phone with access, or the database cannot be written.
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

/// Makes the folder for its owner alone; one that was there stays as it is.
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

/// Central's clock in whole milliseconds, as stored: so a receipt signed now and one signed again from
/// the database name the same moment.
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
