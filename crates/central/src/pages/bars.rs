//! A question's answers as bars: a table whose second column is drawn.
//!
//! The length of a bar is a number too. So all hidden figures get the same hatched stub, and the scale is that of the
//! longest visible bar.

use kentongan_forms::{FormDefinition, Label, ListSource, Lists, Question};

use super::words::Words;
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

/// The common data of the bars of one page.
pub(crate) struct Palette<'a> {
    /// The language.
    pub(crate) words: Words,
    /// The form, for the labels of choices.
    pub(crate) form: &'a FormDefinition,
    /// The provided lists, for the labels of their choices.
    pub(crate) lists: &'a Lists,
    /// Figures below it are hidden.
    pub(crate) threshold: i64,
}

impl Palette<'_> {
    /// A label in the page's language.
    pub(crate) fn say(&self, label: &Label) -> String {
        label.in_language(self.words.language.code()).to_owned()
    }

    /// The label of a choice. If no list has the code any more, the code itself.
    pub(crate) fn choice(&self, question: &Question, code: &str) -> String {
        let choices = match question.list() {
            Some(ListSource::Own(name)) => self.form.list(&name).unwrap_or_default(),
            Some(ListSource::Provided(name)) => self.lists.get(&name),
            None => &[],
        };
        let known = choices.iter().find(|choice| choice.code == code);
        known.map(|choice| self.say(&choice.label)).filter(|label| !label.is_empty()).unwrap_or_else(|| code.to_owned())
    }

    /// The label of a question; the name of a calculation without a label.
    pub(crate) fn question(&self, question: &Question) -> String {
        let said = self.say(&question.label);
        if said.is_empty() { question.name.clone() } else { said }
    }

    /// The card of a question.
    pub(crate) fn bars(&self, question: &Question, breakdown: &Breakdown) -> Bars {
        let mut bars = Bars { title: self.question(question), message: None, rows: Vec::new(), zeros: None };
        let figures = match breakdown {
            Breakdown::TooFew => {
                bars.message = Some(self.words.t("too-few"));
                return bars;
            }
            Breakdown::ByYearOnly => {
                bars.message = Some(self.words.t("by-year-only"));
                return bars;
            }
            Breakdown::Choices(figures) => figures,
        };
        let longest = figures.iter().filter_map(|(_, figure)| figure.number()).max().unwrap_or(0).max(1);
        let mut zeros = Vec::new();
        let mut shown: Vec<(Option<i64>, Bar)> = Vec::new();
        for (code, figure) in figures {
            let label = if code.is_empty() { self.words.t("unanswered") } else { self.choice(question, code) };
            if *figure == Figure::Number(0) {
                if !code.is_empty() {
                    zeros.push(label);
                }
                continue;
            }
            let number = figure.number();
            let width = number.map(|number| (number * 100 / longest).max(1));
            shown.push((number, Bar { label, figure: Shown::new(self.words, *figure, self.threshold), width }));
        }
        // Hidden figures come after the others, in the form's order: sorted, they would show which is larger.
        shown.sort_by_key(|(number, _)| std::cmp::Reverse(number.unwrap_or(-1)));
        bars.rows = shown.into_iter().map(|(_, bar)| bar).collect();
        if bars.rows.is_empty() {
            bars.message = Some(self.words.t("none-chosen"));
        } else if !zeros.is_empty() {
            bars.zeros = Some(self.words.with("zero-choices", &[("choices", &zeros.join(", "))]));
        }
        bars
    }
}
