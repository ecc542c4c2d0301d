//! One-time codes: the result of a right one, and of guesses.

use kentongan_central::Settings;
use kentongan_exchange::{CertificatePin, Enrolment, EnrolmentLink, RefusalCode};

use crate::support::{Browser, Dice, Phone, Server, set_up};

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
async fn a_phone_whose_answer_was_lost_asks_again_with_its_keys_and_is_the_same_phone() {
    let server = Server::start().await;
    let code = server.code().await;
    let mut lost = Phone::enrol(&server.address, &code).await;
    let again = lost.ask_again(&code).await;
    assert_eq!(again.status(), 200);
    let again: Enrolment = again.json().await.unwrap();
    assert_eq!((again.device, &again.device_code), (lost.enrolment.device, &lost.enrolment.device_code));
    assert_ne!(again.token, lost.enrolment.token, "the token of the lost answer is worth nothing");
    assert_eq!(server.count("devices"), 1, "one phone in the list");

    // The token of the lost answer is invalid, the new one is valid.
    let record = lost.activity(&mut Dice::new());
    assert_eq!(lost.try_send(vec![record.envelope.clone()]).await.unwrap().status(), 401);
    lost.enrolment = again;
    assert_eq!(lost.try_send(vec![record.envelope]).await.unwrap().status(), 200);

    // With other keys the code is used.
    assert_eq!(refused(&server, &code).await, (409, RefusalCode::CodeSpent));
}

#[tokio::test]
async fn a_code_that_is_over_does_nothing_for_keys_that_used_it_and_a_new_one_leads_to_the_same_phone() {
    let server = Server::start().await;
    let code = server.code().await;
    let lost = Phone::enrol(&server.address, &code).await;
    server.database().execute("UPDATE enrolment_codes SET expires_at = expires_at - 600001", []).unwrap();
    let (status, refusal) = Phone::refused(lost.ask_again(&code).await).await;
    assert_eq!((status, refusal.code), (410, RefusalCode::CodeExpired));
    let again: Enrolment = lost.ask_again(&server.code().await).await.json().await.unwrap();
    assert_eq!((again.device, server.count("devices")), (lost.enrolment.device, 1));
}

#[tokio::test]
async fn a_phone_whose_access_was_withdrawn_does_not_come_back_with_its_old_code() {
    let server = Server::start().await;
    let code = server.code().await;
    let phone = Phone::enrol(&server.address, &code).await;
    server.central.revoke_device(&phone.enrolment.device_code).await.unwrap();
    let (status, refusal) = Phone::refused(phone.ask_again(&code).await).await;
    assert_eq!((status, refusal.code), (409, RefusalCode::CodeSpent));
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

/// Runs the command line to its end.
fn run(arguments: &[&str], folder: &std::path::Path) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
    command.env("KENTONGAN_PLAIN_DATABASE", "true");
    command.args(arguments).arg("--data").arg(folder).output().unwrap()
}

/// What the command line says.
fn said(arguments: &[&str], folder: &std::path::Path) -> String {
    let output = run(arguments, folder);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn the_address_that_the_command_line_prints_leads_to_a_page_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let case_key = kentongan_exchange::sealing::Identity::generate();
    set_up(&kentongan_central::Central::open(folder.path()).unwrap(), &case_key).await;
    let settings = Settings { public_url: Some("https://kentongan.example.org/".to_owned()), ..Settings::default() };
    let server = Server::start_on(folder, case_key, settings).await;
    let public_url = format!("{}/", server.address);
    let said = said(&["enrol-code", "--area", "33.16.09.2002", "--public-url", &public_url], server.folder.path());
    let (code, address) = said.trim().split_once('\n').unwrap();
    assert_eq!(address, format!("{}/enrol#{code}", server.address), "one code, one spelling");

    let mut browser = Browser::open(&server);
    // A browser never sends the part after the #.
    let path = address.strip_prefix(&server.address).unwrap().split('#').next().unwrap();
    let page = browser.get(path).await;
    assert_eq!(page.status, 200);
    for words in ["Ini server Kentongan", "Buka aplikasi Kentongan", ">https://kentongan.example.org<", "sepuluh menit"]
    {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    for secret in [code, &code.replace('-', ""), "Organisasi Uji", "Kamolan"] {
        assert!(!page.html.contains(secret), "{secret}");
    }
    let token = page.token();
    let chosen = browser.post("/language", &[("language", "en"), ("back", path), ("token", &token)]).await;
    assert_eq!(chosen.leads_to(), path);
    let page = browser.get(path).await;
    assert!(page.html.contains("This is a Kentongan server") && page.html.contains("Type this address"));
    assert_eq!(Phone::try_code(&server.address, code).await.status(), 200, "looking at the page spends nothing");
}

#[tokio::test]
async fn the_link_says_which_key_the_certificate_has_and_a_file_without_one_makes_no_code() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (chain, nothing) = (folder.path().join("fullchain.pem"), folder.path().join("nothing.pem"));
    let shown = rcgen::generate_simple_self_signed(["kentongan.example.org".to_owned()]).unwrap();
    let signer = rcgen::generate_simple_self_signed(["signer.example.org".to_owned()]).unwrap();
    std::fs::write(&chain, shown.cert.pem() + &signer.cert.pem()).unwrap();
    std::fs::write(&nothing, "-----BEGIN NOTHING-----").unwrap();
    let arguments = ["enrol-code", "--area", "33.16.09.2002", "--public-url", "https://kentongan.example.org/"];

    let printed = said(&[&arguments[..], &["--certificate", chain.to_str().unwrap()]].concat(), server.folder.path());
    let link: EnrolmentLink = printed.lines().nth(1).unwrap().parse().unwrap();
    assert_eq!(link.pin, Some(CertificatePin::of(&rcgen::PublicKeyData::subject_public_key_info(&shown.signing_key))));
    assert_eq!(link.server, "https://kentongan.example.org");

    let codes = || -> i64 {
        let database = rusqlite::Connection::open(server.folder.path().join("central.db")).unwrap();
        database.query_row("SELECT count(*) FROM enrolment_codes", [], |row| row.get(0)).unwrap()
    };
    let before = codes();
    let refused = run(&[&arguments[..], &["--certificate", nothing.to_str().unwrap()]].concat(), server.folder.path());
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no certificate can be read"));
    assert_eq!(codes(), before, "no code lies about that nobody knows");
}

#[tokio::test]
async fn a_central_that_was_not_told_its_address_says_where_to_read_it() {
    let server = Server::start().await;
    let page = Browser::open(&server).get("/enrol").await;
    assert!(page.html.contains("bagian atas peramban") && !page.html.contains("Ketik alamat ini"));
}
