//! A question's answers as bars: a table whose second column is drawn.
//!
//! The length of a bar is a number too: hidden figures all get the same hatched stub, and lengths are
//! measured against the longest bar that may be seen.

use kentongan_forms::{FormDefinition, Label, ListSource, Lists, Question};

use super::words::Words;
use crate::summaries::{Breakdown, Figure};

/// A card with one question.
pub(crate) struct Bars {
    /// The question's words.
    pub(crate) title: String,
    /// Said instead of rows.
    pub(crate) message: Option<String>,
    /// Choices that are not zero.
    pub(crate) rows: Vec<Bar>,
    /// Choices that are, in one line.
    pub(crate) zeros: Option<String>,
}

/// One choice.
pub(crate) struct Bar {
    /// Its words.
    pub(crate) label: String,
    /// The figure.
    pub(crate) figure: Shown,
    /// Its length in hundredths of the longest; nothing for a hidden figure.
    pub(crate) width: Option<i64>,
}

/// A figure as a page prints it.
pub(crate) struct Shown {
    /// The number, "<5" or "–".
    pub(crate) text: String,
    /// The same for a screen reader, when hidden.
    pub(crate) aloud: Option<String>,
}

impl Shown {
    /// Of a figure.
    pub(crate) fn new(words: Words, figure: Figure, threshold: i64) -> Self {
        let aloud = figure.number().is_none().then(|| words.figure_aloud(figure, threshold));
        Self { text: words.figure(figure, threshold), aloud }
    }

    /// Of a number that nobody hides.
    pub(crate) fn number(words: Words, number: i64) -> Self {
        Self { text: words.number(number), aloud: None }
    }
}

/// What the bars of one page have in common.
pub(crate) struct Palette<'a> {
    /// The language.
    pub(crate) words: Words,
    /// Names the choices.
    pub(crate) form: &'a FormDefinition,
    /// Names the choices of provided lists.
    pub(crate) lists: &'a Lists,
    /// Below it, figures are hidden.
    pub(crate) threshold: i64,
}

impl Palette<'_> {
    /// The words of a text of the form.
    pub(crate) fn say(&self, label: &Label) -> String {
        label.in_language(self.words.language.code()).to_owned()
    }

    /// The words of a choice; the code itself when no list knows it any more.
    pub(crate) fn choice(&self, question: &Question, code: &str) -> String {
        let choices = match question.list() {
            Some(ListSource::Own(name)) => self.form.list(&name).unwrap_or_default(),
            Some(ListSource::Provided(name)) => self.lists.get(&name),
            None => &[],
        };
        let known = choices.iter().find(|choice| choice.code == code);
        known.map(|choice| self.say(&choice.label)).filter(|label| !label.is_empty()).unwrap_or_else(|| code.to_owned())
    }

    /// The question's words; of a calculation without any, its name.
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
        // Hidden figures keep the form's order behind the others: their order would tell which is larger.
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
