//! Two records that swap places in time, although they have different answers.
//!
//! Take a record of village a in one month and one of village b in another month. Perhaps they happened the other way
//! round. Then a's month page loses nothing, and neither does b's. If both have the same answer, no published count of
//! it changes. If not, the year of each village would show another answer. That is avoided if in some month of that
//! year an incident of a had the one answer and one of b the other: these two may have answered the other way round.
//! Answers of single villages are not published by month, so no page shows it.

use super::super::cube::{Cell, Cube, CubeQuestion};

/// A month of a village: its period index and its area index.
type Leaf = (usize, usize);

/// Whether the question's answers can follow two records that leave `from`. The two are from different months and
/// different villages of one year. They appear in the same months, each in the other's village.
pub(super) fn is_possible(cube: &Cube, question: &CubeQuestion, from: [Leaf; 2]) -> bool {
    let [one, other] = from;
    let Some(chain) = cube.chains().iter().find(|chain| chain[0] == one.0) else { return false };
    let given = |leaf: Leaf| {
        let count = move |key| cube.value(Cell { period: leaf.0, area: leaf.1, key });
        question.keys().filter(move |key| count(*key) > 0)
    };
    for first in given(one) {
        for second in given(other) {
            let mut changes = vec![(one, first, -1), (other, second, -1)];
            changes.extend([((one.0, other.1), first, 1), ((other.0, one.1), second, 1)]);
            let records = [(one, -1), (other, -1), ((one.0, other.1), 1), ((other.0, one.1), 1)];
            if first == second {
                if can_be(cube, question, &records, &changes) {
                    return true;
                }
                continue;
            }
            // Over the year, `one`'s village lost `first` and won `second`. Somewhere the reverse must happen.
            for month in cube.months_in(chain[2]) {
                let period = cube.chain(*month)[0];
                let (here, there) = ((period, one.1), (period, other.1));
                let mut all = changes.clone();
                all.extend([(here, first, 1), (here, second, -1), (there, first, -1), (there, second, 1)]);
                if can_be(cube, question, &records, &all) {
                    return true;
                }
            }
        }
    }
    false
}

/// Whether real records can have the counts after these changes.
fn can_be(cube: &Cube, question: &CubeQuestion, records: &[(Leaf, i64)], changes: &[(Leaf, usize, i64)]) -> bool {
    changes.iter().all(|(leaf, ..)| {
        let value = |key| cube.value(Cell { period: leaf.0, area: leaf.1, key });
        let before = value(0);
        let after = before + records.iter().filter(|(own, _)| own == leaf).map(|(_, by)| by).sum::<i64>();
        let (mut sum_before, mut sum_after) = (0, 0);
        for key in question.keys() {
            let by: i64 = changes.iter().filter(|(own, at, _)| own == leaf && *at == key).map(|(.., by)| by).sum();
            let count = value(key) + by;
            if count < 0 || count > after {
                return false;
            }
            sum_before += value(key);
            sum_after += count;
        }
        // One answer for each record. With several, at least one, if that was so before.
        if question.several { sum_after >= after || sum_before < before } else { sum_after == after }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summaries::cube::{CountedQuestion, RollupRow};

    /// One record for each entry: month, village, answer.
    fn cube(records: &[(&str, &str, &str)]) -> Cube {
        let choices = ["x", "y"].map(str::to_owned).to_vec();
        let question = CountedQuestion { name: "q".to_owned(), several: false, choices };
        let mut rows: Vec<RollupRow> = Vec::new();
        for (month, area, choice) in records {
            for (question, choice) in [("", ""), ("q", *choice)] {
                let month = month.parse().unwrap();
                let row = rows.iter_mut().find(|row| {
                    row.month == month && row.area == *area && row.question == question && row.choice == choice
                });
                match row {
                    Some(row) => row.records += 1,
                    None => rows.push(RollupRow {
                        month,
                        area: (*area).to_owned(),
                        question: question.to_owned(),
                        choice: choice.to_owned(),
                        records: 1,
                        total: 0,
                    }),
                }
            }
        }
        Cube::new(&[question], &rows)
    }

    fn possible(cube: &Cube) -> bool {
        let month = |text: &str| cube.period_index(text.parse().unwrap()).unwrap();
        is_possible(cube, &cube.questions()[0], [(month("2026-01"), 1), (month("2026-02"), 2)])
    }

    #[test]
    fn records_that_answered_alike_change_places() {
        assert!(possible(&cube(&[("2026-01", "a", "x"), ("2026-02", "b", "x")])));
    }

    #[test]
    fn records_that_answered_differently_need_two_more_that_make_up_for_it() {
        let two = [("2026-01", "a", "x"), ("2026-02", "b", "y")];
        assert!(!possible(&cube(&two)));
        // In March a gave y and b gave x, so they may have answered the other way round.
        assert!(possible(&cube(&[two[0], two[1], ("2026-03", "a", "y"), ("2026-03", "b", "x")])));
        assert!(!possible(&cube(&[two[0], two[1], ("2026-03", "a", "x"), ("2026-03", "b", "y")])));
        // Another year does not help, because the village's year is published.
        assert!(!possible(&cube(&[two[0], two[1], ("2025-03", "a", "y"), ("2025-03", "b", "x")])));
    }
}
