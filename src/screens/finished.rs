//! A record is finished: its code, and what happens now.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::cannot_show::CannotShow;
use super::{explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, Shape, use_words};
use crate::phone::INCIDENT;
use crate::routes::Route;

/// The record `record`, just finished.
#[component]
pub fn Finished(record: RecordId) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let found = match phone.record(record) {
        Ok(found) => found.line,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("finished-title"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.replace(Route::Home {}); } }
                }
            };
        }
    };
    let pill = record_lines::pill(words, &found);
    rsx! {
        div { class: "screen", id: "finished",
            Bar { title: words.say("finished-title"), on_back: move |()| { navigator.replace(Route::Home {}); } }
            main { class: "body",
                div { class: "card stack center",
                    div { class: "mark", Icon { shape: Shape::Check } }
                    p { class: "soft", {record_lines::title(words, &found)} }
                    p { class: "big-code", id: "record-code", "{found.code}" }
                    p { "aria-live": "polite", span { class: "pill {pill.tone.class()}", id: "record-state", "{pill.text}" } }
                    p { class: "soft small", {words.say("finished-code-hint")} }
                }
                h2 { {words.say("finished-next")} }
                ol { class: "card steps",
                    match &found.receipt {
                        Some(receipt) => rsx! {
                            li { span { {words.say_with("finished-step-delivered", [("receipt", receipt.as_str().into())])} } }
                        },
                        None if phone.is_practice() => rsx! {
                            li { span { {words.say("practice-nothing-sent")} } }
                        },
                        None => rsx! {
                            li { span { {words.say("finished-step-send")} } }
                            li { span { {words.say("finished-step-receipt")} } }
                        },
                    }
                    if found.form == INCIDENT {
                        li { span { {words.say("finished-step-service")} } }
                    }
                }
            }
            footer { class: "foot",
                button { class: "btn quiet", id: "open-outbox", r#type: "button", onclick: move |_| { navigator.push(Route::Outbox {}); },
                    {words.say("outbox-title")}
                }
                button { class: "btn", id: "home", r#type: "button", onclick: move |_| { navigator.replace(Route::Home {}); },
                    {words.say("go-home")}
                }
            }
        }
    }
}
