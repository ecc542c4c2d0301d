//! The chart of incidents and activities by month, drawn on the server, and its table.

use super::bars::Shown;
use crate::pages::words::Words;
use crate::summaries::{Activities, Figure, Incidents, Month, Period, View};

/// How many months it shows: a year, to compare seasons.
const MONTHS: i32 = 12;
/// The drawing's size in its own units. [`LEFT`] and below leave room for the labels of the axes.
const WIDTH: i64 = 720;
const TOP: i64 = 24;
const BOTTOM: i64 = 210;
const LEFT: i64 = 44;
/// The height of a hidden figure's stub, whatever the figure.
const STUB: i64 = 16;

/// One month.
pub(crate) struct MonthColumn {
    /// `November 2026`.
    pub(crate) name: String,
    /// `Nov`.
    pub(crate) short: String,
    /// The year, below the first month of each year.
    pub(crate) year: Option<i16>,
    /// Incidents.
    pub(crate) incidents: Shown,
    /// Activities.
    pub(crate) activities: Shown,
    /// Left edge, top and height of the incident bar.
    pub(crate) left: i64,
    /// See `left`.
    pub(crate) top: i64,
    /// See `left`.
    pub(crate) height: i64,
    /// Whether the bar is the stub of a hidden figure.
    pub(crate) hidden: bool,
    /// Whether there is a bar.
    pub(crate) drawn: bool,
    /// The middle of the column, and the height of the point for activities.
    pub(crate) middle: i64,
    /// See `middle`.
    pub(crate) point: i64,
}

/// The chart.
pub(crate) struct MonthChart {
    /// A description, for people who do not see it.
    pub(crate) title: String,
    /// Its months, earliest first.
    pub(crate) months: Vec<MonthColumn>,
    /// Height and number of each horizontal line.
    pub(crate) lines: Vec<(i64, String)>,
    /// The line of activities.
    pub(crate) path: String,
}

/// Width of a bar.
pub(crate) const BAR: i64 = 26;

/// Draws the twelve months that end with `last`.
pub(crate) fn chart(
    words: Words,
    incidents: Option<&Incidents>,
    activities: Option<&Activities>,
    last: Month,
    area: Option<&str>,
    view: View,
) -> MonthChart {
    let threshold = incidents.map_or(0, Incidents::threshold);
    let counts: Vec<(Month, Figure, i64)> = (1 - MONTHS..=0)
        .map(|back| {
            let month = last.plus(back);
            let period = Period::Month(month);
            let figure = incidents.map_or(Figure::Number(0), |incidents| incidents.records(period, area, view));
            (month, figure, activities.map_or(0, |activities| activities.records(period, area)))
        })
        .collect();
    let highest = counts.iter().map(|(_, figure, activities)| figure.number().unwrap_or(0).max(*activities)).max();
    let step = step(highest.unwrap_or(0));
    let across = (highest.unwrap_or(0).max(1) + step - 1) / step;
    let height = |number: i64| (BOTTOM - TOP) * number / (across * step);
    let pitch = (WIDTH - LEFT) / i64::from(MONTHS);
    let mut months = Vec::new();
    let mut path = String::new();
    for (at, (month, figure, activities)) in (0_i64..).zip(&counts) {
        let middle = LEFT + pitch * at + pitch / 2;
        let (hidden, tall) = figure.number().map_or((true, STUB), |number| (false, height(number)));
        let point = BOTTOM - height(*activities);
        path.push_str(&format!("{}{middle} {point}", if at == 0 { 'M' } else { 'L' }));
        months.push(MonthColumn {
            name: words.month(*month),
            short: words.month_short(*month),
            year: (at == 0 || month.month() == 1).then(|| month.year()),
            incidents: Shown::new(words, *figure, threshold),
            activities: Shown::number(words, *activities),
            left: middle - BAR / 2,
            top: BOTTOM - tall,
            height: tall,
            hidden,
            drawn: tall > 0,
            middle,
            point,
        });
    }
    let lines = (0..=across).map(|line| (BOTTOM - height(line * step), words.number(line * step))).collect();
    let (from, to) = (words.month(last.plus(1 - MONTHS)), words.month(last));
    MonthChart { title: words.with("months-chart", &[("from", &from), ("to", &to)]), months, lines, path }
}

/// The round step between lines that gives at most five of them.
fn step(highest: i64) -> i64 {
    let mut unit = 1;
    loop {
        for step in [unit, 2 * unit, 5 * unit] {
            if highest <= step * 5 {
                return step;
            }
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summaries::{CountedQuestion, RollupRow};

    fn incidents(number: i64) -> Incidents {
        let month = "2026-11".parse().unwrap();
        let (area, question, choice) = ("a".to_owned(), String::new(), String::new());
        let row = RollupRow { month, area, question, choice, records: number, total: 0 };
        Incidents::from_questions(&[] as &[CountedQuestion], &[row], 5)
    }

    fn drawn(number: i64, view: View) -> String {
        let words = Words::default();
        let chart = chart(words, Some(&incidents(number)), None, "2026-11".parse().unwrap(), None, view);
        let month = chart.months.last().unwrap();
        format!(
            "{} {} {} {:?} {}",
            month.top,
            month.height,
            month.incidents.text,
            month.incidents.aloud,
            chart.lines.len()
        )
    }

    #[test]
    fn a_hidden_number_draws_the_same_whatever_it_is() {
        assert_eq!(drawn(1, View::Protected), drawn(4, View::Protected));
        assert_ne!(drawn(1, View::Whole), drawn(4, View::Whole));
        assert_ne!(drawn(4, View::Protected), drawn(5, View::Protected));
    }

    #[test]
    fn lines_across_are_round_numbers() {
        assert_eq!([0, 5, 6, 11, 26, 99, 1234].map(step), [1, 1, 2, 5, 10, 20, 500]);
    }
}
