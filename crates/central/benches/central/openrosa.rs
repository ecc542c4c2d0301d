//! A stand-in for the protocol that ODK and Kobo speak (OpenRosa 1.0 form submission): one multipart request a record,
//! with the answers as XML under the names of the form's groups and questions.
//!
//! The server does the least that such a server must. It identifies the sender, reads the form data, and parses the XML
//! for form, version and instance. It stores the instance once, under a unique key, in the same SQLite with
//! `synchronous=FULL`, and answers `201`. It checks no answers, counts nothing and signs nothing.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use kentongan_forms::{FormDefinition, Group, Item, QuestionKind};
use rusqlite::Connection;
use serde_json::{Map, Value};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::sender::Request;

/// The sender's key in the address, as for ODK's app users.
const KEY: &str = "cZ1h7fUZSqTRGnGlHVJXqMHvI5DDUvzDwJyTzFmYDLRt9YAGmFH0gwTB4z1MRJJh";
const BOUNDARY: &str = "7f1c3e02-3f0b-4b8a-9c41-0d2a55c1a3f7";

pub(crate) struct StandIn {
    pub(crate) address: String,
    _folder: TempDir,
}

impl StandIn {
    pub(crate) fn start(runtime: &Runtime) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("openrosa.db"));
        let router = Router::new()
            .route("/v1/key/{key}/projects/1/submission", post(submit))
            .with_state(Arc::new(Mutex::new(connection)));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, _folder: folder }
    }
}

fn open(path: &PathBuf) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "synchronous", "full").unwrap();
    connection
        .execute_batch(
            "CREATE TABLE keys (hash BLOB NOT NULL PRIMARY KEY) STRICT;
             CREATE TABLE submissions (instance TEXT NOT NULL PRIMARY KEY, form TEXT NOT NULL, version TEXT NOT NULL,
                                       received_at INTEGER NOT NULL, xml TEXT NOT NULL) STRICT;",
        )
        .unwrap();
    connection.execute("INSERT INTO keys VALUES (?1)", [blake3::hash(KEY.as_bytes()).as_bytes()]).unwrap();
    connection
}

async fn submit(
    State(connection): State<Arc<Mutex<Connection>>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let kind = headers[header::CONTENT_TYPE].to_str().unwrap();
    let form = axum::body::Body::from(body).into_data_stream();
    let mut form = multer::Multipart::new(form, multer::parse_boundary(kind).unwrap());
    let field = form.next_field().await.unwrap().unwrap();
    assert_eq!(field.name(), Some("xml_submission_file"));
    let xml = field.text().await.unwrap();
    let stored = tokio::task::spawn_blocking(move || {
        let document = roxmltree::Document::parse(&xml).unwrap();
        let root = document.root_element();
        let instance = document.descendants().find(|node| node.tag_name().name() == "instanceID").unwrap();
        let connection = connection.lock().unwrap();
        let hash = blake3::hash(key.as_bytes());
        let known = connection.prepare_cached("SELECT 1 FROM keys WHERE hash = ?1").unwrap().exists([hash.as_bytes()]);
        assert!(known.unwrap());
        let mut insert = connection
            .prepare_cached("INSERT INTO submissions VALUES (?1, ?2, ?3, 0, ?4) ON CONFLICT DO NOTHING")
            .unwrap();
        insert.execute((instance.text(), root.attribute("id"), root.attribute("version"), &xml)).unwrap()
    });
    assert_eq!(stored.await.unwrap(), 1);
    let answer = "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"submit_success\">full submission upload was successful!</message></OpenRosaResponse>";
    (StatusCode::CREATED, [("x-openrosa-version", "1.0"), ("content-type", "text/xml")], answer)
}

/// The request with which ODK Collect would send these answers of an activity.
pub(crate) fn submission(answers: &Map<String, Value>) -> Request {
    let form = FormDefinition::from_csv(include_str!("../../../../assets/forms/activity.csv")).unwrap();
    let xml = instance(&form, answers);
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; \
         filename=\"Kegiatan edukasi_2026-11-23_10-58-00.xml\"\r\nContent-Type: text/xml; charset=utf-8\r\n\
         Content-Length: {}\r\n\r\n{xml}\r\n--{BOUNDARY}--\r\n",
        xml.len()
    );
    let head = format!(
        "POST /v1/key/{KEY}/projects/1/submission?deviceID=collect%3Aq3ZhUuVvRxgDkT1k HTTP/1.1\r\n\
         X-OpenRosa-Version: 1.0\r\nDate: Mon, 23 Nov 2026 03:58:00 GMT\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\nHost: odk.example.org\r\n\
         Connection: Keep-Alive\r\nAccept-Encoding: gzip\r\n\
         User-Agent: org.odk.collect.android/v2026.2.1 Dalvik/2.1.0 (Linux; U; Android 10; SM-A107F Build/QP1A)\r\n\r\n",
        body.len()
    );
    Request { bytes: [head, body].concat().into_bytes(), hoped_for: "submit_success", times: 1 }
}

/// The instance as ODK Collect writes it: every relevant group and question, empty without an answer.
fn instance(form: &FormDefinition, answers: &Map<String, Value>) -> String {
    let mut xml = format!(
        "<?xml version='1.0' ?><data id=\"{}\" version=\"{}\" xmlns:jr=\"http://openrosa.org/javarosa\" \
         xmlns:orx=\"http://openrosa.org/xforms\"><start>2026-11-23T10:41:12.310+07:00</start>\
         <end>2026-11-23T10:58:03.127+07:00</end>",
        form.id(),
        form.version()
    );
    form.sections().iter().for_each(|group| write_group(&mut xml, group, answers));
    xml.push_str(&format!(
        "<orx:meta><orx:instanceID>uuid:{}</orx:instanceID><orx:instanceName>Kegiatan edukasi</orx:instanceName>\
         </orx:meta></data>",
        uuid::Uuid::now_v7()
    ));
    xml
}

fn write_group(xml: &mut String, group: &Group, answers: &Map<String, Value>) {
    xml.push_str(&format!("<{}>", group.name));
    for item in &group.items {
        match item {
            Item::Group(group) => write_group(xml, group, answers),
            Item::Question(question) => {
                let (name, answer) = (&question.name, answers.get(&question.name));
                // Photos are shown one after another; those not reached are not relevant and not sent.
                if question.kind == QuestionKind::Image && answer.is_none() {
                    continue;
                }
                match answer {
                    Some(value) => xml.push_str(&format!("<{name}>{}</{name}>", text(value))),
                    None => xml.push_str(&format!("<{name} />")),
                }
            }
        }
    }
    xml.push_str(&format!("</{}>", group.name));
}

fn text(value: &Value) -> String {
    match value {
        Value::Array(codes) => codes.iter().map(text).collect::<Vec<_>>().join(" "),
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Object(_) => value.to_string(),
    }
}
