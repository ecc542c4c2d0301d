//! Central as its operator runs it: the command line, then a process that serves.

use std::path::{Path, PathBuf};
use std::process::Command;

use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{DeviceId, RecordId, RecordProgress};

use super::process::{Process, central_program, free_port, project_file};

/// A central with the sample organisation in a folder of its own, running or stopped.
pub struct Central {
    folder: tempfile::TempDir,
    port: u16,
    running: Option<Process>,
    /// Opens the case key's file.
    case_passphrase: String,
}

/// Password of the test accounts.
pub const PASSWORD: &str = "kata-sandi-uji-2026";
/// Login of the coordinator.
pub const COORDINATOR: &str = "koordinator";
/// Login of the case manager.
pub const CASE_MANAGER: &str = "manajer-kasus";

impl Central {
    /// Sets up the sample organisation, as the README tells an operator to, and starts serving.
    pub async fn start() -> Self {
        super::choose_cipher_provider();
        let folder = tempfile::tempdir().unwrap();
        let mut central = Self { folder, port: free_port(), running: None, case_passphrase: String::new() };
        let password = central.folder.path().join("password.txt");
        std::fs::write(&password, PASSWORD).unwrap();
        let password = password.to_str().unwrap();
        let [case, recovery] = ["case.key", "recovery.key"].map(|name| central.folder.path().join(name));
        central.command(&["organisation", "set"], &["--name", "Organisasi Uji"]);
        let files = ["--case", case.to_str().unwrap(), "--recovery", recovery.to_str().unwrap()];
        let said = central.command(&["keys", "new"], &files);
        let passphrase =
            said.lines().find_map(|line| line.strip_prefix(&format!("passphrase of {}: ", case.display())));
        central.case_passphrase = passphrase.unwrap_or_else(|| panic!("no passphrase in: {said}")).to_owned();
        central.command(&["areas", "import"], &[project_file("assets/areas.csv").to_str().unwrap()]);
        central.command(&["directory", "import"], &[project_file("assets/directory.csv").to_str().unwrap()]);
        for form in ["incident", "activity"] {
            central.command(&["form", "add"], &[project_file(&format!("assets/forms/{form}.csv")).to_str().unwrap()]);
        }
        for (login, role) in [(COORDINATOR, "coordinator"), (CASE_MANAGER, "case-manager")] {
            central.command(&["account", "add"], &["--name", login, "--role", role, "--password-file", password]);
        }
        central.start_again().await;
        central
    }

    /// A one-time code for a phone in the village.
    pub fn enrolment_code(&self, area: &str) -> String {
        let said = self.command(&["enrol-code"], &["--area", area]);
        said.split_whitespace()
            .find(|word| kentongan_exchange::EnrolmentCode::parse(word).is_ok() && word.contains('-'))
            .unwrap_or_else(|| panic!("no code in: {said}"))
            .to_owned()
    }

    /// What a person types or opens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The case key, as the case manager opens its file with the passphrase.
    pub fn case_key(&self) -> Identity {
        let file = std::fs::read(self.folder.path().join("case.key")).unwrap();
        let opens = age::scrypt::Identity::new(self.case_passphrase.clone().into());
        let text = String::from_utf8(age::decrypt(&opens, &file).unwrap()).unwrap();
        let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
        Identity::from_secret(secret).unwrap()
    }

    /// Orderly stop.
    pub fn stop(&mut self) {
        self.running.take().unwrap().stop();
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.running.take().unwrap().kill();
    }

    /// Starts on the same folder and port; back when it answers.
    pub async fn start_again(&mut self) {
        let mut command = Command::new(central_program());
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.arg("serve").arg("--data").arg(self.data());
        command.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        self.running = Some(Process::start("central", &mut command));
        let health = format!("{}/healthz", self.address());
        super::eventually("central to answer", || async {
            reqwest::get(&health).await.ok().filter(|answer| answer.status().is_success()).map(drop)
        })
        .await;
    }

    /// Changes its database from outside, to stand in for what no command does; while it is stopped.
    pub fn change(&self, sql: &str) {
        assert!(self.running.is_none(), "central is running");
        rusqlite::Connection::open(self.data().join("central.db")).unwrap().execute(sql, []).unwrap();
    }

    /// A case manager accepts the case of the record with this code. Beside the server, as the command line works.
    pub async fn accept(&self, code: &str) {
        let id = |column: &str| -> Vec<u8> {
            values(&self.data(), &format!("SELECT {column} FROM records WHERE code = '{code}'")).remove(0)
        };
        let ids = (DeviceId::from_slice(&id("maker")).unwrap(), RecordId::from_slice(&id("record")).unwrap());
        let central = kentongan_central::Central::open(&self.data()).unwrap();
        central.tell_progress(CASE_MANAGER, ids, RecordProgress::Accepted).await.unwrap();
    }

    fn command(&self, verb: &[&str], arguments: &[&str]) -> String {
        let mut command = Command::new(central_program());
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(verb).arg("--data").arg(self.data()).args(arguments);
        let output = command.output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command:?}: {said}");
        said
    }
}

/// Rows of a table in central's database, read from outside as a backup would be.
pub fn rows(data: &Path, table: &str) -> i64 {
    values(data, &format!("SELECT count(*) FROM {table}"))[0]
}

/// How many photos central has whole; the bytes of each are those that its name promises, which its phone gave it.
#[cfg(feature = "fail-points")]
pub fn whole_photos(data: &Path, when: &str) -> usize {
    let names: Vec<Vec<u8>> = values(data, "SELECT name FROM attachments WHERE stored_at IS NOT NULL");
    for name in &names {
        let hexadecimal: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let pieces: Vec<Vec<u8>> = values(
            data,
            &format!(
                "SELECT bytes FROM attachment_pieces JOIN attachments USING (attachment)
                 WHERE stored_at IS NOT NULL AND name = x'{hexadecimal}' ORDER BY starts_at"
            ),
        );
        let named = kentongan_exchange::AttachmentName::of(&pieces.concat());
        assert_eq!(named.as_bytes().as_slice(), name.as_slice(), "{when}: other bytes than were sent");
    }
    names.len()
}

/// The first column of what a query finds in central's database.
pub fn values<T: rusqlite::types::FromSql>(data: &Path, sql: &str) -> Vec<T> {
    let database = rusqlite::Connection::open(data.join("central.db")).unwrap();
    let mut query = database.prepare(sql).unwrap();
    let found = query.query_map([], |row| row.get(0)).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}
