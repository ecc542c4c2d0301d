//! Photos of an activity, through the browser's own file chooser.

use thirtyfour::prelude::*;

use crate::support::central::Central;
use crate::support::phone::Phone;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

#[tokio::test]
async fn a_photo_from_the_gallery_is_shown_small_can_be_taken_out_and_is_there_after_the_app_was_killed() {
    let central = Central::start().await;
    let mut phone = Phone::enrolled(&central, VILLAGE, |_| {}).await;
    phone.unlock_by_keyboard().await;
    // Without a person to close it, the chooser of a browser without a window counts as cancelled at once.
    phone.screen.devtools("Page.setInterceptFileChooserDialog", serde_json::json!({"enabled": true})).await;
    phone.screen.press("#record-activity").await;
    phone.skip_to("#photo_1-gallery").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.jpg");
    // Larger than is kept, so that the page has something to shrink.
    image::RgbImage::from_fn(2400, 1800, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]))
        .save(&file)
        .unwrap();

    choose(&phone, "photo_1", &file).await;
    phone.screen.see("img[src^='data:image/jpeg']").await;
    choose(&phone, "photo_2", &file).await;
    phone.screen.press("#photo_2-remove").await;
    phone.screen.press("#confirm-yes").await;
    phone.screen.see("#photo_2-gallery").await;

    phone.kill();
    phone.start_again().await;
    phone.unlock_by_keyboard().await;
    phone.screen.press("#drafts button.row").await;
    phone.screen.see("#photo_1-remove").await;
    let thumbnails = phone.screen.driver.find_all(By::Css("img[src^='data:image/jpeg']")).await.unwrap();
    assert_eq!(thumbnails.len(), 1);
    phone.screen.close().await;
}

/// Presses the question's button and gives the chooser a file.
async fn choose(phone: &Phone, question: &str, file: &std::path::Path) {
    phone.screen.press(&format!("#{question}-gallery")).await;
    let chooser = crate::support::eventually("the chooser", || async {
        phone.screen.driver.find(By::Css("#photo-input")).await.ok()
    })
    .await;
    chooser.send_keys(file.to_str().unwrap()).await.unwrap();
    phone.screen.see(&format!("#{question}-remove")).await;
}
