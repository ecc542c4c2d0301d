//! The smallest program in which dioxus-core 0.8.0-alpha.3 panics, and the shape that avoids the panic (decision 0051).
//!
//! When the first test fails, dioxus-core is fixed. Then delete the house rule about roots and this file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dioxus::prelude::*;

use crate::page::Page;

/// Draws `app` and presses its button. Returns whether dioxus-core did not panic.
fn survives(app: fn() -> Element) -> bool {
    let mut page = Page::draw(VirtualDom::new(app));
    catch_unwind(AssertUnwindSafe(|| page.press("go"))).is_ok()
}

/// The paragraph disappears. The next part has a list as its own root. Two parts are between that list and the `div` in
/// which it is placed, and dioxus-core looks at the `div` as it was before.
#[expect(non_snake_case, reason = "a component")]
fn ListAtTheRoot() -> Element {
    let mut there = use_signal(|| true);
    rsx! {
        div {
            button { id: "go", onclick: move |_| there.set(false) }
            if there() {
                p { "goes" }
            }
            for key in [0] {
                Listed { key: "{key}", there: there() }
            }
        }
    }
}

#[component]
fn Listed(there: bool) -> Element {
    rsx! {
        for item in ["one", "two"] {
            p { key: "{item}", "{item} {there}" }
        }
    }
}

/// The same with an element at the root.
#[expect(non_snake_case, reason = "a component")]
fn ElementAtTheRoot() -> Element {
    let mut there = use_signal(|| true);
    rsx! {
        div {
            button { id: "go", onclick: move |_| there.set(false) }
            if there() {
                p { "goes" }
            }
            for key in [0] {
                Held { key: "{key}", there: there() }
            }
        }
    }
}

#[component]
fn Held(there: bool) -> Element {
    rsx! {
        div { class: "contents",
            for item in ["one", "two"] {
                p { key: "{item}", "{item} {there}" }
            }
        }
    }
}

#[test]
fn a_list_at_the_root_after_something_that_goes_still_fells_dioxus() {
    assert!(!survives(ListAtTheRoot), "dioxus-core is mended: the house rule about roots of rsx! may go");
}

#[test]
fn an_element_at_the_root_keeps_dioxus_standing() {
    assert!(survives(ElementAtTheRoot));
}
