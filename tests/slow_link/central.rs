//! Central in a process of its own, at the far end of a link.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use kentongan_exchange::sealing::Identity;
use tokio::runtime::Runtime;

use super::parts::{Part, RunningPart, say};

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running central.
pub struct Central {
    folder: tempfile::TempDir,
    port: u16,
    _process: RunningPart,
}

impl Central {
    /// Starts on a new folder, at `listen`, in the process that `program` makes.
    pub fn start(listen: &str, program: impl FnOnce(&Path) -> Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let part = Part::Central { folder: folder.path().to_owned(), listen: listen.to_owned() };
        let playing = part.begin(program);
        let port = playing.said(PATIENCE);
        Self { folder, port, _process: playing }
    }

    /// Its address for a phone, at either end of a link.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// A code for a phone of this village.
    pub fn enrolment_code(&self, village: &str) -> String {
        let folder = self.folder.path();
        let making = async {
            let central = kentongan_central::Central::open(folder).unwrap();
            central.make_enrolment_code(village).await.unwrap().to_string()
        };
        // Callers may be in a runtime of their own.
        std::thread::scope(|scope| scope.spawn(|| Runtime::new().unwrap().block_on(making)).join().unwrap())
    }

    /// Rows of one of its tables, read from outside.
    pub fn rows(&self, table: &str) -> i64 {
        let database = rusqlite::Connection::open(self.folder.path().join("central.db")).unwrap();
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }
}

/// Sets the sample organisation up and serves for as long as the process lives.
pub async fn serve(folder: &Path, listen: &str) {
    let central = kentongan_central::Central::open(folder).unwrap();
    central.set_organisation("Organisasi Uji").await.unwrap();
    let keys = [Identity::generate().recipient(), Identity::generate().recipient()];
    central.set_case_recipients(&keys).await.unwrap();
    central.import_areas(include_str!("../../assets/areas.csv")).await.unwrap();
    central.import_directory(include_str!("../../assets/directory.csv")).await.unwrap();
    central.import_form(include_str!("../../assets/forms/incident.csv")).await.unwrap();
    central.import_form(include_str!("../../assets/forms/activity.csv")).await.unwrap();
    let listener = tokio::net::TcpListener::bind(listen).await.unwrap();
    say(&listener.local_addr().unwrap().port());
    central.serve(listener, std::future::pending()).await.unwrap();
}
