//! The guide: four cards about the purpose and the use of the app. It appears once, after the PIN is chosen, and again
//! from the settings.

use dioxus::prelude::*;

use super::{Trouble, emergency_numbers, use_phone};
use crate::components::{DialButton, Icon, Shape, focus_heading, use_back, use_words};
use crate::routes::Route;
use crate::translations::{Language, Words, troubles};

/// A card: drawing, heading, lines.
struct Card {
    shape: Shape,
    title: &'static str,
    lines: &'static [(Shape, &'static str)],
    /// Whether all its words exist in Javanese. Conduct and danger stay Indonesian (decision 0035).
    in_javanese: bool,
}

const CARDS: [Card; 4] = [
    Card {
        shape: Shape::Shield,
        title: "guide-purpose",
        lines: &[
            (Shape::Check, "guide-purpose-refer"),
            (Shape::Warning, "guide-purpose-investigate"),
            (Shape::Camera, "guide-purpose-pictures"),
            (Shape::Lock, "guide-purpose-names"),
        ],
        in_javanese: false,
    },
    Card {
        shape: Shape::Pen,
        title: "guide-recording",
        lines: &[
            (Shape::List, "guide-recording-choose"),
            (Shape::Check, "guide-recording-saved"),
            (Shape::Next, "guide-recording-finish"),
        ],
        in_javanese: true,
    },
    Card {
        shape: Shape::Cloud,
        title: "guide-sending",
        lines: &[
            (Shape::Pen, "guide-sending-offline"),
            (Shape::Cloud, "guide-sending-waiting"),
            (Shape::Check, "guide-sending-delivered"),
        ],
        in_javanese: true,
    },
    Card {
        shape: Shape::Phone,
        title: "guide-danger",
        lines: &[
            (Shape::Warning, "guide-danger-call"),
            (Shape::Lock, "guide-danger-sees"),
            (Shape::Group, "guide-danger-alone"),
        ],
        in_javanese: false,
    },
];

/// The cards, one after another.
#[component]
pub(super) fn Cards(on_done: EventHandler<()>) -> Element {
    let indonesian = use_words();
    let chosen = use_context::<Signal<Language>>();
    let phone = use_phone();
    let mut at = use_signal(|| 0_usize);
    let mut undialled = use_signal(|| None::<String>);
    let last = CARDS.len() - 1;
    let place = at().min(last);
    let Card { shape, title, lines, in_javanese } = &CARDS[place];
    let words = if *in_javanese { Words::new(chosen()) } else { indonesian };
    let mut step = move |by: isize| at.set(place.saturating_add_signed(by).min(last));
    // Does the same as the button below. On the first card it leaves the guide.
    let back = use_callback(move |()| if at() == 0 { on_done.call(()) } else { at -= 1 });
    use_back(Some(back));
    let on_key = move |event: KeyboardEvent| match event.key().to_string().as_str() {
        "ArrowRight" => step(1),
        "ArrowLeft" => step(-1),
        _ => {}
    };
    let numbers = if place == last { emergency_numbers(&phone, words) } else { Vec::new() };
    let on_dial = move |number: String| {
        if let Err(error) = phone.device().dial(&number) {
            undialled.set(Some(troubles::dial(words, &error, &number)));
        }
    };
    let where_now = words.say_with("guide-card", [("number", (place + 1).into()), ("count", CARDS.len().into())]);
    rsx! {
        div { class: "screen", id: "guide", lang: words.code(), onkeydown: on_key,
            header { class: "bar",
                p { class: "grow soft small", "aria-live": "polite", "{where_now}" }
                button { class: "btn quiet small", id: "guide-skip", r#type: "button", onclick: move |_| on_done.call(()),
                    {words.say(if place == last { "guide-close" } else { "guide-skip" })}
                }
            }
            main { class: "body",
                div { class: "mark lead", Icon { shape: *shape } }
                for heading in [words.say(title)] {
                    h1 { key: "{heading}", class: "center", tabindex: "-1", onmounted: move |_| focus_heading(), "{heading}" }
                }
                ul { class: "stack lines",
                    for (shape, line) in lines.iter() {
                        li { key: "{line}", Icon { shape: *shape } span { class: "grow", {words.say(line)} } }
                    }
                }
                if !numbers.is_empty() {
                    div { class: "dials",
                        for number in numbers {
                            DialButton { key: "{number.code}", number, urgent: true, named: true, on_dial: on_dial.clone() }
                        }
                    }
                }
                if let Some(text) = undialled() {
                    Trouble { text }
                }
                div { class: "dots cards", "aria-hidden": "true",
                    for number in 0..CARDS.len() {
                        i { key: "{number}", class: if number == place { "on" } }
                    }
                }
            }
            footer { class: "foot",
                button { class: "btn quiet", id: "guide-back", r#type: "button", disabled: place == 0, onclick: move |_| step(-1), {words.say("back")} }
                button { class: "btn", id: "guide-next", r#type: "button",
                    onclick: move |_| if place == last { on_done.call(()) } else { step(1) },
                    {words.say(if place == last { "guide-begin" } else { "next" })}
                }
            }
        }
    }
}

/// The guide before the screens, the first time.
#[component]
pub fn GuideFirst(children: Element) -> Element {
    let phone = use_phone();
    // The guide must never block the app: if the vault has an error, the screens appear.
    let mut seen = use_signal({
        let phone = phone.clone();
        move || phone.guide_seen().unwrap_or(true)
    });
    let done = move |()| {
        if let Err(error) = phone.put_guide_seen() {
            tracing::warn!(%error, "the guide comes once more");
        }
        seen.set(true);
    };
    rsx! {
        div { class: "contents",
            if seen() {
                div { class: "contents", {children} }
            } else {
                Cards { on_done: done }
            }
        }
    }
}

/// The guide, opened from the settings.
#[component]
pub fn Guide() -> Element {
    let navigator = use_navigator();
    rsx! {
        div { class: "contents",
            Cards { on_done: move |()| { navigator.replace(Route::Settings {}); } }
        }
    }
}
