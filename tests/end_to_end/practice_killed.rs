//! The app is killed during a practice: Android ends it like any other app.

use crate::support::central::Central;
use crate::support::eventually;
use crate::support::phone::Phone;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

/// Practices in the phone's folder.
fn practices(phone: &Phone) -> usize {
    std::fs::read_dir(phone.data().join("practice")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_phone_killed_in_the_midst_of_a_practice_forgets_it_and_is_as_it_was() {
    let central = Central::start().await;
    let mut code = None;
    let mut phone = Phone::enrolled(&central, VILLAGE, |facilitator| {
        let record = facilitator.finish_activity(VILLAGE);
        code = Some(facilitator.phone.record(record).unwrap().line.code.as_str().to_owned());
    })
    .await;
    let code = code.unwrap();
    phone.unlock().await;
    phone.screen.press("#open-settings").await;
    phone.screen.press("#practise").await;
    phone.screen.see("#practice-banner").await;
    phone.screen.press("#report-incident").await;
    phone.choose("danger_now", "yes").await;
    phone.screen.read("129").await;
    assert_eq!(practices(&phone), 1);

    phone.kill();
    phone.start_again().await;
    phone.unlock().await;
    assert!(!phone.screen.text().await.contains("Latihan"), "{}", phone.screen.text().await);
    assert_eq!(practices(&phone), 0, "nothing of it is left");
    eventually("nothing to go on with", || async {
        phone.screen.driver.find(thirtyfour::By::Css("#drafts")).await.is_err().then_some(())
    })
    .await;
    phone.screen.press("#open-records").await;
    phone.screen.read(&code).await;
    assert_eq!(phone.screen.driver.find_all(thirtyfour::By::Css("#records button.row")).await.unwrap().len(), 1);
    phone.screen.close().await;
}
