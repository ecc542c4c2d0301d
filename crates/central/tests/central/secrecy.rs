//! Nobody can read other people's data, neither on the server's disk nor in its answers.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use kentongan_central::{Role, page_routes};
use kentongan_exchange::{Carried, CarryFile, RecordVersion};

use crate::search::{files_with, holds};
use crate::support::{Browser, Dice, Finished, Page, Phone, Server};

/// In the sealed answers of every incident that the phones here finish.
const SEALED: &str = "KODE-RAHASIA-7F3A";

#[tokio::test]
async fn sealed_text_is_in_no_byte_of_the_data_folder() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let (incident, activity) = (phone.incident(&mut dice), phone.activity(&mut dice));
    phone.send(&[&incident, &activity]).await;
    // The same search finds readable text, in the log or in the database.
    assert!(!files_with(server.folder.path(), "internet aman kelas 5").is_empty());
    assert_eq!(files_with(server.folder.path(), SEALED), Vec::<PathBuf>::new());
    let server = server.restart().await;
    assert_eq!(files_with(server.folder.path(), SEALED), Vec::<PathBuf>::new());

    // The holder of the case key can read it.
    let sealed = RecordVersion::from_bytes(&server.bodies()[0]).unwrap().sealed.unwrap();
    assert_eq!(sealed.open(&server.case_key).unwrap()["safe_contact"], SEALED);
}

/// Every answer of central to each caller, headers included, with its request.
async fn every_answer(server: &Server, phone: &Phone, records: [&Finished; 2]) -> Vec<(String, Vec<u8>)> {
    let mut answers = Vec::new();
    let whole = |page: &Page| format!("{:?}\n{}", page.headers, page.html).into_bytes();
    let carried = records.map(|record| Carried::Envelope(record.envelope.clone()));
    let file = CarryFile::write(&phone.enrolment.central_recipient, &carried).unwrap();
    let viewed = records.map(|record| record.page());
    let mut paths = vec![
        "/",
        "/enrol",
        "/sign-in",
        "/language",
        "/sign-out",
        "/summary",
        "/summary?period=all",
        "/summary?period=2026-10&area=33.16.09.2002",
        "/records",
        "/records?conflicts=yes",
        "/phones",
        "/phones/KML-01/revoke",
        "/carry",
        "/nowhere",
        "/static/central.css",
        "/static/mark.svg",
        "/healthz",
        "/openapi.json",
        "/v1/enrol",
        "/v1/records",
        "/v1/attachments",
        "/v1/attachments/0000",
        "/v1/nowhere",
    ];
    paths.extend(viewed.iter().map(String::as_str));
    let strangers = [None];
    for role in strangers.into_iter().chain(Role::ALL.map(Some)) {
        let mut browser = match role {
            Some(role) => Browser::signed_in(server, role).await,
            None => Browser::open(server),
        };
        for language in ["id", "en"] {
            let token = browser.get("/enrol").await.token();
            let chosen = browser.post("/language", &[("language", language), ("token", &token)]).await;
            answers.push((format!("{role:?} chooses {language}"), whole(&chosen)));
            for path in &paths {
                answers.push((format!("{role:?} {language} {path}"), whole(&browser.get(path).await)));
            }
            let fields = [("login", "siapa-saja"), ("password", "salah-sekali"), ("token", &token)];
            let wrong = browser.post("/sign-in", &fields).await;
            answers.push((format!("{role:?} {language} signs in"), whole(&wrong)));
            let uploaded = browser.upload("/carry", &token, &file).await;
            answers.push((format!("{role:?} {language} uploads to /carry"), whole(&uploaded)));
            let receipts =
                browser.post("/carry/receipts", &[("token", &token), ("records", uploaded.receipts())]).await;
            answers.push((format!("{role:?} {language} asks for /carry/receipts"), whole(&receipts)));
        }
        let token = browser.get("/enrol").await.token();
        let left = browser.post("/sign-out", &[("token", &token)]).await;
        answers.push((format!("{role:?} signs out"), whole(&left)));
    }
    let bearer = |request: reqwest::RequestBuilder| request.bearer_auth(&phone.enrolment.token).send();
    let feed = bearer(phone.client.get(format!("{}/v1/feed", phone.address))).await.unwrap();
    answers.push(("feed".to_owned(), feed.bytes().await.unwrap().to_vec()));
    let enrolled = Phone::try_code(&server.address, &server.code().await).await;
    answers.push(("enrol".to_owned(), enrolled.bytes().await.unwrap().to_vec()));
    answers
}

#[tokio::test]
async fn sealed_text_is_in_no_answer_of_any_address_to_anybody() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let (incident, activity) = (phone.incident(&mut dice), phone.activity(&mut dice));
    let mut conflicting = incident.version.clone();
    conflicting.countable.insert("sex".into(), "other".into());
    let conflicting = phone.seal(conflicting);
    let mut broken = phone.incident(&mut dice);
    broken.envelope.signature = incident.envelope.signature.clone();
    // Stored, twice the same, a conflict and a refusal.
    let batch = [&incident, &activity, &incident, &conflicting, &broken];
    let batch = batch.map(|record| record.envelope.clone()).to_vec();
    let answer = phone.try_send(batch).await.unwrap().text().await.unwrap();
    for outcome in ["\"stored\"", "\"duplicate\"", "\"conflict\"", "\"rejected\""] {
        assert!(answer.contains(outcome), "{outcome}: {answer}");
    }
    let mut answers = every_answer(&server, &phone, [&incident, &activity]).await;
    answers.push(("records".to_owned(), answer.into_bytes()));
    for (asked, answer) in &answers {
        assert!(!holds(answer, SEALED), "{asked}");
    }

    // The same search finds readable text, and no address of the program is missing.
    assert!(answers.iter().any(|(_, answer)| holds(answer, "internet aman kelas 5")));
    assert!(answers.iter().any(|(_, answer)| holds(answer, "2 catatan sudah ada sebelumnya")), "carried");
    assert!(answers.iter().any(|(_, answer)| holds(answer, "{\"receipt\":")), "receipts");
    let pages = page_routes().into_iter().map(|route| route.path);
    let api = include_str!("../../src/api.rs").split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let routes: Vec<&str> = pages.chain(api).collect();
    assert!(routes.len() >= 20, "{routes:?}");
    for route in routes {
        let begins = route.split('{').next().unwrap();
        let is_asked = |(asked, _): &(String, Vec<u8>)| {
            asked.ends_with(begins) || [" ", "/v1"].iter().any(|before| asked.contains(&format!("{before}{begins}")))
        };
        assert!(begins == "/feed" || answers.iter().any(is_asked), "{route} is not asked");
    }
}

#[tokio::test]
async fn tokens_and_codes_are_in_no_file_and_no_file_is_for_others() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let code = server.code().await;
    phone.send(&[&phone.incident(&mut Dice::new())]).await;
    for secret in [phone.enrolment.token.as_str(), code.as_str(), &code.replace('-', "")] {
        assert_eq!(files_with(server.folder.path(), secret), Vec::<PathBuf>::new());
    }
    for file in std::fs::read_dir(server.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", file.path().display());
    }
}
