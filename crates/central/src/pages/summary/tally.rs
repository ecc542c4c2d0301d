//! Participants by age and sex: the tally of the activity form, added up.

use kentongan_forms::{Group, Question, TallyMark};

use super::bars::Shown;
use crate::pages::labels::Labels;
use crate::summaries::{Activities, Period};

/// The table: its rows and columns are those of the tally, with totals.
pub(crate) struct TallyTable {
    /// The columns' names.
    pub(crate) columns: Vec<String>,
    /// Name, cells and total of each row.
    pub(crate) rows: Vec<(String, Vec<Shown>, Shown)>,
    /// Totals of the columns and of everything.
    pub(crate) totals: (Vec<Shown>, Shown),
}

/// Adds up the answers; `None` when the form has no tally.
pub(crate) fn tally(
    labels: &Labels<'_>,
    activities: &Activities,
    period: Period,
    area: Option<&str>,
) -> Option<TallyTable> {
    let cells: Vec<(&Question, &TallyMark, &TallyMark)> = counted(labels.form.sections())
        .filter_map(|question| question.tally.as_ref().map(|cell| (question, &cell.column, &cell.row)))
        .collect();
    let columns = distinct(cells.iter().map(|(_, column, _)| *column));
    let rows = distinct(cells.iter().map(|(_, _, row)| *row));
    if cells.is_empty() {
        return None;
    }
    let sum = |wanted_column: Option<&TallyMark>, wanted_row: Option<&TallyMark>| {
        let fits = cells.iter().filter(|(_, column, row)| {
            wanted_column.is_none_or(|wanted| wanted == *column) && wanted_row.is_none_or(|wanted| wanted == *row)
        });
        let number = fits.map(|(question, ..)| activities.sum(&question.name, period, area)).sum();
        Shown::number(labels.words, number)
    };
    let line = |row: &&TallyMark| {
        let cells = columns.iter().map(|column| sum(Some(column), Some(row))).collect();
        (name(labels, row), cells, sum(None, Some(row)))
    };
    Some(TallyTable {
        columns: columns.iter().map(|column| name(labels, column)).collect(),
        rows: rows.iter().map(line).collect(),
        totals: (columns.iter().map(|column| sum(Some(column), None)).collect(), sum(None, None)),
    })
}

/// The questions of the groups in which people are counted. Tests before and after are in a table too, but their
/// answers are not participants.
fn counted(sections: &[Group]) -> impl Iterator<Item = &Question> {
    let tallies = sections.iter().flat_map(Group::groups).filter(|group| group.has_appearance("tally"));
    tallies.flat_map(Group::questions).map(|question| &**question)
}

fn distinct<'a>(marks: impl Iterator<Item = &'a TallyMark>) -> Vec<&'a TallyMark> {
    let mut found: Vec<&TallyMark> = Vec::new();
    for mark in marks {
        if !found.contains(&mark) {
            found.push(mark);
        }
    }
    found
}

fn name(labels: &Labels<'_>, mark: &TallyMark) -> String {
    let choices = labels.form.list(&mark.list).unwrap_or_default();
    let known = choices.iter().find(|choice| choice.code == mark.choice);
    known.map_or_else(|| mark.choice.clone(), |choice| labels.say(&choice.label))
}
