//! The phone killed without warning while somebody counts participants, again and again, at random points.

use std::time::Duration;

use crate::support::central::Central;
use crate::support::phone::Phone;
use crate::support::random;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// How often each is killed.
const KILLS: u32 = 50;

/// Touches plus as fast as the page lets it, until the app is gone.
const COUNT: &str = "
    const [question] = arguments;
    window.touches = 0;
    setInterval(() => {
        const plus = document.getElementById(question + '-plus');
        if (!plus) return;
        plus.click();
        window.touches += 1;
    }, 15);
";

#[tokio::test]
async fn a_phone_killed_while_counting_keeps_every_number_it_has_shown() {
    let central = Central::start().await;
    let mut phone = Phone::new().await;
    phone.enrol(&central.address(), &central.enrolment_code(VILLAGE)).await;
    phone.screen.press("#record-activity").await;
    phone.skip_to("#female_12_14-plus").await;
    let mut last = 0;
    for round in 0..KILLS {
        phone.screen.driver.execute(COUNT, vec!["female_12_14".into()]).await.unwrap();
        let pause = 40 + random(round) % 400;
        tokio::time::sleep(Duration::from_millis(pause)).await;
        phone.kill();
        // The page outlives the process and still shows the last number that came back from it.
        let shown = phone.count("female_12_14").await;
        let touches = phone.screen.driver.execute("return window.touches", vec![]).await.unwrap();
        let touched: u32 = touches.convert().unwrap();
        phone.start_again().await;
        phone.unlock().await;
        phone.screen.press("#drafts button.row").await;
        phone.skip_to("#female_12_14-plus").await;
        let kept = phone.count("female_12_14").await;
        assert!(kept >= shown, "round {round}: {shown} was shown, {kept} was kept");
        assert!(kept <= last + touched, "round {round}: {touched} touches after {last}, {kept} was kept");
        last = kept;
    }
    assert!(last > KILLS, "the touches arrived: {last}");
    phone.screen.close().await;
}
