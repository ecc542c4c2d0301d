//! Every screen, on the smallest phone still in use and on a common one, in both languages, light and dark:
//! nothing runs off the side, every control is large enough for a thumb and has a name for a screen reader.
//!
//! With `KENTONGAN_PICTURES` naming a folder, a picture of each is put there to be looked at.

use std::path::PathBuf;

use crate::support::browser::{Browser, Light, Screen};
use crate::support::central::{COORDINATOR, Central, PASSWORD};
use crate::support::phone::{PIN, Phone};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

/// What is wrong with the screen as it is shown: one line each.
const COMPLAINTS: &str = r#"
    const wrong = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) wrong.push(`runs off the side: ${page.scrollWidth} > ${innerWidth}`);
    const shown = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
    const name = element => (element.getAttribute('aria-label') || element.innerText || element.placeholder
        || [...(element.labels || [])].map(label => label.innerText).join(' ')
        || (document.getElementById(element.getAttribute('aria-labelledby')) || {}).innerText || '').trim();
    for (const element of document.querySelectorAll('button, input, textarea, select, a')) {
        if (!shown(element)) continue;
        const what = element.id || element.name || element.className;
        if (!name(element)) wrong.push(`no name: ${element.tagName} ${what}`);
        const target = element.closest('label') || element;
        const box = target.getBoundingClientRect();
        if (Math.round(box.height) < 44) wrong.push(`too low for a thumb: ${element.tagName} ${what} ${box.height}`);
        if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`cut off: ${element.tagName} ${what}`);
    }
    if (document.querySelectorAll('h1').length !== 1) wrong.push('not exactly one heading of the first rank');
    return wrong;
"#;

/// Looks at one screen after another and remembers what is wrong.
struct Look<'a> {
    screen: &'a Browser,
    kind: String,
    wrong: Vec<String>,
}

impl Look<'_> {
    async fn at(&mut self, name: &str) {
        let found = self.screen.driver.execute(COMPLAINTS, vec![]).await.unwrap();
        let found: Vec<String> = found.convert().unwrap();
        self.wrong.extend(found.into_iter().map(|what| format!("{} {name}: {what}", self.kind)));
        if let Some(folder) = std::env::var_os("KENTONGAN_PICTURES") {
            let picture = PathBuf::from(folder).join(format!("{}-{name}.png", self.kind));
            self.screen.driver.screenshot(&picture).await.unwrap();
        }
    }
}

#[tokio::test]
async fn every_screen_fits_a_common_phone_by_day() {
    walk(Screen::Phone, Light::Day, "common").await;
}

#[tokio::test]
async fn every_screen_fits_the_smallest_phone_by_night() {
    walk(Screen::SmallPhone, Light::Night, "small").await;
}

