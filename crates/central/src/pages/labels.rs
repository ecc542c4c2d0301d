//! The words of a form: its questions and choices, in the language of a page.

use kentongan_exchange::{Area, Directory, DirectoryEntry};
use kentongan_forms::{Choice, FormDefinition, Label, ListSource, Lists, Question};

use super::words::Words;

/// The labels of one form in the language of a page.
pub(crate) struct Labels<'a> {
    /// The language.
    pub(crate) words: Words,
    /// The form, for the labels of choices.
    pub(crate) form: &'a FormDefinition,
    /// The provided lists, for the labels of their choices.
    pub(crate) lists: &'a Lists,
}

impl Labels<'_> {
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
}

/// The provided lists of the forms, for their labels.
pub(crate) fn lists(areas: &[Area], directory: &Directory) -> Lists {
    let areas = areas.iter().map(|area| Choice::new(&area.code, Label::plain(&area.name)));
    let name = |entry: &DirectoryEntry| Label::new("id", [("id", &entry.name_id), ("en", &entry.name_en)]);
    let entries = directory.entries.iter().map(|entry| Choice::new(&entry.code, name(entry)));
    Lists::new().with("areas", areas.collect()).with("directory", entries.collect())
}
