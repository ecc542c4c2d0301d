//! The parts of a form that a screen draws: sections, groups, questions.

use std::sync::Arc;

use super::rules::Rules;
use crate::Label;
use crate::tier::Tier;

/// A section of the form (one page) or a group inside one.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name, unique among all groups and questions of the form.
    pub name: String,
    /// The heading.
    pub label: Label,
    /// Words of the `appearance` column, such as `tally`.
    pub appearance: Vec<String>,
    /// Its content, in the order of the form.
    pub items: Vec<Item>,
}

impl Group {
    /// Whether the `appearance` column holds this word.
    pub fn has_appearance(&self, word: &str) -> bool {
        self.appearance.iter().any(|own| own == word)
    }

    /// This group and those inside it, in the order of the form.
    pub fn groups(&self) -> Vec<&Self> {
        let inner = self.items.iter().filter_map(|item| match item {
            Item::Group(group) => Some(group.groups()),
            Item::Question(_) => None,
        });
        std::iter::once(self).chain(inner.flatten()).collect()
    }

    /// Every question in this group and in the groups inside it, in the order of the form.
    pub fn questions(&self) -> Vec<&Arc<Question>> {
        let mut found = Vec::new();
        for item in &self.items {
            match item {
                Item::Question(question) => found.push(question),
                Item::Group(group) => found.extend(group.questions()),
            }
        }
        found
    }
}

/// The content of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A question, a note or a calculation.
    Question(Arc<Question>),
    /// A group inside it, such as a tally.
    Group(Group),
}

/// One row of the survey sheet that is not a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The name, unique in the form; the key of its answer. Never changes once released.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// The question's text. Empty for most calculations.
    pub label: Label,
    /// A help text, or empty.
    pub hint: Label,
    /// Who may read the answer.
    pub tier: Tier,
    /// How summaries count it, if they do.
    pub summary: Option<Summary>,
    /// For a calculation that yields a choice code: the form's own list that names the codes.
    pub result_list: Option<String>,
    /// The cell of the tally that it fills, if it is in one.
    pub tally: Option<TallyCell>,
    /// Words of the `appearance` column, such as `multiline`.
    pub appearance: Vec<String>,
    /// The calculation that this question lets a person override (`adjusts=NAME`).
    pub adjusts: Option<String>,
    /// For a day: the question that says how exact it is (`precision=NAME`), with the choices `exact`, `month`, `unknown`.
    pub precision: Option<String>,
    /// Whether a new form starts with the person's own choice of the list (`default=own`).
    pub own_default: bool,
    /// The most characters a text may have.
    pub text_limit: usize,
    /// Whether a text may hold a phone number (`phone=yes` or `takes=…`; only sealed questions may say so).
    pub phone_allowed: bool,
    /// Whose numbers, links and accounts belong here (`takes=suspect`, `takes=contact`).
    pub takes: Option<Takes>,
    /// Whether a person sees the answer but cannot change it.
    pub read_only: bool,
    pub(crate) rules: Rules,
}

impl Question {
    /// Whether the `appearance` column holds this word.
    pub fn has_appearance(&self, word: &str) -> bool {
        self.appearance.iter().any(|own| own == word)
    }

    /// The list with the codes of the answer: of a select, or of a calculation that names one.
    pub fn list(&self) -> Option<ListSource> {
        match &self.kind {
            QuestionKind::SelectOne(list) | QuestionKind::SelectMultiple(list) => Some(list.clone()),
            QuestionKind::Calculate => self.result_list.clone().map(ListSource::Own),
            QuestionKind::Integer
            | QuestionKind::Decimal
            | QuestionKind::Text
            | QuestionKind::Date
            | QuestionKind::Time
            | QuestionKind::DateTime
            | QuestionKind::Note
            | QuestionKind::Image
            | QuestionKind::Acknowledge => None,
        }
    }

    /// Whether a person can answer it: not a note, not a calculation, not read-only.
    pub fn is_asked(&self) -> bool {
        !self.read_only && !matches!(self.kind, QuestionKind::Note | QuestionKind::Calculate)
    }
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// One choice of a list.
    SelectOne(ListSource),
    /// Any number of choices of a list.
    SelectMultiple(ListSource),
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day with a time of day.
    DateTime,
    /// A text shown, without an answer.
    Note,
    /// A photo; the answer names the attachment that holds it.
    Image,
    /// A value computed from other answers.
    Calculate,
    /// A box to tick before going on.
    Acknowledge,
}

/// The source of a select's choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListSource {
    /// The form's own choices sheet, by list name.
    Own(String),
    /// A list given at run time in [`crate::Lists`] ("areas", "directory").
    Provided(String),
}

/// Whose numbers, links and accounts belong into a sealed text. A form has at most one question for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The suspect's.
    Suspect,
    /// Those for reaching the child safely.
    Contact,
}

/// How summaries count a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary {
    /// Records per choice.
    Count,
    /// The sum of the numbers.
    Sum,
    /// The date that places the record in time; one per form.
    Month,
    /// The area that places the record; one per form.
    Area,
}

/// The cell of a tally that an integer fills, such as girls of 6 to 11 years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyCell {
    /// Its column.
    pub column: TallyMark,
    /// Its row.
    pub row: TallyMark,
}

/// One side of a tally cell: a choice of one of the form's own lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyMark {
    /// The list, such as `sex`.
    pub list: String,
    /// The code in it, such as `female`.
    pub choice: String,
}
