//! tus, as a phone speaks it, without a library.

use std::io::Write;
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kentongan_exchange::{AttachmentName, AttachmentReceipt, Refusal, RefusalCode};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, Response};

use super::{Phone, Server};

/// Content type of a body with bytes.
pub(crate) const OFFSET: &str = "application/offset+octet-stream";

/// Bytes that differ by their place, in place of a ciphertext.
pub(crate) fn photo(size: usize) -> Vec<u8> {
    let id = uuid::Uuid::now_v7();
    (0..size).map(|at| id.as_bytes()[at % 16].wrapping_add((at / 16 % 251) as u8)).collect()
}

/// The server's answer about an upload.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) offset: Option<usize>,
    pub(crate) length: Option<usize>,
    pub(crate) location: Option<String>,
    pub(crate) receipt: Option<AttachmentReceipt>,
    pub(crate) refusal: Option<Refusal>,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        assert_eq!(headers["tus-resumable"], "1.0.0");
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let receipt =
            text("kentongan-receipt").map(|text| serde_json::from_slice(&BASE64.decode(text).unwrap()).unwrap());
        let offset = text("upload-offset").map(|offset| offset.parse().unwrap());
        let (length, location) = (text("upload-length").map(|length| length.parse().unwrap()), text("location"));
        let refusal = serde_json::from_slice(&response.bytes().await.unwrap()).ok();
        Self { status, offset, length, location, receipt, refusal, headers }
    }

    pub(crate) fn code(&self) -> RefusalCode {
        self.refusal.as_ref().unwrap().code
    }
}

impl Phone {
    pub(crate) fn uploads(&self) -> String {
        format!("{}/v1/attachments", self.address)
    }

    pub(crate) fn upload(&self, name: AttachmentName) -> String {
        format!("{}/{name}", self.uploads())
    }

    pub(crate) fn asking(&self, method: Method, address: String) -> RequestBuilder {
        self.client.request(method, address).bearer_auth(&self.enrolment.token)
    }

    pub(crate) fn resumable(&self, method: Method, address: String) -> RequestBuilder {
        self.asking(method, address).header("tus-resumable", "1.0.0")
    }

    pub(crate) fn creation(&self, name: AttachmentName, size: usize) -> RequestBuilder {
        let metadata = format!("filename Zm90by5qcGc=,name {}", BASE64.encode(name.to_string()));
        self.resumable(Method::POST, self.uploads()).header("upload-length", size).header("upload-metadata", metadata)
    }

    pub(crate) async fn begin(&self, name: AttachmentName, size: usize) -> Answer {
        Answer::of(self.creation(name, size).send().await.unwrap()).await
    }

    pub(crate) async fn tus(&self, method: Method, name: AttachmentName) -> Answer {
        Answer::of(self.resumable(method, self.upload(name)).send().await.unwrap()).await
    }

    pub(crate) async fn look(&self, name: AttachmentName) -> Answer {
        self.tus(Method::HEAD, name).await
    }

    pub(crate) fn bytes(&self, name: AttachmentName, at: usize, bytes: Vec<u8>) -> RequestBuilder {
        let request = self.resumable(Method::PATCH, self.upload(name)).header("content-type", OFFSET);
        request.header("upload-offset", at).body(bytes)
    }

    /// A request on its own connection, not yet sent.
    pub(crate) fn patching(
        &self,
        name: AttachmentName,
        at: usize,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Answer> + Send + 'static {
        let request = self.bytes(name, at, bytes);
        async move { Answer::of(request.send().await.unwrap()).await }
    }

    pub(crate) async fn patch(&self, name: AttachmentName, at: usize, bytes: Vec<u8>) -> Answer {
        self.patching(name, at, bytes).await
    }

    pub(crate) async fn patch_checked(&self, name: AttachmentName, at: usize, bytes: Vec<u8>, sum: &str) -> Answer {
        Answer::of(self.bytes(name, at, bytes).header("upload-checksum", sum).send().await.unwrap()).await
    }
}

/// A transfer that announces everything from `at` on and then stops after some bytes.
pub(crate) fn half_sent(phone: &Phone, name: AttachmentName, at: usize, size: usize, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(phone.address.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "PATCH /v1/attachments/{name} HTTP/1.1\r\nhost: central\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\n\
         content-type: {OFFSET}\r\nupload-offset: {at}\r\ncontent-length: {}\r\n\r\n",
        phone.enrolment.token,
        size - at
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

impl Server {
    /// Stores a record of this phone that names an attachment.
    pub(crate) fn expect(&self, phone: &Phone, name: AttachmentName) {
        let sql = "INSERT INTO expected_attachments (organisation, name, record, maker) VALUES (1, ?1, ?2, ?3)";
        let record = uuid::Uuid::now_v7();
        let device = phone.enrolment.device;
        self.database().execute(sql, (name.as_bytes(), record.as_bytes(), device.as_bytes())).unwrap();
    }

    /// The bytes of a complete attachment.
    pub(crate) fn attachment(&self, name: AttachmentName) -> Vec<u8> {
        let database = self.database();
        let mut statement = database
            .prepare(
                "SELECT bytes FROM attachment_pieces JOIN attachments USING (attachment)
                 WHERE name = ?1 AND stored_at IS NOT NULL ORDER BY starts_at",
            )
            .unwrap();
        let pieces = statement.query_map([name.as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        pieces.flat_map(Result::unwrap).collect()
    }

    /// Waits until this many bytes of an upload are on disk. Returns the number on disk.
    pub(crate) async fn wait_for_bytes(&self, name: AttachmentName, bytes: i64) -> i64 {
        let received = || {
            let sql = "SELECT received FROM attachments WHERE name = ?1";
            self.database().query_row(sql, [name.as_bytes()], |row| row.get::<_, i64>(0)).unwrap()
        };
        for _ in 0..2000 {
            if received() >= bytes {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        received()
    }

    pub(crate) async fn wait_for_rows(&self, table: &str, rows: i64) {
        for _ in 0..2000 {
            if self.count(table) == rows {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(self.count(table), rows);
    }
}
