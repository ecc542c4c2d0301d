//! What a summary shows of few incidents, on every possible page.

use kentongan_central::Role;
use kentongan_exchange::RecordId;
use serde_json::{Map, Value, json};

use crate::support::{Browser, Dice, Finished, Page, Phone, Server, incident};

const VILLAGES: [&str; 2] = ["33.16.09.2002", "33.16.05.2002"];
const PERIODS: [&str; 6] = ["all", "2026", "2026-Q4", "2026-10", "2026-11", "2025"];

/// An incident that differs from the others only in these answers.
fn answers(sex: &str, date: &str, village: &str) -> Map<String, Value> {
    let mut answers = incident(&mut Dice::new());
    let fixed = [
        ("danger_now", json!("no")),
        ("risk", json!("low")),
        ("risk_computed", json!("low")),
        ("age_group", json!("12_14")),
        ("information_source", json!("teacher")),
        ("place_kind", json!("home")),
        ("violence_forms", json!(["physical"])),
        ("sex", json!(sex)),
        ("incident_date", json!(date)),
        ("area", json!(village)),
    ];
    answers.extend(fixed.map(|(name, value)| (name.to_owned(), value)));
    answers
}

async fn report(phone: &Phone, sex: &str, date: &str, village: &str, count: usize) -> Vec<Finished> {
    let records: Vec<Finished> =
        (0..count).map(|_| phone.finish("incident", RecordId::new(), 1, answers(sex, date, village))).collect();
    phone.send(&records.iter().collect::<Vec<_>>()).await;
    records
}

/// Every page of the summary.
async fn all_pages(browser: &mut Browser) -> Vec<Page> {
    let mut pages = Vec::new();
    for period in PERIODS {
        for area in ["", VILLAGES[0], VILLAGES[1]] {
            let page = browser.get(&format!("/summary?period={period}&area={area}")).await;
            assert_eq!(page.status, 200);
            pages.push(page);
        }
    }
    pages
}

#[tokio::test]
async fn a_coordinator_sees_fewer_than_five_where_the_case_manager_sees_three() {
    let server = Server::start().await;
    let phone = server.phone().await;
    report(&phone, "female", "2026-11-20", VILLAGES[0], 3).await;
    for role in [Role::Viewer, Role::Coordinator, Role::Administrator] {
        let mut browser = Browser::signed_in(&server, role).await;
        let page = browser.get("/summary?period=2026-11").await;
        assert_eq!(page.kpi("Kejadian dilaporkan"), "<5", "{role}");
        assert!(page.html.contains("kurang dari 5"), "a screen reader hears it too");
        assert!(page.html.contains("Terlalu sedikit") && !page.html.contains("Bentuk kekerasan"));
    }
    let mut manager = Browser::signed_in(&server, Role::CaseManager).await;
    let page = manager.get("/summary?period=2026-11").await;
    assert_eq!(page.kpi("Kejadian dilaporkan"), "3");
    assert!(page.html.contains("Bentuk kekerasan"));
}

#[tokio::test]
async fn no_page_tells_hidden_numbers_apart() {
    let server = Server::start().await;
    let phone = server.phone().await;
    report(&phone, "female", "2026-11-20", VILLAGES[0], 12).await;
    let boys = report(&phone, "male", "2026-11-20", VILLAGES[0], 3).await;
    report(&phone, "female", "2026-10-01", VILLAGES[1], 9).await;
    let mut viewer = Browser::signed_in(&server, Role::Viewer).await;
    let before: Vec<String> = all_pages(&mut viewer).await.iter().map(Page::lasting).collect();
    assert!(before.iter().any(|page| page.contains("Laki-laki") && page.contains("–")));

    // One of the three was a girl: 2 and 13 instead of 3 and 12, all of them hidden.
    let corrected = phone.finish("incident", boys[0].version.record, 2, answers("female", "2026-11-20", VILLAGES[0]));
    phone.send_one(&corrected).await;
    let after: Vec<String> = all_pages(&mut viewer).await.iter().map(Page::lasting).collect();
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "no bar, title or label differs either");
    }

    let mut manager = Browser::signed_in(&server, Role::CaseManager).await;
    let whole = manager.get("/summary?period=2026").await.html;
    assert!(whole.contains("<td class=\"n\">22</td>") && whole.contains("<td class=\"n\">2</td>"));
}

#[tokio::test]
async fn a_new_record_shows_at_the_next_visit() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let empty = browser.get("/summary?period=2026-11").await;
    assert!(empty.html.contains("Belum ada catatan"));
    report(&phone, "female", "2026-11-20", VILLAGES[0], 6).await;
    assert_eq!(browser.get("/summary?period=2026-11").await.kpi("Kejadian dilaporkan"), "6");
    report(&phone, "female", "2026-11-20", VILLAGES[0], 1).await;
    assert_eq!(browser.get("/summary?period=2026-11").await.kpi("Kejadian dilaporkan"), "7");
}

#[tokio::test]
async fn activities_and_participants_are_shown_whole() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let activity = phone.activity(&mut dice);
    phone.send_one(&activity).await;
    let mut viewer = Browser::signed_in(&server, Role::Viewer).await;
    let page = viewer.get("/summary?period=all").await;
    assert_eq!(page.kpi("Kegiatan edukasi"), "1");
    assert_eq!(page.kpi("Peserta edukasi"), activity.version.countable["participants_total"].to_string());
    assert!(page.html.contains("Perempuan"), "the tally has the form's own words");
}

#[tokio::test]
async fn the_list_of_records_goes_on_where_it_stopped_whatever_arrives_meanwhile() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut sent: Vec<String> = Vec::new();
    for _ in 0..3 {
        let records = report(&phone, "female", "2026-11-20", VILLAGES[0], 30).await;
        sent.extend(records.iter().map(|record| record.page()["/records/".len()..].to_owned()));
    }
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let addresses = |page: &Page| -> Vec<String> {
        let links = page.html.split("href=\"/records/").skip(1);
        links.map(|link| link.split('"').next().unwrap().to_owned()).collect()
    };
    let first = browser.get("/records").await;
    report(&phone, "male", "2026-11-20", VILLAGES[0], 5).await;
    let older = first.html.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(&older.replace("&amp;", "&").replace("&#38;", "&")).await;
    let mut listed = addresses(&first);
    assert_eq!(listed.len(), 50);
    listed.extend(addresses(&second));
    listed.sort();
    sent.sort();
    assert_eq!(listed, sent);
    let other_village = browser.get(&format!("/records?area={}", VILLAGES[1])).await;
    assert!(addresses(&other_village).is_empty() && other_village.html.contains("Belum ada catatan dari"));
    assert!(addresses(&browser.get("/records?form=activity").await).is_empty());
}
