//! How others send: one record a request, and like apps that speak OpenRosa
//! (<https://docs.getodk.org/openrosa-form-submission/>).

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use jiff::Timestamp;
use kentongan::outbox::{Outbox, Queue};
use kentongan_exchange::{RecordOutcome, RecordsAnswer, RecordsRequest, WIRE_VERSION, Waiting};
use reqwest::Client;
use serde_json::{Map, Value};

use super::parts::say;
use super::phone::ANSWERS;

/// Sends each envelope in a request of its own, over one connection, and waits for its receipt before the next.
pub async fn one_by_one(folder: &Path) -> Duration {
    let outbox = Outbox::open(&folder.join("outbox.db")).unwrap();
    let connection = outbox.connection().unwrap().unwrap();
    let envelopes = outbox.due(Queue::Own, Timestamp::now(), usize::MAX, usize::MAX).unwrap();
    let (client, url) = (Client::new(), format!("{}/v1/records", connection.address));
    let began = Instant::now();
    for sent in envelopes {
        let request = RecordsRequest {
            wire: WIRE_VERSION,
            sent_at: Timestamp::now(),
            waiting: Waiting { records: outbox.status().unwrap().waiting, oldest_finished_at: Some(Timestamp::now()) },
            app_version: "0.1.0".to_owned(),
            envelopes: vec![sent.envelope],
            feed_after: None,
        };
        let answer = client.post(&url).bearer_auth(&connection.token).json(&request).send().await.unwrap();
        let answer: RecordsAnswer = answer.error_for_status().unwrap().json().await.unwrap();
        assert!(matches!(answer.records[0].outcome, RecordOutcome::Stored { .. }), "{answer:?}");
    }
    began.elapsed()
}

/// Takes submissions and says so.
pub async fn open_rosa_server(listen: &str) {
    // The body is read before the answer.
    let taken = async |_body: axum::body::Bytes| {
        let answer = "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" items=\"0\">\
            <message nature=\"submit_success\">full submission upload was successful!</message></OpenRosaResponse>";
        (StatusCode::CREATED, [("content-type", "text/xml"), ("x-openrosa-version", "1.0")], answer)
    };
    let app = Router::new().route("/submission", post(taken));
    let listener = tokio::net::TcpListener::bind(listen).await.unwrap();
    say(&listener.local_addr().unwrap().port());
    axum::serve(listener, app).await.unwrap();
}

/// Submits the answers recorded in this folder, one submission a request over one connection.
pub async fn open_rosa(folder: &Path, address: &str) -> Duration {
    let answers = std::fs::read(folder.join(ANSWERS)).unwrap();
    let submissions: Vec<Map<String, Value>> = serde_json::from_slice(&answers).unwrap();
    let (client, url) = (Client::new(), format!("{address}/submission"));
    let began = Instant::now();
    for answers in submissions {
        let boundary = uuid::Uuid::now_v7().to_string();
        let request = client
            .post(&url)
            .header("user-agent", "org.odk.collect.android/v2025.1.0")
            .header("x-openrosa-version", "1.0")
            .header("date", "Wed, 25 Nov 2026 08:00:00 GMT")
            .header("content-type", format!("multipart/form-data; boundary={boundary}"))
            .body(multipart(&submission(&answers), &boundary));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        drop(answer.bytes().await.unwrap());
    }
    began.elapsed()
}

/// The one part of a submission without attachments (RFC 7578).
fn multipart(xml: &str, boundary: &str) -> String {
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"activity.xml\"\r\n\
         Content-Type: text/xml\r\n\r\n{xml}\r\n--{boundary}--\r\n"
    )
}

/// The answers as an instance of their form, without the groups and empty questions of real ones.
fn submission(answers: &Map<String, Value>) -> String {
    let mut xml = "<?xml version='1.0' ?><data id=\"activity\" version=\"2026112301\" \
        xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\">"
        .to_owned();
    for (question, answer) in answers {
        let text = match answer {
            Value::Array(choices) => choices.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => answer.to_string(),
        };
        write!(xml, "<{question}>{text}</{question}>").unwrap();
    }
    let id = uuid::Uuid::now_v7();
    xml + &format!("<orx:meta><orx:instanceID>uuid:{id}</orx:instanceID></orx:meta></data>")
}
