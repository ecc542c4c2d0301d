//! What every control shows of its question: its words, its marks, its hint.

use dioxus::prelude::*;
use kentongan_forms::{Problem, ProblemKind, Question, QuestionKind, Tier};

use crate::components::{Icon, Shape, use_words};
use crate::translations::Words;

/// What every control needs of its question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QuestionView {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) kind: QuestionKind,
    pub(super) sealed: bool,
    pub(super) required: bool,
    pub(super) many_lines: bool,
    pub(super) limit: usize,
    /// Ids of hint and problem, for `aria-describedby`.
    pub(super) described_by: String,
    pub(super) invalid: bool,
    /// Whether to show that the answer is missing.
    pub(super) missing: bool,
}

impl QuestionView {
    pub(super) fn new(question: &Question, required: bool, problem: Option<&Problem>, words: Words) -> Self {
        let name = &question.name;
        Self {
            name: name.clone(),
            label: question.label.in_language(words.code()).to_owned(),
            hint: question.hint.in_language(words.code()).to_owned(),
            kind: question.kind.clone(),
            sealed: question.tier == Tier::Sealed,
            required,
            many_lines: question.has_appearance("multiline"),
            limit: question.text_limit,
            described_by: format!("{name}-hint {name}-problem"),
            invalid: problem.is_some_and(Problem::blocks),
            missing: problem.is_some_and(is_missing),
        }
    }
}

/// Whether the problem is only that the answer is missing.
pub(super) fn is_missing(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Missing)
}

/// The marks after a question's words: sealed, or optional.
#[component]
pub(super) fn Marks(asked: QuestionView) -> Element {
    let words = use_words();
    rsx! {
        span { class: "contents",
            " "
            if asked.sealed {
                span { class: "lock", Icon { shape: Shape::Lock } {words.say("sealed")} }
            }
            " "
            if !asked.required {
                span { class: "optional", {words.say("optional")} }
            }
        }
    }
}

/// The hint below a question's words; or, in its place, that the answer is missing.
#[component]
pub(super) fn Hint(asked: QuestionView) -> Element {
    let words = use_words();
    rsx! {
        div { class: "contents",
            if asked.missing {
                p { class: "unanswered", id: "{asked.name}-hint", Icon { shape: Shape::Info } span { {words.say("problem-missing")} } }
            } else if !asked.hint.is_empty() {
                p { class: "hint soft small", id: "{asked.name}-hint", "{asked.hint}" }
            }
        }
    }
}
