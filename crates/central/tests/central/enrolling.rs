//! One-time codes: what a facilitator gets for a right one, and what a guesser gets.

use kentongan_exchange::RefusalCode;

use crate::support::{Phone, Server};

/// Another code with the same first half, as from a slip of the finger.
fn mistyped(code: &str) -> String {
    let (half, last) = code.split_at(code.len() - 1);
    format!("{half}{}", if last == "0" { "1" } else { "0" })
}

async fn refused(server: &Server, code: &str) -> (u16, RefusalCode) {
    let (status, refusal) = Phone::refused(Phone::try_code(&server.address, code).await).await;
    (status, refusal.code)
}

#[tokio::test]
async fn a_right_code_gives_a_phone_all_it_needs_to_work_offline() {
    let server = Server::start().await;
    let enrolment = server.phone().await.enrolment;
    assert_eq!(enrolment.organisation.name, "Organisasi Uji");
    assert_eq!((enrolment.area.name.as_str(), enrolment.device_code.as_str()), ("Kamolan", "KML-01"));
    assert_eq!(enrolment.case_recipients, [server.case_key.recipient()]);
    assert_eq!(enrolment.areas.len(), 22);
    assert_eq!(enrolment.directory.version, 1);
    assert!(!enrolment.directory.entries.is_empty());
    let forms: Vec<&str> = enrolment.forms.iter().map(|form| form.id.as_str()).collect();
    assert_eq!(forms, ["incident", "activity"]);
}

#[tokio::test]
async fn a_code_enrols_one_phone_even_when_two_use_it_at_the_same_time() {
    let server = Server::start().await;
    let code = server.code().await;
    let (one, two) = tokio::join!(Phone::try_code(&server.address, &code), Phone::try_code(&server.address, &code));
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(refused(&server, &code).await, (409, RefusalCode::CodeSpent));
    assert_eq!(server.count("devices"), 1);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let server = Server::start().await;
    let code = server.code().await;
    let database = server.database();
    let minutes: i64 =
        database.query_row("SELECT (expires_at - made_at) / 60000 FROM enrolment_codes", [], |row| row.get(0)).unwrap();
    assert_eq!(minutes, 10);
    database.execute("UPDATE enrolment_codes SET expires_at = expires_at - 600001", []).unwrap();
    assert_eq!(refused(&server, &code).await, (410, RefusalCode::CodeExpired));
}

#[tokio::test]
async fn five_wrong_tries_at_a_code_spoil_it_and_four_do_not() {
    let server = Server::start().await;
    let (spoilt, tried) = (server.code().await, server.code().await);
    for _ in 0..4 {
        assert_eq!(refused(&server, &mistyped(&tried)).await, (403, RefusalCode::CodeWrong));
    }
    for _ in 0..5 {
        assert_eq!(refused(&server, &mistyped(&spoilt)).await, (403, RefusalCode::CodeWrong));
    }
    assert_eq!(refused(&server, &spoilt).await, (429, RefusalCode::TooManyTries));
    assert_eq!(Phone::try_code(&server.address, &tried).await.status(), 200);
}

#[tokio::test]
async fn guessing_from_one_address_is_stopped_and_a_restart_does_not_help() {
    let server = Server::start().await;
    let code = server.code().await;
    for guess in 0..20 {
        assert_eq!(refused(&server, &format!("ZZZZ-ZZ{guess:02}")).await.0, 403);
    }
    let server = server.restart().await;
    let answer = Phone::try_code(&server.address, &code).await;
    let seconds: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=601).contains(&seconds), "{seconds}");
    assert_eq!(Phone::refused(answer).await.1.code, RefusalCode::TooManyTries);
}

#[tokio::test]
async fn no_code_is_made_for_an_unknown_village_or_before_there_are_case_keys() {
    let folder = tempfile::tempdir().unwrap();
    let central = kentongan_central::Central::open(folder.path()).unwrap();
    assert!(central.make_enrolment_code("33.16.09.2002").await.unwrap_err().to_string().contains("areas"));
    central.import_areas("code,name,parent\n33.16.09.2002,Kamolan,\n").await.unwrap();
    assert!(central.make_enrolment_code("33.16.09.2002").await.unwrap_err().to_string().contains("keys"));
}
