//! The real central in this process, on a folder of its own.

use kentongan_central::{Central, OrganisationChange};
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{AttachmentName, DeviceId, RecordId, RecordProgress, RecordVersion};
use rusqlite::OptionalExtension as _;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const VILLAGE: &str = "33.16.09.1016";
/// Only two villages.
const SMALL: &str = "code,name,parent\n33.16.09.1010,Mlangsen,\n33.16.09.1016,Tempelan,\n";

pub struct RealCentral {
    folder: TempDir,
    central: Central,
    port: u16,
    /// The case managers' secret key.
    pub case_key: Identity,
    running: Option<(oneshot::Sender<()>, JoinHandle<anyhow::Result<()>>)>,
}

impl RealCentral {
    pub async fn start(organisation: &str) -> Self {
        Self::start_at(0, organisation, include_str!("../../assets/areas.csv")).await
    }

    /// With as little as possible to send to a phone.
    pub async fn start_small(organisation: &str) -> Self {
        Self::start_at(0, organisation, SMALL).await
    }

    /// Replaces a stopped central at its address. The new one has new keys and knows nobody.
    pub async fn in_place_of(old: &mut Self, organisation: &str) -> Self {
        let (stop, serving) = old.running.take().unwrap();
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        Self::start_at(old.port, organisation, include_str!("../../assets/areas.csv")).await
    }

    async fn start_at(port: u16, organisation: &str, areas: &str) -> Self {
        let (folder, case_key) = (tempfile::tempdir().unwrap(), Identity::generate());
        let central = Central::open(folder.path()).unwrap();
        central.set_organisation(organisation).await.unwrap();
        central.set_case_recipients(&[case_key.recipient()]).await.unwrap();
        central.import_areas(areas).await.unwrap();
        central.import_directory(include_str!("../../assets/directory.csv")).await.unwrap();
        central.import_form(include_str!("../../assets/forms/incident.csv")).await.unwrap();
        central.import_form(include_str!("../../assets/forms/activity.csv")).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn({
            let central = central.clone();
            // An error means that the test has ended, which is as good a reason.
            async move { central.serve(listener, async { drop(stopped.await) }).await }
        });
        Self { folder, central, port, case_key, running: Some((stop, serving)) }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A code for a phone of the sample village.
    pub async fn code(&self) -> String {
        self.central.make_enrolment_code(VILLAGE).await.unwrap().to_string()
    }

    /// The words that its page shows.
    pub async fn words(&self) -> kentongan_exchange::KeyFingerprint {
        self.central.key_fingerprint().await.unwrap().0
    }

    /// A case manager accepts the case.
    pub async fn accept(&self, record: RecordId) {
        let sql = "SELECT maker FROM records WHERE record = ?1";
        let maker: Vec<u8> = self.database().query_row(sql, [record.as_bytes()], |row| row.get(0)).unwrap();
        let maker = DeviceId::from_slice(&maker).unwrap();
        self.central.tell_progress("manajer", (maker, record), RecordProgress::Accepted).await.unwrap();
    }

    /// The operator says where the coordinator is reached.
    pub async fn set_office(&self, office: &str, telephone: &str) {
        let change = OrganisationChange {
            office: Some(office.to_owned()),
            telephone: Some(telephone.to_owned()),
            ..OrganisationChange::default()
        };
        self.central.change_organisation(change).await.unwrap();
    }

    pub async fn withdraw(&self, device_code: &str) {
        self.central.revoke_device(device_code).await.unwrap();
    }

    /// It does not know this phone any more, as after a restored backup. The phone's records stay.
    pub fn forget(&self, device_code: &str) {
        self.change("UPDATE devices SET token_hash = randomblob(32) WHERE code = ?1", [device_code]);
    }

    /// Phones enrolled from now on seal to another key.
    pub async fn set_new_case_key(&self) {
        self.central.replace_case_recipients(&[Identity::generate().recipient()]).await.unwrap();
    }

    pub fn records(&self) -> i64 {
        self.database().query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap()
    }

    /// The codes of the phones in its list.
    pub fn phones(&self) -> Vec<String> {
        let database = self.database();
        let mut codes = database.prepare("SELECT code FROM devices ORDER BY code").unwrap();
        codes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    pub fn conflicts(&self) -> i64 {
        self.database().query_row("SELECT count(*) FROM records WHERE conflicting = 1", [], |row| row.get(0)).unwrap()
    }

    /// Photos that wait on the phones, by their own reports.
    pub fn waiting_photos(&self) -> i64 {
        self.database().query_row("SELECT sum(waiting_photos) FROM devices", [], |row| row.get(0)).unwrap()
    }

    /// The stored bytes of a record.
    pub fn body(&self, record: RecordId) -> Vec<u8> {
        let sql = "SELECT body FROM versions WHERE record = ?1";
        let packed: Vec<u8> = self.database().query_row(sql, [record.as_bytes()], |row| row.get(0)).unwrap();
        RecordVersion::unpack(&packed).unwrap()
    }

    /// The bytes of an attachment that is complete here.
    pub fn attachment(&self, name: AttachmentName) -> Option<Vec<u8>> {
        let database = self.database();
        let whole = "SELECT attachment FROM attachments WHERE name = ?1 AND stored_at IS NOT NULL";
        let id: i64 = database.query_row(whole, [name.as_bytes()], |row| row.get(0)).optional().unwrap()?;
        let pieces = "SELECT bytes FROM attachment_pieces WHERE attachment = ?1 ORDER BY starts_at";
        let mut pieces = database.prepare(pieces).unwrap();
        let pieces = pieces.query_map([id], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        Some(pieces.map(Result::unwrap).collect::<Vec<_>>().concat())
    }

    /// Bytes of incomplete uploads.
    pub fn unfinished(&self) -> i64 {
        let sql = "SELECT coalesce(sum(received), 0) FROM attachments WHERE stored_at IS NULL";
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Changes the database from outside, in place of a week's wait or a failure.
    pub fn change(&self, sql: &str, values: impl rusqlite::Params) {
        assert!(self.database().execute(sql, values).unwrap() > 0, "nothing was changed");
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("central.db")).unwrap()
    }
}
