//! Every screen, on the smallest phone still in use and on a common one, in both languages, by day and by night.
//! Nothing is cut off or wider than the screen. Every control is large enough for a thumb and has a name for a screen
//! reader. Every text has enough contrast.
//!
//! If `KENTONGAN_PICTURES` names a folder, the test puts a picture of each screen there.

use std::time::Duration;

use kentongan_exchange::RecordId;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, Screen};
use crate::support::central::Central;
use crate::support::look::Look;
use crate::support::phone::{PIN, Phone};
use crate::support::recording::Facilitator;
use crate::support::{eventually, eventually_within};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

#[tokio::test]
async fn every_screen_fits_a_common_phone() {
    walk(Screen::Phone, "common", 1).await;
}

#[tokio::test]
async fn every_screen_fits_the_smallest_phone() {
    walk(Screen::SmallPhone, "small", 6).await;
}

/// A first day and a later one in Indonesian, then the later one in English, then the screens with Javanese words. The
/// phone is `slow` times as slow as this machine.
async fn walk(screen: Screen, kind: &str, slow: u32) {
    let mut central = Central::start().await;
    let mut phone = Phone::with_screen(screen).await;
    let rate = serde_json::json!({ "rate": slow });
    phone.screen.devtools("Emulation.setCPUThrottlingRate", rate).await;
    let mut look = Look::new(&format!("{kind}-id"));
    practice(&phone, &mut look).await;
    first_day(&phone, &central, &mut look).await;
    everyday(&phone, &mut look).await;
    when_it_is_sent(&mut phone, &mut central, &mut look).await;
    let mut wrong = look.wrong();

    phone.screen.press("#open-settings").await;
    phone.choose("language", "en").await;
    phone.screen.read("Settings").await;
    phone.kill();
    phone.start_again().await;
    let mut look = Look::new(&format!("{kind}-en"));
    phone.unlock().await;
    everyday(&phone, &mut look).await;
    when_it_is_sent(&mut phone, &mut central, &mut look).await;
    nowhere(&phone, &mut look).await;
    wrong.extend(look.wrong());
    look = Look::new(&format!("{kind}-jv"));
    in_javanese(&phone, &mut look).await;
    shut_out(&phone, &mut look).await;
    phone.kill();
    std::fs::write(phone.data().join("vault.key"), "half of it").unwrap();
    phone.start_again().await;
    phone.screen.see("#cannot-start").await;
    look.at(&phone.screen, "51-cannot-start").await;
    wrong.extend(look.wrong());
    phone.screen.close().await;
    assert_eq!(wrong, Vec::<String>::new());
}

/// The screens that have words in Javanese.
async fn in_javanese(phone: &Phone, look: &mut Look) {
    let screen = &phone.screen;
    screen.press("#open-settings").await;
    phone.choose("language", "jv").await;
    screen.press("#lock").await;
    screen.read("Lebetaken PIN").await;
    look.at(screen, "90-unlock").await;
    // Back where it was locked.
    phone.enter_pin(PIN).await;
    screen.see("#open-enrol-again").await;
    phone.go_home().await;
}

/// Each screen that a tile on home opens.
async fn from_home(phone: &Phone, look: &mut Look, tiles: [(&str, &str); 3]) {
    for (tile, name) in tiles {
        phone.screen.press(&format!("#open-{tile}")).await;
        phone.screen.see("#leave").await;
        look.arrived(&phone.screen, name).await;
        phone.go_home().await;
    }
}

/// An address without a screen.
async fn nowhere(phone: &Phone, look: &mut Look) {
    let screen = &phone.screen;
    let address = screen.driver.current_url().await.unwrap().join("/no-such-screen").unwrap().to_string();
    screen.driver.goto(address).await.unwrap();
    screen.see("#home").await;
    look.arrived(screen, "47-nowhere").await;
    screen.press("#home").await;
    screen.see("#report-incident").await;
}

/// Too many wrong PINs.
async fn shut_out(phone: &Phone, look: &mut Look) {
    let screen = &phone.screen;
    screen.press("#lock").await;
    screen.see("#pin-1").await;
    eventually("a wait", || async {
        if screen.driver.find(By::Css("#wait-left")).await.is_ok() {
            return Some(());
        }
        // Wait until no PIN is being checked.
        let key = screen.driver.find(By::Css("#pin-0:enabled")).await.ok()?;
        for _digit in 0..6 {
            key.click().await.ok()?;
        }
        None
    })
    .await;
    look.at(screen, "50-too-many-wrong-pins").await;
}

