//! A test of the walker, on the smallest program in which dioxus-core panics (`tests/screens/hazard.rs`). It must find
//! the panic and print the shortest steps to it.

use dioxus::prelude::*;
use fastrand::Rng;

use crate::checks;
use crate::controls::{self, Use};
use crate::page::Page;
use crate::shortest::shortest;
use crate::walk::{World, again, walk};

struct Toy(Page);

impl World for Toy {
    type Step = String;

    async fn begin() -> Self {
        Self(Page::draw(VirtualDom::new(Program)))
    }

    fn choose(&mut self, rng: &mut Rng) -> String {
        let controls = controls::controls(&self.0);
        controls[rng.usize(..controls.len())].name.clone()
    }

    async fn take(&mut self, step: &String) {
        let found = controls::controls(&self.0).into_iter().find(|control| control.name == *step);
        if let Some(control) = found {
            assert_eq!(control.used, Use::Press);
            controls::take(&mut self.0, &control, "");
            checks::drawn_as_from_nothing(&self.0);
        }
    }
}

/// Ten buttons that do nothing, one that adds something, one that removes it.
#[expect(non_snake_case, reason = "a component")]
fn Program() -> Element {
    let mut there = use_signal(|| false);
    rsx! {
        div {
            for number in 0..10 {
                button { key: "{number}", id: "nothing-{number}", onclick: |_| {} }
            }
            button { id: "come", onclick: move |_| there.set(true) }
            button { id: "go", onclick: move |_| there.set(false) }
            if there() {
                p { "here" }
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

#[test]
fn a_walk_finds_the_shape_that_fells_dioxus_and_tells_the_shortest_way() {
    let found = (0..20).map(|seed| walk::<Toy>(seed, 200)).find(|walked| walked.failure.is_some());
    let walked = found.expect("no walk found it");
    let way = shortest(&walked.steps, 500, |steps| again::<Toy>(steps).is_some());
    assert_eq!(way, ["come", "go"], "{:?}", walked.failure);
}
