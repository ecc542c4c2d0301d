//! Numbers of education activities: sessions, choices such as topics, and sums such as participants.
//!
//! They count work, not children who were harmed, so none of them is hidden.

use std::collections::BTreeMap;

use super::cube::RollupRow;
use super::period::{Month, Period};

/// The rollups of the activity form.
#[derive(Debug, Clone, Default)]
pub struct Activities {
    rows: Vec<RollupRow>,
}

impl Activities {
    /// Of these rows.
    #[must_use]
    pub fn new(rows: Vec<RollupRow>) -> Self {
        Self { rows }
    }

    fn of<'a>(
        &'a self,
        question: &'a str,
        period: Period,
        area: Option<&'a str>,
    ) -> impl Iterator<Item = &'a RollupRow> {
        self.rows.iter().filter(move |row| {
            row.question == question && period.holds(row.month) && area.is_none_or(|area| area == row.area)
        })
    }

    /// How many activities.
    #[must_use]
    pub fn records(&self, period: Period, area: Option<&str>) -> i64 {
        self.of("", period, area).map(|row| row.records).sum()
    }

    /// The sum of a question's numbers.
    #[must_use]
    pub fn sum(&self, question: &str, period: Period, area: Option<&str>) -> i64 {
        self.of(question, period, area).map(|row| row.total).sum()
    }

    /// Activities per choice of a question.
    #[must_use]
    pub fn choices(&self, question: &str, period: Period, area: Option<&str>) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for row in self.of(question, period, area).filter(|row| !row.choice.is_empty()) {
            *counts.entry(row.choice.clone()).or_default() += row.records;
        }
        counts
    }

    /// The villages with an activity in the period.
    #[must_use]
    pub fn villages(&self, period: Period) -> Vec<&str> {
        let own = self.rows.iter().filter(|row| row.question.is_empty() && period.holds(row.month));
        let mut villages: Vec<&str> = own.map(|row| row.area.as_str()).collect();
        villages.sort_unstable();
        villages.dedup();
        villages
    }

    /// The first and the last month with an activity.
    #[must_use]
    pub fn months(&self) -> Option<(Month, Month)> {
        let months = || self.rows.iter().map(|row| row.month);
        Some((months().min()?, months().max()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activities_add_up_over_months_and_villages() {
        let row = |month: &str, area: &str, question: &str, choice: &str, records, total| RollupRow {
            month: month.parse().unwrap(),
            area: area.to_owned(),
            question: question.to_owned(),
            choice: choice.to_owned(),
            records,
            total,
        };
        let activities = Activities::new(vec![
            row("2026-10", "a", "", "", 2, 0),
            row("2026-11", "b", "", "", 1, 0),
            row("2026-10", "a", "female_6_11", "", 2, 31),
            row("2026-11", "b", "female_6_11", "", 1, 4),
            row("2026-10", "a", "topics", "grooming", 2, 0),
            row("2026-11", "b", "topics", "grooming", 1, 0),
        ]);
        let quarter = Period::Quarter(2026, 4);
        assert_eq!(activities.records(quarter, None), 3);
        assert_eq!(activities.sum("female_6_11", quarter, None), 35);
        assert_eq!(activities.sum("female_6_11", quarter, Some("a")), 31);
        assert_eq!(activities.choices("topics", quarter, None).get("grooming"), Some(&3));
        assert_eq!(activities.choices("topics", "2026-11".parse().unwrap(), None).get("grooming"), Some(&1));
        assert_eq!(activities.villages(quarter), ["a", "b"]);
        assert_eq!(activities.records(Period::Year(2025), None), 0);
    }
}
