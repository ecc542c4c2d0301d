//! What the shortest report costs: touches, and viewports of a common small phone. A page that grows is noticed here.
//!
//! With `KENTONGAN_PICTURES` naming a folder, a picture of each whole page is put there to be looked at.

use std::path::PathBuf;

use thirtyfour::prelude::*;

use crate::support::browser::{Browser, Screen};
use crate::support::central::Central;
use crate::support::eventually;
use crate::support::look::whole_page;
use crate::support::phone::{BLORA, Phone};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
const WIDTH: u32 = 360;
const HEIGHT: u32 = 640;

/// Fewest touches in the form, from its first question to "finish".
const TOUCHES: u32 = 28;
/// The same for what happened online, which has two questions more.
const TOUCHES_ONLINE: u32 = 30;
/// Viewports of all pages together, the review too.
const VIEWPORTS: f64 = 16.0;
/// Viewports of the longest section; the review shows all of them again.
const LONGEST: f64 = 3.0;

/// One who counts what is touched and how far there is to scroll.
struct Count<'a> {
    phone: &'a Phone,
    touches: u32,
    /// Title and height of each page, in viewports.
    pages: Vec<(String, f64)>,
}

impl Count<'_> {
    async fn choose(&mut self, question: &str, choice: &str) {
        self.touches += 1;
        self.phone.choose(question, choice).await;
    }

    async fn press(&mut self, css: &str) {
        self.touches += 1;
        self.phone.screen.press(css).await;
    }

    /// A touch into the field; the letters themselves are not counted.
    async fn write(&mut self, question: &str, text: &str) {
        self.touches += 1;
        self.phone.fill(question, text).await;
    }

    async fn next(&mut self) {
        self.measure().await;
        self.touches += 1;
        self.phone.next().await;
    }

    /// How many viewports the page has.
    async fn measure(&mut self) {
        let title = self.phone.heading().await;
        let script = "return document.scrollingElement.scrollHeight / innerHeight;";
        let viewports = self.phone.screen.driver.execute(script, vec![]).await.unwrap().convert().unwrap();
        picture(&self.phone.screen, self.pages.len(), &title).await;
        self.pages.push((title, viewports));
    }
}

async fn picture(screen: &Browser, number: usize, title: &str) {
    let Some(folder) = std::env::var_os("KENTONGAN_PICTURES") else { return };
    let picture = match whole_page(screen).await {
        Some(whole) => whole,
        None => screen.driver.screenshot_as_png().await.unwrap(),
    };
    std::fs::write(PathBuf::from(folder).join(format!("shortest-{number}-{title}.png")), picture).unwrap();
}

/// Fills in the shortest report, and gives back what it cost.
async fn shortest(phone: &Phone, online: bool) -> (u32, Vec<(String, f64)>) {
    phone.screen.press("#report-incident").await;
    phone.screen.see("#next").await;
    let mut count = Count { phone, touches: 0, pages: Vec::new() };
    for question in ["danger_now", "still_ongoing", "suspect_can_reach", "self_harm_signs"] {
        count.choose(question, "no").await;
    }
    count.next().await;
    for (question, choice) in [("age_group", "12_14"), ("sex", "female"), ("disability", "none")] {
        count.choose(question, choice).await;
    }
    count.next().await;
    count.choose("child_assent", "yes").await;
    count.choose("guardian_consent", "yes").await;
    count.next().await;
    count.choose("information_source", "teacher").await;
    count.press("#incident_date-today").await;
    count.choose("place_kind", if online { "online" } else { "school" }).await;
    count.next().await;
    count.choose("violence_forms", if online { "ksbe" } else { "bullying" }).await;
    if online {
        count.choose("ocsea_forms", "grooming").await;
        count.choose("platforms", "whatsapp").await;
    }
    count.next().await;
    count.choose("suspect_relation", "unknown").await;
    count.choose("suspect_age", "unknown").await;
    count.next().await;
    count.choose("services_needed", "psychosocial").await;
    count.choose("contacted", "no").await;
    count.next().await;
    count.write("safe_contact", "lewat fasilitator").await;
    count.write("safe_time", "sepulang sekolah").await;
    count.measure().await;
    count.press("#next").await;
    phone.screen.see("#review").await;
    count.measure().await;
    count.press("#finish").await;
    phone.screen.see("#finished").await;
    (count.touches, count.pages)
}

#[tokio::test]
async fn the_shortest_report_takes_28_touches_and_16_viewports_and_no_section_more_than_three() {
    let central = Central::start().await;
    // Elsewhere the review says in one more line whose time counts.
    let phone = Phone::in_zone(Screen::SmallPhone, BLORA).await;
    let size = serde_json::json!({"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": true});
    phone.screen.devtools("Emulation.setDeviceMetricsOverride", size).await;
    phone.enrol(&central.address(), &central.enrolment_code(VILLAGE)).await;
    for (online, most) in [(false, TOUCHES), (true, TOUCHES_ONLINE)] {
        let (touches, pages) = shortest(&phone, online).await;
        let viewports: f64 = pages.iter().map(|(_, viewports)| viewports).sum();
        println!("online: {online}, touches: {touches}, viewports: {viewports:.1} {pages:.1?}");
        assert!(touches <= most, "{touches} touches");
        let sections = &pages[..pages.len() - 1];
        assert!(sections.iter().all(|(_, viewports)| *viewports <= LONGEST), "{pages:.1?}");
        assert!(online || viewports <= VIEWPORTS, "{viewports} viewports: {pages:?}");
        phone.go_home().await;
        eventually("home", || async { phone.screen.driver.find(By::Css("#report-incident")).await.ok() }).await;
    }
    phone.screen.close().await;
}
