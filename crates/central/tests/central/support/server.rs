//! Central in this process, in its own folder.

use std::path::Path;

use kentongan_central::{Central, Role, Settings};
use kentongan_exchange::sealing::Identity;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Phone, http};

const VILLAGE: &str = "33.16.09.2002";

/// A running central with the sample organisation.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    pub(crate) central: Central,
    pub(crate) address: String,
    /// The case managers' secret key, which the server never sees.
    pub(crate) case_key: Identity,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let case_key = Identity::generate();
        set_up(&Central::open(folder.path()).unwrap(), &case_key).await;
        Self::start_on(folder, case_key, settings).await
    }

    /// On a folder that is already set up.
    pub(crate) async fn start_on(folder: TempDir, case_key: Identity, settings: Settings) -> Self {
        let central = Central::open_with(folder.path(), settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn({
            let central = central.clone();
            let stopped = async {
                // An error means that the test has ended.
                let _told = stopped.await;
            };
            async move { central.serve(listener, stopped).await }
        });
        Self { folder, central, address, case_key, stop, serving }
    }

    /// Stops in order and starts again on the same folder, at another port.
    pub(crate) async fn restart(self) -> Self {
        let (folder, case_key) = self.stop().await;
        Self::start_on(folder, case_key, Settings::default()).await
    }

    /// Stops in order. Returns its folder and the case managers' key.
    pub(crate) async fn stop(self) -> (TempDir, Identity) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap();
        drop(self.central);
        (self.folder, self.case_key)
    }

    /// A phone of the sample village, enrolled.
    pub(crate) async fn phone(&self) -> Phone {
        let code = self.code().await;
        Phone::enrol(&self.address, &code).await
    }

    pub(crate) async fn code(&self) -> String {
        self.central.make_enrolment_code(VILLAGE).await.unwrap().to_string()
    }

    /// The database, opened beside the server.
    pub(crate) fn database(&self) -> Connection {
        database(self.folder.path())
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        self.database().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    /// Versions beside another one of the same revision.
    pub(crate) fn conflicts(&self) -> i64 {
        let sql = "SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT maker, record, revision FROM versions)) FROM versions";
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The stored bytes of versions, unpacked, in the order of their arrival.
    pub(crate) fn bodies(&self) -> Vec<Vec<u8>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT body FROM versions ORDER BY arrival").unwrap();
        let packed = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        packed.map(|packed| kentongan_exchange::RecordVersion::unpack(&packed.unwrap()).unwrap()).collect()
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        http().get(format!("{}{path}", self.address)).send().await.unwrap()
    }
}

pub(crate) fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("central.db")).unwrap()
}

/// Areas, directory, forms, case key and an account, from the shipped files.
pub(crate) async fn set_up(central: &Central, case_key: &Identity) {
    central.set_organisation("Organisasi Uji").await.unwrap();
    central.set_case_recipients(&[case_key.recipient()]).await.unwrap();
    central.import_areas(include_str!("../../../../../assets/areas.csv")).await.unwrap();
    central.import_directory(include_str!("../../../../../assets/directory.csv")).await.unwrap();
    central.import_form(include_str!("../../../../../assets/forms/incident.csv")).await.unwrap();
    central.import_form(include_str!("../../../../../assets/forms/activity.csv")).await.unwrap();
    central.add_account("koordinator", Role::Coordinator, "kata-sandi-uji-2026").await.unwrap();
}
