//! First light: what was recorded offline reaches the coordinator's summary, and nothing else does.

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, Screen};
use crate::support::central::{COORDINATOR, Central, PASSWORD, rows};
use crate::support::eventually;
use crate::support::phone::Phone;
use crate::support::search::{files_with, holds};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Stands for a child's name; nobody is called that.
const NAME: &str = "NAMA-UJI-7F3A";
/// Stands for how to reach the child.
const CONTACT: &str = "KONTAK-UJI-9Q4C";

#[tokio::test]
async fn a_record_made_offline_reaches_the_coordinators_summary_and_the_name_reaches_nobody() {
    let mut central = Central::start().await;
    let phone = Phone::new().await;
    phone.enrol(&central.address(), &central.enrolment_code(VILLAGE)).await;

    central.stop();
    record_incident(&phone).await;
    record_activity(&phone).await;

    phone.open_outbox().await;
    assert_eq!(phone.waiting().await, 2, "both records wait while central is off");
    central.start_again().await;
    phone.screen.press("#send-now").await;
    eventually("both records to be delivered", || async { (phone.waiting().await == 0).then_some(()) }).await;
    assert_eq!(rows(&central.data(), "records"), 2);

    let pages = coordinator_reads(&central).await;
    for secret in [NAME, CONTACT] {
        assert!(pages.iter().all(|page| !holds(page.as_bytes(), secret)), "{secret} stands on a page");
        assert_eq!(files_with(&phone.data(), secret), Vec::<std::path::PathBuf>::new(), "on the phone");
        assert_eq!(files_with(&central.data(), secret), Vec::<std::path::PathBuf>::new(), "at central");
    }
    phone.screen.close().await;
}

/// An incident with danger now; what is sealed holds [`NAME`] and [`CONTACT`].
async fn record_incident(phone: &Phone) {
    phone.screen.press("#report-incident").await;
    phone.choose("danger_now", "yes").await;
    phone.screen.read("110").await;
    phone.screen.read("129").await;
    phone.choose("still_ongoing", "yes").await;
    phone.choose("suspect_can_reach", "yes").await;
    phone.choose("self_harm_signs", "no").await;
    phone.screen.read("Tinggi").await;
    phone.next().await;
    phone.choose("child_assent", "yes").await;
    phone.choose("guardian_consent", "yes").await;
    phone.next().await;
    phone.choose("age_group", "12_14").await;
    phone.choose("sex", "female").await;
    phone.choose("disability", "none").await;
    phone.next().await;
    phone.choose("information_source", "child").await;
    phone.set_date("incident_date", "2026-11-20").await;
    phone.choose("date_precision", "exact").await;
    phone.choose_area("area", VILLAGE).await;
    phone.choose("place_kind", "online").await;
    phone.choose("violence_forms", "ksbe").await;
    phone.choose("ocsea_forms", "grooming").await;
    phone.choose("platforms", "whatsapp").await;
    phone.choose("suspect_relation", "known_online_only").await;
    phone.choose("suspect_age", "adult").await;
    phone.next().await;
    phone.choose("services_needed", "psychosocial").await;
    phone.choose("referred_to", "uptd_ppa_blora").await;
    phone.choose("contacted", "no").await;
    phone.next().await;
    phone.fill("name_or_initials", NAME).await;
    phone.fill("safe_contact", CONTACT).await;
    phone.fill("safe_time", "sore hari").await;
    phone.finish().await;
}

/// An activity with three girls and one boy of 12 to 14, counted with the big buttons.
async fn record_activity(phone: &Phone) {
    phone.screen.press("#record-activity").await;
    phone.fill("title", "internet aman").await;
    phone.choose("kind", "outreach").await;
    phone.set_time("start_time", "09:30").await;
    phone.fill("duration_minutes", "90").await;
    phone.choose_area("area", VILLAGE).await;
    phone.choose("place", "village_hall").await;
    phone.next().await;
    phone.choose("audiences", "adolescents").await;
    phone.choose("topics", "safe_internet").await;
    phone.choose("topics", "reporting").await;
    phone.next().await;
    for _ in 0..3 {
        phone.count_one("female_12_14").await;
    }
    phone.count_one("male_12_14").await;
    phone.fill("with_disability", "0").await;
    phone.fill("first_time", "2").await;
    phone.next().await;
    phone.next().await;
    phone.finish().await;
}

/// Signs in, opens summary and records, and gives back the source of every page read.
async fn coordinator_reads(central: &Central) -> Vec<String> {
    let laptop = Browser::open(Screen::Laptop).await;
    let mut pages = Vec::new();
    laptop.driver.goto(central.address()).await.unwrap();
    laptop.type_into("input[name=login]", COORDINATOR).await;
    laptop.type_into("input[name=password]", PASSWORD).await;
    laptop.press("form[action='/sign-in'] button").await;
    laptop.see("form[action='/sign-out']").await;
    laptop.driver.goto(format!("{}/summary?period=all", central.address())).await.unwrap();
    laptop.see("main h1").await;
    let summary = laptop.driver.source().await.unwrap();
    assert!(summary.contains("&lt;5"), "one incident is a small number and shows as <5");
    assert!(laptop.text().await.contains('4'), "four participants");
    pages.push(summary);
    laptop.driver.goto(format!("{}/records", central.address())).await.unwrap();
    laptop.see("main table").await;
    let links = laptop.driver.find_all(By::Css("main table a")).await.unwrap();
    assert!(links.len() >= 2, "both records are listed");
    pages.push(laptop.driver.source().await.unwrap());
    let mut addresses = Vec::new();
    for link in links {
        addresses.extend(link.attr("href").await.unwrap());
    }
    for address in addresses {
        laptop.driver.goto(format!("{}{address}", central.address())).await.unwrap();
        laptop.see("main").await;
        pages.push(laptop.driver.source().await.unwrap());
    }
    laptop.close().await;
    pages
}
