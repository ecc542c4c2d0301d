//! How large text is: in the settings, and at the gates, where somebody who cannot read small text stands first.

use dioxus::prelude::*;

use super::use_phone;
use crate::components::use_words;
use crate::phone::TextSize;
use crate::translations::Words;

fn name(words: Words, size: TextSize) -> String {
    words.say(match size {
        TextSize::Usual => "text-usual",
        TextSize::Big => "text-big",
        TextSize::VeryBig => "text-very-big",
    })
}

/// Draws everything in the size chosen; what the system makes larger comes on top. All sizes of text are in rem. A rule of
/// its own, for not every web view runs the scripts that would set an attribute (decision 0038).
#[component]
pub fn ChosenTextSize(size: TextSize) -> Element {
    let percent = match size {
        TextSize::Usual => 100,
        TextSize::Big => 130,
        TextSize::VeryBig => 165,
    };
    rsx! { style { ":root {{ font-size: {percent}%; }}" } }
}

/// Keeps the size chosen and draws everything in it.
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
    rsx! {
        div { class: "question",
            fieldset { class: "select",
                legend { {words.say("settings-text-size")} }
                div { class: "list",
                    for one in TextSize::ALL {
                        label { key: "{one.code()}", class: if size == one { "choice on" } else { "choice" },
                            input { r#type: "radio", name: "text-size", value: one.code(), checked: size == one,
                                onchange: move |_| choose.call(one) }
                            span { {name(words, one)} }
                        }
                    }
                }
            }
        }
    }
}

/// One button that goes from size to size.
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
