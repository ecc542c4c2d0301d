//! The text size: in the settings, and at the gates, for people who cannot read small text.

use dioxus::prelude::*;

use super::use_phone;
use crate::components::{RadioSetting, SettingValue, use_words};
use crate::phone::TextSize;
use crate::translations::Words;

fn name(words: Words, size: TextSize) -> String {
    words.say(match size {
        TextSize::Usual => "text-usual",
        TextSize::Big => "text-big",
        TextSize::VeryBig => "text-very-big",
    })
}

/// Draws everything in the chosen size. The system's own enlargement comes on top. All text sizes are in rem. It is a
/// style rule, because not every web view runs the scripts that would set an attribute (decision 0038).
#[component]
pub fn ChosenTextSize(size: TextSize) -> Element {
    let percent = match size {
        TextSize::Usual => 100,
        TextSize::Big => 130,
        TextSize::VeryBig => 165,
    };
    rsx! { style { ":root {{ font-size: {percent}%; }}" } }
}

/// The chosen size, and a callback that stores another one and redraws everything in it.
fn use_choose() -> (TextSize, Callback<TextSize>) {
    let phone = use_phone();
    let mut size = use_context::<Signal<TextSize>>();
    let choose = use_callback(move |chosen| {
        phone.set_text_size(chosen);
        size.set(chosen);
    });
    (size(), choose)
}

/// The sizes to choose from.
#[component]
pub(super) fn TextSizes() -> Element {
    let words = use_words();
    let (size, choose) = use_choose();
    let values =
        TextSize::ALL.map(|one| SettingValue { code: one.code().to_owned(), label: name(words, one), lang: None });
    rsx! {
        div { class: "contents",
            RadioSetting { name: "text-size", title: words.say("settings-text-size"), values: values.to_vec(),
                chosen: TextSize::ALL.iter().position(|one| *one == size),
                on_choose: move |place: usize| choose.call(TextSize::ALL[place]) }
        }
    }
}

/// One button that steps through the sizes.
#[component]
pub(super) fn NextTextSize() -> Element {
    let words = use_words();
    let (size, choose) = use_choose();
    rsx! {
        button { class: "link", id: "next-text-size", r#type: "button", onclick: move |_| choose.call(size.next()),
            {words.say_with("text-size-now", [("size", name(words, size).into())])}
        }
    }
}