/// Practice before enrolment.
async fn practice(phone: &Phone, look: &mut Look) {
    let screen = &phone.screen;
    screen.press("#practise").await;
    screen.see("#home-screen").await;
    look.at(screen, "60-practice-home").await;
    let tiles =
        [("records", "61-practice-records"), ("outbox", "62-practice-outbox"), ("settings", "63-practice-settings")];
    from_home(phone, look, tiles).await;
    screen.press("#report-incident").await;
    phone.choose("danger_now", "yes").await;
    screen.read("129").await;
    look.at(screen, "64-practice-danger").await;
    phone.go_home().await;
    screen.press("#lock").await;
    screen.see("#practice-over").await;
    look.arrived(screen, "65-practice-over").await;
    screen.press("#practice-leave").await;
    screen.see("#confirm-no").await;
    look.at(screen, "66-practice-leave").await;
    screen.press("#confirm-yes").await;
    screen.see("#enrol").await;
    let left = std::fs::read_dir(phone.data().join("practice")).unwrap().count();
    assert_eq!(left, 0, "nothing of the practice is left");
}

async fn first_day(phone: &Phone, central: &Central, look: &mut Look) {
    let screen = &phone.screen;
    screen.see("#enrol").await;
    look.at(screen, "01-enrol").await;
    screen.type_into("input[name=address]", &central.address()).await;
    screen.type_into("input[name=code]", "7K3Q-M2XA").await;
    screen.press("#enrol").await;
    screen.see("[role=alert], .error").await;
    look.at(screen, "02-wrong-code").await;
    phone.start_over().await;
    phone.enrol_up_to_words(&central.address(), &central.enrolment_code(VILLAGE)).await;
    look.arrived(screen, "02-words").await;
    screen.press("#keys-other").await;
    screen.see("#keys-discard").await;
    look.at(screen, "02-words-differ").await;
    screen.press("#keys-again").await;
    screen.press("#keys-same").await;
    screen.see("#pin-1").await;
    look.at(screen, "03-choose-pin").await;
    phone.enter_pin("123456").await;
    screen.see(".error").await;
    look.at(screen, "04-weak-pin").await;
    phone.enter_pin(PIN).await;
    screen.see("#repeat-pin").await;
    look.at(screen, "05-repeat-pin").await;
    phone.enter_pin(PIN).await;
    screen.see("#guide").await;
    for card in ["05-guide-purpose", "05-guide-recording", "05-guide-sending", "05-guide-danger"] {
        look.arrived(screen, card).await;
        let before = phone.heading().await;
        screen.press("#guide-next").await;
        eventually("the next card", || async { (phone.heading().await != before).then_some(()) }).await;
    }
    screen.see("#report-incident").await;
}

