//! A setting that the vault stores.

use dioxus::prelude::*;

use super::{Trouble, explain, use_phone, use_stage};
use crate::components::{RadioSetting, SettingValue, use_words};
use crate::phone::{Phone, PhoneError};

/// The stored value, and what it takes to choose another.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct StoredSetting<T: 'static> {
    chosen: Signal<Option<T>>,
    choose: Callback<T>,
    trouble: Signal<Option<String>>,
}

impl<T: Copy> StoredSetting<T> {
    /// The stored value; none if it cannot be read.
    pub fn chosen(self) -> Option<T> {
        (self.chosen)()
    }
}

/// Reads a setting once, and stores what the person chooses.
pub(super) fn use_stored_setting<T: Copy + 'static>(
    read: impl FnOnce(&Phone) -> Result<T, PhoneError>,
    store: impl Fn(&Phone, T) -> Result<(), PhoneError> + 'static,
) -> StoredSetting<T> {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut chosen = use_signal(|| read(&phone).ok());
    let mut trouble = use_signal(|| None::<String>);
    let choose = use_callback(move |value: T| match store(&phone, value) {
        Ok(()) => {
            chosen.set(Some(value));
            trouble.set(None);
        }
        Err(error) => trouble.set(Some(explain(words, &error, stage))),
    });
    StoredSetting { chosen, choose, trouble }
}

/// The radio buttons of a stored setting, what stands below them, and why the choice could not be stored.
#[component]
pub(super) fn StoredRadioSetting<T: Copy + PartialEq + 'static>(
    name: &'static str,
    title: String,
    /// Each value with its code in the page and its words.
    values: Vec<(T, String, String)>,
    setting: StoredSetting<T>,
    children: Element,
) -> Element {
    let place = values.iter().position(|(value, ..)| Some(*value) == setting.chosen());
    let (values, named): (Vec<T>, Vec<SettingValue>) =
        values.into_iter().map(|(value, code, label)| (value, SettingValue { code, label, lang: None })).unzip();
    rsx! {
        div { class: "contents",
            RadioSetting { name, title, values: named, chosen: place, on_choose: move |place: usize| setting.choose.call(values[place]) }
            {children}
            if let Some(text) = (setting.trouble)() {
                Trouble { text }
            }
        }
    }
}
