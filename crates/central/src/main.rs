//! The command line of Kentongan's server.

use std::io::{IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Args, Parser, Subcommand};
use kentongan_central::{Central, DatabaseKey, Login, OrganisationChange, Role, Settings, decode, password_in_file};
use kentongan_exchange::{CertificatePin, EnrolmentLink};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

/// Kentongan's server: phones of village facilitators upload to it, coordinators read its summaries.
#[derive(Parser)]
#[command(version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve phones and browsers until Ctrl-C or SIGTERM
    Serve {
        #[command(flatten)]
        data: Data,
        /// Address and port to listen on; put a proxy with a certificate in front of it
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        #[command(flatten)]
        public: PublicUrl,
        /// Hide counts of incidents below this in summaries, 3 or more
        #[arg(long, env = "KENTONGAN_SMALL_NUMBERS_BELOW", default_value_t = 5, value_parser = clap::value_parser!(u16).range(3..))]
        small_numbers_below: u16,
    },
    /// Accounts of people who read summaries and records
    #[command(subcommand)]
    Account(AccountCommand),
    /// Make a one-time code that enrols one phone within ten minutes
    EnrolCode {
        #[command(flatten)]
        data: Data,
        /// Code of the facilitator's village, such as 33.16.09.2002
        #[arg(long)]
        area: String,
        #[command(flatten)]
        public: PublicUrl,
        /// PEM file with the certificate that phones see at the public URL. The link then names its key, and phones
        /// refuse any server with another key
        #[arg(long, value_name = "FILE", env = "KENTONGAN_CERTIFICATE", requires = "public_url")]
        certificate: Option<PathBuf>,
    },
    /// Enrolled phones
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Keys of the case managers
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Who did what
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Who runs this server
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// Areas of the district
    #[command(subcommand)]
    Areas(ImportCommand),
    /// Services and numbers that phones show
    #[command(subcommand)]
    Directory(ImportCommand),
    /// Forms to fill in
    #[command(subcommand)]
    Form(FormCommand),
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Add an account, or give an existing one a new password and role
    Add {
        #[command(flatten)]
        data: Data,
        /// What the person types to sign in; not a person's full name
        #[arg(long)]
        name: String,
        /// viewer, coordinator, case-manager or administrator
        #[arg(long)]
        role: Role,
        /// File whose first line is the password, `-` for standard input; without it one is made up and shown once
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum DeviceCommand {
    /// Withdraw a phone's access, such as when it was lost
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Its code, such as KML-02
        code: String,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make a case key and a recovery key; this server keeps only their public halves
    New {
        #[command(flatten)]
        data: Data,
        /// New file for the case key's secret half; give it to the case manager
        #[arg(long, value_name = "FILE")]
        case: PathBuf,
        /// New file for the recovery key's secret half; it belongs in a safe, apart from the other
        #[arg(long, value_name = "FILE")]
        recovery: PathBuf,
        /// Make new keys although there are some. Phones enrolled so far still seal to the old ones
        #[arg(long)]
        replace: bool,
    },
    /// Make a key that encrypts the database
    Database {
        /// New file, on another disk than the data folder
        #[arg(long)]
        out: PathBuf,
    },
    /// Show the public keys that can read what phones send, and the words that phones show for them
    Show {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check that no line was changed, added or removed, and print the last one's number and hash
    Verify {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Subcommand)]
enum OrganisationCommand {
    /// Set its name, and where facilitators reach the coordinator; phones hear of it
    Set {
        #[command(flatten)]
        data: Data,
        /// As phones and pages show it
        #[arg(long)]
        name: Option<String>,
        /// The coordinator's office; phones show it at "Lupa PIN?" and "Bantuan"
        #[arg(long)]
        office: Option<String>,
        /// The office's telephone number
        #[arg(long)]
        phone: Option<String>,
        /// The office's WhatsApp number
        #[arg(long)]
        whatsapp: Option<String>,
    },
}

#[derive(Subcommand)]
enum ImportCommand {
    /// Read them from a CSV file
    Import {
        #[command(flatten)]
        data: Data,
        /// The file
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum FormCommand {
    /// Add a form, or a new version of one, from an XLSForm in CSV layout
    Add {
        #[command(flatten)]
        data: Data,
        /// The file
        file: PathBuf,
    },
}

/// The name of systemd's credential with the database's key.
const CREDENTIAL: &str = "kentongan-database-key";

#[derive(Args)]
struct Data {
    /// Folder of the database and the key file; made when it is not there
    #[arg(long = "data", value_name = "DIR", env = "KENTONGAN_DATA")]
    folder: PathBuf,
    /// File with the key that encrypts the database, on another disk than the data folder; `keys database` makes one.
    /// Without it, systemd's credential `kentongan-database-key`
    #[arg(long, value_name = "FILE", env = "KENTONGAN_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Keep the database unencrypted on the disk, such as for tests
    #[arg(long, env = "KENTONGAN_PLAIN_DATABASE", conflicts_with = "key_file")]
    plain_database: bool,
}

#[derive(Args)]
struct PublicUrl {
    /// Where phones and browsers reach this server, such as https://kentongan.example.org
    #[arg(long, env = "KENTONGAN_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Data {
    fn open(&self) -> anyhow::Result<Central> {
        self.open_with(Settings::default())
    }

    fn open_with(&self, settings: Settings) -> anyhow::Result<Central> {
        Central::open_with(&self.folder, Settings { database_key: self.database_key()?, ..settings })
    }

    fn database_key(&self) -> anyhow::Result<Option<DatabaseKey>> {
        if self.plain_database {
            return Ok(None);
        }
        let credential = std::env::var_os("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join(CREDENTIAL));
        let credential = credential.filter(|file| file.exists());
        let Some(file) = self.key_file.clone().or(credential) else {
            bail!(
                "the database needs a key: make one with `kentongan-central keys database --out FILE` on another disk, \
                 and name it with --key-file or KENTONGAN_KEY_FILE; only a trial goes without, with --plain-database"
            );
        };
        if std::path::absolute(&file)?.starts_with(std::path::absolute(&self.folder)?) {
            bail!(
                "the key of the database does not belong into the data folder: a copy of the folder would be readable"
            );
        }
        Ok(Some(DatabaseKey::read(&file)?))
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    kentongan_central::keep_words_out_of_panics();
    run(CommandLine::parse().command).await
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { data, listen, public, small_numbers_below } => {
            let settings = Settings {
                public_url: public.public_url,
                small_numbers_below: Some(small_numbers_below),
                ..Settings::default()
            };
            serve(&data, listen, settings).await
        }
        Command::Account(AccountCommand::Add { data, name, role, password_file }) => {
            add_account(&data.open()?, &name, role, password_file.as_deref()).await
        }
        Command::EnrolCode { data, area, public, certificate } => {
            let pin = certificate.as_deref().map(pin_of).transpose()?;
            let central = data.open()?;
            let code = central.make_enrolment_code(&area).await?;
            say(&format!("{code}"))?;
            if let Some(server) = public.public_url {
                // The part after the `#` stays in the browser. The page there says what to do with it.
                say(&EnrolmentLink { server, code, pin }.to_string())?;
            }
            // On a separate stream from code and link, because scripts read these.
            let (words, _) = central.key_fingerprint().await?;
            writeln!(std::io::stderr(), "the phone must show these words: {words}")?;
            Ok(())
        }
        Command::Device(DeviceCommand::Revoke { data, code }) => {
            data.open()?.revoke_device(&code).await?;
            say(&format!("{code} has no access any more"))
        }
        Command::Keys(KeysCommand::New { data, case, recovery, replace }) => {
            new_keys(&data, &case, &recovery, replace).await
        }
        Command::Audit(AuditCommand::Verify { data }) => verify_audit(&data).await,
        Command::Keys(KeysCommand::Database { out }) => {
            DatabaseKey::make(&out)?;
            say(&format!(
                "{}: without it nobody can open the database, so keep a copy apart from the backups",
                out.display()
            ))
        }
        Command::Keys(KeysCommand::Show { data }) => {
            let (words, keys) = data.open()?.key_fingerprint().await?;
            for key in keys {
                say(key.as_str())?;
            }
            say(&format!("words that phones show: {words}"))
        }
        Command::Organisation(OrganisationCommand::Set { data, name, office, phone, whatsapp }) => {
            let change = OrganisationChange { name, office, telephone: phone, whatsapp };
            data.open()?.change_organisation(change).await?;
            say("done")
        }
        Command::Areas(ImportCommand::Import { data, file }) => {
            let count = data.open()?.import_areas(&read(&file)?).await?;
            say(&format!("{count} areas"))
        }
        Command::Directory(ImportCommand::Import { data, file }) => {
            let count = data.open()?.import_directory(&read(&file)?).await?;
            say(&format!("{count} entries"))
        }
        Command::Form(FormCommand::Add { data, file }) => {
            let (id, version) = data.open()?.import_form(&read(&file)?).await?;
            say(&format!("{id} {version}"))
        }
    }
}

async fn serve(data: &Data, listen: SocketAddr, settings: Settings) -> anyhow::Result<()> {
    let central = data.open_with(settings)?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    say(&format!("listening on http://{}", listener.local_addr()?))?;
    let (terminate, interrupt) = (signal("SIGTERM")?, signal("SIGINT")?);
    let shutdown = async move {
        tokio::select! {
            () = terminate => {}
            () = interrupt => {}
        }
    };
    central.serve(listener, shutdown).await
}

fn signal(name: &str) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let kind = if name == "SIGTERM" { SignalKind::terminate() } else { SignalKind::interrupt() };
    let mut stream = signal(kind).with_context(|| format!("cannot wait for {name}"))?;
    Ok(async move {
        stream.recv().await;
    })
}

async fn add_account(central: &Central, name: &str, role: Role, file: Option<&Path>) -> anyhow::Result<()> {
    let login = Login::parse(name)?;
    let login = login.as_str();
    match file {
        Some(file) => {
            let bytes = Zeroizing::new(read_bytes(file)?);
            let password = password_in_file(&bytes).with_context(|| format!("cannot read {}", file.display()))?;
            central.add_account(login, role, &password).await?;
            say(&format!("account {login} ({role})"))
        }
        None => {
            let password = Zeroizing::new(Central::make_up_password()?);
            central.add_account(login, role, &password).await?;
            say(&format!("account {login} ({role}), password, shown only now: {}", password.as_str()))
        }
    }
}

async fn new_keys(data: &Data, case: &Path, recovery: &Path, replace: bool) -> anyhow::Result<()> {
    let folder = std::path::absolute(&data.folder)?;
    for file in [case, recovery] {
        if std::path::absolute(file)?.starts_with(&folder) {
            bail!("the secret keys do not belong into the data folder");
        }
    }
    let keys = data.open()?.make_case_keys(case, recovery, replace).await?;
    say(&format!("case key {}\nrecovery key {}", keys.case.as_str(), keys.recovery.as_str()))?;
    say(&format!("words that phones show: {}", keys.words))?;
    say("the passphrases are shown only now: write each down, and keep it apart from its file")?;
    say(&format!("passphrase of {}: {}", case.display(), keys.case_passphrase.as_str()))?;
    say(&format!("passphrase of {}: {}", recovery.display(), keys.recovery_passphrase.as_str()))?;
    say("move both files off this machine, the recovery key into a safe")
}

/// Checks the chain of the audit. The last line's number and hash are worth noting elsewhere.
async fn verify_audit(data: &Data) -> anyhow::Result<()> {
    let check = data.open()?.check_audit().await?;
    if let Some(line) = check.broken_at {
        bail!("line {line} of the audit was changed or is missing; the {} lines before it are right", check.lines);
    }
    say(&format!("{} lines, all right; the last one's hash is {}", check.lines, check.hash))
}

/// The pin of the first certificate in a PEM file. A server's own certificate comes before those of its signers.
fn pin_of(file: &Path) -> anyhow::Result<CertificatePin> {
    let certificate = CertificateDer::from_pem_file(file)
        .map_err(|error| anyhow!("no certificate can be read from {}: {error}", file.display()))?;
    let read = webpki::EndEntityCert::try_from(&certificate);
    let read = read.map_err(|error| anyhow!("not a certificate in {}: {error}", file.display()))?;
    Ok(CertificatePin::of(&read.subject_public_key_info()))
}

/// The text of a file, in any encoding that spreadsheets and editors write.
fn read(file: &Path) -> anyhow::Result<String> {
    decode(&read_bytes(file)?).with_context(|| format!("cannot read {}", file.display()))
}

fn read_bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