/// What a person can do without sending anything.
async fn everyday(phone: &Phone, look: &mut Look) {
    let screen = &phone.screen;
    look.at(screen, "06-home").await;
    screen.press("#report-incident").await;
    screen.see("#next").await;
    look.arrived(screen, "07-first-section").await;
    phone.choose("danger_now", "yes").await;
    screen.read("129").await;
    look.at(screen, "08-danger").await;
    screen.press("#next").await;
    screen.see("#problems").await;
    look.at(screen, "09-problems").await;
    screen.press("#discard").await;
    screen.see("#confirm-no").await;
    look.at(screen, "10-discard").await;
    screen.press("#confirm-no").await;
    for section in ["11-survivor", "12-consent", "13-when-where", "13-what", "13-suspect", "14-referral", "15-contact"]
    {
        phone.go_on_regardless().await;
        look.arrived(screen, section).await;
    }
    phone.go_on_regardless().await;
    screen.see("#review").await;
    screen.press("#finish").await;
    screen.see("#problems").await;
    look.at(screen, "16-review-with-problems").await;
    screen.press("#review-disability").await;
    screen.see("#edit").await;
    look.at(screen, "16-edit").await;
    screen.press("#to-review").await;
    screen.see("#review").await;
    phone.go_home().await;
    screen.press("#record-activity").await;
    phone.skip_to("#female_12_14-plus").await;
    phone.count_one("female_12_14").await;
    look.at(screen, "17-tally").await;
    phone.go_on_regardless().await;
    phone.choose("tests_held", "yes").await;
    screen.see("#pretest_answering-plus").await;
    look.at(screen, "18-tests").await;
    phone.go_on_regardless().await;
    look.at(screen, "19-outcome").await;
    phone.go_home().await;
    look.at(screen, "20-home-with-drafts").await;
    screen.press("#open-outbox").await;
    screen.press("#open-carry").await;
    screen.see("#carry").await;
    look.arrived(screen, "22-carry-empty").await;
    phone.go_home().await;
    from_home(phone, look, [("directory", "21-directory"), ("outbox", "22-outbox"), ("settings", "23-settings")]).await;
    screen.press("#open-settings").await;
    screen.press("#open-change-pin").await;
    screen.see("#pin-1").await;
    look.at(screen, "23-change-pin").await;
    phone.enter_pin(PIN).await;
    screen.see("#choose-pin").await;
    look.at(screen, "23-change-pin-new").await;
    phone.go_home().await;
    screen.press("#open-support").await;
    screen.see("#support-facts").await;
    look.arrived(screen, "23-support").await;
    phone.go_home().await;
    screen.press("#lock").await;
    screen.press("#forgot-pin").await;
    screen.see("#forgot").await;
    look.arrived(screen, "23-forgot-pin").await;
    screen.press("#leave").await;
    phone.unlock().await;
    screen.press("#lock").await;
    screen.see("#pin-1").await;
    look.at(screen, "24-unlock").await;
    phone.enter_pin("000000").await;
    screen.see(".error").await;
    look.at(screen, "25-wrong-pin").await;
    phone.unlock().await;
}

/// What a person can do with waiting, rejected and delivered records.
async fn when_it_is_sent(phone: &mut Phone, central: &mut Central, look: &mut Look) {
    phone.kill();
    central.stop();
    let (damaged, [activity, first, second]) = {
        let facilitator = Facilitator::unlocked(&phone.data());
        let activity = facilitator.finish_activity(VILLAGE);
        let drafts = [facilitator.draft_incident(VILLAGE), facilitator.draft_incident(VILLAGE)];
        for draft in drafts {
            facilitator.phone.save_section(draft, "contact").unwrap();
        }
        let code = |record| facilitator.phone.record(record).unwrap().line.code.as_str().to_owned();
        (activity, [code(activity), code(drafts[0]), code(drafts[1])])
    };
    phone.start_again().await;
    phone.screen.see("#waiting-while-locked").await;
    look.at(&phone.screen, "30-unlock-with-waiting").await;
    phone.unlock().await;
    without_network(phone, look, &activity, &first).await;

    // A record that central rejects: its envelope was damaged on the disk.
    damage(phone, damaged);
    central.start_again().await;
    with_network(phone, central, look, &activity, &first, &second).await;
    another_connection(phone, look, &central.enrolment_code(VILLAGE)).await;
}

/// Damages the signature of a waiting envelope.
fn damage(phone: &Phone, record: RecordId) {
    let outbox = rusqlite::Connection::open(phone.data().join("outbox.db")).unwrap();
    let sql = "UPDATE envelopes SET signature = zeroblob(64) WHERE record = ?1";
    assert_eq!(outbox.execute(sql, [record.as_bytes()]).unwrap(), 1);
}

/// To the question whether to connect again, and back.
async fn another_connection(phone: &Phone, look: &mut Look, code: &str) {
    let screen = &phone.screen;
    phone.go_home().await;
    screen.press("#open-settings").await;
    screen.press("#open-enrol-again").await;
    screen.see("#enrol-again").await;
    look.arrived(screen, "48-enrol-again").await;
    screen.type_into("input[name=code]", code).await;
    screen.press("#enrol").await;
    screen.see("#confirm-no").await;
    look.at(screen, "49-enrol-again-confirm").await;
    screen.press("#confirm-no").await;
    phone.go_home().await;
}

