//! Every page of the coordinators, on a laptop and on a phone, in both languages, by day and by night: as
//! `every_screen.rs` does with the phone's screens.

use std::path::PathBuf;

use crate::support::browser::{Browser, Screen};
use crate::support::central::{CASE_MANAGER, COORDINATOR, Central, PASSWORD};
use crate::support::eventually;
use crate::support::look::Look;
use crate::support::recording::Facilitator;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Desa Ngloram.
const OTHER_VILLAGE: &str = "33.16.05.2002";
/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn the_coordinators_pages_fit_a_laptop_and_a_phone() {
    let mut central = Central::start().await;
    let facilitator = Facilitator::enrolled(&central, VILLAGE).await;
    let sender = tokio::spawn(facilitator.phone.clone().run_sender());
    let mut records: Vec<_> = (0..6).map(|_| facilitator.draft_incident(VILLAGE)).collect();
    records.extend((0..3).map(|_| facilitator.draft_activity(VILLAGE)));
    for record in &records {
        facilitator.phone.finish(*record).unwrap();
    }
    eventually("the records to arrive", || async {
        facilitator.phone.send_now();
        records.iter().all(|record| facilitator.is_delivered(*record)).then_some(())
    })
    .await;
    sender.abort();
    central.stop();
    // A version in conflict with the stored one, as a phone that was put back to an earlier state would send it.
    central.change(
        "INSERT INTO versions (organisation, record, revision, digest, maker, arrival, received_at, form_id, form_version,
                               area, month, device_seq, flags, body, hidden, countable, receipt)
         SELECT one.organisation, one.record, one.revision, other.digest, one.maker, 1000, one.received_at + 60000,
                other.form_id, other.form_version, one.area, one.month, one.device_seq, 'breaks-rules hidden',
                other.body, NULL, other.countable, 'AAA-AA'
         FROM versions one JOIN versions other ON other.record <> one.record LIMIT 1",
    );
    central
        .change("UPDATE records SET conflicting = 1 WHERE record = (SELECT record FROM versions WHERE arrival = 1000)");
    central.change("UPDATE versions SET flags = 'breaks-rules hidden same-id' WHERE form_id = 'incident'");
    let brought = Brought::make(&mut central).await;
    let mut wrong = Vec::new();
    for (screen, kind) in [(Screen::Laptop, "laptop"), (Screen::Phone, "coordinator-phone")] {
        let browser = Browser::open(screen).await;
        for language in ["id", "en"] {
            let mut look = Look::new(&format!("{kind}-{language}"));
            coordinator_looks(&browser, &central, language, &brought, &mut look).await;
            wrong.extend(look.wrong());
            let mut look = Look::new(&format!("{kind}-case-manager-{language}"));
            case_manager_looks(&browser, &central, &mut look).await;
            wrong.extend(look.wrong());
        }
        browser.close().await;
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Checks the link with which the page opens the app.
#[tokio::test]
async fn the_page_behind_an_enrolment_link_opens_the_app_over_https_alone() {
    const SCRIPT: &str = include_str!("../../crates/central/static/enrol.js");
    let central = Central::start().await;
    let browser = Browser::open(Screen::Phone).await;
    browser.driver.goto(format!("{}/enrol#7K3Q-M2XA", central.address())).await.unwrap();
    browser.see("main h1").await;
    let shown = "const link = document.getElementById('open-app');
        return [link.checkVisibility(), link.getAttribute('href')];";
    let link = browser.driver.execute(shown, vec![]).await.unwrap();
    assert_eq!(link.json(), &serde_json::json!([false, null]), "no https here");
    // As the browser gives it over https.
    let at =
        "const location = {protocol: 'https:', host: 'kentongan.example.org', pathname: '/enrol', hash: '#7K3Q-M2XA'};";
    browser.driver.execute(format!("{at} (() => {{ {SCRIPT} }})();"), vec![]).await.unwrap();
    let link = browser.driver.execute(shown, vec![]).await.unwrap();
    assert_eq!(link.json(), &serde_json::json!([true, "kentongan://kentongan.example.org/enrol#7K3Q-M2XA"]));
    browser.close().await;
}

async fn coordinator_looks(browser: &Browser, central: &Central, language: &str, brought: &Brought, look: &mut Look) {
    browser.driver.goto(central.address()).await.unwrap();
    browser.see("input[name=login]").await;
    browser.press(&format!("button[name=language][value={language}]")).await;
    browser.see(&format!("html[lang={language}]")).await;
    look.at(browser, "sign-in").await;
    sign_in(browser, COORDINATOR, "bukan-ini").await;
    browser.see("[role=alert]").await;
    look.at(browser, "wrong-password").await;
    browser.driver.goto(central.address()).await.unwrap();
    sign_in(browser, COORDINATOR, PASSWORD).await;
    browser.see("form[action='/sign-out']").await;
    for (path, name) in [
        ("/summary", "summary"),
        ("/summary?period=all", "summary-all"),
        ("/records", "records"),
        ("/records?code=ZZZZ", "records-none-found"),
        ("/records?conflicts=yes", "records-with-conflicts"),
        ("/nothing-here", "nothing-here"),
    ] {
        browser.driver.goto(format!("{}{path}", central.address())).await.unwrap();
        browser.see("main h1").await;
        look.at(browser, name).await;
    }
    for list in ["form=incident", "form=activity", "conflicts=yes"] {
        browser.driver.goto(format!("{}/records?{list}", central.address())).await.unwrap();
        browser.press("main table a").await;
        browser.see("main table.answers").await;
        look.at(browser, &format!("record-{}", list.replace('=', "-"))).await;
    }
    let at = |path: &str| format!("{}{path}", central.address());
    for (path, name) in [
        ("/phones".to_owned(), "phones"),
        (format!("/phones/{}/revoke", brought.silent), "phones-revoking"),
        (format!("/phones?revoked={}", brought.revoked), "phones-revoked"),
        ("/carry".to_owned(), "carry"),
    ] {
        browser.driver.goto(at(&path)).await.unwrap();
        browser.see("main h1").await;
        look.at(browser, name).await;
    }
    for (file, sign, name) in
        [(&brought.file, "section[role=status]", "carry-taken"), (&brought.no_file, "[role=alert]", "carry-refused")]
    {
        browser.driver.goto(at("/carry")).await.unwrap();
        browser.type_into("input[name=file]", file.to_str().unwrap()).await;
        browser.press("form[action='/carry'] button").await;
        browser.see(sign).await;
        look.at(browser, name).await;
    }
    sign_out(browser).await;
}

/// What other phones leave for a coordinator.
struct Brought {
    _folder: tempfile::TempDir,
    /// The code of a phone that has been silent for long.
    silent: String,
    /// The code of a phone without access.
    revoked: String,
    /// A carry file with stored, refused and unreadable lines.
    file: PathBuf,
    /// A file of another kind.
    no_file: PathBuf,
}

impl Brought {
    /// Starts central on the way.
    async fn make(central: &mut Central) -> Self {
        central.start_again().await;
        let folder = tempfile::tempdir().unwrap();
        let (silent, revoked) =
            (Facilitator::enrolled(central, VILLAGE).await, Facilitator::enrolled(central, OTHER_VILLAGE).await);
        for village in [VILLAGE, OTHER_VILLAGE] {
            silent.finish_activity(village);
        }
        revoked.finish_activity(OTHER_VILLAGE);
        let [mut bytes, others] = [&silent, &revoked].map(|f| f.phone.envelopes_file().unwrap().bytes);
        bytes.extend(others.split(|byte| *byte == b'\n').nth(1).unwrap());
        bytes.extend(b"\n{\"envelope\":{\"wire\":1\n");
        let (file, no_file) = (folder.path().join("titipan.kentongan"), folder.path().join("lain.kentongan"));
        std::fs::write(&file, bytes).unwrap();
        std::fs::write(&no_file, "lain").unwrap();
        let [silent, revoked] = [silent, revoked].map(|f| f.phone.facilitator().unwrap().device_code);
        central.stop();
        central.change(&format!(
            "UPDATE devices SET enrolled_at = enrolled_at - {}, last_contact_at = last_contact_at - {}, waiting_records = 2,
                 waiting_photos = 3, oldest_waiting_at = last_contact_at - {} WHERE code = '{silent}'",
            30 * DAY,
            12 * DAY,
            14 * DAY
        ));
        central.change(&format!("UPDATE devices SET revoked_at = last_contact_at WHERE code = '{revoked}'"));
        central.start_again().await;
        Self { _folder: folder, silent, revoked, file, no_file }
    }
}

/// What only a case manager sees: whole numbers.
async fn case_manager_looks(browser: &Browser, central: &Central, look: &mut Look) {
    sign_in(browser, CASE_MANAGER, PASSWORD).await;
    browser.see("form[action='/sign-out']").await;
    for (path, name) in [("/summary?period=all", "summary-all"), ("/records", "records")] {
        browser.driver.goto(format!("{}{path}", central.address())).await.unwrap();
        browser.see("main h1").await;
        look.at(browser, name).await;
    }
    sign_out(browser).await;
}

async fn sign_out(browser: &Browser) {
    browser.press("form[action='/sign-out'] button").await;
    browser.see("input[name=login]").await;
}

async fn sign_in(browser: &Browser, login: &str, password: &str) {
    browser.type_into("input[name=login]", login).await;
    browser.type_into("input[name=password]", password).await;
    browser.press("form[action='/sign-in'] button").await;
}
