//! What a facilitator and a coordinator may rely on in the forms as released (`assets/forms/*.csv`) and in
//! the directory and areas beside them. The files are read by the real engine; a change of content that
//! breaks a promise of the field's rules fails here.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod activity;
mod columns;
mod crosswalk;
mod incident;
mod inventory;
mod reference;
mod risk;
mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use kentongan_forms::{Choice, Entry, FormDefinition, Label, Lists, Problem, ProblemKind, Value};

pub(crate) const INCIDENT: &str = include_str!("../../../../assets/forms/incident.csv");
pub(crate) const ACTIVITY: &str = include_str!("../../../../assets/forms/activity.csv");
pub(crate) const AREAS: &str = include_str!("../../../../assets/areas.csv");
pub(crate) const DIRECTORY: &str = include_str!("../../../../assets/directory.csv");

pub(crate) fn form(csv: &str) -> FormDefinition {
    FormDefinition::from_csv(csv).unwrap()
}

/// The rows of a plain table, each as header to text.
pub(crate) fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// One row of a form's sheet: header to text, columns without a header left out.
pub(crate) type Row = BTreeMap<String, String>;

/// The rows of one sheet of a form, read without the engine.
pub(crate) fn sheet(text: &str, name: &str) -> Vec<Row> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.into_records().map(Result::unwrap).collect();
    let start = records.iter().position(|record| record.get(0) == Some(name)).unwrap();
    let headers = &records[start + 1];
    let data = records[start + 2..].iter().take_while(|record| record.get(0) == Some(""));
    let named = |record: &csv::StringRecord| {
        let cells = headers.iter().zip(record.iter()).filter(|(header, _)| !header.is_empty());
        cells.map(|(header, cell)| (header.to_owned(), cell.to_owned())).collect()
    };
    data.map(named).collect()
}

/// The lists a phone gives to an entry, with every further column for filters to look at.
pub(crate) fn lists() -> Lists {
    let choices = |text: &str, label: &str| -> Vec<Choice> {
        let choice = |row: Row| {
            let columns = row.iter().filter(|(_, text)| !text.is_empty());
            columns.fold(Choice::new(&row["code"], Label::plain(&row[label])), |choice, (header, text)| {
                choice.with_column(header, text)
            })
        };
        table(text).into_iter().map(choice).collect()
    };
    Lists::new().with("areas", choices(AREAS, "name")).with("directory", choices(DIRECTORY, "name_id"))
}

/// Monday, 23 November 2026, two minutes to eleven.
pub(crate) fn now() -> DateTime {
    date(2026, 11, 23).at(10, 58, 0, 0)
}

/// A facilitator with one form in hand.
pub(crate) struct FillIn(pub(crate) Entry);

impl FillIn {
    pub(crate) fn new(csv: &str) -> Self {
        Self(Entry::new(Arc::new(form(csv)), Arc::new(lists()), now()))
    }

    /// An incident with every required answer and nothing else: a boy of 12 to 14 pushed about at school.
    pub(crate) fn incident() -> Self {
        let mut fill_in = Self::new(INCIDENT);
        for question in ["danger_now", "still_ongoing", "suspect_can_reach", "self_harm_signs"] {
            fill_in.answer(question, "no");
        }
        fill_in.answer("child_assent", "yes").answer("guardian_consent", "yes");
        fill_in.answer("age_group", "12_14").answer("sex", "male").answer("disability", "none");
        fill_in.answer("information_source", "teacher").answer("date_precision", "exact");
        fill_in.answer("incident_date", "2026-11-20").answer("area", "33.16.09.2002").answer("place_kind", "school");
        fill_in.answer("violence_forms", "physical").answer("suspect_relation", "friend");
        fill_in.answer("suspect_age", "child").answer("services_needed", "psychosocial");
        fill_in.answer("referred_to", "uptd_ppa_blora").answer("contacted", "no");
        fill_in.answer("safe_contact", "lewat fasilitator").answer("safe_time", "sepulang sekolah");
        fill_in
    }

    /// An activity with every required answer and nothing else: twelve girls of 6 to 11.
    pub(crate) fn activity() -> Self {
        let mut fill_in = Self::new(ACTIVITY);
        fill_in.answer("title", "internet aman kelas 5").answer("kind", "school_class");
        fill_in.answer("start_time", "08:00").answer("duration_minutes", "90").answer("area", "33.16.05.2005");
        fill_in.answer("place", "school").answer("audiences", "children").answer("topics", "safe_internet");
        fill_in.answer("tests_held", "no");
        fill_in.answer("female_6_11", "12").answer("with_disability", "0").answer("first_time", "12");
        fill_in
    }

    /// Answers as typed; "" takes the answer away.
    pub(crate) fn answer(&mut self, question: &str, typed: &str) -> &mut Self {
        self.0.set_typed(question, typed).map_err(|problem| problem.to_string()).unwrap();
        self
    }

    pub(crate) fn asks(&self, question: &str) -> bool {
        assert!(self.0.form().question(question).is_some(), "no question {question}");
        self.0.is_relevant(question)
    }

    pub(crate) fn requires(&self, question: &str) -> bool {
        self.asks(question) && self.0.is_required(question)
    }

    pub(crate) fn code(&self, question: &str) -> &str {
        self.0.answer(question).and_then(|value| value.codes().first()).map_or("", String::as_str)
    }

    pub(crate) fn number(&self, question: &str) -> Option<i64> {
        match self.0.answer(question) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The message of the rule that the answer breaks, in Indonesian; "" when it breaks none.
    pub(crate) fn objection(&self, question: &str) -> String {
        match self.0.problem(question) {
            Some(Problem { kind: ProblemKind::Constraint(message), .. }) => message.in_language("id").to_owned(),
            _ => String::new(),
        }
    }

    pub(crate) fn is_missing(&self, question: &str) -> bool {
        self.0.problem(question).is_some_and(|problem| problem.kind == ProblemKind::Missing)
    }

    /// The questions that keep the form from being finished.
    pub(crate) fn in_the_way(&self) -> Vec<String> {
        let problems = self.0.problems();
        problems.into_iter().filter(Problem::blocks).map(|problem| problem.question).collect()
    }
}