#[tokio::test]
async fn the_coordinators_pages_fit_a_laptop_and_a_phone() {
    let central = Central::start().await;
    let facilitator = crate::support::recording::Facilitator::enrolled(&central, VILLAGE).await;
    let sender = tokio::spawn(facilitator.phone.clone().run_sender());
    let record = facilitator.finish_activity(VILLAGE);
    facilitator.phone.send_now();
    crate::support::eventually("the record to arrive", || async { facilitator.is_delivered(record).then_some(()) })
        .await;
    sender.abort();
    let mut wrong = Vec::new();
    for (screen, light, kind) in
        [(Screen::Laptop, Light::Day, "laptop"), (Screen::Phone, Light::Night, "coordinator-phone")]
    {
        let browser = Browser::open_in(screen, light).await;
        let mut look = Look { screen: &browser, kind: kind.to_owned(), wrong: Vec::new() };
        browser.driver.goto(central.address()).await.unwrap();
        browser.see("input[name=login]").await;
        look.at("sign-in").await;
        browser.type_into("input[name=login]", COORDINATOR).await;
        browser.type_into("input[name=password]", PASSWORD).await;
        browser.press("form[action='/sign-in'] button").await;
        browser.see("form[action='/sign-out']").await;
        for path in ["/summary", "/records", "/nothing-here"] {
            browser.driver.goto(format!("{}{path}", central.address())).await.unwrap();
            browser.see("main h1").await;
            look.at(&path.replace('/', "")).await;
        }
        // Links in a table's rows are as high as the row's text; only pages' width is judged there.
        wrong.extend(look.wrong.into_iter().filter(|what| what.contains("runs off") || what.contains("no name")));
        browser.close().await;
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The way of a first day, twice: in Indonesian, then in English.
async fn walk(screen: Screen, light: Light, kind: &str) {
    let central = Central::start().await;
    let mut phone = Phone::with_screen(screen, light).await;
    let mut wrong = first_day(&phone, &central, &format!("{kind}-id")).await;
    phone.screen.press("#open-settings").await;
    phone.choose("language", "en").await;
    phone.screen.read("Settings").await;
    phone.kill();
    phone.start_again().await;
    phone.unlock().await;
    let mut look = Look { screen: &phone.screen, kind: format!("{kind}-en"), wrong: Vec::new() };
    everyday(&phone, &mut look).await;
    wrong.extend(look.wrong);
    assert_eq!(wrong, Vec::<String>::new());
    phone.screen.close().await;
}

async fn first_day(phone: &Phone, central: &Central, kind: &str) -> Vec<String> {
    let mut look = Look { screen: &phone.screen, kind: kind.to_owned(), wrong: Vec::new() };
    phone.screen.see("#enrol").await;
    look.at("01-enrol").await;
    phone.screen.type_into("input[name=address]", &central.address()).await;
    phone.screen.type_into("input[name=code]", "7K3Q-M2XA").await;
    phone.screen.press("#enrol").await;
    phone.screen.see("[role=alert], .error").await;
    look.at("02-wrong-code").await;
    phone.start_over().await;
    phone.enrol_up_to_pin(&central.address(), &central.enrolment_code(VILLAGE)).await;
    look.at("03-choose-pin").await;
    phone.enter_pin(PIN).await;
    phone.screen.see("#repeat-pin").await;
    look.at("04-repeat-pin").await;
    phone.enter_pin(PIN).await;
    phone.screen.see("#report-incident").await;
    everyday(phone, &mut look).await;
    look.wrong
}

async fn everyday(phone: &Phone, look: &mut Look<'_>) {
    look.at("05-home").await;
    phone.screen.press("#report-incident").await;
    phone.screen.see("#next").await;
    phone.choose("danger_now", "yes").await;
    phone.screen.read("129").await;
    look.at("06-danger").await;
    phone.screen.press("#next").await;
    phone.screen.see("#problems").await;
    look.at("07-problems").await;
    for section in ["08-consent", "09-survivor", "10-incident", "11-referral", "12-contact"] {
        phone.go_on_regardless().await;
        look.at(section).await;
    }
    phone.go_on_regardless().await;
    phone.screen.see("#review").await;
    look.at("13-review").await;
    phone.go_home().await;
    look.at("14-home-with-draft").await;
    phone.screen.press("#record-activity").await;
    phone.skip_to("#female_12_14-plus").await;
    phone.count_one("female_12_14").await;
    look.at("15-tally").await;
    phone.go_on_regardless().await;
    look.at("16-tests").await;
    phone.go_home().await;
    for (tile, name) in
        [("directory", "17-directory"), ("records", "18-records"), ("outbox", "19-outbox"), ("settings", "20-settings")]
    {
        phone.screen.press(&format!("#open-{tile}")).await;
        phone.screen.see("#leave").await;
        look.at(name).await;
        phone.go_home().await;
    }
    phone.screen.press("#lock").await;
    phone.screen.see("#pin-1").await;
    look.at("21-unlock").await;
    phone.unlock().await;
}
