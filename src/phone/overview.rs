//! The numbers on home for all records, and a person's month.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use kentongan_forms::{Answers, Entry, Value};

use super::drafts::readable;
use super::records::subject;
use super::{ACTIVITY, Phone, PhoneError, RecordLine, RecordState, Subject};
use crate::vault::{RecordCounts, StateFilter};

/// Most tasks on home. The list of records has the others.
const MOST_TASKS: u32 = 50;

/// The number of records of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overview {
    /// Records in which something was typed.
    pub all: u32,
    /// Those of them that are drafts.
    pub drafts: u32,
    /// Records that wait to be sent.
    pub waiting: u32,
    /// Records that central rejected.
    pub refused: u32,
    /// Records that need information.
    pub need_information: u32,
    /// When central stored the last record, by central's clock.
    pub last_stored_at: Option<Timestamp>,
}

/// A person's own month.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// Reports finished in it, newest first.
    pub reports: Vec<RecordLine>,
    /// Activities held in it, ordered by day.
    pub activities: Vec<MonthActivity>,
}

/// An activity in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthActivity {
    /// Its record.
    pub line: RecordLine,
    /// What kind it was, and on which day.
    pub subject: Subject,
    /// Its village.
    pub area: Option<String>,
    /// Who came.
    pub participants: Participants,
}

/// The participants of an activity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Participants {
    /// Girls and women.
    pub female: u64,
    /// Boys and men.
    pub male: u64,
    /// Those of them who came for the first time.
    pub first_time: u64,
}

impl Participants {
    /// Female and male together.
    #[must_use]
    pub fn total(self) -> u64 {
        self.female + self.male
    }

    fn of(answers: &Answers) -> Self {
        let number =
            |value: &Value| if let Value::Integer(number) = value { u64::try_from(*number).unwrap_or(0) } else { 0 };
        let sum =
            |prefix: &str| answers.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, v)| number(v)).sum();
        let first_time = answers.get("first_time").map_or(0, number);
        Self { female: sum("female_"), male: sum("male_"), first_time }
    }
}

impl Month {
    /// The participants of all activities.
    #[must_use]
    pub fn participants(&self) -> Participants {
        let add = |sum: Participants, activity: &MonthActivity| Participants {
            female: sum.female + activity.participants.female,
            male: sum.male + activity.participants.male,
            first_time: sum.first_time + activity.participants.first_time,
        };
        self.activities.iter().fold(Participants::default(), add)
    }

    /// The number of villages with activities.
    #[must_use]
    pub fn villages(&self) -> usize {
        self.activities.iter().filter_map(|activity| activity.area.as_ref()).collect::<BTreeSet<_>>().len()
    }

    /// The number of reports that a service has accepted.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.reports.iter().filter(|line| line.progress.is_some_and(|progress| progress.is_accepted())).count()
    }
}

impl Phone {
    /// The number of records of each kind.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn overview(&self) -> Result<Overview, PhoneError> {
        let status = self.outbox_status()?;
        self.with_open(|open| {
            let RecordCounts { all, drafts, need_information, last_stored_at } = open.vault.record_counts()?;
            let (waiting, refused) = (status.waiting, status.refused);
            Ok(Overview { all, drafts, waiting, refused, need_information, last_stored_at })
        })
    }

    /// Records that need the person: rejected ones first, then those that need information, then drafts; each newest
    /// first. At most `MOST_TASKS`.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn tasks(&self) -> Result<Vec<RecordLine>, PhoneError> {
        let now = self.wall_clock();
        self.with_open(|open| {
            let found = open.vault.records(StateFilter::Tasks, "", None, MOST_TASKS)?;
            let mut tasks =
                found.into_iter().map(|record| open.line(record, now)).collect::<Result<Vec<_>, PhoneError>>()?;
            tasks.sort_by_key(|line| match line.state {
                RecordState::Refused(_) => 0,
                RecordState::Waiting | RecordState::Delivered => 1,
                RecordState::Draft => 2,
            });
            Ok(tasks)
        })
    }

    /// The month of this day, from the vault alone. Erasing sealed answers does not change it.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn month(&self, day: Date) -> Result<Month, PhoneError> {
        let now = self.wall_clock();
        let first = day.first_of_month();
        let end = first.saturating_add(1.month());
        let zone = kentongan_exchange::zone::zone();
        let begins = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        let moments = (begins(first), begins(end));
        self.with_open(|open| {
            let mut month = Month { first, reports: Vec::new(), activities: Vec::new() };
            for stored in open.vault.finished_within((first, end), moments)? {
                let line = open.line(stored, now)?;
                if line.form != ACTIVITY {
                    month.reports.push(line);
                    continue;
                }
                let (subject, area, participants) = match open.answers_of(line.record) {
                    Ok((saved, form)) => {
                        let answers = readable(&form, &saved.answers);
                        let participants = Participants::of(&answers);
                        let area = answers.get("area").map(Value::to_text);
                        let entry = Entry::resume(form, Arc::clone(&open.lists), now, answers);
                        (subject(&entry), area, participants)
                    }
                    // Its form is missing. The activity still counts.
                    Err(PhoneError::NoSuchForm) => (Subject::default(), None, Participants::default()),
                    Err(error) => return Err(error),
                };
                month.activities.push(MonthActivity { line, subject, area, participants });
            }
            month.activities.sort_by_key(|activity| activity.subject.date);
            Ok(month)
        })
    }
}
