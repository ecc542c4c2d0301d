//! The phone is killed without warning while somebody counts participants or types, again and again, at random points.

use std::time::Duration;

use kentongan_forms::Value;
use thirtyfour::prelude::*;

use crate::support::central::Central;
use crate::support::phone::Phone;
use crate::support::random;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// How often each is killed.
const KILLS: u32 = 50;

/// Touches plus as fast as the page allows, until the app is gone.
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
    let mut phone = Phone::enrolled(&central, VILLAGE, |_| {}).await;
    phone.unlock_by_keyboard().await;
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
        phone.unlock_by_keyboard().await;
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

/// A sealed question. From 60 characters before its limit, its field says how many are left.
const QUESTION: &str = "name_or_initials";
/// Most characters it takes.
const LIMIT: usize = 100;
/// A field with more text is typed over from its beginning; with less, the text goes on.
const LONG: usize = 60;

/// How many characters the field says are left, if it does.
const LEFT: &str = "
    const counter = document.querySelector(`#field-${arguments[0]} .counter`);
    return counter ? Number(counter.innerText.replace(/[^0-9]/g, '')) : null;
";

#[tokio::test]
async fn a_phone_killed_while_somebody_types_keeps_what_it_has_shown_as_saved_and_nothing_that_was_not_typed() {
    let central = Central::start().await;
    let mut phone = Phone::enrolled(&central, VILLAGE, |facilitator| {
        let record = facilitator.phone.start_draft("incident").unwrap();
        facilitator.phone.save_answer(record, "danger_now", Some(&Value::Choice("no".into()))).unwrap();
        facilitator.phone.save_section(record, "contact").unwrap();
    })
    .await;
    let mut kept = open_draft(&phone).await;
    let (mut counted, mut cut_short) = (0, 0);
    for round in 0..KILLS {
        let field = phone.screen.see(&format!("[name={QUESTION}]")).await;
        let begun = if kept.len() > LONG { String::new() } else { kept.clone() };
        if begun.is_empty() {
            field.send_keys(Key::Control + "a").await.unwrap();
        }
        let text: String = sentence(round).chars().take(LIMIT - begun.len()).collect();
        let typing = tokio::spawn(type_slowly(field, text.clone()));
        tokio::time::sleep(Duration::from_millis(random(round) % 900)).await;
        phone.kill();
        typing.abort();
        // The page outlives the process and still shows the last text that came back from it.
        let left = phone.screen.driver.execute(LEFT, vec![QUESTION.into()]).await.unwrap();
        let left: Option<usize> = left.convert().unwrap();
        let screen = phone.screen.text().await;
        assert!(screen.contains("tersimpan") && !screen.contains("Belum tersimpan"), "round {round}: {screen}");

        phone.start_again().await;
        let now = open_draft(&phone).await;
        let whole = format!("{begun}{text}");
        assert!(now == kept || whole.starts_with(&now), "round {round}: after {kept:?} came {text:?}, kept is {now:?}");
        // The length of the text before is no news: a text that is typed over may be gone from the vault while the
        // field still shows its length.
        if let Some(shown) = left.map(|left| LIMIT - left).filter(|shown| *shown != kept.len()) {
            assert!(now.len() >= shown, "round {round}: {shown} characters were saved, kept is {now:?}");
            counted += 1;
        }
        cut_short += u32::from(now.len() < whole.len());
        kept = now;
    }
    assert!(counted > KILLS / 4, "the field rarely showed anything: {counted} of {KILLS}");
    assert!(cut_short > KILLS / 4, "few kills came during typing: {cut_short} of {KILLS}");
    phone.screen.close().await;
}

/// Key by key, as a person does.
async fn type_slowly(field: WebElement, text: String) {
    for key in text.chars() {
        field.send_keys(key.to_string()).await.unwrap();
    }
}

/// Unlocks, opens the one draft where it was left, and returns the field's text.
async fn open_draft(phone: &Phone) -> String {
    phone.unlock_by_keyboard().await;
    phone.screen.press("#drafts button.row").await;
    let field = phone.screen.see(&format!("[name={QUESTION}]")).await;
    field.prop("value").await.unwrap().unwrap_or_default()
}

/// A text whose places all look different, and that no other round has.
fn sentence(round: u32) -> String {
    (0..LIMIT).map(|place| format!("{}{} ", (b'a' + (round % 26) as u8) as char, place + round as usize)).collect()
}
