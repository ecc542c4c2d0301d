//! Retention: how long sealed answers and thumbnails stay on this phone, erasing them now, and the number of days.

use std::time::Duration;

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::stored_setting::{StoredRadioSetting, use_stored_setting};
use super::{Trouble, explain, use_phone, use_stage};
use crate::components::{AskFirst, Shape, Status, Tone, use_words};
use crate::phone::{ErasablePart, KEEP_DAYS, Phone, Retention};
use crate::translations::{Words, dates};

/// `answers` for sealed answers, `pictures` for a record that has only thumbnails.
fn of(what: ErasablePart, answers: &'static str, pictures: &'static str) -> &'static str {
    match what {
        ErasablePart::Answers => answers,
        ErasablePart::Pictures => pictures,
    }
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Whole days, rounded up.
fn days(left: Duration) -> u64 {
    left.as_secs().div_ceil(DAY)
}

/// The remaining time in words: whole days, and hours on the last day.
pub(super) fn erased_in(words: Words, what: ErasablePart, left: Duration) -> String {
    let seconds = left.as_secs();
    let say = |key: &str, count: u64| words.say_with(key, [("count", count.into())]);
    if seconds > DAY {
        say(of(what, "sealed-erased-in-days", "pictures-erased-in-days"), days(left))
    } else if seconds > HOUR {
        say(of(what, "sealed-erased-in-hours", "pictures-erased-in-hours"), seconds.div_ceil(HOUR))
    } else {
        words.say(of(what, "sealed-erased-soon", "pictures-erased-soon"))
    }
}

/// Retention on a record's page. While nobody has accepted the case, the person cannot erase the answers: they may
/// still be needed.
#[component]
pub(super) fn RetentionInfo(record: RecordId, retention: Retention) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut busy = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let (what, left) = match retention {
        Retention::For { what, left } => (what, left),
        Retention::UntilAccepted { left } => {
            let days = days(left);
            return rsx! {
                div { class: "contents",
                    Status { id: "sealed-kept", tone: Tone::Plain, shape: Shape::Lock, title: words.say("sealed-until-accepted"),
                        text: words.say_with("sealed-until-accepted-more", [("count", days.into())]) }
                }
            };
        }
        Retention::Erased { what, at } => {
            let when = dates::moment(words, phone.local(at));
            return rsx! {
                div { class: "contents",
                    Status { id: "sealed-erased", tone: Tone::Good, shape: Shape::Lock,
                        title: words.say(of(what, "sealed-erased", "pictures-erased")),
                        text: words.say_with(of(what, "sealed-erased-more", "pictures-erased-more"), [("when", when.into())]) }
                }
            };
        }
    };
    let erase = move |()| {
        busy.set(true);
        let phone = phone.clone();
        spawn(async move {
            // On its own thread: it must finish even if the person leaves the screen.
            let erased = tokio::task::spawn_blocking(move || phone.erase_sealed_now(record)).await;
            busy.set(false);
            trouble.set(match erased {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(explain(words, &error, stage)),
                Err(_stopped) => Some(words.say("phone-failed")),
            });
        });
    };
    rsx! {
        div { class: "contents",
            Status { id: "sealed-kept", tone: Tone::Plain, shape: Shape::Lock, title: erased_in(words, what, left),
                text: words.say(of(what, "sealed-kept-more", "pictures-kept-more")) }
            AskFirst { id: "erase-sealed", busy: busy(), go: words.say(if busy() { "erase-sealed-busy" } else { "erase-sealed" }),
                title: words.say(of(what, "erase-sealed-title", "erase-pictures-title")),
                text: words.say(of(what, "erase-sealed-text", "erase-pictures-text")), yes: words.say("erase-sealed-yes"),
                on_yes: erase }
            if let Some(text) = trouble() {
                Trouble { text }
            }
        }
    }
}

/// The choice of days for sealed answers after acceptance.
#[component]
pub(super) fn KeepDays() -> Element {
    let words = use_words();
    let setting = use_stored_setting(Phone::keep_days, Phone::set_keep_days);
    let label = |days: u32| words.say_with("keep-days", [("count", days.into())]);
    rsx! {
        div { class: "contents",
            StoredRadioSetting { name: "keep-days", title: words.say("settings-keep-days"), setting,
                values: KEEP_DAYS.map(|days| (days, days.to_string(), label(days))).to_vec(),
                p { class: "soft small", {words.say("settings-keep-hint")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translations::Language;

    #[test]
    fn what_is_left_is_said_in_days_then_in_hours() {
        let said = |hours: u64, seconds: u64| {
            let left = Duration::from_secs(hours * 3_600 + seconds);
            erased_in(Words::new(Language::Indonesian), ErasablePart::Answers, left)
        };
        assert_eq!(said(7 * 24, 0), "Jawaban tersegel dihapus dari HP ini dalam 7 hari");
        assert_eq!(said(6 * 24, 1), "Jawaban tersegel dihapus dari HP ini dalam 7 hari");
        assert_eq!(said(24, 1), "Jawaban tersegel dihapus dari HP ini dalam 2 hari");
        assert_eq!(said(24, 0), "Jawaban tersegel dihapus dari HP ini dalam 24 jam");
        assert_eq!(said(1, 1), "Jawaban tersegel dihapus dari HP ini dalam 2 jam");
        assert_eq!(said(1, 0), "Jawaban tersegel segera dihapus dari HP ini");
        assert_eq!(said(0, 0), "Jawaban tersegel segera dihapus dari HP ini");
    }
}
