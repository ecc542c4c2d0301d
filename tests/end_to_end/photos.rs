//! Photos of an activity, through the browser's own file chooser and on to central.

use kentongan_exchange::AttachmentName;
use kentongan_exchange::attachment::MAX_ATTACHMENT_BYTES;
use kentongan_exchange::sealing::open;
use thirtyfour::prelude::*;

use crate::support::central::{Central, rows, values};
use crate::support::eventually;
use crate::support::look::Look;
use crate::support::phone::Phone;
use crate::support::recording::Facilitator;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
const SMALL: &str = "img[src^='data:image/jpeg']";

#[tokio::test]
async fn a_photo_from_the_gallery_is_shown_small_can_be_taken_out_and_is_there_after_the_app_was_killed() {
    let central = Central::start().await;
    let mut phone = Phone::enrolled(&central, VILLAGE, |_| {}).await;
    phone.unlock_by_keyboard().await;
    // A headless browser closes its chooser at once as cancelled, because no person is there.
    phone.screen.devtools("Page.setInterceptFileChooserDialog", serde_json::json!({"enabled": true})).await;
    phone.screen.press("#record-activity").await;
    phone.skip_to("#photo_1-gallery").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.jpg");
    // Larger than the kept size, so that the page must shrink it.
    picture(2400, 1800).save(&file).unwrap();

    choose(&phone, "photo_1", &file).await;
    phone.screen.see(SMALL).await;
    choose(&phone, "photo_2", &file).await;
    phone.screen.press("#photo_2-remove").await;
    phone.screen.press("#confirm-yes").await;
    phone.screen.see("#photo_2-gallery").await;

    phone.kill();
    phone.start_again().await;
    phone.unlock_by_keyboard().await;
    phone.screen.press("#drafts button.row").await;
    phone.screen.see("#photo_1-remove").await;
    let thumbnails = phone.screen.driver.find_all(By::Css(SMALL)).await.unwrap();
    assert_eq!(thumbnails.len(), 1);
    phone.screen.close().await;
}

#[tokio::test]
async fn a_photo_reaches_central_when_the_person_lets_it_and_the_screens_say_so_in_both_languages() {
    let central = Central::start().await;
    let phone = Phone::enrolled(&central, VILLAGE, |facilitator| {
        facilitator.phone.set_photos_allowed(kentongan::phone::PhotosAllowed::NotNow).unwrap();
        with_photos(facilitator);
    })
    .await;
    let mut look = Look::new("photos-id");
    let code = held_back(&phone, &mut look).await;
    let mut wrong = look.wrong();

    // The other language, the same way.
    phone.screen.press("#open-settings").await;
    phone.choose("language", "en").await;
    look = Look::new("photos-en");
    phone.screen.see("input[name=photos-allowed]").await;
    look.at(&phone.screen, "settings").await;
    phone.go_home().await;
    phone.open_outbox().await;
    look.at(&phone.screen, "outbox").await;
    open_record(&phone, &code).await;
    phone.screen.see("#photos-of-record").await;
    look.at(&phone.screen, "record").await;

    phone.screen.press("[id^=any_network]").await;
    phone.go_home().await;
    // One draft is left.
    phone.screen.read("1 unfinished draft").await;
    phone.screen.press("#open-records").await;
    open_record(&phone, &code).await;
    phone.screen.read("Sent, with receipt").await;
    look.at(&phone.screen, "record-sent").await;
    wrong.extend(look.wrong());
    phone.screen.close().await;
    assert_eq!(wrong, Vec::<String>::new());

    assert_eq!(rows(&central.data(), "attachments WHERE stored_at IS NOT NULL"), 2);
    for picture in pictures(&central) {
        image::load_from_memory(&picture).unwrap();
    }
}

/// An activity with two photos, finished; and a draft with one, for the review.
fn with_photos(facilitator: &Facilitator) {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture(1000, 750).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let record = facilitator.draft_activity(VILLAGE);
    for question in ["photo_1", "photo_2"] {
        facilitator.phone.add_photo(record, question, jpeg.get_ref()).unwrap();
    }
    facilitator.phone.finish(record).unwrap();
    let draft = facilitator.draft_activity(VILLAGE);
    facilitator.phone.add_photo(draft, "photo_1", jpeg.get_ref()).unwrap();
    facilitator.phone.save_section(draft, "photos").unwrap();
}

/// Looks at everything that shows waiting photos; returns the record's code.
async fn held_back(phone: &Phone, look: &mut Look) -> String {
    let screen = &phone.screen;
    phone.unlock_by_keyboard().await;
    screen.read("2 foto menunggu dikirim").await;
    look.at(screen, "home").await;
    screen.press("#drafts button.row").await;
    screen.press("#next").await;
    screen.see("#review img").await;
    look.at(screen, "review").await;
    phone.go_home().await;
    phone.open_outbox().await;
    screen.read("Anda menahannya").await;
    for (width, height, name) in [(320, 569, "outbox-small"), (412, 915, "outbox")] {
        let size = serde_json::json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": true});
        screen.devtools("Emulation.setDeviceMetricsOverride", size).await;
        look.at(screen, name).await;
    }
    let code = screen.see("#outbox-photos b").await.text().await.unwrap();
    open_record(phone, &code).await;
    screen.see("#photos-of-record").await;
    look.at(screen, "record").await;
    phone.go_home().await;
    code
}

async fn open_record(phone: &Phone, code: &str) {
    let row = By::XPath(format!("//button[contains(@class, 'row')][contains(., '{code}')]"));
    eventually(&format!("the row of {code}"), || async {
        let row = phone.screen.driver.find(row.clone()).await.ok()?;
        row.scroll_into_view().await.ok()?;
        row.click().await.ok()
    })
    .await;
}

fn picture(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]))
}

/// The pictures at central, as a case manager sees them.
fn pictures(central: &Central) -> Vec<Vec<u8>> {
    let case_key = central.case_key();
    let names: Vec<Vec<u8>> = values(&central.data(), "SELECT name FROM attachments ORDER BY attachment");
    let ids: Vec<i64> = values(&central.data(), "SELECT attachment FROM attachments ORDER BY attachment");
    let whole = ids.into_iter().map(|id| {
        let pieces = format!("SELECT bytes FROM attachment_pieces WHERE attachment = {id} ORDER BY starts_at");
        values::<Vec<u8>>(&central.data(), &pieces).concat()
    });
    let whole: Vec<Vec<u8>> = whole.collect();
    for (name, bytes) in names.iter().zip(&whole) {
        assert_eq!(AttachmentName::of(bytes).as_bytes().as_slice(), name.as_slice());
    }
    whole.iter().map(|bytes| open(bytes, &case_key, MAX_ATTACHMENT_BYTES).unwrap().to_vec()).collect()
}

/// Presses the question's button and gives the chooser a file.
async fn choose(phone: &Phone, question: &str, file: &std::path::Path) {
    phone.screen.press(&format!("#{question}-gallery")).await;
    let chooser =
        eventually("the chooser", || async { phone.screen.driver.find(By::Css("#photo-input")).await.ok() }).await;
    chooser.send_keys(file.to_str().unwrap()).await.unwrap();
    phone.screen.see(&format!("#{question}-remove")).await;
}
