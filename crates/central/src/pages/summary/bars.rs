//! A question's answers as bars: a table whose second column is drawn.
//!
//! The length of a bar is a number too. So all hidden figures get the same hatched stub, and the scale is that of the
//! longest visible bar.

use kentongan_forms::Question;

use crate::pages::labels::Labels;
use crate::pages::words::Words;
use crate::summaries::{Breakdown, Figure};

/// A card with one question.
pub(crate) struct Bars {
    /// The question's words.
    pub(crate) title: String,
    /// The text instead of rows.
    pub(crate) message: Option<String>,
    /// Choices with more than zero.
    pub(crate) rows: Vec<Bar>,
    /// Choices with zero, in one line.
    pub(crate) zeros: Option<String>,
}

/// One choice.
pub(crate) struct Bar {
    /// Its label.
    pub(crate) label: String,
    /// The figure.
    pub(crate) figure: Shown,
    /// Its length in percent of the longest bar; `None` for a hidden figure.
    pub(crate) width: Option<i64>,
}

/// A figure as a page prints it.
pub(crate) struct Shown {
    /// The number, "<5" or "–".
    pub(crate) text: String,
    /// The words for a screen reader, when hidden.
    pub(crate) aloud: Option<String>,
}

impl Shown {
    /// The text of a figure.
    pub(crate) fn new(words: Words, figure: Figure, threshold: i64) -> Self {
        let aloud = figure.number().is_none().then(|| words.figure_aloud(figure, threshold));
        Self { text: words.figure(figure, threshold), aloud }
    }

    /// The text of a number that is never hidden.
    pub(crate) fn number(words: Words, number: i64) -> Self {
        Self { text: words.number(number), aloud: None }
    }
}

/// The card of a question. Figures below `threshold` are hidden.
pub(crate) fn bars(labels: &Labels<'_>, question: &Question, breakdown: &Breakdown, threshold: i64) -> Bars {
    let mut bars = Bars { title: labels.question(question), message: None, rows: Vec::new(), zeros: None };
    let figures = match breakdown {
        Breakdown::TooFew => {
            bars.message = Some(labels.words.t("too-few"));
            return bars;
        }
        Breakdown::ByYearOnly => {
            bars.message = Some(labels.words.t("by-year-only"));
            return bars;
        }
        Breakdown::Choices(figures) => figures,
    };
    let longest = figures.iter().filter_map(|(_, figure)| figure.number()).max().unwrap_or(0).max(1);
    let mut zeros = Vec::new();
    let mut shown: Vec<(Option<i64>, Bar)> = Vec::new();
    for (code, figure) in figures {
        let label = if code.is_empty() { labels.words.t("unanswered") } else { labels.choice(question, code) };
        if *figure == Figure::Number(0) {
            if !code.is_empty() {
                zeros.push(label);
            }
            continue;
        }
        let number = figure.number();
        let width = number.map(|number| (number * 100 / longest).max(1));
        shown.push((number, Bar { label, figure: Shown::new(labels.words, *figure, threshold), width }));
    }
    // Hidden figures come after the others, in the form's order: sorted, they would show which is larger.
    shown.sort_by_key(|(number, _)| std::cmp::Reverse(number.unwrap_or(-1)));
    bars.rows = shown.into_iter().map(|(_, bar)| bar).collect();
    if bars.rows.is_empty() {
        bars.message = Some(labels.words.t("none-chosen"));
    } else if !zeros.is_empty() {
        bars.zeros = Some(labels.words.with("zero-choices", &[("choices", &zeros.join(", "))]));
    }
    bars
}
