//! First light: records made offline reach the coordinator's summary, and nothing else does.

use kentongan_exchange::RecordVersion;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, Screen};
use crate::support::central::{COORDINATOR, Central, PASSWORD, rows, values};
use crate::support::eventually;
use crate::support::phone::Phone;
use crate::support::search::{files_with, holds};
use crate::support::wire::Wire;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Stands for a child's name; nobody has it.
const NAME: &str = "NAMA-UJI-7F3A";
/// Stands for the way to reach the child.
const CONTACT: &str = "KONTAK-UJI-9Q4C";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_made_offline_reaches_the_coordinators_summary_and_the_name_reaches_nobody() {
    let mut central = Central::start().await;
    let wire = Wire::to(&central).await;
    let phone = Phone::new().await;
    phone.enrol(&wire.address(), &central.enrolment_code(VILLAGE)).await;

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
        assert!(wire.carried().iter().all(|stream| !holds(&stream.bytes, secret)), "{secret} went over the wire");
    }
    everything_went_over(&wire);
    assert_eq!(whom_the_case_key_opens(&central), [NAME], "the case key opens the name");
    phone.screen.close().await;
}

/// The names in central's records, opened with the case key as a case manager does.
fn whom_the_case_key_opens(central: &Central) -> Vec<String> {
    let case_key = central.case_key();
    let bodies: Vec<Vec<u8>> = values(&central.data(), "SELECT body FROM versions");
    let sealed = bodies.iter().filter_map(|packed| {
        let body = RecordVersion::unpack(packed).unwrap();
        RecordVersion::from_bytes(&body).unwrap().sealed
    });
    sealed.map(|sealed| sealed.open(&case_key).unwrap()["name_or_initials"].as_str().unwrap().to_owned()).collect()
}

/// The search of the wire proves something only if all traffic went over it, packed in a way that the search can undo.
fn everything_went_over(wire: &Wire) {
    let carried = wire.carried();
    for (from_phone, what) in [
        (true, "POST /v1/enrol"),
        (true, "POST /v1/records"),
        (true, "\"ciphertext\""),
        (false, "\"receipt\""),
        (false, VILLAGE),
    ] {
        let went = carried.iter().any(|stream| stream.from_phone == from_phone && holds(&stream.bytes, what));
        assert!(went, "{what} did not go over the wire");
    }
}

/// An incident with danger now. Its sealed answers hold [`NAME`] and [`CONTACT`].
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
    phone.choose("age_group", "12_14").await;
    phone.choose("sex", "female").await;
    phone.choose("disability", "none").await;
    phone.next().await;
    phone.choose("child_assent", "yes").await;
    phone.choose("guardian_consent", "yes").await;
    phone.next().await;
    phone.choose("information_source", "child").await;
    phone.choose("date_precision", "exact").await;
    phone.set_date("incident_date", "2026-11-20").await;
    phone.choose_area("area", VILLAGE).await;
    phone.choose("place_kind", "online").await;
    phone.next().await;
    phone.choose("violence_forms", "ksbe").await;
    phone.choose("ocsea_forms", "grooming").await;
    phone.choose("platforms", "whatsapp").await;
    phone.next().await;
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
    phone.choose("tests_held", "no").await;
    phone.next().await;
    phone.next().await;
    phone.finish().await;
}

/// The row of the village in the summary's table.
async fn figures(laptop: &Browser) -> Vec<String> {
    let script = "const row = [...document.querySelectorAll('tbody tr')].find(row => row.cells[0].innerText === 'Tempelan');
                  return [...row.cells].slice(1).map(cell => (cell.querySelector('[aria-hidden]') || cell).innerText.trim());";
    laptop.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
}

/// Signs in, opens summary and records, and returns the source of every page.
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
    let figures = figures(&laptop).await;
    assert_eq!(figures, ["<5", "1", "4"], "incidents, activities and participants of the village");
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
