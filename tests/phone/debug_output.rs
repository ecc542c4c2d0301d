//! What a log or a panic could print of what the phone holds: never a person's text, never a token or a key.

use std::fmt::Debug;

use crate::support::real_central::RealCentral;
use crate::support::{self, Facilitator, SECRET};
use jiff::Timestamp;
use kentongan::components::form::{AnswerInput, GivenAnswer};
use kentongan::enrolment::GrantedEnrolment;
use kentongan::outbox::Connection;
use kentongan::sending::{HttpClient, ServerAddress};
use kentongan::vault::{FinishedVersion, Finishing, NewDraft, RemadeVersion, StoredAnswers};
use kentongan_exchange::{FormReference, RecordCode, RecordId};
use kentongan_forms::Value;
use serde_json::{Map, Value as Json};

/// Whether the text can be read, as it is or as numbers, in a value's debug output, short or long.
fn shows(what: &impl Debug, secret: &str) -> bool {
    let numbers = format!("{:?}", secret.as_bytes());
    let numbers = numbers.trim_matches(['[', ']']).replace(' ', "");
    [format!("{what:?}"), format!("{what:#?}")].iter().any(|shown| {
        let together: String = shown.split_whitespace().collect();
        shown.contains(secret) || together.contains(&numbers)
    })
}

fn hides(what: &impl Debug, secret: &str) {
    assert!(!shows(what, secret), "{what:?}");
}

#[test]
fn the_search_finds_what_is_shown() {
    assert!(shows(&vec![SECRET], SECRET) && shows(&SECRET.as_bytes(), SECRET));
    assert!(!shows(&"another", SECRET));
}

#[test]
fn what_the_vault_takes_and_gives_shows_no_answer() {
    let (record, now) = (RecordId::new(), Timestamp::UNIX_EPOCH);
    let code = RecordCode::new("TMP", 2026, 7);
    let form = FormReference { id: "incident".into(), version: "1".into() };
    let answers: Map<String, Json> = [("safe_contact".to_owned(), Json::from(SECRET))].into_iter().collect();
    let (body, digest) = (SECRET.as_bytes().to_vec(), [7; 32]);
    hides(&NewDraft { record, code: &code, form: &form, answers: &answers, started_at: now }, SECRET);
    hides(&Finishing { device_seq: 1, saved: &answers, answers: &answers, has_sealed: true }, SECRET);
    hides(&RemadeVersion { record, revision: 1, digest, body: body.clone() }, SECRET);
    let version =
        FinishedVersion { record, revision: 1, code: code.clone(), form: form.clone(), finished_at: now, digest, body };
    hides(&version, SECRET);
    let draft = StoredAnswers {
        record,
        code,
        form,
        finished: false,
        revision: 0,
        answers,
        section: String::new(),
        question: String::new(),
        started_at: now,
        saved_at: now,
    };
    hides(&draft, SECRET);
}

#[test]
fn an_answer_on_its_way_from_the_screen_is_not_shown() {
    for answer in [GivenAnswer::Typed(SECRET.into()), GivenAnswer::Chosen(Some(Value::Text(SECRET.into())))] {
        hides(&AnswerInput { question: "safe_contact".into(), answer }, SECRET);
    }
}

#[tokio::test]
async fn what_screens_are_given_shows_no_answer() {
    let f = Facilitator::ready().await;
    let draft = f.filled("incident");
    hides(&f.phone.draft(draft).unwrap(), SECRET);
    hides(&f.phone.entry(draft).unwrap(), SECRET);
    f.finish(draft).unwrap();
    hides(&f.record(draft), SECRET);
    hides(&f.phone.outbox().unwrap(), SECRET);
}

#[tokio::test]
async fn no_token_and_no_key_is_shown() {
    let address = ServerAddress::parse("127.0.0.1:1").unwrap();
    hides(&HttpClient::new(address, Some("token-of-the-test".into())).unwrap(), "token-of-the-test");

    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    let granted = GrantedEnrolment::read(&f.folder.path().join("enrolment.json")).unwrap().unwrap();
    let kept = serde_json::to_value(&granted).unwrap();
    let enrolled = granted.enrolled().unwrap();
    for secret in ["token-of-the-test", kept["identity"].as_str().unwrap(), kept["signing_key"].as_str().unwrap()] {
        hides(granted.answer(), secret);
        hides(&enrolled, secret);
        hides(&Connection::from(&enrolled), secret);
    }
    f.phone.choose_pin(&support::pin(support::PIN)).unwrap();
    let central = RealCentral::start("Dinas").await;
    let granted = f.phone.ask_to_enrol_again(&central.address(), &central.code().await).await.unwrap();
    assert!(format!("{granted:?}").contains("Dinas"));
    hides(&granted, "token");
}
