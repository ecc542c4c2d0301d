//! The choice of language: in the settings, and on the first screen, for people who cannot read its language.

use dioxus::prelude::*;

use super::use_phone;
use crate::components::{RadioSetting, SettingValue, use_words};
use crate::translations::Language;

/// The chosen language, which may differ from the screen's, and a callback to choose another.
fn use_choose() -> (Language, Callback<Language>) {
    let phone = use_phone();
    let mut language = use_context::<Signal<Language>>();
    let choose = use_callback(move |chosen| {
        phone.set_language(chosen);
        language.set(chosen);
    });
    (language(), choose)
}

/// The languages to choose from.
#[component]
pub(super) fn Languages() -> Element {
    let words = use_words();
    let (chosen, choose) = use_choose();
    let values = Language::ALL.map(|one| SettingValue {
        code: one.code().to_owned(),
        label: one.own_name().to_owned(),
        lang: Some(one.code()),
    });
    rsx! {
        div { class: "contents",
            RadioSetting { name: "language", title: words.say("settings-language"), values: values.to_vec(),
                chosen: Language::ALL.iter().position(|one| *one == chosen),
                on_choose: move |place: usize| choose.call(Language::ALL[place]) }
        }
    }
}

/// A button for every other language.
#[component]
pub(super) fn OtherLanguages() -> Element {
    let (chosen, choose) = use_choose();
    let others = Language::ALL.into_iter().filter(|other| *other != chosen);
    rsx! {
        div { class: "links",
            for other in others {
                button { key: "{other.code()}", class: "link", id: "language-{other.code()}", r#type: "button", lang: other.code(),
                    onclick: move |_| choose.call(other),
                    {other.own_name()}
                }
            }
        }
    }
}