async fn without_network(phone: &Phone, look: &mut Look, activity: &str, draft: &str) {
    let screen = &phone.screen;
    look.at(screen, "31-home-with-waiting").await;
    phone.open_outbox().await;
    // A slowed page can lose a touch while it draws: touch again, as a person would.
    eventually_within("the server not to be reached", Duration::from_secs(120), || async {
        let text = screen.text().await;
        let says = ["Server tidak terjangkau", "server cannot be reached"].iter().any(|words| text.contains(words));
        if !says && let Ok(button) = screen.driver.find(By::Css("#send-now:enabled")).await {
            button.click().await.ok();
        }
        says.then_some(())
    })
    .await;
    look.at(screen, "32-outbox-with-trouble").await;
    screen.press("#open-carry").await;
    screen.press("#carry-out").await;
    screen.see("#carry-given").await;
    look.at(screen, "32-carry-given").await;
    phone.go_home().await;
    screen.press("#open-records").await;
    for tab in ["all", "tasks", "waiting", "delivered"] {
        screen.press(&format!("#records-{tab}")).await;
        screen.see(&format!("#records-{tab}[aria-pressed=true]")).await;
        look.at(screen, &format!("33-records-{tab}")).await;
    }
    screen.press("#records-waiting").await;
    open_record(screen, activity).await;
    screen.see("#one-record").await;
    look.arrived(screen, "34-record-waiting").await;
    phone.go_home().await;
    open_record(screen, draft).await;
    look.at(screen, "35-contact-filled-in").await;
    screen.press("#next").await;
    screen.see("#review").await;
    look.arrived(screen, "36-review").await;
    screen.press("#discard").await;
    screen.see("#confirm-no").await;
    look.at(screen, "37-review-discard").await;
    screen.press("#confirm-no").await;
    screen.press("#finish").await;
    screen.see("#finished").await;
    look.arrived(screen, "38-finished-waiting").await;
    phone.go_home().await;
}

async fn with_network(phone: &Phone, central: &Central, look: &mut Look, refused: &str, delivered: &str, draft: &str) {
    let screen = &phone.screen;
    phone.open_outbox().await;
    screen.press("#send-now").await;
    screen.see("#outbox-open .pill.alarm").await;
    screen.see("#outbox-delivered .pill.ok").await;
    look.at(screen, "40-outbox-refused-and-delivered").await;
    open_record(screen, refused).await;
    screen.see("#one-record .pill.alarm").await;
    look.at(screen, "41-record-refused").await;
    phone.go_home().await;
    look.at(screen, "42-home-with-refused").await;
    screen.press("#open-month").await;
    screen.see("#month-counts").await;
    look.arrived(screen, "42-month").await;
    phone.go_home().await;
    screen.press("#open-records").await;
    screen.press("#records-delivered").await;
    screen.see("#records .pill.ok").await;
    look.at(screen, "43-records-delivered").await;
    open_record(screen, delivered).await;
    screen.see("#receipt").await;
    look.at(screen, "44-record-delivered").await;
    central.accept(delivered).await;
    phone.go_home().await;
    phone.open_outbox().await;
    screen.press("#send-now").await;
    open_record(screen, delivered).await;
    screen.press("#erase-sealed").await;
    screen.see("#confirm-no").await;
    look.at(screen, "44-record-erase-sealed").await;
    screen.press("#confirm-yes").await;
    screen.see("#sealed-erased").await;
    look.at(screen, "44-record-sealed-erased").await;
    phone.go_home().await;
    screen.press("#open-records").await;
    screen.type_into("#search", "ZZZ").await;
    screen.see(".empty").await;
    look.at(screen, "45-records-none-found").await;
    phone.go_home().await;
    open_record(screen, draft).await;
    screen.press("#next").await;
    screen.press("#finish").await;
    screen.see("#finished .mark.ok").await;
    look.at(screen, "46-finished-delivered").await;
    phone.go_home().await;
}

/// Touches the row with this code.
async fn open_record(screen: &Browser, code: &str) {
    let row = By::XPath(format!("//button[contains(@class, 'row')][contains(., '{code}')]"));
    eventually(&format!("the row of {code}"), || async {
        let row = screen.driver.find(row.clone()).await.ok()?;
        row.scroll_into_view().await.ok()?;
        row.click().await.ok()
    })
    .await;
}
