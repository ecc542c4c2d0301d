//! A setting with a few values to choose from.

use dioxus::prelude::*;

/// One value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingValue {
    /// Its name in the page.
    pub code: String,
    /// Its words.
    pub label: String,
    /// The language of its words, if not the screen's.
    pub lang: Option<&'static str>,
}

/// The title and a radio button for each value. Calls back with the place of the touched one.
#[component]
pub fn RadioSetting(
    name: &'static str,
    title: String,
    values: Vec<SettingValue>,
    /// The place of the present value; none while it cannot be read.
    chosen: Option<usize>,
    on_choose: EventHandler<usize>,
) -> Element {
    rsx! {
        div { class: "question",
            fieldset { class: "select",
                legend { "{title}" }
                div { class: "list",
                    for (place, value) in values.into_iter().enumerate() {
                        label { key: "{value.code}", class: if chosen == Some(place) { "choice on" } else { "choice" },
                            input { r#type: "radio", name, value: "{value.code}", checked: chosen == Some(place),
                                onchange: move |_| on_choose.call(place) }
                            span { lang: value.lang, "{value.label}" }
                        }
                    }
                }
            }
        }
    }
}
